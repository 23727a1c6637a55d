"""What the list shows of each opportunity, a fixed number of statements a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries
from trato.crm.opportunity_tables import opportunity_lines
from trato.crm.tables import accounts, closures, opportunities, stages
from trato.crm.views import InteractionView, Named, OpportunityView
from trato.db.arrays import in_list
from trato.directory.tables import territories
from trato.selling.pipeline.around import what_is_around


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
    found = {row.id: row for row in connection.execute(_ROWS.where(in_list(opportunities.c.id, opportunity_ids)))}
    makers = {row.id: row.decision_maker_id for row in found.values() if row.decision_maker_id and not row.met_on}
    around = what_is_around(connection, list(found), makers, now=now)
    return [
        _row(
            queries.opportunity_view(found[one], met=found[one].met_on is not None or one in around.met),
            found[one],
            around.last.get(one),
            around.planned.get(one),
        )
        for one in opportunity_ids
        if one in found
    ]


_UNITS = (
    sa.select(sa.func.sum(opportunity_lines.c.quantity))
    .where(
        opportunity_lines.c.tenant_id == opportunities.c.tenant_id,
        opportunity_lines.c.opportunity_id == opportunities.c.id,
    )
    .scalar_subquery()
)
_ROWS = (
    queries.shown_opportunities()
    .add_columns(
        accounts.c.name.label("account_name"),
        accounts.c.group_code,
        territories.c.name.label("territory"),
        stages.c.probability.label("usual"),
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
)


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
