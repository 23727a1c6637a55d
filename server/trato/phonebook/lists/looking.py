"""Whom one round of a phone list has to look at: who was written on either side, came, left, or waits for something.

A quiet round reads no person and no card, however long the list is: the database compares versions, and says of whom.
What was written in the CRM is known by the number of its transaction (`contact_touches.xid`, migration 0018): a list
keeps below which number all had ended when it last looked (PostgreSQL manual: pg_snapshot_xmin), so that a transaction
that was open then is found later. Once a day everybody is looked at, whatever those numbers say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import contact_addresses, contacts
from trato.db.arrays import in_list
from trato.directory.tables import tenants
from trato.phonebook.lists import store
from trato.phonebook.lists.fields import EMAILS
from trato.phonebook.lists.model import PhoneList
from trato.phonebook.lists.people import people
from trato.phonebook.lists.plan import Sides
from trato.phonebook.lists.tables import contact_touches, phone_conflicts, phone_list_entries
from trato.phonebook.tables import outlook_contacts

EVERYBODY_EVERY = timedelta(days=1)

_XMIN = sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True)
class Look:
    """Whom to look at: `on_list` have entries, `new` ought to have one, `strangers` are contacts that no entry knows.

    `xid` is the number to remember once all of them were dealt with, `total` how many entries there are.
    """

    on_list: frozenset[int]
    new: frozenset[int]
    strangers: tuple[str, ...]
    total: int
    xid: int
    is_of_everybody: bool

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to look at."""
        return not (self.on_list or self.new or self.strangers)


def look(connection: Connection, phone_list: PhoneList, *, at: datetime) -> Look:
    """Find out whom to look at, as the list's owner, in a fixed number of statements."""
    xid = int(connection.execute(_XMIN).scalar_one())
    table = phone_list_entries
    mine = table.c.list_id == phone_list.id
    wanted = store.wanted_people(phone_list.content)
    new = wanted.where(contacts.c.id.not_in(sa.select(table.c.contact_id).where(mine)))
    strangers = _strangers(connection, phone_list)
    is_due = phone_list.looked_at is None or at - phone_list.looked_at >= EVERYBODY_EVERY
    everybody = phone_list.seen_xid is None or phone_list.confirmed_at is None or is_due
    all_of_them = sa.select(table.c.contact_id).where(mine)
    stirred = all_of_them if everybody else _stirred(phone_list, wanted, with_absent=bool(strangers))
    return Look(
        on_list=frozenset(connection.execute(stirred).scalars()),
        new=frozenset(connection.execute(new).scalars()),
        strangers=strangers,
        total=connection.execute(sa.select(sa.func.count()).select_from(table).where(mine)).scalar_one(),
        xid=xid,
        is_of_everybody=everybody,
    )


def sides_of(connection: Connection, phone_list: PhoneList, seen: Look) -> Sides:
    """Return both sides of whom a look names, and of those whom strangers may turn out to be."""
    outlook = store.listed(connection, phone_list.mailbox_id, phone_list.folder_remote_id, seen.strangers)
    addresses = {str(email["address"]).strip().lower() for one in outlook.values() for email in one.card[EMAILS]}
    ids = seen.on_list | seen.new | _with_addresses(connection, addresses - {""})
    entries = store.entries(connection, phone_list.id, ids)
    known = [entry.remote_id for entry in entries if entry.remote_id is not None]
    outlook |= store.listed(connection, phone_list.mailbox_id, phone_list.folder_remote_id, known)
    wanted = store.wanted_people(phone_list.content).where(in_list(contacts.c.id, ids))
    return Sides(
        people=people(connection, ids),
        wanted=set(connection.execute(wanted).scalars()),
        entries=entries,
        outlook=outlook,
        country=connection.execute(sa.select(tenants.c.country)).scalar_one(),
        total=seen.total,
    )


def _here(phone_list: PhoneList) -> sa.ColumnElement[bool]:
    return sa.and_(
        outlook_contacts.c.mailbox_id == phone_list.mailbox_id,
        outlook_contacts.c.folder_remote_id == phone_list.folder_remote_id,
    )


def _strangers(connection: Connection, phone_list: PhoneList) -> tuple[str, ...]:
    if phone_list.folder_remote_id is None:
        return ()
    table = phone_list_entries
    known = sa.select(table.c.remote_id).where(table.c.list_id == phone_list.id, table.c.remote_id.is_not(None))
    rows = connection.execute(
        sa.select(outlook_contacts.c.remote_id)
        .where(_here(phone_list), outlook_contacts.c.remote_id.not_in(known))
        .order_by(outlook_contacts.c.remote_id)
    )
    return tuple(rows.scalars())


def _stirred(phone_list: PhoneList, wanted: sa.Select[int], *, with_absent: bool) -> sa.CompoundSelect[int]:
    """Return a query for the people on a list of whom anything may have changed."""
    table, there = phone_list_entries, outlook_contacts
    mine = sa.select(table.c.contact_id).where(table.c.list_id == phone_list.id)
    stays, is_there = table.c.left_at.is_(None), table.c.remote_id.in_(store.in_folder(phone_list, there.c.remote_id))
    as_agreed = store.in_folder(phone_list, there.c.remote_id, there.c.change_key)
    differs = sa.or_(
        table.c.is_leaving,
        table.c.remote_id.is_(None),
        sa.tuple_(table.c.remote_id, table.c.change_key).not_in(as_agreed),
    )
    # Who was taken off by hand goes from Outlook too; a contact that its owner made stays.
    is_to_go = sa.and_(~stays, is_there, ~table.c.is_from_outlook)
    names_nobody = sa.and_(~table.c.is_from_outlook, ~table.c.is_chosen, table.c.contact_id.not_in(wanted))
    seen = sa.select(contacts.c.id)
    waits = sa.select(phone_conflicts.c.contact_id).where(
        phone_conflicts.c.list_id == phone_list.id, phone_conflicts.c.settled_at.is_(None),
        phone_conflicts.c.field != "gone",
    )  # fmt: skip
    touched = mine.join(
        contact_touches,
        sa.and_(contact_touches.c.tenant_id == table.c.tenant_id, contact_touches.c.contact_id == table.c.contact_id),
    ).where(contact_touches.c.xid >= phone_list.seen_xid)
    return sa.union(
        mine.where(sa.or_(sa.and_(stays, differs), is_to_go)),
        mine.where(stays, sa.or_(names_nobody, table.c.contact_id.not_in(seen))),
        touched,
        waits,
        # A stranger may be somebody who was deleted and came back.
        *([mine.where(sa.or_(table.c.remote_id.is_(None), ~is_there))] if with_absent else []),
    )


def _with_addresses(connection: Connection, addresses: Collection[str]) -> set[int]:
    if not addresses:
        return set()
    table = contact_addresses
    return set(connection.execute(sa.select(table.c.contact_id).where(in_list(table.c.address, addresses))).scalars())
