"""What was attained of quotas, as it is now: summed by the database from the credits that the caller may see.

By person, by team, by territory and by product. A team's figure is what was credited while people were in it, so that
whoever changes the team in the middle of a period leaves there what they brought; visits count for the team that
people are in now. A territory's figure is that of the territory with those below it, as far as its sales are by people
whom the caller leads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import products
from trato.crm.views import Named
from trato.db.engine import Caller, looking_as_system
from trato.directory.tables import tenants, territories, users
from trato.insight.quotas.crediting import NOTHING
from trato.insight.quotas.model import Measure, Origin, Span
from trato.insight.quotas.objectives import score
from trato.insight.quotas.pace import Standing, WorkingDays, standing, working_days
from trato.insight.quotas.periods import local_day, quota_for
from trato.insight.quotas.quota_store import Reach
from trato.insight.quotas.tables import credited_sales, objectives, quotas, sale_credits
from trato.scheduling.working_time import holiday

ALL = 100


class By(StrEnum):
    """What figures are told by."""

    USER = "user"
    TEAM = "team"
    TERRITORY = "territory"
    PRODUCT = "product"


class Only(StrEnum):
    """Which rows are told."""

    ALL = "all"
    REACHED = "reached"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: figures of a measure over days, by what, of one product or all."""

    span: Span
    by: By
    measure: Measure
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How one stands; `objectives` is the weighted progress in percent of what they are to reach beside money."""

    subject: Named
    standing: Standing
    objectives: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """How all of them stand: those furthest ahead first, then those without a quota."""

    rows: tuple[Row, ...]
    days: WorkingDays
    today: date
    currency: str
    unconverted: int

    @property
    def reached(self) -> int:
        """Return how many have reached their quota."""
        return sum(row.standing.is_reached for row in self.rows)


@dataclass(slots=True)
class _Sums:
    done: Decimal = NOTHING
    open: Decimal = NOTHING


def attainment(connection: Connection, caller: Caller, mine: Reach, asked: Asked) -> Attainment:
    """Return how quotas stand; credits have been settled before."""
    tenant = connection.execute(sa.select(tenants.c.currency, tenants.c.timezone, tenants.c.country)).one()
    zone = ZoneInfo(tenant.timezone or "UTC")
    today = local_day(caller.at, zone)
    days = working_days(asked.span, today, lambda day: bool(holiday(tenant.country, "", day)))
    sums = _visits(connection, mine, asked, zone, caller.at) if asked.measure is Measure.VISITS else _sums(
        connection, asked
    )  # fmt: skip
    if asked.by is By.TERRITORY:
        sums = _with_those_below(connection, sums)
    given = _quotas(connection, mine, asked)
    subjects = _subjects(connection, mine, asked, {*sums, *given})
    weighed = _objectives(connection, asked.span) if asked.by is By.USER else {}
    rows = []
    for subject in subjects:
        found = sums.get(subject.id, _Sums())
        quota = quota_for(asked.span, given.get(subject.id, ()))
        rows.append(Row(subject, standing(quota, found.done, found.open, days), weighed.get(subject.id)))
    rows.sort(key=_ahead)
    return Attainment(tuple(rows), days, today, tenant.currency, _unconverted(connection, asked.span))


def chosen(rows: Iterable[Row], only: Only) -> list[Row]:
    """Return the rows that are asked for: all, whoever reached the quota, or whoever is behind the pace."""
    if only is Only.REACHED:
        return [row for row in rows if row.standing.is_reached]
    if only is Only.BEHIND:
        return [row for row in rows if _is_behind(row.standing)]
    return list(rows)


def _is_behind(one: Standing) -> bool:
    return one.pace_percent is not None and one.pace_percent < ALL and not one.is_reached


def _ahead(row: Row) -> tuple[bool, Decimal, Decimal, str, int]:
    percent = row.standing.percent
    return percent is None, -(percent or NOTHING), -row.standing.attained, row.subject.name, row.subject.id


def _sums(connection: Connection, asked: Asked) -> dict[Any, _Sums]:
    table = sale_credits
    subject = {
        By.USER: table.c.user_id,
        By.TEAM: sa.func.unnest(table.c.team),
        By.TERRITORY: table.c.territory_id,
        By.PRODUCT: table.c.product_id,
    }[asked.by].label("subject")
    is_open = (table.c.origin == Origin.OPEN.value).label("is_open")
    query = sa.select(subject, is_open, sa.func.sum(table.c[asked.measure.value]).label("total")).where(
        table.c.day.between(asked.span.first, asked.span.last)
    )
    if asked.product_id is not None:
        query = query.where(table.c.product_id == asked.product_id)
    found: dict[Any, _Sums] = defaultdict(_Sums)
    for row in connection.execute(query.group_by(subject, is_open)):
        if row.is_open:
            found[row.subject].open = row.total
        else:
            found[row.subject].done = row.total
    found.pop(None, None)
    return found


def _visits(connection: Connection, mine: Reach, asked: Asked, zone: ZoneInfo, now: datetime) -> dict[Any, _Sums]:
    """Count visits that have ended, of people whom the caller sees: their number is asked for as Trato itself."""
    found: dict[Any, _Sums] = defaultdict(_Sums)
    if asked.by is By.PRODUCT or asked.product_id is not None:
        return found
    people = sorted(mine.people)
    ids = None if mine.is_admin else "{" + ",".join(map(str, people)) + "}"
    begin = datetime.combine(asked.span.first, time(), zone)
    end = min(datetime.combine(asked.span.last + timedelta(days=1), time(), zone), now)
    given = {"ids": ids, "begin": begin, "end": end}
    with looking_as_system(connection):
        rows = connection.execute(_VISITS[asked.by is By.TERRITORY], given).all()
        managers = {row.id: row.manager_id for row in connection.execute(sa.select(users.c.id, users.c.manager_id))}
    for row in rows:
        for subject in _above(row.subject, managers) if asked.by is By.TEAM else (row.subject,):
            found[subject].done += row.visits
    return found


_BY_PERSON = (
    "SELECT u.user_id AS subject, count(*) AS visits FROM interactions i"
    " JOIN interaction_users u ON u.tenant_id = i.tenant_id AND u.interaction_id = i.id"
    " WHERE i.kind = 'visit' AND i.ends_at >= :begin AND i.ends_at < :end"
    " AND (CAST(:ids AS bigint[]) IS NULL OR u.user_id = ANY (CAST(:ids AS bigint[]))) GROUP BY 1"
)
# A visit by two of us is one visit to the territory.
_BY_PLACE = (
    "SELECT a.territory_id AS subject, count(DISTINCT i.id) AS visits FROM interactions i"
    " JOIN interaction_users u ON u.tenant_id = i.tenant_id AND u.interaction_id = i.id"
    " JOIN interaction_accounts c ON c.tenant_id = i.tenant_id AND c.interaction_id = i.id"
    " JOIN accounts a ON a.tenant_id = c.tenant_id AND a.id = c.account_id"
    " WHERE i.kind = 'visit' AND i.ends_at >= :begin AND i.ends_at < :end AND a.territory_id IS NOT NULL"
    " AND (CAST(:ids AS bigint[]) IS NULL OR u.user_id = ANY (CAST(:ids AS bigint[]))) GROUP BY 1"
)
_VISITS = {False: sa.text(_BY_PERSON), True: sa.text(_BY_PLACE)}


def _above(user_id: int, managers: Mapping[int, int | None]) -> list[int]:
    chain: list[int] = []
    one: int | None = user_id
    while one is not None and one not in chain:
        chain.append(one)
        one = managers.get(one)
    return chain


def _with_those_below(connection: Connection, sums: Mapping[Any, _Sums]) -> dict[Any, _Sums]:
    parents = {
        row.id: row.parent_id for row in connection.execute(sa.select(territories.c.id, territories.c.parent_id))
    }
    found: dict[Any, _Sums] = defaultdict(_Sums)
    for territory_id, own in sums.items():
        for one in _above(territory_id, parents):
            found[one].done += own.done
            found[one].open += own.open
    return found


def _quotas(connection: Connection, mine: Reach, asked: Asked) -> dict[int, list[tuple[Span, Decimal]]]:
    """Return the quotas within the span by whose they are; by product, those of the caller's team or own."""
    query = sa.select(quotas).where(
        quotas.c.first >= asked.span.first, quotas.c.last <= asked.span.last, quotas.c.measure == asked.measure.value
    )
    if asked.by is By.PRODUCT:
        own = sa.or_(quotas.c.team_id == mine.user_id, quotas.c.user_id == mine.user_id)
        query = query.where(quotas.c.product_id.is_not(None), own).order_by(quotas.c.team_id.is_not(None))
    else:
        query = query.where(quotas.c.product_id.is_not_distinct_from(asked.product_id))
    column = f"{asked.by.value}_id"
    found: dict[int, list[tuple[Span, Decimal]]] = defaultdict(list)
    for row in connection.execute(query.where(quotas.c[column].is_not(None))):
        found[getattr(row, column)].append((Span(row.first, row.last), row.amount))
    return found


