"""A contact as it is in Outlook (Graph: contact resource), field by field as Outlook has them.

Nothing is interpreted here: a number stays as it was typed, an address in its parts. Who somebody is in the CRM is
another matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ContactFolder:
    """A folder of contacts; the one that every mailbox has is the default."""

    remote_id: str
    parent_remote_id: str | None
    name: str
    is_default: bool = False

    def columns(self) -> Mapping[str, Any]:
        """See sync.plain.PlainCollection."""
        return {"parent_remote_id": self.parent_remote_id, "name": self.name, "is_default": self.is_default}


@dataclass(frozen=True, slots=True)
class Email:
    """An address with the name shown for it."""

    address: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address in the parts that Outlook knows."""

    street: str = ""
    city: str = ""
    state: str = ""
    country_or_region: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on a contact; an empty field is empty there. Up to three e-mail addresses, in their order."""

    display_name: str = ""
    given_name: str = ""
    middle_name: str = ""
    surname: str = ""
    title: str = ""
    generation: str = ""
    initials: str = ""
    nick_name: str = ""
    file_as: str = ""
    yomi_given_name: str = ""
    yomi_surname: str = ""
    yomi_company_name: str = ""
    company_name: str = ""
    department: str = ""
    job_title: str = ""
    profession: str = ""
    office_location: str = ""
    manager: str = ""
    assistant_name: str = ""
    spouse_name: str = ""
    children: tuple[str, ...] = ()
    mobile_phone: str = ""
    business_phones: tuple[str, ...] = ()
    home_phones: tuple[str, ...] = ()
    email_addresses: tuple[Email, ...] = ()
    im_addresses: tuple[str, ...] = ()
    business_home_page: str = ""
    business_address: Place = field(default_factory=Place)
    home_address: Place = field(default_factory=Place)
    other_address: Place = field(default_factory=Place)
    birthday: date | None = None
    categories: tuple[str, ...] = ()
    personal_notes: str = ""


@dataclass(frozen=True, slots=True)
class ContactItem:
    """A contact as one page of a feed tells it.

    `fields` holds what the page named, by the names of Card; what it left out stays as it was. `photo_etag` names the
    picture's version, empty without one; `folder_remote_id` is empty where the page does not name the folder.
    """

    remote_id: str
    change_key: str
    folder_remote_id: str
    fields: Mapping[str, Any]
    photo_etag: str = ""

    def columns(self) -> Mapping[str, Any]:
        """See sync.plain.PlainItem."""
        return {"photo_etag": self.photo_etag}


@dataclass(frozen=True, slots=True)
class OutlookContact:
    """A contact as it is kept: where it lies in which mailbox, and its card."""

    mailbox_id: int
    remote_id: str
    folder_remote_id: str
    change_key: str
    photo_etag: str
    card: Card
