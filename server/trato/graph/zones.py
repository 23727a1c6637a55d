"""Graph's dateTimeTimeZone into instants: seven fractional digits, Windows zone names (Graph: dateTimeTimeZone)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

from trato.errors import TratoError


class UnknownZoneError(TratoError):
    """A time zone is neither an IANA nor a Windows name."""

    code = "time_zone_unknown"


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA or Windows name. Raises UnknownZoneError for others."""
    try:
        return ZoneInfo(win_tz.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(f"unknown time zone {name!r}") from error


def instant(date_time: str, time_zone: str) -> datetime:
    """Read a wall time in its zone as an instant in UTC. Raises UnknownZoneError and ValueError."""
    wall = datetime.fromisoformat(date_time[:26].rstrip("Z"))
    try:
        return wall.replace(tzinfo=zone(time_zone or "UTC")).astimezone(UTC)
    except OverflowError as error:  # Outlook's "no end" is the last day there is, in any zone
        raise ValueError(f"{date_time} {time_zone} is beyond the calendar") from error
