"""What came last with each of many opportunities, what is planned, and whether we met who decides.

A rule about an interaction costs more than finding one: asked of each mail of a decision maker to find a meeting among
them, it was most of a page's time. So the newest of each are looked up by index as Trato itself, as ids alone, and then
asked for as the caller, each once. What the caller may not see is looked for again among their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from trato.crm import timelines
from trato.crm.tables import interaction_contacts, interactions
from trato.crm.views import InteractionView
from trato.db.arrays import array_literal, in_list
from trato.db.engine import looking_as_system

MEETINGS = ("meeting", "visit")


@dataclass(frozen=True, slots=True)
class Around:
    """By opportunity: what came last, what is planned next, and those of which the decision maker was met."""

    last: Mapping[int, InteractionView]
    planned: Mapping[int, InteractionView]
    met: Collection[int]


def what_is_around(
    connection: Connection, opportunity_ids: Collection[int], makers: Mapping[int, int], *, now: datetime
) -> Around:
    """Return it as the transaction's person sees it; `makers` are the decision makers to look for by opportunity."""
    with looking_as_system(connection):
        came = dict(_pairs(connection, _came(opportunity_ids, now)))
        comes = dict(_pairs(connection, _comes(opportunity_ids, now)))
        meetings = _meetings(connection, set(makers.values()), now)
    shown = {one.id: one for one in timelines.interaction_views(connection, {*came.values(), *comes.values()})}
    hidden = {one for one, found in came.items() if found not in shown}
    hidden_plans = {one for one, found in comes.items() if found not in shown}
    last = {one: shown[found] for one, found in came.items() if found in shown}
    planned = {one: shown[found] for one, found in comes.items() if found in shown}
    last |= _seen(connection, _came(hidden, now)) if hidden else {}
    planned |= _seen(connection, _comes(hidden_plans, now)) if hidden_plans else {}
    known = _ended(connection, {one for found in meetings.values() for one in found})
    met = {one for one, maker in makers.items() if any(meeting in known for meeting in meetings.get(maker, ()))}
    return Around(last, planned, met)


def last_instants(connection: Connection, opportunity_ids: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """Return when anything last happened with each, as far as the transaction's person sees it."""
    with looking_as_system(connection):
        came = dict(_pairs(connection, _came(opportunity_ids, now)))
    ended = _ended(connection, came.values())
    hidden = {one for one, found in came.items() if found not in ended}
    if hidden:
        others = dict(_pairs(connection, _came(hidden, now)))
        came |= others
        ended |= _ended(connection, others.values())
    return {one: ended[found] for one, found in came.items() if found in ended}


def _ended(connection: Connection, interaction_ids: Collection[int]) -> dict[int, datetime]:
    """Return when interactions ended, those that the person sees."""
    rows = connection.execute(
        sa.select(interactions.c.id, interactions.c.ends_at).where(in_list(interactions.c.id, interaction_ids))
    )
    return {row.id: row.ends_at for row in rows}


def _pairs(connection: Connection, query: sa.Select[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    return ((row.about, row.id) for row in connection.execute(query))


def _seen(connection: Connection, query: sa.Select[tuple[int, int]]) -> dict[int, InteractionView]:
    found = dict(_pairs(connection, query))
    shown = {one.id: one for one in timelines.interaction_views(connection, found.values())}
    return {one: shown[interaction] for one, interaction in found.items() if interaction in shown}


def _came(opportunity_ids: Collection[int], now: datetime) -> sa.Select[tuple[int, int]]:
    ended = interactions.c.ends_at <= now
    return _first(opportunity_ids, ended, interactions.c.ends_at.desc(), interactions.c.id.desc())


def _comes(opportunity_ids: Collection[int], now: datetime) -> sa.Select[tuple[int, int]]:
    # What has not begun has not ended: asked too, because the end stands in the index.
    ahead = sa.and_(interactions.c.starts_at > now, interactions.c.ends_at > now)
    return _first(opportunity_ids, ahead, interactions.c.starts_at, interactions.c.id)


def _first(
    opportunity_ids: Collection[int], condition: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
) -> sa.Select[tuple[int, int]]:
    """Select the first interaction of each: by the index of one after the other, however many they have."""
    one = _listed(opportunity_ids)
    first = (
        sa.select(interactions.c.id)
        .where(interactions.c.opportunity_id == one.c.id, condition)
        .order_by(*order)
        .limit(1)
        .lateral("first")
    )
    return sa.select(one.c.id.label("about"), first.c.id).select_from(one.join(first, sa.true()))


def _meetings(connection: Connection, contact_ids: Collection[int], now: datetime) -> dict[int, set[int]]:
    """Return the meetings with each of these contacts that have ended."""
    about = interaction_contacts.c
    query = (
        sa.select(about.contact_id, interactions.c.id)
        .join(
            interactions,
            sa.and_(interactions.c.tenant_id == about.tenant_id, interactions.c.id == about.interaction_id),
        )
        .where(in_list(about.contact_id, contact_ids), about.ends_at <= now, interactions.c.kind.in_(MEETINGS))
    )
    found: dict[int, set[int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.contact_id, set()).add(row.id)
    return found


def _listed(ids: Collection[int]) -> sa.TableValuedAlias:
    written = sa.bindparam(None, array_literal(list(ids)), type_=sa.types.NullType())
    return sa.func.unnest(sa.cast(written, ARRAY(sa.BigInteger))).table_valued("id", name="one").render_derived()
