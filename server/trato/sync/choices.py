"""Collections that people choose from: of all contact folders or To Do lists of a mailbox, only chosen ones are read.

One home for how a choice is offered, made and ended, whatever it is about. Graph is not asked about a kind of
collection at all before somebody wants to choose (`open_list`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Connection, ForeignKeyConstraint, Index, Integer, Table
from sqlalchemy.dialects.postgresql import insert

from trato.db.schema import document, instant, ref, refers, relation, text
from trato.errors import NotFoundError
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.plain import CollectionMirror, ItemMirror, drop_items


@dataclass(frozen=True, slots=True)
class Followed:
    """That a person chose a collection to be read, and when; one without such a choice is never read."""

    mailbox_id: int
    remote_id: str
    name: str
    followed_by_id: int | None
    followed_since: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """One kind of collections: where they are kept, the choices among them, and the items in them.

    `inside` names the column of `items` that says which collection an item is in; `listed_as` is the feed that tells
    of the collections, `read_as` the one of a chosen collection's items; `one` and `many` name them to a person.
    """

    collections: Table
    chosen: Table
    items: Table
    inside: str
    listed_as: FeedKind
    read_as: FeedKind
    one: str
    many: str

    def open_list(self, connection: Connection, tenant_id: int, mailbox_id: int) -> int:
        """Let the names of a mailbox's collections be read from now on, to choose from; return the feed's id."""
        return feeds.ensure(connection, tenant_id, mailbox_id, self.listed_as, name=self.many)

    def is_open(self, connection: Connection, mailbox_id: int) -> bool:
        """Tell whether the names of a mailbox's collections are read."""
        return any(feed.kind is self.listed_as for feed in feeds.of_mailbox(connection, mailbox_id))

    def followed(self, connection: Connection, mailbox_id: int) -> list[Followed]:
        """Return the collections of a mailbox that somebody chose, in the order of their names."""
        chosen = self.chosen
        rows = connection.execute(
            sa.select(
                chosen.c.mailbox_id, chosen.c.remote_id, self.collections.c.name, chosen.c.followed_by_id,
                chosen.c.followed_since,
            )
            .join_from(chosen, self.collections)
            .where(chosen.c.mailbox_id == mailbox_id)
            .order_by(self.collections.c.name, chosen.c.remote_id)
        )  # fmt: skip
        return [Followed(*row) for row in rows]

    def follow(
        self,
        connection: Connection,
        tenant_id: int,
        mailbox_id: int,
        remote_id: str,
        *,
        by_id: int | None,
        at: datetime,
    ) -> None:
        """Choose a collection to be read from now on; a choice made before stands.

        Raises NotFoundError for one that is not known.
        """
        known = sa.select(self.collections.c.remote_id).where(
            self.collections.c.mailbox_id == mailbox_id, self.collections.c.remote_id == remote_id
        )
        # Locked, so that it cannot go between the look and the choice.
        if connection.execute(known.with_for_update(read=True, key_share=True)).first() is None:
            raise NotFoundError(f"mailbox {mailbox_id} has no {self.one} {remote_id!r}; list its {self.many} first")
        statement = insert(self.chosen).values(
            tenant_id=tenant_id, mailbox_id=mailbox_id, remote_id=remote_id, followed_by_id=by_id, followed_since=at
        )
        connection.execute(statement.on_conflict_do_nothing())

    def unfollow(self, connection: Connection, mailbox_id: int, remote_id: str) -> int:
        """End a choice and forget what was read from that collection; Outlook keeps it. Return items forgotten.

        The feed goes first: a round that reads it right now is waited for, or finds that nobody wants it any more.
        """
        chosen, items = self.chosen, self.items
        feeds.remove(connection, mailbox_id, self.read_as, [remote_id])
        connection.execute(sa.delete(chosen).where(chosen.c.mailbox_id == mailbox_id, chosen.c.remote_id == remote_id))
        here = sa.and_(items.c.mailbox_id == mailbox_id, items.c[self.inside] == remote_id)
        held = connection.execute(sa.select(sa.func.count()).where(here)).scalar_one()
        drop_items(connection, items, self.inside, mailbox_id, [remote_id])
        return int(held)

    def choose(
        self,
        connection: Connection,
        tenant_id: int,
        mailbox_id: int,
        remote_ids: Iterable[str],
        *,
        by_id: int | None,
        at: datetime,
    ) -> None:
        """Have exactly these read from now on, and the names of all. Raises NotFoundError for one that is not known."""
        self.open_list(connection, tenant_id, mailbox_id)
        wanted, before = set(remote_ids), {one.remote_id for one in self.followed(connection, mailbox_id)}
        for remote_id in sorted(wanted - before):
            self.follow(connection, tenant_id, mailbox_id, remote_id, by_id=by_id, at=at)
        for remote_id in sorted(before - wanted):
            self.unfollow(connection, mailbox_id, remote_id)

    def items_in(self, connection: Connection, mailbox_id: int, remote_id: str) -> Sequence[Any]:
        """Return the rows of what is in a collection."""
        here = sa.and_(self.items.c.mailbox_id == mailbox_id, self.items.c[self.inside] == remote_id)
        return connection.execute(sa.select(self.items).where(here).order_by(self.items.c.remote_id)).all()

    def list_mirror(self, tenant_id: int, mailbox_id: int) -> CollectionMirror:
        """Return the mirror of a mailbox's collections."""
        return CollectionMirror(tenant_id, mailbox_id, self.collections, self.items, self.inside)

    def item_mirror(self, tenant_id: int, mailbox_id: int, remote_id: str) -> ItemMirror:
        """Return the mirror of what is in one collection."""
        return ItemMirror(tenant_id, mailbox_id, remote_id, self.items, self.inside)


def collection_table(name: str, *told: Column[Any]) -> Table:
    """Declare a table of collections; `told` is what is kept of one beside its name."""
    return relation(
        name, ref("mailbox_id"), text("remote_id"), *told, _full_round(),
        refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
        key=("mailbox_id", "remote_id"),
    )  # fmt: skip


def choice_table(name: str, collections: str) -> Table:
    """Declare a table of choices that people made; one goes with its collection."""
    key = ("tenant_id", "mailbox_id", "remote_id")
    return relation(
        name, ref("mailbox_id"), text("remote_id"), ref("followed_by_id", nullable=True), instant("followed_since"),
        ForeignKeyConstraint(key, [f"{collections}.{column}" for column in key], ondelete="CASCADE"),
        refers("followed_by_id", "users", on_delete="SET NULL"),
        key=("mailbox_id", "remote_id"),
    )  # fmt: skip


def item_table(name: str, *told: Column[Any], inside: str, index: str) -> Table:
    """Declare a table of items; `fields` is the last that Outlook told of each field, `told` what is kept beside."""
    table = relation(
        name, ref("mailbox_id"), text("remote_id"), text(inside), text("change_key"), *told, document("fields"),
        _full_round(),
        refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
        key=("mailbox_id", "remote_id"),
    )  # fmt: skip
    Index(index, table.c.tenant_id, table.c.mailbox_id, table.c[inside], table.c.full_round)
    return table


def is_so(name: str, *, usually: bool) -> Column[bool]:
    """Declare what is either so or not."""
    return Column(name, Boolean, nullable=False, server_default=str(usually).lower())


def _full_round() -> Column[int]:
    return Column("full_round", Integer, nullable=False, server_default="0")
