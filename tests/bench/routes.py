"""Visits with time windows: Solomon's instances against their proven optima, and a day of twelve visits.

Distances are cut to one decimal (DIMACS); `python -m tests.bench.routes SECONDS [NAME…]`.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time

from rich.console import Console
from rich.table import Table
from tests.accuracy import data

from trato.scheduling.model import Place
from trato.scheduling.route_model import RouteRequest, Tour, Visit
from trato.scheduling.routes import plan

SET = "vrptw_solomon"
TENTHS = 10
TARGET_GAP = 0.4
TARGET_DAY_MS = 300


def request_of(name: str, seconds: float) -> RouteRequest:
    """Read an instance in tenths of its unit."""
    lines = data.path(f"{SET}/{name}.txt").read_text().split("\n")
    rows = [
        [int(float(cell)) for cell in line.split()] for line in lines if line.split()[:1] and line.split()[0].isdigit()
    ]
    (vehicles, capacity), customers = rows[0], [row for row in rows if len(row) == 7]
    matrix = tuple(
        tuple(math.floor(TENTHS * math.dist(one[1:3], other[1:3])) for other in customers) for one in customers
    )
    visits = tuple(
        Visit(str(row[0]), TENTHS * row[6], earliest=TENTHS * row[4], latest=TENTHS * row[5], index=row[0], load=row[3])
        for row in customers[1:]
    )
    end = TENTHS * customers[0][5]
    tours = tuple(Tour(str(number), 0, end, index=0, capacity=capacity) for number in range(vehicles))
    return RouteRequest(visits, tours, matrix, seconds=seconds)


def main(arguments: list[str]) -> int:
    seconds = float(arguments[0]) if arguments else 5.0
    best = {one["instance"]: one["optimum_1dec"] for one in json.loads(data.path(f"{SET}/best_known.json").read_text())}
    gaps = []
    table = Table("instance", "ours", "optimum", "gap %")
    for name in arguments[1:] or sorted(best):
        found = plan(request_of(name, seconds))
        assert not found.left_out
        gap = 100 * (found.travel / TENTHS / best[name] - 1)
        gaps.append(gap)
        table.add_row(name, f"{found.travel / TENTHS:.1f}", f"{best[name]:.1f}", f"{gap:.2f}")
    table.add_row("mean", "", f"target {TARGET_GAP:g}", f"{sum(gaps) / len(gaps):.3f}")
    Console(width=80).print(table)
    day = _day_ms()
    Console().print(f"a day of twelve visits with windows: {day:.0f} ms (target {TARGET_DAY_MS})")
    return int(sum(gaps) / len(gaps) > TARGET_GAP or day > TARGET_DAY_MS)


def _day_ms() -> float:
    rng = random.Random(12)  # noqa: S311  the same day each time
    spots = [Place(40.4 + rng.uniform(-0.4, 0.4), -3.7 + rng.uniform(-0.5, 0.5)) for _ in range(12)]
    visits = tuple(
        Visit(str(number), 30, spot, earliest=(begin := rng.choice((0, 0, 120, 240))), latest=begin + 360)
        for number, spot in enumerate(spots)
    )
    tours = (Tour("a", 0, 720, Place(40.4, -3.7)), Tour("b", 0, 720, Place(40.4, -3.7)))
    begun = time.perf_counter()
    plan(RouteRequest(visits, tours, seconds=0.2))
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
