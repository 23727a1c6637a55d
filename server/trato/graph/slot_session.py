"""The one connection by which a process holds slots of mailboxes, and what it holds (PostgreSQL: advisory locks).

Session-level locks are re-entrant for their own session, so what this process holds is remembered here too, and only
other slots are asked for. A connection that is lost is opened anew and the slots of calls under way are taken again;
after a restart of the server nobody takes a new slot until all have had time for that. While slots are held, a
heartbeat shows that the process is alive: the connection of one that is stopped is ended by whoever waits for it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError

from trato.db.engine import SYSTEM_ROLE, Database
from trato.graph.errors import GraphUnavailableError

APPLICATION_NAME = "trato slots"
LONGEST_OUTAGE_S = 15.0
RETRY_S = 0.2

Box = tuple[int, str]

_ENTER = (
    "SELECT slots, probes, wait_s, why FROM trato_graph_enter("
    "%s, %s, %s, %s, %s::int[], %s, %s, %s, %s, %s::boolean, %s::boolean)"
)
_LEAVE = "SELECT trato_graph_leave(%s, %s, %s::int[], %s::boolean, %s::boolean, %s::boolean, %s::float8, %s::float8)"
_TAKE_AGAIN = "SELECT pg_try_advisory_lock(trato_graph_key(%s, %s) + %s)"
_UPTIME = "SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8"
# A connection may be ended by another of the same role; its state is seen by that role only.
_END_STALE = """
SELECT pg_terminate_backend(l.pid) FROM (
  SELECT DISTINCT pid FROM pg_locks
   WHERE locktype = 'advisory' AND objsubid = 1 AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND ((classid::bigint << 32) | objid::bigint) & ~15::bigint = trato_graph_key(%s, %s)
) l JOIN pg_stat_activity a USING (pid)
WHERE a.application_name = %s AND a.state = 'idle' AND a.state_change < clock_timestamp() - %s * interval '1 s'
  AND a.pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Liveness:
    """How often a process that holds slots says so, and when silence means that it is stopped; in seconds."""

    beat_s: float = 1.0
    stale_s: float = 15.0
    settling_s: float = 2.5


@dataclass(frozen=True, slots=True)
class Answer:
    """Slots taken, or how long to wait and why."""

    slots: list[int]
    probes: bool
    wait_s: float
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """What Graph said to a call: an answer, a refusal with the pause it asked for (None: none), or nothing at all."""

    answered: bool = False
    refused: bool = False
    asked_s: float | None = None
    spread: float = 1.0


