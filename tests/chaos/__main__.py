"""The long form: `python -m tests.chaos`. Each part is noted as it ends, so that a run that was stopped goes on.

Parts: every transaction boundary of two rounds; 500 kills at any moment; ten workers of which one is killed each
second for a minute; hundreds of scenarios. The table at the end counts all that was noted.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.chaos.failpoints import sweep
from tests.chaos.machine import Chaos, Tally
from tests.chaos.scene import Surroundings, a_scene, busy_day, busy_morning
from tests.chaos.setting import surroundings
from tests.chaos.siege import Besieged, besiege, kill_at_random

A_CHUNK = 10
NOTES = Path("build/chaos/notes.jsonl")
WORKERS, SIEGE_KILLS, KILL_EVERY_S = 10, 60, 1.0
NOTHING = {"kills": 0, "lost": 0, "doubled": 0, "edits_lost": 0, "sent": 0, "failure": ""}
Note = dict[str, Any]


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Notes:
    """What was done so far, a line each."""

    file: Path

    def add(self, note: Mapping[str, Any]) -> None:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        ).stdout.strip()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a") as lines:
            lines.write(json.dumps({"commit": commit, **note}) + "\n")
        if note["failure"]:
            say(f"FAILED: {note['part']}\n{note['failure']}")

    def read(self, part: str = "") -> list[Note]:
        if not self.file.is_file():
            return []
        told = [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]
        return [note for note in told if not part or note["part"] == part]


def every_boundary(around: Surroundings, asked: argparse.Namespace) -> Note:
    """Die at each transaction boundary of a first round, then of a later one."""
    with a_scene(around) as scene:
        busy_morning(scene.office)
        first = sweep(scene, stride=asked.stride)
        scene.one_pass()
        busy_day(scene.office)
        later = sweep(scene, stride=asked.stride)
    differences = {"first round": first.differences, "later round": later.differences}
    failed = {name: found for name, found in differences.items() if found}
    say(f"boundaries: {first.boundaries} and {later.boundaries}; another end after {failed or 'none'}")
    return {
        **NOTHING,
        "kills": first.kills + later.kills,
        "lost": sum(map(len, failed.values())),
        "failure": str(failed) if failed else "",
    }


def kills(around: Surroundings, asked: argparse.Namespace) -> Note:
    """Kill one worker after another at any moment."""
    with a_scene(around) as scene:
        busy_morning(scene.office)
        return _note_of(kill_at_random(scene, kills=asked.kills))


def siege(around: Surroundings, _asked: argparse.Namespace) -> Note:
    """Ten workers on one database, one killed each second for a minute."""
    with a_scene(around) as scene:
        busy_morning(scene.office)
        found = besiege(scene, workers=WORKERS, kills=SIEGE_KILLS, every_s=KILL_EVERY_S)
    delays = sorted(round(1000 * one) for one in found.delays_s)
    return {**_note_of(found), "delays_ms": delays}


def _note_of(found: Besieged) -> Note:
    failure = str(found.balance) if found.balance else f"{found.missing} never came" if found.missing else ""
    return {
        **NOTHING,
        "kills": found.kills,
        "lost": len(found.balance.lost) + found.missing,
        "doubled": len(found.balance.doubled),
        "edits_lost": len(found.balance.edits_lost),
        "sent": found.sent,
        "failure": failure,
    }


def scenarios(around: Surroundings, asked: argparse.Namespace, notes: Notes) -> bool:
    """Run scenarios in chunks, each with its own seed; tell whether all agreed."""
    done = [note for note in notes.read("scenarios") if note["steps_asked"] == asked.steps and not note["failure"]]
    seeds, count, number = {note["seed"] for note in done}, sum(note["scenarios"] for note in done), asked.first
    while count < asked.scenarios:
        number += 1
        if number in seeds:
            continue
        began, tally = time.monotonic(), Tally()
        failure = _chunk(around, number, asked.steps, tally)
        note = {
            **NOTHING, "part": "scenarios", "seed": number, "steps_asked": asked.steps, "kills": tally.kills,
            "scenarios": tally.scenarios, "steps": tally.steps, "fewest_steps": tally.fewest_steps, "long": tally.long,
            "quiets": tally.quiets, "passes": tally.passes, "decisions": tally.decisions, "sent": tally.sent,
            "lost": len(tally.found.lost), "doubled": len(tally.found.doubled),
            "edits_lost": len(tally.found.edits_lost), "seconds": round(time.monotonic() - began, 1),
            "failure": failure,
        }  # fmt: skip
        notes.add(note)
        count += tally.scenarios
        say(
            f"{count:5} of {asked.scenarios} scenarios · chunk {number}: {tally.steps} steps, {tally.kills} kills,"
            f" {tally.decisions} decisions, {tally.quiets} quiets, {note['seconds']} s"
        )
        if failure:
            return False
    return True


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


def table(notes: list[Note]) -> str:
    """Return the one table: what was done, and what it cost."""
    runs = [note for note in notes if note["part"] == "scenarios"]
    delays = sorted(delay for note in notes for delay in note.get("delays_ms", ()))
    p99 = f"{delays[math.ceil(0.99 * len(delays)) - 1]} ms" if delays else "not measured"
    told = sum(note["scenarios"] for note in runs), sum(note["steps"] for note in runs)
    rows = {
        "scenarios": f"{told[0]} ({told[1]} steps)",
        "kills": sum(note["kills"] for note in notes),
        "lost": sum(note["lost"] for note in notes),
        "doubled": sum(note["doubled"] for note in notes),
        "edits lost": sum(note["edits_lost"] for note in notes),
        "p99": f"{p99} from a mail in the mailbox to its committed row, while workers die",
        "sent by Trato": sum(note["sent"] for note in notes),
        "failed parts": sum(bool(note["failure"]) for note in notes),
    }
    return "\n".join(f"{name:14} {value}" for name, value in rows.items())


PARTS: dict[str, Callable[[Surroundings, argparse.Namespace], Note]] = {
    "boundaries": every_boundary, "kills": kills, "siege": siege,
}  # fmt: skip


def main() -> int:
    """Run what is asked for and was not done yet."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--scenarios", type=int, default=500, metavar="N", help="how many scenarios in all")
    parser.add_argument("--steps", type=int, default=65, metavar="N", help="steps of each, a few of them idle")
    parser.add_argument("--kills", type=int, default=500, metavar="N", help="kills at any moment")
    parser.add_argument("--stride", type=int, default=1, metavar="N", help="die at each N-th boundary")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="begin after this seed")
    parser.add_argument("--only", choices=[*PARTS, "scenarios"], help="run one part")
    parser.add_argument("--notes", type=Path, default=NOTES, metavar="FILE", help="what was done so far")
    parser.add_argument("--afresh", action="store_true", help="forget what was done so far")
    asked = parser.parse_args()
    if asked.afresh:
        asked.notes.unlink(missing_ok=True)
    notes = Notes(asked.notes)
    with surroundings() as around:
        for name, run in PARTS.items():
            if asked.only in {None, name} and not any(not note["failure"] for note in notes.read(name)):
                say(f"{name} …")
                notes.add({"part": name, **run(around, asked)})
        agreed = asked.only not in {None, "scenarios"} or scenarios(around, asked, notes)
    say(table(notes.read()))
    return 0 if agreed and not any(note["failure"] for note in notes.read()) else 1


if __name__ == "__main__":
    sys.exit(main())
