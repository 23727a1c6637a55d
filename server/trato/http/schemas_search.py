"""The JSON of search: what fits, of which kind it is, and why it fits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from trato.http.schemas import (
    AccountOut,
    ContactOut,
    InteractionOut,
    MoneyOut,
    NamedOut,
    OpportunityOut,
    Schema,
)

Kind = Literal["contact", "account", "opportunity", "order", "interaction"]


class SearchQuery(Schema):
    """What to look for. `kinds`, separated by commas, leaves kinds out; `limit` is for each kind."""

    q: str = Field(min_length=1, max_length=200)
    kinds: str = Field("contact,account,opportunity,order,interaction", max_length=100)
    limit: int = Field(6, ge=1, le=50)


class MatchOut(Schema):
    """Why a record fits: how what was typed fits it, and where. `own`: it is the caller's, or its account is."""

    fit: Literal["whole", "beginning", "part", "digits", "spelling", "words"]
    place: Literal["name", "address", "phone", "account", "text"]
    own: bool
    last_interaction_at: datetime | None


class OrderOut(Schema):
    """What was ordered, by its number."""

    id: str
    number: str
    account: NamedOut
    ordered_on: date
    amount: MoneyOut | None
    products: list[str]


class SearchHitOut(Schema):
    """One record that fits. Its members by kind: exactly one of them is there; `account` also tells what it is of."""

    kind: Kind
    match: MatchOut
    account: AccountOut | None
    contact: ContactOut | None
    opportunity: OpportunityOut | None
    order: OrderOut | None
    interaction: InteractionOut | None


class SearchOut(Schema):
    """What fits, best first, records of all kinds together."""

    items: list[SearchHitOut]
