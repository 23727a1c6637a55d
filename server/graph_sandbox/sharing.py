"""Who may see and change whose calendar.

https://learn.microsoft.com/graph/outlook-share-or-delegate-calendar: private items show as busy only, unless the
role says otherwise; everybody in the organisation has freeBusyRead at first.
"""

from typing import Any

from graph_sandbox.agenda import Calendar
from graph_sandbox.directory import User
from graph_sandbox.event import Event
from graph_sandbox.mailbox import Mailbox

# From least to most.
ROLES = (
    "none",
    "freeBusyRead",
    "limitedRead",
    "read",
    "write",
    "delegateWithoutPrivateEventAccess",
    "delegateWithPrivateEventAccess",
)
CALENDAR_SEGMENTS = frozenset(("calendar", "calendars", "events", "calendarview"))
_HIDDEN = "Private Appointment"


def role_of(calendar: Calendar, user: User) -> str:
    """The role a user of the organisation has on somebody else's calendar."""
    own = [p.role for p in calendar.permissions if p.address and p.address.lower() in user.addresses]
    everybody = [p.role for p in calendar.permissions if p.address is None]
    return max([*own, *everybody, "none"], key=ROLES.index)


def may(role: str, *, write: bool) -> bool:
    """Whether a role lets one read (or write) events."""
    return ROLES.index(role) >= ROLES.index("write" if write else "limitedRead")


def role_in(mailbox: Mailbox, user: User) -> str:
    """The role on the mailbox's default calendar."""
    return role_of(mailbox.agenda.calendars[mailbox.agenda.default], user)


def masked(payload: dict[str, Any], event: Event, role: str | None) -> dict[str, Any]:
    """An event as somebody with a role may see it; None stands for the owner."""
    if role is None or role == "delegateWithPrivateEventAccess":
        return payload
    if event.sensitivity in ("private", "confidential"):
        empty = {"contentType": "text", "content": ""}
        location = {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}
        return payload | {
            "subject": _HIDDEN,
            "bodyPreview": "",
            "body": empty,
            "attendees": [],
            "location": location,
            "locations": [],
            "categories": [],
            "hasAttachments": False,
        }
    if role == "limitedRead":
        return payload | {"bodyPreview": "", "body": {"contentType": "text", "content": ""}, "attendees": []}
    return payload
