"""Bring a tenant folder's sales process, visit frequencies and assistants in, once for each state of the folder.

`crm/playbooks.toml` names the steps of each stage, `crm/cadences.csv` how often the accounts of a group are seen,
called or written to, and the column `assists` of `users.csv` whose appointments somebody looks after.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.directory.model import UserProfile
from trato.directory.rows import Problem, Problems, Row, RowError, read_rows
from trato.errors import InvalidInputError
from trato.scheduling import rule_store
from trato.scheduling.delegation import SCOPES
from trato.scheduling.due_rules import StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_set import Frequency, checked
from trato.scheduling.tables import delegations

PLAYBOOKS, CADENCES = "crm/playbooks.toml", "crm/cadences.csv"
USUAL_DAYS, USUAL_MIN, LONGEST_MIN = 7, 45, 1440
LONGEST_DAYS = 3650
# What shows that a step was done says what one does for it, where the file does not say that itself.
_KIND_OF = {
    "mail_out": StepKind.MAIL, "quote_sent": StepKind.MAIL, "meeting_held": StepKind.MEETING,
    "decision_maker_met": StepKind.MEETING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RulesFolder:
    """What the folder says of the rules; None where it has no such file."""

    steps: tuple[Step, ...] | None
    frequencies: tuple[Frequency, ...] | None


def read_rules_folder(folder: Path, problems: Problems) -> RulesFolder:
    """Read both files; what does not fit is named and left out."""
    has_cadences = (folder / CADENCES).is_file()
    return RulesFolder(_steps(folder, problems), tuple(_frequencies(folder, problems)) if has_cadences else None)


def save_rules(connection: Connection, tenant_id: int, given: RulesFolder, *, at: datetime, problems: Problems) -> None:
    """Let what the folder says be in force, as a change that can be taken back; the other rules stay."""
    if given.steps is None and given.frequencies is None:
        return
    now = rule_store.read_rules(connection)
    stages = [one.key for one in rule_store.process(connection)]
    steps = now.steps if given.steps is None else tuple(one for one in given.steps if one.stage_key in stages)
    after = replace(now, steps=steps, frequencies=now.frequencies if given.frequencies is None else given.frequencies)
    try:
        after = checked(after, stages=stages)
    except InvalidInputError as error:
        problems.add(Problem(CADENCES, None, "", f"the rules stay as they were: {error}"))
        return
    rule_store.write_rules(connection, tenant_id, after, at=at, by=None, source="folder")


def save_assistants(
    connection: Connection, tenant_id: int, people: Sequence[UserProfile], user_ids: Mapping[str, int],
    *, at: datetime, problems: Problems,
) -> None:  # fmt: skip
    """Let people look after the appointments of whom `assists` names; a delegation that was ever there stays."""
    known = {tuple(row) for row in connection.execute(sa.select(delegations.c.user_id, delegations.c.assistant_id))}
    for user in people:
        for name in filter(None, (part.strip().lower() for part in user.custom.get("assists", "").split(";"))):
            if name not in user_ids or name == user.upn:
                reason = f"column 'assists' names {name!r}, who is no other user here; left out"
                problems.add(Problem("users.csv", None, user.upn, reason))
            elif (user_ids[name], user_ids[user.upn]) not in known:
                connection.execute(
                    sa.insert(delegations).values(
                        tenant_id=tenant_id, user_id=user_ids[name], assistant_id=user_ids[user.upn],
                        scopes=sorted(SCOPES), valid_from=at,
                    )
                )  # fmt: skip


def _frequencies(folder: Path, problems: Problems) -> Iterator[Frequency]:
    seen: set[tuple[str, StepKind]] = set()
    for row in read_rows(folder, CADENCES, ("group", "kind", "every_days"), problems):
        try:
            found = _frequency(row)
        except RowError as error:
            problems.add(Problem(row.file, row.line, row.text("group"), str(error)))
            continue
        if (found.group, found.kind) in seen:
            reason = f"{found.kind.value} of the group {found.group!r} is listed twice; the first row stands"
            problems.add(Problem(row.file, row.line, row.text("group"), reason))
            continue
        seen.add((found.group, found.kind))
        yield found


def _frequency(row: Row) -> Frequency:
    kind = row.one_of("kind", [one.value for one in StepKind])
    days = _whole(row.required("every_days"), "every_days", LONGEST_DAYS)
    times = _whole(row.text("times") or "1", "times", min(days, 100))
    return Frequency(row.required("group"), StepKind(kind), times, days)


def _whole(text: str, column: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise RowError(f"column {column!r} holds {text!r}, expected a whole number from 1 to {most}")
    return int(text)


def _steps(folder: Path, problems: Problems) -> tuple[Step, ...] | None:
    path = folder / PLAYBOOKS
    if not path.is_file():
        return None
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None  # named where the stages are read
    found: list[Step] = []
    for stage in _stages(data):
        for entry in stage.get("steps", ()):
            try:
                found.append(_step(str(stage["key"]), entry))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                reason = f"a step is not understood and left out: {error}"
                problems.add(Problem(PLAYBOOKS, None, str(stage.get("key", "")), reason))
    return tuple(found)


def _stages(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the stages as they are read elsewhere: each key once, the first that names it."""
    books = data.get("playbook")
    given = data.get("stage") or [
        stage for book in (books if isinstance(books, list) else []) for stage in book.get("stage", ())
    ]
    seen: set[str] = set()
    for stage in given:
        if isinstance(stage, dict) and str(stage.get("key", "")) not in seen:
            seen.add(str(stage.get("key", "")))
            yield stage


def _step(stage: str, entry: Mapping[str, Any]) -> Step:
    name = str(entry.get("name", ""))
    objective_en = str(entry.get("name_en", name))
    kind = entry.get("kind")
    days, minutes = int(entry.get("days", USUAL_DAYS)), int(entry.get("duration_min", USUAL_MIN))
    if not (0 <= days <= LONGEST_DAYS and 5 <= minutes <= LONGEST_MIN):
        raise ValueError("days or duration_min are out of bounds")
    if not objective_en:
        raise ValueError("it has no name")
    return Step(
        stage_key=stage,
        position=1,
        kind=StepKind(kind) if kind else _KIND_OF.get(str(entry.get("evidence", "")), StepKind.CALL),
        objective_en=objective_en[:200],
        objective_es=str(entry.get("name_es", name) or objective_en)[:200],
        days=days,
        duration_min=minutes,
    )
