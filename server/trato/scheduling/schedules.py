"""Ask Outlook when colleagues are free whose calendar is not mirrored, and remember it for a minute.

Whole days are asked for, so that who looks again at the same days is answered from memory. Before something is booked
it is asked anew. What cannot be told is unknown, with the reason.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from trato.db.engine import Database
from trato.directory.tables import mailboxes
from trato.graph import schedules as graph
from trato.graph.client import GraphClient
from trato.graph.errors import GraphError
from trato.scheduling.model import Busy, Period, Status

KEPT_S = 60.0
KEPT_FAILED_S = 10.0
MOST_KEPT = 5000
NO_MAILBOX = {"errormailrecipientnotfound", "errornonexistentmailbox", "mailboxnotenabledforrestapi"}
UNANSWERED = {"not_answered", "not_understood"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """What Outlook tells of somebody's time: busy periods, and the periods it could not tell, with why not."""

    busy: tuple[Busy, ...] = ()
    unknown: tuple[Period, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Key:
    tenant_id: int
    address: str
    start: datetime
    end: datetime


class Schedules:
    """Asks through a connected mailbox of the tenant. Shared by the threads of a process."""

    def __init__(self, database: Database, client_of: Callable[[int], GraphClient]) -> None:
        """`client_of` gives a tenant's client for calls that a person waits for."""
        self._database = database
        self._client_of = client_of
        self._lock = threading.Lock()
        self._kept: dict[_Key, tuple[float, Schedule]] = {}

    def of(self, tenant_id: int, addresses: Sequence[str], window: Period, *, is_final: bool) -> dict[str, Schedule]:
        """Return by address what is told of the days of a window; with `is_final` nothing remembered is taken."""
        keys = {address: _Key(tenant_id, address.casefold(), *_days(window)) for address in addresses}
        found = {} if is_final else {address: one for address, key in keys.items() if (one := self._remembered(key))}
        missing = [address for address in keys if address not in found]
        if not missing:
            return found
        asked = self._ask(tenant_id, missing, *_days(window))
        for address, schedule in asked.items():
            self._remember(keys[address], schedule)
        return found | asked

    def _ask(self, tenant_id: int, addresses: Sequence[str], start: datetime, end: datetime) -> dict[str, Schedule]:
        with self._database.as_system(tenant_id) as connection:
            through = connection.execute(
                sa.select(mailboxes.c.address)
                .where(mailboxes.c.disconnected_at.is_(None))
                .order_by(mailboxes.c.id)
                .limit(1)
            ).scalar()
        if through is None:
            return {address: Schedule((), (Period(start, end),), "not_connected") for address in addresses}
        try:
            told = graph.ask(self._client_of(tenant_id), through, addresses, start, end)
        except GraphError:  # no sign-in, or consent is missing: then nothing was asked at all
            return {address: Schedule((), (Period(start, end),), "refused") for address in addresses}
        return {address: _schedule(parts) for address, parts in told.items()}

    def _remembered(self, key: _Key) -> Schedule | None:
        with self._lock:
            until, schedule = self._kept.get(key, (0.0, None))
        return schedule if schedule is not None and time.monotonic() < until else None

    def _remember(self, key: _Key, schedule: Schedule) -> None:
        kept_s = KEPT_FAILED_S if schedule.unknown else KEPT_S
        now = time.monotonic()
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept = {one: kept for one, kept in self._kept.items() if kept[0] > now}
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (now + kept_s, schedule)


def _days(window: Period) -> tuple[datetime, datetime]:
    """Return the whole days in UTC that hold a window."""
    start = window.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    end = window.end.astimezone(UTC)
    last = end.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, last if last == end and last > start else last + timedelta(days=1)


def _schedule(parts: Sequence[graph.Told]) -> Schedule:
    busy = tuple(Busy(one.start, one.end, _status(one.status)) for part in parts for one in part.taken)
    failed = [part for part in parts if part.error]
    return Schedule(
        busy, tuple(Period(part.start, part.end) for part in failed), _why(failed[0].error) if failed else ""
    )


def _status(text: str) -> Status:
    """A word that Graph did not have when this was written is no free time."""
    try:
        return Status(text)
    except ValueError:
        return Status.UNKNOWN


def _why(error: str) -> str:
    code = error.casefold()
    if code in NO_MAILBOX:
        return "no_mailbox"
    if code == graph.TOO_MANY_ENTRIES:
        return "too_many"
    return "not_answered" if code in UNANSWERED else "refused"
