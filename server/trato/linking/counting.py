"""Which mails and meetings count as an interaction, and between whom (DESIGN: interaction rules). Pure.

A mail counts at its sent or received instant, once. A meeting counts for each date that was not cancelled, that we
did not all decline and that not every customer declined; whether it is past or next is asked of its dates later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trato.crm.model import Interaction, InteractionKind, Level
from trato.linking.free_mail import is_free_mail
from trato.linking.model import Person
from trato.mail.telling import tokens

DECLINED = "declined"
HIDDEN = frozenset({"private", "confidential"})
VISIT_WORDS = frozenset({"visita", "visit", "visitar", "visiting"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the tenant knows of addresses: our users, their contacts, and accounts by mail domain.

    `taught` are those whose account is known from what people linked alone; `names` are our users', by id.
    """

    users: Mapping[str, int]
    own_domains: frozenset[str]
    people: Mapping[str, Person]
    accounts: Mapping[str, frozenset[int]]
    taught: frozenset[str] = frozenset()
    names: Mapping[int, str] = field(default_factory=dict)

    def is_ours(self, address: str) -> bool:
        """Tell whether the address is a colleague's."""
        return address in self.users or address.rpartition("@")[2] in self.own_domains

    def strangers(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return the addresses that are not ours, if nobody among them is known but from what people linked.

        With them come their domains, unless many firms share these.
        """
        outside = {address for address in addresses if not self.is_ours(address)}
        if outside & (self.people.keys() | (self.accounts.keys() - self.taught)):
            return frozenset()
        domains = {address.rpartition("@")[2] for address in outside}
        return frozenset(outside | {domain for domain in domains if not is_free_mail(domain)})

    def accounts_of(self, address: str) -> frozenset[int]:
        """Return the accounts an address leads to: its contact's, else those of its domain."""
        person = self.people.get(address)
        if person is not None and person.account_id is not None:
            return frozenset({person.account_id})
        return self.accounts.get(address, frozenset())


@dataclass(frozen=True, slots=True)
class Concern:
    """What a thread or event was linked to, and by which opportunity's contacts a mail may claim it."""

    opportunity_id: int | None
    account_id: int | None
    contact_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A mail as the rules see it. `holders` are the users whose mailboxes hold it outside junk, deleted and drafts.

    `numbers` and `marks` are those of what the sender wrote, not of the subject (mail.telling).
    """

    message_id: int
    direction: str
    at: datetime
    is_draft: bool
    automated_kind: str
    sensitivity: str
    addresses: tuple[str, ...]
    holders: tuple[int, ...]
    subject: str
    summary: str
    numbers: frozenset[str] = frozenset()
    marks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """A thread: everybody in it, its topic, its mails' times, and its mails in the order they were sent."""

    thread_id: int
    addresses: frozenset[str]
    topic: str
    first_at: datetime
    last_at: datetime
    mails: tuple[MailFacts, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """An attendee or the organizer of a meeting."""

    address: str
    response: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One date of an event as the rules see it. `responses` are those of our users by their mailboxes' copies."""

    event_id: int
    occurrence_key: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    is_online: bool
    sensitivity: str
    location: str
    subject: str
    guests: tuple[Guest, ...]
    responses: Mapping[int, str]


def of_mail(mail: MailFacts, known: Known, concern: Concern | None) -> Interaction | None:
    """Return the interaction a mail is, or None when it does not count."""
    if mail.is_draft or mail.automated_kind or mail.direction == "internal" or mail.sensitivity in HIDDEN:
        return None
    if not mail.holders:
        return None
    contact_ids, account_ids = customers(mail.addresses, known)
    if not contact_ids and not account_ids:
        return None
    users = tuple(dict.fromkeys(known.users[address] for address in mail.addresses if address in known.users))
    return Interaction(
        kind=InteractionKind.MAIL_OUT if mail.direction == "out" else InteractionKind.MAIL_IN,
        starts_at=mail.at,
        ends_at=mail.at,
        user_ids=users or mail.holders,
        contact_ids=contact_ids,
        account_ids=account_ids,
        opportunity_id=claimed(concern, contact_ids, account_ids),
        subject=mail.subject,
        summary=mail.summary,
        level=Level.METADATA,
        message_id=mail.message_id,
    )


def of_meeting(meeting: MeetingFacts, known: Known, concern: Concern | None) -> Interaction | None:
    """Return the interaction a date of an event is or will be, or None when it does not count."""
    if meeting.is_cancelled or meeting.sensitivity in HIDDEN:
        return None
    attending = tuple(user_id for user_id, response in meeting.responses.items() if response != DECLINED)
    outside = [guest for guest in meeting.guests if not known.is_ours(guest.address)]
    coming = [guest.address for guest in outside if guest.response != DECLINED]
    if not attending or not coming:
        return None
    contact_ids, account_ids = customers(coming, known)
    if not contact_ids and not account_ids:
        return None
    return Interaction(
        kind=InteractionKind.VISIT if is_visit(meeting) else InteractionKind.MEETING,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        user_ids=attending,
        contact_ids=contact_ids,
        account_ids=account_ids,
        opportunity_id=claimed(concern, contact_ids, account_ids),
        subject=meeting.subject,
        summary="",
        level=Level.METADATA,
        event_id=meeting.event_id,
        occurrence_key=meeting.occurrence_key,
    )


def customers(addresses: Sequence[str], known: Known) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the contacts and the accounts among addresses that are not ours, each once, in order."""
    outside = [address for address in addresses if not known.is_ours(address)]
    contact_ids = dict.fromkeys(known.people[address].id for address in outside if address in known.people)
    account_ids = dict.fromkeys(account for address in outside for account in sorted(known.accounts_of(address)))
    return tuple(contact_ids), tuple(account_ids)


def claimed(concern: Concern | None, contact_ids: Sequence[int], account_ids: Sequence[int]) -> int | None:
    """Return the opportunity when somebody of it takes part; a forged reference or an internal branch gets none."""
    if concern is None or concern.opportunity_id is None:
        return None
    takes_part = concern.account_id in account_ids or not concern.contact_ids.isdisjoint(contact_ids)
    return concern.opportunity_id if takes_part else None


def is_visit(meeting: MeetingFacts) -> bool:
    """Tell whether people meet on the spot at a customer's: the subject says visit, and nobody joins online."""
    return not meeting.is_online and bool(tokens(meeting.subject) & VISIT_WORDS)
