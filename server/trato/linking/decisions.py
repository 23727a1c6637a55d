"""What a person decides about a thread or event: link it, take it out of business, undo either.

The decision is a record that survives every resync and merge; an undo ends it and brings back what it replaced: what
a person had decided before, else the automatic link.
Whoever decides must see the thread or event, and the account or opportunity it is linked to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import mirror as calendar_mirror
from trato.calendar.tables import events
from trato.crm.service import audit
from trato.crm.tables import accounts, opportunities
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.linking.service import Linker
from trato.linking.tables import link_decisions, links
from trato.mail import mirror as mail_mirror
from trato.mail.tables import threads

MOST_UNDONE = 500


@dataclass(frozen=True, slots=True)
class Target:
    """The thread or the event a decision is about."""

    column: str
    id: int

    @classmethod
    def thread(cls, thread_id: int) -> Target:
        """Name a thread."""
        return cls("thread_id", thread_id)

    @classmethod
    def event(cls, event_id: int) -> Target:
        """Name an event."""
        return cls("event_id", event_id)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decides on behalf of a caller; the linking that follows runs as the system, in a transaction of its own."""

    database: Database

    def link(
        self,
        caller: Caller,
        target: Target,
        *,
        account_id: int | None,
        opportunity_id: int | None,
        version: int | None,
    ) -> None:
        """Link the target by the caller's word. Raises NotFoundError or ChangedMeanwhileError."""
        with self.database.as_user(caller) as connection:
            self._check(connection, target)
            if opportunity_id is not None:
                account_id = _account_of(connection, opportunity_id)
            elif account_id is not None:
                _require_account(connection, account_id)
        self._decide(caller, target, "link", version, account_id=account_id, opportunity_id=opportunity_id)

    def take_out(self, caller: Caller, target: Target, *, version: int | None) -> None:
        """Say that the target is not business: it has no interactions any more. Raises as `link` does."""
        with self.database.as_user(caller) as connection:
            self._check(connection, target)
        self._decide(caller, target, "not_business", version, account_id=None, opportunity_id=None)

    def undo(self, caller: Caller, target: Target, *, version: int | None) -> None:
        """End what was decided last; what it replaced is back. Raises as `link` does."""
        with self.database.as_user(caller) as connection:
            self._check(connection, target)
        self._undo(caller, target, version)
        self._settle(caller)

    def undo_all_from(self, caller: Caller, sender: str) -> int:
        """Undo what was decided last about each thread that this address began and the caller sees; return how many."""
        with self.database.as_user(caller) as connection:
            seen = _decided_of(sender).order_by(threads.c.id).limit(MOST_UNDONE)
            found = connection.execute(seen).scalars().all()
        for thread_id in found:
            self._undo(caller, Target.thread(thread_id), None)
        if found:
            self._settle(caller)
        return len(found)

    def count_from(self, caller: Caller, sender: str) -> int:
        """Return how many decisions `undo_all_from` would undo; it undoes at most 500 at once."""
        with self.database.as_user(caller) as connection:
            seen = _decided_of(sender).limit(MOST_UNDONE).subquery()
            return int(connection.execute(sa.select(sa.func.count()).select_from(seen)).scalar_one())

    def _undo(self, caller: Caller, target: Target, version: int | None) -> None:
        with self.database.as_system(caller.tenant_id) as connection:
            _hold(connection, caller.tenant_id, target, version)
            _resume(connection, self._end(connection, caller, target))
            audit(connection, caller, "link.undone", target.column.removesuffix("_id"), target.id, {})
            _relink(connection, caller.tenant_id, target)

    def _decide(
        self,
        caller: Caller,
        target: Target,
        kind: str,
        version: int | None,
        *,
        account_id: int | None,
        opportunity_id: int | None,
    ) -> None:
        with self.database.as_system(caller.tenant_id) as connection:
            _hold(connection, caller.tenant_id, target, version)
            replaced = self._end(connection, caller, target)
            new_id = connection.execute(
                sa.insert(link_decisions)
                .values(
                    tenant_id=caller.tenant_id,
                    kind=kind,
                    account_id=account_id,
                    opportunity_id=opportunity_id,
                    decided_by_id=caller.user_id,
                    decided_at=caller.at,
                    **{target.column: target.id},
                )
                .returning(link_decisions.c.id)
            ).scalar_one()
            connection.execute(
                sa.update(link_decisions).where(in_list(link_decisions.c.id, replaced)).values(replaced_by_id=new_id)
            )
            detail = {"account_id": account_id, "opportunity_id": opportunity_id}
            audit(connection, caller, f"link.{kind}", target.column.removesuffix("_id"), target.id, detail)
            _relink(connection, caller.tenant_id, target)
        self._settle(caller)

    def _settle(self, caller: Caller) -> None:
        """Let what is near follow. What is left of many is settled after the next round."""
        with self.database.as_system(caller.tenant_id) as connection:
            Linker(caller.tenant_id).settle(connection)

    def _check(self, connection: Connection, target: Target) -> None:
        table = threads if target.column == "thread_id" else events
        if connection.execute(sa.select(table.c.id).where(table.c.id == target.id)).first() is None:
            raise NotFoundError(f"no {table.name.removesuffix('s')} {target.id}, or it is not yours to see")

    def _end(self, connection: Connection, caller: Caller, target: Target) -> Sequence[int]:
        """End what is decided; return the ids."""
        ended = connection.execute(
            sa.update(link_decisions)
            .where(link_decisions.c[target.column] == target.id, link_decisions.c.undone_at.is_(None))
            .values(undone_at=caller.at, undone_by_id=caller.user_id)
            .returning(link_decisions.c.id)
        )
        return ended.scalars().all()


