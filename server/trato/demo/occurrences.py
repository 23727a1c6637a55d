"""What a calendar item amounts to: each occurrence, whether it counts and why not (the ground truth)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trato.demo.appointments import Change, Meeting
from trato.demo.letters import is_ours
from trato.demo.model import Party

_WEEK = 7


@dataclass(frozen=True)
class Occurrence:
    """One happening of a meeting."""

    meeting: Meeting
    recurrence_id: datetime | None
    start: datetime
    end: datetime
    status: str
    declined: frozenset[str]
    """Addresses that said no to this one."""


def expanded(meeting: Meeting) -> list[Occurrence]:
    """The single occurrence, or every one of a series with its changes."""
    changes = {change.original.astimezone(UTC): change for change in meeting.changes}
    if not meeting.count:
        return [_occurrence(meeting, None, None)]
    skipped = {moment.astimezone(UTC) for moment in meeting.skipped}
    return [
        _occurrence(meeting, start, changes.get(start.astimezone(UTC)))
        for start in _starts(meeting)
        if start.astimezone(UTC) not in skipped
    ]


def _starts(meeting: Meeting) -> list[datetime]:
    first = meeting.start
    if meeting.weekly:
        step = timedelta(days=_WEEK * meeting.weekly)
        return [first + step * number for number in range(meeting.count)]
    ordinal = int(meeting.monthly[:-2])
    made: list[datetime] = []
    year, month = first.year, first.month
    while len(made) < meeting.count:
        day = _nth(year, month, first.weekday(), ordinal)
        made.append(first.replace(year=day.year, month=day.month, day=day.day))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return made


def _nth(year: int, month: int, weekday: int, ordinal: int) -> date:
    first = date(year, month, 1)
    offset = (weekday - first.weekday()) % _WEEK
    days = [offset + 1 + _WEEK * n for n in range(6) if offset + 1 + _WEEK * n <= monthrange(year, month)[1]]
    return date(year, month, days[ordinal - 1] if ordinal > 0 else days[ordinal])


def _occurrence(meeting: Meeting, original: datetime | None, change: Change | None) -> Occurrence:
    start = change.start if change else (original or meeting.start)
    minutes = change.minutes if change else meeting.minutes
    length = timedelta(days=meeting.days) if meeting.days else timedelta(minutes=minutes)
    refused = frozenset(guest.party.email for guest in meeting.guests if guest.answer == "DECLINED")
    status = meeting.status
    if change:
        refused |= frozenset(change.declined_by)
        status = "CANCELLED" if "CANCELLED" in {change.status, meeting.status} else change.status
    end = (start.astimezone(UTC) + length) if not meeting.days else start + length
    return Occurrence(meeting, original, start, end, status, refused)


def why_not(occurrence: Occurrence, now: datetime) -> str:
    """Why it is no interaction of the past; empty when it is one, "future" when it will be."""
    meeting = occurrence.meeting
    people = [meeting.organizer, *(guest.party for guest in meeting.guests)]
    theirs = [party for party in people if party.account]
    ours = [party for party in people if is_ours(party)]
    if meeting.visibility != "PUBLIC":
        return "private"
    if not theirs:
        return "internal"
    if occurrence.status == "CANCELLED":
        return "cancelled"
    if _all_refused(ours, occurrence):
        return "declined_by_us"
    if _all_refused(theirs, occurrence):
        return "declined_by_customer"
    return "future" if occurrence.end.astimezone(UTC) > now.astimezone(UTC) else ""


def _all_refused(parties: list[Party], occurrence: Occurrence) -> bool:
    return bool(parties) and all(party.email in occurrence.declined for party in parties)
