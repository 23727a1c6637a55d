"""The weekly review: one's opportunities one by one, what happened since, and what is decided about each."""
