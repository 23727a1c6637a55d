"""Time zone names as Outlook knows them: Windows names, IANA names, and what iCalendar files call zones.

https://learn.microsoft.com/graph/api/resources/datetimetimezone
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from tzlocal.windows_tz import tz_win, win_tz

_OFFSET = re.compile(r"^(?:\(?(?:UTC|GMT)\)?)?\s*\(?(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})\)?")
_ALIASES = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "etc/utc": "UTC",
    "etc/gmt": "UTC",
    "tzone://microsoft/utc": "UTC",
}


@cache
def zone(name: str) -> tzinfo | None:
    """The zone of a Windows or IANA name (any case for Windows names), or None if nobody knows it."""
    plain = name.strip().strip('"')
    found = _ALIASES.get(plain.lower()) or _windows().get(plain.lower()) or _iana().get(plain.lower())
    return ZoneInfo(found) if found else None


@cache
def calendar_zone(name: str) -> tzinfo | None:
    """As `zone`, and the other spellings that iCalendar files use: a path before the name, or a bare offset."""
    known = zone(name)
    if known is not None:
        return known
    parts = name.strip("/").split("/")
    for take in (3, 2):
        tail = zone("/".join(parts[-take:]))
        if tail is not None:
            return tail
    match = _OFFSET.match(name.strip())
    if not match:
        return None
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(ahead if match[1] == "+" else -ahead) if ahead < timedelta(hours=24) else None


@cache
def windows_name(name: str) -> str:
    """The Windows name of a zone; the name itself where Windows has none."""
    return "UTC" if _ALIASES.get(name.lower()) else tz_win.get(name, name)


def graph_name(place: tzinfo) -> str:
    """How Graph names the zone an event was made in."""
    if isinstance(place, ZoneInfo):
        return windows_name(place.key)
    if place.utcoffset(datetime(2000, 1, 1)) == timedelta():  # noqa: DTZ001 - a fixed offset needs no zone
        return "UTC"
    return "tzone://Microsoft/Custom"


def windows_names() -> list[str]:
    """Every Windows zone name, as `supportedTimeZones` lists them."""
    return sorted(win_tz)


def iana_names() -> list[str]:
    """Every IANA zone name."""
    return sorted(available_timezones())


@cache
def _windows() -> dict[str, str]:
    return {name.lower(): iana for name, iana in win_tz.items()}


@cache
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
