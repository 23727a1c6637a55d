"""The long form: `python -m tests.chaos`. Prints progress, then one table; goes on where an earlier run was stopped."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.chaos.machine import Chaos, Tally
from tests.chaos.scene import Surroundings
from tests.chaos.setting import surroundings

A_CHUNK = 10
NOTES = Path("build/chaos/scenarios.jsonl")


@dataclass(frozen=True)
class Wanted:
    """How much."""

    scenarios: int
    steps: int
    first: int
    notes: Path


def scenarios(around: Surroundings, wanted: Wanted) -> bool:
    """Run scenarios in chunks, each with its own seed; tell whether all agreed."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    wanted.notes.parent.mkdir(parents=True, exist_ok=True)
    done = {told["seed"]: told for told in _noted(wanted.notes) if told["steps_asked"] == wanted.steps}
    number, count = wanted.first, sum(told["scenarios"] for told in done.values())
    while count < wanted.scenarios:
        number += 1
        if number in done:
            continue
        began, tally = time.monotonic(), Tally()
        failure = _chunk(around, number, wanted.steps, tally)
        told = {
            "seed": number, "commit": commit.stdout.strip(), "steps_asked": wanted.steps, "scenarios": tally.scenarios,
            "steps": tally.steps, "fewest_steps": tally.fewest_steps, "kills": tally.kills, "quiets": tally.quiets,
            "passes": tally.passes, "decisions": tally.decisions, "sent": tally.sent, "lost": len(tally.found.lost),
            "doubled": len(tally.found.doubled), "edits_lost": len(tally.found.edits_lost),
            "seconds": round(time.monotonic() - began, 1), "failure": failure,
        }  # fmt: skip
        with wanted.notes.open("a") as notes:
            notes.write(json.dumps(told) + "\n")
        count += tally.scenarios
        print(  # noqa: T201
            f"{count:5} of {wanted.scenarios} scenarios · chunk {number}: {tally.steps} steps, {tally.kills} kills,"
            f" {tally.quiets} quiets, {told['seconds']} s{' · FAILED' if failure else ''}",
            flush=True,
        )
        if failure:
            print(failure)  # noqa: T201
            return False
    return True


def _noted(notes: Path) -> Iterator[dict]:
    if notes.is_file():
        for line in notes.read_text("utf-8").splitlines():
            told = json.loads(line)
            if not told["failure"]:
                yield told


def _chunk(around: Surroundings, number: int, steps: int, tally: Tally) -> str:
    chosen = settings(
        max_examples=A_CHUNK, stateful_step_count=steps, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @seed(number)
    class Seeded(Chaos):
        def __init__(self) -> None:
            super().__init__(around, tally)

    try:
        run_state_machine_as_test(Seeded, settings=chosen)
    except Exception as error:  # an AssertionError, or Hypothesis' complaint that it does not happen again
        return tally.failure or "".join(traceback.format_exception(error))
    return ""


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--scenarios", type=int, default=500)
    parser.add_argument("--steps", type=int, default=65)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--notes", type=Path, default=NOTES)
    asked = parser.parse_args()
    with surroundings() as around:
        agreed = scenarios(around, Wanted(asked.scenarios, asked.steps, asked.first, asked.notes))
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
