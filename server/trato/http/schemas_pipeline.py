"""What the list of opportunities asks and answers, and what is changed in it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import InteractionOut, NamedOut, OpportunityOut, Schema
from trato.selling.pipeline.asked import Attention, Grouping, Order, Which

Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
KEY = re.compile(r"[a-z0-9_]{1,60}")
Key = Annotated[str, Field(pattern=f"^{KEY.pattern}$")]
Money = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]


class SpanIn(Schema):
    """From a day to a day, both included."""

    first: date | None = None
    last: date | None = None


class AskedIn(Schema):
    """Which opportunities; what is left out does not narrow."""

    which: Which = Which.OPEN
    query: str = Field("", max_length=200)
    stages: list[Word] = Field([], max_length=50)
    owner_ids: list[Id] = Field([], max_length=200)
    account_ids: list[Id] = Field([], max_length=200)
    territory_ids: list[Id] = Field([], max_length=200)
    groups: list[Word] = Field([], max_length=50)
    currencies: list[Word] = Field([], max_length=50)
    products: list[Word] = Field([], max_length=20)
    least: Money | None = None
    most: Money | None = None
    closes: SpanIn = SpanIn()
    next: SpanIn = SpanIn()
    attention: list[Attention] = Field([], max_length=3)
    silent_days: int = Field(30, ge=1, le=3650)
    custom: dict[Key, Word] = Field({}, max_length=20)


class PipelineIn(Schema):
    """A part of the list."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    order: Order = Order.CLOSE_DATE
    is_descending: bool = False
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class GroupsIn(Schema):
    """The list in groups."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    by: Grouping


class SumOut(Schema):
    """Amounts of one currency, as decimal strings."""

    currency: str
    amount: str
    monthly: str
    weighted: str


class GroupOut(Schema):
    """What stands together; `key` is an id, a code or a first day, null where there is none."""

    key: str | None
    name: str
    count: int
    sums: list[SumOut]


class ClosureOut(Schema):
    """How it ended."""

    outcome: Literal["won", "lost", "cancelled"]
    reason: str
    closed_at: datetime


class PipelineRowOut(Schema):
    """An opportunity in the list."""

    opportunity: OpportunityOut
    account: NamedOut | None
    group: str | None
    territory: str | None
    created_on: date | None
    invoice_date: date | None
    monthly_amount: str | None
    probability: int
    wants: str
    product_names: list[str]
    units: str | None
    competitors: list[str]
    main_competitor: str
    last_interaction: InteractionOut | None
    next_interaction: InteractionOut | None
    closure: ClosureOut | None
    custom: dict[str, Any]


class PipelineOut(Schema):
    """A part of the list, and with the first part how many there are and their amounts."""

    now: datetime
    items: list[PipelineRowOut]
    totals: GroupOut | None
    next_cursor: str | None


class GroupsOut(Schema):
    """The groups."""

    items: list[GroupOut]


class StageChoiceOut(Schema):
    """A stage of the sales process and its usual probability."""

    key: str
    name: str
    probability: int


class OwnFieldOut(Schema):
    """A field that the tenant added."""

    key: str
    name: str
    kind: Literal["text", "number", "money", "date", "yes_no", "choice"]
    choices: list[str]


class PipelineChoicesOut(Schema):
    """What one can choose from in the list."""

    stages: list[StageChoiceOut]
    owners: list[NamedOut]
    territories: list[NamedOut]
    groups: list[str]
    currencies: list[str]
    products: list[str]
    fields: list[OwnFieldOut]


class FieldsIn(Schema):
    """The fields to change; those left out stay, null clears one."""

    name: str | None = Field(None, min_length=1, max_length=300)
    stage: str | None = Field(None, max_length=100)
    owner_id: Id | None = None
    amount: Money | None = None
    monthly_amount: Money | None = None
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")
    created_on: date | None = None
    close_date: date | None = None
    invoice_date: date | None = None
    probability: int | None = Field(None, ge=0, le=100)
    next_date: date | None = None
    next_objective: str | None = Field(None, max_length=200)
    decision_maker_id: Id | None = None
    wants: str | None = Field(None, max_length=1000)
    met_on: date | None = None
    product_names: list[Word] | None = Field(None, max_length=100)
    competitors: list[Word] | None = Field(None, max_length=50)
    main_competitor: str | None = Field(None, max_length=200)
    custom: dict[Key, str | None] | None = Field(None, max_length=100)


class ClosureIn(Schema):
    """How it ended; a reason is asked for what was lost or cancelled."""

    outcome: Literal["won", "lost", "cancelled"]
    reason: str = Field("", max_length=1000)


class LineIn(Schema):
    """A product or a service; with `months` the price is a month's."""

    name: str = Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")
    quantity: Decimal = Field(Decimal(1), ge=0, max_digits=14, decimal_places=3)
    unit_price: Money | None = None
    months: int | None = Field(None, ge=1, le=1200)
    delivery_note: str = Field("", max_length=1000, pattern=r"^[^\x00]*$")
    product_id: Id | None = None


class LinesIn(Schema):
    """All lines, in their order."""

    items: list[LineIn] = Field(max_length=200)


class LineOut(Schema):
    """A line with what is billed for it in all, as decimal strings."""

    name: str
    quantity: str
    unit_price: str | None
    months: int | None
    delivery_note: str
    product_id: str | None
    total: str | None


class LinesOut(Schema):
    """All lines, in their order."""

    items: list[LineOut]


class HeadlineIn(Schema):
    """A few words about the negotiation, of an interaction where one is named."""

    words: str = Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")
    interaction_id: Id | None = None


class HeadlineOut(Schema):
    """A headline; without an id it is proposed and not kept."""

    id: str | None
    at: datetime
    words: str
    author: NamedOut | None
    interaction_id: str | None


class HeadlinesOut(Schema):
    """What was kept, newest first, and what could be."""

    items: list[HeadlineOut]
    proposed: list[HeadlineOut]


class OwnFieldIn(Schema):
    """A field of the tenant's own."""

    name_en: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")
    name_es: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")
    kind: Literal["text", "number", "money", "date", "yes_no", "choice"]
    choices: list[Word] = Field([], max_length=100)


class OwnFieldOrderIn(Schema):
    """The keys of all fields, in the order in which they are wanted."""

    keys: list[Key] = Field(max_length=100)


class OwnFieldKeptOut(OwnFieldIn):
    """A field as an admin works on it, and in how many opportunities something stands in it."""

    key: str
    choices: list[Word]
    used: int


class OwnFieldLeftOut(Schema):
    """Values of a field that was removed: under which key, and in how many opportunities."""

    key: str
    used: int


class OwnFieldsOut(Schema):
    """The tenant's own fields in their order, and what is left of those that were removed."""

    items: list[OwnFieldKeptOut]
    left: list[OwnFieldLeftOut]


class SavedViewIn(Schema):
    """A question as the workspace writes it in its address, under a name."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")
    question: str = Field(max_length=2000, pattern=r"^[^\x00]*$")
    is_shared: bool = False


class SavedViewOut(Schema):
    """A saved question; `is_own` ones can be removed."""

    id: str
    name: str
    question: str
    is_shared: bool
    is_own: bool
    owner: NamedOut


class SavedViewsOut(Schema):
    """One's own and the shared ones."""

    items: list[SavedViewOut]


class ChangeOut(Schema):
    """A change of a field: who, when, from what to what."""

    id: str
    at: datetime
    actor: NamedOut | None
    field: str
    before: Any
    after: Any
    is_undone: bool


class ChangesOut(Schema):
    """The newest changes."""

    items: list[ChangeOut]
