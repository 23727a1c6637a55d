"""The interactions of an account, a contact or an opportunity: the last, the next, and all that were, newest first.

Every query runs as its caller, so row-level security has the last word. The number of statements never depends on
how many there are. `last_interaction` is stored nowhere: an index answers it.
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

from trato.crm.queries import is_present
from trato.crm.tables import (
    contacts,
    interaction_accounts,
    interaction_contacts,
    interaction_subjects,
    interaction_texts,
    interaction_users,
    interactions,
)
from trato.crm.views import About, InteractionView, Named
from trato.db.arrays import array_literal, in_given, in_list
from trato.directory.tables import users


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
    rows = connection.execute(_SUBJECTS, {"ids": array_literal(list(interaction_ids))})
    return {row.interaction_id: row.subject for row in rows}


# These two are made once, for making them takes longer than a pane's question leaves.
_SUBJECTS = sa.select(interaction_subjects.c.interaction_id, interaction_subjects.c.subject).where(
    in_given(interaction_subjects.c.interaction_id, "ids")
)
_OURS = (
    sa.select(interaction_users.c.interaction_id, sa.true().label("is_ours"), users.c.id, users.c.name)
    .join(
        users,
        sa.and_(users.c.tenant_id == interaction_users.c.tenant_id, users.c.id == interaction_users.c.user_id),
    )
    .where(in_given(interaction_users.c.interaction_id, "ids"))
)
_THEIRS = (
    sa.select(interaction_contacts.c.interaction_id, sa.false().label("is_ours"), contacts.c.id, contacts.c.name)
    .join(
        contacts,
        sa.and_(
            contacts.c.tenant_id == interaction_contacts.c.tenant_id,
            contacts.c.id == interaction_contacts.c.contact_id,
        ),
    )
    .where(in_given(interaction_contacts.c.interaction_id, "ids"), is_present(contacts))
)
_PEOPLE = sa.union_all(_OURS, _THEIRS).order_by("name", "id")


def _people_of(
    connection: Connection, interaction_ids: Collection[int]
) -> tuple[dict[int, tuple[Named, ...]], dict[int, tuple[Named, ...]]]:
    """Return by interaction who of us took part and which contacts, by name."""
    found: dict[bool, dict[int, list[Named]]] = {True: defaultdict(list), False: defaultdict(list)}
    for row in connection.execute(_PEOPLE, {"ids": array_literal(list(interaction_ids))}):
        found[row.is_ours][row.interaction_id].append(Named(row.id, row.name))
    by_side = ({one: tuple(named) for one, named in side.items()} for side in (found[True], found[False]))
    return next(by_side), next(by_side)
