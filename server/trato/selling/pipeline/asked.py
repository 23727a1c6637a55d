"""What somebody asks of the list of opportunities: which, in what order, in what groups. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Which(StrEnum):
    """Open or closed ones."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    ALL = "all"


class Attention(StrEnum):
    """What is wrong with an open opportunity: nothing planned, a date that passed, or nobody spoke for long."""

    NO_NEXT_DATE = "no_next_date"
    PAST_DUE = "past_due"
    SILENT = "silent"


class Order(StrEnum):
    """By which field; those without it come last, whatever the direction."""

    NAME = "name"
    ACCOUNT = "account"
    STAGE = "stage"
    AMOUNT = "amount"
    CLOSE_DATE = "close_date"
    INVOICE_DATE = "invoice_date"
    CREATED_ON = "created_on"
    NEXT_DATE = "next_date"
    PROBABILITY = "probability"
    OWNER = "owner"
    GROUP = "group"
    LAST_INTERACTION = "last_interaction"


class Grouping(StrEnum):
    """By what opportunities stand together; month and quarter are those of the close date."""

    STAGE = "stage"
    OWNER = "owner"
    ACCOUNT = "account"
    TERRITORY = "territory"
    GROUP = "group"
    MONTH = "month"
    QUARTER = "quarter"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both included; None is without bound."""

    first: date | None = None
    last: date | None = None


ANY_TIME = Span()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which opportunities. What is left out does not narrow; of several values of one field any fits."""

    which: Which = Which.OPEN
    query: str = ""
    stages: tuple[str, ...] = ()
    owner_ids: tuple[int, ...] = ()
    account_ids: tuple[int, ...] = ()
    territory_ids: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    closes: Span = ANY_TIME
    next: Span = ANY_TIME
    attention: tuple[Attention, ...] = ()
    silent_days: int = 30
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sorted:
    """An order and its direction."""

    by: Order = Order.CLOSE_DATE
    is_descending: bool = False


SHORT_PLAN = Sorted()
