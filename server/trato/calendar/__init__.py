"""Calendar events mirrored from every connected mailbox: one row a meeting, with its occurrences and attendees."""
