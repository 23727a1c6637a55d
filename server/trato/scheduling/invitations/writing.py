"""Calendar messages to be sent by a person: as a file, and as a mail that opens as a draft (RFC 5546, RFC 6047). Pure.

Nothing here sends. `X-Unsent` makes Outlook open the mail for writing; its reader looks at it and sends it, or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from trato.calendar.ical_lines import Component, Property, escaped, write
from trato.scheduling.invitations.itip import Guest, Method

PRODUCT = "-//Trato//Trato//EN"
SUBJECTS = {
    Method.REQUEST: ("{subject}", "{subject}"),
    Method.CANCEL: ("Cancelled: {subject}", "Anulada: {subject}"),
    Method.DECLINE_COUNTER: ("Time stays: {subject}", "Se mantiene la hora: {subject}"),
}
ANSWERED = {
    "accepted": ("Accepted: {subject}", "Aceptada: {subject}"),
    "declined": ("Declined: {subject}", "Rechazada: {subject}"),
    "tentative": ("Tentative: {subject}", "Provisional: {subject}"),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a message tells it."""

    uid: str
    key: str
    sequence: int
    organizer: str
    subject: str
    place: str
    text: str
    starts_at: datetime | None
    ends_at: datetime | None
    is_all_day: bool


@dataclass(frozen=True, slots=True)
class MailToSend:
    """A message for a person to look at and send."""

    method: Method
    to: tuple[str, ...]
    subject: str
    calendar: str
    mail: str


def message_to_send(
    method: Method, meeting: Meeting, guests: Sequence[Guest], *, to: Sequence[str], at: datetime, language: str
) -> MailToSend:
    """Write a message; of a REPLY the only guest is who answers."""
    words = ANSWERED[guests[0].response] if method is Method.REPLY else SUBJECTS[method]
    subject = words[language == "es"].format(subject=meeting.subject)
    calendar = write(Component("VCALENDAR", [
        Property("VERSION", "2.0"), Property("PRODID", PRODUCT), Property("METHOD", method.value),
    ], [_event(method, meeting, guests, at)]))  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = ", ".join(to)
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(meeting.text or meeting.subject)
    mail.add_alternative(calendar, subtype="calendar", params={"method": method.value})
    return MailToSend(method, tuple(to), subject, calendar, mail.as_string())


def _event(method: Method, meeting: Meeting, guests: Sequence[Guest], at: datetime) -> Component:
    properties = [
        Property("UID", meeting.uid),
        Property("DTSTAMP", _utc(at)),
        Property("SEQUENCE", str(meeting.sequence)),
        Property("ORGANIZER", f"mailto:{meeting.organizer}"),
        *(_attendee(method, one) for one in guests),
        Property("SUMMARY", escaped(meeting.subject)),
    ]
    if meeting.key:
        properties.append(Property("RECURRENCE-ID", meeting.key))
    if meeting.starts_at is not None and meeting.ends_at is not None and method is not Method.REPLY:
        properties += _times(meeting.starts_at, meeting.ends_at, is_all_day=meeting.is_all_day)
    if meeting.place:
        properties.append(Property("LOCATION", escaped(meeting.place)))
    if meeting.text and method is Method.REQUEST:
        properties.append(Property("DESCRIPTION", escaped(meeting.text)))
    if method is Method.CANCEL:
        properties.append(Property("STATUS", "CANCELLED"))
    return Component("VEVENT", properties)


def _times(start: datetime, end: datetime, *, is_all_day: bool) -> list[Property]:
    if not is_all_day:
        return [Property("DTSTART", _utc(start)), Property("DTEND", _utc(end))]
    return [Property(name, f"{at.astimezone(UTC):%Y%m%d}", {"VALUE": "DATE"})
            for name, at in (("DTSTART", start), ("DTEND", end))]  # fmt: skip


def _attendee(method: Method, one: Guest) -> Property:
    params = {"PARTSTAT": one.response.upper()} | ({"CN": one.name} if one.name else {})
    if method is Method.REQUEST:
        params |= {"ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"}
    return Property("ATTENDEE", f"mailto:{one.address}", params)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
