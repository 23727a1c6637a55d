"""Queries of phone lists: the lists, who is on them and ought to be, what waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, closures, contacts, opportunities, opportunity_contacts
from trato.db.arrays import in_list
from trato.db.keyed import write_rows
from trato.errors import InvalidInputError, NotFoundError
from trato.phonebook.lists.merge import Agreed, Policy
from trato.phonebook.lists.model import Content, ContentKind, Entry, Listed, PhoneList
from trato.phonebook.lists.plan import card_of
from trato.phonebook.lists.tables import (
    contact_details,
    phone_conflicts,
    phone_list_entries,
    phone_lists,
    removed_contacts,
)
from trato.phonebook.tables import contact_folders, outlook_contacts

_TERRITORIES = sa.text(
    "accounts.territory_id = ANY ((SELECT string_to_array(current_setting('app.territories', true), ','))::bigint[])"
)
_ME = sa.text("(SELECT nullif(current_setting('app.user_id', true), ''))::bigint")


def make(
    connection: Connection,
    tenant_id: int,
    mailbox_id: int,
    *,
    name: str,
    content: Content,
    policies: Mapping[str, Policy],
    by_id: int | None,
    at: datetime,
) -> int:
    """Begin a list; return its id. Raises InvalidInputError when the mailbox has one of that name."""
    values = {
        "tenant_id": tenant_id, "mailbox_id": mailbox_id, "name": name, "made_at": at, "made_by_id": by_id,
        "content": {"kind": content.kind.value, "word": content.word},
        "policies": {field: policy.value for field, policy in policies.items()},
    }  # fmt: skip
    taken = sa.select(phone_lists.c.id).where(
        phone_lists.c.mailbox_id == mailbox_id, phone_lists.c.name == name, phone_lists.c.ended_at.is_(None)
    )
    if connection.execute(taken).first() is not None:
        raise InvalidInputError(f"this mailbox has a phone list {name!r} already; choose another name")
    return int(connection.execute(sa.insert(phone_lists).values(values).returning(phone_lists.c.id)).scalar_one())


def lists(connection: Connection, mailbox_id: int | None = None) -> list[PhoneList]:
    """Return the lists that are kept, of one mailbox or of all that the transaction may see."""
    wanted = sa.select(phone_lists).where(phone_lists.c.ended_at.is_(None)).order_by(phone_lists.c.id)
    if mailbox_id is not None:
        wanted = wanted.where(phone_lists.c.mailbox_id == mailbox_id)
    return [_list(row) for row in connection.execute(wanted)]


def get(connection: Connection, list_id: int) -> PhoneList:
    """Return a list. Raises NotFoundError when there is none that may be seen, or it has ended."""
    found = sa.select(phone_lists).where(phone_lists.c.id == list_id, phone_lists.c.ended_at.is_(None))
    row = connection.execute(found).first()
    if row is None:
        raise NotFoundError(f"no phone list {list_id} of yours")
    return _list(row)


def change(connection: Connection, list_id: int, **values: Any) -> None:
    """Write columns of a list."""
    connection.execute(sa.update(phone_lists).where(phone_lists.c.id == list_id).values(**values))


def confirm(connection: Connection, phone_list: PhoneList, *, at: datetime) -> None:
    """Let a list do what it told that it would. Raises InvalidInputError while it has told nothing yet."""
    if phone_list.forecast_at is None:
        raise InvalidInputError("what this list would do is not worked out yet; wait for its first round")
    changes = int(phone_list.forecast["changes"])
    change(
        connection, phone_list.id, confirmed_at=phone_list.confirmed_at or at, allowed_changes=changes + changes // 10
    )


def set_policies(connection: Connection, phone_list: PhoneList, policies: Mapping[str, Policy]) -> None:
    """Have these fields decided as said from now on."""
    changed = {**phone_list.policies, **policies}
    change(connection, phone_list.id, policies={name: policy.value for name, policy in changed.items()})


def end(connection: Connection, list_id: int, *, at: datetime) -> None:
    """End a list; Outlook's contacts and the CRM's stay as they are."""
    change(connection, list_id, ended_at=at)


def begin_again(connection: Connection, phone_list: PhoneList) -> PhoneList:
    """Forget which contacts of Outlook a list's people were, but not who left it; it has to be confirmed anew."""
    table = phone_list_entries
    connection.execute(sa.delete(table).where(table.c.list_id == phone_list.id, table.c.left_at.is_(None)))
    anew: dict[str, Any] = dict.fromkeys(("folder_remote_id", "confirmed_at", "allowed_changes", "seen_xid"))
    change(connection, phone_list.id, **anew)
    return replace(phone_list, **anew)


