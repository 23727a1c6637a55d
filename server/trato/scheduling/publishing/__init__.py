"""Calendars that other programs read: feeds by a secret address, files out and in (RFC 5545, RFC 7986)."""
