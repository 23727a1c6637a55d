"""What becomes of the steps of a stage: by when each is due, and which interaction shows it done. Pure.

A stage that an opportunity comes back to is the same stage: its steps are there already, so that moving back and forth
makes none twice and taking a move back restores what it set aside. What a person said of a step stands over all this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trato.scheduling.due_rules import StepKind
from trato.scheduling.working_time import holiday

# A visit is a meeting too; a meeting at our place or online is no visit.
SHOWS: Mapping[str, frozenset[str]] = {
    StepKind.VISIT: frozenset({"visit"}),
    StepKind.MEETING: frozenset({"meeting", "visit"}),
    StepKind.CALL: frozenset({"call"}),
    StepKind.MAIL: frozenset({"mail_out"}),
}
EVIDENCE = frozenset().union(*SHOWS.values())
# A place without any working day within a year has none.
FARTHEST = 366


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and on which days of the week (0 is Monday) somebody works."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    country: str = ""
    region: str = ""

    def is_working(self, day: date) -> bool:
        """Tell whether it is one of their days and no public holiday."""
        return day.weekday() in self.weekdays and not holiday(self.country, self.region, day)


def due_on(started_at: datetime, days: int, where: Workplace, *, now: datetime) -> date:
    """Return the day a step is due: `days` after the stage began, the next working day there, never a past one."""
    wanted = started_at.astimezone(where.zone).date() + timedelta(days=days)
    first = max(wanted, now.astimezone(where.zone).date())
    every = (first + timedelta(days=number) for number in range(FARTHEST))
    return next((day for day in every if where.is_working(day)), first)


@dataclass(frozen=True, slots=True)
class Happened:
    """An interaction that can show that a step was done."""

    id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepTask:
    """A step as a task: `is_by_hand` once a person ticked or skipped it, `refused_id` what they said it was not."""

    id: int
    stage_key: str
    step: int
    kind: str
    is_by_hand: bool = False
    evidence_id: int | None = None
    refused_id: int | None = None


@dataclass(frozen=True, slots=True)
class StageSpan:
    """The time from when on an opportunity is in a stage, and until when once it left."""

    stage_key: str
    started_at: datetime
    left_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies within."""
        return self.started_at <= at and (self.left_at is None or at < self.left_at)


def evidence(
    spans: Iterable[StageSpan], steps: Sequence[StepTask], happened: Sequence[Happened]
) -> dict[int, Happened]:
    """Return which interaction shows each step done, by the task's id.

    What showed a step keeps showing it as long as it is there; every other interaction ticks the first open step of
    its kind, in the order in which they happened. One interaction shows one step.
    """
    known = {one.id: one for one in happened}
    by_stage = {span.stage_key: span for span in spans}
    taken = {one.refused_id for one in steps} | {one.evidence_id for one in steps if one.is_by_hand}
    found: dict[int, Happened] = {}
    ours = [one for one in sorted(steps, key=lambda one: one.step) if not one.is_by_hand]
    for step in ours:
        before = known.get(step.evidence_id) if step.evidence_id is not None else None
        if before is not None and before.id not in taken and _shows(before, step, by_stage):
            found[step.id] = before
            taken.add(before.id)
    for one in sorted(happened, key=lambda one: (one.at, one.id)):
        free = (step for step in ours if step.id not in found and _shows(one, step, by_stage))
        step_for = None if one.id in taken else next(free, None)
        if step_for is not None:
            found[step_for.id] = one
    return found


def _shows(one: Happened, step: StepTask, spans: Mapping[str, StageSpan]) -> bool:
    span = spans.get(step.stage_key)
    return span is not None and one.kind in SHOWS.get(step.kind, frozenset()) and span.holds(one.at)
