"""The fields that a tenant adds to its opportunities; only an admin adds, renames or removes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_tables import custom_fields
from trato.crm.tables import opportunities
from trato.db.engine import Caller
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError

MOST_FIELDS = 60


class OwnKind(StrEnum):
    """What a field of the tenant's own holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field, by a key that stays; a choice names what can be chosen."""

    key: str
    name_en: str
    name_es: str
    kind: OwnKind
    choices: tuple[str, ...] = ()

    def checked(self, value: str) -> str:
        """Return the value as it is kept. Raises InvalidInputError when it is none of this kind."""
        try:
            return self._read(value)
        except (ValueError, InvalidOperation) as error:
            raise InvalidInputError(f"field {self.key!r} holds a {self.kind.value}; {value!r} is none") from error

    def _read(self, value: str) -> str:
        if self.kind is OwnKind.DATE:
            return date.fromisoformat(value).isoformat()
        if self.kind in (OwnKind.NUMBER, OwnKind.MONEY):
            number = Decimal(value)
            if not number.is_finite():
                raise ValueError
            return str(number)
        allowed = {OwnKind.YES_NO: ("yes", "no"), OwnKind.CHOICE: self.choices}.get(self.kind)
        if allowed is not None and value not in allowed:
            raise ValueError
        return value


def own_fields(connection: Connection) -> list[OwnField]:
    """Return the tenant's fields in their order."""
    rows = connection.execute(sa.select(custom_fields).order_by(custom_fields.c.position, custom_fields.c.id))
    return [OwnField(row.key, row.name_en, row.name_es, OwnKind(row.kind), tuple(row.choices)) for row in rows]


@dataclass(frozen=True, slots=True)
class Uses:
    """In how many opportunities something stands under each key; `left` are keys of fields that were removed."""

    kept: Mapping[str, int]
    left: Mapping[str, int]


def uses(connection: Connection) -> Uses:
    """Count the values under each key in the opportunities that the caller sees; an admin sees all of them."""
    there = {one.key for one in own_fields(connection)}
    each = sa.func.jsonb_each_text(opportunities.c.custom).table_valued("key", "value").lateral("each")
    counted = connection.execute(
        sa.select(each.c.key, sa.func.count().label("times"))
        .select_from(opportunities)
        .join(each, sa.true())
        .where(each.c.value.is_not(None), each.c.value != "")
        .group_by(each.c.key)
        .order_by(each.c.key)
    )
    found = {row.key: row.times for row in counted}
    return Uses(
        {key: found.get(key, 0) for key in there}, {key: times for key, times in found.items() if key not in there}
    )


def order_fields(connection: Connection, keys: Sequence[str]) -> None:
    """Put the fields into this order. Raises ChangedMeanwhileError where these are not the fields there are."""
    if sorted(keys) != sorted(one.key for one in own_fields(connection)):
        raise ChangedMeanwhileError("the fields were changed meanwhile; look again, then put them in order")
    for position, key in enumerate(keys, 1):
        connection.execute(sa.update(custom_fields).where(custom_fields.c.key == key).values(position=position))


def put_field(connection: Connection, caller: Caller, field: OwnField) -> None:
    """Add a field at the end, or rename one; its kind stays, because values are kept already.

    Raises InvalidInputError for a choice without choices, another kind than before, too many fields, or where values of
    a field that was removed are kept under its key and are none of this kind. Row-level security lets only an admin
    write.
    """
    if (field.kind is OwnKind.CHOICE) != bool(field.choices):
        raise InvalidInputError("a choice names what can be chosen; another kind names nothing")
    there = {one.key: one for one in own_fields(connection)}
    known = there.get(field.key)
    if known is not None and known.kind is not field.kind:
        raise InvalidInputError(f"field {field.key!r} holds a {known.kind.value}; add another for a {field.kind.value}")
    if known is None and len(there) >= MOST_FIELDS:
        raise InvalidInputError(f"there are {MOST_FIELDS} fields; remove one first")
    if known is None:
        _require_fitting(connection, field)
    names = {"name_en": field.name_en, "name_es": field.name_es, "choices": list(field.choices)}
    if known is not None:
        connection.execute(sa.update(custom_fields).where(custom_fields.c.key == field.key).values(**names))
        return
    position = sa.select(sa.func.coalesce(sa.func.max(custom_fields.c.position), 0) + 1).scalar_subquery()
    connection.execute(
        sa.insert(custom_fields).values(
            tenant_id=caller.tenant_id, key=field.key, kind=field.kind.value, position=position, **names
        )
    )


def drop_field(connection: Connection, key: str) -> None:
    """Remove a field; values stay where they are, and show again if it is added again. Raises NotFoundError."""
    if not connection.execute(sa.delete(custom_fields).where(custom_fields.c.key == key)).rowcount:
        raise NotFoundError(f"no field {key!r}")


def _require_fitting(connection: Connection, field: OwnField) -> None:
    """Refuse a key under which values are kept that would show as what they are not."""
    value = opportunities.c.custom[field.key].astext
    kept = connection.execute(sa.select(value).distinct().where(value != "").order_by(value)).scalars()
    if field.kind is OwnKind.CHOICE:
        return
    for one in kept:
        field.checked(one)


def by_key(fields: Sequence[OwnField]) -> dict[str, OwnField]:
    """Return the fields by their keys."""
    return {one.key: one for one in fields}