def wanted_people(content: Content) -> sa.Select[int]:
    """Return a query for the people that a list's content names, as the transaction's person sees them."""
    rows = sa.select(contacts.c.id)
    here = sa.and_(accounts.c.tenant_id == contacts.c.tenant_id, accounts.c.id == contacts.c.account_id)
    if content.kind is ContentKind.ACCOUNTS:
        rows = rows.join(accounts, here).where(accounts.c.owner_id == _ME)
    elif content.kind is ContentKind.TERRITORY:
        rows = rows.join(accounts, here).where(_TERRITORIES)
    elif content.kind is ContentKind.OPPORTUNITIES:
        rows = rows.where(contacts.c.id.in_(_of_open_opportunities()))
    else:
        marked = sa.select(contact_details.c.contact_id).where(
            contact_details.c.fields["categories"].op("?")(content.word)
        )
        rows = rows.where(contacts.c.id.in_(marked))
    return rows.where(contacts.c.id.not_in(sa.select(removed_contacts.c.contact_id)))


def _of_open_opportunities() -> sa.CompoundSelect[Any]:
    is_open = sa.and_(opportunities.c.owner_id == _ME, opportunities.c.id.not_in(sa.select(closures.c.opportunity_id)))
    named = sa.select(opportunity_contacts.c.contact_id).join(
        opportunities,
        sa.and_(
            opportunities.c.tenant_id == opportunity_contacts.c.tenant_id,
            opportunities.c.id == opportunity_contacts.c.opportunity_id,
        ),
    )
    deciding = sa.select(opportunities.c.decision_maker_id).where(opportunities.c.decision_maker_id.is_not(None))
    return sa.union(named.where(is_open), deciding.where(is_open))


def entries(connection: Connection, list_id: int, contact_ids: Collection[int] | None = None) -> list[Entry]:
    """Return who is on a list, or left it; of all, or of these people."""
    table = phone_list_entries
    wanted = sa.select(table).where(table.c.list_id == list_id).order_by(table.c.contact_id)
    if contact_ids is not None:
        wanted = wanted.where(in_list(table.c.contact_id, contact_ids))
    return [_entry(row) for row in connection.execute(wanted)]


def unanswered(connection: Connection, list_id: int) -> list[Entry]:
    """Return the entries of people who were to be made in Outlook and of whom no answer came."""
    table = phone_list_entries
    rows = connection.execute(
        sa.select(table).where(
            table.c.list_id == list_id,
            table.c.remote_id.is_(None),
            table.c.left_at.is_(None),
            table.c.create_key != "",
        )
    )  # fmt: skip
    return [_entry(row) for row in rows]


def entry(connection: Connection, list_id: int, contact_id: int) -> Entry | None:
    """Return somebody's entry on a list, locked, None where there is none."""
    table = phone_list_entries
    wanted = sa.select(table).where(table.c.list_id == list_id, table.c.contact_id == contact_id)
    row = connection.execute(wanted.with_for_update()).first()
    return None if row is None else _entry(row)


def counts(connection: Connection, list_id: int) -> tuple[int, int]:
    """Return how many people are on a list, and how many things about them wait for a word."""
    on_it = sa.and_(phone_list_entries.c.list_id == list_id, phone_list_entries.c.left_at.is_(None))
    waits = sa.and_(phone_conflicts.c.list_id == list_id, phone_conflicts.c.settled_at.is_(None))
    many = sa.select(sa.func.count())
    return connection.execute(many.where(on_it)).scalar_one(), connection.execute(many.where(waits)).scalar_one()


def listed_people(
    connection: Connection, list_id: int, words: str, after: Sequence[Any] | None, limit: int
) -> list[tuple[int, str]]:
    """Return ids and names of a list's people by name, those whose name has words beginning like `words`."""
    table = phone_list_entries
    wanted = (
        sa.select(contacts.c.id, contacts.c.name)
        .join(table, sa.and_(table.c.tenant_id == contacts.c.tenant_id, table.c.contact_id == contacts.c.id))
        .where(table.c.list_id == list_id, table.c.left_at.is_(None))
        .order_by(contacts.c.name, contacts.c.id)
        .limit(limit)
    )
    if words:
        wanted = wanted.where(contacts.c.search.op("@@")(sa.func.trato_search(words)))
    if after is not None:
        wanted = wanted.where(sa.tuple_(contacts.c.name, contacts.c.id) > sa.tuple_(*after))
    return [(row.id, row.name) for row in connection.execute(wanted)]


def listed_ids(connection: Connection, list_id: int, contact_ids: Collection[int]) -> set[int]:
    """Return which of these people are on a list."""
    table = phone_list_entries
    rows = connection.execute(
        sa.select(table.c.contact_id).where(
            table.c.list_id == list_id, table.c.left_at.is_(None), in_list(table.c.contact_id, contact_ids)
        )
    )
    return set(rows.scalars())


