"""The calendar of one mailbox as a feed: first every event and series master, then changes in a window of dates.

Graph's calendarView delta keeps its window for the life of its cursor and does not promise the series masters
(Graph: event delta), so a full round reads /events first and then the view; later rounds read the view's changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from trato.calendar.model import Attendee, EventItem, EventType, Window
from trato.graph import payloads
from trato.graph.client import GraphClient
from trato.graph.errors import GraphNotFoundError
from trato.graph.zones import UnknownZoneError, instant
from trato.sync.decoding import ask_one, decode_page, storable
from trato.sync.protocols import Misread, Page

PAGE_SIZE = 200
MOST_ATTENDEES = 500


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """Reads the primary calendar. `known_series` tells which series of this mailbox are kept already."""

    client: GraphClient
    graph_user_id: str
    window: Window
    known_series: Callable[[Iterable[str]], set[str]]

    def page(self, cursor: str) -> Page[EventItem]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        user = quote(self.graph_user_id)
        path = cursor or f"users/{user}/events?$top={PAGE_SIZE}"
        answer = self.client.get(path, payloads.Page, prefer=(f"odata.maxpagesize={PAGE_SIZE}",))
        page = self._with_series(decode_page(answer, payloads.Event, event_item))
        if answer.next_link or answer.delta_link:
            return page
        return replace(page, cursor=self._view(user), is_last=False)

    def one(self, remote_id: str) -> Page[EventItem]:
        """Ask for one event, with its series if that is not kept; see sync.protocols.Feed."""
        path = f"users/{quote(self.graph_user_id)}/events/{quote(remote_id, safe='')}"
        return self._with_series(ask_one(self.client, path, remote_id, payloads.Event, event_item))

    def _view(self, user: str) -> str:
        start, end = (_stamp(edge) for edge in (self.window.start, self.window.end))
        return f"users/{user}/calendarView/delta?startDateTime={start}&endDateTime={end}"

    def _with_series(self, page: Page[EventItem]) -> Page[EventItem]:
        told = {item.remote_id for item in page.upserts if item.type is EventType.MASTER}
        wanted = {item.series_remote_id for item in page.upserts if item.is_part_of_series} - told
        missing = sorted(wanted - self.known_series(wanted)) if wanted else []
        masters, lost = self._masters(missing)
        if not missing:
            return page
        upserts = [*masters, *(item for item in page.upserts if item.series_remote_id not in lost)]
        orphans = [
            Misread(item.remote_id, "its series is not there") for item in page.upserts if item.series_remote_id in lost
        ]
        return replace(page, upserts=upserts, misread=[*page.misread, *orphans])

    def _masters(self, remote_ids: Iterable[str]) -> tuple[list[EventItem], set[str]]:
        masters, lost = [], set()
        for remote_id in remote_ids:
            try:
                path = f"users/{quote(self.graph_user_id)}/events/{quote(remote_id, safe='')}"
                masters.append(event_item(self.client.get(path, payloads.Event)))
            except (GraphNotFoundError, ValueError):
                lost.add(remote_id)
        return masters, lost


def event_item(event: payloads.Event) -> EventItem:
    """Read one event. Raises ValueError naming what is missing or not understood."""
    kind = EventType(event.type or EventType.SINGLE)
    if event.start is None or event.end is None:
        raise ValueError("an event without start or end")
    try:
        starts_at = instant(event.start.date_time, event.start.time_zone)
        ends_at = instant(event.end.date_time, event.end.time_zone)
    except UnknownZoneError as error:
        raise ValueError(str(error)) from error
    occurrence = kind in {EventType.OCCURRENCE, EventType.EXCEPTION}
    if occurrence and not event.series_master_id:
        raise ValueError("an occurrence that names no series")
    return EventItem(
        remote_id=event.id,
        change_key=event.etag,
        type=kind,
        ical_uid=storable(event.i_cal_u_id or event.id),
        series_remote_id=event.series_master_id or "",
        occurrence_key=_stamp(event.original_start or starts_at) if occurrence else "",
        subject=storable(event.subject or "")[:1000],
        organizer=_address(event.organizer),
        attendees=tuple(_attendees(event.attendees or ())),
        starts_at=starts_at,
        ends_at=max(starts_at, ends_at),
        time_zone=event.original_start_time_zone or event.start.time_zone,
        is_all_day=bool(event.is_all_day),
        is_cancelled=bool(event.is_cancelled),
        is_online=bool(event.is_online_meeting),
        is_organizer=bool(event.is_organizer),
        response=(event.response_status.response or "") if event.response_status else "",
        location=storable((event.location.display_name or "") if event.location else "")[:500],
        sensitivity=event.sensitivity or "normal",
        show_as=event.show_as or "",
        recurrence=event.recurrence or {},
    )


def _attendees(attendees: Iterable[payloads.Attendee]) -> Iterable[Attendee]:
    seen: set[str] = set()
    for attendee in attendees:
        email = attendee.email_address
        address = storable((email.address or "") if email else "").strip().lower()[:320]
        if address and address not in seen and len(seen) < MOST_ATTENDEES:
            seen.add(address)
            response = (attendee.status.response or "none") if attendee.status else "none"
            yield Attendee(
                address,
                storable((email.name or "") if email else "")[:255],
                attendee.type or "required",
                response,
            )


def _address(recipient: payloads.Recipient | None) -> str:
    email = recipient.email_address if recipient else None
    return storable((email.address or "") if email else "").strip().lower()[:320]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
