"""Commissions: rules for a period and whom they pay, tried before it opens, computed while it runs, frozen once closed.

Managers see and try what concerns their branch; administrators make rules and freeze them. A frozen statement stands as
it was, whatever is corrected later; what it would be now is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import tenants, users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.insight.quotas.commission import Earned, Rules, Statement, checked, statement
from trato.insight.quotas.commission_json import document, kept, rules_of, statement_of
from trato.insight.quotas.model import Credit, Origin, Span
from trato.insight.quotas.periods import local_day, quota_for
from trato.insight.quotas.tables import commission_members, commissions, quotas, sale_credits
from trato.linking.privacy import NotYourDecisionError

MOST_MEMBERS = 2000


class StillOpenError(InvalidInputError):
    """The period has not ended: what it pays may still change."""

    code = "period_open"


class FrozenError(InvalidInputError):
    """The commission was frozen: its rules and statements stand."""

    code = "commission_frozen"


@dataclass(frozen=True, slots=True)
class Draft:
    """Rules as somebody writes them: for which period, and whom they pay."""

    name: str
    span: Span
    rules: Rules
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Commission:
    """Rules as they are kept."""

    id: int
    draft: Draft
    frozen_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What somebody gets: as it stands, and of a frozen one what it would be now."""

    user: Named
    statement: Statement
    amount: Decimal
    would_be: Decimal


