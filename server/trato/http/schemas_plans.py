"""The JSON of groups of accounts and of plans of accounts. Amounts are in the tenant's currency, as decimal texts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trato.http.inputs import Id
from trato.http.schemas import NamedOut, Schema

Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=4000)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=-100, le=1000, max_digits=6, decimal_places=2)]
ActionKind = Literal["visit", "meeting", "call", "mail", "other"]


class GroupCondition(Schema):
    """A criterion, or `own:` and the name of a field of the tenant's accounts, compared with a value."""

    criterion: str = Field(min_length=1, max_length=100)
    test: Literal["at_least", "at_most", "is"]
    value: str = Field(max_length=100)


class GroupActivity(Schema):
    """What is done for each account of a group, so many times a year."""

    kind: ActionKind
    title: str = Field(min_length=1, max_length=200)
    times: int = Field(ge=1, le=52)


class AccountGroup(Schema):
    """A group of accounts; without conditions it takes whoever is left. Growth in percent a year."""

    code: str = Field(min_length=1, max_length=20)
    name: Line
    conditions: list[GroupCondition] = Field(max_length=10)
    description: Text = ""
    objectives: Text = ""
    activities: list[GroupActivity] = Field(default=[], max_length=20)
    budget: Amount | None = None
    growth_percent: Percent | None = None


class AccountGroupsIn(Schema):
    """All groups, in order: an account falls into the first whose conditions all hold."""

    items: list[AccountGroup] = Field(max_length=20)


class AccountGroupsOut(Schema):
    """The groups; `etag` names them for the next change, `criteria` what conditions may ask."""

    etag: str
    items: list[AccountGroup]
    criteria: list[str]
    currency: str


class GroupReasonOut(Schema):
    """A condition with the account's own figure; null where nothing is known."""

    criterion: str
    test: Literal["at_least", "at_most", "is"]
    value: str
    figure: str | None


class GroupMoveOut(Schema):
    """An account that would change its group, and what was asked of it."""

    account: NamedOut
    owner: NamedOut | None
    before: str
    after: str
    reasons: list[GroupReasonOut]


class GroupCountOut(Schema):
    """How many accounts a group has now, and would have."""

    code: str
    before: int
    after: int


class GroupsPreviewOut(Schema):
    """Who would fall where: counts of each group, and who moves, the first 200 of them."""

    looked_at: int
    groups: list[GroupCountOut]
    moved: int
    unplaced: int
    moves: list[GroupMoveOut]


class PlacingOut(Schema):
    """Accounts that were put into their groups at once."""

    id: str
    at: datetime
    by: NamedOut | None
    moved: int
    undone_at: datetime | None


class PlacingsOut(Schema):
    """Placings, newest first."""

    items: list[PlacingOut]


class PlacedOut(Schema):
    """What was done; null where no account had to move."""

    placing: PlacingOut | None


class PlanQuery(Schema):
    """Of which year; the present one where it is left out."""

    year: int | None = Field(default=None, ge=2000, le=2100)


class PlanIn(Schema):
    """What people write about a plan."""

    objective: Text = ""
    expected_amount: Amount | None = None
    growth_percent: Percent | None = None
    resources: Text = ""


class PlanActionIn(Schema):
    """Something to do for the account; without an assignee it is the caller's."""

    kind: ActionKind
    title: str = Field(min_length=1, max_length=200)
    due_on: date
    assignee_id: Id | None = None
    resources: Line = ""
    expected_result: Line = ""


class PlanActionsIn(Schema):
    """Actions to add."""

    items: list[PlanActionIn] = Field(min_length=1, max_length=120)


class PlanActionOut(Schema):
    """An action; it is a task, ticked off as any other under `etag`."""

    task_id: str
    kind: ActionKind
    title: str
    due_on: date | None
    assignee: NamedOut
    resources: str
    expected_result: str
    done_at: datetime | None
    etag: str


class PlanOut(Schema):
    """A plan of an account for a year."""

    objective: str
    expected_amount: str | None
    growth_percent: str | None
    resources: str
    actions: list[PlanActionOut]
    made_by: NamedOut | None
    etag: str


class ProposedActionOut(Schema):
    """An action that the account's group would have."""

    kind: ActionKind
    title: str
    due_on: date


class ProposedPlanOut(Schema):
    """What the account's group means for it."""

    objective: str
    expected_amount: str | None
    growth_percent: str | None
    actions: list[ProposedActionOut]


class AccountPlanOut(Schema):
    """An account, what is known of it, its plan if there is one, and what its group would propose."""

    account: NamedOut
    group: str
    year: int
    currency: str
    figures: dict[str, str | None]
    orders_elsewhere: int
    won: str
    plan: PlanOut | None
    proposal: ProposedPlanOut | None


class PlanProgressOut(Schema):
    """How a plan goes."""

    account: NamedOut
    group: str
    owner: NamedOut | None
    actions: int
    done: int
    late: int
    expected_amount: str | None
    won: str


class FewerVisitsOut(Schema):
    """An account that is seen more often than its group asks for."""

    account: NamedOut
    group: str
    owner: NamedOut | None
    visits: int
    asked: int
    purchases: str


class PlansOut(Schema):
    """The plans of a year, and the accounts that need fewer visits."""

    year: int
    currency: str
    items: list[PlanProgressOut]
    fewer_visits: list[FewerVisitsOut]
