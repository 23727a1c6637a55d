"""What names in a spreadsheet stand for: accounts, colleagues, stages, contacts, opportunities that the caller sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.answers.words import folded
from trato.crm.own_fields import OwnField, own_fields
from trato.crm.queries import is_present
from trato.crm.tables import accounts, contacts, opportunities, stages
from trato.db.arrays import in_list
from trato.db.engine import looking_as_system
from trato.directory.tables import tenants, users

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by what people write; of what several are called all ids stand there."""

    accounts: Mapping[str, tuple[int, ...]]
    account_names: Sequence[str]
    people: Mapping[str, tuple[int, ...]]
    stages: Mapping[str, str]
    stage_names: tuple[tuple[str, str], ...]
    contacts: Mapping[tuple[int, str], tuple[int, ...]]
    by_key: Mapping[str, int]
    taken_keys: Collection[str]
    by_name: Mapping[tuple[int, str], tuple[int, ...]]
    own: Mapping[str, OwnField]
    currency: str
    language: str
    country: str


def known(connection: Connection, tenant_id: int, keys: Collection[str]) -> Known:
    """Read it, in a fixed number of statements; `keys` are those that a file names."""
    ours = connection.execute(sa.select(tenants).where(tenants.c.id == tenant_id)).one()
    every_account = connection.execute(sa.select(accounts.c.id, accounts.c.name).order_by(accounts.c.id)).all()
    colleagues = connection.execute(
        sa.select(users.c.id, users.c.name, users.c.upn).where(users.c.deactivated_at.is_(None)).order_by(users.c.id)
    ).all()
    process = connection.execute(sa.select(stages).order_by(stages.c.position)).all()
    people = connection.execute(
        sa.select(contacts.c.id, contacts.c.account_id, contacts.c.name)
        .where(contacts.c.account_id.is_not(None), is_present(contacts))
        .order_by(contacts.c.id)
    )
    there = connection.execute(
        sa.select(opportunities.c.id, opportunities.c.key, opportunities.c.account_id, opportunities.c.name)
        .where(sa.or_(opportunities.c.closed_as.is_(None), in_list(opportunities.c.key, keys)))
        .order_by(opportunities.c.id)
    ).all()
    by_key = {row.key: row.id for row in there}
    return Known(
        accounts=_grouped((folded(row.name), row.id) for row in every_account),
        account_names=[row.name for row in every_account],
        people=_grouped(pair for row in colleagues for pair in ((folded(row.name), row.id), (folded(row.upn), row.id))),
        stages={folded(words): row.key for row in process for words in (row.name_es, row.name_en, row.key)},
        stage_names=tuple((row.name_en, row.name_es) for row in process),
        contacts=_grouped(((row.account_id, folded(row.name)), row.id) for row in people),
        by_key=by_key,
        taken_keys=_taken(connection, keys) - by_key.keys(),
        by_name=_grouped(((row.account_id, folded(row.name)), row.id) for row in there),
        own={one.key: one for one in own_fields(connection)},
        currency=ours.currency,
        language=ours.language,
        country=ours.country,
    )


def present(connection: Connection, opportunity_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """Return these opportunities by their columns."""
    rows = connection.execute(sa.select(opportunities).where(in_list(opportunities.c.id, opportunity_ids)))
    return {row.id: row._asdict() for row in rows}


def _taken(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return the keys that any opportunity has: one cannot add another with them."""
    with looking_as_system(connection):
        rows = connection.execute(sa.select(opportunities.c.key).where(in_list(opportunities.c.key, keys)))
        return set(rows.scalars())


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, tuple[int, ...]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for key, one in pairs:
        if one not in found[key]:
            found[key].append(one)
    return {key: tuple(ids) for key, ids in found.items()}
