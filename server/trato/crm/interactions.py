"""Write interactions so that they equal what the rules say, touching only what differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from trato.crm.model import Interaction
from trato.crm.tables import (
    interaction_accounts,
    interaction_contacts,
    interaction_texts,
    interaction_users,
    interactions,
)
from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids

Source = tuple[int | None, int | None, str]


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
    table = interactions
    rows = connection.execute(
        sa.select(table.c.id, table.c.message_id, table.c.event_id, table.c.occurrence_key).where(
            sa.or_(in_list(table.c.message_id, message_ids), in_list(table.c.event_id, event_ids))
        )
    )
    present: dict[Source, int] = {(row.message_id, row.event_id, row.occurrence_key): row.id for row in rows}
    new = [one for one in wanted if source(one) not in present]
    ids = {**present, **dict(zip(map(source, new), new_ids(connection, table, len(new)), strict=True))}
    kept = {source(one) for one in wanted}
    gone = [row_id for where, row_id in present.items() if where not in kept]
    if gone:
        connection.execute(sa.delete(table).where(in_list(table.c.id, gone)))
    changed = _save_facts(connection, tenant_id, wanted, ids)
    changed += _save_parts(
        connection, tenant_id, wanted, ids, [present[source(one)] for one in wanted if source(one) in present]
    )
    return changed + len(gone)


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
    where = source(interaction)
    _save_parts(connection, tenant_id, [interaction], {where: row_id}, [])
    return row_id


def _save_facts(
    connection: Connection, tenant_id: int, wanted: Sequence[Interaction], ids: Mapping[Source, int]
) -> int:
    columns = [
        "tenant_id",
        "id",
        "kind",
        "starts_at",
        "ends_at",
        "opportunity_id",
        "message_id",
        "event_id",
        "occurrence_key",
    ]
    rows = [
        (tenant_id, ids[source(one)], one.kind, one.starts_at, one.ends_at, one.opportunity_id, *source(one))
        for one in wanted
    ]
    return insert_many(
        connection, interactions, columns, rows, update=["kind", "starts_at", "ends_at", "opportunity_id"]
    )


def _save_parts(
    connection: Connection,
    tenant_id: int,
    wanted: Sequence[Interaction],
    ids: Mapping[Source, int],
    present: Sequence[int],
) -> int:
    told = [(ids[source(one)], one) for one in wanted]
    changed = insert_many(
        connection,
        interaction_texts,
        ["tenant_id", "interaction_id", "subject", "summary", "level"],
        [(tenant_id, row_id, one.subject, one.summary, one.level) for row_id, one in told],
        update=["subject", "summary", "level"],
    )
    accounts = [(account, row_id, one.ends_at) for row_id, one in told for account in one.account_ids]
    people = [(contact, row_id, one.ends_at) for row_id, one in told for contact in one.contact_ids]
    users = [(row_id, user) for row_id, one in told for user in one.user_ids]
    dated = ["ends_at"]
    changed += _equal(
        connection,
        tenant_id,
        interaction_accounts,
        ["account_id", "interaction_id", "ends_at"],
        accounts,
        present,
        dated,
    )
    changed += _equal(
        connection, tenant_id, interaction_contacts, ["contact_id", "interaction_id", "ends_at"], people, present, dated
    )
    changed += _equal(connection, tenant_id, interaction_users, ["interaction_id", "user_id"], users, present, [])
    return changed


def _equal(
    connection: Connection,
    tenant_id: int,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    present: Sequence[int],
    update: Sequence[str],
) -> int:
    """Make the table's rows of these interactions equal `rows`."""
    key = [column.name for column in table.primary_key.columns if column.name != "tenant_id"]
    removed = 0
    if present:
        wanted = {tuple(row[columns.index(name)] for name in key) for row in rows}
        there = connection.execute(
            sa.select(*(table.c[name] for name in key)).where(in_list(table.c.interaction_id, present))
        ).all()
        surplus = [tuple(row) for row in there if tuple(row) not in wanted]
        if surplus:
            connection.execute(sa.delete(table).where(sa.tuple_(*(table.c[name] for name in key)).in_(surplus)))
        removed = len(surplus)
    full = [(tenant_id, *row) for row in rows]
    return removed + insert_many(connection, table, ["tenant_id", *columns], full, update=update)
