"""Rounds: read a page after a cursor, plan, apply it and commit it together with the next cursor."""
