"""Find the free slot: calendar_scheduling_natural_plan. Wishes are read as limits, given up one by one if none is left.

Published language models reach less than half (arXiv 2406.04520); "earliest free half hour" alone reaches 89.7 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.accuracy import data
from tests.accuracy.measure import Measure

from trato.scheduling.model import Attendee, Busy, Period, Prefer, SlotRequest
from trato.scheduling.slots import find_slots

SET = "calendar_scheduling_natural_plan"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = r"(\d{1,2}:\d{2})"
BUSY = re.compile(rf"(?:(?P<day>{'|'.join(DAYS)}) during )?{HOUR} to {HOUR}")
WISH = re.compile(
    rf"(?P<who>\w+) (?:would like to avoid more meetings|would rather not meet|do not want to meet|can not meet) on "
    rf"(?P<wish>[^.]*(?:\. ?(?={'|'.join(DAYS)})[^.]*)*)"
)
PART = re.compile(rf"(?P<day>{'|'.join(DAYS)})(?: (?P<side>before|after) {HOUR})?")


@dataclass(frozen=True)
class Task:
    """What a text asks: busy times of everybody, wishes as times to avoid, and the days in order."""

    names: tuple[str, ...]
    days: tuple[int, ...]
    minutes: int
    busy: dict[str, list[tuple[datetime, datetime]]]
    wishes: list[tuple[str, tuple[datetime, datetime]]]

    def request(self) -> SlotRequest:
        """The search, every wish a limit."""
        taken = {name: [Busy(*one) for one in self.busy[name]] for name in self.names}
        for name, span in self.wishes:
            taken[name].append(Busy(*span))
        window = Period(_at(self.days[0], "9:00"), _at(self.days[-1], "17:00"))
        people = tuple(Attendee(name, ZoneInfo("UTC"), busy=tuple(taken[name])) for name in self.names)
        return SlotRequest(MONDAY, self.minutes, window, people, prefer=Prefer.EARLIEST, step=30, limit=50)


def read_task(row: dict) -> Task:
    """Read the text of a task."""
    text = row["prompt_0shot"].split("TASK:", 1)[1]
    head = re.search(r"meeting for (.*?) for (half an hour|one hour|an hour|[\w ]+?) between", text)
    names = tuple(re.split(r", | and ", head[1]))
    days = tuple(i for i, day in enumerate(DAYS) if day in text.split("\n")[0])
    busy: dict[str, list] = {name: [] for name in names}
    for line in text.split("\n"):
        who = next((name for name in names if line.startswith(name)), None)
        if who is None or " during " not in line:
            continue
        day = days[0]
        for found in BUSY.finditer(line):
            day = DAYS.index(found["day"]) if found["day"] else day
            busy[who].append((_at(day, found[2]), _at(day, found[3])))
    wishes = []
    tail = text.split("\n\n")[-1] if "\n\n" in text else text
    for found in WISH.finditer(tail):
        if found["who"] in names:
            wishes += [(found["who"], span) for span in _avoided(found["wish"])]
    return Task(names, days, 30 if "half" in head[2] else 60, busy, wishes)


def _avoided(wish: str) -> Iterator[tuple[datetime, datetime]]:
    for part in PART.finditer(wish):
        day = DAYS.index(part["day"])
        begin = _at(day, part[3]) if part["side"] == "after" else _at(day, "0:00")
        yield begin, _at(day, part[3]) if part["side"] == "before" else _at(day, "23:59")


def _at(day: int, text: str) -> datetime:
    hour, minute = text.split(":")
    return MONDAY + timedelta(days=day, hours=int(hour), minutes=int(minute))


def measures() -> Iterator[Measure]:
    rows = data.rows(f"{SET}/calendar_scheduling.jsonl.gz")
    feasible = exact = 0
    for row in rows:
        task = read_task(row)
        gold = _at(DAYS.index(row["golden"]["day"]), row["golden"]["start"])
        slots = find_slots(task.request()).slots or find_slots(replace(task, wishes=[]).request()).slots
        first = slots[0] if slots else None
        feasible += first is not None and _is_free(task, first)
        exact += first is not None and first.start == gold
    yield Measure(SET, "feasible for everybody", feasible / len(rows), 1.0)
    yield Measure(SET, "start and end exact", exact / len(rows), 0.93, 0.897, "peer: earliest free half hour")


def _is_free(task: Task, slot) -> bool:
    """Worked out from the text alone: nobody's meeting is touched, within the hours."""
    apart = all(end <= slot.start or begin >= slot.end for spans in task.busy.values() for begin, end in spans)
    return apart and slot.start.hour >= 9 and slot.end <= slot.start.replace(hour=17, minute=0)
