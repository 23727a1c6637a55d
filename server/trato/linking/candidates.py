"""Which opportunities a thread or event could concern, as the score sees them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, closures, opportunities, opportunity_contacts
from trato.db.arrays import in_list
from trato.db.rows import grouped
from trato.linking.model import MADE_LATE, Candidate
from trato.linking.words import Rarity, number
from trato.mail.numbers import REFERENCE_NUMBER
from trato.mail.telling import words

TALKED_OF_AFTER = timedelta(days=30)

MOST_RARITIES = 16

# By a fingerprint of the names they were counted in, so that nothing has to be told when a name changes.
_FINGERPRINT = sa.select(
    sa.func.count(), sa.func.sum(sa.func.hashtextextended(opportunities.c.name, opportunities.c.id))
).select_from(opportunities)
_rarities: dict[tuple[Any, ...], Rarity] = {}


_COLUMNS = (
    opportunities.c.id,
    opportunities.c.account_id,
    opportunities.c.owner_id,
    opportunities.c.name,
    opportunities.c.created_on,
    opportunities.c.decision_maker_id,
    sa.func.array_to_string(opportunities.c.product_names, " "),
    sa.cast(opportunities.c.custom, sa.Text),
    closures.c.closed_at,
    closures.c.outcome,
    accounts.c.name,
)


def candidates(
    connection: Connection, *, account_ids: Collection[int], contact_ids: Collection[int]
) -> dict[int, Candidate]:
    """Return the opportunities of these accounts, and those these contacts take part in."""
    through_people = sa.select(opportunity_contacts.c.opportunity_id).where(
        in_list(opportunity_contacts.c.contact_id, contact_ids)
    )
    return _candidates(
        connection, sa.or_(in_list(opportunities.c.account_id, account_ids), opportunities.c.id.in_(through_people))
    )


def candidates_of_owners(
    connection: Connection, owner_ids: Collection[int], *, first_at: datetime, last_at: datetime
) -> dict[int, Candidate]:
    """Return what these users own and may have talked of among ourselves between two instants."""
    return _candidates(
        connection,
        sa.and_(
            in_list(opportunities.c.owner_id, owner_ids),
            sa.or_(closures.c.closed_at.is_(None), closures.c.closed_at >= first_at - TALKED_OF_AFTER),
            sa.or_(opportunities.c.created_on.is_(None), opportunities.c.created_on <= (last_at + MADE_LATE).date()),
        ),
    )


def candidates_by_id(connection: Connection, opportunity_ids: Collection[int]) -> dict[int, Candidate]:
    """Return these opportunities."""
    return _candidates(connection, in_list(opportunities.c.id, opportunity_ids))


def _candidates(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[int, Candidate]:
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .join(
            accounts,
            sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
        )
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .where(condition)
    ).all()
    people = grouped(
        connection,
        sa.select(opportunity_contacts.c.opportunity_id, opportunity_contacts.c.contact_id).where(
            in_list(opportunity_contacts.c.opportunity_id, [row[0] for row in rows])
        ),
    )
    return {row[0]: _candidate(tuple(row), people.get(row[0], ())) for row in rows}


def rarity_of_names(connection: Connection) -> Rarity:
    """Return how telling words are among all names of opportunities; counted anew only when a name has changed."""
    names = tuple(connection.execute(_FINGERPRINT).one())
    found = _rarities.get(names)
    if found is None:
        found = Rarity(map(_words, connection.execute(sa.select(opportunities.c.name)).scalars()))
        while len(_rarities) >= MOST_RARITIES:
            _rarities.pop(next(iter(_rarities)), None)
        _rarities[names] = found
    return found


# Each page asks for the opportunities of those who take part: one that says the same as before is not made anew.
@lru_cache(maxsize=16_384)
def _candidate(row: tuple[Any, ...], contact_ids: tuple[int, ...]) -> Candidate:
    (
        opportunity_id, account_id, owner_id, name, created_on, decision_maker_id, products, custom, closed_at, outcome,
        account_name,
    ) = row  # fmt: skip
    decision_maker = set() if decision_maker_id is None else {decision_maker_id}
    return Candidate(
        id=opportunity_id,
        account_id=account_id,
        owner_id=owner_id,
        name=name,
        closed_on=None if closed_at is None else closed_at.date(),
        created_on=created_on,
        contact_ids=frozenset(contact_ids) | decision_maker,
        decision_maker_id=decision_maker_id,
        words=_words(name),
        product_words=_words(products),
        numbers=_numbers(custom),
        product_codes=_codes(f"{name} {products}"),
        account_words=_words(account_name),
        was_won=outcome == "won",
    )


# What an opportunity is called and which numbers it has is read by every page: understood once.
@lru_cache(maxsize=65_536)
def _words(name: str) -> frozenset[str]:
    return words(name)


@lru_cache(maxsize=65_536)
def _numbers(custom: str) -> Mapping[str, str]:
    return _codes(" ".join(str(value) for value in json.loads(custom).values()))


@lru_cache(maxsize=65_536)
def _codes(text: str) -> Mapping[str, str]:
    return _folded(REFERENCE_NUMBER.findall(text))


def _folded(written: Iterable[str]) -> dict[str, str]:
    return {number(value): value for value in written}
