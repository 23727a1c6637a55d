"""The JSON of commissions: rules, and statements with the lines that explain each amount."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema
from trato.http.schemas_quotas import Amount, Period

Rate = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]


class BandIn(Schema):
    """From a percentage of the quota on, rates count times `factor`."""

    from_percent: Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=2)]
    factor: Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]


class ProductRateIn(Schema):
    """A rate of its own for a product, in percent."""

    product_id: Id
    rate: Rate


class CommissionIn(Schema):
    """Rules of commission: rates in percent of the measure, bands of attainment, caps in the tenant's currency."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    period: Period
    measure: Literal["revenue", "margin"] = "revenue"
    rate: Rate
    bands: list[BandIn] = Field(default=[BandIn(from_percent=Decimal(0), factor=Decimal(1))], max_length=12)
    product_rates: list[ProductRateIn] = Field(default=[], max_length=500)
    deal_cap: Amount | None = None
    period_cap: Amount | None = None
    user_ids: list[Id] = Field(min_length=1, max_length=2000)


class SimulationIn(CommissionIn):
    """Rules to try, as if the sales of another period came again."""

    like: Period


class BandOut(Schema):
    """A band."""

    from_percent: str
    factor: str


class ProductRateOut(Schema):
    """A rate of its own for a product."""

    product_id: str
    rate: str


class CommissionOut(Schema):
    """Rules as they are kept; once they are frozen nothing of them changes."""

    id: str
    name: str
    period: str
    measure: Literal["revenue", "margin"]
    rate: str
    bands: list[BandOut]
    product_rates: list[ProductRateOut]
    deal_cap: str | None
    period_cap: str | None
    user_ids: list[str]
    frozen_at: datetime | None
    etag: str


class CommissionsOut(Schema):
    """Commissions that pay somebody whom the caller sees."""

    currency: str
    items: list[CommissionOut]


class PaidLineOut(Schema):
    """A line: what counted, at which rate and factor, and what that pays."""

    kind: Literal["credit", "deal_cap", "period_cap"]
    opportunity: NamedOut | None
    product: NamedOut | None
    day: date | None
    origin: Literal["won", "returned"] | None
    counted: str
    rate: str
    factor: str
    from_percent: str
    amount: str


class StatementOut(Schema):
    """What somebody gets, the sum of its lines; `would_be` is what a frozen one would be now."""

    user: NamedOut
    attained: str
    quota: str | None
    amount: str
    would_be: str
    lines: list[PaidLineOut]


class StatementsOut(Schema):
    """Statements of those whom the caller sees."""

    currency: str
    total: str
    items: list[StatementOut]


class StatementsExportQuery(Schema):
    """As what."""

    format: Literal["csv", "xlsx"] = "xlsx"
