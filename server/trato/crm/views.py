"""Customers as they are shown: values that queries give and the HTTP edge presents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as shown."""

    id: int
    name: str
    group: str
    territory: str
    owner: Named | None


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as shown."""

    id: int
    name: str
    title: str
    department: str
    account_id: int | None
    emails: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]
    influence: int | None
    buying_role: str


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its place in the process, from 1."""

    key: str
    name_en: str
    name_es: str
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """An opportunity as shown; `met` tells whether a meeting with the decision maker has ended."""

    id: int
    name: str
    account_id: int
    stage: StageView
    amount: Decimal | None
    currency: str
    close_date: date | None
    probability: int | None
    next_date: date | None
    next_objective: str
    decision_maker: Named | None
    met: bool
    owner: Named | None
    is_open: bool
    version: int
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InteractionView:
    """An interaction as shown; subject and summary are empty for those who may not read them."""

    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    subject: str
    summary: str
    users: tuple[Named, ...]
    contacts: tuple[Named, ...]
    opportunity_id: int | None


@dataclass(frozen=True, slots=True)
class About:
    """Whose interactions are asked for: an account's, a contact's or an opportunity's."""

    account_id: int | None = None
    contact_id: int | None = None
    opportunity_id: int | None = None
