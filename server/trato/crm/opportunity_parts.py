"""What belongs to an opportunity beside its fields: product and service lines, and the headlines of its negotiation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import timelines
from trato.crm.opportunity_changes import note, touch
from trato.crm.opportunity_tables import opportunity_headlines, opportunity_lines
from trato.crm.tables import opportunities, products
from trato.crm.views import About, Named
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import NotFoundError

LINES = "lines"
MOST_PROPOSED = 5
HEADLINE_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Line:
    """A product or a service: `unit_price` is a month's where `months` says for how long."""

    name: str
    quantity: Decimal
    unit_price: Decimal | None
    months: int | None
    delivery_note: str
    product_id: int | None = None

    @property
    def total(self) -> Decimal | None:
        """The whole that is billed for it."""
        return None if self.unit_price is None else self.quantity * self.unit_price * (self.months or 1)


@dataclass(frozen=True, slots=True)
class Headline:
    """A few words about the negotiation at an instant; with an id once somebody keeps them."""

    id: int | None
    at: datetime
    words: str
    author: Named | None
    interaction_id: int | None


def lines(connection: Connection, opportunity_id: int) -> list[Line]:
    """Return the lines in their order. Raises NotFoundError for an opportunity the caller cannot see."""
    _require(connection, opportunity_id)
    rows = connection.execute(
        sa.select(opportunity_lines)
        .where(opportunity_lines.c.opportunity_id == opportunity_id)
        .order_by(opportunity_lines.c.position, opportunity_lines.c.id)
    )
    return [Line(row.name, row.quantity, row.unit_price, row.months, row.delivery_note, row.product_id) for row in rows]


def put_lines(
    connection: Connection, caller: Caller, opportunity_id: int, wanted: Sequence[Line], *, version: int
) -> None:
    """Make the lines these, and note it in the history.

    Raises NotFoundError for an opportunity or a product that the caller cannot see, ChangedMeanwhileError.
    """
    touch(connection, opportunity_id, version)
    before = lines(connection, opportunity_id)
    named = {one.product_id for one in wanted if one.product_id is not None}
    known = set(connection.execute(sa.select(products.c.id).where(in_list(products.c.id, named))).scalars())
    for missing in sorted(named - known):
        raise NotFoundError(f"no product {missing}")
    connection.execute(sa.delete(opportunity_lines).where(opportunity_lines.c.opportunity_id == opportunity_id))
    tied = {"tenant_id": caller.tenant_id, "opportunity_id": opportunity_id}
    rows = [{**tied, "position": position, **_columns(one)} for position, one in enumerate(wanted)]
    if rows:
        connection.execute(sa.insert(opportunity_lines), rows)
    if list(wanted) != before:
        note(connection, caller, opportunity_id, {LINES: (_told(before), _told(wanted))})


def headlines(connection: Connection, opportunity_id: int) -> list[Headline]:
    """Return what was kept, newest first. Raises NotFoundError."""
    _require(connection, opportunity_id)
    table = opportunity_headlines
    rows = connection.execute(
        sa.select(table, users.c.name.label("author_name"))
        .outerjoin(users, sa.and_(users.c.tenant_id == table.c.tenant_id, users.c.id == table.c.author_id))
        .where(table.c.opportunity_id == opportunity_id)
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    return [Headline(row.id, row.at, row.words, _author(row), row.interaction_id) for row in rows]


def proposed(connection: Connection, opportunity_id: int, *, now: datetime) -> list[Headline]:
    """Return headlines of the newest interactions that tell something and are not kept yet."""
    kept = {one.interaction_id for one in headlines(connection, opportunity_id)}
    found = timelines.timeline(connection, About(opportunity_id=opportunity_id), now=now, limit=4 * MOST_PROPOSED)
    told = [one for one in found if (one.summary or one.subject) and one.id not in kept]
    return [
        Headline(None, one.ends_at, _shortened(one.summary or one.subject), None, one.id)
        for one in told[:MOST_PROPOSED]
    ]


def keep_headline(
    connection: Connection,
    caller: Caller,
    opportunity_id: int,
    words: str,
    *,
    at: datetime | None,
    interaction_id: int | None,
) -> int:
    """Keep a headline, of an interaction where one is named; return its id. Raises NotFoundError."""
    _require(connection, opportunity_id)
    if interaction_id is not None:
        about = timelines.interaction_view(connection, interaction_id)
        if about is None or about.opportunity_id != opportunity_id:
            raise NotFoundError(f"no interaction {interaction_id} of this opportunity, or it is not yours to see")
        at = at or about.ends_at
    kept: int = connection.execute(
        sa.insert(opportunity_headlines)
        .values(
            tenant_id=caller.tenant_id,
            opportunity_id=opportunity_id,
            at=at or caller.at,
            words=words.strip(),
            interaction_id=interaction_id,
            author_id=caller.user_id,
        )
        .returning(opportunity_headlines.c.id)
    ).scalar_one()
    return kept


def drop_headline(connection: Connection, opportunity_id: int, headline_id: int) -> None:
    """Take a headline away. Raises NotFoundError."""
    table = opportunity_headlines
    gone = connection.execute(
        sa.delete(table).where(table.c.opportunity_id == opportunity_id, table.c.id == headline_id)
    )
    if not gone.rowcount:
        raise NotFoundError(f"no headline {headline_id} of this opportunity, or it is not yours to see")


def _require(connection: Connection, opportunity_id: int) -> None:
    if connection.execute(sa.select(opportunities.c.id).where(opportunities.c.id == opportunity_id)).first() is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")


def _columns(line: Line) -> dict[str, Any]:
    return {
        "product_id": line.product_id,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "months": line.months,
        "delivery_note": line.delivery_note,
    }


def _told(written: Sequence[Line]) -> list[str]:
    """Say lines as the history keeps them."""
    return [f"{one.quantity.normalize():f} × {one.name}" for one in written]


def _author(row: Any) -> Named | None:
    return None if row.author_name is None else Named(row.author_id, row.author_name)


def _shortened(text: str) -> str:
    return text if len(text) <= HEADLINE_CHARACTERS else text[: HEADLINE_CHARACTERS - 1].rstrip() + "…"
