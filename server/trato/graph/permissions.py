"""What Trato needs of Graph for each thing it does, and no more: asked for step by step.

Microsoft Graph permissions reference: the least delegated scope and application role. A greater permission that
includes a lesser one counts for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Feature(StrEnum):
    """What an organisation may let Trato do, each by itself."""

    PEOPLE = "people"
    READ_MAIL = "read mail"
    READ_CALENDAR = "read calendars"
    READ_CONTACTS = "read contacts"
    READ_TASKS = "read tasks"
    PROPOSE_TIMES = "propose times"
    MARK_MAIL = "mark and draft mail"
    COLOUR_CATEGORIES = "give categories a colour"
    SEND_MAIL = "send mail"
    BOOK = "book meetings"
    WRITE_CONTACTS = "keep contact lists"


@dataclass(frozen=True, slots=True)
class Need:
    """The least permission for a feature; without it Trato does not work at all if it is `required`."""

    delegated: str
    application: str
    is_required: bool = False


NEEDS = {
    Feature.PEOPLE: Need("User.ReadBasic.All", "User.Read.All", is_required=True),
    Feature.READ_MAIL: Need("Mail.Read", "Mail.Read", is_required=True),
    Feature.READ_CALENDAR: Need("Calendars.Read", "Calendars.Read", is_required=True),
    Feature.READ_CONTACTS: Need("Contacts.Read", "Contacts.Read"),
    Feature.READ_TASKS: Need("Tasks.Read", "Tasks.Read.All"),
    Feature.PROPOSE_TIMES: Need("Calendars.ReadBasic", "Calendars.ReadBasic"),
    Feature.MARK_MAIL: Need("Mail.ReadWrite", "Mail.ReadWrite"),
    Feature.COLOUR_CATEGORIES: Need("MailboxSettings.ReadWrite", "MailboxSettings.ReadWrite"),
    Feature.SEND_MAIL: Need("Mail.Send", "Mail.Send"),
    Feature.BOOK: Need("Calendars.ReadWrite", "Calendars.ReadWrite"),
    Feature.WRITE_CONTACTS: Need("Contacts.ReadWrite", "Contacts.ReadWrite"),
}

# The greater permissions that include a lesser one, besides `ReadWrite` for `Read` of the same thing.
_INCLUDED_IN = {
    "User.ReadBasic.All": ("User.Read.All",),
    # As an application permission it was called `.All` before.
    "Calendars.ReadBasic": ("Calendars.Read", "Calendars.ReadWrite", "Calendars.ReadBasic.All"),
}


def scopes_for(features: Iterable[Feature]) -> list[str]:
    """Return the delegated scopes for these features, to be asked of a user when they first use one."""
    return sorted({NEEDS[feature].delegated for feature in features})


def missing_roles(granted: Collection[str]) -> dict[Feature, str]:
    """Return the application permissions that are not granted, by the feature that wants them."""
    return {feature: need.application for feature, need in NEEDS.items() if not is_granted(need.application, granted)}


def is_granted(wanted: str, granted: Collection[str]) -> bool:
    """Whether a permission, or one that includes it, is granted."""
    greater = (wanted.replace(".Read", ".ReadWrite", 1), *_INCLUDED_IN.get(wanted, ()))
    return wanted in granted or any(one in granted for one in greater)
