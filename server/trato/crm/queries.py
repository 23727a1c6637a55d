"""What people ask of customers: accounts, contacts, opportunities, and the last and next interaction of each.

Every query runs as its caller, so row-level security has the last word. The number of statements never depends on
how many people or opportunities are asked about. `last_interaction` is stored nowhere: an index answers it.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import (
    accounts,
    closures,
    contacts,
    interaction_accounts,
    interaction_contacts,
    interaction_subjects,
    interaction_texts,
    interaction_users,
    interactions,
    opportunities,
    stages,
)
from trato.crm.views import About, AccountView, ContactView, InteractionView, Named, OpportunityView, StageView
from trato.db.arrays import in_list
from trato.directory.tables import territories, users

OUTCOME_NAMES = {"won": ("Won", "Ganada"), "lost": ("Lost", "Perdida"), "cancelled": ("Cancelled", "Cancelada")}


def account_views(connection: Connection, condition: sa.ColumnElement[bool], *, limit: int = 100) -> list[AccountView]:
    """Return visible accounts, by name."""
    rows = connection.execute(
        sa.select(accounts, territories.c.name.label("territory"), users.c.name.label("owner_name"))
        .outerjoin(
            territories,
            sa.and_(territories.c.tenant_id == accounts.c.tenant_id, territories.c.id == accounts.c.territory_id),
        )
        .outerjoin(users, sa.and_(users.c.tenant_id == accounts.c.tenant_id, users.c.id == accounts.c.owner_id))
        .where(condition)
        .order_by(accounts.c.name, accounts.c.id)
        .limit(limit)
    )
    return [
        AccountView(row.id, row.name, row.group_code, row.territory or "", _named(row.owner_id, row.owner_name))
        for row in rows
    ]


def contact_views(connection: Connection, contact_ids: Collection[int]) -> dict[int, ContactView]:
    """Return visible contacts with their addresses and phones; who is no contact of ours any more is left out."""
    rows = connection.execute(
        sa.select(contacts, _EMAILS.label("emails"), _PHONES.label("phones")).where(
            in_list(contacts.c.id, contact_ids), _is_present(contacts)
        )
    )
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
    rows = connection.execute(
        sa.select(
            opportunities,
            users.c.name.label("owner_name"),
            _MAKER.c.name.label("maker_name"),
            closures.c.outcome,
            stages.c.name_en.label("stage_en"),
            stages.c.name_es.label("stage_es"),
            stages.c.position.label("stage_position"),
            _HOW_MANY_STAGES.label("stage_of"),
            sa.or_(opportunities.c.met_on.is_not(None), _has_met(now)).label("met"),
        )
        .outerjoin(
            users, sa.and_(users.c.tenant_id == opportunities.c.tenant_id, users.c.id == opportunities.c.owner_id)
        )
        .outerjoin(
            _MAKER,
            sa.and_(
                _MAKER.c.tenant_id == opportunities.c.tenant_id,
                _MAKER.c.id == opportunities.c.decision_maker_id,
                _is_present(_MAKER),
            ),
        )
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .outerjoin(
            stages, sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key)
        )
        .where(condition)
        .order_by(closures.c.outcome.is_not(None), opportunities.c.close_date.asc().nulls_last(), opportunities.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [_opportunity_view(row) for row in rows]


# Made once, as columns of an alias take their time.
_MAKER = contacts.alias("maker")
_HOW_MANY_STAGES = sa.select(sa.func.count()).select_from(stages.alias("every_stage")).scalar_subquery()


def last_interaction(connection: Connection, about: About, *, now: datetime) -> InteractionView | None:
    """Return the newest interaction that has ended: a future event is never the last."""
    return next(iter(timeline(connection, about, now=now, limit=1)), None)


def next_interaction(connection: Connection, about: About, *, now: datetime) -> InteractionView | None:
    """Return the first planned interaction that has not begun."""
    # What has not begun has not ended: asked too, because the end stands in the relation's index.
    query = _of(about).where(interactions.c.starts_at > now, _ended(about) > now)
    rows = connection.execute(query.order_by(interactions.c.starts_at, interactions.c.id).limit(1)).all()
    return next(iter(_views(connection, rows)), None)


def around_now(
    connection: Connection, about: About, *, now: datetime, limit: int
) -> tuple[list[InteractionView], InteractionView | None]:
    """Return what `timeline` and `next_interaction` do, both at once."""
    column, value = next((name, one) for name, one in asdict(about).items() if one is not None)
    rows = connection.execute(_around(column, limit), {"about": value, "now": now}).all()
    views = _views(connection, rows)
    # Neither past nor planned is what is going on now.
    before = sorted((view for view in views if view.ends_at <= now), key=lambda one: (one.ends_at, one.id))
    return before[::-1], next((view for view in views if view.starts_at > now), None)


@functools.cache
def _around(column: str, limit: int) -> sa.CompoundSelect[Any]:
    """Return the statement for accounts, contacts or opportunities: made once, for making it takes its time.

    How many are wanted is part of it: a plan that is kept is made for few.
    """
    about = About(**{column: 0})
    ended, now = _ended(about), sa.bindparam("now", type_=interactions.c.ends_at.type)
    mine = _of(about, sa.bindparam("about", type_=sa.BigInteger))
    past = mine.where(ended <= now).order_by(ended.desc(), interactions.c.id.desc())
    planned = mine.where(interactions.c.starts_at > now, ended > now)
    planned = planned.order_by(interactions.c.starts_at, interactions.c.id).limit(sa.literal_column("1"))
    past = past.limit(sa.literal_column(str(limit)))
    return sa.union_all(past.subquery("past").select(), planned.subquery("planned").select())


def timeline(
    connection: Connection,
    about: About,
    *,
    now: datetime,
    limit: int,
    before: tuple[datetime, int] | None = None,
) -> list[InteractionView]:
    """Return past interactions, newest first; `before` is the end and id of the last one already shown."""
    ended = _ended(about)
    query = _of(about).where(ended <= now)
    if before is not None:
        query = query.where(sa.tuple_(ended, interactions.c.id) < sa.tuple_(*before))
    rows = connection.execute(query.order_by(ended.desc(), interactions.c.id.desc()).limit(limit)).all()
    return _views(connection, rows)


def interaction_view(connection: Connection, interaction_id: int) -> InteractionView | None:
    """Return one visible interaction."""
    rows = connection.execute(_SELECT.where(interactions.c.id == interaction_id)).all()
    return next(iter(_views(connection, rows)), None)


def interaction_views(connection: Connection, interaction_ids: Collection[int]) -> list[InteractionView]:
    """Return these interactions, those that are visible, the oldest first."""
    query = _SELECT.where(in_list(interactions.c.id, interaction_ids)).order_by(interactions.c.ends_at)
    return _views(connection, connection.execute(query).all())


_SELECT = sa.select(
    interactions, interaction_texts.c.subject, interaction_texts.c.summary, interaction_texts.c.level
).outerjoin(
    interaction_texts,
    sa.and_(
        interaction_texts.c.tenant_id == interactions.c.tenant_id,
        interaction_texts.c.interaction_id == interactions.c.id,
    ),
)


def survivor(connection: Connection, contact_id: int) -> int:
    """Return whom a contact was made one with, or itself: what once named the one that went leads to who stayed."""
    found: int = connection.execute(sa.select(sa.func.trato_survivor(contact_id))).scalar_one()
    return found


def _is_present(people: sa.FromClause) -> sa.ColumnElement[bool]:
    """Tell whether somebody is still a contact of ours: not removed, and not made one with another."""
    return sa.not_(sa.func.trato_is_removed(people.c.id))


def _of(about: About, given: sa.BindParameter[int] | None = None) -> sa.Select[Any]:
    """Return the interactions of what is asked about; its id may be given with the statement's values instead."""
    if about.opportunity_id is not None:
        return _SELECT.where(interactions.c.opportunity_id == (about.opportunity_id if given is None else given))
    table, column, value = (
        (interaction_contacts, interaction_contacts.c.contact_id, about.contact_id)
        if about.contact_id is not None
        else (interaction_accounts, interaction_accounts.c.account_id, about.account_id)
    )
    joined = sa.and_(table.c.tenant_id == interactions.c.tenant_id, table.c.interaction_id == interactions.c.id)
    return _SELECT.join(table, joined).where(column == (value if given is None else given))


