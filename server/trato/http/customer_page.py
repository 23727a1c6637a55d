"""The frame of the pages that customers see: plain HTML, in Spanish and English, in their own time zone.

Labels, headings and forms alone, so that it works on any phone and with any screen reader. The one script asks the
browser for its time zone where none was chosen; without it the organisation's zone is shown, and can be changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from html import escape
from http import HTTPStatus
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from flask import Response, request

from trato.http.booking_words import WORDS
from trato.http.rates import Rates
from trato.scheduling.model import Slot
from trato.scheduling.step_words import day_of, time_of

MOST_WRONG_A_MINUTE = 20
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem;color:#242424;background:#fff}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}p{overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:1rem 0 .25rem}
label,legend,summary{display:block;margin:.75rem 0 .25rem}legend{font-weight:600}
input,select,button{font:inherit;padding:.7rem;min-height:44px}
input[type=text],input[type=email],select{width:100%;box-sizing:border-box;border:1px solid #707070;border-radius:4px;
background:inherit;color:inherit}
.times{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));gap:.5rem}
.slot{display:flex;align-items:center;gap:.5rem;min-height:44px;margin:0;padding:0 .5rem;border:1px solid #707070;
border-radius:4px}.slot input{min-height:0;width:1.25rem;height:1.25rem;padding:0;margin:0}
fieldset{border:0;margin:0;padding:0;min-width:0}
button{background:#0f6cbd;color:#fff;border:0;border-radius:4px;width:100%;margin-top:1rem}
button.plain{background:none;color:inherit;border:1px solid #707070}
summary{min-height:44px;line-height:44px;cursor:pointer;text-decoration:underline}a{color:#0f548c}
.act{display:inline-block;min-height:44px;line-height:44px}
:focus-visible{outline:3px solid #0f6cbd;outline-offset:2px}.note{border-left:4px solid #bc4b09;padding-left:.75rem}
@media (prefers-color-scheme:dark){body{background:#1f1f1f;color:#fff}a{color:#62abf5}select option{color:#242424}
:focus-visible{outline-color:#62abf5}}
"""
ZONE_SCRIPT = """
(()=>{const here=new URL(location.href);if(here.searchParams.has("tz"))return;
const zone=Intl.DateTimeFormat().resolvedOptions().timeZone;
if(zone&&[...document.querySelectorAll("#tz option")].some((one)=>one.value===zone&&!one.selected)){
here.searchParams.set("tz",zone);location.replace(here.href)}})();
"""

rates = Rates()


def chosen_language(own: str = "") -> str:
    """Return the language asked for, else the browser's, else that of the page."""
    asked = request.values.get("lang", "")
    if asked in WORDS:
        return asked
    return request.accept_languages.best_match(list(WORDS)) or (own if own in WORDS else "en")


def chosen_zone(own: str) -> ZoneInfo:
    """Return the customer's time zone, the page's own where they named none that is known."""
    asked = request.values.get("tz", "")
    return ZoneInfo(asked if asked in available_timezones() else own)


def is_stranger_too_often() -> bool:
    """Count one more wrong address of whoever asks; tell whether they guess too often."""
    return rates.is_over(f"wrong {request.remote_addr or ''}", MOST_WRONG_A_MINUTE)


def zone_form(zone: ZoneInfo, language: str) -> str:
    """Return the form in which the time zone is changed."""
    words = WORDS[language]
    options = "".join(
        f'<option value="{name}"{" selected" if name == zone.key else ""}>{name}</option>'
        for name in sorted(available_timezones())
    )
    return (
        f'<form method="get"><label for="tz">{words["zone"]}</label><select id="tz" name="tz">{options}</select>'
        f'<input type="hidden" name="lang" value="{language}"><button class="plain">{words["show"]}</button></form>'
    )


def hidden(**values: str) -> str:
    """Return hidden fields of a form."""
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value, quote=True)}">' for name, value in values.items()
    )


def choices(slots: Iterable[Slot], zone: ZoneInfo, language: str) -> str:
    """Return times to choose from, by the day as the customer's clocks show it."""
    days = groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())
    return "".join(
        f'<div role="group" aria-labelledby="day{number}"><h2 id="day{number}">{escape(day_of(day, language))}</h2>'
        f'<div class="times">{"".join(_choice(slot, zone) for slot in of_day)}</div></div>'
        for number, (day, of_day) in enumerate(days)
    )


def _choice(slot: Slot, zone: ZoneInfo) -> str:
    value = escape(slot.start.astimezone(zone).isoformat(), quote=True)
    text = escape(time_of(slot, zone))
    return f'<label class="slot"><input type="radio" name="start" value="{value}" required>{text}</label>'


def told(key: str, language: str) -> str:
    """Return what went wrong, read out at once by a screen reader."""
    return f'<p class="note" role="alert">{WORDS[language][key]}</p>' if key else ""


def note(key: str, language: str, status: HTTPStatus) -> Response:
    """Return a page that says one thing."""
    return page(WORDS[language][key], f"<h1>{WORDS[language][key]}</h1>", language, status)


def page(title: str, body: str, language: str, status: HTTPStatus) -> Response:
    """Return a page that loads nothing, is kept nowhere and tells nobody where it was."""
    nonce = secrets.token_urlsafe(16)
    # What a form answered would be lost if the page were asked for again in another zone.
    script = f'<script nonce="{nonce}">{ZONE_SCRIPT}</script>' if request.method == "GET" else ""
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)}</title><style nonce="{nonce}">{STYLE}</style></head>'
        f"<body><main>{body}</main>{script}</body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(html, status, mimetype="text/html", headers=headers)
