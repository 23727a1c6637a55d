"""Write to Outlook what items are to say: one mailbox, item after item, each once, whenever a worker was killed.

What waits is a row until Graph has answered. A row that is tried again finds on the item what was written already and
leaves it. The answer's version is kept as if it had been read, so that what comes back from Graph is no news.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_copies
from trato.db.engine import Database
from trato.directory.model import Mailbox
from trato.graph import marks as graph
from trato.graph.client import GraphClient
from trato.graph.errors import (
    ConsentRevokedError,
    GraphError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
)
from trato.graph.marks import ItemKind, Stands
from trato.graph.writer import OutlookWriter
from trato.linking.marks.noting import CATEGORY
from trato.linking.marks.tables import item_marks
from trato.mail.tables import message_copies

log = logging.getLogger(__name__)

AT_ONCE = 50
COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class _Due:
    remote_id: str
    kind: ItemKind
    wanted: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Writes the marks of one mailbox."""

    database: Database
    mailbox: Mailbox
    client: GraphClient

    def write(self, *, stop: Callable[[], bool] = lambda: False) -> int:
        """Write what is due until nothing is or `stop` says so; return how many items it was.

        What Graph refuses for now has its time; what it does not permit waits for an hour. Raises nothing of Graph's.
        """
        writer = OutlookWriter(self.client, self.mailbox.graph_user_id)
        written = 0
        while not stop():
            with self._as_system() as connection:
                refused = _refused(connection, self.mailbox.id)
                due = _due(connection, self.mailbox.id, [kind for kind in ItemKind if kind.value not in refused])
                is_to_colour = COLOUR not in refused and not _is_coloured(connection, self.mailbox.id)
            if not due:
                break
            if is_to_colour and any(one.wanted for one in due):
                self._colour()
            for one in due:
                if stop() or not self._one(writer, one):
                    return written
                written += 1
        return written

    def _one(self, writer: OutlookWriter, due: _Due) -> bool:
        """Write one item; tell whether to go on."""
        try:
            stands = graph.mark(writer, due.kind, due.remote_id, category=CATEGORY, opportunity=due.wanted)
        except GraphNotFoundError:
            with self._as_system() as connection:
                connection.execute(sa.delete(item_marks).where(*self._row(due)))
        except ConsentRevokedError as error:
            log.warning("mailbox %s: %ss may not be marked (%s)", self.mailbox.id, due.kind, error)
            with self._as_system() as connection:
                self._note(connection, due.kind.value, refused=True)
            return False
        except GraphError as error:
            log.warning("mailbox %s: an item could not be marked (%s)", self.mailbox.id, error.code)
            with self._as_system() as connection:
                connection.execute(_LATER, {"mailbox": self.mailbox.id, "item": due.remote_id})
            # Where Graph is away or asks to wait, the items behind would fare no better.
            return not isinstance(error, ThrottledError | GraphUnavailableError)
        else:
            with self._as_system() as connection:
                self._keep(connection, due, stands)
        return True

    def _keep(self, connection: Connection, due: _Due, stands: Stands) -> None:
        """Note that it was written, unless something else is wanted by now."""
        same = (*self._row(due), item_marks.c.wanted == due.wanted)
        done = sa.update(item_marks).values(written_at=sa.func.now(), failures=0, retry_at=None)
        connection.execute((done if due.wanted else sa.delete(item_marks)).where(*same))
        self._note(connection, due.kind.value, refused=False)
        copies = message_copies if due.kind is ItemKind.MESSAGE else event_copies
        # Only of the version that was read: what others changed meanwhile is still to be heard of.
        connection.execute(
            sa.update(copies)
            .where(
                copies.c.mailbox_id == self.mailbox.id,
                copies.c.remote_id == due.remote_id,
                copies.c.change_key == stands.etag_before,
                copies.c.change_key != "",
            )
            .values(change_key=stands.etag, categories=list(stands.categories))
        )

    def _colour(self) -> None:
        """Give the category its colour, once; without that permission it is shown without one."""
        try:
            graph.colour(self.client, self.mailbox.graph_user_id, CATEGORY)
        except ConsentRevokedError:
            refused = True
        except GraphError:
            return
        else:
            refused = False
        with self._as_system() as connection:
            self._note(connection, COLOUR, refused=refused)

    def _note(self, connection: Connection, what: str, *, refused: bool) -> None:
        given = {"tenant": self.mailbox.tenant_id, "mailbox": self.mailbox.id, "what": what}
        connection.execute(_REFUSED if refused else _PERMITTED, given)

    def _row(self, due: _Due) -> tuple[sa.ColumnElement[bool], ...]:
        return item_marks.c.mailbox_id == self.mailbox.id, item_marks.c.remote_id == due.remote_id

    def _as_system(self) -> Any:
        return self.database.as_system(self.mailbox.tenant_id)


