"""Contacts and their folders as Graph tells them (Graph: contact, contactFolder, profilePhoto resources).

A property that a page leaves out is UNSET, one that is empty there is null: a delta need carry no more than what
changed (Graph: delta query overview), and what it does not name stays as it was.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from trato.graph.payloads import EmailAddress, Known, Payload

Text = str | None | UnsetType
Texts = list[str] | None | UnsetType


class ContactFolder(Known, frozen=True, kw_only=True, gc=False):
    """A folder of contacts."""

    display_name: str | None = None
    parent_folder_id: str | None = None


class PhysicalAddress(Payload, frozen=True, kw_only=True, gc=False):
    """Where somebody lives or works."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    country_or_region: str | None = None
    postal_code: str | None = None


class ProfilePhoto(Payload, frozen=True, kw_only=True, gc=False):
    """That there is a picture, and which: its etag changes with it."""

    etag: str = msgspec.field(default="", name="@odata.mediaEtag")
    content_type: str = msgspec.field(default="", name="@odata.mediaContentType")


class Contact(Known, frozen=True, kw_only=True, gc=False):
    """A person in somebody's address book; `email_addresses` are kept in Outlook's order."""

    etag: str = msgspec.field(default="", name="@odata.etag")
    parent_folder_id: str | None = None
    display_name: Text = UNSET
    given_name: Text = UNSET
    middle_name: Text = UNSET
    surname: Text = UNSET
    title: Text = UNSET
    generation: Text = UNSET
    initials: Text = UNSET
    nick_name: Text = UNSET
    file_as: Text = UNSET
    yomi_given_name: Text = UNSET
    yomi_surname: Text = UNSET
    yomi_company_name: Text = UNSET
    company_name: Text = UNSET
    department: Text = UNSET
    job_title: Text = UNSET
    profession: Text = UNSET
    office_location: Text = UNSET
    manager: Text = UNSET
    assistant_name: Text = UNSET
    spouse_name: Text = UNSET
    children: Texts = UNSET
    mobile_phone: Text = UNSET
    business_phones: Texts = UNSET
    home_phones: Texts = UNSET
    email_addresses: list[EmailAddress] | UnsetType | None = UNSET
    im_addresses: Texts = UNSET
    business_home_page: Text = UNSET
    business_address: PhysicalAddress | UnsetType | None = UNSET
    home_address: PhysicalAddress | UnsetType | None = UNSET
    other_address: PhysicalAddress | UnsetType | None = UNSET
    birthday: datetime | UnsetType | None = UNSET
    categories: Texts = UNSET
    personal_notes: Text = UNSET
