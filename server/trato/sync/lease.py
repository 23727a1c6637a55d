"""The lease of a mailbox: one worker at a time follows it, and one that lost it writes nothing.

It is of the mailbox and not of a feed, because a mail that moves is told by two folders, whose pages must be applied
in the order in which they were asked for. Each lease raises a fence; every transaction that applies something checks
it and keeps the row locked until it ends. A lease is free when its holder has left the database (db.presence) or its
time has run out by the database's clock, which all machines share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.presence import is_gone
from trato.sync.errors import LeaseLostError, MailboxBusyError
from trato.sync.tables import mailbox_leases

# Renewed with every page and while waiting for one, so it is longer than a transaction and shorter than a long pause.
TERM = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write what a mailbox tells; `fence` is greater than that of every lease before."""

    mailbox_id: int
    fence: int


def take(
    connection: Connection, tenant_id: int, mailbox_id: int, *, holder: int | None, term: timedelta = TERM
) -> Lease:
    """Take the mailbox for `term`; `holder` is the presence of this process, if it shows one.

    Raises MailboxBusyError while another worker holds it.
    """
    table = mailbox_leases
    until = sa.func.clock_timestamp() + term
    statement = insert(table).values(
        tenant_id=tenant_id, mailbox_id=mailbox_id, fence=1, holder=holder, leased_until=until
    )
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "mailbox_id"],
        set_={"fence": table.c.fence + 1, "holder": holder, "leased_until": until},
        where=~is_held(),
    )
    fence = connection.execute(statement.returning(table.c.fence)).scalar()
    if fence is None:
        raise MailboxBusyError(f"mailbox {mailbox_id} is being read by another worker")
    return Lease(mailbox_id, fence)


def is_held() -> sa.ColumnElement[bool]:
    """Return the condition that a row of mailbox_leases is a lease which somebody holds."""
    table = mailbox_leases
    runs = sa.and_(table.c.leased_until.is_not(None), table.c.leased_until > sa.func.clock_timestamp())
    return sa.and_(runs, sa.not_(is_gone(table.c.holder)))


def hold(connection: Connection, lease: Lease, *, term: timedelta = TERM) -> None:
    """Renew the lease and lock it for this transaction. Raises LeaseLostError if it was taken over."""
    row = connection.execute(
        sa.update(mailbox_leases)
        .where(mailbox_leases.c.mailbox_id == lease.mailbox_id, mailbox_leases.c.fence == lease.fence)
        .values(leased_until=sa.func.clock_timestamp() + term)
        .returning(mailbox_leases.c.fence)
    ).first()
    if row is None:
        raise LeaseLostError(f"mailbox {lease.mailbox_id} was taken over by another worker")


def break_off(connection: Connection, mailbox_id: int) -> None:
    """End whatever lease there is: whoever holds it writes no more. For a mailbox that is followed no longer."""
    connection.execute(
        sa.update(mailbox_leases)
        .where(mailbox_leases.c.mailbox_id == mailbox_id)
        .values(fence=mailbox_leases.c.fence + 1, leased_until=None, holder=None)
    )


def release(connection: Connection, lease: Lease) -> None:
    """Give the lease back, unless it was lost."""
    connection.execute(
        sa.update(mailbox_leases)
        .where(mailbox_leases.c.mailbox_id == lease.mailbox_id, mailbox_leases.c.fence == lease.fence)
        .values(leased_until=None, holder=None)
    )
