"""Groups of accounts as they are kept, edited under the version that was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.db.engine import Caller
from trato.errors import ChangedMeanwhileError
from trato.planning.grouping import Activity, Compare, Condition, Group, checked
from trato.planning.tables import account_group_changes, account_groups

_LOCK_SPACE = 727006


def guard(connection: Connection, tenant_id: int) -> None:
    """Let nobody else edit the tenant's groups, or put accounts into them, until this transaction has ended."""
    values = {"space": _LOCK_SPACE, "tenant": tenant_id % 2**31}
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), values)


def groups(connection: Connection) -> list[Group]:
    """Return the groups in order."""
    rows = connection.execute(sa.select(account_groups).order_by(account_groups.c.position))
    return [_group(row) for row in rows]


def version(connection: Connection) -> int:
    """Return what names the groups as they are now; 0 as long as nobody edited them."""
    latest = sa.select(sa.func.coalesce(sa.func.max(account_group_changes.c.id), 0))
    return int(connection.execute(latest).scalar_one())


def save(connection: Connection, caller: Caller, wanted: Sequence[Group], *, seen: int) -> None:
    """Let these be the groups. Raises ChangedMeanwhileError, InvalidInputError."""
    after = checked(wanted)
    guard(connection, caller.tenant_id)
    if version(connection) != seen:
        raise ChangedMeanwhileError("somebody changed the groups meanwhile; look again, then decide")
    before = [document(one) for one in groups(connection)]
    connection.execute(
        sa.insert(account_group_changes).values(
            tenant_id=caller.tenant_id, at=caller.at, by_id=caller.user_id, before=before
        )
    )
    connection.execute(sa.delete(account_groups))
    if after:
        connection.execute(
            sa.insert(account_groups),
            [
                {"tenant_id": caller.tenant_id, "position": number, **_row(one)}
                for number, one in enumerate(after, start=1)
            ],
        )
    audit(connection, caller, "account_groups.saved", "account_groups", 0, {"groups": [one.code for one in after]})


def document(group: Group) -> dict[str, Any]:
    """Return a group as it stands in the history."""
    kept = _row(group)
    return kept | {name: None if kept[name] is None else str(kept[name]) for name in ("budget", "growth_percent")}


def _row(group: Group) -> dict[str, Any]:
    return {
        "code": group.code, "name": group.name, "description": group.description, "objectives": group.objectives,
        "conditions": [{"criterion": one.criterion, "test": one.test.value, "value": one.value}
                       for one in group.conditions],
        "activities": [{"kind": one.kind, "title": one.title, "times": one.times} for one in group.activities],
        "budget": group.budget, "growth_percent": group.growth_percent,
    }  # fmt: skip


def _group(row: Any) -> Group:
    return Group(
        code=row.code,
        name=row.name,
        conditions=tuple(
            Condition(one["criterion"], Compare(one["test"]), one["value"]) for one in row.conditions or ()
        ),
        description=row.description,
        objectives=row.objectives,
        activities=tuple(Activity(one["kind"], one["title"], one["times"]) for one in row.activities or ()),
        budget=row.budget,
        growth_percent=row.growth_percent,
    )
