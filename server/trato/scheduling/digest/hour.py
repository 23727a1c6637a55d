"""When somebody's digest is due: on a working day of theirs, from their hour on, by their own clock. Pure.

A worker that was away makes it later the same day; one of yesterday is not made up for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trato.scheduling.model import OFFICE_HOURS, Hours
from trato.scheduling.working_time import holiday

USUAL_HOUR = 7


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose digest it is: where they are, when they work, and when they want it. `country` and `region` as ISO 3166."""

    zone: ZoneInfo
    hours: Hours = field(default_factory=lambda: OFFICE_HOURS)
    country: str = ""
    region: str = ""
    is_on: bool = True
    hour: int = USUAL_HOUR


def due_day(reader: Reader, now: datetime) -> date | None:
    """Return the day whose digest is due now, None where none is."""
    local = now.astimezone(reader.zone)
    is_working = bool(reader.hours.get(local.weekday())) and not holiday(reader.country, reader.region, local.date())
    return local.date() if reader.is_on and is_working and local.hour >= reader.hour else None
