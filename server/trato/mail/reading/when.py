"""Outlook's `When:` line in an invitation sent as mail, read exactly.

`When: Monday, October 29, 2001 2:00 PM-3:00 PM (GMT-06:00) Central Time (US & Canada).`, its Spanish form
`Cuándo: lunes, 29 de octubre de 2001 14:00-15:00 (UTC+01:00) Bruselas, Madrid, París.`, over two days as well.
"""

import re
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from trato.mail.reading import moment, zones
from trato.mail.reading.model import Period

_SEEN, _MOST = 200_000, 40
_LABEL = re.compile(
    r"^[>\s*]*(?:When|Cu[aá]ndo|Quando|Quand|Wann|Wanneer|Hora|Date et heure)\s?:[\s*]*"
    r"(?P<rest>\S[^\n]{0,300}(?:\n(?![^\n:]{0,20}:)[^\n]{0,120})?)",
    re.MULTILINE | re.IGNORECASE,
)
_MAY_LABEL = re.compile(
    r":(?:(?<=[eE][nN]:)|(?<=[dD][oO]:)|(?<=[nN][dD]:)|(?<=[nN][nN]:)|(?<=[eE][rR]:)|(?<=[rR][aA]:)|(?<=[rR][eE]:)|(?<=\s:))"
)
"""A colon behind the end of one of the labels: asked first, as the search leaps from colon to colon."""
_TIME = r"\d{1,2}[:.h]\d{2}\s?(?:[ap]\.?\s?m\.?)?|\d{1,2}\s?(?:[ap]\.?\s?m\b\.?)"
_DATE = r"[^\d\n]{0,30}?\d[^()\n]{4,60}?"
_DASH = r"\s?[-–—]\s?|\s+(?:to|a|until|hasta|bis|à|até)\s+"
_RANGE = re.compile(
    rf"^(?P<date>{_DATE})[\s,]+(?:(?:from|de|desde|von|at)\s+(?:las\s+)?)?(?P<start>{_TIME})(?:{_DASH})"
    rf"(?P<other>(?![ap]\.?m)[^\d\n()]{{0,20}}\d[^()\n]{{4,50}}?[\s,]+)?(?P<end>{_TIME})[\s.]*(?P<zone>\((?:GMT|UTC)[^\n]*)?",
    re.IGNORECASE,
)
_HALF = re.compile(r"[ap]\.?\s?m", re.IGNORECASE)


def outlook_periods(body: str, default: tzinfo) -> tuple[Period, ...]:
    """Every `When:` line of Outlook's own form, in order; `default` is used where no zone is printed."""
    if not _MAY_LABEL.search(body):
        return ()
    labels = islice(_LABEL.finditer(body[:_SEEN]), _MOST)
    found = (_period(label.group("rest"), default) for label in labels)
    return tuple(dict.fromkeys(period for period in found if period))


def _period(rest: str, default: tzinfo) -> Period | None:
    text = " ".join(rest.split())
    found = _RANGE.match(text)
    if found is None:
        return None
    zone = (zones.zone_of(found.group("zone")) if found.group("zone") else None) or default
    first_half = _HALF.search(found.group("start"))
    last_half = _HALF.search(found.group("end"))
    opening = found.group("start") if first_half or not last_half else f"{found.group('start')} {last_half.group()}"
    is_english = bool(last_half) or text[:1].isupper()
    start = _instant(f"{found.group('date')} {opening}", zone, month_first=is_english)
    end = _instant(f"{found.group('other') or found.group('date')} {found.group('end')}", zone, month_first=is_english)
    if start is None or end is None:
        return None
    if end < start and not found.group("other"):
        end += timedelta(days=1)
    return Period(start=start, end=end, text=found.group().strip(" ."))


def _instant(text: str, zone: tzinfo, *, month_first: bool) -> datetime | None:
    iso = moment.iso(text, month_first=month_first)
    if iso is None or "T" not in iso:
        return None
    try:
        return datetime.fromisoformat(iso).replace(tzinfo=zone)
    except ValueError:
        return None
