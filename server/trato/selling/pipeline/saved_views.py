"""Questions to the list under a name: one's own, and what colleagues share."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import InvalidInputError, NotFoundError
from trato.selling.tables import saved_views

MOST_VIEWS = 100


@dataclass(frozen=True, slots=True)
class SavedView:
    """A question as the workspace writes it in its address; `owner` may change it, others look."""

    id: int
    name: str
    question: str
    is_shared: bool
    owner: Named


def views(connection: Connection) -> list[SavedView]:
    """Return one's own and the shared ones, by name."""
    rows = connection.execute(
        sa.select(saved_views, users.c.name.label("owner_name"))
        .join(users, sa.and_(users.c.tenant_id == saved_views.c.tenant_id, users.c.id == saved_views.c.owner_id))
        .order_by(sa.func.trato_fold(saved_views.c.name), saved_views.c.id)
    )
    return [
        SavedView(row.id, row.name, row.shows.get("question", ""), row.is_shared, Named(row.owner_id, row.owner_name))
        for row in rows
    ]


def save_view(connection: Connection, caller: Caller, name: str, question: str, *, is_shared: bool) -> int:
    """Keep a question under a name, in place of one's own of that name; return its id.

    Raises InvalidInputError without a name, or where one has too many.
    """
    name = name.strip()
    if not name:
        raise InvalidInputError("a view needs a name")
    mine = saved_views.c.owner_id == caller.user_id
    values = {"shows": {"question": question}, "is_shared": is_shared}
    kept = connection.execute(
        sa.update(saved_views)
        .where(mine, saved_views.c.name == name)
        .values(**values, version=saved_views.c.version + 1)
        .returning(saved_views.c.id)
    ).scalar()
    if kept is not None:
        return int(kept)
    if connection.execute(sa.select(sa.func.count()).select_from(saved_views).where(mine)).scalar_one() >= MOST_VIEWS:
        raise InvalidInputError(f"there are {MOST_VIEWS} views of yours; remove one first")
    try:
        added: int = connection.execute(
            sa.insert(saved_views)
            .values(tenant_id=caller.tenant_id, owner_id=caller.user_id, name=name, **values)
            .returning(saved_views.c.id)
        ).scalar_one()
    except IntegrityError as error:  # saved twice at once
        raise InvalidInputError("this view is being saved already; try again") from error
    return added


def drop_view(connection: Connection, caller: Caller, view_id: int) -> None:
    """Remove a view of one's own. Raises NotFoundError."""
    gone = connection.execute(
        sa.delete(saved_views).where(saved_views.c.id == view_id, saved_views.c.owner_id == caller.user_id)
    )
    if not gone.rowcount:
        raise NotFoundError(f"no view {view_id} of yours")