def waiting_mailboxes(connection: Connection) -> list[int]:
    """Return the mailboxes in which something is due whose time has come."""
    return list(connection.execute(_WAITING).scalars())


def _due(connection: Connection, mailbox_id: int, kinds: Collection[ItemKind]) -> list[_Due]:
    table = item_marks.c
    rows = connection.execute(
        sa.select(table.remote_id, table.kind, table.wanted)
        .where(
            table.mailbox_id == mailbox_id,
            table.written_at.is_(None),
            table.kind.in_([kind.value for kind in kinds]),
            sa.or_(table.retry_at.is_(None), table.retry_at <= sa.func.now()),
        )
        .order_by(table.asked_at.desc(), table.remote_id)
        .limit(AT_ONCE)
    )
    return [_Due(row.remote_id, ItemKind(row.kind), row.wanted) for row in rows]


def _refused(connection: Connection, mailbox_id: int) -> set[str]:
    return set(connection.execute(_NOT_NOW, {"mailbox": mailbox_id}).scalars())


def _is_coloured(connection: Connection, mailbox_id: int) -> bool:
    return connection.execute(_COLOURED, {"mailbox": mailbox_id}).first() is not None


# The database's own clock, as for the jobs that are asked for by it.
_LATER = sa.text(
    "UPDATE item_marks SET failures = failures + 1,"
    " retry_at = now() + interval '1 min' * least(60, power(2, least(failures, 10)))"
    " WHERE mailbox_id = :mailbox AND remote_id = :item"
)
_PERMITTED = sa.text(
    "INSERT INTO marking_states (tenant_id, mailbox_id, what, done_at) VALUES (:tenant, :mailbox, :what, now())"
    " ON CONFLICT (tenant_id, mailbox_id, what) DO UPDATE SET done_at = now(), refused_at = NULL, retry_at = NULL"
    " WHERE marking_states.refused_at IS NOT NULL"
)
_REFUSED = sa.text(
    "INSERT INTO marking_states (tenant_id, mailbox_id, what, refused_at, retry_at)"
    " VALUES (:tenant, :mailbox, :what, now(), now() + interval '1 hour')"
    " ON CONFLICT (tenant_id, mailbox_id, what) DO UPDATE SET refused_at = now(), retry_at = excluded.retry_at"
)
_NOT_NOW = sa.text("SELECT what FROM marking_states WHERE mailbox_id = :mailbox AND retry_at > now()")
_COLOURED = sa.text(
    "SELECT 1 FROM marking_states WHERE mailbox_id = :mailbox AND what = 'colour' AND done_at IS NOT NULL"
    " AND refused_at IS NULL"
)
_WAITING = sa.text("""
SELECT DISTINCT k.mailbox_id FROM item_marks k JOIN mailboxes b ON b.id = k.mailbox_id
 WHERE b.disconnected_at IS NULL AND k.written_at IS NULL AND (k.retry_at IS NULL OR k.retry_at <= now())
   AND NOT EXISTS (SELECT 1 FROM marking_states s
                    WHERE s.mailbox_id = k.mailbox_id AND s.what = k.kind AND s.retry_at > now())
""")
