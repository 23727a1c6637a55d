"""Entries of calendars as an iCalendar file for other programs (RFC 5545, RFC 7986 for its name and pace). Pure.

Each date stands for itself, in UTC; what its reader may not know is a busy time without a word. The same entries give
the same bytes, so that a program that asks again is told that nothing changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trato.calendar.ical_lines import Component, Property, escaped, write
from trato.scheduling.model import Status
from trato.scheduling.team_model import FREE, Entry, EntryKind

PRODUCT = "-//Trato//Trato//EN"
PACE = "PT15M"
WORDS = {
    "en": {"busy": "Busy", "free": "Free", "oof": "Away", "hold": "Kept", "mine": "Calendar", "team": "Team"},
    "es": {"busy": "Ocupado", "free": "Libre", "oof": "Ausente", "hold": "Reservado", "mine": "Calendario",
           "team": "Equipo"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a file is written: its name and language, and whose entries it holds, by name where there are several."""

    name: str
    language: str
    stamped_at: datetime
    tenant_id: int
    people: Mapping[int, str]


def calendar_file(sheet: Sheet, entries: Sequence[Entry]) -> bytes:
    """Write a file."""
    calendar = Component(
        "VCALENDAR",
        [
            Property("VERSION", "2.0"),
            Property("PRODID", PRODUCT),
            Property("METHOD", "PUBLISH"),
            Property("NAME", escaped(sheet.name)),
            Property("X-WR-CALNAME", escaped(sheet.name)),
            Property("REFRESH-INTERVAL", PACE, {"VALUE": "DURATION"}),
        ],
        [_event(sheet, entry) for entry in entries],
    )
    return write(calendar).encode("utf-8")


def _event(sheet: Sheet, entry: Entry) -> Component:
    is_hidden = entry.kind is EntryKind.BUSY
    properties = [
        Property("UID", _uid(sheet, entry)),
        Property("DTSTAMP", _utc(sheet.stamped_at)),
        *_times(entry),
        Property("SUMMARY", escaped(_summary(sheet, entry))),
        Property("TRANSP", "TRANSPARENT" if entry.status in FREE else "OPAQUE"),
        Property("CLASS", "PRIVATE" if is_hidden else "PUBLIC"),
        Property("STATUS", "TENTATIVE" if entry.status is Status.TENTATIVE else "CONFIRMED"),
    ]
    if entry.place and not is_hidden:
        properties.append(Property("LOCATION", escaped(entry.place)))
    return Component("VEVENT", properties)


def _uid(sheet: Sheet, entry: Entry) -> str:
    """Name a date for good without telling the numbers behind it."""
    return f"{hashlib.sha256(f'{sheet.tenant_id}:{entry.id}'.encode()).hexdigest()[:32]}@trato"


def _times(entry: Entry) -> Iterable[Property]:
    if not entry.is_all_day:
        return (Property("DTSTART", _utc(entry.starts_at)), Property("DTEND", _utc(entry.ends_at)))
    first, last = entry.starts_at.astimezone(UTC).date(), entry.ends_at.astimezone(UTC).date()
    return (_day("DTSTART", first), _day("DTEND", max(last, first + timedelta(days=1))))


def _day(name: str, day: date) -> Property:
    return Property(name, f"{day:%Y%m%d}", {"VALUE": "DATE"})


def _summary(sheet: Sheet, entry: Entry) -> str:
    words = WORDS[sheet.language]
    accounts = ", ".join(account.name for account in entry.accounts)
    told = entry.title or accounts
    if entry.kind is EntryKind.HOLD:
        told = f"{words['hold']}: {told}" if told else words["hold"]
    elif not told or entry.kind is EntryKind.BUSY:
        told = words["free"] if entry.status in FREE else words["oof"] if entry.status is Status.OUT else words["busy"]
    return f"{sheet.people[entry.user_id]}: {told}" if len(sheet.people) > 1 else told


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
