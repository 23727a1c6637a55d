"""What the board, the calendar and the forecast of opportunities ask and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from trato.http.schemas import Schema
from trato.http.schemas_pipeline import AskedIn, GroupOut, PipelineRowOut, StageChoiceOut
from trato.selling.pipeline.asked import Order
from trato.selling.pipeline.forecast import Period


class BoardIn(Schema):
    """The board: `first` rows of each stage, in an order."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    order: Order = Order.CLOSE_DATE
    is_descending: bool = False
    first: int = Field(10, ge=1, le=50)


class BoardColumnOut(Schema):
    """A stage: all that is in it as a sum, its first rows; `next_cursor` goes on in the list, asked for this stage."""

    stage: StageChoiceOut
    total: GroupOut
    items: list[PipelineRowOut]
    next_cursor: str | None


class BoardOut(Schema):
    """Every stage of the sales process in its order; a row moves by changing its field `stage`."""

    now: datetime
    columns: list[BoardColumnOut]


class CloseCalendarIn(Schema):
    """Days of closing, both included, 100 at most: `first_rows` opportunities of each, the largest first."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    first: date
    last: date
    first_rows: int = Field(5, ge=1, le=50)


class BriefOut(Schema):
    """An opportunity in few words; `etag` is what changing its close date asks for."""

    id: str
    name: str
    account: str
    stage: str
    amount: str | None
    currency: str
    probability: int
    outcome: Literal["won", "lost", "cancelled"] | None
    etag: str


class CloseDayOut(Schema):
    """A day on which opportunities close."""

    day: date
    total: GroupOut
    items: list[BriefOut]


class CloseCalendarOut(Schema):
    """The days that have any."""

    days: list[CloseDayOut]
    total: GroupOut


class ExpectedIn(Schema):
    """The forecast, by months or quarters of the close date."""

    asked: AskedIn = Field(default_factory=lambda: AskedIn.model_validate({}))
    by: Period = Period.MONTH


class ExpectedPeriodOut(Schema):
    """A period, without days where opportunities have no close date, and its stages in their order."""

    first: date | None
    last: date | None
    total: GroupOut
    stages: list[GroupOut]


class ExpectedOut(Schema):
    """The periods that have opportunities, and all of them together."""

    today: date
    periods: list[ExpectedPeriodOut]
    total: GroupOut
