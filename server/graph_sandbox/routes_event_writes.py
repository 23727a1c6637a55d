"""Making, changing and deleting events, whole series and single occurrences; making calendars.

https://learn.microsoft.com/graph/api/user-post-events, .../event-update, .../event-delete
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.agenda import Calendar
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import attachment_of, new_key
from graph_sandbox.compose_event import event_with, new_uid
from graph_sandbox.concurrency import check_match
from graph_sandbox.event import Event
from graph_sandbox.fields import Person
from graph_sandbox.invitations import cancel, tell_attendees
from graph_sandbox.lookup import event_in
from graph_sandbox.recurrence import Occurrence, at
from graph_sandbox.routes_calendar_groups import group_in
from graph_sandbox.routes_events import below_calendars, calendar_in
from graph_sandbox.show_event import calendar_payload, event_payload
from graph_sandbox.web import GraphError, Reply, bad_request

Payload = dict[str, Any]
_ONE = below_calendars("/events/{event}")


@mailbox_routes.on("POST", *below_calendars("/events"))
def create_event(call: MailboxCall) -> Reply:
    """A new event; a transactionId already used gives the event made with it, so that a retry makes no second one."""
    payload = call.request.json()
    calendar = calendar_in(call)
    transaction = str(payload.get("transactionId") or "")
    before = call.mailbox.agenda.by_transaction(transaction) if transaction else None
    if before is not None:
        if call.state.has_transaction_conflicts:
            raise GraphError(
                409,
                "ErrorDuplicateTransactionId",
                "Your request can't be completed. The TransactionId in the "
                "request has already been used to create an item.",
            )
        return shown(call, Occurrence(before), 201)
    if "start" not in payload or "end" not in payload:
        raise bad_request("An event needs a start and an end.", "ErrorPropertyValidationFailure")
    event = event_with(_blank(call, calendar.key), payload)
    for given in payload.get("attachments") or []:
        event = replace(event, attachments=(*event.attachments, attachment_of(given)))
    call.mailbox.put_event(event)
    tell_attendees(call, None, event)
    return shown(call, Occurrence(event), 201)


@mailbox_routes.on("PATCH", *_ONE)
def update_event(call: MailboxCall) -> Reply:
    """Change an event, a series, or (then an exception) one occurrence."""
    event, occurrence = event_in(call, call.args["event"])
    check_match(call, occurrence.event.version)
    payload = call.request.json()
    if "transactionId" in payload and payload["transactionId"] != event.transaction_id:
        raise bad_request("transactionId can only be set when an event is created.", "ErrorPropertyValidationFailure")
    if occurrence.original is not None:
        changed, shown_now = _with_exception(call, event, occurrence, payload)
    else:
        changed = _renewed(call, _whole(event, event_with(event, payload)))
        shown_now = Occurrence(changed)
    call.mailbox.put_event(changed)
    if _concerns_others(payload):
        tell_attendees(call, event, changed)
    return shown(call, shown_now, 200)


@mailbox_routes.on("DELETE", *_ONE)
def delete_event(call: MailboxCall) -> Reply:
    """Gone; from the organizer's calendar, a meeting is cancelled for everybody."""
    event, occurrence = event_in(call, call.args["event"])
    check_match(call, occurrence.event.version)
    drop(call, event, occurrence, "")
    return Reply(204)


@mailbox_routes.on("POST", *below_calendars("/events/{event}/permanentDelete"))
def purge_event(call: MailboxCall) -> Reply:
    """As DELETE."""
    return delete_event(call)


@mailbox_routes.on("POST", "/calendars", "/calendarGroups/{group}/calendars")
def create_calendar(call: MailboxCall) -> Reply:
    """A new calendar; names are unique."""
    name = str(call.request.json().get("name") or "")
    if not name:
        raise bad_request("A calendar needs a name.", "ErrorInvalidRequest")
    if any(c.name.lower() == name.lower() for c in call.mailbox.agenda.calendars.values()):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    group = group_in(call).key if "group" in call.args else 0
    calendar = Calendar(new_key(), name, call.mailbox.next_number(), group=group)
    call.mailbox.agenda.add_calendar(calendar)
    context = {"@odata.context": call.owner_context("calendars/$entity")}
    return Reply.json(context | calendar_payload(call.mailbox, calendar), 201)


