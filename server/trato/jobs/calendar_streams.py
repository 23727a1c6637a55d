"""The calendar of a mailbox as a stream: two years back, one ahead, rolled forward in time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from trato.calendar.feed import CalendarFeed
from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import Window
from trato.calendar.position import windows_of
from trato.jobs.streams import FIRST, Box, Stream
from trato.linking.going import events_going
from trato.sync import store as feeds
from trato.sync.model import FeedKind


def calendar_streams(connection: Connection, box: Box) -> list[Stream]:
    """List the one stream of the primary calendar."""
    states = feeds.of_mailbox(connection, box.mailbox.id)
    cursor = next((state.cursor for state in states if state.kind is FeedKind.CALENDAR), "")
    window, upcoming = windows_of(cursor, box.clock.now())
    mirror = CalendarMirror(
        box.tenant_id,
        box.mailbox.id,
        _common(window, upcoming or window),
        on_change=box.linker.relink_events,
        before_gone=events_going,
    )

    def known(remote_ids: Iterable[str]) -> set[str]:
        with box.database.as_system(box.tenant_id) as reading:
            return mirror.known(reading, remote_ids)

    def known_series(remote_ids: Iterable[str]) -> set[str]:
        with box.database.as_system(box.tenant_id) as reading:
            return mirror.known_series(reading, remote_ids)

    def series_of(remote_ids: Iterable[str]) -> dict[str, str]:
        with box.database.as_system(box.tenant_id) as reading:
            return mirror.series_of(reading, remote_ids)

    return [
        Stream(
            kind=FeedKind.CALENDAR,
            remote_id="",
            name="calendar",
            feed=lambda client: CalendarFeed(client, box.user_id, window, known_series, series_of, upcoming, known),
            mirror=mirror,
            place=FIRST,
        )
    ]


def _common(one: Window, other: Window) -> Window:
    """Return the dates that a full round tells in any case, whichever of the two windows it reads."""
    return Window(max(one.start, other.start), min(one.end, other.end))
