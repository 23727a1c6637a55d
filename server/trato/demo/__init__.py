"""The demo company: an invented sales team with its mail, calendars, CRM and the answers, from one seed."""

VERSION = 3
"""Raise it whenever the files change, so that a cached folder is written again."""
