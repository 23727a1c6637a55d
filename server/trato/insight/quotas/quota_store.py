"""Quotas as they are kept: read by whoever may see them, written by those above.

Nobody sets what they themselves are measured by: a manager sets the quotas of the branch below and of the territories
that it holds, an administrator every quota.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.answers.words import folded
from trato.crm.service import audit
from trato.crm.tables import products
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import tenants, territories, user_addresses, users
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.insight.quotas.model import Measure, Span, Subject
from trato.insight.quotas.sheet import Fault, Names, RowFault, Target, Wanted
from trato.insight.quotas.tables import quotas
from trato.linking.privacy import NotYourDecisionError

SETTERS = frozenset({"manager", "admin"})


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom and what somebody sees: their branch with themselves first, and the territories that it holds."""

    user_id: int
    is_admin: bool
    leads: bool
    people: frozenset[int]
    territories: frozenset[int]

    def may_set(self, subject: Subject, subject_id: int) -> bool:
        """Tell whether they set quotas of that one."""
        if self.is_admin:
            return True
        if subject is Subject.TERRITORY:
            return self.leads and subject_id in self.territories
        return self.leads and subject_id in self.people and subject_id != self.user_id


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota as shown."""

    id: int
    target: Target
    name: str
    product: Named | None
    amount: Decimal
    version: int
    is_yours: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What bringing rows in does, or did."""

    new: int
    changed: int
    removed: int
    unchanged: int
    faults: tuple[RowFault, ...]


def reach(connection: Connection, caller: Caller, roles: Collection[str]) -> Reach:
    """Return whom and what the caller of this transaction sees, as the database has worked it out."""
    row = connection.execute(_REACH).one()
    return Reach(
        caller.user_id, row.sees_all, "manager" in roles, frozenset(row.people or ()), frozenset(row.held or ())
    )


_REACH = sa.text(
    "SELECT current_setting('app.sees_all', true) = 'true' AS sees_all,"
    " CAST(string_to_array(current_setting('app.people', true), ',') AS bigint[]) AS people,"
    " CAST(string_to_array(current_setting('app.territories', true), ',') AS bigint[]) AS held"
)


def listed(connection: Connection, within: Reach, span: Span, measure: Measure | None) -> list[Quota]:
    """Return the quotas that lie within a span, those of territories first, then teams, then people."""
    query = _SHOWN.where(quotas.c.first >= span.first, quotas.c.last <= span.last)
    if measure is not None:
        query = query.where(quotas.c.measure == measure.value)
    return [_quota(row, within) for row in connection.execute(query)]


def one(connection: Connection, within: Reach, quota_id: int) -> Quota:
    """Return a quota. Raises NotFoundError."""
    row = connection.execute(_SHOWN.where(quotas.c.id == quota_id)).first()
    if row is None:
        raise NotFoundError(f"no quota {quota_id}, or it is not yours to see")
    return _quota(row, within)


_team, _product = users.alias("leader"), products
_SHOWN = (
    sa.select(
        quotas,
        sa.func.coalesce(users.c.name, _team.c.name, territories.c.name).label("name"),
        _product.c.name.label("product"),
    )
    .outerjoin(users, sa.and_(users.c.tenant_id == quotas.c.tenant_id, users.c.id == quotas.c.user_id))
    .outerjoin(_team, sa.and_(_team.c.tenant_id == quotas.c.tenant_id, _team.c.id == quotas.c.team_id))
    .outerjoin(
        territories,
        sa.and_(territories.c.tenant_id == quotas.c.tenant_id, territories.c.id == quotas.c.territory_id),
    )
    .outerjoin(_product, sa.and_(_product.c.tenant_id == quotas.c.tenant_id, _product.c.id == quotas.c.product_id))
    .order_by(
        quotas.c.territory_id.is_(None), quotas.c.team_id.is_(None), sa.text("name"), quotas.c.measure,
        quotas.c.first, quotas.c.last.desc(), quotas.c.id,
    )
)  # fmt: skip


