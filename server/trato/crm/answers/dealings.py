"""Answers about dealings: the last order, who was in the last promotion, who has a brochure, when the next call is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from trato.crm import queries, timelines
from trato.crm.answers.tables import campaign_members, campaigns, collateral, message_collateral, orders
from trato.crm.answers.views import Answer, Item, Missing, Question, Source, Why
from trato.crm.answers.words import CALLS, folded, says
from trato.crm.search.results import order_views
from trato.crm.tables import (
    accounts,
    closures,
    contacts,
    interaction_contacts,
    interaction_texts,
    interaction_users,
    interactions,
    opportunities,
    products,
)
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.directory.tables import users

SOME = 3
MOST_MEMBERS = 100
CALLS_WITHIN = timedelta(days=60)
MOST_PLANNED = 200


def last_order(connection: Connection, account: Named, *, product: str | None) -> Answer:
    """Answer what an account ordered last, of everything or of one product: the newest few."""
    condition = orders.c.account_id == account.id
    if product is not None:
        keys = _product_keys(connection, product)
        if not keys:
            return Answer(Question.LAST_ORDER, account, (), (Missing.PRODUCT,))
        # "K-200:3" is three of K-200.
        bare = sa.func.regexp_replace(sa.func.array_to_string(orders.c.product_names, ";"), ":[^;]*", "", "g")
        condition &= sa.func.string_to_array(bare, ";").op("&&")(sa.cast(keys, sa.ARRAY(sa.Text)))
    views = order_views(connection, condition, limit=SOME)
    items = [
        Item(Why.ORDERED, Source("order", one.id, one.number), on=one.ordered_on, order=one, account=account)
        for one in views.values()
    ]
    return Answer(Question.LAST_ORDER, account, tuple(items), () if items else (Missing.ORDER,))


def promotion(connection: Connection, *, product: str | None, account: Named | None, now: datetime) -> Answer:
    """Answer who was in the last promotion, of a product where one is named: those the caller may see."""
    query = sa.select(campaigns).where(campaigns.c.starts_on <= now.date())
    if product is not None:
        keys = _product_keys(connection, product)
        if not keys:
            return Answer(Question.PROMOTION, account, (), (Missing.PRODUCT,))
        query = query.where(campaigns.c.product_keys.op("&&")(sa.cast(keys, sa.ARRAY(sa.Text))))
    last = connection.execute(query.order_by(campaigns.c.starts_on.desc(), campaigns.c.id.desc()).limit(1)).first()
    if last is None:
        return Answer(Question.PROMOTION, account, (), (Missing.PROMOTION,))
    condition = campaign_members.c.campaign_id == last.id
    if account is not None:
        condition &= contacts.c.account_id == account.id
    rows = connection.execute(
        sa.select(campaign_members.c.contact_id, contacts.c.account_id, accounts.c.name.label("account_name"))
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == campaign_members.c.tenant_id, contacts.c.id == campaign_members.c.contact_id
            ),
        )
        .outerjoin(
            accounts, sa.and_(accounts.c.tenant_id == contacts.c.tenant_id, accounts.c.id == contacts.c.account_id)
        )
        .where(condition)
        .order_by(accounts.c.name, contacts.c.name, contacts.c.id)
        .limit(MOST_MEMBERS)
    ).all()
    source = Source("promotion", last.id, last.name)
    items = _of_contacts(connection, rows, lambda _row: (Why.LAST_PROMOTION, source, None, None), on=last.starts_on)
    return Answer(Question.PROMOTION, account, items, () if items else (Missing.CONTACT,))


def who_has(connection: Connection, *, name: str, account: Named | None) -> Answer:
    """Answer who was sent a brochure whose name has these words, the latest first, and by whom of us."""
    kept = connection.execute(sa.select(collateral.c.id, collateral.c.name, collateral.c.file_names)).all()
    meant = [row for row in kept if all(says(" ".join((row.name, *row.file_names)), [w]) for w in folded(name).split())]
    if not meant:
        return Answer(Question.COLLATERAL, account, (), (Missing.COLLATERAL,))
    names = {row.id: row.name for row in meant}
    query = (
        sa.select(
            message_collateral.c.collateral_id, contacts.c.id.label("contact_id"), contacts.c.account_id,
            accounts.c.name.label("account_name"), interactions.c.id.label("interaction_id"), interactions.c.ends_at,
        )
        .join(interactions, interactions.c.message_id == message_collateral.c.message_id)
        .join(interaction_contacts, interaction_contacts.c.interaction_id == interactions.c.id)
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == interaction_contacts.c.tenant_id,
                contacts.c.id == interaction_contacts.c.contact_id,
            ),
        )
        .outerjoin(
            accounts, sa.and_(accounts.c.tenant_id == contacts.c.tenant_id, accounts.c.id == contacts.c.account_id)
        )
        .where(in_list(message_collateral.c.collateral_id, list(names)), interactions.c.kind == "mail_out")
        .ext(distinct_on(contacts.c.id, message_collateral.c.collateral_id))
        .order_by(contacts.c.id, message_collateral.c.collateral_id, interactions.c.ends_at.desc())
    )  # fmt: skip
    if account is not None:
        query = query.where(contacts.c.account_id == account.id)
    rows = sorted(connection.execute(query).all(), key=lambda row: row.ends_at, reverse=True)[:MOST_MEMBERS]
    senders = _first_users(connection, [row.interaction_id for row in rows])
    items = _of_contacts(
        connection,
        rows,
        lambda row: (
            Why.ATTACHED,
            Source("collateral", row.collateral_id, names[row.collateral_id]),
            row.ends_at,
            senders.get(row.interaction_id),
        ),
    )
    return Answer(Question.COLLATERAL, account, items, () if items else (Missing.CONTACT,))


def next_call(connection: Connection, *, user_id: int, now: datetime) -> Answer:
    """Answer when one's next call is: a date in one's calendar or a next step that says so, the first of each."""
    items = [*_planned_call(connection, user_id, now), *_next_step(connection, user_id, now)]
    ordered = sorted(items, key=lambda one: one.on or (one.at or now).date())
    return Answer(Question.NEXT_CALL, None, tuple(ordered), () if items else (Missing.CALL,))


def _planned_call(connection: Connection, user_id: int, now: datetime) -> list[Item]:
    """A meeting with a customer that says it is a call; one that we declined is no interaction and not here."""
    rows = connection.execute(
        sa.select(interactions.c.id, interaction_texts.c.subject)
        .join(
            interaction_texts,
            sa.and_(
                interaction_texts.c.tenant_id == interactions.c.tenant_id,
                interaction_texts.c.interaction_id == interactions.c.id,
            ),
        )
        .join(
            interaction_users,
            sa.and_(
                interaction_users.c.tenant_id == interactions.c.tenant_id,
                interaction_users.c.interaction_id == interactions.c.id,
                interaction_users.c.user_id == user_id,
            ),
        )
        .where(
            interactions.c.event_id.is_not(None),
            interactions.c.starts_at > now,
            interactions.c.starts_at <= now + CALLS_WITHIN,
        )
        .order_by(interactions.c.starts_at, interactions.c.id)
        .limit(MOST_PLANNED)
    )
    first = next((row for row in rows if says(row.subject, CALLS)), None)
    view = timelines.interaction_view(connection, first.id) if first is not None else None
    if view is None:
        return []
    return [Item(Why.PLANNED_CALL, Source("interaction", view.id, view.subject), at=view.starts_at, interaction=view)]


def _next_step(connection: Connection, user_id: int, now: datetime) -> list[Item]:
    rows = connection.execute(
        sa.select(opportunities, accounts.c.name.label("account_name"))
        .join(
            accounts,
            sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
        )
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .where(
            opportunities.c.owner_id == user_id,
            opportunities.c.next_date >= now.date(),
            closures.c.outcome.is_(None),
        )
        .order_by(opportunities.c.next_date, opportunities.c.id)
        .limit(MOST_PLANNED)
    )
    first = next((row for row in rows if says(row.next_objective, CALLS)), None)
    if first is None:
        return []
    return [
        Item(
            Why.NEXT_STEP,
            Source("opportunity", first.id, first.name),
            on=first.next_date,
            params={"objective": first.next_objective},
            account=Named(first.account_id, first.account_name),
        )
    ]


def _product_keys(connection: Connection, written: str) -> list[str]:
    """Return the keys of products called like what was written, by key or by name; the names may be in `custom`."""
    rows = connection.execute(sa.select(products.c.key, products.c.name, products.c.custom)).all()
    wanted = folded(written)
    exact = [row.key for row in rows if folded(row.key) == wanted]
    if exact or not wanted:
        return exact
    return [
        row.key
        for row in rows
        if all(says(" ".join((row.key, row.name, *map(str, row.custom.values()))), [w]) for w in wanted.split())
    ]


def _first_users(connection: Connection, interaction_ids: Collection[int]) -> dict[int, Named]:
    rows = connection.execute(
        sa.select(interaction_users.c.interaction_id, users.c.id, users.c.name)
        .join(
            users,
            sa.and_(users.c.tenant_id == interaction_users.c.tenant_id, users.c.id == interaction_users.c.user_id),
        )
        .where(in_list(interaction_users.c.interaction_id, interaction_ids))
        .order_by(users.c.id.desc())
    )
    return {row.interaction_id: Named(row.id, row.name) for row in rows}


def _of_contacts(connection: Connection, rows: Sequence[Any], told: Any, *, on: Any = None) -> tuple[Item, ...]:
    views = queries.contact_views(connection, [row.contact_id for row in rows]) if rows else {}
    items = []
    for row in rows:
        if row.contact_id in views:
            why, source, at, user = told(row)
            account = Named(row.account_id, row.account_name) if row.account_name else None
            items.append(Item(why, source, on=on, at=at, contact=views[row.contact_id], account=account, user=user))
    return tuple(items)
