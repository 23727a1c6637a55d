"""Which of our brochures a mail carried, told by how its attachments are called. `carried` is pure.

Files travel under the name they are listed with, or with what people and programs add to it: a version, a year, the
number of a copy. Nothing is known of a file under another name, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.answers.tables import collateral, message_attachments, message_collateral
from trato.crm.answers.words import folded
from trato.db.arrays import in_list
from trato.db.bulk import insert_many

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_ADDED = re.compile(
    r"(v|ver|version|rev|r|copia|copy|final|definitivo|baja|web|es|en|esp|eng|spanish|english)?( ?\d{1,4})*"
    r"( ?(copia|copy|final|es|en|esp|eng))?"
)


def carried(file_names: Iterable[str], listed: Mapping[int, Sequence[str]]) -> frozenset[int]:
    """Return the ids of the collateral among files of these names; `listed` are the names each is known by."""
    known = {_stem(name): one for one, names in listed.items() for name in names}
    return frozenset(one for name in file_names for stem, one in known.items() if _is_a(_stem(name), stem))


def _stem(name: str) -> str:
    return folded(_EXTENSION.sub("", name.strip()))


def _is_a(stem: str, listed: str) -> bool:
    if not listed or not f"{stem} ".startswith(f"{listed} "):
        return False
    return _ADDED.fullmatch(stem[len(listed) :].strip()) is not None


def list_of(connection: Connection) -> dict[int, list[str]]:
    """Return the collateral there is, with the names that its files go by."""
    rows = connection.execute(sa.select(collateral.c.id, collateral.c.file_names)).all()
    return {row.id: list(row.file_names) for row in rows}


def note(connection: Connection, tenant_id: int, names: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Keep what these mails carried, each attachment by name and kind, and which collateral that is."""
    columns = ["tenant_id", "message_id", "names", "kinds"]
    rows = [
        (tenant_id, message_id, [name for name, _ in some], [kind for _, kind in some])
        for message_id, some in names.items()
    ]
    insert_many(connection, message_attachments, columns, rows, update=columns[2:])
    _match(connection, tenant_id, list(names))


def match_again(connection: Connection, tenant_id: int) -> None:
    """Tell anew which mails carried which collateral, after the list of it changed."""
    _match(connection, tenant_id, connection.execute(sa.select(message_attachments.c.message_id)).scalars().all())


def _match(connection: Connection, tenant_id: int, message_ids: Collection[int]) -> None:
    listed = list_of(connection)
    kept = connection.execute(
        sa.select(message_attachments.c.message_id, message_attachments.c.names).where(
            in_list(message_attachments.c.message_id, message_ids)
        )
    )
    wanted = {(row.message_id, one) for row in kept for one in carried(row.names, listed)}
    there = connection.execute(
        sa.select(message_collateral.c.message_id, message_collateral.c.collateral_id).where(
            in_list(message_collateral.c.message_id, message_ids)
        )
    )
    surplus = {(row.message_id, row.collateral_id) for row in there} - wanted
    if surplus:
        pair = sa.tuple_(message_collateral.c.message_id, message_collateral.c.collateral_id)
        connection.execute(sa.delete(message_collateral).where(pair.in_(sorted(surplus))))
    rows = [(tenant_id, message_id, one) for message_id, one in sorted(wanted)]
    insert_many(connection, message_collateral, ["tenant_id", "message_id", "collateral_id"], rows)
