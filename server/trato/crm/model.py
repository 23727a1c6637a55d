"""The words of selling: account, site, contact, opportunity, stage, interaction (DESIGN: words, exactly)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class BuyingRole(StrEnum):
    """The part a contact plays in a purchase."""

    DECISION_MAKER = "decision_maker"
    BUYER = "buyer"
    INFLUENCER = "influencer"
    EVALUATOR = "evaluator"
    USER = "user"
    GATEKEEPER = "gatekeeper"


class InteractionKind(StrEnum):
    """What happened between us and a customer contact."""

    MAIL_IN = "mail_in"
    MAIL_OUT = "mail_out"
    MEETING = "meeting"
    VISIT = "visit"
    CALL = "call"
    NOTE = "note"


class Outcome(StrEnum):
    """How an opportunity ended."""

    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"


class Level(StrEnum):
    """How much of a mail or meeting those who did not take part may read."""

    METADATA = "metadata"
    SUBJECT = "subject"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the sales process. `probability` (0–100) is that of winning from here.

    `pipeline` names which of the tenant's processes it is of, where there are several.
    """

    key: str
    name_en: str
    name_es: str
    position: int
    probability: int
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """A node of the territory tree as a folder gives it; `parent` is another node's name."""

    name: str
    parent: str
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    postal_codes: tuple[str, ...]
    industries: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """An address of an account."""

    kind: str
    street: str
    city: str
    postal_code: str
    country: str
    position: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A company we sell to, as a folder gives it; `territory` and `owner` are names there.

    One with `has_sites` has its places told by a list of their own; `site` is where it is at home.
    """

    key: str
    name: str
    domains: tuple[str, ...]
    territory: str
    owner: str
    group: str
    industry: str
    phone: str
    site: Site | None
    custom: dict[str, str] = field(default_factory=dict)
    line: int | None = None
    has_sites: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at an account, as a folder gives it; `account` and `reports_to` are keys there."""

    key: str
    account: str
    name: str
    title: str
    department: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    reports_to: str
    influence: int | None
    buying_role: str
    language: str
    custom: dict[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """The unit of follow-up, as a folder gives it; accounts, owners and contacts are keys there."""

    key: str
    account: str
    name: str
    owner: str
    stage: str
    amount: Decimal | None
    currency: str
    created_on: date | None
    close_date: date | None
    invoice_date: date | None
    contacts: tuple[str, ...]
    decision_maker: str
    next_date: date | None
    next_objective: str
    products: tuple[str, ...]
    competitors: tuple[str, ...]
    custom: dict[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Something we sell."""

    key: str
    name: str
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerFolder:
    """All customer records of a tenant folder, checked row by row but not yet against one another."""

    territories: tuple[TerritoryRow, ...]
    accounts: tuple[AccountRow, ...]
    contacts: tuple[ContactRow, ...]
    opportunities: tuple[OpportunityRow, ...]
    products: tuple[ProductRow, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Interaction:
    """Something that happened, or is planned, between us and customers.

    `starts_at` equals `ends_at` for mail, calls and notes. It is past from `ends_at` on and next until `starts_at`.
    """

    kind: InteractionKind
    starts_at: datetime
    ends_at: datetime
    user_ids: tuple[int, ...]
    contact_ids: tuple[int, ...]
    account_ids: tuple[int, ...]
    opportunity_id: int | None
    subject: str
    summary: str
    level: Level
    message_id: int | None = None
    event_id: int | None = None
    occurrence_key: str = ""