def _quota(row: Any, within: Reach) -> Quota:
    subject, subject_id = _subject_of(row)
    target = Target(subject, subject_id, row.product_id, Span(row.first, row.last), Measure(row.measure))
    product = None if row.product_id is None else Named(row.product_id, row.product or "")
    may = within.may_set(subject, subject_id)
    return Quota(row.id, target, row.name or "", product, row.amount, row.version, may)


def _subject_of(row: Any) -> tuple[Subject, int]:
    if row.user_id is not None:
        return Subject.USER, row.user_id
    return (Subject.TEAM, row.team_id) if row.team_id is not None else (Subject.TERRITORY, row.territory_id)


def names(connection: Connection, language: str) -> Names:
    """Return who and what a file may name. What two are called is told by their address only."""
    people: dict[str, list[int]] = {}
    for row in connection.execute(sa.select(users.c.id, users.c.name).where(users.c.deactivated_at.is_(None))):
        people.setdefault(folded(row.name), []).append(row.id)
    known = {name: ids[0] for name, ids in people.items() if len(ids) == 1}
    known |= {folded(each.address): each.user_id for each in connection.execute(sa.select(user_addresses))}
    known |= {folded(each.upn): each.id for each in connection.execute(sa.select(users.c.id, users.c.upn))}
    named = {folded(each.name): each.id for each in connection.execute(sa.select(territories.c.id, territories.c.name))}
    sold: dict[str, int] = {}
    for product in connection.execute(sa.select(products.c.id, products.c.key, products.c.name)):
        sold |= {folded(product.name): product.id, folded(product.key): product.id}
    currency = connection.execute(sa.select(tenants.c.currency)).scalar_one()
    return Names(known, named, sold, currency, "," if language == "es" else ".")


