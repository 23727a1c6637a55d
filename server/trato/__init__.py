"""Trato: the CRM inside Outlook."""

__version__ = "0.1.0"
