"""When somebody works: their hours in their own zone, without the public holidays of where they are. Pure.

Holidays by country and region are those of the `holidays` package (ISO 3166-1 and -2); a place it does not know has
none. Hours are wall times: on a day with 23 or 25 hours they are as long as the clocks say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from trato.scheduling.model import Attendee, Period

_DAY = timedelta(days=1)


def working_periods(who: Attendee, window: Period) -> Iterator[Period]:
    """Yield the times within the window's days at which somebody works, in UTC."""
    for day in local_days(who.zone, window):
        if holiday(who.country, who.region, day):
            continue
        for begin, end in who.hours.get(day.weekday(), ()):
            yield Period(_instant(day, begin, who.zone), _end(day, end, who.zone))


def local_days(zone: ZoneInfo, window: Period) -> Iterator[date]:
    """Yield the days that a window touches in a zone."""
    day = window.start.astimezone(zone).date()
    while _instant(day, time(), zone) < window.end:
        yield day
        day += _DAY


def day_period(day: date, zone: ZoneInfo) -> Period:
    """Return a whole local day."""
    return Period(_instant(day, time(), zone), _instant(day + _DAY, time(), zone))


def holiday(country: str, region: str, day: date) -> str:
    """Return the name of the public holiday of a day, empty if it is none."""
    return _names(country.upper(), region.upper().rpartition("-")[2], day.year).get(day, "") if country else ""


@lru_cache(maxsize=512)
def _names(country: str, region: str, year: int) -> dict[date, str]:
    for subdivision in (region or None, None):
        try:
            return dict(holidays.country_holidays(country, subdiv=subdivision, years=year))
        except NotImplementedError:  # holidays' word for a country or a region that it does not know
            continue
    return {}


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _end(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Hours that end at midnight end with the day."""
    return _instant(day + _DAY if at == time() else day, at, zone)
