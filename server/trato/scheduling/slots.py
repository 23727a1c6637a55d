"""Find times for a meeting: earliest or best with alternatives, each with reasons; or say why there is none. Pure.

The same request gives the same answer: nothing is drawn, and slots of one score go by their time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from trato.errors import InvalidInputError
from trato.scheduling.board import Board
from trato.scheduling.free_grid import positions
from trato.scheduling.model import MOST_PEOPLE, Prefer, Slot, SlotAnswer, SlotRequest
from trato.scheduling.slot_score import Judge
from trato.scheduling.why_none import why_none

LONGEST_WINDOW = timedelta(days=370)
LONGEST_MIN = 24 * 60
MOST_A_DAY = 3
MOST_JUDGED = 3000


def find_slots(request: SlotRequest) -> SlotAnswer:
    """Answer a search. Raises InvalidInputError naming what does not fit."""
    _check(request)
    board = Board.of(request)
    begins = board.begins()
    if not begins:
        return SlotAnswer((), why_none(board))
    judge = Judge(board)
    if request.prefer is Prefer.EARLIEST:
        apart = _apart(positions(begins), board.cells)
        chosen = [judge.slot(at) for at, _ in zip(apart, range(request.limit), strict=False)]
        return SlotAnswer(tuple(chosen))
    candidates = [judge.slot(at) for at, _ in zip(positions(begins), range(MOST_JUDGED), strict=False)]
    candidates.sort(key=lambda slot: (-slot.score, slot.start))
    return SlotAnswer(tuple(_spread(candidates, request)))


def _check(request: SlotRequest) -> None:
    if not 1 <= len(request.attendees) <= MOST_PEOPLE:
        raise InvalidInputError(f"attendees: from 1 to {MOST_PEOPLE} people can be scheduled together")
    if not any(one.is_required for one in request.attendees):
        raise InvalidInputError("attendees: somebody must be required")
    if not 1 <= request.duration <= LONGEST_MIN or not 1 <= request.step <= LONGEST_MIN:
        raise InvalidInputError(f"duration_min and step_min: from 1 to {LONGEST_MIN} minutes")
    if not timedelta() < request.window.end - request.window.start <= LONGEST_WINDOW:
        raise InvalidInputError(f"window: it must end after it begins, and last at most {LONGEST_WINDOW.days} days")


def _apart(starts: Iterable[int], cells: int) -> Iterator[int]:
    """Yield the first beginning, then those that do not overlap the one before."""
    reach = -1
    for at in starts:
        if at >= reach:
            yield at
            reach = at + cells


def _spread(candidates: list[Slot], request: SlotRequest) -> list[Slot]:
    """Choose the best, not too many of one day, and no two that overlap; fill up with the rest of the best."""
    chosen: list[Slot] = []
    a_day: Counter[object] = Counter()
    zone = request.attendees[0].zone
    for most in (MOST_A_DAY, request.limit):
        for slot in candidates:
            if len(chosen) >= request.limit:
                break
            day = slot.start.astimezone(zone).date()
            if a_day[day] < most and not any(_overlap(slot, other) for other in chosen):
                chosen.append(slot)
                a_day[day] += 1
    return sorted(chosen, key=lambda slot: (-slot.score, slot.start))


def _overlap(one: Slot, other: Slot) -> bool:
    start: datetime = max(one.start, other.start)
    return start < min(one.end, other.end)
