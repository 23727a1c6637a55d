"""What a calendar message says, and what becomes of it (RFC 5546 iTIP, RFC 6047 iMIP). Pure.

SEQUENCE and DTSTAMP decide what is newer (RFC 5546 §2.1.5), so messages may come late, twice or in any order. Only who
a message is from may say it: the organizer asks and calls off, a guest answers for themselves (RFC 6047 §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

ANSWERS = ("accepted", "declined", "tentative", "needs-action", "delegated")


class Method(StrEnum):
    """What a message does."""

    REQUEST = "REQUEST"
    REPLY = "REPLY"
    COUNTER = "COUNTER"
    CANCEL = "CANCEL"
    DECLINE_COUNTER = "DECLINECOUNTER"


class Outcome(StrEnum):
    """What became of a message; all but the first leave everything as it was."""

    APPLIED = "applied"
    OLDER = "older"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    NOT_THE_SENDER = "not_the_sender"
    NOT_THE_ORGANIZER = "not_the_organizer"
    NOT_INVITED = "not_invited"
    CANCELLED = "cancelled"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited, with their answer."""

    address: str
    name: str = ""
    response: str = "needs-action"
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One meeting of a calendar message. `key` is its RECURRENCE-ID in UTC, empty for all of it.

    `sender` is whose mail it came in, empty for a file that a person handed over.
    """

    method: Method
    uid: str
    key: str
    sequence: int
    stamped_at: datetime
    organizer: str
    guests: tuple[Guest, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str = ""
    is_all_day: bool = False
    rule: str = ""
    subject: str = ""
    place: str = ""
    text: str = ""
    organizer_sent_by: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How new something is."""

    sequence: int
    stamped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the meeting already. `answered` and `proposed` are by guest: the newest heard of each."""

    is_ours: bool
    organizer: str
    stamp: Stamp
    is_cancelled: bool
    starts_at: datetime | None
    ends_at: datetime | None
    answered: Mapping[str, Stamp] = field(default_factory=dict)
    proposed: Mapping[str, Stamp] = field(default_factory=dict)


def decide(message: Message, known: Known | None) -> Outcome:
    """Tell what becomes of a message, given what is known of its meeting."""
    match message.method:
        case Method.REQUEST | Method.CANCEL | Method.DECLINE_COUNTER:
            return _from_organizer(message, known)
        case Method.REPLY | Method.COUNTER:
            return _from_guest(message, known)


def is_newer(message: Message, stamp: Stamp) -> bool:
    """Tell whether a message is newer than what was heard before (RFC 5546 §2.1.5)."""
    if message.sequence != stamp.sequence:
        return message.sequence > stamp.sequence
    return stamp.stamped_at is None or message.stamped_at > stamp.stamped_at


def is_asked_again(message: Message, known: Known) -> bool:
    """Tell whether a request changes the time, so that what was answered before answers nothing any more."""
    return (message.starts_at, message.ends_at) != (known.starts_at, known.ends_at)


def _from_organizer(message: Message, known: Known | None) -> Outcome:
    refused = _why_not_the_organizers(message, known)
    if refused is not None or known is None:
        return refused or Outcome.APPLIED
    return _by_age(message, known.stamp)


def _why_not_the_organizers(message: Message, known: Known | None) -> Outcome | None:
    """Return why what an organizer says is not to be followed, None where it is."""
    is_without_time = message.starts_at is None or message.ends_at is None
    if not message.organizer or not message.uid or (message.method is Method.REQUEST and is_without_time):
        return Outcome.NOT_UNDERSTOOD
    if message.sender and message.sender not in {message.organizer, message.organizer_sent_by}:
        return Outcome.NOT_THE_SENDER
    if known is None:
        return Outcome.UNKNOWN if message.method is Method.DECLINE_COUNTER else None
    return Outcome.NOT_THE_ORGANIZER if known.is_ours or known.organizer != message.organizer else None


def _from_guest(message: Message, known: Known | None) -> Outcome:
    refused = _why_not_the_guests(message, known)
    if refused is not None:
        return refused
    assert known is not None  # noqa: S101  what is not known is refused
    # An answer to an earlier time is no answer to the present one.
    if message.sequence < known.stamp.sequence:
        return Outcome.OLDER
    before = known.proposed if message.method is Method.COUNTER else known.answered
    return _by_age(message, before.get(message.guests[0].address, Stamp(0, None)))


def _why_not_the_guests(message: Message, known: Known | None) -> Outcome | None:
    """Return why what a guest says is not to be followed, None where it is."""
    is_without_time = message.starts_at is None or message.ends_at is None
    if len(message.guests) != 1 or not message.uid or (message.method is Method.COUNTER and is_without_time):
        return Outcome.NOT_UNDERSTOOD
    (guest,) = message.guests
    if message.sender and message.sender not in {guest.address, guest.sent_by}:
        return Outcome.NOT_THE_SENDER
    if known is None or not known.is_ours:
        return Outcome.UNKNOWN
    if guest.address not in known.answered:
        return Outcome.NOT_INVITED
    return Outcome.CANCELLED if known.is_cancelled else None


def _by_age(message: Message, stamp: Stamp) -> Outcome:
    if is_newer(message, stamp):
        return Outcome.APPLIED
    is_same = (message.sequence, message.stamped_at) == (stamp.sequence, stamp.stamped_at)
    return Outcome.REPEATED if is_same else Outcome.OLDER
