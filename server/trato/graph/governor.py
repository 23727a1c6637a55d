"""The limits of Outlook per application and mailbox, held over threads, processes and machines.

Graph: throttling limits (10,000 requests in 10 minutes and 4 at a time per mailbox; refused requests count too) and
throttling (wait as long as Retry-After says, then try again). What all processes must agree on is decided by two
functions in PostgreSQL (migration 0004); this is their caller. A slot is a session-level advisory lock on the one
connection that a process keeps for it: killed with its process, it is free at once.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from enum import IntEnum
from types import TracebackType
from typing import Self

from trato.db.engine import Database
from trato.graph.errors import GraphUnavailableError, ThrottledError
from trato.graph.slot_session import Box, Said, SlotSession

FIRST_POLL_S = 0.003
LONGEST_POLL_S = 0.03
PATIENCE_S = 0.2


class ProbeFirstError(Exception):
    """A pause is over but nobody has tried yet: a batch lets one of its parts go first, alone."""

    def __init__(self, mailbox: str) -> None:
        super().__init__(mailbox)
        self.mailbox = mailbox


class Rank(IntEnum):
    """Who goes first when slots are short."""

    BACKGROUND = 1
    USER = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What Graph allows one application in one mailbox, and how long a call waits, in seconds.

    `background_waits_s` and `user_waits_s` bound the wait for a pause to end, `busy_s` that for a slot.
    """

    at_once: int = 4
    requests: int = 10_000
    window_s: float = 600.0
    background_waits_s: float = 20.0
    user_waits_s: float = 8.0
    busy_s: float = 180.0


class Pass:
    """The right to call a mailbox now: a context that gives its slots back. Say what Graph answered before it ends."""

    def __init__(self, session: SlotSession, box: Box, slots: list[int], *, probes: bool) -> None:
        self._session = session
        self._box = box
        self._slots = slots
        self._probes = probes
        self._is_given_back = False

    def answered(self) -> None:
        """Graph did not refuse: if this call was the probe after a pause, the pause is over."""
        self._give_back(Said(answered=True))

    def refused(self, asked_s: float | None) -> float:
        """Graph refused (429, 503): pause the mailbox everywhere for as long as it asked; None or 0 backs off.

        Returns how many seconds of pause are ahead.
        """
        spread = random.uniform(0.5, 1.5)  # noqa: S311  spreads load, guards no secret
        return self._give_back(Said(refused=True, asked_s=asked_s or None, spread=spread))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_given_back:
            self._give_back(Said())

    def _give_back(self, said: Said) -> float:
        self._is_given_back = True
        return self._session.leave(self._box, self._slots, probes=self._probes, said=said)


class Governor:
    """Lets calls to mailboxes through, so many at a time. One a process; safe to share between threads."""

    def __init__(
        self, database: Database, *, limits: Limits = Limits(), tenant_id: int = 0, session: SlotSession | None = None
    ) -> None:
        self._database = database
        self._limits = limits
        self._tenant_id = tenant_id
        self._session = session or SlotSession(database)

    @property
    def limits(self) -> Limits:
        """Return the limits it holds."""
        return self._limits

    def of_tenant(self, tenant_id: int) -> Governor:
        """Return the governor of one tenant's mailboxes, on the same connection."""
        return Governor(self._database, limits=self._limits, tenant_id=tenant_id, session=self._session)

    def close(self) -> None:
        """Give up the connection and with it every slot."""
        self._session.close()

    def enter(self, mailbox: str, *, rank: Rank = Rank.BACKGROUND, at_once: int = 1, requests: int = 1) -> Pass:
        """Wait for `at_once` slots of the mailbox, for that many requests in all.

        A person's call goes before background work. Raises ThrottledError when a pause lasts longer than such a call
        may wait, so that a job is put off instead of sleeping, ProbeFirstError to several requests when nobody has
        tried yet whether a pause is over, and GraphUnavailableError without a database.
        """
        wanted = min(at_once, self._limits.at_once)
        me = random.getrandbits(62)
        started, poll = time.monotonic(), FIRST_POLL_S
        while True:
            waited = time.monotonic() - started
            reserve = rank is Rank.USER or waited > PATIENCE_S
            answer = self._session.enter(
                (self._tenant_id, mailbox),
                (me, int(rank)),
                wanted,
                requests,
                (self._limits.at_once, self._limits.requests, self._limits.window_s),
                reserve=reserve,
            )
            if answer.slots:
                return Pass(self._session, (self._tenant_id, mailbox), answer.slots, probes=answer.probes)
            if answer.why == "probing" and requests > 1:
                raise ProbeFirstError(mailbox)
            self._refuse_long(answer.why, answer.wait_s, waited, rank)
            if answer.wait_s > 0:
                time.sleep(answer.wait_s + random.uniform(0.0, FIRST_POLL_S))  # noqa: S311  spreads the callers
            else:
                time.sleep(poll * random.uniform(0.5, 1.5))  # noqa: S311  as above
                poll = min(poll * 1.5, LONGEST_POLL_S)

    def _refuse_long(self, why: str, wait_s: float, waited_s: float, rank: Rank) -> None:
        bound = self._limits.user_waits_s if rank is Rank.USER else self._limits.background_waits_s
        if wait_s > 0 and waited_s + wait_s > bound:
            reason = "Graph asked for a pause" if why == "paused" else "its budget of requests is nearly used up"
            raise ThrottledError(f"the mailbox is not called for {wait_s:.0f} s: {reason}", retry_after_s=wait_s)
        if waited_s > self._limits.busy_s:
            raise GraphUnavailableError(f"the mailbox was busy for {waited_s:.0f} s ({why})")
