"""Explain that there is no slot: what stands in each one's way, and which limit to give up for how many slots. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from trato.scheduling.board import Board, Limits, relaxed
from trato.scheduling.free_grid import positions, runs
from trato.scheduling.model import Attendee, Hours, Reason, Relaxation, SlotRequest, Status, WhyNone

NOON = 12
LONG_DAY: Hours = {day: ((time(7), time(21)),) for day in range(5)}
SHORTEST_MIN = 15


def why_none(board: Board) -> WhyNone:
    """Explain an empty board."""
    found = sorted(_relaxations(board.request), key=lambda one: one[0])
    return WhyNone(tuple(_blockers(board)), tuple(one for _, one in found))


def _blockers(board: Board) -> Iterator[Reason]:
    if not runs(board.open, board.cells):
        yield Reason("window_too_short")
        return
    for one in board.required:
        yield _blocker(board, one)


def _blocker(board: Board, one: Limits) -> Reason:
    """Say of one person what is most of a hindrance: no time at all, from when on, or only at some hours."""
    who = {"who": one.who.id}
    alone = board.alone(one)
    if not alone:
        if not runs(board.open & one.working, board.cells):
            return Reason("does_not_work", params=who)
        if runs(board.open & one.working & ~one.taken & ~one.full, board.cells):
            return Reason("unknown", params=who | ({"why": one.who.unknown_why} if one.who.unknown_why else {}))
        return Reason("busy_throughout", params=who)
    starts = [board.grid.at(at).astimezone(one.who.zone) for at in positions(alone)]
    hours = {_half(start) for start in starts}
    first = starts[0].isoformat()
    if len(hours) == 1:
        return Reason(f"only_{hours.pop()}", params=who | {"from": first})
    if one.unknown & board.open & one.working and not one.taken & board.open & one.working:
        return Reason("partly_unknown", params=who | {"from": first})
    possible = runs(board.open & one.working, board.cells) & board.starts
    is_late = next(positions(possible)) < next(positions(alone))
    return Reason("away_until" if is_late else "some_times", params=who | {"from": first})


def _half(start: datetime) -> str:
    return "mornings" if start.hour < NOON else "afternoons"


def _relaxations(request: SlotRequest) -> Iterator[tuple[int, Relaxation]]:
    """Try concessions one at a time, each with how much it asks of people."""
    people = request.attendees
    if request.buffer_before or request.buffer_after:
        yield from _tried(request, 0, "without_buffers", {}, people, buffer_before=0, buffer_after=0)
    if request.notice:
        yield from _tried(request, 1, "shorter_notice", {}, people, notice=0)
    for minutes in sorted({request.duration * 3 // 4, request.duration // 2}, reverse=True):
        whole = minutes // 5 * 5
        if SHORTEST_MIN <= whole < request.duration:
            yield from _tried(request, 2, "shorter", {"minutes": str(whole)}, people, duration=whole)
    if any(one.status is Status.TENTATIVE for who in people for one in who.busy):
        yield from _tried(request, 3, "over_tentative", {}, [_without_tentative(who) for who in people])
    yield from _tried(request, 4, "longer_days", {"from": "07:00", "to": "21:00"}, [_longer(who) for who in people])
    required = [who for who in people if who.is_required]
    for who in required if len(required) > 1 else ():
        others = [replace(one, is_required=False) if one.id == who.id else one for one in people]
        yield from _tried(request, 5, "without", {"who": who.id}, others)


def _tried(
    request: SlotRequest, cost: int, code: str, params: dict[str, str], people: list[Attendee] | tuple[Attendee, ...],
    **changes: object,
) -> Iterator[tuple[int, Relaxation]]:  # fmt: skip
    board = relaxed(request, people, **changes)
    begins = board.begins()
    if begins:
        yield cost, Relaxation(code, params, begins.bit_count(), board.grid.at(next(positions(begins))))


def _without_tentative(who: Attendee) -> Attendee:
    return replace(who, busy=tuple(one for one in who.busy if one.status is not Status.TENTATIVE))


def _longer(who: Attendee) -> Attendee:
    return replace(who, hours={day: LONG_DAY[day] for day in who.hours if day in LONG_DAY} or LONG_DAY)
