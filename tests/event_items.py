"""Events as a feed tells them, and the mirror of a calendar of the small company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.small_company import ANA, LUIS, NOW, Company

from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import Attendee, EventItem, EventType, Window
from trato.linking.service import Linker

START = datetime(2026, 2, 20, 10, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=90), NOW + timedelta(days=90))


def event(remote_id: str = "e1", *, at: datetime = START, change_key: str = "1", **more: object) -> EventItem:
    """Make a meeting of Ana's with Luis; what is not named is ordinary."""
    item = EventItem(
        remote_id=remote_id, change_key=change_key, type=EventType.SINGLE, ical_uid=f"{remote_id}@vega.example",
        series_remote_id="", occurrence_key="", subject="Hydraulic presses", organizer=ANA,
        attendees=(Attendee(LUIS, "Luis", "required", "accepted"),), starts_at=at, ends_at=at + timedelta(hours=1),
        time_zone="UTC", is_all_day=False, is_cancelled=False, is_online=False, is_organizer=True,
        response="organizer", location="", sensitivity="normal", show_as="busy",
    )  # fmt: skip
    return replace(item, **more)  # type: ignore[arg-type]


def series(remote_id: str = "s1", *, at: datetime = START, change_key: str = "1", **more: object) -> EventItem:
    return event(remote_id, at=at, change_key=change_key, type=EventType.MASTER, **more)


def occurrence(
    n: int,
    *,
    of: str = "s1",
    at: datetime = START,
    change_key: str = "1",
    moved: timedelta = timedelta(0),
    **more: object,
) -> EventItem:
    """Make the n-th weekly date of a series, moved away from where the rule puts it if told so."""
    original = at + timedelta(weeks=n)
    kind = EventType.EXCEPTION if moved else EventType.OCCURRENCE
    return event(
        f"{of}-{n}", at=original + moved, change_key=change_key, type=kind, series_remote_id=of,
        occurrence_key=original.strftime("%Y-%m-%dT%H:%M:%SZ"), ical_uid=f"{of}@vega.example", **more,
    )  # fmt: skip


def calendar_of(company: Company, upn: str = ANA) -> CalendarMirror:
    linker = Linker(company.tenant_id)
    return CalendarMirror(company.tenant_id, company.mailboxes[upn].id, WINDOW, on_change=linker.relink_events)
