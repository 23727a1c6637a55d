"""What every scenario of chaos does: play on a scene of its own, note each step, agree with the truth when quiet."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests.chaos.balance import Balance
from tests.chaos.office import Letter
from tests.chaos.scene import Surroundings, a_scene
from tests.small_company import ANA, BEN, LUIS, NOA, PILAR

STRANGER = "someone@elsewhere.example"
STEPS_BETWEEN_QUIETS = 20
LONG = 50
"""So many steps with an effect make a long scenario."""

owners = st.sampled_from((ANA, BEN))
outsiders = st.sampled_from((LUIS, PILAR, NOA, STRANGER))
picks = st.integers(0, 400)


@dataclass
class Tally:
    """What all scenarios of a run did and found."""

    scenarios: int = 0
    steps: int = 0
    fewest_steps: int = 10**9
    long: int = 0
    kills: int = 0
    quiets: int = 0
    passes: int = 0
    decisions: int = 0
    sent: int = 0
    found: Balance = field(default_factory=Balance)
    failure: str = ""


class Scenario(RuleBasedStateMachine):
    """Ids of what was made are kept here in the order it was made; what became of it only the mailboxes know."""

    def __init__(self, around: Surroundings, tally: Tally) -> None:
        super().__init__()
        self.tally = tally
        self.stack = ExitStack()
        self.scene = self.stack.enter_context(a_scene(around))
        self.office = self.scene.office
        self.scene.open_lists()
        self.mails: list[tuple[str, str]] = []
        self.drafts: list[tuple[str, str]] = []
        self.letters: list[Letter] = []
        self.folders: list[tuple[str, str]] = []
        self.events: list[tuple[str, str]] = []
        self.contacts: list[tuple[str, str]] = []
        self.contact_folders: list[tuple[str, str]] = []
        self.lists: list[tuple[str, str]] = []
        self.tasks: list[tuple[str, str]] = []
        self.number = 0
        self.steps = 0
        self.loud_steps = 0
        self.history: list[str] = []

    def teardown(self) -> None:
        try:
            if self.loud_steps:
                self._end_quietly()
            if self.steps:
                self.tally.scenarios += 1
                self.tally.steps += self.steps
                self.tally.long += self.steps >= LONG
                self.tally.fewest_steps = min(self.tally.fewest_steps, self.steps)
            self.tally.kills += self.scene.kills
            self.tally.passes += self.scene.passes
        finally:
            self.stack.close()

    def did(self, what: str) -> None:
        """Note a step that has an effect before it is taken."""
        self.steps += 1
        self.loud_steps += 1
        self.history.append(what)

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def one(self, made: list[Any], pick: int) -> Any:
        """Something that was made, new things more likely than old ones; None where there is none yet."""
        return made[-1 - pick % len(made)] if made else None

    @precondition(lambda self: self.loud_steps >= STEPS_BETWEEN_QUIETS)
    @rule()
    def quiet(self) -> None:
        self.did("quiet")
        self._end_quietly()

    def _end_quietly(self) -> None:
        self.loud_steps = 0
        self.tally.quiets += 1
        balance = self.scene.quiet()
        others = self.office.sent_by_others()
        self.tally.sent += len(others)
        self.tally.found.add(balance)
        if balance or others:
            self._fail(f"{balance}; sent: {others}")
        if self.tally.quiets % 3 == 0:
            report = self.scene.one_pass()
            if report.changed or report.faults:
                self._fail(f"a pass with nothing new changed {report.changed} rows, {report.faults}")

    def _fail(self, what: str) -> None:
        # What Hypothesis tells is no help where processes are killed at random: it may not happen again.
        self.tally.failure = self.tally.failure or "\n".join([what, "after:", *self.history])
        raise AssertionError(self.tally.failure)
