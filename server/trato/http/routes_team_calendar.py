"""`/team-calendar`, `/calendar-day` and `/moves`: calendars of several people, and what one does in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.http import present_team as present
from trato.http import schemas_team as out
from trato.http.auth import caller, language, services
from trato.scheduling.calendar_people import Access
from trato.scheduling.day_requests import waiting
from trato.scheduling.model import Period
from trato.scheduling.moving import Moves
from trato.scheduling.publishing.writing import WORDS, Sheet, calendar_file
from trato.scheduling.team_calendar import TeamCalendar
from trato.scheduling.team_entries import entries
from trato.scheduling.team_model import EntryKind, Filters

blueprint = APIBlueprint("team_calendar", __name__, tag="Team calendar")

LATELY = timedelta(days=7)
AHEAD = timedelta(days=60)


@blueprint.get("/team-calendar")
@blueprint.input(out.TeamQuery, location="query")
@blueprint.output(out.TeamCalendarOut)
@blueprint.doc(operation_id="getTeamCalendar", summary="Calendars of several people beside each other")
def get_team_calendar(query_data: out.TeamQuery) -> Response:
    """Return the calendars the caller may look at, each as far as they may know of it."""
    who = caller()
    view = _calendar().look(who, _window(query_data.from_, query_data.to), _filters(query_data))
    return jsonify(present.team_calendar(view, who.at).model_dump(mode="json"))


@blueprint.get("/team-calendar/table")
@blueprint.input(out.TeamQuery, location="query")
@blueprint.output(out.TableOut)
@blueprint.doc(operation_id="exportTeamCalendar", summary="The same as a table to be saved")
def export_team_calendar(query_data: out.TeamQuery) -> Response:
    """Return what is shown as CSV, in which no cell becomes a formula."""
    window = _window(query_data.from_, query_data.to)
    text = _calendar().table(caller(), window, _filters(query_data))
    name = f"calendar-{window.start.date().isoformat()}.csv"
    return jsonify(out.TableOut(name=name, content_type="text/csv", text=text).model_dump(mode="json"))


@blueprint.get("/team-calendar/file")
@blueprint.input(out.TeamQuery, location="query")
@blueprint.output(out.TableOut)
@blueprint.doc(operation_id="exportTeamCalendarFile", summary="The same as an iCalendar file to be saved")
def export_team_calendar_file(query_data: out.TeamQuery) -> Response:
    """Return what is shown as a calendar file (RFC 5545); private items are busy times, one's own too."""
    who, window = caller(), _window(query_data.from_, query_data.to)
    people, found = _calendar().to_be_shown(who, window, _filters(query_data))
    names = {one.id: one.name for one in people}
    sheet = Sheet(WORDS[language()]["team"], language(), who.at, who.tenant_id, names)
    name = f"calendar-{window.start.date().isoformat()}.ics"
    text = calendar_file(sheet, found).decode()
    return jsonify(out.TableOut(name=name, content_type="text/calendar", text=text).model_dump(mode="json"))


@blueprint.get("/team-calendar/cover")
@blueprint.input(out.CoverQuery, location="query")
@blueprint.output(out.CoverOut)
@blueprint.doc(operation_id="whoCanCover", summary="Who could be there instead of somebody")
def who_can_cover(query_data: out.CoverQuery) -> Response:
    """Return who is free, busy, off or unknown at that time, best first."""
    account = None if query_data.account_id is None else int(query_data.account_id)
    window = _window(query_data.from_, query_data.to)
    found, people = _calendar().who_can_cover(caller(), int(query_data.user_id), window, account)
    return jsonify(present.cover(found, people).model_dump(mode="json"))


@blueprint.get("/calendar-day")
@blueprint.output(out.DayOut)
@blueprint.doc(operation_id="getCalendarDay", summary="What waits in the calendars one looks after")
def get_calendar_day() -> Response:
    """Return whom the caller acts for, what waits for an answer there, what runs out, and what was moved."""
    who = caller()
    people = [one for one in _calendar().people(who) if one.access is not Access.TEAM]
    delegated = [one for one in people if one.access is Access.DELEGATED]
    looked_after = delegated or people
    invitations, asked = waiting(services().database, who, looked_after)
    kept = [
        one
        for one in entries(services().database, who, looked_after, Period(who.at, who.at + AHEAD))
        if one.kind is EntryKind.HOLD and one.expires_at is not None
    ]
    moved = _moves().lately(who, since=who.at - LATELY)
    ids = {one.id for one in people}
    body = out.DayOut(
        now=who.at,
        people=[present.person(one) for one in people],
        invitations=[present.invitation(one) for one in invitations],
        asked=[present.asked(one) for one in asked],
        holds=[present.entry(one) for one in kept],
        moves=[present.move(one) for one in moved if one.user_id in ids],
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/moves/preview")
@blueprint.input(out.MoveIn)
@blueprint.output(out.MoveShownOut)
@blueprint.doc(operation_id="previewMove", summary="What moving an appointment would do, and who would be told")
def preview_move(json_data: out.MoveIn) -> Response:
    """Return who would get the new time and whether it is free; nothing is moved."""
    start = _aware(json_data.start, "start")
    shown = _moves().look(caller(), int(json_data.user_id), int(json_data.event_id), start)
    return jsonify(present.move_shown(shown).model_dump(mode="json"))


@blueprint.post("/moves")
@blueprint.input(out.MoveMadeIn)
@blueprint.output(out.MoveOut, status_code=201)
@blueprint.doc(operation_id="makeMove", summary="Move an appointment; its guests are told at once")
def make_move(json_data: out.MoveMadeIn) -> Response:
    """Move what a person has looked at, under the caller's own name; whose calendar it is sees who did it."""
    who = caller()
    start = _aware(json_data.start, "start")
    made = _moves().make(who, int(json_data.user_id), int(json_data.event_id), start, json_data.token)
    response = jsonify(present.move(made).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


def _calendar() -> TeamCalendar:
    return TeamCalendar(services().database, services().schedules)


def _moves() -> Moves:
    return Moves(services().database, services().writers, services().schedules, site=services().site)


def _filters(asked: out.TeamQuery) -> Filters:
    try:
        kinds = frozenset(EntryKind(one) for one in (asked.kinds or "").split(",") if one)
    except ValueError as error:
        raise InvalidInputError(f"kinds: expected some of {', '.join(EntryKind)}") from error
    return Filters(
        user_ids=frozenset(int(one) for one in (asked.users or "").split(",") if one),
        account_id=None if asked.account_id is None else int(asked.account_id),
        kinds=kinds,
    )


def _window(begin: datetime, end: datetime) -> Period:
    return Period(_aware(begin, "from"), _aware(end, "to"))


def _aware(moment: datetime, name: str) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInputError(f"{name} must be an instant with an offset")
    return moment
