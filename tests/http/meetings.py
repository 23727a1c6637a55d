"""Meetings in a calendar of the small company, told to the real mirror as a feed tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.small_company import ANA, LUIS, Company

from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import Attendee, EventItem, EventType, Window
from trato.linking.service import Linker
from trato.sync.protocols import Page

WINDOW = Window(datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def meeting(
    uid: str,
    starts_at: datetime,
    *,
    organizer: str = ANA,
    guests: Sequence[str] = (LUIS,),
    subject: str = "Hydraulic presses Bilbao",
    minutes: int = 60,
    **changed: object,
) -> EventItem:
    """One meeting; what is not named is ordinary."""
    values: dict[str, object] = {
        "remote_id": f"remote-{uid}", "change_key": "1", "type": EventType.SINGLE, "ical_uid": uid,
        "series_remote_id": "", "occurrence_key": "", "subject": subject, "organizer": organizer,
        "attendees": tuple(Attendee(guest, guest, "required", "accepted") for guest in guests),
        "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes), "time_zone": "UTC",
        "is_all_day": False, "is_cancelled": False, "is_online": False, "is_organizer": True,
        "response": "organizer", "location": "", "sensitivity": "normal", "show_as": "busy",
    }  # fmt: skip
    return EventItem(**{**values, **changed})


def meet(company: Company, *items: EventItem, upn: str = ANA) -> None:
    """Let a mailbox tell of these meetings."""
    linker = Linker(company.tenant_id)
    mirror = CalendarMirror(company.tenant_id, company.mailboxes[upn].id, WINDOW, on_change=linker.relink_events)
    with company.system() as connection:
        mirror.apply(connection, Page(list(items), [], [], "c", is_last=True), full_round=1)
