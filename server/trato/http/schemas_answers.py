"""The JSON of answers: one shape for every question, so that a client shows them all alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import ContactOut, InteractionOut, NamedOut, Schema
from trato.http.schemas_search import OrderOut


class AboutQuery(Schema):
    """The account that is asked about."""

    account_id: Id


class ContactsQuery(AboutQuery):
    """`department` narrows to those whose department or title begins with it."""

    department: str | None = Field(None, min_length=1, max_length=100)


class LastContactQuery(AboutQuery):
    """`contact_id` narrows to one person of the account."""

    contact_id: Id | None = None


class LastOrderQuery(AboutQuery):
    """`product` narrows to a product by its key or by words of its name."""

    product: str | None = Field(None, min_length=1, max_length=100)


class PromotionQuery(Schema):
    """The last promotion of all, or of a product; everybody in it, or an account's people."""

    product: str | None = Field(None, min_length=1, max_length=100)
    account_id: Id | None = None


class CollateralQuery(Schema):
    """A brochure by words of its name; everybody who has it, or an account's people."""

    name: str = Field(min_length=1, max_length=100)
    account_id: Id | None = None


class AddressOut(Schema):
    """A place; `purpose` is what it is given for, `kind` what it is listed as."""

    purpose: Literal["mailing", "billing", "delivery", "office"]
    kind: Literal["mailing", "billing", "delivery", "office"]
    name: str | None
    street: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    departments: list[str]


class AnswerWhyOut(Schema):
    """Why an item answers; the client finds the words."""

    code: Literal[
        "most_recent", "most_influence", "only_one", "buying_role", "department", "role_address", "site_kind",
        "site_department", "main_site", "last_promotion", "attached", "ordered", "planned_call", "next_step", "spoke",
    ]  # fmt: skip
    params: dict[str, str]


class AnswerSourceOut(Schema):
    """The record that an item comes from."""

    kind: Literal["contact", "site", "order", "promotion", "collateral", "opportunity", "interaction"]
    id: str
    name: str


class AnswerItemOut(Schema):
    """One thing that answers. `on` is a date and `at` an instant: of the order, the mail, the call, the last talk."""

    why: AnswerWhyOut
    source: AnswerSourceOut
    on: date | None
    at: datetime | None
    contact: ContactOut | None
    account: NamedOut | None
    address: AddressOut | None
    order: OrderOut | None
    user: NamedOut | None
    interaction: InteractionOut | None


class AnswerOut(Schema):
    """What is known, the most useful first; `unknown` names what is not, so that silence is not taken for a no."""

    question: Literal[
        "contacts", "addresses", "accounts-payable", "buyer", "promotion", "collateral", "next-call", "last-order",
        "last-contact",
    ]  # fmt: skip
    about: NamedOut | None
    items: list[AnswerItemOut]
    unknown: list[
        Literal[
            "contact", "department", "mailing_address", "billing_address", "accounts_payable", "buyer", "phone",
            "promotion", "product", "collateral", "call", "order", "interaction",
        ]
    ]  # fmt: skip
