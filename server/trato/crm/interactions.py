"""Write interactions so that they equal what the rules say, touching only what differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from trato.crm.model import Interaction, Level
from trato.crm.tables import (
    interaction_accounts,
    interaction_contacts,
    interaction_texts,
    interaction_users,
    interactions,
)
from trato.db.arrays import in_list
from trato.db.bulk import insert_many, insert_new, new_ids
from trato.privacy.levels import levels_of

Source = tuple[int | None, int | None, str]
Told = Sequence[tuple[int, Interaction]]
Row = tuple[Any, ...]


def source(interaction: Interaction) -> Source:
    """Return what the interaction comes from: a message, or a date of an event."""
    return interaction.message_id, interaction.event_id, interaction.occurrence_key


def save(
    connection: Connection,
    tenant_id: int,
    wanted: Sequence[Interaction],
    *,
    message_ids: Collection[int] = (),
    event_ids: Collection[int] = (),
) -> int:
    """Make the interactions of these messages and events equal `wanted`; return how many rows changed."""
    wanted = _as_far_as_shown(connection, wanted)
    present = _present(connection, message_ids, event_ids)
    new = [one for one in wanted if source(one) not in present]
    kept = [(present.pop(source(one)), one) for one in wanted if source(one) in present]
    told = list(zip(new_ids(connection, interactions, len(new)), new, strict=True))
    if present:
        connection.execute(sa.delete(interactions).where(in_list(interactions.c.id, present.values())))
    insert_new(connection, interactions, _FACTS, _facts(tenant_id, told))
    _insert_parts(connection, tenant_id, told)
    return len(new) + len(present) + _rewrite(connection, tenant_id, kept)


def add(connection: Connection, tenant_id: int, interaction: Interaction, *, created_by_id: int) -> int:
    """Write one interaction that a person told of, such as a call or a note; return its id."""
    row_id: int = connection.execute(
        sa.insert(interactions)
        .values(
            tenant_id=tenant_id,
            kind=interaction.kind,
            starts_at=interaction.starts_at,
            ends_at=interaction.ends_at,
            opportunity_id=interaction.opportunity_id,
            occurrence_key="",
            created_by_id=created_by_id,
        )
        .returning(interactions.c.id)
    ).scalar_one()
    _insert_parts(connection, tenant_id, [(row_id, interaction)])
    return row_id


def _as_far_as_shown(connection: Connection, wanted: Sequence[Interaction]) -> Sequence[Interaction]:
    """Give each the level that its holders chose, where any did."""
    mails = {one.message_id for one in wanted if one.message_id is not None}
    meetings = {one.event_id for one in wanted if one.event_id is not None}
    chosen = levels_of(connection, mails, meetings)
    if not chosen:
        return wanted
    return [replace(one, level=Level(chosen.get((one.message_id, one.event_id), one.level))) for one in wanted]


def _present(connection: Connection, message_ids: Collection[int], event_ids: Collection[int]) -> dict[Source, int]:
    table = interactions.c
    found: dict[Source, int] = {}
    for column, ids in ((table.message_id, message_ids), (table.event_id, event_ids)):
        if ids:
            columns = (table.id, table.message_id, table.event_id, table.occurrence_key)
            rows = connection.execute(sa.select(*columns).where(in_list(column, ids))).all()
            found |= {(message_id, event_id, key): row_id for row_id, message_id, event_id, key in rows}
    return found


def _rewrite(connection: Connection, tenant_id: int, kept: Told) -> int:
    """Make interactions that are there say what they say now; return how many rows changed."""
    if not kept:
        return 0
    changing = ["kind", "starts_at", "ends_at", "opportunity_id"]
    changed = insert_many(connection, interactions, _FACTS, _facts(tenant_id, kept), update=changing)
    changed += insert_many(connection, interaction_texts, _TEXTS, _texts(tenant_id, kept), update=_TEXTS[2:])
    for table, columns, rows in _parts(tenant_id, kept):
        changed += _remove_surplus(connection, table, columns[:3], [row[:3] for row in rows], kept)
        changed += insert_many(connection, table, columns, rows, update=columns[3:])
    return changed


def _insert_parts(connection: Connection, tenant_id: int, told: Told) -> None:
    insert_new(connection, interaction_texts, _TEXTS, _texts(tenant_id, told))
    for table, columns, rows in _parts(tenant_id, told):
        insert_new(connection, table, columns, rows)


_FACTS = (
    "tenant_id",
    "id",
    "kind",
    "starts_at",
    "ends_at",
    "opportunity_id",
    "message_id",
    "event_id",
    "occurrence_key",
)
_TEXTS = ("tenant_id", "interaction_id", "subject", "summary", "level")


def _facts(tenant_id: int, told: Told) -> list[Row]:
    return [
        (tenant_id, row_id, one.kind, one.starts_at, one.ends_at, one.opportunity_id, *source(one))
        for row_id, one in told
    ]


def _texts(tenant_id: int, told: Told) -> list[Row]:
    return [(tenant_id, row_id, one.subject, one.summary, one.level) for row_id, one in told]


def _parts(tenant_id: int, told: Told) -> tuple[tuple[Table, tuple[str, ...], list[Row]], ...]:
    """Return whom and whose: tables with their columns, the key of three first, and rows."""
    accounts = [(tenant_id, row_id, account, one.ends_at) for row_id, one in told for account in one.account_ids]
    people = [(tenant_id, row_id, contact, one.ends_at) for row_id, one in told for contact in one.contact_ids]
    users = [(tenant_id, row_id, user) for row_id, one in told for user in one.user_ids]
    return (
        (interaction_accounts, ("tenant_id", "interaction_id", "account_id", "ends_at"), accounts),
        (interaction_contacts, ("tenant_id", "interaction_id", "contact_id", "ends_at"), people),
        (interaction_users, ("tenant_id", "interaction_id", "user_id"), users),
    )


def _remove_surplus(connection: Connection, table: Table, key: Sequence[str], wanted: Sequence[Row], kept: Told) -> int:
    """Remove the table's rows of these interactions that are not wanted any more."""
    _, owner, part = (table.c[name] for name in key)
    there = connection.execute(sa.select(owner, part).where(in_list(owner, [row_id for row_id, _ in kept]))).all()
    surplus = {(row_id, one) for row_id, one in there} - {(row_id, one) for _, row_id, one in wanted}
    if surplus:
        connection.execute(sa.delete(table).where(sa.tuple_(owner, part).in_(sorted(surplus))))
    return len(surplus)