class Quotas:
    """Writes quotas on behalf of managers and administrators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, caller: Caller, roles: Collection[str], target: Target, amount: Decimal) -> int:
        """Set a quota that is not there yet; return its id.

        Raises NotYourDecisionError, NotFoundError for whom or what the caller cannot see, ChangedMeanwhileError where
        there is one already.
        """
        self._require(caller, roles, target)
        with self._database.as_system(caller.tenant_id) as connection:
            if target.product_id is not None:
                _require_product(connection, target.product_id)
            there = connection.execute(sa.select(quotas.c.id).where(_is(target))).first()
            if there is not None:
                raise ChangedMeanwhileError("somebody set this quota meanwhile; look again, then decide")
            inserted = sa.insert(quotas).values(tenant_id=caller.tenant_id, amount=amount, **_values(target))
            quota_id: int = connection.execute(inserted.returning(quotas.c.id)).scalar_one()
            audit(connection, caller, "quota.set", "quota", quota_id, {"amount": str(amount)})
            return quota_id

    def change(
        self, caller: Caller, roles: Collection[str], quota_id: int, amount: Decimal | None, *, version: int
    ) -> None:
        """Change what a quota asks for, or take it away.

        Raises NotFoundError, NotYourDecisionError, ChangedMeanwhileError.
        """
        with self._database.as_user(caller) as connection:
            found = one(connection, reach(connection, caller, roles), quota_id)
        if not found.is_yours:
            raise NotYourDecisionError("this quota is set by those above, or by an administrator")
        with self._database.as_system(caller.tenant_id) as connection:
            same = sa.and_(quotas.c.id == quota_id, quotas.c.version == version)
            written = (
                sa.delete(quotas).where(same)
                if amount is None
                else sa.update(quotas).where(same).values(amount=amount, version=quotas.c.version + 1)
            )
            if connection.execute(written.returning(quotas.c.id)).first() is None:
                raise ChangedMeanwhileError("somebody changed this quota meanwhile; look again, then decide")
            told = {"before": str(found.amount), "after": None if amount is None else str(amount)}
            audit(connection, caller, "quota.changed", "quota", quota_id, told)

    def bring_in(
        self,
        caller: Caller,
        roles: Collection[str],
        wanted: Sequence[Wanted],
        faults: Iterable[RowFault],
        *,
        only_tell: bool,
    ) -> Told:
        """Let the quotas be as rows say, those that the caller may set; or only tell what that would do.

        Raises NotYourDecisionError for whoever sets none.
        """  # fmt: skip
        if not SETTERS & set(roles):
            raise NotYourDecisionError("quotas are set by managers and administrators")
        with self._database.as_user(caller) as connection:
            mine = reach(connection, caller, roles)
        known = [each for each in wanted if mine.may_set(each.target.subject, each.target.subject_id)]
        refused = [RowFault(each.line, Fault.NOT_YOURS) for each in wanted if each not in known]
        with self._database.as_system(caller.tenant_id) as connection:
            done = write_all(connection, caller.tenant_id, known, only_tell=only_tell)
            if not only_tell and (done.new or done.changed or done.removed):
                told = {"new": done.new, "changed": done.changed, "removed": done.removed}
                audit(connection, caller, "quotas.imported", "quotas", 0, told)
        every = tuple(sorted([*faults, *refused], key=lambda fault: fault.line))
        return Told(done.new, done.changed, done.removed, done.unchanged, every)

    def _require(self, caller: Caller, roles: Collection[str], target: Target) -> None:
        with self._database.as_user(caller) as connection:
            mine = reach(connection, caller, roles)
            table = territories if target.subject is Subject.TERRITORY else users
            if connection.execute(sa.select(table.c.id).where(table.c.id == target.subject_id)).first() is None:
                raise NotFoundError(f"no {target.subject.value} {target.subject_id}")
        if not mine.may_set(target.subject, target.subject_id):
            raise NotYourDecisionError("this quota is set by those above, or by an administrator")


def write_all(connection: Connection, tenant_id: int, wanted: Sequence[Wanted], *, only_tell: bool = False) -> Told:
    """Make quotas equal what is wanted, as Trato itself; tell what changed."""
    there = {
        Target(*_subject_of(row), row.product_id, Span(row.first, row.last), Measure(row.measure)): row
        for row in connection.execute(sa.select(quotas))
    }
    found = [(each, there.get(each.target)) for each in wanted]
    new = [each for each, row in found if row is None and each.amount is not None]
    removed = [row.id for each, row in found if row is not None and each.amount is None]
    changed = [
        (row.id, each.amount)
        for each, row in found
        if row is not None and each.amount is not None and row.amount != each.amount
    ]
    if not only_tell:
        _write(connection, tenant_id, new, changed, removed)
    untouched = len(wanted) - len(new) - len(changed) - len(removed)
    return Told(len(new), len(changed), len(removed), untouched, ())


def _write(
    connection: Connection,
    tenant_id: int,
    new: Sequence[Wanted],
    changed: Iterable[tuple[int, Decimal]],
    removed: Sequence[int],
) -> None:
    if new:
        rows = [{"tenant_id": tenant_id, "amount": each.amount, **_values(each.target)} for each in new]
        connection.execute(sa.insert(quotas), rows)
    for quota_id, amount in changed:
        connection.execute(
            sa.update(quotas).where(quotas.c.id == quota_id).values(amount=amount, version=quotas.c.version + 1)
        )
    if removed:
        connection.execute(sa.delete(quotas).where(in_list(quotas.c.id, removed)))


def _values(target: Target) -> dict[str, Any]:
    subject = {f"{each.value}_id": target.subject_id if each is target.subject else None for each in Subject}
    return subject | {
        "product_id": target.product_id, "first": target.span.first, "last": target.span.last,
        "measure": target.measure.value,
    }  # fmt: skip


def _is(target: Target) -> sa.ColumnElement[bool]:
    return sa.and_(*(quotas.c[name].is_not_distinct_from(value) for name, value in _values(target).items()))


def _require_product(connection: Connection, product_id: int) -> None:
    if connection.execute(sa.select(products.c.id).where(products.c.id == product_id)).first() is None:
        raise NotFoundError(f"no product {product_id}")
