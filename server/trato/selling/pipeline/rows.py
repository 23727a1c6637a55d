"""What the list shows of each opportunity, a fixed number of statements a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from trato.crm import queries, timelines
from trato.crm.opportunity_tables import opportunity_lines
from trato.crm.tables import accounts, closures, interactions, opportunities, stages
from trato.crm.views import InteractionView, Named, OpportunityView
from trato.db.arrays import array_literal, in_list
from trato.directory.tables import territories


@dataclass(frozen=True, slots=True)
class ClosureView:
    """How an opportunity ended."""

    outcome: str
    reason: str
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """An opportunity with its account, what came last and what comes next, and the rest of its fields."""

    opportunity: OpportunityView
    account: Named | None
    group: str
    territory: str
    created_on: date | None
    invoice_date: date | None
    monthly_amount: Decimal | None
    probability: int
    wants: str
    product_names: tuple[str, ...]
    units: Decimal | None
    competitors: tuple[str, ...]
    main_competitor: str
    last: InteractionView | None
    planned: InteractionView | None
    closure: ClosureView | None
    custom: Mapping[str, Any]


def rows(connection: Connection, opportunity_ids: Sequence[int], *, now: datetime) -> list[PipelineRow]:
    """Return these opportunities in this order, those that the caller sees."""
    if not opportunity_ids:
        return []
    views = {
        view.id: view
        for view in queries.opportunity_views(
            connection, in_list(opportunities.c.id, opportunity_ids), now=now, limit=len(opportunity_ids)
        )
    }
    more = {row.id: row for row in connection.execute(_MORE.where(in_list(opportunities.c.id, opportunity_ids)))}
    last, planned = _around(connection, opportunity_ids, now)
    return [
        _row(views[one], more[one], last.get(one), planned.get(one))
        for one in opportunity_ids
        if one in views and one in more
    ]


_UNITS = (
    sa.select(sa.func.sum(opportunity_lines.c.quantity))
    .where(
        opportunity_lines.c.tenant_id == opportunities.c.tenant_id,
        opportunity_lines.c.opportunity_id == opportunities.c.id,
    )
    .scalar_subquery()
)
_MORE = (
    sa.select(
        opportunities,
        accounts.c.name.label("account_name"),
        accounts.c.group_code,
        territories.c.name.label("territory"),
        stages.c.probability.label("usual"),
        closures.c.outcome,
        closures.c.reason,
        closures.c.closed_at,
        _UNITS.label("units"),
    )
    .outerjoin(
        accounts,
        sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
    )
    .outerjoin(
        territories,
        sa.and_(territories.c.tenant_id == accounts.c.tenant_id, territories.c.id == accounts.c.territory_id),
    )
    .outerjoin(
        stages, sa.and_(stages.c.tenant_id == opportunities.c.tenant_id, stages.c.key == opportunities.c.stage_key)
    )
    .outerjoin(
        closures,
        sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
    )
)


def _around(
    connection: Connection, opportunity_ids: Sequence[int], now: datetime
) -> tuple[dict[int, InteractionView], dict[int, InteractionView]]:
    """Return what came last with each, and what is planned next."""
    came = _first(
        opportunity_ids, interactions.c.ends_at <= now, interactions.c.ends_at.desc(), interactions.c.id.desc()
    )
    comes = _first(
        opportunity_ids,
        sa.and_(interactions.c.starts_at > now, interactions.c.ends_at > now),
        interactions.c.starts_at,
        interactions.c.id,
    )
    ids = [*connection.execute(came).scalars(), *connection.execute(comes).scalars()]
    last: dict[int, InteractionView] = {}
    planned: dict[int, InteractionView] = {}
    for view in timelines.interaction_views(connection, ids):
        if view.opportunity_id is not None:
            (last if view.ends_at <= now else planned)[view.opportunity_id] = view
    return last, planned


def _first(
    opportunity_ids: Sequence[int], condition: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
) -> sa.Select[tuple[int]]:
    """Select the first interaction of each: by the index of one after the other, however many they have."""
    written = sa.bindparam(None, array_literal(opportunity_ids), type_=sa.types.NullType())
    listed = sa.cast(written, ARRAY(sa.BigInteger))
    one = sa.func.unnest(listed).table_valued("id", name="one").render_derived()
    first = (
        sa.select(interactions.c.id)
        .where(interactions.c.opportunity_id == one.c.id, condition)
        .order_by(*order)
        .limit(1)
        .lateral("first")
    )
    return sa.select(first.c.id).select_from(one.join(first, sa.true()))


def _row(
    view: OpportunityView, more: Any, last: InteractionView | None, planned: InteractionView | None
) -> PipelineRow:
    closure = None if more.outcome is None else ClosureView(more.outcome, more.reason, more.closed_at)
    usual = more.usual or 0 if more.probability is None else more.probability
    return PipelineRow(
        opportunity=view,
        account=None if more.account_name is None else Named(more.account_id, more.account_name),
        group=more.group_code or "",
        territory=more.territory or "",
        created_on=more.created_on,
        invoice_date=more.invoice_date,
        monthly_amount=more.monthly_amount,
        probability=usual if closure is None else 100 * (closure.outcome == "won"),
        wants=more.wants,
        product_names=tuple(more.product_names),
        units=more.units,
        competitors=tuple(more.competitors),
        main_competitor=more.main_competitor,
        last=last,
        planned=planned,
        closure=closure,
        custom=more.custom,
    )
