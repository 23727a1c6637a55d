"""Free and busy times of several people, and times for a meeting.

https://learn.microsoft.com/graph/api/calendar-getschedule, .../user-findmeetingtimes
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from graph_sandbox.availability import Busy, busy_times, digits
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import parameter
from graph_sandbox.compose_event import when_of
from graph_sandbox.meeting_times import suggest
from graph_sandbox.routes_users import settings_of
from graph_sandbox.sharing import ROLES, role_in
from graph_sandbox.style import Style
from graph_sandbox.web import GraphError, Reply, bad_request

Payload = dict[str, Any]
_MOST_PEOPLE, _MOST_DAYS = 20, 62
_LEAST_INTERVAL, _MOST_INTERVAL, _MOST_ITEMS = 5, 1440, 1000


@mailbox_routes.on("POST", "/calendar/getSchedule", "/calendars/{calendar}/getSchedule")
def get_schedule(call: MailboxCall) -> Reply:
    """Who is free when: at most 20 people, less than 62 days."""
    payload = call.request.json()
    people = [str(name) for name in parameter(payload, "schedules") or []]
    if not people:
        raise bad_request("The schedules are required.", "ErrorInvalidRequest")
    if len(people) > _MOST_PEOPLE:
        raise bad_request("The number of mailboxes to query is larger than 20.", "ErrorTooManyMailboxes")
    start = when_of(parameter(payload, "startTime"), "startTime")
    end = when_of(parameter(payload, "endTime"), "endTime")
    interval = parameter(payload, "availabilityViewInterval", 30)
    interval = int(interval) if isinstance(interval, str) and interval.isdigit() else interval
    if not isinstance(interval, int) or not _LEAST_INTERVAL <= interval <= _MOST_INTERVAL:
        raise bad_request(
            "The availabilityViewInterval must lie between 5 and 1440 minutes.", "ErrorInvalidMergedFreeBusyInterval"
        )
    if end <= start:
        raise bad_request("The end must be after the start.", "ErrorInvalidTimeInterval")
    if end - start >= timedelta(days=_MOST_DAYS):
        raise bad_request("The requested time window is too large.", "ErrorTimeIntervalTooBig")
    if end - start < timedelta(minutes=interval):
        raise bad_request("The window is shorter than the interval.", "ErrorInvalidTimeInterval")
    found = [_schedule(call, name, start, end, interval) for name in people]
    return Reply.json(
        {"@odata.context": call.context("Collection(microsoft.graph.scheduleInformation)"), "value": found}
    )


@mailbox_routes.on("POST", "/findMeetingTimes")
def find_meeting_times(call: MailboxCall) -> Reply:
    """Suggestions for a meeting; only for a signed-in user."""
    if call.caller.user is None:
        raise GraphError(403, "ErrorAccessDenied", "findMeetingTimes does not support application permissions.")
    result = suggest(call.world, call.mailbox, call.request.json() if call.request.body else {}, call.style)
    return Reply.json({"@odata.context": call.context("microsoft.graph.meetingTimeSuggestionsResult")} | result)


def _schedule(call: MailboxCall, name: str, start: datetime, end: datetime, interval: int) -> Payload:
    mailbox = call.world.mailbox_of(name)
    if mailbox is None or mailbox.is_gone:
        error = {
            "message": "Unable to resolve e-mail address to an Exchange mailbox.",
            "responseCode": "ErrorMailRecipientNotFound",
        }
        return {"scheduleId": name, "availabilityView": "", "scheduleItems": [], "error": error}
    busy = busy_times(mailbox, start, end)
    if len(busy) > _MOST_ITEMS:
        error = {
            "message": "The result set contains too many calendar entries. Error code: 5006.",
            "responseCode": "5006",
        }
        return {"scheduleId": name, "availabilityView": "", "scheduleItems": [], "error": error}
    reader = call.caller.user and call.world.directory.find(call.caller.user)
    is_own = reader is None or reader == mailbox.user
    role = "delegateWithPrivateEventAccess" if is_own or not reader else role_in(mailbox, reader)
    settings = settings_of(mailbox.user) | mailbox.settings
    return {
        "scheduleId": name,
        "availabilityView": digits(busy, start, end, interval),
        "scheduleItems": [_item(slot, call.style, role) for slot in busy],
        "workingHours": settings["workingHours"],
    }


def _item(slot: Busy, style: Style, role: str) -> Payload:
    item: Payload = {
        "status": slot.status,
        "start": style.zoned(slot.start.astimezone(UTC)),
        "end": style.zoned(slot.end.astimezone(UTC)),
    }
    is_private = slot.event.sensitivity not in ("normal", "personal")
    if ROLES.index(role) >= ROLES.index("limitedRead") and not is_private:
        item |= {"isPrivate": False, "subject": slot.event.subject, "location": slot.event.location}
    return item
