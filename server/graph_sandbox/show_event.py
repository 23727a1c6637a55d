"""A calendar item as Graph's event resource.

https://learn.microsoft.com/graph/api/resources/event
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from graph_sandbox import plaintext, zones
from graph_sandbox.agenda import Calendar
from graph_sandbox.event import Attendee, Event
from graph_sandbox.ids import Kind, folder_id, key_of
from graph_sandbox.lookup import wall_number
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.pattern import recurrence_payload
from graph_sandbox.recurrence import Occurrence
from graph_sandbox.style import Style, change_key, etag, recipient, stamp

Payload = dict[str, Any]
_GLOBAL_ID = "040000008200E00074C5B7101A82E008"


def event_id(mailbox: Mailbox, event: Event, style: Style, original: datetime | None = None) -> str:
    """The id of an event, or of the occurrence of a series that the rule puts at `original`."""
    if original is None:
        return style.item_id(mailbox.guid, Kind.EVENT, event)
    return style.item_id(mailbox.guid, Kind.OCCURRENCE, event, start=wall_number(original))


def event_payload(mailbox: Mailbox, occurrence: Occurrence, style: Style) -> Payload:
    """Every property of an event, a series master, an occurrence or an exception."""
    event, original = occurrence.event, occurrence.original
    ident = event_id(mailbox, event, style, original)
    return {
        "@odata.etag": etag(mailbox.guid, event.version),
        "id": ident,
        "createdDateTime": stamp(event.created),
        "lastModifiedDateTime": stamp(event.modified),
        "changeKey": change_key(mailbox.guid, event.version),
        "categories": event.categories,
        "transactionId": event.transaction_id,
        "originalStartTimeZone": _zone_name(event.start),
        "originalEndTimeZone": _zone_name(event.end),
        "iCalUId": _uid(event, original),
        "reminderMinutesBeforeStart": event.reminder_minutes,
        "isReminderOn": event.is_reminder_on,
        "hasAttachments": bool(event.attachments),
        "subject": event.subject,
        "bodyPreview": plaintext.preview(event.body_kind, event.body),
        "importance": event.importance,
        "sensitivity": event.sensitivity,
        "isAllDay": event.is_all_day,
        "isCancelled": event.is_cancelled,
        "isOrganizer": event.is_organizer,
        "responseRequested": event.response_requested,
        "seriesMasterId": event_id(mailbox, event, style) if original else None,
        "showAs": event.show_as,
        "type": _kind(occurrence),
        "webLink": f"https://outlook.office365.com/owa/?itemid={quote(ident, safe='')}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": event.online_url is not None,
        "onlineMeetingProvider": "teamsForBusiness" if event.online_url else "unknown",
        "allowNewTimeProposals": event.allow_new_times,
        "isDraft": False,
        "hideAttendees": event.hide_attendees,
        "responseStatus": _answer(event.response, event.answered),
        "body": _body(event, style),
        "start": _when(event, event.start, style),
        "end": _when(event, event.end, style),
        "location": _location(event.location),
        "locations": [_location(event.location)] if event.location else [],
        "recurrence": None if original else recurrence_payload(event),
        "attendees": [_attendee(attendee) for attendee in event.attendees],
        "organizer": recipient(event.organizer),
        "onlineMeeting": {"joinUrl": event.online_url} if event.online_url else None,
    } | ({"originalStart": _original_start(occurrence, original)} if original else {})


def sparse(payload: Payload) -> Payload:
    """What calendarView/delta of the real service gives of a plain occurrence."""
    kept = ("@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end")
    return {key: value for key, value in payload.items() if key in kept}


def calendar_payload(mailbox: Mailbox, calendar: Calendar) -> Payload:
    """A calendar of the mailbox as its owner sees it."""
    return {
        "id": folder_id(mailbox.guid, calendar.key),
        "name": calendar.name,
        "color": calendar.color,
        "hexColor": "",
        "isDefaultCalendar": calendar.is_default,
        "changeKey": change_key(mailbox.guid, calendar.version),
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"],
        "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": True,
        "isRemovable": not calendar.is_default,
        "owner": {"name": mailbox.user.name, "address": mailbox.user.upn},
    }


def _kind(occurrence: Occurrence) -> str:
    if occurrence.original is not None:
        return "exception" if occurrence.is_exception else "occurrence"
    return "seriesMaster" if occurrence.event.recurrence else "singleInstance"


def _uid(event: Event, original: datetime | None) -> str:
    """Different for each occurrence, and the same in every attendee's calendar (MS-OXCICAL 2.1.3.1.1.20.26)."""
    if original is None:
        return event.uid
    day = f"{original.year:04X}{original.month:02X}{original.day:02X}"
    if event.uid.upper().startswith(_GLOBAL_ID):
        return event.uid[:32] + day + event.uid[40:]
    return f"{_GLOBAL_ID}{day}{'0' * 32}{key_of(event.uid):016X}"


def _zone_name(when: datetime) -> str:
    return zones.graph_name(when.tzinfo) if when.tzinfo else "UTC"


def _when(event: Event, when: datetime, style: Style) -> dict[str, str]:
    return style.midnight(when) if event.is_all_day else style.zoned(when)


def _original_start(occurrence: Occurrence, original: datetime) -> str:
    return stamp(original.replace(tzinfo=occurrence.series_zone or occurrence.start.tzinfo))


def _body(event: Event, style: Style) -> Payload:
    if style.text_bodies and event.body_kind == "html":
        return {"contentType": "text", "content": plaintext.text_of_html(event.body)}
    return {"contentType": event.body_kind, "content": event.body}


def _answer(response: str, when: datetime | None) -> Payload:
    return {"response": response, "time": stamp(when) if when else "0001-01-01T00:00:00Z"}


def _attendee(attendee: Attendee) -> Payload:
    return {"type": attendee.kind, "status": _answer(attendee.response, attendee.answered)} | recipient(attendee.person)


def _location(name: str) -> Payload:
    if not name:
        return {
            "displayName": "",
            "locationType": "default",
            "uniqueIdType": "unknown",
            "address": {},
            "coordinates": {},
        }
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}
