"""The search for a common time, 100 people, 4 weeks, quarters of an hour, beside a plain merge of intervals.

The first figure is the search itself; the second a whole request with reasons and ranking, as one asks for it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from trato.scheduling.board import Board
from trato.scheduling.free_grid import common
from trato.scheduling.model import Attendee, Busy, Period, Prefer, SlotRequest
from trato.scheduling.slots import find_slots

ROUNDS = 5
QUERIES = 2000
PEOPLE = 100
STEP = 15
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
WINDOW = Period(BEGIN, BEGIN + timedelta(weeks=4))
TARGET = 20.0
Minutes = list[tuple[int, int]]


def people(rng: random.Random) -> list[Attendee]:
    """People with three to six meetings a working day."""
    zone = ZoneInfo("UTC")
    found = []
    for number in range(PEOPLE):
        busy = []
        for day in range(28):
            for _ in range(rng.randint(3, 6)):
                start = BEGIN + timedelta(days=day, minutes=rng.randrange(8 * 60, 17 * 60, 15))
                busy.append(Busy(start, start + timedelta(minutes=rng.choice((15, 30, 45, 60, 90)))))
        found.append(Attendee(str(number), zone, busy=tuple(busy)))
    return found


def merged(who: list[Minutes], length: int, hours: Minutes) -> int | None:
    """The plain way: sort what anybody has with what is outside the hours, and look for the first gap."""
    spans = sorted([span for one in who for span in one] + hours)
    reach = 0
    for start, end in spans:
        at = -(-reach // STEP) * STEP
        if start - at >= length:
            return at
        reach = max(reach, end)
    return None


def rate(work: Callable[[], None], count: int) -> float:
    """Microseconds a query, at best."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best / count * 1e6


def main() -> int:
    rng = random.Random(15)  # noqa: S311  the same people each time
    everybody = people(rng)
    wanted = [(rng.sample(range(PEOPLE), rng.randint(2, 6)), rng.choice((30, 45, 60, 90))) for _ in range(QUERIES)]
    request = SlotRequest(BEGIN, 15, WINDOW, tuple(everybody), step=STEP)
    board = Board.of(request)
    free = [one.free & board.open for one in board.people]
    spans = [sorted((_minute(one.start), _minute(one.end)) for one in who.busy) for who in everybody]
    outside = _outside()
    ours = [_first(common([free[one] for one in who], length // STEP, every=board.starts)) for who, length in wanted]
    plain = [merged([spans[one] for one in who], length, outside) for who, length in wanted]
    assert ours == plain, "the two ways differ"
    bits = rate(lambda: _all_bits(free, wanted, board.starts), QUERIES)
    merge = rate(lambda: _all_merged(spans, wanted, outside), QUERIES)
    few = wanted[:40]
    whole = rate(lambda: _whole(everybody, few, Prefer.BEST), len(few))
    earliest = rate(lambda: _whole(everybody, few, Prefer.EARLIEST), len(few))
    table = Table("a query of 2 to 6 of 100 people, 4 weeks, 15 minutes", "µs", "ratio", "target")
    table.add_row("Trato, the search", f"{bits:.2f}", "", "")
    table.add_row("plain merge of intervals", f"{merge:.1f}", f"{merge / bits:.1f}", f"{TARGET:g}")
    table.add_row("Trato, a whole request: calendars laid out, earliest ten, with reasons", f"{earliest:,.0f}", "", "")
    table.add_row("Trato, a whole request: calendars laid out, all ranked, with reasons", f"{whole:,.0f}", "", "")
    Console(width=120).print(table)
    return int(merge < TARGET * bits)


def _first(bits: int) -> int | None:
    return ((bits & -bits).bit_length() - 1) * STEP if bits else None


def _all_bits(free: list[int], wanted: list[tuple[list[int], int]], starts: int) -> None:
    for who, length in wanted:
        common([free[one] for one in who], length // STEP, every=starts)


def _all_merged(spans: list[Minutes], wanted: list[tuple[list[int], int]], outside: Minutes) -> None:
    for who, length in wanted:
        merged([spans[one] for one in who], length, outside)


def _whole(everybody: list[Attendee], wanted: list[tuple[list[int], int]], prefer: Prefer) -> None:
    for who, length in wanted:
        find_slots(SlotRequest(BEGIN, length, WINDOW, tuple(everybody[one] for one in who), prefer=prefer, step=STEP))


def _minute(moment: datetime) -> int:
    return (moment - BEGIN) // timedelta(minutes=1)


def _outside() -> Minutes:
    """Nights and weekends, and what lies behind the window."""
    day = 24 * 60
    spans = []
    for number in range(28):
        begin = number * day
        spans += [(begin, begin + 9 * 60), (begin + 17 * 60, begin + day)] if number % 7 < 5 else [(begin, begin + day)]
    return [*spans, (28 * day, 29 * day)]


if __name__ == "__main__":
    sys.exit(main())
