"""Queries on the organisation: save it from a folder, find a user by token or address, list mailboxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.keyed import make_equal, reserve_ids, write_rows
from trato.directory.folder import Organisation
from trato.directory.model import Mailbox, Role, TenantProfile, UserProfile
from trato.directory.tables import (
    mailboxes,
    tenants,
    territory_assignments,
    user_addresses,
    user_roles,
    users,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A user as the rest of Trato knows them."""

    id: int
    tenant_id: int
    upn: str
    name: str
    language: str
    timezone: str
    roles: frozenset[Role]


def find_tenant(connection: Connection, entra_tenant_id: str) -> int | None:
    """Return the id of the tenant with that Entra id; for operator scope."""
    return connection.execute(sa.select(tenants.c.id).where(tenants.c.entra_tenant_id == entra_tenant_id)).scalar()


def save_tenant(connection: Connection, entra_tenant_id: str, profile: TenantProfile) -> int:
    """Insert or update the tenant; return its id. For operator scope."""
    values = {
        "name": profile.name,
        "domains": list(profile.domains),
        "timezone": profile.timezone,
        "language": profile.language,
        "country": profile.country,
        "currency": profile.currency,
    }
    statement = insert(tenants).values(entra_tenant_id=entra_tenant_id, **values)
    differs = sa.or_(*(tenants.c[name].is_distinct_from(statement.excluded[name]) for name in values))
    statement = statement.on_conflict_do_update(index_elements=[tenants.c.entra_tenant_id], set_=values, where=differs)
    written = connection.execute(statement.returning(tenants.c.id)).scalar()
    same = sa.select(tenants.c.id).where(tenants.c.entra_tenant_id == entra_tenant_id)
    return int(written if written is not None else connection.execute(same).scalar_one())


def manager_of(connection: Connection, user_id: int) -> Member | None:
    """Return whom a user reports to, without roles; nobody where they lead or theirs has left."""
    report = users.alias("report")
    row = connection.execute(
        sa.select(users)
        .join(report, sa.and_(report.c.tenant_id == users.c.tenant_id, report.c.manager_id == users.c.id))
        .where(report.c.id == user_id, users.c.deactivated_at.is_(None))
    ).first()
    if row is None:
        return None
    return Member(row.id, row.tenant_id, row.upn, row.name, row.language, row.timezone, frozenset())


def tenant_profile(connection: Connection, tenant_id: int) -> TenantProfile:
    """Return the tenant's profile."""
    row = connection.execute(sa.select(tenants).where(tenants.c.id == tenant_id)).one()
    return TenantProfile(row.name, tuple(row.domains), row.timezone, row.language, row.country, row.currency)


def setting(connection: Connection, tenant_id: int, key: str) -> Any:
    """Return one of the tenant's settings, None where unset."""
    return connection.execute(sa.select(tenants.c.settings[key]).where(tenants.c.id == tenant_id)).scalar()


def save_setting(connection: Connection, tenant_id: int, key: str, value: Any) -> None:
    """Set one of the tenant's settings."""
    connection.execute(
        sa.update(tenants).where(tenants.c.id == tenant_id).values(settings=tenants.c.settings.op("||")({key: value}))
    )


def save_users(connection: Connection, tenant_id: int, organisation: Organisation) -> dict[str, int]:
    """Make the users with roles and addresses equal the organisation's; return their ids by UPN."""
    ids = reserve_ids(connection, users, "upn", [user.upn for user in organisation.users])
    rows = [
        {
            "id": ids[user.upn],
            "upn": user.upn,
            "name": user.name,
            "language": user.language,
            "timezone": user.timezone,
            "manager_id": ids.get(user.manager),
            "base_latitude": user.base[0] if user.base else None,
            "base_longitude": user.base[1] if user.base else None,
            "custom": user.custom,
        }
        for user in organisation.users
    ]
    write_rows(connection, tenant_id, users, rows)
    roles = [{"user_id": ids[user.upn], "role": role.value} for user in organisation.users for role in user.roles]
    make_equal(connection, tenant_id, user_roles, "user_id", list(ids.values()), roles)
    _save_addresses(connection, tenant_id, organisation.users, ids)
    return ids


def save_assignments(
    connection: Connection, tenant_id: int, pairs: Iterable[tuple[int, int]], *, valid_from: datetime
) -> None:
    """Assign users to territories from an instant on: pairs of (territory id, user id) not assigned yet."""
    table = territory_assignments
    present = {
        (row.territory_id, row.user_id)
        for row in connection.execute(
            sa.select(table.c.territory_id, table.c.user_id).where(table.c.valid_until.is_(None))
        )
    }
    new = [pair for pair in dict.fromkeys(pairs) if pair not in present]
    if new:
        rows = [
            {"tenant_id": tenant_id, "territory_id": territory, "user_id": user, "valid_from": valid_from}
            for territory, user in new
        ]
        connection.execute(insert(table), rows)


