"""Occurrences a second of series as calendars hold them, beside recurring-ical-events and dateutil's bare rules.

Each turn reads the same series anew; the calendar was parsed before. The fastest of the rounds counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from rich.console import Console
from rich.table import Table

from trato.calendar.ical_read import read_calendar

ROUNDS, AT_LEAST_S = 5, 3.0
WINDOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
TARGET = 15.0
RULES = (
    "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20271231T000000Z",
    "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1", "FREQ=DAILY;INTERVAL=3;COUNT=400", "FREQ=MONTHLY;BYDAY=-1FR",
)  # fmt: skip
ZONES = ("Europe/Madrid", "America/New_York", "UTC")


def _file() -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//"]
    for number in range(30):
        rule, zone = RULES[number % len(RULES)], ZONES[number % len(ZONES)]
        day = f"TZID={zone}:2025{number % 12 + 1:02}0{number % 7 + 1}"
        lines += [
            "BEGIN:VEVENT", f"UID:{number}@bench", f"DTSTART;{day}T093000", f"DTEND;{day}T101500", f"RRULE:{rule}",
            f"EXDATE;TZID={zone}:20260615T093000", f"SUMMARY:Series {number}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def rate(work: Callable[[], int]) -> tuple[int, float]:
    """How many occurrences, and how many a second at best; each side has as long to show it."""
    best, count, rounds, spent = float("inf"), 0, 0, 0.0
    while rounds < ROUNDS or spent < AT_LEAST_S:
        begun = time.process_time()
        count = work()
        took = time.process_time() - begun
        best, rounds, spent = min(best, took), rounds + 1, spent + took
    return count, count / best


def main() -> int:
    raw = _file()
    ours = read_calendar(raw)
    theirs = icalendar.Calendar.from_ical(raw)
    bare = [
        rrulestr(rule, dtstart=datetime(2025, 3, 3, 9, 30, tzinfo=UTC if "UNTIL" in rule else None))
        for rule in RULES * 3
    ]
    counted, speed = rate(lambda: sum(1 for item in ours.items for _ in item.dates(*WINDOW)))
    known, peer = rate(lambda: len(recurring_ical_events.of(theirs).between(*WINDOW)))
    _, near = rate(lambda: sum(len(rule.between(*_window(rule), inc=True)) for rule in bare))
    table = Table("occurrences a second", "found", "a second", "ratio", "target")
    table.add_row("Trato", str(counted), f"{speed:,.0f}", "", "")
    table.add_row("recurring-ical-events", str(known), f"{peer:,.0f}", f"{speed / peer:.1f}", f"{TARGET:g}")
    table.add_row("dateutil, bare rules without zones", "", f"{near:,.0f}", f"{speed / near:.1f}", "")
    Console(width=110).print(table)
    return int(speed < TARGET * peer or counted != known)


def _window(rule: object) -> tuple[datetime, datetime]:
    zone = rule._dtstart.tzinfo
    return tuple(edge.replace(tzinfo=zone) for edge in WINDOW)


if __name__ == "__main__":
    sys.exit(main())
