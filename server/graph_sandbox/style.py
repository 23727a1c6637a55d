"""How a client wants items written: kind of ids, body format, time zone. From the Prefer header."""

from base64 import b64encode
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

from msgspec import Struct

from graph_sandbox import ids, zones
from graph_sandbox.fields import Person
from graph_sandbox.ids import ItemId, Kind
from graph_sandbox.web import Request, bad_request

_UTC: tzinfo = UTC
_TICKS = "%Y-%m-%dT%H:%M:%S.%f0"


class Style(Struct, frozen=True):
    """The preferences that change how items look."""

    immutable: bool = False
    text_bodies: bool = False
    zone_name: str = "UTC"
    zone: tzinfo = UTC
    # The caller may read headers only (Mail.ReadBasic, Calendars.ReadBasic): no body, no preview.
    basic: bool = False

    def item_id(
        self, mailbox: UUID, kind: Kind, item: Any, *, start: int | None = None, attachment: int | None = None
    ) -> str:
        """The id of an item (anything with key and place) in the wanted shape."""
        if self.immutable:
            return ids.write(ItemId(mailbox, kind, item.key, start=start, attachment=attachment))
        folder = item.calendar if kind in (Kind.EVENT, Kind.OCCURRENCE) else item.folder
        return ids.write(ItemId(mailbox, kind, item.key, folder, item.place, start, attachment))

    def zoned(self, when: datetime) -> dict[str, str]:
        """A dateTimeTimeZone in the wanted zone."""
        return {"dateTime": when.astimezone(self.zone).strftime(_TICKS), "timeZone": self.zone_name}

    def midnight(self, when: datetime) -> dict[str, str]:
        """An all-day boundary: the same date in every zone."""
        return {"dateTime": when.strftime("%Y-%m-%dT00:00:00.0000000"), "timeZone": self.zone_name}


def style_of(request: Request) -> tuple[Style, list[str]]:
    """The style a request prefers, and what to confirm in Preference-Applied.

    Raises:
        GraphError: 400 for an unknown time zone.
    """
    prefer, applied = request.prefer, []
    immutable = prefer.get("idtype", "").lower() == "immutableid"
    if immutable:
        applied.append('IdType="ImmutableId"')
    text_bodies = prefer.get("outlook.body-content-type", "").lower() == "text"
    if "outlook.body-content-type" in prefer:
        applied.append(f'outlook.body-content-type="{prefer["outlook.body-content-type"]}"')
    name, place = "UTC", _UTC
    if "outlook.timezone" in prefer:
        name = prefer["outlook.timezone"]
        found = zones.zone(name)
        if found is None:
            raise bad_request(f"The time zone '{name}' is not supported.", "TimeZoneNotSupportedException")
        place = found
        applied.append(f'outlook.timezone="{name}"')
    if "odata.maxpagesize" in prefer:
        applied.append(f"odata.maxpagesize={prefer['odata.maxpagesize']}")
    return Style(immutable, text_bodies, name, place), applied


def stamp(when: datetime) -> str:
    """An Edm.DateTimeOffset in UTC, to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def change_key(mailbox: UUID, version: int) -> str:
    """The changeKey of a version of an item."""
    return b64encode(
        b"\x09\x00\x00\x00\x16\x00\x00\x00" + mailbox.bytes + b"\0\0" + version.to_bytes(6, "big")
    ).decode()


def etag(mailbox: UUID, version: int) -> str:
    """The etag wraps the changeKey."""
    return f'W/"{change_key(mailbox, version)}"'


def recipient(person: Person) -> dict[str, dict[str, str]]:
    """A recipient."""
    return {"emailAddress": {"name": person.name, "address": person.address}}


def recipients(people: tuple[Person, ...]) -> list[dict[str, dict[str, str]]]:
    """A list of recipients."""
    return [recipient(person) for person in people]
