"""The calendar of one mailbox as a feed: what lies in a window of dates, every other event and series, then changes.

Graph's calendarView delta keeps its window for the life of its cursor and does not promise the series masters
(Graph: event delta), so a full round reads the view and then /events; later rounds read the view's changes. In this
order nothing is missed that goes or changes during the full round: the view's link tells it in the next one. What
came since the view was asked for is left out of /events, for if it goes again before the next round, nobody tells.
The view calls removed what was deleted and also what came, changed or went on outside the window. So each removal is
asked about: what is still there is told as it is, wherever it lies, and only what is not found is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

import msgspec

from trato.calendar.model import Attendee, EventItem, EventType, Window
from trato.calendar.position import Position, Roll, read_position
from trato.graph import payloads
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.graph.errors import CursorExpiredError, GraphNotFoundError
from trato.graph.zones import UnknownZoneError, instant
from trato.sync.decoding import ask_one, decode_page, labels, storable
from trato.sync.protocols import Misread, Page

PAGE_SIZE = 200
MOST_ATTENDEES = 500


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """Reads the primary calendar.

    `known` tells which events of this mailbox are kept already, `known_series` which series, `series_of` by date the
    series it is kept under. A round that starts anew reads `window`; one that goes on rolls forward to `upcoming`, if
    that is given.
    """

    client: GraphClient
    graph_user_id: str
    window: Window
    known_series: Callable[[Iterable[str]], set[str]]
    series_of: Callable[[Iterable[str]], Mapping[str, str]] = lambda _remote_ids: {}
    upcoming: Window | None = None
    known: Callable[[Iterable[str]], set[str]] = set
    _told: set[str] = field(default_factory=set)

    def page(self, cursor: str) -> Page[EventItem]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        at = self._position(cursor)
        try:
            answer = self._answer(at.next_link)
        except CursorExpiredError:
            if not at.is_reading_the_new_window:
                raise
            # The old window's link still leads on; the new one is begun again when the old has told its news.
            at = replace(at, roll=None)
            answer = self._answer(at.next_link)
        page = self._settled(self._with_series(decode_page(answer, payloads.Event, event_item)))
        if at.is_in_events:
            page = self._without_newcomers(page, at.window)
        elif at.events:
            self._told.update(item.remote_id for item in page.upserts)
        following, is_last = self._following(at, answer)
        return replace(page, cursor=following.text(), is_last=is_last)

    def _position(self, cursor: str) -> Position:
        if not cursor:
            window = self.upcoming or self.window
            return Position(window, self._view(window), events=f"{self._events}?$top={PAGE_SIZE}")
        position = read_position(cursor)
        if position is None:
            raise CursorExpiredError("the calendar's cursor says no window; it is read anew")
        return position

    def _following(self, at: Position, answer: payloads.Page) -> tuple[Position, bool]:
        """Return where the next page is, and whether this one was the round's last."""
        following = at.after(next_link=answer.next_link, delta_link=answer.delta_link)
        if at.is_reading_the_new_window or answer.next_link or following.is_in_events:
            return following, False
        if at.roll is None and self.upcoming is not None and at.window != self.upcoming:
            return replace(following, roll=Roll(self.upcoming, self._view(self.upcoming))), False
        return following.rolled(), True

    def _answer(self, path: str) -> payloads.Page:
        return self.client.get(path, payloads.Page, prefer=(f"odata.maxpagesize={PAGE_SIZE}",))

    def one(self, remote_id: str) -> Page[EventItem]:
        """Ask for one event, with its series if that is not kept; see sync.protocols.Feed."""
        return self._with_series(ask_one(self.client, self._event(remote_id), remote_id, payloads.Event, event_item))

    @property
    def _events(self) -> str:
        return f"users/{quote(self.graph_user_id)}/events"

    def _event(self, remote_id: str) -> str:
        return f"{self._events}/{quote(remote_id, safe='')}"

    def _view(self, window: Window) -> str:
        start, end = (_stamp(edge) for edge in (window.start, window.end))
        return f"users/{quote(self.graph_user_id)}/calendarView/delta?startDateTime={start}&endDateTime={end}"

    def _settled(self, page: Page[EventItem]) -> Page[EventItem]:
        """Ask about what the page calls removed; a date goes with its series unasked."""
        if not page.removed:
            return page
        series_of = self.series_of(page.removed)
        told = set(page.removed)
        dates = [one for one in page.removed if series_of.get(one, one) in told - {one}]
        others = self._asked([one for one in page.removed if one not in set(dates)])
        gone = set(others.removed)
        orphaned = [one for one in dates if series_of[one] in gone]
        rest = self._asked([one for one in dates if series_of[one] not in gone])
        upserts = {item.remote_id: item for item in (*page.upserts, *others.upserts, *rest.upserts)}
        settled = Page(
            list(upserts.values()),
            [*others.removed, *orphaned, *rest.removed],
            [*page.misread, *others.misread, *rest.misread],
            page.cursor,
            page.is_last,
        )
        return self._with_series(settled)

    def _asked(self, remote_ids: Sequence[str]) -> Page[EventItem]:
        answers = self.client.batch([Part("GET", self._event(one)) for one in remote_ids]) if remote_ids else []
        gone = [one for one, answer in zip(remote_ids, answers, strict=True) if answer.status == HTTPStatus.NOT_FOUND]
        there = [answer.read(msgspec.Raw) for answer in answers if answer.status != HTTPStatus.NOT_FOUND]
        page = decode_page(payloads.Page(value=there), payloads.Event, event_item)
        return replace(page, removed=gone)

    def _without_newcomers(self, page: Page[EventItem], window: Window) -> Page[EventItem]:
        """Leave out what came since the view was asked for: what is within the window, and the view did not tell."""
        # What the view told may not be written yet: pages are asked for ahead.
        known = self._told | self.known([item.remote_id for item in page.upserts])
        kept = [item for item in page.upserts if item.remote_id in known or not self._is_within(item, window)]
        return replace(page, upserts=kept)

    def _is_within(self, item: EventItem, window: Window) -> bool:
        if item.type is not EventType.MASTER or item.starts_at >= window.end:
            return item.starts_at < window.end and item.ends_at > window.start
        start, end = (_stamp(edge) for edge in (window.start, window.end))
        path = f"{self._event(item.remote_id)}/instances?startDateTime={start}&endDateTime={end}&$select=id&$top=1"
        try:
            return bool(self.client.get(path, payloads.Page).value)
        except GraphNotFoundError:
            return True

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

    def _masters(self, remote_ids: Sequence[str]) -> tuple[list[EventItem], set[str]]:
        answers = self.client.batch([Part("GET", self._event(one)) for one in remote_ids]) if remote_ids else []
        masters, lost = [], set()
        for remote_id, answer in zip(remote_ids, answers, strict=True):
            try:
                masters.append(event_item(answer.read(payloads.Event)))
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
        categories=labels(event.categories),
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
