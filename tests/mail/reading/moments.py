"""Moments that tests of reading share."""

from datetime import datetime
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=MADRID)
"""A Wednesday."""
