"""What stands on items in Outlook after a link: what is wanted there, whether it may be written, and writing it."""
