"""The fields of an opportunity that people change: how each is kept, and how its history writes it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

CUSTOM = "custom."


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    NUMBER = "number"
    REFERENCE = "reference"
    TEXTS = "texts"


FIELDS: dict[str, FieldKind] = {
    "name": FieldKind.TEXT,
    "stage_key": FieldKind.TEXT,
    "owner_id": FieldKind.REFERENCE,
    "amount": FieldKind.MONEY,
    "monthly_amount": FieldKind.MONEY,
    "currency": FieldKind.TEXT,
    "created_on": FieldKind.DATE,
    "close_date": FieldKind.DATE,
    "invoice_date": FieldKind.DATE,
    "probability": FieldKind.NUMBER,
    "next_date": FieldKind.DATE,
    "next_objective": FieldKind.TEXT,
    "decision_maker_id": FieldKind.REFERENCE,
    "wants": FieldKind.TEXT,
    "met_on": FieldKind.DATE,
    "product_names": FieldKind.TEXTS,
    "competitors": FieldKind.TEXTS,
    "main_competitor": FieldKind.TEXT,
}


def written(value: object) -> Any:
    """Return a field's value as the history keeps it, in JSON: dates in ISO 8601, amounts as decimal strings."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): written(one) for key, one in value.items()}
    return str(value)


def read(field: str, value: Any) -> Any:
    """Return what `written` wrote. Raises KeyError for a field that nobody changes."""
    kind = FieldKind.TEXT if field.startswith(CUSTOM) else FIELDS[field]
    if value is None:
        return None
    if kind is FieldKind.DATE:
        return date.fromisoformat(value)
    return Decimal(value) if kind is FieldKind.MONEY else value


def different(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields whose value would change, each with the one before and the one after.

    A tenant's own fields are named `custom.<key>`; None or an empty text takes one away.
    """
    found = {}
    for field, value in wanted.items():
        if field.startswith(CUSTOM):
            there: Any = before["custom"].get(field.removeprefix(CUSTOM))
            value = None if value == "" else value  # noqa: PLW2901  the same absence in two forms
        else:
            there = before[field]
            value = list(value) if FIELDS[field] is FieldKind.TEXTS else value  # noqa: PLW2901
        if there != value:
            found[field] = (there, value)
    return found


def columns(custom: Mapping[str, Any], changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Return the columns to write for changes; the tenant's own fields are one document."""
    plain = {field: after for field, (_, after) in changes.items() if not field.startswith(CUSTOM)}
    own = {field.removeprefix(CUSTOM): after for field, (_, after) in changes.items() if field.startswith(CUSTOM)}
    if not own:
        return plain
    document = {key: value for key, value in {**custom, **own}.items() if value is not None}
    return {**plain, "custom": document}
