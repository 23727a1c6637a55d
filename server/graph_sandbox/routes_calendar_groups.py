"""Groups of calendars: the one that every mailbox has, and others.

https://learn.microsoft.com/graph/api/resources/calendargroup
"""

from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.compose import new_key
from graph_sandbox.lookup import folder_key
from graph_sandbox.odata import listed, selected
from graph_sandbox.show_event import calendar_payload
from graph_sandbox.style import change_key
from graph_sandbox.web import GraphError, Reply, bad_request, not_found

Payload = dict[str, Any]
_ONE = "/calendarGroups/{group}"
_OWN_CLASS = UUID("0006f0b7-0000-0000-c000-000000000046")


class CalendarGroup(Struct, frozen=True):
    """A group; the key 0 is the one that every mailbox has."""

    key: int
    name: str
    version: int = 1


@mailbox_routes.on("GET", "/calendarGroups")
def list_groups(call: MailboxCall) -> Reply:
    """All groups."""
    return listed(call.request, call.owner_context("calendarGroups"), [_payload(call, g) for g in _all(call).values()])


@mailbox_routes.on("POST", "/calendarGroups")
def create_group(call: MailboxCall) -> Reply:
    """A new group."""
    made = CalendarGroup(new_key(), _name(call), call.mailbox.next_number())
    _all(call)[made.key] = made
    return _shown(call, made, 201)


@mailbox_routes.on("GET", _ONE)
def get_group(call: MailboxCall) -> Reply:
    """One group."""
    return _shown(call, group_in(call), 200)


@mailbox_routes.on("PATCH", _ONE)
def rename_group(call: MailboxCall) -> Reply:
    """Another name."""
    changed = replace(group_in(call), name=_name(call), version=call.mailbox.next_number())
    _all(call)[changed.key] = changed
    return _shown(call, changed, 200)


@mailbox_routes.on("DELETE", _ONE)
def delete_group(call: MailboxCall) -> Reply:
    """Gone; one that holds calendars, or the first, stays."""
    group = group_in(call)
    if group.key == 0 or _calendars(call, group):
        raise GraphError(400, "ErrorCalendarGroupNotEmpty", "The calendar group can't be deleted.")
    del _all(call)[group.key]
    return Reply(204)


@mailbox_routes.on("GET", f"{_ONE}/calendars")
def list_calendars(call: MailboxCall) -> Reply:
    """The calendars of a group."""
    return listed(call.request, call.owner_context("calendars"), _calendars(call, group_in(call)))


def group_in(call: MailboxCall) -> CalendarGroup:
    """The group a path is about."""
    found = _all(call).get(folder_key(call.args["group"]))
    if found is None:
        raise not_found()
    return found


def _all(call: MailboxCall) -> dict[int, CalendarGroup]:
    made: dict[int, CalendarGroup] = call.mailbox.rooms.setdefault("groups", {0: CalendarGroup(0, "My Calendars")})
    return made


def _calendars(call: MailboxCall, group: CalendarGroup) -> list[Payload]:
    every = call.mailbox.agenda.calendars.values()
    return [calendar_payload(call.mailbox, calendar) for calendar in every if calendar.group == group.key]


def _name(call: MailboxCall) -> str:
    name = str(call.request.json().get("name") or "").strip()
    if not name:
        raise bad_request("A calendar group needs a name.", "ErrorInvalidRequest")
    return name


def _payload(call: MailboxCall, group: CalendarGroup) -> Payload:
    return {
        "id": ids.folder_id(call.mailbox.guid, group.key),
        "name": group.name,
        "classId": str(_OWN_CLASS if group.key == 0 else UUID(int=group.key)),
        "changeKey": change_key(call.mailbox.guid, group.version),
    }


def _shown(call: MailboxCall, group: CalendarGroup, status: int) -> Reply:
    context = {"@odata.context": call.owner_context("calendarGroups/$entity")}
    return Reply.json(context | selected(_payload(call, group), call.options.select), status)
