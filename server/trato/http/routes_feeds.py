"""`/calendar-feeds` and `/calendar/export`; `/feeds/….ics`, where calendar programs read by a secret address.

Read as RFC 9110 §13 has it: an entity tag, and 304 where nothing changed. Who guesses addresses, or polls more often
than any program needs, is put off with the time to wait.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Blueprint, Response, jsonify, request

from trato.errors import InvalidInputError, NotFoundError
from trato.http import inputs
from trato.http import schemas_calendar_out as out
from trato.http.auth import caller, language, services
from trato.http.rates import Rates
from trato.scheduling.model import Period
from trato.scheduling.publishing.feeds import CalendarFeed, CalendarFeeds, FeedScope

blueprint = APIBlueprint("calendar_feeds", __name__, tag="Calendars for other programs")
public = Blueprint("feeds", __name__)

MOST_A_MINUTE = 30
MOST_WRONG_A_MINUTE = 20
KEPT_S = 300
USUAL_EXPORT = timedelta(days=90)

_rates = Rates()


@blueprint.post("/calendar-feeds")
@blueprint.input(out.CalendarFeedIn)
@blueprint.output(out.CalendarFeedOut, status_code=201)
@blueprint.doc(operation_id="makeCalendarFeed", summary="Make an address at which a program reads a calendar")
def make_calendar_feed(json_data: out.CalendarFeedIn) -> Response:
    """Make a feed of one's own calendar or one's team's; its address is told this once."""
    feed, token = CalendarFeeds(services().database).make(caller(), FeedScope(json_data.scope), json_data.language)
    response = jsonify(_feed(feed, f"/feeds/{token}.ics").model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/calendar-feeds")
@blueprint.output(out.CalendarFeedsOut)
@blueprint.doc(operation_id="listCalendarFeeds", summary="The caller's calendar feeds")
def list_calendar_feeds() -> Response:
    """Return the caller's feeds without their secrets."""
    items = [_feed(one, None) for one in CalendarFeeds(services().database).of(caller())]
    return jsonify(out.CalendarFeedsOut(items=items).model_dump(mode="json"))


@blueprint.delete("/calendar-feeds/<int:feed_id>")
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="endCalendarFeed", summary="End a calendar feed")
def end_calendar_feed(feed_id: int) -> Response:
    """End a feed at once; its address opens nothing any more."""
    CalendarFeeds(services().database).end(caller(), feed_id)
    return jsonify({})


@blueprint.get("/calendar/export")
@blueprint.input(out.CalendarExportQuery, location="query")
@blueprint.output(out.CalendarFileOut)
@blueprint.doc(operation_id="exportCalendar", summary="A calendar as an iCalendar file")
def export_calendar(query_data: out.CalendarExportQuery) -> Response:
    """Return the caller's calendar or their team's; private items are busy times."""
    who = caller()
    begin, end = query_data.window_from, query_data.window_to
    if any(one is not None and one.tzinfo is None for one in (begin, end)):
        raise InvalidInputError("window_from and window_to must be instants with an offset")
    start = begin or who.at
    window = Period(start, end or start + USUAL_EXPORT)
    scope = FeedScope(query_data.scope)
    content = CalendarFeeds(services().database).export(who, scope, window, language())
    return jsonify(out.CalendarFileOut(name=f"trato-{scope}.ics", content=content.decode()).model_dump(mode="json"))


@public.get("/feeds/<token>.ics")
def read_feed(token: str) -> Response:
    """Return a feed as a calendar file, or that it did not change."""
    if _rates.is_over(f"feed {token[:40]}", MOST_A_MINUTE):
        return _put_off()
    try:
        name, content = CalendarFeeds(services().database).read(token, now=services().clock.now())
    except NotFoundError:
        if _rates.is_over(f"wrong {request.remote_addr or ''}", MOST_WRONG_A_MINUTE):
            return _put_off()
        return _plain("This calendar does not exist or has ended.\n", HTTPStatus.NOT_FOUND)
    response = Response(content, mimetype="text/calendar", content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    response.headers["Content-Disposition"] = f'inline; filename="{name.casefold()}.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    return response


def _put_off() -> Response:
    response = _plain("Too many requests.\n", HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = "60"
    return response


def _plain(text: str, status: HTTPStatus) -> Response:
    return Response(text, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _feed(one: CalendarFeed, path: str | None) -> out.CalendarFeedOut:
    return out.CalendarFeedOut.model_validate(
        {
            "id": str(one.id), "scope": one.scope.value, "language": one.language, "path": path,
            "made_at": one.made_at, "read_at": one.read_at,
        }
    )  # fmt: skip
