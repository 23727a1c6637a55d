"""Pass many values as one parameter, written as PostgreSQL reads arrays (manual: array input and output syntax)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, TEXT

_BARE = frozenset({int, float, bool, Decimal})
_ARRAYS = frozenset({list, tuple})


def in_list(column: sa.Column[Any], values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Compare with many values through one array parameter: one plan whatever their number."""
    return _in(column, sa.bindparam(None, array_literal(list(values)), type_=sa.types.NullType()))


def in_given(column: sa.Column[Any], name: str) -> sa.ColumnElement[bool]:
    """Compare as `in_list` does, for a statement that is made once: the array is given with its values, by this name.

    It is given as `array_literal` writes it.
    """
    return _in(column, sa.bindparam(name, type_=sa.types.NullType()))


def _in(column: sa.Column[Any], written: sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    kind = BIGINT if isinstance(column.type, sa.BigInteger) else TEXT
    return column == sa.any_(sa.cast(written, ARRAY(kind)))


def array_literal(values: Sequence[Any]) -> str:
    """Write values as one array. The usual columns, numbers or texts throughout, take a few steps for all at once.

    Raises ValueError for a text with NUL, which PostgreSQL cannot store.
    """
    kinds = set(map(type, values))
    if kinds == {int}:
        return "{" + str(list(values))[1:-1] + "}"
    if kinds <= _BARE:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {datetime}:
        return '{"' + '","'.join(map(str, values)) + '"}'
    if kinds <= _ARRAYS:
        values = [array_literal(value) if value else "{}" for value in values]
    elif type(None) in kinds or not all(map(_is_text, kinds)):
        return "{" + ",".join(map(_element, values)) + "}"
    joined = "\0".join(values)
    if joined.count("\0") != len(values) - 1:
        raise ValueError("a text holds NUL, which PostgreSQL cannot store")
    return '{"' + _escaped(joined).replace("\0", '","') + '"}'


def _is_text(kind: type) -> bool:
    return issubclass(kind, str)


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        value = array_literal(value)
    elif isinstance(value, bytes | bytearray | memoryview):
        value = f"\\x{bytes(value).hex()}"
    return array_literal([str(value)])[1:-1]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"') if "\\" in text or '"' in text else text
