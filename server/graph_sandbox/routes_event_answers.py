"""What one does with a meeting: accept, decline, cancel, forward, reminders.

https://learn.microsoft.com/graph/api/event-accept, .../event-cancel
"""

from msgspec.structs import replace

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import parameter, people_of
from graph_sandbox.event import Attendee
from graph_sandbox.invitations import answer, tell_attendees
from graph_sandbox.lookup import event_in
from graph_sandbox.routes_event_writes import drop
from graph_sandbox.routes_events import below_calendars
from graph_sandbox.web import GraphError, Reply, bad_request

_RESPONSES = {"accept": "accepted", "decline": "declined", "tentativelyaccept": "tentativelyAccepted"}


@mailbox_routes.on(
    "POST",
    *below_calendars("/events/{event}/accept"),
    *below_calendars("/events/{event}/decline"),
    *below_calendars("/events/{event}/tentativelyAccept"),
)
def respond(call: MailboxCall) -> Reply:
    """Answer an invitation; a declined meeting leaves the calendar."""
    event, occurrence = event_in(call, call.args["event"])
    action = call.request.path.rstrip("/").rpartition("/")[2].lower()
    payload = call.request.json() if call.request.body else {}
    if event.is_organizer:
        raise bad_request(
            "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
            "ErrorInvalidRequest",
        )
    if parameter(payload, "proposedNewTime") and (action == "accept" or not event.allow_new_times):
        raise bad_request("A new time can't be proposed here.", "ErrorInvalidRequest")
    response = _RESPONSES[action]
    is_sent = parameter(payload, "sendResponse", default=True) is not False
    answer(call, event, response, str(parameter(payload, "comment") or ""), is_sent=is_sent)
    if response == "declined":
        drop(call, event, occurrence, "")
    else:
        shown_as = "busy" if response == "accepted" else "tentative"
        number, now = call.mailbox.next_number(), call.world.clock.now()
        call.mailbox.put_event(
            replace(event, response=response, answered=now, show_as=shown_as, version=number, modified=now)
        )
    return Reply(202)


@mailbox_routes.on("POST", *below_calendars("/events/{event}/cancel"))
def cancel_event(call: MailboxCall) -> Reply:
    """The organizer calls a meeting off, with a comment."""
    event, occurrence = event_in(call, call.args["event"])
    if not event.is_organizer:
        raise GraphError(
            400,
            "ErrorInvalidRequest",
            "Your request can't be completed. You need to be an organizer to cancel a meeting.",
        )
    payload = call.request.json() if call.request.body else {}
    drop(call, event, occurrence, str(parameter(payload, "comment") or ""))
    return Reply(202)


@mailbox_routes.on("POST", *below_calendars("/events/{event}/forward"))
def forward_event(call: MailboxCall) -> Reply:
    """Invite more people."""
    event, _ = event_in(call, call.args["event"])
    people = people_of(parameter(call.request.json(), "toRecipients"), "toRecipients")
    if not people:
        raise bad_request("At least one recipient is required.", "ErrorInvalidRecipients")
    known = {a.person.address.lower() for a in event.attendees}
    added = tuple(Attendee(p) for p in people if p.address.lower() not in known)
    changed = replace(event, attendees=(*event.attendees, *added), version=call.mailbox.next_number())
    call.mailbox.put_event(changed)
    tell_attendees(call, event, changed)
    return Reply(202)


@mailbox_routes.on(
    "POST", *below_calendars("/events/{event}/dismissReminder"), *below_calendars("/events/{event}/snoozeReminder")
)
def quiet_reminder(call: MailboxCall) -> Reply:
    """Dismiss or snooze; nothing rings here."""
    event_in(call, call.args["event"])
    return Reply(200)
