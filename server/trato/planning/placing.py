"""Put accounts into groups: edit the criteria, look who would fall where, do it, take it back.

For managers and administrators, of the accounts they see: a manager's criteria never move an account of another branch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.crm.tables import accounts
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.linking.privacy import NotYourDecisionError
from trato.planning import group_store
from trato.planning.figures import AccountFigures, figures_of, tenant_currency
from trato.planning.grouping import OWN, Criterion, Group, Placed, checked, place
from trato.planning.tables import account_placings

EDITORS = frozenset({"manager", "admin"})
MOST_TOLD = 200
MOST_PLACINGS = 50


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups with what one needs to edit them; `version` is 0 as long as nobody did."""

    groups: tuple[Group, ...]
    version: int
    criteria: tuple[str, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Move:
    """An account that would change its group, and why; its group stays where none takes it."""

    account: AccountFigures
    placed: Placed


@dataclass(frozen=True, slots=True)
class Preview:
    """Who falls where: accounts by group now and then, and those that move, the first of them told."""

    looked_at: int
    before: dict[str, int]
    after: dict[str, int]
    moves: tuple[Move, ...]
    moved: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class Placing:
    """A placing that was done."""

    id: int
    at: datetime
    by: Named | None
    moved: int
    undone_at: datetime | None


class Placings:
    """Edits groups and puts accounts into them, as a manager or administrator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self, caller: Caller) -> Groups:
        """Return the groups, for everybody of the tenant."""
        with self._database.as_user(caller) as connection:
            own = {name for one in figures_of(connection, at=caller.at) for name in one.figures if name.startswith(OWN)}
            currency = tenant_currency(connection)
        with self._database.as_system(caller.tenant_id) as connection:
            found, version = group_store.groups(connection), group_store.version(connection)
        return Groups(tuple(found), version, (*(one.value for one in Criterion), *sorted(own)), currency)

    def save(self, caller: Caller, roles: frozenset[str], wanted: Sequence[Group], *, version: int) -> Groups:
        """Let these be the groups; no account moves. Raises ChangedMeanwhileError, NotYourDecisionError."""
        require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            group_store.save(connection, caller, wanted, seen=version)
        return self.current(caller)

    def preview(self, caller: Caller, roles: frozenset[str], wanted: Sequence[Group]) -> Preview:
        """Return who would fall where under these groups. Raises NotYourDecisionError, InvalidInputError."""
        require_editor(roles)
        after = checked(wanted)
        with self._database.as_user(caller) as connection:
            found = figures_of(connection, at=caller.at)
        return preview(found, after)

    def apply(self, caller: Caller, roles: frozenset[str], *, version: int) -> Placing | None:
        """Put the accounts that the caller sees into the groups in force; None where none moves.

        Raises ChangedMeanwhileError where the groups are not those that were read, NotYourDecisionError.
        """
        require_editor(roles)
        with self._database.as_user(caller) as connection:
            found = figures_of(connection, at=caller.at)
        with self._database.as_system(caller.tenant_id) as connection:
            group_store.guard(connection, caller.tenant_id)
            if group_store.version(connection) != version:
                raise ChangedMeanwhileError("somebody changed the groups meanwhile; look again, then decide")
            wanted = _moves(found, group_store.groups(connection))
            moves = _write(connection, [(one.account.id, one.account.group, one.placed.code or "") for one in wanted])
            if not moves:
                return None
            told = [list(one) for one in moves]
            inserted = sa.insert(account_placings).values(
                tenant_id=caller.tenant_id, at=caller.at, by_id=caller.user_id, moves=told
            )
            number = connection.execute(inserted.returning(account_placings.c.id)).scalar_one()
            audit(connection, caller, "accounts.placed", "account_placing", number, {"moved": len(moves)})
            return _placing(connection, number)

    def undo(self, caller: Caller, roles: frozenset[str], placing_id: int) -> Placing:
        """Put the accounts back that nobody moved since. Raises NotFoundError, ChangedMeanwhileError."""
        require_editor(roles)
        with self._database.as_user(caller) as connection:
            if connection.execute(_by_id(placing_id)).first() is None:
                raise NotFoundError(f"no placing {placing_id}, or it is not yours to see")
        with self._database.as_system(caller.tenant_id) as connection:
            group_store.guard(connection, caller.tenant_id)
            row = connection.execute(_by_id(placing_id).with_for_update()).one()
            if row.undone_at is not None:
                raise ChangedMeanwhileError("this was taken back already")
            back = _write(connection, [(account_id, after, before) for account_id, before, after in row.moves])
            connection.execute(
                sa.update(account_placings)
                .where(account_placings.c.id == placing_id)
                .values(undone_at=caller.at, undone_by_id=caller.user_id)
            )
            audit(connection, caller, "accounts.placing_undone", "account_placing", placing_id, {"moved": len(back)})
            return _placing(connection, placing_id)

    def history(self, caller: Caller, roles: frozenset[str]) -> list[Placing]:
        """Return the placings that the caller may take back, newest first."""
        require_editor(roles)
        with self._database.as_user(caller) as connection:
            query = _SELECT.order_by(account_placings.c.id.desc()).limit(MOST_PLACINGS)
            return [_told(row) for row in connection.execute(query)]


def require_editor(roles: frozenset[str]) -> None:
    """Raise NotYourDecisionError for anybody but managers and administrators."""
    if not roles & EDITORS:
        raise NotYourDecisionError("groups of accounts are edited by managers and administrators; ask one of them")


def preview(found: Sequence[AccountFigures], groups: Sequence[Group]) -> Preview:
    """Return who would fall where."""
    placed = [(one, place(groups, one.figures)) for one in found]
    moves = _moves(found, groups)
    return Preview(
        looked_at=len(found),
        before=dict(Counter(one.group for one in found)),
        after=dict(Counter(now.code if now.code is not None else one.group for one, now in placed)),
        moves=tuple(moves[:MOST_TOLD]),
        moved=len(moves),
        unplaced=sum(now.code is None for _, now in placed),
    )


def _moves(found: Sequence[AccountFigures], groups: Sequence[Group]) -> list[Move]:
    moves = [Move(one, place(groups, one.figures)) for one in found]
    return [one for one in moves if one.placed.code is not None and one.placed.code != one.account.group]


def _write(connection: Connection, wanted: Sequence[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Move those that are still where they were; return them."""
    if not wanted:
        return []
    locked = sa.select(accounts.c.id, accounts.c.group_code).where(in_list(accounts.c.id, [one[0] for one in wanted]))
    now = {row.id: row.group_code for row in connection.execute(locked.order_by(accounts.c.id).with_for_update())}
    moves = [one for one in wanted if now.get(one[0]) == one[1]]
    for code in {after for _, _, after in moves}:
        ids = [account_id for account_id, _, after in moves if after == code]
        connection.execute(
            sa.update(accounts)
            .where(in_list(accounts.c.id, ids))
            .values(group_code=code, version=accounts.c.version + 1)
        )
    return moves


_SELECT = sa.select(account_placings, users.c.name.label("by_name")).outerjoin(
    users, sa.and_(users.c.tenant_id == account_placings.c.tenant_id, users.c.id == account_placings.c.by_id)
)


def _by_id(placing_id: int) -> sa.Select[tuple[object, ...]]:
    return sa.select(account_placings).where(account_placings.c.id == placing_id)


def _placing(connection: Connection, placing_id: int) -> Placing:
    return _told(connection.execute(_SELECT.where(account_placings.c.id == placing_id)).one())


def _told(row: sa.Row[tuple[object, ...]]) -> Placing:
    by = Named(row.by_id, row.by_name) if row.by_id is not None else None
    return Placing(row.id, row.at, by, len(row.moves), row.undone_at)