def _subjects(connection: Connection, mine: Reach, asked: Asked, told: Collection[int]) -> list[Named]:
    """Return whose figures are told: of whom and what the caller sees, with something to tell."""
    if asked.by is By.PRODUCT:
        query = sa.select(products.c.id, products.c.name)
        return [Named(row.id, row.name) for row in connection.execute(query) if row.id in told]
    if asked.by is By.TERRITORY:
        rows = connection.execute(sa.select(territories.c.id, territories.c.name)).all()
        return [Named(row.id, row.name) for row in rows if mine.is_admin or row.id in mine.territories]
    people = connection.execute(sa.select(users.c.id, users.c.name, users.c.manager_id, users.c.deactivated_at)).all()
    leaders = {row.manager_id for row in people}
    return [
        Named(row.id, row.name)
        for row in people
        if (mine.is_admin or row.id in mine.people)
        and (row.id in told or row.id == mine.user_id)
        and (asked.by is By.USER or row.id in leaders)
        and (row.deactivated_at is None or row.id in told)
    ]


def _objectives(connection: Connection, span: Span) -> dict[int, Decimal | None]:
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    within = sa.and_(objectives.c.first <= span.last, objectives.c.last >= span.first)
    for row in connection.execute(sa.select(objectives).where(within)):
        rows[row.user_id].append((row.weight, row.progress))
    return {user_id: score(each) for user_id, each in rows.items()}


def _unconverted(connection: Connection, span: Span) -> int:
    """Count the sales of the span that have no rate, of those that the caller sees."""
    query = sa.select(sa.func.count()).select_from(credited_sales)
    missing = query.where(credited_sales.c.rate.is_(None), credited_sales.c.day.between(span.first, span.last))
    return int(connection.execute(missing).scalar_one())