def save_entries(connection: Connection, tenant_id: int, list_id: int, changed: Iterable[Entry]) -> None:
    """Write entries, new or known."""
    rows = [
        {
            "list_id": list_id, "contact_id": one.contact_id, "create_key": one.create_key,
            "remote_id": one.remote_id, "change_key": one.change_key, "ours": one.agreed.ours,
            "theirs": one.agreed.theirs, "is_from_outlook": one.is_from_outlook, "is_leaving": one.is_leaving,
            "is_chosen": one.is_chosen, "left_at": one.left_at, "photo_etag": one.photo_etag,
            "photo_digest": one.photo_digest,
        }
        for one in changed
    ]  # fmt: skip
    write_rows(connection, tenant_id, phone_list_entries, rows)


def forget_entries(connection: Connection, list_id: int, contact_ids: Collection[int]) -> None:
    """Forget that people were on a list."""
    table = phone_list_entries
    connection.execute(sa.delete(table).where(table.c.list_id == list_id, in_list(table.c.contact_id, contact_ids)))


def listed(
    connection: Connection, mailbox_id: int, folder_remote_id: str | None, remote_ids: Collection[str]
) -> dict[str, Listed]:
    """Return these contacts of a folder as they are in Outlook, by id; none where there is no folder yet."""
    if folder_remote_id is None or not remote_ids:
        return {}
    table = outlook_contacts
    rows = connection.execute(
        sa.select(table.c.remote_id, table.c.change_key, table.c.fields, table.c.photo_etag).where(
            table.c.mailbox_id == mailbox_id, table.c.folder_remote_id == folder_remote_id,
            in_list(table.c.remote_id, remote_ids),
        )
    )  # fmt: skip
    return {row.remote_id: Listed(row.remote_id, row.change_key, card_of(row.fields), row.photo_etag) for row in rows}


def in_folder(phone_list: PhoneList, *columns: sa.Column[Any]) -> sa.Select[Any]:
    """Return what the list's folder holds, to be asked whether an entry is among it.

    Asked within an "or", the answer comes from one table of hashes. A join would be planned by what is known of the
    folder's size, and of one that was just filled that is nothing: it would go through all of it for each entry.
    """
    there = outlook_contacts
    return sa.select(*columns).where(
        there.c.mailbox_id == phone_list.mailbox_id, there.c.folder_remote_id == phone_list.folder_remote_id
    )


def is_in_outlook(connection: Connection, mailbox_id: int, remote_id: str) -> bool:
    """Tell whether that contact was still in Outlook when it was last read."""
    table = outlook_contacts
    wanted = sa.select(table.c.remote_id).where(table.c.mailbox_id == mailbox_id, table.c.remote_id == remote_id)
    return connection.execute(wanted).first() is not None


def folder_named(connection: Connection, mailbox_id: int, name: str) -> str | None:
    """Return the contact folder of that name as far as the mailbox's folders are known, None where there is none."""
    table = contact_folders
    wanted = sa.select(table.c.remote_id).where(
        table.c.mailbox_id == mailbox_id, sa.func.lower(table.c.name) == name.lower(), ~table.c.is_default
    )
    return connection.execute(wanted.order_by(table.c.remote_id).limit(1)).scalar()


def has_folder(connection: Connection, mailbox_id: int, remote_id: str) -> bool:
    """Tell whether the mailbox still has that contact folder."""
    table = contact_folders
    wanted = sa.select(table.c.remote_id).where(table.c.mailbox_id == mailbox_id, table.c.remote_id == remote_id)
    return connection.execute(wanted).first() is not None


def keep_photo_etag(connection: Connection, mailbox_id: int, remote_id: str, etag: str) -> None:
    """Note which picture a contact of Outlook has now, as if it had been read."""
    table = outlook_contacts
    here = sa.and_(table.c.mailbox_id == mailbox_id, table.c.remote_id == remote_id)
    connection.execute(sa.update(table).where(here).values(photo_etag=etag))


def _entry(row: Any) -> Entry:
    return Entry(
        contact_id=row.contact_id,
        create_key=row.create_key,
        remote_id=row.remote_id,
        change_key=row.change_key,
        agreed=Agreed(row.ours, row.theirs),
        is_from_outlook=row.is_from_outlook,
        is_leaving=row.is_leaving,
        is_chosen=row.is_chosen,
        left_at=row.left_at,
        photo_etag=row.photo_etag,
        photo_digest=row.photo_digest,
    )


def _list(row: Any) -> PhoneList:
    return PhoneList(
        id=row.id,
        mailbox_id=row.mailbox_id,
        name=row.name,
        content=Content(ContentKind(row.content["kind"]), row.content.get("word", "")),
        policies={name: Policy(value) for name, value in row.policies.items()},
        folder_remote_id=row.folder_remote_id,
        made_by_id=row.made_by_id,
        confirmed_at=row.confirmed_at,
        forecast=row.forecast,
        forecast_at=row.forecast_at,
        allowed_changes=row.allowed_changes,
        seen_xid=row.seen_xid,
        looked_at=row.looked_at,
    )
