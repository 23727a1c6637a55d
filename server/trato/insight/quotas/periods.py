"""Spans that quotas are for, and who or what held at an instant of them. Pure.

Months, quarters and years are the calendar's; a quota may have dates of its own. All days are those of the tenant's
zone: what is won on 31 March at 23:30 in Madrid is of March, whatever the day is in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trato.errors import InvalidInputError
from trato.insight.quotas.model import Span

_NAMED = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_OWN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
LONGEST_DAYS = 366 * 5


@dataclass(frozen=True, slots=True)
class Moved:
    """That something ceased to belong to `before_id` (None: to nobody) at an instant."""

    at: datetime
    before_id: int | None


def span_of(name: str) -> Span:
    """Return the days of `2026`, `2026-Q4`, `2026-11` or `2026-11-02..2026-11-20`.

    Raises InvalidInputError for anything else, and for days in the wrong order or more than five years of them.
    """
    text = name.strip()
    if found := _NAMED.fullmatch(text):
        year = int(found[1])
        if 1950 <= year <= 2150:
            first, months = (int(found[2]) * 3 - 2, 3) if found[2] else (int(found[3]), 1) if found[3] else (1, 12)
            return Span(date(year, first, 1), _day_before(year, first + months))
    elif found := _OWN.fullmatch(text):
        try:
            span = Span(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        except ValueError:
            span = None
        if span and span.first <= span.last and (span.last - span.first).days <= LONGEST_DAYS:
            return span
    raise InvalidInputError(f"{name[:40]!r} is no period; write 2026, 2026-Q4, 2026-11 or 2026-11-02..2026-11-20")


def name_of(span: Span) -> str:
    """Return a span as `span_of` reads it, as short as it goes."""
    first, last = span.first, span.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and last == _day_before(first.year, first.month + months):
        if months == 12 and first.month == 1:
            return f"{first.year}"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}-Q{first.month // 3 + 1}"
        if months == 1:
            return f"{first.year}-{first.month:02}"
    return f"{first.isoformat()}..{last.isoformat()}"


def _day_before(year: int, month: int) -> date:
    """Return the day before the first of a month; the thirteenth is January of the next year."""
    return date.fromordinal(date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1).toordinal() - 1)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the day of an instant in a zone."""
    return instant.astimezone(zone).date()


def held_at(now_id: int | None, moves: Sequence[Moved], at: datetime) -> int | None:
    """Return to whom something belonged at an instant.

    What the first move after it says was before, else whom it belongs to now; of moves at the same instant the first
    given counts.
    """
    if not moves:
        return now_id
    after = [one for one in moves if one.at > at]
    return min(after, key=lambda one: one.at).before_id if after else now_id


def team_of(
    user_id: int, managers: Mapping[int, int | None], moves: Mapping[int, Sequence[Moved]], at: datetime
) -> tuple[int, ...]:
    """Return somebody and, upwards, everybody who led them at an instant."""
    chain: list[int] = []
    one: int | None = user_id
    while one is not None and one not in chain:
        chain.append(one)
        one = held_at(managers.get(one), moves.get(one, ()), at)
    return tuple(chain)


def quota_for(span: Span, given: Iterable[tuple[Span, Decimal]]) -> Decimal | None:
    """Return what the quotas of one subject and measure ask for in a span; None where none does.

    That of the very span, else the sum of the quarters within it, else of the months within it. Quotas with dates
    of their own count for those dates only.
    """
    found = {each: amount for each, amount in given if span.covers(each)}
    if span in found:
        return found[span]
    for months in (3, 1):
        parts = [amount for each, amount in found.items() if _calendar_months(each) == months]
        if parts:
            return sum(parts, Decimal(0))
    return None


def _calendar_months(span: Span) -> int:
    """Return 12, 3 or 1 for a calendar's year, quarter or month, 0 for any other span."""
    name = name_of(span)
    return 0 if ".." in name else {4: 12, 7: 3 if "Q" in name else 1}[len(name)]
