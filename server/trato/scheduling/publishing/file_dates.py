"""What a calendar file would bring into a calendar, date by date, and why a date stays out (RFC 5545). Pure.

A series comes in as its dates of the year ahead, each for itself: what was moved or left out of it is as the file has
it, and taking one back touches no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from trato.calendar.ical_lines import NotACalendarError, Problem
from trato.calendar.ical_model import Item, ItemDate
from trato.calendar.ical_read import read_calendar
from trato.errors import InvalidInputError

AHEAD = timedelta(days=366)
MOST_DATES = 300
MOST_OF_A_SERIES = 60
LONGEST = timedelta(days=31)
LONGEST_LINE = 255
MOST_PROBLEMS = 50


class Verdict(StrEnum):
    """What becomes of a date of a file; only the first comes in."""

    NEW = "new"
    KNOWN = "known"
    OVER = "over"
    FAR = "far"
    CANCELLED = "cancelled"
    NO_DATE = "no_date"
    NOT_AN_EVENT = "not_an_event"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class FileDate:
    """One date of a file. `starts_at` is None where it has none that is understood."""

    uid: str
    subject: str
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    is_all_day: bool
    is_private: bool
    shown_as: str
    repeats: bool
    verdict: Verdict


def file_dates(
    raw: bytes, *, now: datetime, zone: ZoneInfo, known: Collection[tuple[str, datetime]]
) -> tuple[list[FileDate], list[Problem]]:
    """Return the dates of a file in order of time, and what in it was not understood; `known` is there already.

    `zone` is that of the calendar: floating times and whole days are read in it. Raises InvalidInputError.
    """
    try:
        calendar = read_calendar(raw)
    except NotACalendarError as error:
        raise InvalidInputError(f"content: {error}") from error
    found = [one for item in calendar.items for one in _dates(item, now, zone, frozenset(known))]
    found.sort(key=lambda one: (one.starts_at is None, one.starts_at or now))
    return list(_first(found)), list(calendar.problems[:MOST_PROBLEMS])


def _first(dates: list[FileDate]) -> Iterator[FileDate]:
    """Let no more in than one person looks through; what is too much is told once for each date left out."""
    room = MOST_DATES
    for one in dates[: 2 * MOST_DATES]:
        room -= one.verdict is Verdict.NEW
        yield one if room >= 0 or one.verdict is not Verdict.NEW else replace(one, verdict=Verdict.TOO_MANY)


def _dates(item: Item, now: datetime, zone: ZoneInfo, known: frozenset[tuple[str, datetime]]) -> Iterator[FileDate]:
    if item.kind != "VEVENT" or item.series is None:
        yield _without(item, Verdict.NO_DATE if item.kind == "VEVENT" else Verdict.NOT_AN_EVENT)
        return
    if not item.repeats:
        for one in item.dates(most=1):
            yield _date(item, one, now, zone, known)
        return
    # A day more on both sides: the file's clock may be another than ours.
    begin, end = now - timedelta(days=1), now + AHEAD
    wall_zone = item.series.zone
    limits = [
        at.astimezone(wall_zone) if wall_zone else at.astimezone(zone).replace(tzinfo=None) for at in (begin, end)
    ]
    shown = [_date(item, one, now, zone, known) for one in item.dates(*limits, most=MOST_OF_A_SERIES + 2)]
    ahead = [one for one in shown if one.verdict is not Verdict.OVER]
    if not ahead:
        yield _without(item, Verdict.OVER)
    yield from ahead[:MOST_OF_A_SERIES]
    yield from (replace(one, verdict=Verdict.TOO_MANY) for one in ahead[MOST_OF_A_SERIES:][:1])


def _date(item: Item, one: ItemDate, now: datetime, zone: ZoneInfo, known: frozenset[tuple[str, datetime]]) -> FileDate:
    component = one.entry.component
    own_zone = one.start.tzinfo if isinstance(one.start.tzinfo, ZoneInfo) and not one.is_all_day else zone
    starts_at, ends_at = (_at(moment, zone) for moment in (one.start, one.end))
    status = one.entry.status
    is_free = component.text("TRANSP").strip().upper() == "TRANSPARENT"
    return FileDate(
        uid=item.uid[:LONGEST_LINE],
        subject=_line(one.entry.summary),
        place=_line(component.text("LOCATION")),
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=own_zone.key,
        is_all_day=one.is_all_day,
        is_private=component.text("CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"},
        shown_as="free" if is_free else "tentative" if status == "TENTATIVE" else "busy",
        repeats=item.repeats,
        verdict=_verdict(item.uid, starts_at, ends_at, now, known, is_cancelled=one.entry.is_cancelled),
    )


def _verdict(
    uid: str, start: datetime, end: datetime, now: datetime, known: frozenset[tuple[str, datetime]], *,
    is_cancelled: bool,
) -> Verdict:  # fmt: skip
    if is_cancelled:
        return Verdict.CANCELLED
    if end <= now:
        return Verdict.OVER
    if start > now + AHEAD:
        return Verdict.FAR
    if end - start > LONGEST:
        return Verdict.TOO_LONG
    return Verdict.KNOWN if uid and (uid, start) in known else Verdict.NEW


def _at(moment: datetime, zone: ZoneInfo) -> datetime:
    """A floating time and a whole day are by the calendar's own clock (RFC 5545 §3.3.5)."""
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)


def _without(item: Item, verdict: Verdict) -> FileDate:
    subject = _line(item.entry.summary)
    return FileDate(
        item.uid[:LONGEST_LINE], subject, "", None, None, "", is_all_day=False, is_private=False, shown_as="",
        repeats=item.repeats, verdict=verdict,
    )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_LINE]
