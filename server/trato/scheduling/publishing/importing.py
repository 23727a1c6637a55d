"""Calendar files brought into one's own calendar: looked at first, then written once each, and taken back whole.

Nobody is invited by it: guests of a file's meetings stay out, for they were invited by whoever calls them. Nothing of
an upload is kept between looking and doing; the file is sent again, and what it does then is worked out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.ical_lines import Problem
from trato.calendar.tables import event_copies, event_occurrences, events
from trato.db.engine import Caller, Database
from trato.directory.tables import audit_log, mailboxes, users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.graph.errors import GraphChangedMeanwhileError, GraphError, GraphUnavailableError, ThrottledError
from trato.graph.writer_model import EventDraft
from trato.scheduling.availability import zone_of
from trato.scheduling.booking import OutlookNotConnectedError
from trato.scheduling.outlook_bookings import Writers
from trato.scheduling.publishing.file_dates import AHEAD, FileDate, Verdict, file_dates
from trato.scheduling.publishing.tables import calendar_import_dates, calendar_imports

# How many are written while somebody waits; the worker goes on with the others.
AT_ONCE = 20
# Longer than that nobody waits for Outlook: what it has not taken by then is left out.
TRIED_FOR = timedelta(days=1)
MOST_LISTED = 20
HAS_GUESTS = "has_guests"
NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a file would bring in, and what in it was not understood."""

    dates: tuple[FileDate, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """A file that was brought in: how many dates, how many of them stand in Outlook, wait, or were refused."""

    id: int
    name: str
    made_at: datetime
    undone_at: datetime | None
    dates: int
    written: int
    waiting: int
    refused: int
    left: int


class CalendarImports:
    """Brings files into the caller's own calendar."""

    def __init__(self, database: Database, writers: Writers | None) -> None:
        self._database = database
        self._writers = writers

    def look(self, caller: Caller, raw: bytes) -> Forecast:
        """Return what a file would bring in; nothing is written. Raises InvalidInputError."""
        with self._database.as_user(caller) as connection:
            zone = zone_of(
                connection.execute(sa.select(users.c.timezone).where(users.c.id == caller.user_id)).scalar_one()
            )
            known = _known(connection, caller)
        dates, problems = file_dates(raw, now=caller.at, zone=zone, known=known)
        return Forecast(tuple(dates), tuple(problems))

    def bring_in(self, caller: Caller, raw: bytes, name: str, places: Sequence[int]) -> CalendarImport:
        """Write the chosen of what was looked at, by their places in it. Raises InvalidInputError."""
        if self._writers is None:
            raise OutlookNotConnectedError("this Trato is not connected to Outlook, so nothing can be brought in")
        dates = self.look(caller, raw).dates
        chosen = [(place, dates[place]) for place in sorted(set(places)) if 0 <= place < len(dates)]
        chosen = [(place, one) for place, one in chosen if one.verdict is Verdict.NEW]
        if not chosen:
            raise InvalidInputError("places: choose at least one date that is new")
        with self._database.as_system(caller.tenant_id) as connection:
            import_id = _insert(connection, caller, name, chosen)
        self._write(caller.tenant_id, import_id, now=caller.at)
        return self.one(caller, import_id)

    def of(self, caller: Caller) -> list[CalendarImport]:
        """Return the caller's newest imports."""
        with self._database.as_user(caller) as connection:
            return _imports(connection, calendar_imports.c.user_id == caller.user_id)

    def one(self, caller: Caller, import_id: int) -> CalendarImport:
        """Return one of the caller's. Raises NotFoundError."""
        with self._database.as_user(caller) as connection:
            found = _imports(connection, calendar_imports.c.id == import_id)
        if not found:
            raise NotFoundError(f"no calendar import {import_id}")
        return found[0]

    def undo(self, caller: Caller, import_id: int) -> CalendarImport:
        """Take out of Outlook what came in; an event that has guests by now stays, so that nobody is told of it.

        Raises NotFoundError; ChangedMeanwhileError where it was taken back before.
        """
        if self.one(caller, import_id).undone_at is not None:
            raise ChangedMeanwhileError("this was taken back before")
        with self._database.as_system(caller.tenant_id) as connection:
            table = calendar_imports
            connection.execute(sa.update(table).where(table.c.id == import_id).values(undone_at=caller.at))
            _note(connection, caller, "calendar_import.undone", import_id)
        self._remove(caller.tenant_id, import_id, now=caller.at)
        return self.one(caller, import_id)

    def finish(self, tenant_id: int, *, now: datetime) -> int:
        """Write and take back what Outlook did not do when it was asked; return how much was done."""
        table = calendar_imports.c
        since = sa.func.coalesce(table.undone_at, table.made_at) > now - TRIED_FOR
        with self._database.as_system(tenant_id) as connection:
            left = connection.execute(
                sa.select(table.id, table.undone_at)
                .distinct()
                .join(calendar_import_dates, _OF_IMPORT)
                .where(since, sa.or_(_UNWRITTEN, _UNREMOVED))
                .order_by(table.id)
            ).all()
        done = 0
        for row in left:
            work = self._write if row.undone_at is None else self._remove
            done += work(tenant_id, row.id, now=now)
        return done

    def _write(self, tenant_id: int, import_id: int, *, now: datetime) -> int:
        table, done = calendar_import_dates.c, 0
        upn, rows = self._left(tenant_id, import_id, _UNWRITTEN)
        for row in rows:
            zone = zone_of(row.time_zone)
            draft = EventDraft(
                subject=row.subject, start=row.starts_at.astimezone(zone), end=row.ends_at.astimezone(zone),
                place=row.place, is_all_day=row.is_all_day, is_private=row.is_private, shown_as=row.shown_as,
            )  # fmt: skip
            try:
                made = self._writer(tenant_id, upn).note_event(draft, key=f"trato-import-{import_id}-{row.id}")
            except (GraphUnavailableError, ThrottledError):
                break
            except GraphError:
                self._mark(tenant_id, table.id == row.id, fault=NOT_TAKEN)
                continue
            self._mark(tenant_id, table.id == row.id, remote_id=made.id)
            done += 1
        with self._database.as_system(tenant_id) as connection:
            undone = connection.execute(
                sa.select(calendar_imports.c.undone_at).where(calendar_imports.c.id == import_id)
            ).scalar_one()
        # Taken back while it was being written: what came to be meanwhile goes too.
        return done if undone is None else self._remove(tenant_id, import_id, now=now)

    def _remove(self, tenant_id: int, import_id: int, *, now: datetime) -> int:
        table, done = calendar_import_dates.c, 0
        upn, rows = self._left(tenant_id, import_id, _UNREMOVED)
        for row in rows:
            try:
                is_gone = self._writer(tenant_id, upn).remove_event_without_guests(row.remote_id)
            except (GraphUnavailableError, ThrottledError, GraphChangedMeanwhileError):
                break
            except GraphError:
                self._mark(tenant_id, table.id == row.id, fault=NOT_TAKEN)
                continue
            self._mark(tenant_id, table.id == row.id, **({"removed_at": now} if is_gone else {"fault": HAS_GUESTS}))
            done += 1
        return done

    def _left(self, tenant_id: int, import_id: int, condition: Any) -> tuple[str, Sequence[Any]]:
        table = calendar_import_dates
        with self._database.as_system(tenant_id) as connection:
            upn = connection.execute(
                sa.select(users.c.upn)
                .join(calendar_imports, calendar_imports.c.user_id == users.c.id)
                .where(calendar_imports.c.id == import_id)
            ).scalar_one()
            left = connection.execute(
                sa.select(table)
                .join(calendar_imports, _OF_IMPORT)
                .where(table.c.import_id == import_id, condition)
                .order_by(table.c.position)
                .limit(AT_ONCE)
            ).all()
        return upn, left

    def _writer(self, tenant_id: int, upn: str) -> Any:
        if self._writers is None:
            raise OutlookNotConnectedError("this Trato is not connected to Outlook")
        return self._writers(tenant_id, upn)

    def _mark(self, tenant_id: int, which: Any, **values: Any) -> None:
        with self._database.as_system(tenant_id) as connection:
            connection.execute(sa.update(calendar_import_dates).where(which).values(**values))


_OF_IMPORT = sa.and_(
    calendar_import_dates.c.tenant_id == calendar_imports.c.tenant_id,
    calendar_import_dates.c.import_id == calendar_imports.c.id,
)
_UNWRITTEN = sa.and_(
    calendar_import_dates.c.remote_id == "",
    calendar_import_dates.c.fault == "",
    calendar_imports.c.undone_at.is_(None),
)
_UNREMOVED = sa.and_(
    calendar_import_dates.c.remote_id != "",
    calendar_import_dates.c.fault == "",
    calendar_import_dates.c.removed_at.is_(None),
    calendar_imports.c.undone_at.is_not(None),
)


def _known(connection: Connection, caller: Caller) -> set[tuple[str, datetime]]:
    """Return what stands in the caller's calendar already: by the UID it has there, or that of the file it came by."""
    own = sa.select(mailboxes.c.id).where(mailboxes.c.user_id == caller.user_id)
    mirrored = connection.execute(
        sa.select(events.c.ical_uid, event_occurrences.c.starts_at)
        .join(
            event_copies,
            sa.and_(event_copies.c.tenant_id == events.c.tenant_id, event_copies.c.event_id == events.c.id),
        )
        .join(
            event_occurrences,
            sa.and_(event_occurrences.c.tenant_id == events.c.tenant_id, event_occurrences.c.event_id == events.c.id),
        )
        .where(event_copies.c.mailbox_id.in_(own))
        .where(event_occurrences.c.ends_at > caller.at, event_occurrences.c.starts_at < caller.at + AHEAD)
    )
    table = calendar_import_dates.c
    brought = connection.execute(
        sa.select(table.uid, table.starts_at).where(
            table.ends_at > caller.at, table.removed_at.is_(None), table.fault == ""
        )
    )
    return {(row[0], row[1]) for row in (*mirrored, *brought)}


def _insert(connection: Connection, caller: Caller, name: str, chosen: Sequence[tuple[int, FileDate]]) -> int:
    import_id: int = connection.execute(
        sa.insert(calendar_imports)
        .values(tenant_id=caller.tenant_id, user_id=caller.user_id, name=name, made_at=caller.at)
        .returning(calendar_imports.c.id)
    ).scalar_one()
    connection.execute(
        sa.insert(calendar_import_dates),
        [
            {
                "tenant_id": caller.tenant_id, "import_id": import_id, "position": place, "uid": one.uid,
                "subject": one.subject, "place": one.place, "time_zone": one.time_zone, "shown_as": one.shown_as,
                "is_all_day": one.is_all_day, "is_private": one.is_private, "starts_at": one.starts_at,
                "ends_at": one.ends_at,
            }
            for place, one in chosen
        ],
    )  # fmt: skip
    _note(connection, caller, "calendar_import.made", import_id)
    return import_id


def _imports(connection: Connection, which: Any) -> list[CalendarImport]:
    dates, table = calendar_import_dates.c, calendar_imports
    counts = [
        sa.func.count().label("dates"),
        sa.func.count().filter(dates.remote_id != "", dates.removed_at.is_(None)).label("written"),
        sa.func.count().filter(dates.remote_id == "", dates.fault == "").label("waiting"),
        sa.func.count().filter(dates.remote_id == "", dates.fault != "").label("refused"),
        sa.func.count().filter(dates.remote_id != "", dates.fault != "").label("left"),
    ]
    rows = connection.execute(
        sa.select(table, *counts)
        .join(calendar_import_dates, _OF_IMPORT)
        .where(which)
        .group_by(table.c.tenant_id, table.c.id)
        .order_by(table.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [
        CalendarImport(
            row.id, row.name, row.made_at, row.undone_at, row.dates, row.written, row.waiting, row.refused, row.left
        )
        for row in rows
    ]


def _note(connection: Connection, caller: Caller, action: str, import_id: int) -> None:
    connection.execute(
        sa.insert(audit_log).values(
            tenant_id=caller.tenant_id, at=caller.at, actor_id=caller.user_id, action=action,
            object_kind="calendar_import", object_id=import_id, detail={},
        )
    )  # fmt: skip
