"""What quotas are about: measures, spans of days, sales as they were closed, and the credit somebody has for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What a quota counts. Revenue and margin are in the tenant's currency."""

    REVENUE = "revenue"
    MARGIN = "margin"
    UNITS = "units"
    NEW_ACCOUNTS = "new_accounts"
    VISITS = "visits"


class Subject(StrEnum):
    """Whose quota it is: a person's, that of a manager with the branch below, or a territory's with those below."""

    USER = "user"
    TEAM = "team"
    TERRITORY = "territory"


class Origin(StrEnum):
    """Where a credit is from: a sale, what came back of one, or an open opportunity by its probability."""

    WON = "won"
    RETURNED = "returned"
    OPEN = "open"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both included; days of the tenant's own zone."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies within."""
        return self.first <= day <= self.last

    def covers(self, other: Span) -> bool:
        """Tell whether all days of another span lie within."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sale. A month's price where `months` is given; `cost` of one unit is in the tenant's currency."""

    product_id: int | None
    quantity: Decimal
    unit_price: Decimal | None
    months: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """What came back of a sale, in its currency; all figures are positive."""

    returned_on: date
    product_id: int | None
    amount: Decimal
    margin: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody's part of a sale in percent, with everybody whose team they were in (themselves, then upwards)."""

    user_id: int
    percent: Decimal
    team: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """An opportunity that was won, or an open one with its `probability` in percent.

    `day` is the day of closing in the tenant's zone; of an open one the day it is expected. `shares` are those of
    the sale, in any order; they make 100. `rate` is what one unit of its currency is in the tenant's, at that day.
    `is_first` tells the account's first sale.
    """

    opportunity_id: int
    day: date
    amount: Decimal | None
    rate: Decimal
    lines: tuple[Line, ...]
    returns: tuple[Return, ...]
    shares: tuple[Share, ...]
    is_first: bool = False
    probability: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What counts for somebody, of one product (None for what no line tells) on one day."""

    user_id: int
    product_id: int | None
    day: date
    origin: Origin
    revenue: Decimal
    margin: Decimal
    units: Decimal
    new_accounts: Decimal
    team: tuple[int, ...] = ()

    def of(self, measure: Measure) -> Decimal:
        """Return the figure of a measure; a sale is no visit."""
        return Decimal(0) if measure is Measure.VISITS else getattr(self, measure.value)
