"""Tenants, users, roles, mailboxes and territories: who is who, and who may see what."""
