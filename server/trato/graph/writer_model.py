"""What is written to a mailbox, and what comes back (Graph: event, message resources)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from trato.graph.payloads import DateTimeTimeZone, Known, Payload

# One name for everything Trato notes on an item, in a namespace of its own (Graph: extended properties).
PROPERTY = "String {8f4a2c1e-5d0b-4b6f-9a57-2f6d3c0e7b11} Name"
KEY_PROPERTY = f"{PROPERTY} TratoKey"
OPPORTUNITY_PROPERTY = f"{PROPERTY} TratoOpportunity"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to write to or to invite."""

    name: str
    address: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event to be made: aware times, whose zone the event keeps. `opportunity` is noted on the item.

    `shown_as` is Graph's word (freeBusyStatus), the mailbox's own choice where empty. A whole day begins at midnight.
    """

    subject: str
    start: datetime
    end: datetime
    text: str = ""
    place: str = ""
    guests: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    is_online: bool = False
    opportunity: str = ""
    is_all_day: bool = False
    is_private: bool = False
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail to be made; `text` is plain, `files` are names with what is in them."""

    subject: str
    text: str
    to: tuple[Person, ...]
    cc: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    opportunity: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


class Property(Payload, frozen=True, kw_only=True, gc=False):
    """A single-value extended property."""

    id: str
    value: str | None = None


class Written(Known, frozen=True, kw_only=True, gc=False):
    """An item as it is after a write: its id, its version, and what Trato notes on it."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    categories: list[str] | None = None
    transaction_id: str | None = None
    is_draft: bool | None = None
    is_cancelled: bool | None = None
    i_cal_u_id: str | None = msgspec.field(default=None, name="iCalUId")
    start: DateTimeTimeZone | None = None
    end: DateTimeTimeZone | None = None
    single_value_extended_properties: list[Property] | None = None


class Gathering(Known, frozen=True, kw_only=True, gc=False):
    """Who is invited to an event, as far as it takes to know whether anybody is."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    attendees: tuple[object, ...] = ()


class WrittenPage(Payload, frozen=True, kw_only=True, gc=False):
    """Items found."""

    value: tuple[Written, ...] = ()


def noted(key: str, opportunity: str) -> list[dict[str, str]]:
    """Return the extended properties of a new item: the name of its write, and its opportunity."""
    found = [{"id": KEY_PROPERTY, "value": key}] if key else []
    return found + ([{"id": OPPORTUNITY_PROPERTY, "value": opportunity}] if opportunity else [])
