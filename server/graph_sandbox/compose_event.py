"""Reads what clients send as event resource.

https://learn.microsoft.com/graph/api/user-post-events, .../event-update
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from graph_sandbox import compose, recurrence, zones
from graph_sandbox.compose import person_of
from graph_sandbox.event import Attendee, Event, Recurrence
from graph_sandbox.pattern import rule_of
from graph_sandbox.recurrence import BadRuleError
from graph_sandbox.web import GraphError, bad_request

Payload = dict[str, Any]
_SHOW_AS = ("free", "tentative", "busy", "oof", "workingElsewhere", "unknown")
_SENSITIVITY = ("normal", "personal", "private", "confidential")
_KINDS = ("required", "optional", "resource")
_MOST_ATTENDEES = 500


def new_uid(now: datetime) -> str:
    """A global object id as Outlook makes it (MS-OXOCAL 2.2.1.27)."""
    ticks = int((now - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
    moment = ticks.to_bytes(8, "little").hex().upper()
    return f"040000008200E00074C5B7101A82E00800000000{moment}{'0' * 16}10000000{secrets.token_hex(16).upper()}"


def event_with(event: Event, payload: Payload) -> Event:
    """An event with the given properties in place of its own.

    Raises:
        GraphError: 400 if one of them makes no sense.
    """
    changes = _times(event, payload) | _simple(event, payload)
    if "attendees" in payload:
        changes["attendees"] = _attendees(event, payload["attendees"])
    changed = replace(event, **changes)
    if "recurrence" in payload:
        changed = replace(changed, recurrence=_recurrence(changed, payload["recurrence"]))
    return changed


def when_of(given: object, name: str) -> datetime:
    """A dateTimeTimeZone as an aware instant in that zone.

    Raises:
        GraphError: 400 if it is none.
    """
    if not isinstance(given, dict) or not given.get("dateTime"):
        raise bad_request(f"The property '{name}' needs a dateTime and a timeZone.", "ErrorPropertyValidationFailure")
    zone = zones.zone(str(given.get("timeZone") or "UTC"))
    if zone is None:
        raise bad_request(f"The time zone '{given.get('timeZone')}' is not supported.", "TimeZoneNotSupportedException")
    text = str(given["dateTime"])
    whole, _, fraction = text.partition(".")
    try:
        moment = datetime.fromisoformat(whole + ("Z" if fraction.endswith("Z") else ""))
    except ValueError as error:
        raise bad_request(f"'{text}' is no date and time.", "ErrorInvalidRequest") from error
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _times(event: Event, payload: Payload) -> Payload:
    changes: Payload = {}
    if "start" in payload:
        changes["start"] = when_of(payload["start"], "start")
    if "end" in payload:
        changes["end"] = when_of(payload["end"], "end")
    start = changes.get("start", event.start)
    end = changes.get("end", event.end if "start" not in payload or "end" in payload else start + event.duration)
    is_all_day = bool(payload.get("isAllDay", event.is_all_day))
    if end < start:
        raise bad_request("The event's end is before its start.", "ErrorCalendarEndDateIsEarlierThanStartDate")
    if is_all_day and (start.hour or start.minute or end.hour or end.minute or end - start < timedelta(hours=23)):
        raise bad_request(
            "The Event.Start and Event.End properties of an all-day event need to be set to midnight, at least "
            "24 hours apart.",
            "ErrorPropertyValidationFailure",
        )
    return (
        {"start": start, "end": end, "is_all_day": is_all_day} if {"start", "end", "isAllDay"} & payload.keys() else {}
    )


def _simple(event: Event, payload: Payload) -> Payload:
    changes: Payload = {}
    if payload.get("body"):
        changes["body_kind"], changes["body"] = compose.body_of(payload["body"])
    if "location" in payload or "locations" in payload:
        named = payload.get("location") or next(iter(payload.get("locations") or []), None) or {}
        changes["location"] = str(named.get("displayName") or "")
    readers: dict[str, tuple[str, Callable[[Any], object]]] = {
        "subject": ("subject", lambda given: str(given or "")),
        "transactionId": ("transaction_id", lambda given: str(given or "") or None),
        "showAs": ("show_as", lambda given: _one_of(given, _SHOW_AS, "showAs")),
        "sensitivity": ("sensitivity", lambda given: _one_of(given, _SENSITIVITY, "sensitivity")),
        "importance": ("importance", compose.importance_of),
        "categories": ("categories", compose.categories_of),
        "singleValueExtendedProperties": ("extended", lambda given: compose.extended_with(event.extended, given)),
    }
    changes |= {target: read(payload[name]) for name, (target, read) in readers.items() if name in payload}
    return changes | _switches(event, payload)


def _switches(event: Event, payload: Payload) -> Payload:
    changes: Payload = {}
    for name, target in (
        ("isReminderOn", "is_reminder_on"),
        ("responseRequested", "response_requested"),
        ("allowNewTimeProposals", "allow_new_times"),
        ("hideAttendees", "hide_attendees"),
    ):
        if name in payload:
            changes[target] = bool(payload[name])
    if payload.get("reminderMinutesBeforeStart") is not None:
        changes["reminder_minutes"] = int(payload["reminderMinutesBeforeStart"])
    if payload.get("isOnlineMeeting") and event.online_url is None:
        changes["online_url"] = (
            f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{secrets.token_hex(16)}%40thread.v2/0"
        )
    return changes


def _attendees(event: Event, given: list[Payload] | None) -> tuple[Attendee, ...]:
    known = {a.person.address.lower(): a for a in event.attendees}
    made = []
    for entry in given or []:
        person = person_of(entry, "attendees")
        kind = _one_of(entry.get("type") or "required", _KINDS, "type")
        before = known.get(person.address.lower())
        made.append(replace(before, person=person, kind=kind) if before else Attendee(person, kind))
    if len(made) > _MOST_ATTENDEES:
        raise bad_request("An event can have at most 500 attendees.", "ErrorInvalidRequest")
    return tuple(made)


def _recurrence(event: Event, given: Payload | None) -> Recurrence | None:
    if given is None:
        return None
    rule = rule_of(given, event.start)
    try:
        recurrence.check(rule, event.start)
    except BadRuleError as error:
        raise GraphError(400, "ErrorPropertyValidationFailure", str(error)) from error
    return Recurrence(rule)


def _one_of(given: object, known: tuple[str, ...], name: str) -> str:
    found = next((value for value in known if value.lower() == str(given).lower()), None)
    if found is None:
        raise bad_request(f"The value '{given}' of property '{name}' is not valid.")
    return found