def _ended(about: About) -> sa.Column[Any]:
    # The relation's own copy of the end stands in its index.
    if about.opportunity_id is not None:
        return interactions.c.ends_at
    return interaction_contacts.c.ends_at if about.contact_id is not None else interaction_accounts.c.ends_at


def _views(connection: Connection, rows: Collection[Any]) -> list[InteractionView]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    ours, theirs = _people_of(connection, ids)
    subjects = _subjects(connection, [row.id for row in rows if row.subject is None])
    return [
        InteractionView(
            id=row.id,
            kind=row.kind,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            subject=row.subject or subjects.get(row.id, ""),
            summary=row.summary or "",
            users=ours.get(row.id, ()),
            contacts=theirs.get(row.id, ()),
            opportunity_id=row.opportunity_id,
        )
        for row in rows
    ]


def _subjects(connection: Connection, interaction_ids: Collection[int]) -> dict[int, str]:
    """Return the subjects of interactions of which others may read that alone."""
    if not interaction_ids:
        return {}
    table = interaction_subjects.c
    rows = connection.execute(
        sa.select(table.interaction_id, table.subject).where(in_list(table.interaction_id, interaction_ids))
    )
    return {row.interaction_id: row.subject for row in rows}


def _people_of(
    connection: Connection, interaction_ids: Collection[int]
) -> tuple[dict[int, tuple[Named, ...]], dict[int, tuple[Named, ...]]]:
    """Return by interaction who of us took part and which contacts, by name."""
    ours = (
        sa.select(interaction_users.c.interaction_id, sa.true().label("is_ours"), users.c.id, users.c.name)
        .join(
            users,
            sa.and_(users.c.tenant_id == interaction_users.c.tenant_id, users.c.id == interaction_users.c.user_id),
        )
        .where(in_list(interaction_users.c.interaction_id, interaction_ids))
    )
    theirs = (
        sa.select(interaction_contacts.c.interaction_id, sa.false().label("is_ours"), contacts.c.id, contacts.c.name)
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == interaction_contacts.c.tenant_id,
                contacts.c.id == interaction_contacts.c.contact_id,
            ),
        )
        .where(in_list(interaction_contacts.c.interaction_id, interaction_ids), _is_present(contacts))
    )
    found: dict[bool, dict[int, list[Named]]] = {True: defaultdict(list), False: defaultdict(list)}
    for row in connection.execute(sa.union_all(ours, theirs).order_by("name", "id")):
        found[row.is_ours][row.interaction_id].append(Named(row.id, row.name))
    by_side = ({one: tuple(named) for one, named in side.items()} for side in (found[True], found[False]))
    return next(by_side), next(by_side)


def _has_met(now: datetime) -> sa.ColumnElement[bool]:
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


def _opportunity_view(row: Any) -> OpportunityView:
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
        met=row.met,
        owner=_named(row.owner_id, row.owner_name),
        is_open=row.outcome is None,
        version=row.version,
        products=tuple(row.product_names),
    )


def _named(row_id: int | None, name: str | None) -> Named | None:
    return None if row_id is None or name is None else Named(row_id, name)
