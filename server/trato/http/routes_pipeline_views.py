"""`/pipeline/board`, `/pipeline/calendar`, `/pipeline/forecast`: the same list as stages, days, and what to expect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.http import paging, present_pipeline
from trato.http import schemas_pipeline_views as out
from trato.http.auth import caller, language, services
from trato.http.routes_pipeline import moment
from trato.selling.pipeline import piles
from trato.selling.pipeline.asked import Order, Sorted, Span
from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.forecast import forecast
from trato.selling.pipeline.piles import PileBy, all_of
from trato.selling.pipeline.rows import rows

blueprint = APIBlueprint("pipeline_views", __name__, tag="Opportunities")

MOST_DAYS = 100


@blueprint.post("/pipeline/board")
@blueprint.input(out.BoardIn)
@blueprint.output(out.BoardOut)
@blueprint.doc(operation_id="askBoard", summary="The list by stages: sums and the first rows of each")
def ask_board(json_data: out.BoardIn) -> Response:
    """Return every stage in its order; a row is moved by `changeFields`, under its etag."""
    who, at = caller(), moment()
    asked = present_pipeline.asked(json_data.asked)
    order = Sorted(json_data.order, json_data.is_descending)
    with services().database.as_user(who) as connection:
        columns = piles.board(connection, who.tenant_id, asked, order, at, first=json_data.first)
        found = rows(connection, [one for column in columns for one in column.pile.ids], now=who.at)
    shown = {one.opportunity.id: present_pipeline.row(one, language()) for one in found}
    body = out.BoardOut(
        now=who.at,
        columns=[
            out.BoardColumnOut(
                stage=present_pipeline.stage(column.stage, language()),
                total=present_pipeline.group(
                    Group(column.stage.key, column.stage.name(language()), column.pile.count, column.pile.sums)
                ),
                items=[shown[one] for one in column.pile.ids if one in shown],
                next_cursor=paging.encode(json_data.first) if column.pile.count > json_data.first else None,
            )
            for column in columns
        ],
    )
    return _json(body)


@blueprint.post("/pipeline/calendar")
@blueprint.input(out.CloseCalendarIn)
@blueprint.output(out.CloseCalendarOut)
@blueprint.doc(operation_id="askCloseCalendar", summary="The list by days of closing: sums and the largest of each")
def ask_calendar(json_data: out.CloseCalendarIn) -> Response:
    """Return the days that have any; the question's own bounds of the close date give way to the days asked for."""
    if not 0 <= (json_data.last - json_data.first).days < MOST_DAYS:
        raise InvalidInputError(f"last: a day from `first` on, {MOST_DAYS} days in all at most")
    who, at = caller(), moment()
    asked = replace(present_pipeline.asked(json_data.asked), closes=Span(json_data.first, json_data.last))
    order, first = Sorted(Order.AMOUNT, is_descending=True), json_data.first_rows
    with services().database.as_user(who) as connection:
        days = piles.piles(connection, who.tenant_id, asked, order, at, by=PileBy.CLOSE_DATE, first=first)
        shown = piles.briefs(connection, [one for day in days for one in day.ids])
    body = out.CloseCalendarOut(
        days=[
            out.CloseDayOut(
                day=day.key,
                total=present_pipeline.group(Group(day.key.isoformat(), "", day.count, day.sums)),
                items=[present_pipeline.brief(shown[one]) for one in day.ids if one in shown],
            )
            for day in days
        ],
        total=present_pipeline.group(all_of(days)),
    )
    return _json(body)


@blueprint.post("/pipeline/forecast")
@blueprint.input(out.ExpectedIn)
@blueprint.output(out.ExpectedOut)
@blueprint.doc(operation_id="askForecast", summary="What is expected to close: months or quarters by stages")
def ask_forecast(json_data: out.ExpectedIn) -> Response:
    """Return the periods with amounts by currency, whole and by their probability."""
    who, at = caller(), moment()
    asked = present_pipeline.asked(json_data.asked)
    with services().database.as_user(who) as connection:
        periods = forecast(connection, who.tenant_id, asked, json_data.by, at, language=language())
    body = out.ExpectedOut(
        today=at.today,
        periods=[
            out.ExpectedPeriodOut(
                first=one.first,
                last=one.last,
                total=present_pipeline.group(one.total),
                stages=[present_pipeline.group(each) for each in one.stages],
            )
            for one in periods
        ],
        total=present_pipeline.group(all_of(one.total for one in periods)),
    )
    return _json(body)


def _json(body: Any) -> Response:
    return jsonify(body.model_dump(mode="json"))
