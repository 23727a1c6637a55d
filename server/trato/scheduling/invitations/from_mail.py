"""Which synced mails may hold a meeting and were not looked at, and what was found in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.calendar.tables import event_copies, events
from trato.db.arrays import in_list
from trato.directory.tables import mailboxes, users
from trato.mail.tables import message_copies, messages
from trato.scheduling.invitations.tables import calendar_mails, invitations

# What is older asks for nothing any more; a first round would otherwise read years of invitations.
LOOKED_BACK = timedelta(days=30)
AT_ONCE = 100
PRIVATE = ("private", "confidential")


@dataclass(frozen=True, slots=True)
class CalendarMail:
    """A copy of a mail to be looked at; ids are ready to stand in a path."""

    mailbox_id: int
    user_id: int
    message_id: int
    remote_id: str
    graph_user_id: str


def unread(connection: Connection, *, now: datetime) -> list[CalendarMail]:
    """Return meeting messages that nobody looked at yet, the oldest first, one copy a mailbox."""
    table = message_copies.c
    seen = sa.exists().where(
        calendar_mails.c.tenant_id == table.tenant_id,
        calendar_mails.c.mailbox_id == table.mailbox_id,
        calendar_mails.c.message_id == table.message_id,
    )
    rows = connection.execute(
        sa.select(
            table.mailbox_id,
            mailboxes.c.user_id,
            table.message_id,
            sa.func.min(table.remote_id).label("remote_id"),
            sa.func.coalesce(users.c.entra_object_id, users.c.upn).label("graph_user_id"),
        )
        .join(messages, sa.and_(messages.c.tenant_id == table.tenant_id, messages.c.id == table.message_id))
        .join(mailboxes, sa.and_(mailboxes.c.tenant_id == table.tenant_id, mailboxes.c.id == table.mailbox_id))
        .join(users, sa.and_(users.c.tenant_id == table.tenant_id, users.c.id == mailboxes.c.user_id))
        .where(
            messages.c.automated_kind == "calendar",
            messages.c.sent_at > now - LOOKED_BACK,
            # What comes from us is either Outlook's or was made here.
            messages.c.direction == "in",
            messages.c.sensitivity.not_in(PRIVATE),
            mailboxes.c.disconnected_at.is_(None),
            ~seen,
        )
        .group_by(
            table.mailbox_id, mailboxes.c.user_id, table.message_id, messages.c.sent_at, users.c.entra_object_id,
            users.c.upn,
        )
        .order_by(messages.c.sent_at, table.message_id)
        .limit(AT_ONCE)
    )  # fmt: skip
    return [
        CalendarMail(
            row.mailbox_id, row.user_id, row.message_id, quote(row.remote_id, safe=""), quote(row.graph_user_id)
        )
        for row in rows
    ]


def note(
    connection: Connection, tenant_id: int, mail: CalendarMail, *, outcome: str, at: datetime,
    invitation_id: int | None = None,
) -> None:  # fmt: skip
    """Note what became of a mail, so that it is not read again."""
    connection.execute(
        insert(calendar_mails)
        .values(
            tenant_id=tenant_id, mailbox_id=mail.mailbox_id, message_id=mail.message_id, invitation_id=invitation_id,
            outcome=outcome, read_at=at,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "mailbox_id", "message_id"])
    )  # fmt: skip


def in_outlook(connection: Connection, user_id: int, uids: Sequence[str]) -> set[str]:
    """Return which of these meetings stand in the user's own calendar: Outlook shows and answers those."""
    own = sa.select(mailboxes.c.id).where(mailboxes.c.user_id == user_id)
    rows = connection.execute(
        sa.select(events.c.ical_uid)
        .join(
            event_copies,
            sa.and_(event_copies.c.tenant_id == events.c.tenant_id, event_copies.c.event_id == events.c.id),
        )
        .where(in_list(events.c.ical_uid, list(uids)), event_copies.c.mailbox_id.in_(own))
    )
    return set(rows.scalars())


def by_message(connection: Connection, message_ids: sa.Select[tuple[int]]) -> list[int]:
    """Return the meetings that were found in a mail."""
    rows = connection.execute(
        sa.select(calendar_mails.c.invitation_id)
        .join(
            invitations,
            sa.and_(
                invitations.c.tenant_id == calendar_mails.c.tenant_id,
                invitations.c.id == calendar_mails.c.invitation_id,
            ),
        )
        .where(calendar_mails.c.message_id.in_(message_ids))
        .distinct()
    )
    return list(rows.scalars())
