"""All rules that make a next step due, as a tenant edits them: read, checked and compared as one. Pure.

A frequency is so many visits, calls or mails in so many days; the next is due once its share of the days has passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from trato.errors import InvalidInputError
from trato.scheduling.due_rules import RULES, DueCode, DueRule, StepKind
from trato.scheduling.next_step import Cadence, Facts, Step

MOST_STEPS = 20
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often the accounts of a group are to be seen, called or written to: `times` in `days`."""

    group: str
    kind: StepKind
    times: int
    days: int

    @property
    def every(self) -> int:
        """Return after how many days the next is due."""
        return max(1, self.days // self.times)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force, in order: steps of the stages, frequencies of the groups, and each reason for a step."""

    steps: tuple[Step, ...]
    frequencies: tuple[Frequency, ...]
    rules: tuple[DueRule, ...]

    def by_code(self) -> dict[DueCode, DueRule]:
        """Return the reasons by their code, each once, in Trato's own order."""
        given = {rule.code: rule for rule in self.rules}
        return {code: given.get(code, rule) for code, rule in RULES.items()}


def with_rules(facts: Facts, rules: RuleSet) -> Facts:
    """Return the facts of an opportunity as they would be under these rules."""
    return replace(
        facts,
        steps=tuple(one for one in rules.steps if one.stage_key == facts.stage_key),
        cadences=tuple(
            Cadence(one.group, one.kind, one.every) for one in rules.frequencies if one.group == facts.group
        ),
    )


def checked(rules: RuleSet, *, stages: Sequence[str]) -> RuleSet:
    """Return the rules in one order with steps numbered. Raises InvalidInputError that names what does not fit."""
    for one in rules.steps:
        if one.stage_key not in stages:
            raise InvalidInputError(f"steps: there is no stage {one.stage_key!r}")
    for stage, count in Counter(one.stage_key for one in rules.steps).items():
        if count > MOST_STEPS:
            raise InvalidInputError(f"steps: at most {MOST_STEPS} steps for the stage {stage!r}")
    twice = [key for key, count in Counter((one.group, one.kind) for one in rules.frequencies).items() if count > 1]
    if twice:
        raise InvalidInputError(f"frequencies: {twice[0][1].value} of the group {twice[0][0]!r} stands there twice")
    for given in rules.frequencies:
        if given.times > given.days:
            raise InvalidInputError(f"frequencies: at most once a day for the group {given.group!r}")
    steps = tuple(step for stage in stages for step in _numbered(rules.steps, stage))
    ordered = sorted(rules.frequencies, key=lambda one: (one.group, list(StepKind).index(one.kind)))
    return RuleSet(steps, tuple(ordered), tuple(rules.by_code().values()))


def _numbered(steps: Sequence[Step], stage: str) -> Iterator[Step]:
    ours = [one for one in steps if one.stage_key == stage]
    for number, one in enumerate(ours, start=1):
        yield replace(one, position=number)


def document(rules: RuleSet) -> dict[str, Any]:
    """Return the rules as they are kept in the history."""
    return {
        "steps": [asdict(one) for one in rules.steps],
        "frequencies": [asdict(one) for one in rules.frequencies],
        "rules": [{name: value for name, value in asdict(one).items() if name != "weight"} for one in rules.rules],
    }


def from_document(kept: Mapping[str, Any]) -> RuleSet:
    """Read rules as they are kept in the history."""
    return RuleSet(
        tuple(Step(**one | {"kind": StepKind(one["kind"])}) for one in kept.get("steps", ())),
        tuple(Frequency(**one | {"kind": StepKind(one["kind"])}) for one in kept.get("frequencies", ())),
        tuple(
            replace(RULES[DueCode(one["code"])], **one | {"code": DueCode(one["code"]), "kind": StepKind(one["kind"])})
            for one in kept.get("rules", ())
        ),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """How much differs between two sets of rules: steps of which stages, frequencies of which groups, which reasons."""

    stages: tuple[str, ...]
    groups: tuple[str, ...]
    codes: tuple[DueCode, ...]

    @property
    def is_none(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.stages or self.groups or self.codes)


def difference(before: RuleSet, after: RuleSet) -> Difference:
    """Tell what differs, by the names that people know it by."""
    stages = dict.fromkeys(one.stage_key for one in (*before.steps, *after.steps))
    groups = dict.fromkeys(one.group for one in (*before.frequencies, *after.frequencies))
    then, now = before.by_code(), after.by_code()
    return Difference(
        tuple(key for key in stages if _of_stage(before, key) != _of_stage(after, key)),
        tuple(key for key in groups if _of_group(before, key) != _of_group(after, key)),
        tuple(code for code in now if then[code] != now[code]),
    )


def _of_stage(rules: RuleSet, key: str) -> list[Step]:
    return [one for one in rules.steps if one.stage_key == key]


def _of_group(rules: RuleSet, key: str) -> list[Frequency]:
    return [one for one in rules.frequencies if one.group == key]
