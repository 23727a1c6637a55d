"""Where the time of an ingest goes: processor time by step, and how long each waits for PostgreSQL.

Each step's functions are wrapped for one run and read the clock of their thread, so that the numbers are those of the
step alone, without what it calls of other steps; the wrapping costs about a microsecond a call.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from rich.table import Table
from sqlalchemy import Engine, event

STEPS = {
    "decode the page and its items": ["trato.mail.feed:MessageFeed._read"],
    "cut the reply": ["trato.mail.reading.cut:reply_of"],
    "mark its words": ["trato.mail.telling:marks"],
    "the rest of understanding a mail": ["trato.mail.understanding:understood"],
    "tell copies apart, write mails": ["trato.mail.mirror:MessageMirror.apply"],
    "find threads": ["trato.mail.threads:Threads.place"],
    "facts, people and candidates": [
        "trato.linking.facts:thread_facts",
        "trato.linking.service:known_addresses",
        "trato.linking.service:Linker._pool",
        "trato.linking.service:Linker._among_ourselves",
    ],
    "what is asked, and of whom": [
        "trato.linking.service:Fitting",
        "trato.linking.service:thread_subject",
        "trato.linking.service:turns_of",
    ],
    "decide links": ["trato.linking.score:decide"],
    "look near": ["trato.linking.neighbours:neighbours_of", "trato.linking.neighbours:unsettle"],
    "write interactions and links": [
        "trato.crm.interactions:save",
        "trato.linking.service:save_decisions",
        "trato.linking.service:save_apart",
    ],
    "the rest of linking": ["trato.linking.service:Linker.relink_threads"],
    "lease, cursor, commit": ["trato.sync.round:HeldMailbox._apply"],
}


@dataclass(slots=True)
class Step:
    """Seconds: of processors, and waited for the database."""

    cpu_s: float = 0.0
    waited_s: float = 0.0


@dataclass(slots=True)
class Stages:
    """What each step took while it was watched."""

    steps: dict[str, Step] = field(default_factory=lambda: defaultdict(Step))
    _stacks: threading.local = field(default_factory=threading.local)

    @contextmanager
    def watching(self, engine: Engine) -> Iterator[None]:
        """Wrap the functions of all steps, and listen to the engine; put all back."""
        kept: list[tuple[Any, str, Any]] = []
        for step, names in STEPS.items():
            for name in names:
                owner, last = _found(name)
                kept.append((owner, last, getattr(owner, last)))
                setattr(owner, last, self._timed(getattr(owner, last), step))
        event.listen(engine, "before_cursor_execute", self._asked)
        event.listen(engine, "after_cursor_execute", self._answered)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", self._asked)
            event.remove(engine, "after_cursor_execute", self._answered)
            for owner, last, function in kept:
                setattr(owner, last, function)

    def table(self, mails: int) -> Table:
        """Return microseconds a mail by step."""
        table = Table(
            "step", "µs: this process", "µs: waits for PostgreSQL", title=f"where the time goes, {mails} mails"
        )
        for name in STEPS:
            step = self.steps[name]
            table.add_row(name, f"{1e6 * step.cpu_s / mails:.0f}", f"{1e6 * step.waited_s / mails:.0f}")
        return table

    def _timed(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **more: Any) -> Any:
            stack: list[list[Any]] = self._stacks.__dict__.setdefault("stack", [])
            stack.append([step, 0.0])
            begun = time.thread_time()
            try:
                return function(*args, **more)
            finally:
                spent = time.thread_time() - begun
                _, within = stack.pop()
                self.steps[step].cpu_s += spent - within
                if stack:
                    stack[-1][1] += spent

        return timed

    def _asked(self, connection: Any, *_: Any) -> None:
        connection.info["asked"] = time.perf_counter(), time.thread_time()

    def _answered(self, connection: Any, *_: Any) -> None:
        stack = self._stacks.__dict__.get("stack")
        if stack:
            wall, cpu = connection.info["asked"]
            self.steps[stack[-1][0]].waited_s += time.perf_counter() - wall - (time.thread_time() - cpu)


def _found(name: str) -> tuple[Any, str]:
    module, _, path = name.partition(":")
    *above, last = path.split(".")
    owner: Any = importlib.import_module(module)
    for part in above:
        owner = getattr(owner, part)
    return owner, last
