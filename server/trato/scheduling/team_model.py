"""What a calendar of several people shows: entries, how full a day is, and who could step in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trato.crm.views import Named
from trato.scheduling.model import Attendee, Period, Status
from trato.scheduling.working_time import day_period, local_days, working_periods

FREE = frozenset({Status.FREE, Status.ELSEWHERE})


class EntryKind(StrEnum):
    """What an entry of a calendar is; `busy` tells nothing more."""

    VISIT = "visit"
    MEETING = "meeting"
    OWN = "own"
    BUSY = "busy"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Entry:
    """One time in somebody's calendar, as far as its reader may know of it.

    `event_id` and `booking_id` are given where the caller may move it.
    """

    id: str
    user_id: int
    starts_at: datetime
    ends_at: datetime
    kind: EntryKind
    status: Status
    is_all_day: bool = False
    title: str = ""
    place: str = ""
    accounts: tuple[Named, ...] = ()
    opportunity_id: int | None = None
    event_id: int | None = None
    booking_id: int | None = None
    hold_id: int | None = None
    booked_by: Named | None = None
    expires_at: datetime | None = None
    is_movable: bool = False


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How full somebody's day is, in minutes; unknown where no calendar tells."""

    user_id: int
    day: date
    busy_min: int
    work_min: int
    visits: int
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show: nothing given shows all."""

    user_ids: frozenset[int] = frozenset()
    account_id: int | None = None
    kinds: frozenset[EntryKind] = frozenset()

    def keep(self, entry: Entry) -> bool:
        """Tell whether an entry is asked for."""
        if self.kinds and entry.kind not in self.kinds:
            return False
        return self.account_id is None or any(one.id == self.account_id for one in entry.accounts)


class Cover(StrEnum):
    """Whether somebody could step in at a time; only `free` is offered."""

    FREE = "free"
    BUSY = "busy"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might step in: whether they are free, how full their day is, whether the customer is theirs too."""

    user_id: int
    cover: Cover
    busy_min: int
    work_min: int
    is_in_territory: bool
    travel_min: int | None


def loads(people: Iterable[Attendee], entries: Sequence[Entry], window: Period) -> Iterator[DayLoad]:
    """Yield how full each day of each person is, by their own clock."""
    for person in people:
        user_id = int(person.id)
        visits = [one for one in entries if one.user_id == user_id and one.kind is EntryKind.VISIT]
        for day in local_days(person.zone, window):
            whole = day_period(day, person.zone)
            yield DayLoad(
                user_id=user_id,
                day=day,
                busy_min=_minutes(busy_periods(person, whole)),
                work_min=_minutes(working_periods(person, whole)),
                visits=sum(whole.start <= one.starts_at < whole.end for one in visits),
                is_unknown=any(one.start < whole.end and one.end > whole.start for one in person.unknown),
            )


def cover(person: Attendee, period: Period) -> Cover:
    """Tell whether somebody could step in; a calendar that does not tell is never free."""
    if any(one.start < period.end and one.end > period.start for one in person.unknown):
        return Cover.UNKNOWN
    if any(True for _ in busy_periods(person, period)):
        return Cover.BUSY
    works = any(one.start <= period.start and period.end <= one.end for one in working_periods(person, period))
    return Cover.FREE if works else Cover.OFF


def by_suitability(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order in which one would ask them."""
    order = list(Cover)
    return sorted(
        candidates,
        key=lambda one: (
            order.index(one.cover), not one.is_in_territory, one.travel_min is None, one.travel_min or 0,
            one.busy_min, one.user_id,
        ),
    )  # fmt: skip


def busy_periods(person: Attendee, window: Period) -> Iterator[Period]:
    """Yield when somebody is not free within a window, joined and in order."""
    end: datetime | None = None
    start = window.start
    for one in sorted(person.busy, key=lambda busy: busy.start):
        if one.status in FREE or one.start >= window.end or one.end <= window.start:
            continue
        begins, ends = max(one.start, window.start), min(one.end, window.end)
        if end is not None and begins <= end:
            end = max(end, ends)
            continue
        if end is not None:
            yield Period(start, end)
        start, end = begins, ends
    if end is not None:
        yield Period(start, end)


def _minutes(periods: Iterable[Period]) -> int:
    return round(sum((one.end - one.start).total_seconds() for one in periods) / 60)
