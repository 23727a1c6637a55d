"""Mirrors of what is kept just as it is told: collections (folders, lists) and the items in them.

An item's fields lie in one document, so that a page which names only what changed (Graph: delta query overview)
leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.sync.protocols import Page


class PlainCollection(Protocol):
    """A folder or a list; `columns` says what is kept of it, the same names for each."""

    @property
    def remote_id(self) -> str:
        """Return the id, the same while the collection stays in the mailbox."""
        ...

    def columns(self) -> Mapping[str, Any]:
        """Return what its row holds beside the ids."""
        ...


class PlainItem(Protocol):
    """An item of a collection; `fields` holds those that were told, `columns` what its row holds beside them."""

    @property
    def remote_id(self) -> str:
        """Return the id, the same while the item stays in the mailbox."""
        ...

    @property
    def change_key(self) -> str:
        """Return what differs from version to version."""
        ...

    @property
    def fields(self) -> Mapping[str, Any]:
        """Return the fields that were told, ready for JSON."""
        ...

    def columns(self) -> Mapping[str, Any]:
        """Return what its row holds beside the ids and the fields."""
        ...


@dataclass(frozen=True, slots=True)
class CollectionMirror:
    """The collections of one mailbox in `table`; a collection that goes takes its rows of `items` along.

    `inside` names the column of `items` that says which collection an item is in.
    """

    tenant_id: int
    mailbox_id: int
    table: Table
    items: Table
    inside: str

    def apply(self, connection: Connection, page: Page[Any], *, full_round: int) -> int:
        """Write collections; see sync.protocols.Mirror."""
        collections: Sequence[PlainCollection] = page.upserts
        told = {one.remote_id: dict(one.columns()) for one in collections}
        names = list(next(iter(told.values()), {}))
        written = insert_many(
            connection,
            self.table,
            ["tenant_id", "mailbox_id", "remote_id", *names],
            [(self.tenant_id, self.mailbox_id, remote_id, *values.values()) for remote_id, values in told.items()],
            update=names,
        )
        mentioned = [*told, *(one.remote_id for one in page.misread)]
        _mark(connection, self.table, self.table.c.mailbox_id == self.mailbox_id, mentioned, full_round)
        return written + self._remove(connection, in_list(self.table.c.remote_id, page.removed))

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        return _unmentioned(connection, self.table, self.table.c.mailbox_id == self.mailbox_id, full_round)

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        return self._remove(connection, self.table.c.full_round < full_round)

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> int:
        gone = connection.execute(
            sa.delete(self.table)
            .where(self.table.c.mailbox_id == self.mailbox_id, condition)
            .returning(self.table.c.remote_id)
        )
        remote_ids = list(gone.scalars())
        drop_items(connection, self.items, self.inside, self.mailbox_id, remote_ids)
        return len(remote_ids)


@dataclass(frozen=True, slots=True)
class ItemMirror:
    """The items of one collection of a mailbox in `table`; `inside` names the column of the collection's id.

    An item that another collection has told of meanwhile is no longer this one's to remove.
    """

    tenant_id: int
    mailbox_id: int
    collection: str
    table: Table
    inside: str

    def apply(self, connection: Connection, page: Page[Any], *, full_round: int) -> int:
        """Write items; see sync.protocols.Mirror."""
        items: Sequence[PlainItem] = page.upserts
        known = self._versions(connection, [item.remote_id for item in items])
        news = [item for item in items if known.get(item.remote_id) != (self.collection, item.change_key)]
        self._write(connection, news, full_round)
        told = [*(item.remote_id for item in items), *(item.remote_id for item in page.misread)]
        _mark(connection, self.table, self._is_here(), told, full_round)
        return len(news) + self._remove(connection, in_list(self.table.c.remote_id, page.removed))

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        return _unmentioned(connection, self.table, self._is_here(), full_round)

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        return self._remove(connection, self.table.c.full_round < full_round)

    def _is_here(self) -> sa.ColumnElement[bool]:
        return sa.and_(self.table.c.mailbox_id == self.mailbox_id, self.table.c[self.inside] == self.collection)

    def _versions(self, connection: Connection, remote_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        rows = connection.execute(
            sa.select(self.table.c.remote_id, self.table.c[self.inside], self.table.c.change_key).where(
                self.table.c.mailbox_id == self.mailbox_id, in_list(self.table.c.remote_id, remote_ids)
            )
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def _write(self, connection: Connection, items: Sequence[PlainItem], full_round: int) -> None:
        if not items:
            return
        rows = [
            {
                "tenant_id": self.tenant_id, "mailbox_id": self.mailbox_id, "remote_id": item.remote_id,
                self.inside: self.collection, "change_key": item.change_key, "full_round": full_round,
                "fields": dict(item.fields), **item.columns(),
            }
            for item in items
        ]  # fmt: skip
        statement = insert(self.table)
        told = [name for name in rows[0] if name not in {"tenant_id", "mailbox_id", "remote_id", "fields"}]
        statement = statement.on_conflict_do_update(
            index_elements=["tenant_id", "mailbox_id", "remote_id"],
            set_={name: statement.excluded[name] for name in told}
            | {"fields": self.table.c.fields.op("||")(statement.excluded.fields)},
        )
        connection.execute(statement, rows)

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> int:
        return connection.execute(sa.delete(self.table).where(self._is_here(), condition)).rowcount


def drop_items(connection: Connection, items: Table, inside: str, mailbox_id: int, collections: Sequence[str]) -> None:
    """Forget what these collections of a mailbox hold: nobody will tell of it again."""
    if collections:
        here = in_list(items.c[inside], collections)
        connection.execute(sa.delete(items).where(items.c.mailbox_id == mailbox_id, here))


def _mark(
    connection: Connection, table: Table, here: sa.ColumnElement[bool], remote_ids: Sequence[str], full_round: int
) -> None:
    told = in_list(table.c.remote_id, remote_ids)
    connection.execute(
        sa.update(table).where(here, told, table.c.full_round < full_round).values(full_round=full_round)
    )


def _unmentioned(
    connection: Connection, table: Table, condition: sa.ColumnElement[bool], full_round: int
) -> tuple[int, int]:
    counts = sa.select(sa.func.count().filter(table.c.full_round < full_round), sa.func.count())
    row = connection.execute(counts.where(condition)).one()
    return row[0], row[1]
