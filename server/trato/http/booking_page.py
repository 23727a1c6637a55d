"""`/book/…`: the page on which a customer chooses a time; no account, no cookie, Spanish and English.

Who guesses addresses or asks too often is put off; a page that ended looks like one that never was.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from html import escape
from http import HTTPStatus

from flask import Blueprint, Response, request

from trato.errors import InvalidInputError, NotFoundError
from trato.http import customer_page as frame
from trato.http.auth import services
from trato.http.booking_words import WORDS
from trato.scheduling.availability import Availability, zone_of
from trato.scheduling.booking import Bookings, OutlookNotConnectedError
from trato.scheduling.booking_links import BookingPages, Customer, Link
from trato.scheduling.guest_links import PATH, guest_token
from trato.scheduling.holding import TimeTakenError
from trato.scheduling.model import Slot
from trato.scheduling.step_words import when

blueprint = Blueprint("booking_page", __name__)

MOST_A_MINUTE = 600
LONGEST_FORM = 64
ADDRESS = re.compile(r"[^@\s,;<>\"'\x00-\x1f]{1,64}@[^@\s,;<>\"'\x00-\x1f]{3,255}")


@blueprint.get("/book/<token>")
def show(token: str) -> Response:
    """Show the times that are surely free, in the customer's own zone."""
    link = _open(token)
    if isinstance(link, Response):
        return link
    return _times(link, frame.chosen_language(link.language))


@blueprint.post("/book/<token>")
def choose(token: str) -> Response:
    """Book the chosen time; one that was taken meanwhile leads back to the others."""
    link = _open(token)
    if isinstance(link, Response):
        return link
    language = frame.chosen_language(link.language)
    try:
        start, customer = _chosen(link, language)
    except InvalidInputError:
        return _times(link, language, note="incomplete", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        booked = booking_pages().book(link, start, customer, now=services().clock.now())
    except TimeTakenError:
        return _times(link, language, note="taken", status=HTTPStatus.CONFLICT)
    except OutlookNotConnectedError:
        return frame.note("later", language, HTTPStatus.SERVICE_UNAVAILABLE)
    slot = Slot(booked.starts_at, booked.ends_at, 1.0, ())
    words = WORDS[language]
    change = f"{PATH}{guest_token(link.tenant_id, booked.id, booked.key)}?tz={customer.time_zone}&lang={language}"
    body = (
        f"<h1>{words['booked']}</h1><p><strong>{escape(link.subject)}</strong><br>"
        f"{escape(when(slot, zone_of(customer.time_zone), language))}<br>{escape(link.host)}</p>"
        f"<p>{words['invited'].format(address=escape(customer.address))}</p>"
        f'<p><a class="act" href="{escape(change, quote=True)}">{words["change"]}</a></p>'
    )
    return frame.page(words["booked"], body, language, HTTPStatus.CREATED)


def booking_pages() -> BookingPages:
    """Return what makes and serves booking pages."""
    known = services()
    made = Bookings(known.database, known.writers, site=known.site)
    return BookingPages(known.database, made, Availability(known.database, known.schedules))


def _open(token: str) -> Link | Response:
    if frame.rates.is_over(f"link {token[:40]}", MOST_A_MINUTE):
        return frame.note("busy", frame.chosen_language(), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        return booking_pages().open(token, now=services().clock.now())
    except NotFoundError:
        if frame.is_stranger_too_often():
            return frame.note("busy", frame.chosen_language(), HTTPStatus.TOO_MANY_REQUESTS)
        return frame.note("gone", frame.chosen_language(), HTTPStatus.NOT_FOUND)


def _chosen(link: Link, language: str) -> tuple[datetime, Customer]:
    name = " ".join(request.form.get("name", "").replace("\0", "").split())[:200]
    address = request.form.get("email", "").strip().lower()
    try:
        start = datetime.fromisoformat(request.form.get("start", ""))
    except ValueError as error:
        raise InvalidInputError("start") from error
    if not name or ADDRESS.fullmatch(address) is None or start.tzinfo is None:
        raise InvalidInputError("name, email")
    form = request.form.get("form", "").replace("\0", "")[:LONGEST_FORM]
    return start, Customer(name, address, frame.chosen_zone(link.zone).key, language, form)


def _times(link: Link, language: str, *, note: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    words, zone = WORDS[language], frame.chosen_zone(link.zone)
    offered = booking_pages().offered(link, now=services().clock.now())
    head = (
        f"<h1>{escape(link.subject)}</h1><p>{words['with'].format(host=escape(link.host))} · "
        f"{link.duration_min} min{' · ' + escape(link.place) if link.place else ''}</p>{frame.told(note, language)}"
    )
    if not offered:
        return frame.page(link.subject, f"{head}<p>{words['none']}</p>", language, status)
    # What somebody typed is not lost when their time was taken meanwhile.
    form = request.form.get("form", "")[:LONGEST_FORM] or secrets.token_urlsafe(18)
    name, address = (escape(request.form.get(field, ""), quote=True) for field in ("name", "email"))
    body = (
        f"{head}{frame.zone_form(zone, language)}"
        f'<form method="post">{frame.hidden(tz=zone.key, lang=language, form=form)}'
        f"<fieldset><legend>{words['choose']}</legend>"
        f"{frame.choices([slot for slot, _ in offered], zone, language)}"
        f'</fieldset><label for="name">{words["name"]}</label>'
        f'<input id="name" name="name" type="text" autocomplete="name" maxlength="200" value="{name}" required>'
        f'<label for="email">{words["email"]}</label>'
        f'<input id="email" name="email" type="email" autocomplete="email" maxlength="320" value="{address}" required>'
        f"<button>{words['book']}</button></form>"
    )
    return frame.page(link.subject, body, language, status)
