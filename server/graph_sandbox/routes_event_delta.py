"""Changes of a calendar in a fixed window.

https://learn.microsoft.com/graph/delta-query-events: events that changed outside the window come as removed.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.json import encode
from msgspec.structs import replace

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.delta import SNAPSHOT, Token, Tracked, links, start_or_read
from graph_sandbox.event import Event
from graph_sandbox.ids import key_of
from graph_sandbox.odata import collection, page_size
from graph_sandbox.recurrence import Occurrence, between
from graph_sandbox.routes_events import below_calendars, calendar_in, period
from graph_sandbox.shelf import Change, Rank, Shelf
from graph_sandbox.show_event import event_id, event_payload, sparse
from graph_sandbox.web import GraphError, Reply

Payload = dict[str, Any]
_REFUSED = ("$select", "$expand", "$filter", "$orderby", "$search")


class _Window(Struct, frozen=True):
    start: datetime
    end: datetime

    def inside(self, event: Event | None) -> list[Occurrence]:
        """What of an event lies in the window, a series' master first."""
        found = between(event, self.start, self.end) if event else []
        return [Occurrence(event), *found] if event and found and event.recurrence else found


@mailbox_routes.on("GET", *below_calendars("/calendarView/delta"), *below_calendars("/events/delta"))
def calendar_delta(call: MailboxCall) -> Reply:
    """A round over the occurrences in a window."""
    mailbox, deltas = call.mailbox, call.state.deltas
    calendar = calendar_in(call)
    name = f"{mailbox.guid}/view/{calendar.key}"

    def start() -> Token:
        query = call.request.query
        refused = [option for option in _REFUSED if option in query]
        if refused:
            raise GraphError(
                400,
                "ErrorInvalidUrlQuery",
                "The following parameters are not supported with change tracking "
                f"over the 'CalendarView' resource: '{', '.join(refused)}'.",
            )
        first, last = query.get("startdatetime"), query.get("enddatetime")
        period(first, last)
        size = call.options.top or page_size(call.request, 0) or None
        return Token(name, deltas.generation, "", 0, mailbox.number, size=size, start=first, end=last)

    token = start_or_read(call.request, deltas, Tracked(name, mailbox.number, mailbox.loaded_number), start)
    window = _Window(*period(token.start, token.end))
    size = page_size(call.request, token.size or 10)
    shelf = mailbox.agenda.events(calendar.key)
    items, after = (
        _snapshot(call, shelf, window, token, size)
        if token.since == SNAPSHOT
        else _changed(call, shelf, window, token, size)
    )
    following = replace(token, after=after, page=token.page + 1) if after else None
    done = None if after else replace(token, since=token.until, after=None, page=1)
    call.preferences.append("odata.track-changes")
    context = f"{call.request.origin}/v1.0/$metadata#Collection(event)"
    return Reply(body=collection(context, items, links(call.request, deltas, following, done)))


def _snapshot(
    call: MailboxCall, shelf: Shelf[Event], window: _Window, token: Token, size: int
) -> tuple[list[bytes], Rank | None]:
    inside = (o for event in shelf.all() for o in window.inside(event))
    ranked = sorted(((_rank(o), o) for o in inside), key=lambda pair: pair[0])
    left = [(rank, o) for rank, o in ranked if token.after is None or rank > tuple(token.after)]
    some = left[:size]
    return [_shown(call, o) for _, o in some], some[-1][0] if len(left) > size else None


def _changed(
    call: MailboxCall, shelf: Shelf[Event], window: _Window, token: Token, size: int
) -> tuple[list[bytes], Rank | None]:
    """Whole changes until the page is full: a series' occurrences stay together."""
    seen = int(token.after[0]) if token.after else token.since
    changes = [c for c in shelf.changes(token.since) if seen < c.number <= token.until]
    items: list[bytes] = []
    for index, change in enumerate(changes):
        items += _told(call, window, change)
        if len(items) >= size and index + 1 < len(changes):
            return items, (float(change.number), 0)
    return items, None


def _told(call: MailboxCall, window: _Window, change: Change[Event]) -> list[bytes]:
    now = window.inside(change.after)
    kept = {(o.original, o.event.place) for o in now}
    gone = [o for o in window.inside(change.before) if (o.original, o.event.place) not in kept]
    outside = change.after or change.before
    if not now and not gone and outside is not None:
        gone = [Occurrence(outside)]
    return [_shown(call, o) for o in now] + [_removed(call, o) for o in gone]


def _shown(call: MailboxCall, occurrence: Occurrence) -> bytes:
    payload = {"@odata.type": "#microsoft.graph.event"} | event_payload(call.mailbox, occurrence, call.style)
    is_plain = occurrence.original is not None and not occurrence.is_exception
    return encode(sparse(payload) if is_plain and call.state.has_sparse_occurrences else payload)


def _removed(call: MailboxCall, occurrence: Occurrence) -> bytes:
    ident = event_id(call.mailbox, occurrence.event, call.style, occurrence.original)
    return encode({"@odata.type": "#microsoft.graph.event", "id": ident, "@removed": {"reason": "deleted"}})


def _rank(occurrence: Occurrence) -> Rank:
    """By start; the key is made from occurrence and series, so that no two are alike."""
    return (occurrence.start.timestamp(), key_of(str(occurrence.event.key), str(occurrence.original)))
