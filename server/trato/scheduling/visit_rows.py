"""Read whom a rep could visit: their customers with a place, when last seen, how often to be, and what is planned."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, interaction_accounts, interactions, sites
from trato.directory.tables import users
from trato.scheduling.model import Place
from trato.scheduling.tables import cadences
from trato.scheduling.visit_choice import Visitable

MOST_CUSTOMERS = 2000


def customers_of(connection: Connection, user_id: int, now: datetime) -> list[Visitable]:
    """Return the customers of a rep that have a place: those they own, and the unowned ones they see."""
    met = (
        sa.select(
            interaction_accounts.c.account_id,
            sa.func.max(interactions.c.ends_at).filter(interactions.c.ends_at <= now).label("last_at"),
            sa.func.min(interactions.c.starts_at).filter(interactions.c.starts_at > now).label("planned_at"),
        )
        .join(
            interactions,
            sa.and_(
                interactions.c.tenant_id == interaction_accounts.c.tenant_id,
                interactions.c.id == interaction_accounts.c.interaction_id,
            ),
        )
        .where(interactions.c.kind == "visit")
        .group_by(interaction_accounts.c.account_id)
        .subquery()
    )
    rows = connection.execute(
        sa.select(
            accounts.c.id, accounts.c.name, accounts.c.group_code, sites.c.city, sites.c.latitude, sites.c.longitude,
            met.c.last_at, met.c.planned_at, cadences.c.days, cadences.c.times,
        )
        .join(sites, sa.and_(sites.c.tenant_id == accounts.c.tenant_id, sites.c.account_id == accounts.c.id))
        .outerjoin(met, met.c.account_id == accounts.c.id)
        .outerjoin(
            cadences,
            sa.and_(
                cadences.c.tenant_id == accounts.c.tenant_id, cadences.c.group_code == accounts.c.group_code,
                cadences.c.kind == "visit",
            ),
        )
        .where(
            sa.or_(accounts.c.owner_id == user_id, accounts.c.owner_id.is_(None)),
            sites.c.latitude.is_not(None), sites.c.longitude.is_not(None),
        )
        .order_by(accounts.c.id, sites.c.kind != "office", sites.c.id)
        .limit(MOST_CUSTOMERS)
    )  # fmt: skip
    found: dict[int, Visitable] = {}
    for row in rows:
        every = None if row.days is None else max(1, row.days // row.times)
        place = Place(row.latitude, row.longitude)
        found.setdefault(
            row.id,
            Visitable(row.id, row.name, row.group_code, row.city, place, row.last_at, every, row.planned_at),
        )
    return list(found.values())


def held_places(connection: Connection, now: datetime) -> dict[tuple[datetime, datetime], Place]:
    """Return where the reader is at what their calendar holds ahead, by its times: at the customer it is with."""
    rows = connection.execute(
        sa.select(interactions.c.starts_at, interactions.c.ends_at, sites.c.latitude, sites.c.longitude)
        .join(
            interaction_accounts,
            sa.and_(
                interaction_accounts.c.tenant_id == interactions.c.tenant_id,
                interaction_accounts.c.interaction_id == interactions.c.id,
            ),
        )
        .join(
            sites,
            sa.and_(
                sites.c.tenant_id == interaction_accounts.c.tenant_id,
                sites.c.account_id == interaction_accounts.c.account_id,
            ),
        )
        .where(interactions.c.kind == "visit", interactions.c.starts_at > now, sites.c.latitude.is_not(None))
        .order_by(sites.c.id.desc())
    )
    return {(row.starts_at, row.ends_at): Place(row.latitude, row.longitude) for row in rows}


def base_of(connection: Connection, user_id: int) -> Place | None:
    """Return where somebody's days begin and end, None where that is not known."""
    row = connection.execute(
        sa.select(users.c.base_latitude, users.c.base_longitude).where(users.c.id == user_id)
    ).first()
    if row is None or row.base_latitude is None or row.base_longitude is None:
        return None
    return Place(row.base_latitude, row.base_longitude)
