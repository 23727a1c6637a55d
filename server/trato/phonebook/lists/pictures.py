"""Pictures of people: what is one, and how the CRM keeps it, with those that were written over before.

A picture is known by the digest of its bytes. Graph takes pictures below 4 MB (profilePhoto update); the same bound
holds wherever one comes from. What a file says it is counts for nothing: its first bytes tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.keyed import write_rows
from trato.errors import ChangedMeanwhileError, InvalidInputError
from trato.phonebook.lists.tables import contact_photos, former_photos

MOST_BYTES = 4_000_000 - 1
KEPT_FORMER = 3

_BEGINNINGS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))


@dataclass(frozen=True)
class Picture:
    """A picture's bytes and what kind it is of."""

    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """Return by what it is known again."""
        return sha256(self.content).hexdigest()

    @property
    def told(self) -> dict[str, Any]:
        """Return what the undo log and a conflict say of it."""
        return {"digest": self.digest, "media_type": self.media_type, "bytes": len(self.content)}


def picture_of(content: bytes) -> Picture | None:
    """Return a picture, None for what is none (JPEG, PNG or GIF) or too large."""
    kind = next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)
    return None if kind is None or len(content) > MOST_BYTES else Picture(content, kind)


def read_pictures(connection: Connection, contact_ids: Collection[int]) -> dict[int, Picture]:
    """Return the pictures of these people, of those who have one."""
    if not contact_ids:
        return {}
    table = contact_photos
    rows = connection.execute(
        sa.select(table.c.contact_id, table.c.content, table.c.media_type).where(
            in_list(table.c.contact_id, contact_ids)
        )
    )
    return {row.contact_id: Picture(bytes(row.content), row.media_type) for row in rows}


def picture_sizes(connection: Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """Return how many bytes the pictures of these people have."""
    table = contact_photos
    rows = connection.execute(
        sa.select(table.c.contact_id, sa.func.octet_length(table.c.content)).where(
            in_list(table.c.contact_id, contact_ids)
        )
    )
    return {row[0]: row[1] for row in rows}


def write_pictures(
    connection: Connection, tenant_id: int, wanted: Mapping[int, Picture | None], *, at: datetime
) -> None:
    """Give people these pictures, or none; what they had is kept for an undo."""
    if not wanted:
        return
    keep_former(connection, tenant_id, read_pictures(connection, wanted), at=at)
    rows = [
        {"contact_id": one, "digest": picture.digest, "media_type": picture.media_type, "content": picture.content}
        for one, picture in wanted.items()
        if picture is not None
    ]
    write_rows(connection, tenant_id, contact_photos, rows)
    gone = [one for one, picture in wanted.items() if picture is None]
    if gone:
        connection.execute(sa.delete(contact_photos).where(in_list(contact_photos.c.contact_id, gone)))


def keep_former(connection: Connection, tenant_id: int, pictures: Mapping[int, Picture], *, at: datetime) -> None:
    """Keep pictures that are about to be written over, the newest few of each person."""
    if not pictures:
        return
    table = former_photos
    rows = [
        {
            "contact_id": one, "digest": picture.digest, "media_type": picture.media_type,
            "content": picture.content, "kept_at": at,
        }
        for one, picture in pictures.items()
    ]  # fmt: skip
    write_rows(connection, tenant_id, table, rows)
    newest_first = sa.func.row_number().over(
        partition_by=table.c.contact_id, order_by=(table.c.kept_at.desc(), table.c.digest)
    )
    ranked = (
        sa.select(table.c.contact_id, table.c.digest, newest_first.label("place"))
        .where(in_list(table.c.contact_id, pictures))
        .subquery()
    )
    surplus = sa.select(ranked.c.contact_id, ranked.c.digest).where(ranked.c.place > KEPT_FORMER)
    connection.execute(sa.delete(table).where(sa.tuple_(table.c.contact_id, table.c.digest).in_(surplus)))


def put_back(
    connection: Connection, tenant_id: int, contact_id: int, change: tuple[Any, Any], *, at: datetime
) -> tuple[Any, Any]:
    """Put back the picture that a change (before, after) replaced; return what that changed, as the log tells it.

    Raises ChangedMeanwhileError when another one was set since, InvalidInputError when it is kept no longer.
    """
    before, after = change
    now = read_pictures(connection, [contact_id]).get(contact_id)
    if (now.digest if now else None) != (after["digest"] if after else None):
        raise ChangedMeanwhileError("the picture was changed since; look at it, then decide")
    wanted = None
    if before is not None:
        table = former_photos
        row = connection.execute(
            sa.select(table.c.content, table.c.media_type).where(
                table.c.contact_id == contact_id, table.c.digest == before["digest"]
            )
        ).first()
        if row is None:
            raise InvalidInputError("that picture is kept no longer: only the last few of each person are")
        wanted = Picture(bytes(row.content), row.media_type)
    write_pictures(connection, tenant_id, {contact_id: wanted}, at=at)
    return (now.told if now else None, wanted.told if wanted else None)
