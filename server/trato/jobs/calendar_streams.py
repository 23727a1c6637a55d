"""The calendar of a mailbox as a stream: two years back, one ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from trato.calendar.feed import CalendarFeed
from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import Window
from trato.jobs.streams import FIRST, Box, Stream
from trato.sync.model import FeedKind

PAST = timedelta(days=730)
AHEAD = timedelta(days=365)


def calendar_streams(_connection: Connection, box: Box) -> list[Stream]:
    """List the one stream of the primary calendar."""
    now = box.clock.now()
    window = Window(now - PAST, now + AHEAD)
    mirror = CalendarMirror(box.tenant_id, box.mailbox.id, window, on_change=box.linker.relink_events)

    def known_series(remote_ids: Iterable[str]) -> set[str]:
        with box.database.as_system(box.tenant_id) as connection:
            return mirror.known_series(connection, remote_ids)

    return [
        Stream(
            kind=FeedKind.CALENDAR,
            remote_id="",
            name="calendar",
            feed=lambda client: CalendarFeed(client, box.user_id, window, known_series),
            mirror=mirror,
            place=FIRST,
        )
    ]
