"""Dates and times named in text, resolved against the moment it was sent, future reading preferred (en, es)."""
