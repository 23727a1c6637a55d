"""The mail, draft or appointment that is open in Outlook, and what is kept of it.

A mail is known by its Message-ID, an appointment by its id in the mailbox (Office.js tells no iCalUId), a reply that
is being written by its conversation.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.shutting import SHUT
from trato.calendar.tables import event_copies, events
from trato.mail.identity import bare_id
from trato.mail.tables import message_copies, message_keys, messages
from trato.privacy import store
from trato.privacy.model import Facts


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the open item, as Outlook tells them."""

    role: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """The mail or appointment that is open in Outlook."""

    participants: tuple[Participant, ...]
    item_id: str = ""
    internet_message_id: str = ""
    conversation_id: str = ""
    ical_uid: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the item, if it was synchronised; of one that rules keep out, nothing but that."""

    thread_id: int | None = None
    message_id: int | None = None
    event_id: int | None = None
    automated: tuple[str, str] | None = None
    is_kept_out: bool = False


def find_kept(connection: Connection, item: OpenItem) -> Kept:
    """Return the item's thread or event, as far as its reader's mailbox holds it."""
    for condition in _as_mail(item):
        row = connection.execute(_MAIL.where(condition).order_by(messages.c.sent_at.desc()).limit(1)).first()
        if row is not None:
            is_reply = not item.internet_message_id and not item.item_id
            automated = (row.automated_kind, row.automated_why) if row.automated_kind and not is_reply else None
            return Kept(thread_id=row.thread_id, message_id=None if is_reply else row.id, automated=automated)
    for condition in _as_event(item):
        event = connection.execute(_EVENT.where(condition).limit(1)).first()
        if event is not None:
            is_shut = event.ical_uid.startswith(SHUT)
            return Kept(is_kept_out=True) if is_shut else Kept(event_id=event.id)
    return Kept(is_kept_out=_is_kept_out(connection, item))


def _is_kept_out(connection: Connection, item: OpenItem) -> bool:
    """Tell whether a rule keeps the item out, as far as Outlook tells what rules ask; a draft is nobody's yet."""
    if not item.internet_message_id and not item.item_id:
        return False
    addresses = {participant.address for participant in item.participants}
    return store.in_force(connection).covering(Facts(addresses, item.subject)) is not None


_MAIL = (
    sa.select(messages.c.id, messages.c.thread_id, messages.c.automated_kind, messages.c.automated_why)
    .join(
        message_copies,
        sa.and_(message_copies.c.tenant_id == messages.c.tenant_id, message_copies.c.message_id == messages.c.id),
    )
    .outerjoin(
        message_keys,
        sa.and_(message_keys.c.tenant_id == messages.c.tenant_id, message_keys.c.message_id == messages.c.id),
    )
)
_EVENT = sa.select(events.c.id, events.c.ical_uid).join(
    event_copies, sa.and_(event_copies.c.tenant_id == events.c.tenant_id, event_copies.c.event_id == events.c.id)
)


def _as_mail(item: OpenItem) -> list[sa.ColumnElement[bool]]:
    if item.ical_uid:
        return []
    known = []
    if item.internet_message_id:
        known.append(message_keys.c.key == f"id:{bare_id(item.internet_message_id)}")
    if item.item_id:
        known.append(message_copies.c.remote_id == item.item_id)
    if item.conversation_id:
        known.append(message_copies.c.conversation_id == item.conversation_id)
    return known


def _as_event(item: OpenItem) -> list[sa.ColumnElement[bool]]:
    known = [events.c.ical_uid == item.ical_uid] if item.ical_uid else []
    return [*known, event_copies.c.remote_id == item.item_id] if item.item_id else known
