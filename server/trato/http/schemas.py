"""The JSON of the API's answers: pydantic at the edge only, the source of the OpenAPI document.

Ids are strings, so that no client rounds them. An absent value is null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """The root of all bodies: unknown members are refused, so that a client's slip is told."""

    model_config = ConfigDict(extra="forbid")


class NamedOut(Schema):
    """Something by its id and name."""

    id: str
    name: str


class TenantOut(Schema):
    """The organisation one works for."""

    name: str
    currency: str


class ManagerOut(NamedOut):
    """Whom one reports to, and in which language one writes to them."""

    address: str
    language: str


class MeOut(NamedOut):
    """Who is signed in."""

    upn: str
    roles: list[Literal["rep", "assistant", "manager", "admin"]]
    language: str
    timezone: str
    tenant: TenantOut
    manager: ManagerOut | None
    now: datetime


class PhoneOut(Schema):
    """A phone number as typed, and what kind it is."""

    number: str
    kind: str


class ContactOut(NamedOut):
    """A person at an account."""

    title: str | None
    department: str | None
    account_id: str | None
    emails: list[str]
    phones: list[PhoneOut]
    influence: int | None
    buying_role: Literal["decision_maker", "buyer", "influencer", "evaluator", "user", "gatekeeper"] | None


class AccountOut(NamedOut):
    """A company we sell to."""

    group: str | None
    territory: str | None
    owner: NamedOut | None


class StageOut(Schema):
    """A step of the sales process; `name` in the reader's language."""

    key: str
    name: str
    position: int
    of: int


class MoneyOut(Schema):
    """An amount as a decimal string, and its ISO 4217 currency."""

    value: str
    currency: str


class NextStepOut(Schema):
    """The next date and its one objective."""

    date: date
    objective: str


class DecisionMakerOut(Schema):
    """Who decides; `met` when a meeting with them has ended."""

    contact_id: str
    name: str
    met: bool


class OpportunityOut(NamedOut):
    """The unit of follow-up."""

    account_id: str
    stage: StageOut
    amount: MoneyOut | None
    close_date: date | None
    probability: int | None
    next_step: NextStepOut | None
    decision_maker: DecisionMakerOut | None
    owner: NamedOut | None
    is_open: bool
    products: list[str]
    etag: str


class InteractionOut(Schema):
    """Something that happened or is planned; `subject` and `summary` only for those who may read them."""

    id: str
    kind: Literal["mail_in", "mail_out", "meeting", "visit", "call", "note"]
    at: datetime
    ends_at: datetime
    subject: str | None
    summary: str | None
    users: list[NamedOut]
    contacts: list[NamedOut]
    opportunity_id: str | None


class ReasonOut(Schema):
    """One part of a decision; the client finds the words for `code` and fills in `params`."""

    code: str
    points: float
    params: dict[str, str]


class DecidedByOut(Schema):
    """A rule of Trato's, or a person."""

    kind: Literal["rule", "user"]
    name: str | None


class DecisionsCountOut(Schema):
    """How many decisions stand that one could undo together."""

    decided: int


class UndoneOut(Schema):
    """How many decisions were undone."""

    undone: int


class LinkOut(Schema):
    """What a thread or event concerns, and why."""

    thread_id: str | None
    event_id: str | None
    state: Literal["confirmed", "suggested", "rejected", "none"]
    opportunity: OpportunityOut | None
    account: AccountOut | None
    score: float
    decided_by: DecidedByOut
    reasons: list[ReasonOut]
    etag: str


class SuggestionOut(Schema):
    """A ranked candidate."""

    opportunity: OpportunityOut
    score: float
    reasons: list[ReasonOut]


class AutomatedOut(Schema):
    """What kind of machine wrote the mail, and what gave it away."""

    kind: str
    why: str


class PersonOut(Schema):
    """A participant of the open item."""

    address: str
    name: str
    role: Literal["from", "to", "cc", "organizer", "attendee"]
    kind: Literal["contact", "colleague", "unknown"]
    contact: ContactOut | None
    user: NamedOut | None


class ContextOut(Schema):
    """What a colleague would say about the open item."""

    now: datetime
    state: Literal[
        "known", "unknown_person", "unknown_company", "several_accounts", "internal", "automated", "excluded", "empty"
    ]
    thread_id: str | None
    event_id: str | None
    automated: AutomatedOut | None
    people: list[PersonOut]
    account: AccountOut | None
    accounts: list[AccountOut]
    opportunities: list[OpportunityOut]
    link: LinkOut | None
    suggestions: list[SuggestionOut]
    last_interaction: InteractionOut | None
    next_interaction: InteractionOut | None
    timeline: list[InteractionOut]


class OpportunitiesOut(Schema):
    """A page of opportunities."""

    items: list[OpportunityOut]
    next_cursor: str | None


class AccountsOut(Schema):
    """A page of accounts."""

    items: list[AccountOut]
    next_cursor: str | None


class InteractionsOut(Schema):
    """A page of interactions, newest first."""

    items: list[InteractionOut]
    next_cursor: str | None


class ProblemOut(BaseModel):
    """A problem (RFC 9457); `code` is stable."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: dict[str, Any] | None = None
