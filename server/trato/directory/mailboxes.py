"""Connect and disconnect a mailbox: from when to when it is followed, and who wanted that (in the audit log)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.directory import store
from trato.directory.store import Member
from trato.directory.tables import audit_log, mailboxes


def connect(connection: Connection, member: Member, *, entra_object_id: str, at: datetime, by: str) -> int:
    """Follow a user's mailbox from now on, again if it was disconnected; return its id.

    What was there before is matched and not doubled. Connecting what is connected notes nothing.
    """
    store.save_entra_ids(connection, {member.upn: entra_object_id})
    own = sa.select(mailboxes.c.id).where(mailboxes.c.user_id == member.id)
    was_connected = connection.execute(own.where(mailboxes.c.disconnected_at.is_(None))).first() is not None
    store.connect_mailbox(connection, member.tenant_id, member.id, member.upn, at=at)
    mailbox_id = int(connection.execute(own).scalar_one())
    if not was_connected:
        _note(connection, member.tenant_id, "mailbox.connected", mailbox_id, at=at, by=by)
    return mailbox_id


def disconnect(connection: Connection, tenant_id: int, mailbox_id: int, *, at: datetime, by: str) -> bool:
    """Follow a mailbox no longer; history, links and decisions stay. Return whether it was followed until now."""
    statement = (
        sa.update(mailboxes)
        .where(mailboxes.c.id == mailbox_id, mailboxes.c.disconnected_at.is_(None))
        .values(disconnected_at=at)
    )
    was_connected = connection.execute(statement).rowcount > 0
    if was_connected:
        _note(connection, tenant_id, "mailbox.disconnected", mailbox_id, at=at, by=by)
    return was_connected


def note_forgotten(connection: Connection, tenant_id: int, mailbox_id: int, *, at: datetime, by: str) -> None:
    """Note that what a mailbox held was let go."""
    _note(connection, tenant_id, "mailbox.forgotten", mailbox_id, at=at, by=by)


def _note(connection: Connection, tenant_id: int, action: str, mailbox_id: int, *, at: datetime, by: str) -> None:
    # From the command line there is no user of Trato to name: `by` says who had the terminal.
    connection.execute(
        sa.insert(audit_log)
        .inline()
        .values(
            tenant_id=tenant_id,
            at=at,
            actor_id=None,
            action=action,
            object_kind="mailbox",
            object_id=mailbox_id,
            detail={"by": by},
        )
    )