class Commissions:
    """Rules of commission and what they pay."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, caller: Caller) -> list[Commission]:
        """Return the commissions that pay somebody whom the caller sees, the newest period first."""
        with self._database.as_user(caller) as connection:
            return _read(connection, None)

    def one(self, caller: Caller, commission_id: int) -> Commission:
        """Return one. Raises NotFoundError."""
        with self._database.as_user(caller) as connection:
            return _one(connection, commission_id)

    def write(
        self,
        caller: Caller,
        roles: Collection[str],
        draft: Draft,
        *,
        commission_id: int | None = None,
        version: int | None = None,
    ) -> int:
        """Make rules, or change those that were read; return their id.

        Raises NotYourDecisionError, InvalidInputError, NotFoundError, ChangedMeanwhileError, FrozenError.
        """  # fmt: skip
        _require_admin(roles)
        checked(draft.rules)
        if not draft.user_ids or len(draft.user_ids) > MOST_MEMBERS:
            raise InvalidInputError(f"say whom the rules pay: 1 to {MOST_MEMBERS} people")
        values = {
            "name": draft.name, "first": draft.span.first, "last": draft.span.last, "rules": document(draft.rules),
        }  # fmt: skip
        with self._database.as_system(caller.tenant_id) as connection:
            known = sa.select(users.c.id).where(in_list(users.c.id, list(draft.user_ids)))
            missing = set(draft.user_ids) - set(connection.execute(known).scalars())
            if missing:
                raise NotFoundError(f"no user {min(missing)}")
            if commission_id is None:
                made = sa.insert(commissions).values(tenant_id=caller.tenant_id, **values).returning(commissions.c.id)
                number: int = connection.execute(made).scalar_one()
            else:
                number = commission_id
                _lock(connection, number, version)
                connection.execute(
                    sa.update(commissions)
                    .where(commissions.c.id == number)
                    .values(**values, version=commissions.c.version + 1)
                )
                connection.execute(sa.delete(commission_members).where(commission_members.c.commission_id == number))
            connection.execute(
                sa.insert(commission_members),
                [
                    {"tenant_id": caller.tenant_id, "commission_id": number, "user_id": one}
                    for one in dict.fromkeys(draft.user_ids)
                ],
            )
            audit(connection, caller, "commission.written", "commission", number, {"name": draft.name})
            return number

    def statements(self, caller: Caller, commission_id: int) -> list[Paid]:
        """Return what is paid to whom, of those whom the caller sees. Raises NotFoundError."""
        with self._database.as_user(caller) as connection:
            found = _one(connection, commission_id)
            rows = connection.execute(
                sa.select(commission_members, users.c.name)
                .join(users, _user_of_member())
                .where(commission_members.c.commission_id == commission_id)
                .order_by(users.c.name, users.c.id)
            ).all()
            now = _statements(connection, found.draft, [row.user_id for row in rows], found.draft.span)
        paid = []
        for row in rows:
            live = now[row.user_id]
            stands = live if found.frozen_at is None else statement_of(row.statement)
            amount = live.amount if found.frozen_at is None else row.amount
            paid.append(Paid(Named(row.user_id, row.name), stands, amount, live.amount))
        return paid

    def simulate(self, caller: Caller, roles: Collection[str], draft: Draft, like: Span) -> list[Paid]:
        """Tell what rules would pay in their period if the credits of another came again; nothing is written.

        The quotas are those of the rules' own period, else those of the other. Of people whom the caller sees.
        Raises NotYourDecisionError, InvalidInputError.
        """
        if not {"manager", "admin"} & set(roles):
            raise NotYourDecisionError("commissions are tried by managers and administrators")
        checked(draft.rules)
        with self._database.as_user(caller) as connection:
            seen = sa.text(
                "SELECT u.id, u.name FROM users u WHERE u.id = ANY (CAST(:ids AS bigint[]))"
                " AND (current_setting('app.sees_all', true) = 'true' OR u.id = ANY"
                " (CAST(string_to_array(current_setting('app.people', true), ',') AS bigint[]))) ORDER BY u.name, u.id"
            )
            people = connection.execute(seen, {"ids": list(draft.user_ids)}).all()
            found = _statements(connection, draft, [row.id for row in people], like)
        return [Paid(Named(row.id, row.name), found[row.id], found[row.id].amount, found[row.id].amount)
                for row in people]  # fmt: skip

    def freeze(self, caller: Caller, roles: Collection[str], commission_id: int, *, version: int) -> None:
        """Let the statements of a period that has ended stand as they are.

        Raises NotYourDecisionError, NotFoundError, StillOpenError, FrozenError, ChangedMeanwhileError.
        """
        _require_admin(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            _lock(connection, commission_id, version)
            found = _one(connection, commission_id)
            zone = ZoneInfo(connection.execute(sa.select(tenants.c.timezone)).scalar_one() or "UTC")
            if local_day(caller.at, zone) <= found.draft.span.last:
                raise StillOpenError(f"the period runs until {found.draft.span.last}; freeze it afterwards")
            made = _statements(connection, found.draft, found.draft.user_ids, found.draft.span)
            for user_id, told in made.items():
                connection.execute(
                    sa.update(commission_members)
                    .where(commission_members.c.commission_id == commission_id, commission_members.c.user_id == user_id)
                    .values(amount=told.amount, statement=kept(told))
                )
            connection.execute(
                sa.update(commissions)
                .where(commissions.c.id == commission_id)
                .values(frozen_at=caller.at, frozen_by_id=caller.user_id, version=commissions.c.version + 1)
            )
            audit(connection, caller, "commission.frozen", "commission", commission_id, {"people": len(made)})


def _statements(connection: Connection, draft: Draft, user_ids: Sequence[int], of: Span) -> dict[int, Statement]:
    """Compute statements from the credits of a span; what the transaction may not see counts for nobody."""
    table = sale_credits
    earned: dict[int, list[Earned]] = defaultdict(list)
    for row in connection.execute(
        sa.select(table).where(
            in_list(table.c.user_id, list(user_ids)),
            table.c.day.between(of.first, of.last),
            table.c.origin != Origin.OPEN.value,
        )
    ):
        credit = Credit(
            row.user_id, row.product_id, row.day, Origin(row.origin), row.revenue, row.margin, row.units,
            row.new_accounts,
        )  # fmt: skip
        earned[row.user_id].append(Earned(row.opportunity_id, credit))
    given: dict[int, list[tuple[Span, Decimal]]] = defaultdict(list)
    for row in connection.execute(
        sa.select(quotas).where(
            in_list(quotas.c.user_id, list(user_ids)),
            quotas.c.product_id.is_(None),
            quotas.c.measure == draft.rules.measure.value,
        )
    ):
        given[row.user_id].append((Span(row.first, row.last), row.amount))
    found = {}
    for user_id in user_ids:
        quota = quota_for(draft.span, given[user_id])
        if quota is None:
            quota = quota_for(of, given[user_id])
        found[user_id] = statement(draft.rules, quota, earned[user_id])
    return found


def _one(connection: Connection, commission_id: int) -> Commission:
    found = _read(connection, commission_id)
    if not found:
        raise NotFoundError(f"no commission {commission_id}, or it is not yours to see")
    return found[0]


def _read(connection: Connection, commission_id: int | None) -> list[Commission]:
    query = sa.select(commissions).order_by(commissions.c.first.desc(), commissions.c.name, commissions.c.id)
    rows = connection.execute(query if commission_id is None else query.where(commissions.c.id == commission_id)).all()
    members: dict[int, list[int]] = defaultdict(list)
    for member in connection.execute(
        sa.select(commission_members.c.commission_id, commission_members.c.user_id)
        .where(in_list(commission_members.c.commission_id, [row.id for row in rows]))
        .order_by(commission_members.c.user_id)
    ):
        members[member.commission_id].append(member.user_id)
    return [
        Commission(
            row.id, Draft(row.name, Span(row.first, row.last), rules_of(row.rules), tuple(members[row.id])),
            row.frozen_at, row.version,
        )
        for row in rows
    ]  # fmt: skip


def _lock(connection: Connection, commission_id: int, version: int | None) -> None:
    row = connection.execute(
        sa.select(commissions.c.version, commissions.c.frozen_at)
        .where(commissions.c.id == commission_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(f"no commission {commission_id}")
    if row.frozen_at is not None:
        raise FrozenError("this commission was frozen; its rules and statements stand")
    if version != row.version:
        raise ChangedMeanwhileError("somebody changed this commission meanwhile; look again, then decide")


def _user_of_member() -> sa.ColumnElement[bool]:
    return sa.and_(users.c.tenant_id == commission_members.c.tenant_id, users.c.id == commission_members.c.user_id)


def _require_admin(roles: Collection[str]) -> None:
    if "admin" not in roles:
        raise NotYourDecisionError("commissions are made and frozen by an administrator")
