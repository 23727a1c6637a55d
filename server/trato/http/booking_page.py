"""`/book/…`: the page on which a customer chooses a time; no account, no script, no cookie, Spanish and English.

Plain HTML with labels and one form, so that it works on any phone and with any screen reader. Who guesses addresses or
asks too often is put off; a page that ended looks like one that never was.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import defaultdict
from datetime import datetime
from html import escape
from http import HTTPStatus
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, Response, request

from trato.errors import InvalidInputError, NotFoundError
from trato.http.auth import services
from trato.http.booking_words import WORDS
from trato.scheduling.availability import zone_of
from trato.scheduling.booking import Bookings, OutlookNotConnectedError, TimeTakenError
from trato.scheduling.booking_links import BookingPages, Customer, Link
from trato.scheduling.model import Slot
from trato.scheduling.step_words import when

blueprint = Blueprint("booking_page", __name__)

MOST_A_MINUTE = 600
MOST_WRONG_A_MINUTE = 20
ADDRESS = re.compile(r"[^@\s,;<>\"'\x00-\x1f]{1,64}@[^@\s,;<>\"'\x00-\x1f]{3,255}")
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem;color:#242424;background:#fff}
label,legend{display:block;margin:.75rem 0 .25rem}input,select,button{font:inherit;padding:.7rem;min-height:44px}
input[type=text],input[type=email],select{width:100%;box-sizing:border-box}
.slot{display:flex;align-items:center;gap:.75rem;min-height:44px;margin:0}
.slot input{min-height:0;width:1.25rem;height:1.25rem}
fieldset{border:1px solid #8a8a8a;border-radius:4px;max-height:60vh;overflow:auto}
button{background:#0f6cbd;color:#fff;border:0;border-radius:4px;width:100%;margin-top:1rem}
:focus-visible{outline:3px solid #0f6cbd;outline-offset:2px}.note{border-left:4px solid #bc4b09;padding-left:.75rem}
@media (prefers-color-scheme:dark){body{background:#1f1f1f;color:#fff}}
"""


class _Turns:
    """Counts what is asked for by name in the present minute; of one process, which is enough to put off a flood."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: defaultdict[str, int] = defaultdict(int)

    def taken(self, name: str) -> int:
        """Count one more, and return how many there were."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._counts = minute, defaultdict(int)
            self._counts[name] += 1
            return self._counts[name]


_turns = _Turns()


@blueprint.get("/book/<token>")
def show(token: str) -> Response:
    """Show the times that are surely free, in the customer's own zone."""
    link = _open(token)
    if isinstance(link, Response):
        return link
    return _times(link, _language(link))


@blueprint.post("/book/<token>")
def choose(token: str) -> Response:
    """Book the chosen time; one that was taken meanwhile leads back to the others."""
    link = _open(token)
    if isinstance(link, Response):
        return link
    language = _language(link)
    try:
        start, customer = _chosen(link, language)
    except InvalidInputError:
        return _times(link, language, note="incomplete", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        booked = _pages().book(link, start, customer, now=services().clock.now())
    except TimeTakenError:
        return _times(link, language, note="taken", status=HTTPStatus.CONFLICT)
    except OutlookNotConnectedError:
        return _note("later", language, HTTPStatus.SERVICE_UNAVAILABLE)
    slot = Slot(booked.starts_at, booked.ends_at, 1.0, ())
    words = WORDS[language]
    body = (
        f"<h1>{words['booked']}</h1><p><strong>{escape(link.subject)}</strong><br>"
        f"{escape(when(slot, zone_of(customer.time_zone), language))}<br>{escape(link.host)}</p>"
        f"<p>{words['invited'].format(address=escape(customer.address))}</p>"
    )
    return _page(words["booked"], body, language, HTTPStatus.CREATED)


def _open(token: str) -> Link | Response:
    address = request.remote_addr or ""
    if _turns.taken(f"link {token[:40]}") > MOST_A_MINUTE:
        return _note("busy", _language(None), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        return _pages().open(token, now=services().clock.now())
    except NotFoundError:
        if _turns.taken(f"wrong {address}") > MOST_WRONG_A_MINUTE:
            return _note("busy", _language(None), HTTPStatus.TOO_MANY_REQUESTS)
        return _note("gone", _language(None), HTTPStatus.NOT_FOUND)


def _pages() -> BookingPages:
    return BookingPages(services().database, Bookings(services().database, services().writers))


def _chosen(link: Link, language: str) -> tuple[datetime, Customer]:
    name = " ".join(request.form.get("name", "").replace("\0", "").split())[:200]
    address = request.form.get("email", "").strip().lower()
    try:
        start = datetime.fromisoformat(request.form.get("start", ""))
    except ValueError as error:
        raise InvalidInputError("start") from error
    if not name or ADDRESS.fullmatch(address) is None or start.tzinfo is None:
        raise InvalidInputError("name, email")
    return start, Customer(name, address, _zone(link).key, language)


def _zone(link: Link) -> ZoneInfo:
    asked = request.values.get("tz", "")
    return ZoneInfo(asked) if asked in available_timezones() else zone_of(link.zone)


def _language(link: Link | None) -> str:
    asked = request.values.get("lang", "")
    if asked in WORDS:
        return asked
    return request.accept_languages.best_match(list(WORDS)) or (link.language if link else "en")


def _times(link: Link, language: str, *, note: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    words, zone = WORDS[language], _zone(link)
    offered = _pages().offered(link, now=services().clock.now())
    told = f'<p class="note" role="alert">{words[note]}</p>' if note else ""
    head = (
        f"<h1>{escape(link.subject)}</h1><p>{words['with'].format(host=escape(link.host))} · "
        f"{link.duration_min} min{' · ' + escape(link.place) if link.place else ''}</p>{told}"
    )
    if not offered:
        return _page(link.subject, f"{head}<p>{words['none']}</p>", language, status)
    choices = "".join(_choice(slot, zone, language) for slot, _ in offered)
    zones = "".join(
        f"<option{' selected' if name == zone.key else ''}>{name}</option>" for name in sorted(available_timezones())
    )
    body = (
        f'{head}<form method="get"><label for="tz">{words["zone"]}</label>'
        f'<select id="tz" name="tz">{zones}</select><input type="hidden" name="lang" value="{language}">'
        f"<button>{words['show']}</button></form>"
        f'<form method="post"><input type="hidden" name="tz" value="{escape(zone.key)}">'
        f'<input type="hidden" name="lang" value="{language}"><fieldset><legend>{words["choose"]}</legend>{choices}'
        f'</fieldset><label for="name">{words["name"]}</label>'
        f'<input id="name" name="name" type="text" autocomplete="name" maxlength="200" required>'
        f'<label for="email">{words["email"]}</label>'
        f'<input id="email" name="email" type="email" autocomplete="email" maxlength="320" required>'
        f"<button>{words['book']}</button></form>"
    )
    return _page(link.subject, body, language, status)


def _choice(slot: Slot, zone: ZoneInfo, language: str) -> str:
    value = escape(slot.start.astimezone(zone).isoformat(), quote=True)
    text = escape(when(slot, zone, language).rpartition(" (")[0])
    return f'<label class="slot"><input type="radio" name="start" value="{value}" required>{text}</label>'


def _note(key: str, language: str, status: HTTPStatus) -> Response:
    return _page(WORDS[language][key], f"<h1>{WORDS[language][key]}</h1>", language, status)


def _page(title: str, body: str, language: str, status: HTTPStatus) -> Response:
    nonce = secrets.token_urlsafe(16)
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)}</title><style nonce="{nonce}">{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(html, status, mimetype="text/html", headers=headers)
