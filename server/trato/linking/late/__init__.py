"""Opportunities that were made or changed after threads about them: which these are, and looking at them anew."""
