"""The JSON of quotas, attainment and objectives. Figures are decimal texts, money in the tenant's currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema

MOST_BYTES = 5_000_000
_BASE64_BYTES = (MOST_BYTES + 2) // 3 * 4
MeasureName = Literal["revenue", "margin", "units", "new_accounts", "visits"]
SubjectName = Literal["user", "team", "territory"]
Period = Annotated[str, Field(min_length=4, max_length=22)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class QuotaQuery(Schema):
    """Which quotas: those within a period (`2026`, `2026-Q4`, `2026-11` or `2026-11-02..2026-11-20`)."""

    period: Period
    measure: MeasureName | None = None


class QuotaIn(Schema):
    """A quota to set."""

    subject: SubjectName
    subject_id: Id
    product_id: Id | None = None
    period: Period
    measure: MeasureName
    amount: Amount


class QuotaAmountIn(Schema):
    """What a quota asks for from now on."""

    amount: Amount


class QuotaOut(Schema):
    """A quota; `etag` names it for the next change, `is_yours` tells whether the caller sets it."""

    id: str
    subject: SubjectName
    of: NamedOut
    product: NamedOut | None
    period: str
    measure: MeasureName
    amount: str
    etag: str
    is_yours: bool


class SettableOut(Schema):
    """Somebody or something whose quota the caller may set."""

    subject: SubjectName
    id: str
    name: str


class QuotasOut(Schema):
    """The quotas within a period, and whose the caller may set."""

    period: str
    currency: str
    items: list[QuotaOut]
    settable: list[SettableOut]


class QuotaFileIn(Schema):
    """A file of quotas: its bytes in base64 (CSV or XLSX)."""

    content: str = Field(max_length=_BASE64_BYTES)


class QuotaFaultOut(Schema):
    """Why a row is left out."""

    line: int
    code: str
    value: str
    reason: str


class QuotaFileOut(Schema):
    """What a file does, or did; of `fault_count` rows that are left out the first 500 are told."""

    new: int
    changed: int
    removed: int
    unchanged: int
    fault_count: int
    faults: list[QuotaFaultOut]


class QuotaExportQuery(QuotaQuery):
    """Which quotas, and as what."""

    format: Literal["csv", "xlsx"] = "xlsx"


class AttainmentQuery(Schema):
    """Whose figures of which measure in which period; `only` narrows them, `offset` and `limit` page them."""

    period: Period
    by: Literal["user", "team", "territory", "product"] = "user"
    measure: MeasureName = "revenue"
    product_id: Id | None = None
    only: Literal["all", "reached", "behind"] = "all"
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(100, ge=1, le=200)


class StandingOut(Schema):
    """A figure beside its quota; percents are null without one. `forecast` is the sum of `won`, `open` and `pace`."""

    quota: str | None
    attained: str
    percent: str | None
    expected_by_now: str | None
    pace_percent: str | None
    won: str
    open: str
    pace: str
    forecast: str
    is_reached: bool


class AttainmentRowOut(Schema):
    """How one stands; `objectives_percent` is the weighted progress of what they are to reach beside money."""

    subject: NamedOut
    standing: StandingOut
    objectives_percent: str | None


class AttainmentOut(Schema):
    """How quotas stand: `count` rows fit, of which a page; `reached` of all `people` have reached theirs.

    `unconverted` sales count nowhere: there is no rate of their currency for their day of closing.
    """

    period: str
    first: date
    last: date
    today: date
    working_days: int
    working_days_begun: int
    currency: str
    people: int
    reached: int
    count: int
    unconverted: int
    items: list[AttainmentRowOut]


class CreditQuery(Schema):
    """Whose credits."""

    period: Period
    user_id: Id | None = None


class CreditOut(Schema):
    """What counts for somebody, of which sale and product, converted at which rate of which day by which source."""

    user: NamedOut
    opportunity: NamedOut | None
    product: NamedOut | None
    day: date
    origin: Literal["won", "returned", "open"]
    revenue: str
    margin: str
    units: str
    new_accounts: str
    currency: str
    rate: str
    rate_day: date | None
    rate_source: str


class CreditsOut(Schema):
    """The newest credits of a period, at most 500."""

    items: list[CreditOut]


class ObjectiveIn(Schema):
    """What somebody is to reach beside money."""

    user_id: Id
    title: Words = Field(min_length=1)
    period: Period
    weight: int = Field(ge=1, le=100)


class ProgressIn(Schema):
    """How far an objective is, in percent."""

    progress: int = Field(ge=0, le=100)


class ObjectiveOut(Schema):
    """An objective; `is_yours_to_set` tells whether the caller may take it away."""

    id: str
    user: NamedOut
    title: str
    period: str
    weight: int
    progress: int
    etag: str
    is_yours_to_set: bool


class ObjectivesOut(Schema):
    """Objectives by person."""

    items: list[ObjectiveOut]


class ObjectiveQuery(Schema):
    """Of which period."""

    period: Period


class ShareIn(Schema):
    """Somebody's part of a sale."""

    user_id: Id
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=6, decimal_places=3)]


class SharesIn(Schema):
    """Who shares a sale: percentages that make 100; nobody, and it is its owner's."""

    items: list[ShareIn] = Field(max_length=20)


class ShareOut(Schema):
    """Somebody's part of a sale, in percent."""

    user: NamedOut
    percent: str


class ReturnIn(Schema):
    """What came back of a sale, in its currency, all positive."""

    returned_on: date
    product_id: Id | None = None
    amount: Amount
    margin: Amount = Decimal(0)
    quantity: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=3)] = Decimal(0)
    reason: Words = ""


class ReturnOut(Schema):
    """What came back."""

    id: str
    returned_on: date
    product_id: str | None
    amount: str
    margin: str
    quantity: str
    reason: str


class SharingOut(Schema):
    """Who shares a sale and what came back of it; `etag` is the opportunity's."""

    currency: str
    etag: str
    shares: list[ShareOut]
    returns: list[ReturnOut]


class ExchangeRateIn(Schema):
    """What one unit of a currency is in the tenant's from a day on, and who says so; null takes it away."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    day: date
    rate: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=8)] | None
    source: Words = ""


class ExchangeRateOut(Schema):
    """A rate."""

    currency: str
    day: date
    rate: str
    source: str


class ExchangeRatesOut(Schema):
    """Rates into the tenant's currency, the newest first."""

    currency: str
    items: list[ExchangeRateOut]


class QuotaWorkDoneOut(Schema):
    """It is done; there is nothing else to tell."""

    done: bool = True
