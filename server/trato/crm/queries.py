"""What people ask of customers: accounts, contacts and opportunities as they are shown.

Every query runs as its caller, so row-level security has the last word. The number of statements never depends on
how many people or opportunities are asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import (
    accounts,
    closures,
    contacts,
    interaction_contacts,
    interactions,
    opportunities,
    stages,
)
from trato.crm.views import AccountView, ContactView, Named, OpportunityView, StageView
from trato.db.arrays import array_literal, in_given
from trato.directory.tables import territories, users

OUTCOME_NAMES = {"won": ("Won", "Ganada"), "lost": ("Lost", "Perdida"), "cancelled": ("Cancelled", "Cancelada")}


def account_views(connection: Connection, condition: sa.ColumnElement[bool], *, limit: int = 100) -> list[AccountView]:
    """Return visible accounts, by name."""
    return _account_views(connection.execute(_shown_accounts(condition).limit(limit)))


def accounts_by_id(connection: Connection, account_ids: Collection[int]) -> dict[int, AccountView]:
    """Return visible accounts by id."""
    found = connection.execute(_ACCOUNTS_BY_ID, {"ids": array_literal(list(account_ids))}) if account_ids else ()
    return {view.id: view for view in _account_views(found)}


def _shown_accounts(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(accounts, territories.c.name.label("territory"), users.c.name.label("owner_name"))
        .outerjoin(
            territories,
            sa.and_(territories.c.tenant_id == accounts.c.tenant_id, territories.c.id == accounts.c.territory_id),
        )
        .outerjoin(users, sa.and_(users.c.tenant_id == accounts.c.tenant_id, users.c.id == accounts.c.owner_id))
        .where(condition)
        .order_by(accounts.c.name, accounts.c.id)
    )


def _account_views(rows: Iterable[Any]) -> list[AccountView]:
    return [
        AccountView(row.id, row.name, row.group_code, row.territory or "", _named(row.owner_id, row.owner_name))
        for row in rows
    ]


def contact_views(connection: Connection, contact_ids: Collection[int]) -> dict[int, ContactView]:
    """Return visible contacts with their addresses and phones; who is no contact of ours any more is left out."""
    rows = connection.execute(_CONTACTS, {"ids": array_literal(list(contact_ids))})
    return {
        row.id: ContactView(
            id=row.id,
            name=row.name,
            title=row.title,
            department=row.department,
            account_id=row.account_id,
            emails=tuple(row.emails),
            phones=tuple((number, kind) for number, kind in row.phones),
            influence=row.influence,
            buying_role=row.buying_role,
        )
        for row in rows
    }


# With the contact rather than by statements of their own: each would ask anew who the contact is for.
_EMAILS: sa.ColumnClause[list[str]] = sa.literal_column(
    "ARRAY(SELECT a.address FROM contact_addresses a WHERE a.tenant_id = contacts.tenant_id"
    " AND a.contact_id = contacts.id ORDER BY a.position)"
)
_PHONES: sa.ColumnClause[list[list[str]]] = sa.literal_column(
    "ARRAY(SELECT ARRAY[p.number, p.kind] FROM contact_phones p WHERE p.tenant_id = contacts.tenant_id"
    " AND p.contact_id = contacts.id ORDER BY p.position)"
)


def opportunity_views(
    connection: Connection, condition: sa.ColumnElement[bool], *, now: datetime, limit: int = 100, offset: int = 0
) -> list[OpportunityView]:
    """Return visible opportunities: open ones first, by close date, then the newest closed ones."""
    rows = connection.execute(_openest_first(condition, now).limit(limit).offset(offset))
    return [opportunity_view(row, met=row.met) for row in rows]


def opportunities_around(
    connection: Connection, account_ids: Collection[int], opportunity_ids: Collection[int], *, now: datetime
) -> list[OpportunityView]:
    """Return visible opportunities of these accounts and those with these ids, a hundred at most, as above."""
    if not account_ids and not opportunity_ids:
        return []
    ids = {"accounts": array_literal(list(account_ids)), "ids": array_literal(list(opportunity_ids))}
    rows = connection.execute(_OPPORTUNITIES_AROUND, {**ids, "now": now})
    return [opportunity_view(row, met=row.met) for row in rows]


def _openest_first(condition: sa.ColumnElement[bool], now: datetime | sa.BindParameter[datetime]) -> sa.Select[Any]:
    met = sa.or_(opportunities.c.met_on.is_not(None), _has_met(now)).label("met")
    return (
        shown_opportunities()
        .add_columns(met)
        .where(condition)
        .order_by(closures.c.outcome.is_not(None), opportunities.c.close_date.asc().nulls_last(), opportunities.c.id)
    )


def shown_opportunities() -> sa.Select[Any]:
    """Select what `opportunity_view` reads, but for whether we met; opportunities, closures and stages are joined."""
    return (
        sa.select(
            opportunities,
            users.c.name.label("owner_name"),
            _MAKER.c.name.label("maker_name"),
            closures.c.outcome,
            stages.c.name_en.label("stage_en"),
            stages.c.name_es.label("stage_es"),
            stages.c.position.label("stage_position"),
            _HOW_MANY_STAGES.label("stage_of"),
        )
        .outerjoin(
            users, sa.and_(users.c.tenant_id == opportunities.c.tenant_id, users.c.id == opportunities.c.owner_id)
        )
        .outerjoin(
            _MAKER,
            sa.and_(
                _MAKER.c.tenant_id == opportunities.c.tenant_id,
                _MAKER.c.id == opportunities.c.decision_maker_id,
                is_present(_MAKER),
            ),
        )
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .outerjoin(
            stages, sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key)
        )
    )


# Made once, as columns of an alias take their time.
_MAKER = contacts.alias("maker")
_HOW_MANY_STAGES = sa.select(sa.func.count()).select_from(stages.alias("every_stage")).scalar_subquery()


def survivor(connection: Connection, contact_id: int) -> int:
    """Return whom a contact was made one with, or itself: what once named the one that went leads to who stayed."""
    found: int = connection.execute(sa.select(sa.func.trato_survivor(contact_id))).scalar_one()
    return found


def is_present(people: sa.FromClause) -> sa.ColumnElement[bool]:
    """Tell whether somebody is still a contact of ours: not removed, and not made one with another."""
    return sa.not_(sa.func.trato_is_removed(people.c.id))


def _has_met(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    meeting = (
        sa.select(sa.literal(1))
        .select_from(interaction_contacts)
        .join(
            interactions,
            sa.and_(
                interactions.c.tenant_id == interaction_contacts.c.tenant_id,
                interactions.c.id == interaction_contacts.c.interaction_id,
            ),
        )
        .where(
            interaction_contacts.c.tenant_id == opportunities.c.tenant_id,
            interaction_contacts.c.contact_id == opportunities.c.decision_maker_id,
            interaction_contacts.c.ends_at <= now,
            interactions.c.kind.in_(("meeting", "visit")),
        )
    )
    return meeting.exists()


# What the pane asks all the time, made once: making a statement takes longer than to ask it by its key.
_ACCOUNTS_BY_ID = _shown_accounts(in_given(accounts.c.id, "ids"))
_CONTACTS = sa.select(contacts, _EMAILS.label("emails"), _PHONES.label("phones")).where(
    in_given(contacts.c.id, "ids"), is_present(contacts)
)
_OPPORTUNITIES_AROUND = _openest_first(
    sa.or_(in_given(opportunities.c.account_id, "accounts"), in_given(opportunities.c.id, "ids")),
    sa.bindparam("now", type_=interactions.c.ends_at.type),
).limit(sa.literal_column("100"))


def opportunity_view(row: Any, *, met: bool) -> OpportunityView:
    """Return an opportunity from a row of `shown_opportunities`."""
    known = StageView(row.stage_key, row.stage_en, row.stage_es, row.stage_position, row.stage_of)
    name_en, name_es = OUTCOME_NAMES.get(row.outcome, (row.stage_key, row.stage_key))
    unknown = StageView(row.stage_key, name_en, name_es, 0 if row.outcome is None else row.stage_of, row.stage_of)
    return OpportunityView(
        id=row.id,
        name=row.name,
        account_id=row.account_id,
        stage=unknown if row.stage_position is None else known,
        amount=row.amount,
        currency=row.currency,
        close_date=row.close_date,
        probability=row.probability,
        next_date=row.next_date,
        next_objective=row.next_objective,
        decision_maker=_named(row.decision_maker_id, row.maker_name),
        met=met,
        owner=_named(row.owner_id, row.owner_name),
        is_open=row.outcome is None,
        version=row.version,
        products=tuple(row.product_names),
    )


def _named(row_id: int | None, name: str | None) -> Named | None:
    return None if row_id is None or name is None else Named(row_id, name)
