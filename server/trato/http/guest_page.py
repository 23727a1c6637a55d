"""`/book/appointments/…`: the page on which a customer moves or cancels what they booked, by the link they were sent.

Looking changes nothing, because mail servers follow links; a change is a form of the version that was shown, and of
two at once one is told what the other did. An appointment that is over looks like one that never was.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from http import HTTPStatus

from flask import Blueprint, Response, request

from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError, TratoError
from trato.http import customer_page as frame
from trato.http.auth import services
from trato.http.booking_page import booking_pages
from trato.http.booking_words import WORDS
from trato.scheduling.availability import zone_of
from trato.scheduling.booking import OutlookNotConnectedError
from trato.scheduling.guest_links import GuestAppointment, open_guest_link
from trato.scheduling.holding import TimeTakenError
from trato.scheduling.model import Slot
from trato.scheduling.step_words import when

blueprint = Blueprint("guest_page", __name__)

MOST_A_MINUTE = 60
REFUSALS: dict[type[TratoError], tuple[str, HTTPStatus]] = {
    InvalidInputError: ("choose_one", HTTPStatus.UNPROCESSABLE_ENTITY),
    TimeTakenError: ("taken", HTTPStatus.CONFLICT),
    ChangedMeanwhileError: ("changed", HTTPStatus.CONFLICT),
    NotFoundError: ("changed", HTTPStatus.CONFLICT),
}


@blueprint.get("/book/appointments/<token>")
def show(token: str) -> Response:
    """Show the appointment, and what can be done about it."""
    found = _open(token)
    return found if isinstance(found, Response) else _appointment(found)


@blueprint.post("/book/appointments/<token>")
def change(token: str) -> Response:
    """Move or cancel the appointment as it was shown."""
    found = _open(token)
    if isinstance(found, Response):
        return found
    try:
        return _cancel(found) if request.form.get("do") == "cancel" else _move(found)
    except OutlookNotConnectedError:
        return frame.note("later", _language(found), HTTPStatus.SERVICE_UNAVAILABLE)
    except tuple(REFUSALS) as error:
        note, status = next(told for kind, told in REFUSALS.items() if isinstance(error, kind))
        return _appointment(_again(token, found), note=note, status=status)


def _open(token: str) -> GuestAppointment | Response:
    if frame.rates.is_over(f"guest {token[:40]}", MOST_A_MINUTE):
        return frame.note("busy", frame.chosen_language(), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        return open_guest_link(services().database, token, now=services().clock.now())
    except NotFoundError:
        if frame.is_stranger_too_often():
            return frame.note("busy", frame.chosen_language(), HTTPStatus.TOO_MANY_REQUESTS)
        return frame.note("gone", frame.chosen_language(), HTTPStatus.NOT_FOUND)


def _again(token: str, before: GuestAppointment) -> GuestAppointment:
    """Return the appointment as it is now; as it was where it has just ended."""
    try:
        return open_guest_link(services().database, token, now=services().clock.now())
    except NotFoundError:
        return before


def _language(found: GuestAppointment) -> str:
    return frame.chosen_language(found.booking.language)


def _cancel(found: GuestAppointment) -> Response:
    if not found.is_open and not found.booking.is_cancelled:
        return _appointment(found, note="begun", status=HTTPStatus.CONFLICT)
    booking_pages().cancel(found, now=services().clock.now())
    return frame.note("cancelled", _language(found), HTTPStatus.OK)


def _move(found: GuestAppointment) -> Response:
    link = booking_pages().page_of(found)
    if link is None or not found.is_open:
        return _appointment(found, note="changed", status=HTTPStatus.CONFLICT)
    start, version = _chosen()
    moved = booking_pages().move(found, link, start, version=version, now=services().clock.now())
    language, zone = _language(found), frame.chosen_zone(zone_of(found.zone).key)
    words = WORDS[language]
    slot = Slot(moved.starts_at, moved.ends_at, 1.0, ())
    body = (
        f"<h1>{words['moved']}</h1><p><strong>{escape(moved.subject)}</strong><br>"
        f"{escape(when(slot, zone, language))}<br>{escape(found.host)}</p><p>{words['invited_again']}</p>"
    )
    return frame.page(words["moved"], body, language, HTTPStatus.OK)


def _chosen() -> tuple[datetime, int]:
    try:
        start = datetime.fromisoformat(request.form.get("start", ""))
        version = int(request.form.get("version", ""))
    except ValueError as error:
        raise InvalidInputError("start, version") from error
    if start.tzinfo is None:
        raise InvalidInputError("start")
    return start, version


def _appointment(found: GuestAppointment, *, note: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    language, zone = _language(found), frame.chosen_zone(zone_of(found.zone).key)
    words, kept = WORDS[language], found.booking
    if kept.is_cancelled:
        return frame.note("cancelled", language, status)
    slot = Slot(kept.starts_at, kept.ends_at, 1.0, ())
    body = (
        f"<h1>{escape(kept.subject)}</h1>{frame.told(note, language)}<p>{escape(when(slot, zone, language))}<br>"
        f"{words['with'].format(host=escape(found.host))}{' · ' + escape(kept.place) if kept.place else ''}</p>"
    )
    if found.is_open:
        body += _moving(found, language) + _cancelling(found, language)
    return frame.page(kept.subject, body, language, status)


def _moving(found: GuestAppointment, language: str) -> str:
    words, zone = WORDS[language], frame.chosen_zone(zone_of(found.zone).key)
    link = booking_pages().page_of(found)
    offered = [] if link is None else booking_pages().offered_instead(found, link, now=services().clock.now())
    if not offered:
        return f"<h2>{words['move']}</h2><p>{words['none']}</p>"
    return (
        f"<h2>{words['move']}</h2>{frame.zone_form(zone, language)}"
        f'<form method="post">{frame.hidden(tz=zone.key, lang=language, do="move", version=str(found.booking.version))}'
        f"<fieldset><legend>{words['choose']}</legend>{frame.choices(offered, zone, language)}</fieldset>"
        f"<button>{words['move']}</button></form>"
    )


def _cancelling(found: GuestAppointment, language: str) -> str:
    words = WORDS[language]
    return (
        f'<details><summary>{words["cancel"]}</summary><form method="post">'
        f"{frame.hidden(lang=language, do='cancel')}<p>{words['cancel_sure'].format(host=escape(found.host))}</p>"
        f"<button>{words['cancel_now']}</button></form></details>"
    )
