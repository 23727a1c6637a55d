"""Answers about people: our contact in each department, accounts payable, the buyer, and who spoke to them last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from trato.crm import queries, timelines
from trato.crm.answers.places import address_item, sites_of
from trato.crm.answers.views import Answer, Item, Missing, Question, Source, Why
from trato.crm.answers.words import ACCOUNTS_PAYABLE, PURCHASING, folded, is_invoice_box, says
from trato.crm.model import BuyingRole
from trato.crm.tables import contacts, interaction_accounts, interaction_contacts, interaction_users
from trato.crm.views import ContactView, Named
from trato.directory.tables import users

MOST_CONTACTS = 200
# Enough to meet everybody who is still in touch; older ones are in the timeline.
MOST_LOOKED_AT = 500


def contacts_by_department(connection: Connection, account: Named, *, department: str | None, now: datetime) -> Answer:
    """Answer who our contact is in each department, or in one: whom we last dealt with, else the most influential."""
    people = _people(connection, account.id)
    lately = _last_dealt_with(connection, [one.id for one in people], now=now)
    groups: dict[str, list[ContactView]] = defaultdict(list)
    for one in people:
        if department is None or says(f"{one.department} {one.title}", [folded(department)]):
            groups[one.department].append(one)
    items = [_contact_of(name, group, lately, account) for name, group in sorted(groups.items())]
    unknown = [] if items else [Missing.CONTACT if department is None else Missing.DEPARTMENT]
    if any(not name for name in groups):
        unknown.append(Missing.DEPARTMENT)
    return Answer(Question.CONTACTS, account, tuple(items), tuple(unknown))


def accounts_payable(connection: Connection, account: Named, *, now: datetime) -> Answer:
    """Answer where bills go: people of that department, addresses that only bills go to, the site it sits at."""
    people = _people(connection, account.id)
    lately = _last_dealt_with(connection, [one.id for one in people], now=now)
    named = [one for one in people if says(f"{one.department} {one.title}", ACCOUNTS_PAYABLE)]
    boxes = [one for one in people if one not in named and any(map(is_invoice_box, one.emails))]
    items = [_person(one, Why.DEPARTMENT, account, lately, {"department": one.department}) for one in named]
    items += [_person(one, Why.ROLE_ADDRESS, account, lately, {}) for one in boxes]
    for site in sites_of(connection, account.id):
        if any(says(name, ACCOUNTS_PAYABLE) for name in site.departments):
            items.append(address_item(site, Why.SITE_DEPARTMENT, account, {"department": ", ".join(site.departments)}))
    return Answer(Question.ACCOUNTS_PAYABLE, account, tuple(items), () if items else (Missing.ACCOUNTS_PAYABLE,))


def buyer(connection: Connection, account: Named, *, now: datetime) -> Answer:
    """Answer who buys and how to call them: by their part in a purchase, else by their department."""
    people = _people(connection, account.id)
    lately = _last_dealt_with(connection, [one.id for one in people], now=now)
    by_role = [one for one in people if one.buying_role == BuyingRole.BUYER]
    by_title = [one for one in people if one not in by_role and says(f"{one.department} {one.title}", PURCHASING)]
    found = by_role or by_title
    why = Why.BUYING_ROLE if by_role else Why.DEPARTMENT
    items = [_person(one, why, account, lately, {"department": one.department}) for one in found]
    unknown = [] if found else [Missing.BUYER]
    if found and not any(one.phones for one in found):
        unknown.append(Missing.PHONE)
    return Answer(Question.BUYER, account, tuple(items), tuple(unknown))


def last_contact(connection: Connection, account: Named, *, contact_id: int | None, now: datetime) -> Answer:
    """Answer when each of us last dealt with an account or a contact of it, the latest first."""
    contact_id = None if contact_id is None else queries.survivor(connection, contact_id)
    table, column, owner_id = (
        (interaction_contacts, interaction_contacts.c.contact_id, contact_id)
        if contact_id is not None
        else (interaction_accounts, interaction_accounts.c.account_id, account.id)
    )
    newest = (
        sa.select(table.c.interaction_id, table.c.ends_at)
        .where(column == owner_id, table.c.ends_at <= now)
        .order_by(table.c.ends_at.desc())
        .limit(MOST_LOOKED_AT)
        .cte("newest")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = connection.execute(
        sa.select(newest.c.interaction_id, newest.c.ends_at, users.c.id, users.c.name, users.c.custom)
        .join(interaction_users, interaction_users.c.interaction_id == newest.c.interaction_id)
        .join(
            users,
            sa.and_(users.c.tenant_id == interaction_users.c.tenant_id, users.c.id == interaction_users.c.user_id),
        )
        .ext(distinct_on(users.c.id))
        .order_by(users.c.id, newest.c.ends_at.desc(), newest.c.interaction_id.desc())
    ).all()
    latest = sorted(rows, key=lambda row: (row.ends_at, row.interaction_id), reverse=True)
    views = {one.id: one for one in timelines.interaction_views(connection, [row.interaction_id for row in latest])}
    items = [
        Item(
            Why.SPOKE,
            Source("interaction", row.interaction_id, views[row.interaction_id].kind),
            at=row.ends_at,
            params={"title": str(row.custom.get("title", ""))},
            user=Named(row.id, row.name),
            interaction=views[row.interaction_id],
            account=account,
        )
        for row in latest
        if row.interaction_id in views
    ]
    return Answer(Question.LAST_CONTACT, account, tuple(items), () if items else (Missing.INTERACTION,))


def _people(connection: Connection, account_id: int) -> list[ContactView]:
    ids = connection.execute(
        sa.select(contacts.c.id)
        .where(contacts.c.account_id == account_id, sa.not_(sa.func.trato_is_removed(contacts.c.id)))
        .order_by(contacts.c.influence.desc().nulls_last(), contacts.c.id)
        .limit(MOST_CONTACTS)
    ).scalars()
    ordered = list(ids)
    views = queries.contact_views(connection, ordered) if ordered else {}
    return [views[one] for one in ordered if one in views]


def _last_dealt_with(connection: Connection, contact_ids: Sequence[int], *, now: datetime) -> dict[int, datetime]:
    if not contact_ids:
        return {}
    rows = connection.execute(_LAST, {"ids": list(contact_ids), "now": now})
    return {row.id: row.last_at for row in rows if row.last_at is not None}


_LAST = sa.text("""
SELECT a.id, (SELECT c.ends_at FROM interaction_contacts c WHERE c.contact_id = a.id AND c.ends_at <= :now
              ORDER BY c.ends_at DESC LIMIT 1) AS last_at
FROM unnest(:ids) AS a(id)
""").bindparams(
    sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)), sa.bindparam("now", type_=sa.DateTime(timezone=True))
)


def _contact_of(department: str, group: Sequence[ContactView], lately: dict[int, datetime], account: Named) -> Item:
    met = [one for one in group if one.id in lately]
    best = max(met, key=lambda one: lately[one.id]) if met else group[0]
    why = Why.ONLY_ONE if len(group) == 1 else Why.MOST_RECENT if met else Why.MOST_INFLUENCE
    params = {"department": department, "others": str(len(group) - 1)}
    return _person(best, why, account, lately, params)


def _person(one: ContactView, why: Why, account: Named, lately: dict[int, datetime], params: dict[str, str]) -> Item:
    source = Source("contact", one.id, one.name)
    return Item(why, source, at=lately.get(one.id), params=params, contact=one, account=account)
