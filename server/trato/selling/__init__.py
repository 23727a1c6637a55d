"""What a rep has to do: their To Do lists as they are in Outlook."""
