"""Cells of a tenant's own fields, each read as its kind says. Pure."""

from __future__ import annotations

from trato.crm.answers.words import folded
from trato.crm.own_fields import OwnField, OwnKind
from trato.selling.spreadsheets.values import Reading, read_amount, read_day

_KINDS = {
    OwnKind.NUMBER: ("a number", "un número"), OwnKind.MONEY: ("an amount", "un importe"),
    OwnKind.DATE: ("a date", "una fecha"), OwnKind.YES_NO: ("yes or no", "sí o no"),
}  # fmt: skip
_YES_NO = {"yes": "yes", "y": "yes", "si": "yes", "s": "yes", "true": "yes", "1": "yes", "x": "yes",
           "no": "no", "n": "no", "false": "no", "0": "no"}  # fmt: skip


def as_written(own: OwnField, text: str, how: Reading) -> str | None:
    """Return a cell as the field keeps it, None where it is none of its kind."""
    if own.kind is OwnKind.DATE:
        day = read_day(text, how)
        return day.isoformat() if day else None
    if own.kind in (OwnKind.NUMBER, OwnKind.MONEY):
        amount = read_amount(text, how)
        return None if amount is None else str(amount)
    if own.kind is OwnKind.YES_NO:
        return _YES_NO.get(folded(text))
    if own.kind is OwnKind.CHOICE:
        return next((choice for choice in own.choices if folded(choice) == folded(text)), None)
    return text


def what_fits(own: OwnField, language: str) -> str:
    """Return what may stand in a cell of the field, in a language."""
    return _KINDS[own.kind][language == "es"] if own.kind in _KINDS else ", ".join(own.choices)
