"""Contact folders of one mailbox, and the contacts of one folder, as feeds (Graph: contactFolder and contact delta).

Only folders that somebody chose are read (phonebook/store.py); which those are is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from msgspec import UNSET

from trato.graph import contact_payloads, payloads
from trato.graph.batch import Part
from trato.graph.client import GraphClient
from trato.phonebook.model import Card, ContactFolder, ContactItem, Email, Place
from trato.sync.decoding import ask_one, decode_page, storable
from trato.sync.protocols import Page

PAGE_SIZE = 100
DEFAULT_FOLDER = "contacts"
CARD_FIELDS = tuple(Card.__dataclass_fields__)
_PLACES = {"business_address", "home_address", "other_address"}
_LISTS = {"children", "business_phones", "home_phones", "im_addresses", "categories"}

# Version and picture of the contacts that are kept, by id.
KeptPhotos = Callable[[Iterable[str]], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class ContactFolderFeed:
    """The contact folders of a mailbox, all levels; Graph does not list the default one, so it is asked for."""

    client: GraphClient
    graph_user_id: str

    def page(self, cursor: str) -> Page[ContactFolder]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        below = f"users/{quote(self.graph_user_id)}/contactFolders"
        default = None if cursor else self._default(below)
        answer = self.client.get(cursor or f"{below}/delta", payloads.Page)
        page = decode_page(answer, contact_payloads.ContactFolder, _folder)
        if default is None:
            return page
        others = [folder for folder in page.upserts if folder.remote_id != default.remote_id]
        return replace(page, upserts=[default, *others])

    def one(self, remote_id: str) -> Page[ContactFolder]:
        """Ask for one folder; see sync.protocols.Feed."""
        below = f"users/{quote(self.graph_user_id)}/contactFolders"
        default = self._default(below)
        if default.remote_id == remote_id:
            return Page([default], [], [], "", is_last=True)
        path = f"{below}/{quote(remote_id, safe='')}"
        return ask_one(self.client, path, remote_id, contact_payloads.ContactFolder, _folder)

    def _default(self, below: str) -> ContactFolder:
        folder = self.client.get(f"{below}/{DEFAULT_FOLDER}", contact_payloads.ContactFolder)
        return replace(_folder(folder), is_default=True)


@dataclass(frozen=True, slots=True)
class ContactFeed:
    """The contacts of one folder.

    The delta does not tell of pictures, so that of a version which `kept` does not know is asked for by itself.
    """

    client: GraphClient
    graph_user_id: str
    folder_remote_id: str
    kept: KeptPhotos
    page_size: int = PAGE_SIZE

    def page(self, cursor: str) -> Page[ContactItem]:
        """Return the page after `cursor`; see sync.protocols.Feed."""
        below = f"users/{quote(self.graph_user_id)}/contactFolders/{quote(self.folder_remote_id, safe='')}/contacts"
        answer = self.client.get(
            cursor or f"{below}/delta", payloads.Page, prefer=(f"odata.maxpagesize={self.page_size}",)
        )
        return self._with_photos(decode_page(answer, contact_payloads.Contact, contact_item))

    def one(self, remote_id: str) -> Page[ContactItem]:
        """Ask for one contact; in another folder it is gone from this one. See sync.protocols.Feed."""
        path = f"users/{quote(self.graph_user_id)}/contacts/{quote(remote_id, safe='')}"
        page = ask_one(self.client, path, remote_id, contact_payloads.Contact, contact_item)
        if any(item.folder_remote_id not in {"", self.folder_remote_id} for item in page.upserts):
            return Page([], [remote_id], [], "", is_last=True)
        return self._with_photos(page)

    def _with_photos(self, page: Page[ContactItem]) -> Page[ContactItem]:
        kept = self.kept([item.remote_id for item in page.upserts])
        known = {
            item.remote_id: kept[item.remote_id][1]
            for item in page.upserts
            if item.remote_id in kept and kept[item.remote_id][0] == item.change_key
        }
        etags = known | self._photos([item.remote_id for item in page.upserts if item.remote_id not in known])
        return replace(page, upserts=[replace(item, photo_etag=etags[item.remote_id]) for item in page.upserts])

    def _photos(self, remote_ids: Sequence[str]) -> dict[str, str]:
        """Ask for the pictures' etags, empty where there is none."""
        paths = [f"users/{quote(self.graph_user_id)}/contacts/{quote(one, safe='')}/photo" for one in remote_ids]
        answers = self.client.batch([Part("GET", path) for path in paths]) if paths else []
        return {
            one: "" if answer.status == HTTPStatus.NOT_FOUND else answer.read(contact_payloads.ProfilePhoto).etag
            for one, answer in zip(remote_ids, answers, strict=True)
        }


def contact_item(contact: contact_payloads.Contact) -> ContactItem:
    """Read the fields that a page names, spelt as Card spells them."""
    fields = {name: _field(name, getattr(contact, name)) for name in CARD_FIELDS if getattr(contact, name) is not UNSET}
    return ContactItem(contact.id, contact.etag, contact.parent_folder_id or "", fields)


def _folder(folder: contact_payloads.ContactFolder) -> ContactFolder:
    return ContactFolder(folder.id, folder.parent_folder_id, storable(folder.display_name or ""))


def _field(name: str, value: Any) -> Any:
    if name == "birthday":
        # Outlook's birthday is a day; the hour that Graph gives with it means nothing.
        return value.date().isoformat() if isinstance(value, datetime) else None
    if name in _PLACES:
        return _place(value)
    if name == "email_addresses":
        return [_email(one) for one in value or ()]
    if name in _LISTS:
        return [storable(one) for one in value or ()]
    return storable(value or "")


def _place(place: contact_payloads.PhysicalAddress | None) -> dict[str, str]:
    return asdict(Place(*(storable(getattr(place, part, None) or "") for part in Place.__dataclass_fields__)))


def _email(email: payloads.EmailAddress) -> dict[str, str]:
    return asdict(Email(storable(email.address or ""), storable(email.name or "")))
