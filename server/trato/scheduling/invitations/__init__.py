"""Invitations of people without Outlook, as mails carry them (RFC 5546 iTIP, RFC 6047 iMIP)."""
