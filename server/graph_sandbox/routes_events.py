"""Reading calendars: calendars, events, occurrences of a period.

https://learn.microsoft.com/graph/api/resources/calendar, .../event
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from graph_sandbox.agenda import Calendar
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.event import Event
from graph_sandbox.extended import expanded_extensions, extended_properties, filterable
from graph_sandbox.lookup import event_in, folder_key
from graph_sandbox.odata import listed, page_size, selected
from graph_sandbox.recurrence import Occurrence, between
from graph_sandbox.sharing import masked
from graph_sandbox.show_event import calendar_payload, event_payload
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_BODIES = ("body", "bodyPreview", "hasAttachments")
IN_CALENDARS = ("", "/calendar", "/calendars/{calendar}", "/calendarGroups/{group}/calendars/{calendar}")


def below_calendars(path: str) -> tuple[str, ...]:
    """The same path below each way to name a calendar."""
    return tuple(prefix + path for prefix in IN_CALENDARS)


def calendar_in(call: MailboxCall) -> Calendar:
    """The calendar a path is about; the default one if it names none."""
    agenda = call.mailbox.agenda
    text = call.args.get("calendar")
    if text is None:
        return agenda.calendars[agenda.default]
    found = agenda.calendars.get(folder_key(text))
    if found is None:
        raise not_found()
    return found


def period_of(call: MailboxCall) -> tuple[datetime, datetime]:
    """The required startDateTime and endDateTime; without an offset they are UTC."""
    return period(call.request.query.get("startdatetime"), call.request.query.get("enddatetime"))


def period(start: str | None, end: str | None) -> tuple[datetime, datetime]:
    """Two query options as instants.

    Raises:
        GraphError: 400 if one is missing or no instant.
    """
    if not start or not end:
        raise bad_request(
            "This request requires a time window specified by the query string parameters StartDateTime and "
            "EndDateTime.",
            "ErrorInvalidParameter",
        )
    return _instant(start), _instant(end)


@mailbox_routes.on("GET", "/calendars")
def list_calendars(call: MailboxCall) -> Reply:
    """The mailbox's calendars."""
    payloads = [calendar_payload(call.mailbox, calendar) for calendar in call.mailbox.agenda.calendars.values()]
    return listed(call.request, call.owner_context("calendars"), payloads)


@mailbox_routes.on("GET", "/calendar", "/calendars/{calendar}")
def get_calendar(call: MailboxCall) -> Reply:
    """One calendar."""
    context = {"@odata.context": call.owner_context("calendars/$entity")}
    payload = calendar_payload(call.mailbox, calendar_in(call))
    return Reply.json(context | selected(payload, call.options.select))


@mailbox_routes.on("GET", *below_calendars("/events"))
def list_events(call: MailboxCall) -> Reply:
    """Single events and series masters."""
    shelf = call.mailbox.agenda.events(calendar_in(call).key)
    return _listed(call, "events", [Occurrence(event) for event in shelf.all()])


@mailbox_routes.on("GET", *below_calendars("/events/$count"))
def count_events(call: MailboxCall) -> Reply:
    """How many there are."""
    number = len(call.mailbox.agenda.events(calendar_in(call).key))
    return Reply(body=str(number).encode(), content_type="text/plain")


@mailbox_routes.on("GET", *below_calendars("/calendarView"))
def calendar_view(call: MailboxCall) -> Reply:
    """What happens in a period, series expanded."""
    start, end = period_of(call)
    shelf = call.mailbox.agenda.events(calendar_in(call).key)
    found = [occurrence for event in shelf.all() for occurrence in between(event, start, end)]
    return _listed(call, "calendarView", sorted(found, key=lambda o: o.start))


@mailbox_routes.on("GET", *below_calendars("/events/{event}/instances"))
def list_instances(call: MailboxCall) -> Reply:
    """The occurrences of one series in a period."""
    start, end = period_of(call)
    event, _ = event_in(call, call.args["event"])
    return _listed(call, "events/instances", between(event, start, end))


@mailbox_routes.on("GET", *below_calendars("/events/{event}"))
def get_event(call: MailboxCall) -> Reply:
    """One event, master, occurrence or exception."""
    event, occurrence = event_in(call, call.args["event"])
    context = {"@odata.context": call.owner_context("events/$entity")}
    payload = selected(_payload(call, occurrence), call.options.select)
    expand = call.options.expand
    own = extended_properties(expand, event.extended) | expanded_extensions(expand, call.mailbox, event.key)
    return Reply.json(context | payload | _exceptions(call, event) | own)


def _exceptions(call: MailboxCall, event: Event) -> Payload:
    """$expand=exceptionOccurrences and $select=cancelledOccurrences tell how a series was changed."""
    made: Payload = {}
    if "exceptionoccurrences" in call.options.expand.lower():
        moved = [Occurrence(e, e.original, is_exception=True, series_zone=event.start.tzinfo) for e in event.exceptions]
        made["exceptionOccurrences"] = [event_payload(call.mailbox, o, call.style) for o in moved]
    wanted = {name.lower() for name in call.options.select or ()}
    if "cancelledoccurrences" in wanted and event.recurrence:
        master = event_payload(call.mailbox, Occurrence(event), call.style)["id"]
        made["cancelledOccurrences"] = [f"OID.{master}.{day:%Y-%m-%d}" for day in event.recurrence.excluded]
    return made


def _listed(call: MailboxCall, context: str, occurrences: list[Occurrence]) -> Reply:
    options = call.options
    size = page_size(call.request, 10)
    if options.filter is None and not options.orderby:
        # Only what the page shows is rendered; a calendar may hold thousands.
        lower, upper = options.skip, options.skip + (options.top or size)
        shown = [_payload(call, o) if lower <= i < upper else {} for i, o in enumerate(occurrences)]
        return listed(call.request, call.owner_context(context), shown, size=size)
    return listed(call.request, call.owner_context(context), [_payload(call, o) for o in occurrences], size=size)


def _without_extended(call: MailboxCall) -> Callable[[Payload], Payload]:
    """Filters look at extended properties; the answer does not show them."""

    def pick(payload: Payload) -> Payload:
        shown = {name: value for name, value in payload.items() if name != "singleValueExtendedProperties"}
        return selected(shown, call.options.select)

    return pick


def _payload(call: MailboxCall, occurrence: Occurrence) -> Payload:
    payload = event_payload(call.mailbox, occurrence, call.style)
    if call.options.filter and "singleValueExtendedProperties" in call.options.filter.roots:
        payload["singleValueExtendedProperties"] = filterable(occurrence.event.extended)
    shown = masked(payload, occurrence.event, call.role)
    return {name: value for name, value in shown.items() if name not in _BODIES} if call.is_basic else shown


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise GraphError(400, "ErrorInvalidParameter", f"The value '{text}' is no date and time.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
