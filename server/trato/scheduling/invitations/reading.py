"""Read calendar messages out of a mail or a file: its text/calendar parts, meeting by meeting (RFC 6047 §2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from trato.calendar.ical_lines import Component, NotACalendarError, Property
from trato.calendar.ical_model import Entry, Item
from trato.calendar.ical_read import read_calendar
from trato.calendar.ical_zones import Zones
from trato.calendar.recurrence_rule import read_moment
from trato.errors import InvalidInputError
from trato.scheduling.invitations.itip import ANSWERS, Guest, Message, Method

MOST_PARTS = 5
MOST_MEETINGS = 50
MOST_GUESTS = 500
LONGEST_TEXT = 4000
LONGEST_NAME = 200
LARGEST_SEQUENCE = 2**31 - 1
TYPES = ("text/calendar", "application/ics")


def read_messages(raw: bytes) -> list[Message]:
    """Return the meetings of a mail or a calendar file. Raises InvalidInputError where there is no message in it."""
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].upper() == b"BEGIN:VCALENDAR":
        parts, sender = [raw], ""
    else:
        mail = message_from_bytes(raw, policy=policy.default)
        parts, sender = list(_parts(mail)), _sender(mail)
    found = [one for part in parts[:MOST_PARTS] for one in _messages(part, sender)]
    if not found:
        raise InvalidInputError("content: this mail holds no invitation, answer or cancellation (RFC 5546)")
    # Many mails say the same thing twice, as a part and as a file.
    return list(dict.fromkeys(found))[:MOST_MEETINGS]


def _parts(mail: EmailMessage) -> Iterator[bytes]:
    for part in mail.walk():
        is_file = (part.get_filename() or "").lower().endswith(".ics")
        if part.get_content_type() in TYPES or is_file:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content


def _sender(mail: EmailMessage) -> str:
    """Return whom a mail is from; one that does not say so is from nobody known, and never from nobody at all."""
    try:
        named = [address for _, address in getaddresses([str(one) for one in mail.get_all("From", [])]) if address]
    except (ValueError, IndexError, TypeError):
        named = []
    return named[0].lower() if len(named) == 1 else "?"


def _messages(raw: bytes, sender: str) -> Iterator[Message]:
    try:
        calendar = read_calendar(raw)
    except NotACalendarError:
        return
    if calendar.method not in Method.__members__.values():
        return
    zones = Zones(one for whole in calendar.components for one in whole.components if one.name == "VTIMEZONE")
    for item in calendar.items:
        if item.kind == "VEVENT":
            for entry in (item.entry, *item.exceptions.values()):
                message = _message(Method(calendar.method), item, entry, sender, zones)
                if message is not None:
                    yield message


def _message(method: Method, item: Item, entry: Entry, sender: str, zones: Zones) -> Message | None:
    component = entry.component
    stamp, key = _moment(component.first("DTSTAMP"), zones), _key(component, zones)
    if stamp is None or key is None:
        return None
    organizer, guests = component.first("ORGANIZER"), tuple(_guest(one) for one in component.all("ATTENDEE"))
    start = None if entry.start is None else _aware(entry.start)
    zone = component.first("DTSTART")
    rule = component.first("RRULE")
    return Message(
        method=method,
        uid=_line(item.uid),
        key=key,
        sequence=_sequence(component.text("SEQUENCE")),
        stamped_at=stamp,
        organizer="" if organizer is None else _address(organizer.value),
        guests=guests[:MOST_GUESTS],
        starts_at=start,
        ends_at=None if start is None else start + max(entry.length, timedelta()),
        time_zone="" if zone is None else _line(zone.param("TZID")),
        is_all_day=entry.is_all_day,
        rule="" if rule is None else _line(rule.value),
        subject=_line(component.text("SUMMARY")),
        place=_line(component.text("LOCATION")),
        text=(component.text("COMMENT") or component.text("DESCRIPTION")).replace("\0", "")[:LONGEST_TEXT],
        organizer_sent_by="" if organizer is None else _address(organizer.param("SENT-BY")),
        sender=sender,
    )


def _key(component: Component, zones: Zones) -> str | None:
    """Return the RECURRENCE-ID in UTC, empty for all of a meeting; None where a message is for all later dates."""
    named = component.first("RECURRENCE-ID")
    if named is None:
        return ""
    if named.param("RANGE").upper() == "THISANDFUTURE":
        return None
    moment = _moment(named, zones)
    return None if moment is None else f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _moment(one: Property | None, zones: Zones) -> datetime | None:
    if one is None:
        return None
    try:
        found = read_moment(one.value)
    except (ValueError, OverflowError):
        return None
    if not isinstance(found, datetime):
        return datetime.combine(found, datetime.min.time(), UTC)
    return found if found.tzinfo is not None else found.replace(tzinfo=zones.find(one.param("TZID")) or UTC)


def _aware(moment: datetime) -> datetime:
    """A floating time and a whole day are kept as UTC has them."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _guest(one: Property) -> Guest:
    response = one.param("PARTSTAT").lower() or "needs-action"
    return Guest(
        _address(one.value), _line(one.param("CN"))[:LONGEST_NAME],
        response if response in ANSWERS else "needs-action", _address(one.param("SENT-BY")),
    )  # fmt: skip


def _address(value: str) -> str:
    text = _line(value)
    return text[len("mailto:") :].strip().lower() if text.lower().startswith("mailto:") else text.lower()


def _sequence(text: str) -> int:
    stripped = text.strip()
    return min(int(stripped), LARGEST_SEQUENCE) if stripped.isascii() and stripped.isdigit() else 0


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:1000]
