"""What depends on threads and events that are about to lose mails or dates: links near them are looked at again."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.linking import neighbours
from trato.linking.tables import links, thread_numbers


def threads_going(connection: Connection, thread_ids: Collection[int]) -> None:
    """Note what is near these threads, which are about to lose mails, to be looked at again.

    What they name in numbers is noted anew from the mails that stay.
    """
    near = sa.select(links.c.id).where(in_list(links.c.thread_id, thread_ids))
    neighbours.unsettle(connection, list(connection.execute(near).scalars()))
    connection.execute(sa.delete(thread_numbers).where(in_list(thread_numbers.c.thread_id, thread_ids)))


def events_going(connection: Connection, event_ids: Collection[int]) -> None:
    """Note what is near these events, which are about to go, to be looked at again."""
    near = sa.select(links.c.id).where(in_list(links.c.event_id, event_ids))
    neighbours.unsettle(connection, list(connection.execute(near).scalars()))
