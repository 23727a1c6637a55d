"""Answers as they are shown: each item says why it is there, of when it is, and from which record it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from trato.crm.search.results import OrderView
from trato.crm.views import ContactView, InteractionView, Named


class Question(StrEnum):
    """What may be asked, in the words of the field."""

    CONTACTS = "contacts"
    ADDRESSES = "addresses"
    ACCOUNTS_PAYABLE = "accounts-payable"
    BUYER = "buyer"
    PROMOTION = "promotion"
    COLLATERAL = "collateral"
    NEXT_CALL = "next-call"
    LAST_ORDER = "last-order"
    LAST_CONTACT = "last-contact"


class Why(StrEnum):
    """Why an item is an answer: one sentence on the screen in each language."""

    MOST_RECENT = "most_recent"
    MOST_INFLUENCE = "most_influence"
    ONLY_ONE = "only_one"
    BUYING_ROLE = "buying_role"
    DEPARTMENT = "department"
    ROLE_ADDRESS = "role_address"
    SITE_KIND = "site_kind"
    SITE_DEPARTMENT = "site_department"
    MAIN_SITE = "main_site"
    LAST_PROMOTION = "last_promotion"
    ATTACHED = "attached"
    ORDERED = "ordered"
    PLANNED_CALL = "planned_call"
    NEXT_STEP = "next_step"
    SPOKE = "spoke"


class Missing(StrEnum):
    """What is not known, so that nobody takes silence for a no."""

    CONTACT = "contact"
    DEPARTMENT = "department"
    MAILING_ADDRESS = "mailing_address"
    BILLING_ADDRESS = "billing_address"
    ACCOUNTS_PAYABLE = "accounts_payable"
    BUYER = "buyer"
    PHONE = "phone"
    PROMOTION = "promotion"
    PRODUCT = "product"
    COLLATERAL = "collateral"
    CALL = "call"
    ORDER = "order"
    INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class Address:
    """A place of an account; `purpose` is what it is given for here."""

    purpose: str
    site_id: int
    name: str
    kind: str
    street: str
    city: str
    postal_code: str
    country: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The record that an item comes from."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that answers, with why, when and where from. Which of the rest is there follows from the question."""

    why: Why
    source: Source
    on: date | None = None
    at: datetime | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    contact: ContactView | None = None
    account: Named | None = None
    address: Address | None = None
    order: OrderView | None = None
    user: Named | None = None
    interaction: InteractionView | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known, the most useful first, and what is not."""

    question: Question
    about: Named | None
    items: tuple[Item, ...]
    unknown: tuple[Missing, ...] = ()
