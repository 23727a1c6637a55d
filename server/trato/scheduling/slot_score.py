"""How good a free slot is: a sum of named parts, each shown as a reason. Pure.

The parts: soon or within the time it is due, away from the edges of people's days, with those who need not come,
without breaking free hours into pieces, at hours the customer likes, and near another visit of that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import cached_property

from trato.scheduling.board import Board, Limits
from trato.scheduling.model import Attendee, Busy, Period, Reason, Slot, SlotRequest
from trato.scheduling.travel import distance_km

SOON, CALM, TOGETHER, UNBROKEN, HABIT, NEARBY = 0.26, 0.18, 0.26, 0.14, 0.1, 0.06
SOON_OVER = timedelta(days=7)
EDGE = timedelta(minutes=30)
LUNCH = (time(13), time(14, 30))
PIECE = timedelta(minutes=60)
NEAR_KM = 20.0


class Judge:
    """Scores the slots of one board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._request = board.request
        window = board.request.window
        self._first = max(window.start, board.request.now)
        self._length = max(SOON_OVER, window.end - self._first)

    def slot(self, at: int) -> Slot:
        """Score the slot that begins at a cell."""
        period = self._board.period(at)
        reasons = tuple(reason for part in self._parts(at, period) for reason in part)
        score = sum(reason.points for reason in reasons)
        return Slot(period.start, period.end, round(min(1.0, max(0.0, score)), 4), reasons)

    def _parts(self, at: int, period: Period) -> Iterator[Iterator[Reason]]:
        yield self._soon(period)
        yield self._calm(period)
        yield self._together(at)
        yield self._unbroken(period)
        yield self._habit(period)
        yield self._nearby(period)

    def _soon(self, period: Period) -> Iterator[Reason]:
        due = self._request.due
        if due is None:
            yield Reason("soon", round(SOON * (1 - (period.start - self._first) / self._length), 4))
        elif due.start <= period.start and period.end <= due.end:
            yield Reason("when_due", SOON)
        else:
            off = due.start - period.start if period.start < due.start else period.end - due.end
            yield Reason("not_when_due", round(max(0.0, SOON * (0.5 - off / self._length)), 4))

    def _calm(self, period: Period) -> Iterator[Reason]:
        """Prefer times that are in nobody's first or last half hour, nor at lunch."""
        required = self._board.required
        calm = [one for one in required if _is_calm(one.who, period)]
        if len(calm) == len(required):
            yield Reason("good_hours", CALM)
        else:
            edge = next(one.who.id for one in required if one not in calm)
            yield Reason("edge_of_day", round(CALM * len(calm) / len(required) * 0.5, 4), {"who": edge})

    def _together(self, at: int) -> Iterator[Reason]:
        optional = [one for one in self._board.people if not one.who.is_required]
        if not optional:
            yield Reason("everybody", TOGETHER)
            return
        span = self._board.span(at)
        share = round(TOGETHER / len(optional), 4)
        for one in optional:
            if span & ~one.free == 0:
                yield Reason("optional_free", share, {"who": one.who.id})
            else:
                yield Reason(_why_not(one, span), 0.0, {"who": one.who.id})

    def _unbroken(self, period: Period) -> Iterator[Reason]:
        """Prefer a slot beside what is there anyway over one that leaves pieces too short for anything."""
        gaps = self._gaps(period)
        if timedelta() in gaps:
            yield Reason("beside_another", UNBROKEN)
        elif all(gap >= PIECE for gap in gaps):
            yield Reason("leaves_room", round(UNBROKEN / 2, 4))

    def _gaps(self, period: Period) -> list[timedelta]:
        """Return the free time of the first person before and after the slot on that day, as far as it ends."""
        before = [period.start - end for _, end in self._taken if end <= period.start]
        after = [start - period.end for start, _ in self._taken if start >= period.end]
        day = timedelta(days=1)
        return [gap for gaps in (before, after) if (gap := min(gaps, default=day)) < day]

    @cached_property
    def _taken(self) -> list[tuple[datetime, datetime]]:
        return sorted((one.start, one.end) for one in self._request.attendees[0].busy)

    def _habit(self, period: Period) -> Iterator[Reason]:
        habits = self._request.habits
        if not habits:
            return
        customer = self._request.attendees[-1]
        local = period.start.astimezone(customer.zone)
        if any(begin <= local.time() < end for begin, end in habits.get(local.weekday(), ())):
            yield Reason("their_hours", HABIT, {"who": customer.id})

    def _nearby(self, period: Period) -> Iterator[Reason]:
        place = self._request.place
        if place is None:
            return
        same_day = [one for one in self._request.attendees[0].busy if _is_same_day(one, period, self._request)]
        if any(one.place is not None and distance_km(one.place, place) <= NEAR_KM for one in same_day):
            yield Reason("near_another_visit", NEARBY)


def _is_calm(who: Attendee, period: Period) -> bool:
    start, end = period.start.astimezone(who.zone), period.end.astimezone(who.zone)
    hours = who.hours.get(start.weekday(), ())
    if not hours or (start.time() < LUNCH[1] and end.time() > LUNCH[0]):
        return False
    first = datetime.combine(start.date(), hours[0][0], who.zone)
    last = datetime.combine(start.date(), hours[-1][1], who.zone)
    return start - first >= EDGE and last - end >= EDGE


def _why_not(one: Limits, span: int) -> str:
    if span & one.unknown:
        return "optional_unknown"
    return "optional_busy" if span & one.taken else "optional_away"


def _is_same_day(one: Busy, period: Period, request: SlotRequest) -> bool:
    zone = request.attendees[0].zone
    return one.start.astimezone(zone).date() == period.start.astimezone(zone).date()
