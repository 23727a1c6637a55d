"""Whose calendars somebody may look at: their own, those of the people below them, and of whom they act for.

Asked anew each time, as the caller: a delegation that was revoked ends with the next look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import territories, territory_assignments, user_roles, users
from trato.scheduling.tables import delegations

MOST_PEOPLE = 100
SELLING = ("rep", "manager")


class Access(StrEnum):
    """Why one sees somebody's calendar, and with it how much: all of one's own, what customers' rules show, all."""

    OWN = "own"
    TEAM = "team"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True)
class CalendarPerson:
    """Somebody whose calendar the caller may look at. `scopes` are what the caller may do in their name."""

    id: int
    name: str
    upn: str
    zone: str
    access: Access
    scopes: frozenset[str]
    manager: Named | None
    territories: tuple[Named, ...]
    base: tuple[float, float] | None
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_read_whole(self) -> bool:
        """Tell whether the caller reads what the appointments are about, as its owner does."""
        return self.access is Access.OWN or (self.access is Access.DELEGATED and "see" in self.scopes)


def calendar_people(connection: Connection, caller: Caller) -> list[CalendarPerson]:
    """Return the people whose calendars the caller may look at, the caller first. Runs as the caller."""
    team = set(connection.execute(_TEAM, {"me": caller.user_id}).scalars())
    acts_for = _acts_for(connection, caller)
    rows = connection.execute(_people([*team, *acts_for])).all()
    roles = _by_user(connection, sa.select(user_roles.c.user_id, user_roles.c.role))
    held = _territories(connection, caller)
    found = [_person(row, caller, acts_for, roles, held) for row in rows]
    return sorted(found, key=lambda one: (one.id != caller.user_id, one.name, one.id))[:MOST_PEOPLE]


def selling(people: Sequence[CalendarPerson], caller: Caller) -> list[CalendarPerson]:
    """Return those of them who sell, and whom the caller acts for."""
    chosen = [one for one in people if one.roles & set(SELLING) or one.access is Access.DELEGATED]
    return chosen or [one for one in people if one.id == caller.user_id]


def as_shown_to_others(people: Sequence[CalendarPerson], caller: Caller) -> list[CalendarPerson]:
    """Return them as a file may hold them: the caller's own calendar as they would show it to one who may read it."""
    seen = frozenset({"see"})
    return [replace(one, access=Access.DELEGATED, scopes=seen) if one.id == caller.user_id else one for one in people]


# The settings of the transaction say who is below the caller (trato_enter_user), and whether they see everybody.
_TEAM = sa.text("""
SELECT id FROM users
 WHERE deactivated_at IS NULL
   AND (id = :me OR (SELECT current_setting('app.sees_all', true)) = 'true'
        OR id = ANY ((SELECT string_to_array(current_setting('app.people', true), ','))::bigint[]))
""")


def _acts_for(connection: Connection, caller: Caller) -> dict[int, frozenset[str]]:
    table = delegations.c
    rows = connection.execute(
        sa.select(table.user_id, table.scopes).where(
            table.assistant_id == caller.user_id,
            table.revoked_at.is_(None),
            table.valid_from <= caller.at,
            sa.or_(table.valid_until.is_(None), table.valid_until > caller.at),
        )
    )
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        found[row.user_id] = found.get(row.user_id, frozenset()) | frozenset(row.scopes)
    return found


def _people(ids: Sequence[int]) -> sa.Select[Any]:
    above = users.alias("above")
    return (
        sa.select(users, above.c.name.label("manager_name"))
        .outerjoin(above, sa.and_(above.c.tenant_id == users.c.tenant_id, above.c.id == users.c.manager_id))
        .where(in_list(users.c.id, list(dict.fromkeys(ids))), users.c.deactivated_at.is_(None))
    )


def _by_user(connection: Connection, query: sa.Select[Any]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for user_id, value in connection.execute(query):
        found.setdefault(user_id, set()).add(value)
    return {user_id: frozenset(values) for user_id, values in found.items()}


def _territories(connection: Connection, caller: Caller) -> dict[int, list[Named]]:
    given = territory_assignments
    rows = connection.execute(
        sa.select(given.c.user_id, territories.c.id, territories.c.name)
        .join(
            territories,
            sa.and_(territories.c.tenant_id == given.c.tenant_id, territories.c.id == given.c.territory_id),
        )
        .where(given.c.valid_from <= caller.at, sa.or_(given.c.valid_until.is_(None), given.c.valid_until > caller.at))
        .order_by(territories.c.name)
    )
    found: dict[int, list[Named]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(Named(row.id, row.name))
    return found


def _person(
    row: Any, caller: Caller, acts_for: dict[int, frozenset[str]],
    roles: dict[int, frozenset[str]], held: dict[int, list[Named]],
) -> CalendarPerson:  # fmt: skip
    is_own = row.id == caller.user_id
    is_delegated = row.id in acts_for
    has_base = row.base_latitude is not None and row.base_longitude is not None
    return CalendarPerson(
        id=row.id,
        name=row.name,
        upn=row.upn,
        zone=row.timezone,
        access=Access.OWN if is_own else Access.DELEGATED if is_delegated else Access.TEAM,
        scopes=frozenset({"see", "book", "links"}) if is_own else acts_for.get(row.id, frozenset()),
        manager=None if row.manager_id is None else Named(row.manager_id, row.manager_name or ""),
        territories=tuple(held.get(row.id, ())),
        base=(row.base_latitude, row.base_longitude) if has_base else None,
        roles=roles.get(row.id, frozenset()),
    )
