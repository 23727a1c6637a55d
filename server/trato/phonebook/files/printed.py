"""A phone list to be printed: one page of HTML without scripts, by surname, that any browser prints."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from trato.crm.phones import shown_to
from trato.phonebook.lists.fields import EMAILS, PHONES, Values

_WORDS = {
    "es": ("Lista de teléfonos", "Nombre", "Empresa", "Números", "Correo"),
    "en": ("Phone list", "Name", "Company", "Numbers", "E-mail"),
}
_STYLE = (
    "body{font:10pt sans-serif;margin:1.5cm}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:2pt 6pt 2pt 0;border-bottom:.5pt solid #999}"
    "thead{display:table-header-group}tr{break-inside:avoid}td{font-variant-numeric:tabular-nums}"
)


def write_page(people: Iterable[Values], *, language: str, country: str) -> bytes:
    """Return the page; numbers are written as one dials them in `country`."""
    title, *heads = _WORDS.get(language, _WORDS["en"])
    ordered = sorted(people, key=lambda one: (one["surname"] or one["display_name"]).casefold())
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in _cells(one, country))}</tr>" for one in ordered)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return page.encode()


def _cells(person: Values, country: str) -> list[str]:
    numbers = [
        (shown_to(phone["e164"], country=country) if phone["e164"] else phone["number"])
        + (f" x{phone['extension']}" if phone["extension"] else "")
        for phone in person[PHONES]
    ]
    emails = [str(one["address"]) for one in person[EMAILS]]
    name = f"<b>{escape(person['display_name'])}</b><br>{escape(person['job_title'])}"
    return [name, escape(person["company_name"]), "<br>".join(map(escape, numbers)), "<br>".join(map(escape, emails))]
