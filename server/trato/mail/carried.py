"""What mails to customers carried: the names of their attachments, asked of Graph once (Graph: attachment).

A page of mail tells only that there are attachments. They are asked for only where the tenant has a list of collateral
to compare them with, only for mail that we sent and that counts, and of each no more than name and kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from trato import typed
from trato.crm.answers import collateral
from trato.crm.answers.tables import message_attachments
from trato.crm.tables import interactions
from trato.graph import payloads
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import GraphError, GraphNotFoundError
from trato.mail.tables import message_copies, messages
from trato.sync.decoding import storable

AT_ONCE = 100
LONGEST_NAME = 255
MOST_ATTACHMENTS = 50


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail of which nobody knows yet what it carried, by its copy in a mailbox."""

    message_id: int
    remote_id: str


def unread(connection: Connection, mailbox_id: int, *, after: int = 0) -> list[Unread]:
    """Return some of the mails in a mailbox that are still to be asked, by id from `after` on."""
    if not collateral.list_of(connection):
        return []
    rows = connection.execute(
        sa.select(messages.c.id, sa.func.min(message_copies.c.remote_id).label("remote_id"))
        .join(interactions, interactions.c.message_id == messages.c.id)
        .join(message_copies, message_copies.c.message_id == messages.c.id)
        .outerjoin(message_attachments, message_attachments.c.message_id == messages.c.id)
        .where(
            messages.c.has_attachments.is_(True),
            messages.c.direction == "out",
            messages.c.id > after,
            message_copies.c.mailbox_id == mailbox_id,
            message_attachments.c.message_id.is_(None),
        )
        .group_by(messages.c.id)
        .order_by(messages.c.id)
        .limit(AT_ONCE)
    )
    return [Unread(row.id, row.remote_id) for row in rows]


def ask(client: GraphClient, graph_user_id: str, mails: Sequence[Unread]) -> dict[int, list[tuple[str, str]]]:
    """Return name and kind of each attachment by mail; what failed now is left out, to be asked another time.

    Raises a GraphError where a batch as a whole got no answer.
    """
    below = f"users/{quote(graph_user_id)}/messages"
    fields = "attachments?$select=name,contentType,isInline"
    parts = [Part("GET", f"{below}/{quote(mail.remote_id, safe='')}/{fields}") for mail in mails]
    found: dict[int, list[tuple[str, str]]] = {}
    for mail, answer in zip(mails, client.batch(parts), strict=True):
        try:
            found[mail.message_id] = _names(answer.read(payloads.Page))
        except GraphNotFoundError:
            found[mail.message_id] = []
        except GraphError:
            continue
    return found


def keep(connection: Connection, tenant_id: int, names: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Write what mails carried; of a mail that is gone meanwhile nothing is kept."""
    there = connection.execute(sa.select(messages.c.id).where(messages.c.id == sa.any_(sa.literal(list(names), _IDS))))
    collateral.note(connection, tenant_id, {message_id: names[message_id] for message_id in there.scalars()})


_IDS = sa.ARRAY(sa.BigInteger)


def _names(page: payloads.Page) -> list[tuple[str, str]]:
    found = []
    for raw in page.value[:MOST_ATTACHMENTS]:
        try:
            one = typed.from_json(raw, payloads.Attachment)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if not one.is_inline and one.name:
            found.append((storable(one.name)[:LONGEST_NAME], storable(one.content_type or "")[:LONGEST_NAME]))
    return found
