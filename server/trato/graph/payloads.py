"""The shapes of Graph's answers that Trato reads (Graph: message, mailFolder, event, user resources).

Every property is optional, because delta pages carry what changed; `removed` stands for `@removed`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Payload(msgspec.Struct, frozen=True, rename="camel", kw_only=True, gc=False):
    """A JSON object of Graph; properties that Trato does not know are passed over."""


class Page(msgspec.Struct, frozen=True):
    """One page of a collection, its items still undecoded so that one bad item does not lose the others."""

    value: list[msgspec.Raw] = []
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")
    delta_link: str | None = msgspec.field(default=None, name="@odata.deltaLink")


class Removed(Payload, frozen=True, kw_only=True, gc=False):
    """Why an item is gone from a delta: deleted, or changed so that it left the collection."""

    reason: str = ""


class Known(Payload, frozen=True, kw_only=True, gc=False):
    """The least that every item has: who it is, and whether it is gone."""

    id: str
    removed: Removed | None = msgspec.field(default=None, name="@removed")


class EmailAddress(Payload, frozen=True, kw_only=True, gc=False):
    """A name and an address."""

    name: str | None = None
    address: str | None = None


class Recipient(Payload, frozen=True, kw_only=True, gc=False):
    """Who sends or receives."""

    email_address: EmailAddress | None = None


class Body(Payload, frozen=True, kw_only=True, gc=False):
    """The text of an item."""

    content_type: str = "text"
    content: str | None = None


class Header(Payload, frozen=True, kw_only=True, gc=False):
    """One field of the mail's header as it came."""

    name: str = ""
    value: str | None = None


class Message(Known, frozen=True, kw_only=True, gc=False):
    """A mail in a mailbox (Graph: message)."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    subject: str | None = None
    from_: Recipient | None = msgspec.field(default=None, name="from")
    sender: Recipient | None = None
    to_recipients: list[Recipient] | None = None
    cc_recipients: list[Recipient] | None = None
    bcc_recipients: list[Recipient] | None = None
    internet_message_id: str | None = None
    conversation_id: str | None = None
    sent_date_time: datetime | None = None
    received_date_time: datetime | None = None
    is_draft: bool | None = None
    has_attachments: bool | None = None
    parent_folder_id: str | None = None
    sensitivity: str | None = None
    categories: list[str] | None = None
    meeting_message_type: str | None = None
    body: Body | None = None
    internet_message_headers: list[Header] | None = None


class Attachment(Payload, frozen=True, kw_only=True, gc=False):
    """A file or item that goes with a mail, without its content (Graph: attachment)."""

    name: str | None = None
    content_type: str | None = None
    is_inline: bool = False


class MailFolder(Known, frozen=True, kw_only=True, gc=False):
    """A folder of a mailbox (Graph: mailFolder)."""

    display_name: str | None = None
    parent_folder_id: str | None = None
    total_item_count: int | None = None


class DateTimeTimeZone(Payload, frozen=True, kw_only=True, gc=False):
    """A wall time and its zone, IANA or Windows."""

    date_time: str
    time_zone: str = "UTC"


class ResponseStatus(Payload, frozen=True, kw_only=True, gc=False):
    """What an attendee answered."""

    response: str | None = None


class Attendee(Payload, frozen=True, kw_only=True, gc=False):
    """Somebody invited."""

    type: str | None = None
    email_address: EmailAddress | None = None
    status: ResponseStatus | None = None


class Location(Payload, frozen=True, kw_only=True, gc=False):
    """Where an event takes place."""

    display_name: str | None = None


class Event(Known, frozen=True, kw_only=True, gc=False):
    """An item of a calendar (Graph: event)."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    type: str | None = None
    subject: str | None = None
    i_cal_u_id: str | None = msgspec.field(default=None, name="iCalUId")
    series_master_id: str | None = None
    original_start: datetime | None = None
    original_start_time_zone: str | None = None
    start: DateTimeTimeZone | None = None
    end: DateTimeTimeZone | None = None
    is_all_day: bool | None = None
    is_cancelled: bool | None = None
    is_draft: bool | None = None
    is_online_meeting: bool | None = None
    is_organizer: bool | None = None
    organizer: Recipient | None = None
    attendees: list[Attendee] | None = None
    response_status: ResponseStatus | None = None
    location: Location | None = None
    sensitivity: str | None = None
    categories: list[str] | None = None
    show_as: str | None = None
    last_modified_date_time: datetime | None = None
    recurrence: dict[str, Any] | None = None


class User(Payload, frozen=True, kw_only=True, gc=False):
    """A person of the tenant (Graph: user)."""

    id: str
    user_principal_name: str = ""
    display_name: str | None = None
    mail: str | None = None