def _decided_of(sender: str) -> sa.Select[Any]:
    decided = sa.exists().where(
        link_decisions.c.tenant_id == threads.c.tenant_id,
        link_decisions.c.thread_id == threads.c.id,
        link_decisions.c.undone_at.is_(None),
    )
    return sa.select(threads.c.id).where(threads.c.opener == sender.strip().lower(), decided)


def _resume(connection: Connection, ended: Sequence[int]) -> None:
    """Let stand again what these decisions replaced."""
    connection.execute(
        sa.update(link_decisions)
        .where(in_list(link_decisions.c.replaced_by_id, ended))
        .values(undone_at=None, undone_by_id=None, replaced_by_id=None)
    )


def _hold(connection: Connection, tenant_id: int, target: Target, version: int | None) -> None:
    """Lock the link for this transaction: of two who decide on what they saw at once, the second must look again.

    A page that is being linked right now comes first: it read what was decided before, and would write that over it.
    """
    space = mail_mirror.LOCK_SPACE if target.column == "thread_id" else calendar_mirror.LOCK_SPACE
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": space, "tenant": tenant_id})
    locked = sa.select(links.c.version).where(links.c[target.column] == target.id).with_for_update()
    present = connection.execute(locked).scalar()
    if version is not None and present is not None and present != version:
        raise ChangedMeanwhileError("somebody changed this link meanwhile; look again, then decide")


def _relink(connection: Connection, tenant_id: int, target: Target) -> None:
    linker = Linker(tenant_id)
    if target.column == "thread_id":
        linker.relink_threads(connection, [target.id])
    else:
        linker.relink_events(connection, [target.id])


def _account_of(connection: Connection, opportunity_id: int) -> int:
    account_id = connection.execute(
        sa.select(opportunities.c.account_id).where(opportunities.c.id == opportunity_id)
    ).scalar()
    if account_id is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    return int(account_id)


def _require_account(connection: Connection, account_id: int) -> None:
    if connection.execute(sa.select(accounts.c.id).where(accounts.c.id == account_id)).first() is None:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")