class SlotSession:
    """Takes and gives back slots for all threads of this process."""

    def __init__(self, database: Database, liveness: Liveness = Liveness()) -> None:
        self._database = database
        self._liveness = liveness
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._held: dict[Box, set[int]] = {}
        self._settled_at = 0.0
        self._looked_for_stale_at = 0.0
        self._beating: threading.Thread | None = None
        self._is_closed = threading.Event()

    def enter(
        self,
        box: Box,
        who: tuple[int, int],
        wanted: int,
        requests: int,
        limits: tuple[int, int, float],
        *,
        reserve: bool,
    ) -> Answer:
        """Try once to take `wanted` slots; slot 0 is the probe's. Raises GraphUnavailableError without a database."""
        at_once, most, window_s = limits
        with self._lock:
            held: set[int] = self._held.get(box, set())
            free = [slot for slot in range(1, at_once + 1) if slot not in held]
            if len(free) < wanted and not reserve:
                return Answer([], probes=False, wait_s=0.0, why="busy")
            self._connect()
            if time.monotonic() < self._settled_at:
                return Answer([], probes=False, wait_s=0.0, why="settling")
            # One request alone tries whether a pause is over, not a batch.
            may_probe = requests == 1 and 0 not in held
            arguments = (*box, *who, free, wanted, requests, most, window_s, may_probe, reserve)
            slots, probes, wait_s, why = self._ask(_ENTER, arguments)
            if slots:
                self._held.setdefault(box, set()).update(slots, {0} if probes else ())
                self._beat()
            elif why == "busy":
                self._end_stale(box)
            return Answer(slots, bool(probes), wait_s or 0.0, why or "")

    def leave(self, box: Box, slots: list[int], *, probes: bool, said: Said) -> float:
        """Give slots back and note what Graph said; return the seconds of pause ahead.

        Never raises: without a connection the locks are gone, and what Graph said is learnt again by the next call.
        """
        with self._lock:
            held = self._held.get(box, set())
            held.difference_update(slots, {0} if probes else ())
            if not held:
                self._held.pop(box, None)
            try:
                arguments = (*box, slots, probes, said.answered, said.refused, said.asked_s, said.spread)
                (pause_s,) = self._ask(_LEAVE, arguments, patience_s=RETRY_S)
            except GraphUnavailableError:
                return said.asked_s or 0.0
            return float(pause_s)

    def close(self) -> None:
        """Close the connection; slots still held are free."""
        self._is_closed.set()
        with self._lock:
            self._drop()

    def _ask(self, statement: str, arguments: tuple[Any, ...], *, patience_s: float = LONGEST_OUTAGE_S) -> Any:
        ends_at = time.monotonic() + patience_s
        while True:
            connection = self._connect(patience_s=patience_s)
            try:
                return connection.execute(statement.encode(), arguments).fetchone()
            except psycopg.OperationalError as error:
                self._drop()
                if time.monotonic() > ends_at:
                    raise GraphUnavailableError(f"calls to Graph wait for the database: {error}") from error

    def _connect(self, *, patience_s: float = LONGEST_OUTAGE_S) -> psycopg.Connection[Any]:
        ends_at = time.monotonic() + patience_s
        while self._connection is None or self._connection.closed:
            try:
                self._connection = self._open()
            except (psycopg.OperationalError, DBAPIError) as error:
                if time.monotonic() > ends_at:
                    raise GraphUnavailableError(f"calls to Graph wait for the database: {error}") from error
                time.sleep(RETRY_S)
        return self._connection

    def _open(self) -> psycopg.Connection[Any]:
        connection = self._database.session()
        # What is lost with the server's last 200 ms of counting does not matter; a commit that waits would.
        connection.execute(f"SET application_name = '{APPLICATION_NAME}'; SET synchronous_commit = off".encode())
        connection.execute(f"SET ROLE {SYSTEM_ROLE}".encode())
        (up_s,) = connection.execute(_UPTIME.encode()).fetchone() or (0.0,)
        self._settled_at = time.monotonic() + max(0.0, self._liveness.settling_s - up_s)
        for box, slots in self._held.items():
            for slot in slots:
                connection.execute(_TAKE_AGAIN.encode(), (*box, slot))
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _beat(self) -> None:
        if self._beating is None:
            self._beating = threading.Thread(target=self._keep_beating, name="graph-slots", daemon=True)
            self._beating.start()

    def _keep_beating(self) -> None:
        while not self._is_closed.wait(self._liveness.beat_s):
            with self._lock:
                if not self._held:
                    break
                with contextlib.suppress(GraphUnavailableError):
                    self._ask("SELECT 1", (), patience_s=0.0)
        with self._lock:
            self._beating = None

    def _end_stale(self, box: Box) -> None:
        """End connections that hold slots of the mailbox and have not shown a sign of life."""
        now = time.monotonic()
        if now < self._looked_for_stale_at + self._liveness.stale_s / 4:
            return
        self._looked_for_stale_at = now
        connection = self._connect()
        try:
            connection.execute(b"RESET ROLE")
            connection.execute(_END_STALE.encode(), (*box, APPLICATION_NAME, self._liveness.stale_s))
            connection.execute(f"SET ROLE {SYSTEM_ROLE}".encode())
        except psycopg.OperationalError:
            self._drop()
