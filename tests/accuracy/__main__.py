"""Print the accuracy table; end non-zero if a target is missed or a set is absent."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from tests.accuracy import cards, data, machines, people, phonebook, replies, slots, times, zones
from tests.accuracy.measure import Measure

ROOMS = {
    "zones": zones,
    "replies": replies,
    "cards": cards,
    "machines": machines,
    "times": times,
    "people": people,
    "phonebook": phonebook,
    "slots": slots,
}


def main(wanted: list[str]) -> int:
    try:
        found = [measure for name, room in ROOMS.items() if not wanted or name in wanted for measure in room.measures()]
    except data.SetAbsentError as absent:
        Console(stderr=True).print(f"Nothing measured: {absent}.")
        return 2
    Console(width=150).print(_table(found))
    return int(any(not measure.reached for measure in found))


def _table(found: Iterable[Measure]) -> Table:
    table = Table("set", "metric", "ours", "peer", "target", "", "note")
    for measure in found:
        mark = "" if measure.target is None else "ok" if measure.reached else "MISSED"
        table.add_row(
            measure.set,
            measure.metric,
            f"{measure.ours:.4f}",
            _number(measure.peer),
            _number(measure.target),
            mark,
            measure.note,
        )
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
