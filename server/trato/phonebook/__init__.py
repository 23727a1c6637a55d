"""Contact lists as they are in Outlook: which folders a mailbox shares with Trato, and what lies in those."""