@mailbox_routes.on("PATCH", "/calendar", "/calendars/{calendar}")
def update_calendar(call: MailboxCall) -> Reply:
    """Another name or color."""
    payload, calendar = call.request.json(), calendar_in(call)
    changed = replace(
        calendar,
        name=str(payload.get("name") or calendar.name),
        version=call.mailbox.next_number(),
        color=str(payload.get("color") or calendar.color),
    )
    call.mailbox.agenda.add_calendar(changed)
    context = {"@odata.context": call.owner_context("calendars/$entity")}
    return Reply.json(context | calendar_payload(call.mailbox, changed))


@mailbox_routes.on("DELETE", "/calendars/{calendar}")
def delete_calendar(call: MailboxCall) -> Reply:
    """Gone with its events; the default calendar stays."""
    calendar = calendar_in(call)
    if calendar.is_default:
        raise bad_request("The default calendar can't be deleted.", "ErrorInvalidRequest")
    for event in list(call.mailbox.agenda.events(calendar.key).all()):
        call.mailbox.remove_event(event)
    del call.mailbox.agenda.calendars[calendar.key]
    return Reply(204)


def drop(call: MailboxCall, event: Event, occurrence: Occurrence, comment: str) -> None:
    """Take an event or one occurrence away, telling who was invited."""
    series = event.recurrence
    if occurrence.original is None or series is None:
        call.mailbox.remove_event(event)
        cancel(call, event, comment)
        return
    kept = tuple(e for e in event.exceptions if e.original != occurrence.original)
    series = replace(series, excluded=(*series.excluded, occurrence.original))
    changed = _renewed(call, replace(event, recurrence=series, exceptions=kept))
    call.mailbox.put_event(changed)
    tell_attendees(call, event, changed)


def shown(call: MailboxCall, occurrence: Occurrence, status: int) -> Reply:
    """An event after a write."""
    payload = event_payload(call.mailbox, occurrence, call.style)
    context = {"@odata.context": call.owner_context("events/$entity")}
    location = {"Location": f"{call.request.origin}/v1.0/users/{call.mailbox.user.id}/events/{payload['id']}"}
    return Reply.json(context | payload, status, location if status == HTTPStatus.CREATED else {})


def _blank(call: MailboxCall, calendar: int) -> Event:
    now, user = call.world.clock.now(), call.mailbox.user
    uid = new_uid(now)
    return Event(
        key=ids.key_of("event", str(user.mailbox), uid),
        calendar=calendar,
        place=0,
        version=call.mailbox.next_number(),
        uid=uid,
        subject="",
        start=datetime(2000, 1, 1, tzinfo=UTC),
        end=datetime(2000, 1, 1, tzinfo=UTC),
        created=now,
        modified=now,
        organizer=Person(user.name, user.upn),
        response="organizer",
        is_reminder_on=True,
        body_kind="html",
    )


def _whole(before: Event, after: Event) -> Event:
    """A series that moves to other times or another pattern loses its exceptions, as in Outlook."""
    if (before.start, before.end, before.recurrence) == (after.start, after.end, after.recurrence):
        return after
    return replace(after, exceptions=())


def _with_exception(
    call: MailboxCall, event: Event, occurrence: Occurrence, payload: Payload
) -> tuple[Event, Occurrence]:
    if "recurrence" in payload and payload["recurrence"] is not None:
        raise bad_request("An occurrence has no recurrence of its own.", "ErrorPropertyValidationFailure")
    wall = occurrence.original
    own = event_with(replace(occurrence.event, recurrence=None, exceptions=()), payload)
    number, now = call.mailbox.next_number(), call.world.clock.now()
    own = replace(own, original=wall, version=number, modified=now)
    kept = tuple(e for e in event.exceptions if e.original != wall)
    changed = replace(event, exceptions=(*kept, own), version=number, modified=now)
    assert wall is not None  # noqa: S101 - the caller has an occurrence
    return changed, at(changed, wall)


def _renewed(call: MailboxCall, event: Event) -> Event:
    return replace(event, version=call.mailbox.next_number(), modified=call.world.clock.now())


def _concerns_others(payload: Payload) -> bool:
    """Own categories, reminders and the like are nobody else's business."""
    own = {
        "categories",
        "isReminderOn",
        "reminderMinutesBeforeStart",
        "showAs",
        "singleValueExtendedProperties",
        "sensitivity",
    }
    return bool(payload.keys() - own)
