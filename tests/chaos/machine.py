"""Mailboxes in which anything happens, a Graph in which anything fails, workers that die: then all must agree.

A Hypothesis state machine. People act over Graph (`acts_*`) and over Trato's API, several workers follow the mailboxes
meanwhile and are killed at random moments and at random transaction boundaries; after `quiet` what Trato keeps is what
is in the mailboxes, and what people decided stands.
"""

from __future__ import annotations

import signal
import time
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.chaos.acts_calendar import CalendarActs
from tests.chaos.acts_graph import GraphActs
from tests.chaos.acts_lists import ListActs
from tests.chaos.acts_mail import MailActs
from tests.chaos.agreement import NOT_BUSINESS, Decided
from tests.chaos.office import id_of
from tests.chaos.scenario import Tally, picks

__all__ = ["Chaos", "Tally"]

MOST_WORKERS = 3
MOST_TRIES = 6


class Chaos(MailActs, CalendarActs, ListActs, GraphActs):
    """Everything at once: what people decide in Trato, and workers that come and die."""

    @precondition(lambda self: self.letters)
    @rule(pick=picks, what=st.sampled_from(("presses", "barrels")))
    def link_thread(self, pick: int, what: str) -> None:
        self._decide_on_thread(pick, what)

    @precondition(lambda self: self.letters)
    @rule(pick=picks)
    def take_thread_out(self, pick: int) -> None:
        self._decide_on_thread(pick, NOT_BUSINESS)

    @precondition(lambda self: self.letters)
    @rule(pick=picks)
    def undo_on_thread(self, pick: int) -> None:
        self._decide_on_thread(pick, None)

    def _decide_on_thread(self, pick: int, what: str | None) -> None:
        """Decide on the first of some letters that Trato knows by now."""
        for further in range(min(len(self.letters), MOST_TRIES)):
            letter = self.one(self.letters, pick + further)
            asked = {"kind": "message", "internet_message_id": f"<{id_of(letter.number)}>"}
            if self._decide("thread", letter.to[0], asked, id_of(letter.number), what):
                return

    @precondition(lambda self: self.events)
    @rule(pick=picks, what=st.sampled_from(("presses", "loading", NOT_BUSINESS, NOT_BUSINESS, None)))
    def decide_on_event(self, pick: int, what: str | None) -> None:
        upn, ident = self.one(self.events, pick)
        found = self.office.do(upn, "GET", f"/events/{ident}")
        if found is not None:
            self._decide("event", upn, {"kind": "appointment", "item_id": ident}, found["iCalUId"], what)

    def _decide(self, kind: str, upn: str, asked: dict[str, Any], about: str, what: str | None) -> bool:
        seen = self.scene.call(upn, "POST", "/context", asked)
        assert seen.status_code == 200, seen.text
        ident = seen.json()[f"{kind}_id"]
        if ident is None:
            return False
        self.did(f"{upn} decides on {kind} {about}: {what}")
        path = f"/{kind}s/{ident}/" + ("exclusion" if what == NOT_BUSINESS else "link")
        if what is None:
            reply = self.scene.call(upn, "DELETE", path)
        elif what == NOT_BUSINESS:
            reply = self.scene.call(upn, "PUT", path, {})
        else:
            reply = self.scene.call(upn, "PUT", path, {"opportunity_id": str(self.scene.company.opportunities[what])})
        assert reply.status_code in {200, 404, 409}, reply.text
        if reply.status_code == 200:
            self.tally.decisions += 1
            self.scene.decided.append(Decided(kind, about, what))
        return True

    def may_start(self) -> bool:
        return sum(one.is_running for one in self.scene.workers) < MOST_WORKERS

    @precondition(may_start)
    @rule()
    def start_worker(self) -> None:
        self.did("a worker starts")
        self.scene.start()

    @precondition(may_start)
    @rule(die_at=st.integers(1, 120))
    def start_worker_that_dies(self, die_at: int) -> None:
        self.did(f"a worker starts, to die at boundary {die_at}")
        self.scene.start(die_at=die_at)

    @precondition(may_start)
    @rule(after_ms=st.integers(20, 400))
    def start_and_kill_worker(self, after_ms: int) -> None:
        self.did(f"a worker starts and is killed after {after_ms} ms")
        worker = self.scene.start()
        time.sleep(after_ms / 1000)
        self.scene.kill(worker)

    @precondition(may_start)
    @rule(die_at=st.integers(1, 120))
    def start_two_workers(self, die_at: int) -> None:
        self.did(f"two workers start, one to die at boundary {die_at}")
        self.scene.start()
        self.scene.start(die_at=die_at)

    @precondition(lambda self: self.scene.workers)
    @rule(pick=picks, after_ms=st.integers(0, 200))
    def kill_worker(self, pick: int, after_ms: int) -> None:
        self.did(f"a worker is killed after {after_ms} ms")
        time.sleep(after_ms / 1000)
        self.scene.kill(self.scene.workers[pick % len(self.scene.workers)])

    @precondition(lambda self: self.scene.workers)
    @rule(pick=picks, is_paused=st.booleans())
    def pause_worker(self, pick: int, is_paused: bool) -> None:
        self.did(f"a worker is paused: {is_paused}")
        self.scene.workers[pick % len(self.scene.workers)].signal(signal.SIGSTOP if is_paused else signal.SIGCONT)

    @precondition(lambda self: self.scene.workers)
    @rule()
    def wait_for_workers(self) -> None:
        self.did("workers come to their end")
        self.scene.settle()