def connect_mailbox(connection: Connection, tenant_id: int, user_id: int, address: str, *, at: datetime) -> None:
    """Connect a user's mailbox, again if it had been disconnected; its manual work is still there."""
    statement = insert(mailboxes).values(tenant_id=tenant_id, user_id=user_id, address=address, connected_at=at)
    since = sa.case((mailboxes.c.disconnected_at.is_(None), mailboxes.c.connected_at), else_=at)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "user_id"],
            set_={"address": address, "connected_at": since, "disconnected_at": None},
        )
    )


def connected_mailboxes(connection: Connection) -> list[Mailbox]:
    """Return the connected mailboxes with their Graph user ids (the UPN until Graph has told the id)."""
    rows = connection.execute(
        sa.select(mailboxes, sa.func.coalesce(users.c.entra_object_id, users.c.upn).label("graph_user_id"))
        .join(users, sa.and_(users.c.tenant_id == mailboxes.c.tenant_id, users.c.id == mailboxes.c.user_id))
        .where(mailboxes.c.disconnected_at.is_(None))
        .order_by(mailboxes.c.id)
    )
    return [Mailbox(row.id, row.tenant_id, row.user_id, row.address, row.graph_user_id) for row in rows]


def save_entra_ids(connection: Connection, ids_by_upn: dict[str, str]) -> None:
    """Note the users' Entra object ids, by which tokens name them."""
    for upn, object_id in ids_by_upn.items():
        connection.execute(
            sa.update(users)
            .where(users.c.upn == upn, users.c.entra_object_id.is_distinct_from(object_id))
            .values(entra_object_id=object_id)
        )


def find_member(connection: Connection, *, entra_object_id: str) -> Member | None:
    """Return the active user whom a token names, None where there is none."""
    return _member(connection, users.c.entra_object_id == entra_object_id)


def get_member(connection: Connection, user_id: int) -> Member | None:
    """Return the active user with that id, None where there is none."""
    return _member(connection, users.c.id == user_id)


def members(connection: Connection) -> list[Member]:
    """Return all active users, by name."""
    roles = sa.select(sa.func.array_agg(user_roles.c.role)).where(
        user_roles.c.tenant_id == users.c.tenant_id, user_roles.c.user_id == users.c.id
    )
    rows = connection.execute(
        sa.select(users, roles.scalar_subquery().label("roles"))
        .where(users.c.deactivated_at.is_(None))
        .order_by(users.c.name, users.c.id)
    )
    return [_as_member(row) for row in rows]


def addresses_of_users(connection: Connection) -> dict[str, int]:
    """Return every address and alias of the users, lower case, with the user's id."""
    rows = connection.execute(sa.select(user_addresses.c.address, user_addresses.c.user_id))
    return {row.address: row.user_id for row in rows}


def _member(connection: Connection, condition: sa.ColumnElement[bool]) -> Member | None:
    roles = sa.select(sa.func.array_agg(user_roles.c.role)).where(
        user_roles.c.tenant_id == users.c.tenant_id, user_roles.c.user_id == users.c.id
    )
    row = connection.execute(
        sa.select(users, roles.scalar_subquery().label("roles")).where(condition, users.c.deactivated_at.is_(None))
    ).first()
    return None if row is None else _as_member(row)


def _as_member(row: Any) -> Member:
    roles = frozenset(Role(role) for role in row.roles or ())
    return Member(row.id, row.tenant_id, row.upn, row.name, row.language, row.timezone, roles)


def _save_addresses(
    connection: Connection, tenant_id: int, profiles: Sequence[UserProfile], ids: dict[str, int]
) -> None:
    # A UPN belongs to its user even where somebody else lists it as an alias, so aliases come after all UPNs.
    rows = [(user.upn, ids[user.upn], True) for user in profiles]
    rows += [(alias, ids[user.upn], False) for user in profiles for alias in user.aliases]
    owned: dict[str, dict[str, Any]] = {}
    for address, user_id, is_primary in rows:
        owned.setdefault(address, {"address": address, "user_id": user_id, "is_primary": is_primary})
    write_rows(connection, tenant_id, user_addresses, list(owned.values()))


def all_tenants(connection: Connection) -> list[tuple[int, str]]:
    """Return every tenant's id and Entra id; for operator scope."""
    return [(row.id, row.entra_tenant_id) for row in connection.execute(sa.select(tenants).order_by(tenants.c.id))]
