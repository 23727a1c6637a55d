"""Contacts of a folder made, changed and removed many at once (Graph: contact resource, JSON batching).

A contact is made with a key in it: when its answer is lost, what was made is found by the key instead of being made
again. A change or removal is for the version that was read (If-Match); another version is left alone (412).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from trato.graph.batch import MOST_PARTS, Part, PartAnswer
from trato.graph.client import GraphClient
from trato.graph.contact_payloads import Contact, ContactFolder, ProfilePhoto
from trato.graph.errors import GraphError, GraphNotFoundError
from trato.graph.payloads import Known, Payload
from trato.graph.writer_model import KEY_PROPERTY, noted

AT_ONCE = MOST_PARTS
EXISTS = "errorfolderexists"
# Graph takes requests up to 4 MB; bytes grow by a third on their way in a batch.
MOST_BATCHED = 2_800_000
_PLACE_PARTS = ("street", "city", "state", "country_or_region", "postal_code")


class _Contacts(Payload, frozen=True, kw_only=True, gc=False):
    value: tuple[Contact, ...] = ()


class _Folders(Payload, frozen=True, kw_only=True, gc=False):
    value: tuple[ContactFolder, ...] = ()


class _Times(Known, frozen=True, kw_only=True, gc=False):
    last_modified_date_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Make:
    """A contact to be made; `fields` are those of a card (spelt as in contact_payloads)."""

    key: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Fields of a contact to be written over its version `etag`."""

    remote_id: str
    etag: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remove:
    """A contact to be removed while it is of the version `etag`."""

    remote_id: str
    etag: str


Write = Make | Change | Remove
# A picture's bytes and its media type.
Picture = tuple[bytes, str]


class ContactWriter:
    """Writes the contacts of one folder of one mailbox."""

    def __init__(self, client: GraphClient, graph_user_id: str, folder_id: str) -> None:
        self._client = client
        self._root = f"users/{quote(graph_user_id)}"
        self._below = f"{self._root}/contactFolders/{quote(folder_id, safe='')}/contacts"

    def write(self, writes: Sequence[Write]) -> list[PartAnswer]:
        """Do up to 20 writes in one request; what came of each, in order (see GraphClient.batch)."""
        return self._client.batch([self._part(one) for one in writes])

    def find(self, keys: Sequence[str]) -> list[Contact | None]:
        """Return the contacts that were made with these keys, None for one that was not made."""
        parts = [Part("GET", f"{self._below}?{_with_key(key)}") for key in keys]
        found = [answer.read(_Contacts).value for answer in self._client.batch(parts)]
        return [contacts[0] if contacts else None for contacts in found]

    def modified(self, remote_ids: Sequence[str]) -> dict[str, datetime | None]:
        """Return when these contacts were last written; one that is gone is left out."""
        parts = [Part("GET", f"{self._path(one)}?$select=id,lastModifiedDateTime") for one in remote_ids]
        answers = zip(remote_ids, self._client.batch(parts), strict=True) if parts else ()
        return {
            one: answer.read(_Times).last_modified_date_time
            for one, answer in answers
            if answer.status != HTTPStatus.NOT_FOUND
        }

    def photos(self, remote_ids: Sequence[str]) -> list[bytes | None]:
        """Return the pictures of contacts, None for one that has none (any more)."""
        parts = [Part("GET", f"{self._path(one)}/photo/$value") for one in remote_ids]
        found: list[bytes | None] = []
        for answer in self._client.batch(parts) if parts else ():
            if answer.status != HTTPStatus.NOT_FOUND:
                answer.check()
            found.append(answer.body if answer.is_fine else None)
        return found

    def set_photos(self, wanted: Sequence[tuple[str, Picture | None]]) -> list[str | None]:
        """Give contacts other pictures (each under 4 MB), or none; return the etags that they have then.

        A batch holds no more than Graph takes in one request. None stands for a contact that is gone.
        """
        answers: list[PartAnswer] = []
        for chunk in _bounded([self._photo_part(*one) for one in wanted]):
            answers += [self._alone(chunk[0])] if _is_large(chunk[0]) else self._client.batch(chunk)
        etags: list[str | None] = []
        told = self._client.batch([Part("GET", f"{self._path(one)}/photo") for one, _ in wanted]) if wanted else []
        for (_, picture), answer, now in zip(wanted, answers, told, strict=True):
            if answer.status == HTTPStatus.NOT_FOUND:
                etags.append(None if picture else "")
                continue
            answer.check()
            etags.append("" if now.status == HTTPStatus.NOT_FOUND else now.read(ProfilePhoto).etag)
        return etags

    def _alone(self, part: Part) -> PartAnswer:
        try:
            answer = self._client.exchange(
                part.method, part.path, headers={"Content-Type": part.content_type}, body=part.body
            )
        except GraphNotFoundError:
            return PartAnswer(HTTPStatus.NOT_FOUND)
        return PartAnswer(answer.status_code)

    def _photo_part(self, remote_id: str, picture: Picture | None) -> Part:
        path = f"{self._path(remote_id)}/photo/$value"
        return Part("DELETE", path) if picture is None else Part("PUT", path, picture[0], content_type=picture[1])

    def _part(self, write: Write) -> Part:
        if isinstance(write, Make):
            body = contact_body(write.fields, is_new=True) | {"singleValueExtendedProperties": noted(write.key, "")}
            return Part("POST", self._below, body)
        if isinstance(write, Change):
            return Part("PATCH", self._path(write.remote_id), contact_body(write.fields), if_match=write.etag)
        return Part("DELETE", self._path(write.remote_id), if_match=write.etag)

    def _path(self, remote_id: str) -> str:
        return f"{self._root}/contacts/{quote(remote_id, safe='')}"


def _is_large(part: Part) -> bool:
    return isinstance(part.body, bytes) and len(part.body) > MOST_BATCHED


def _bounded(parts: Sequence[Part]) -> Iterator[list[Part]]:
    chunk: list[Part] = []
    size = 0
    for part in parts:
        more = len(part.body) if isinstance(part.body, bytes) else 0
        if chunk and (size + more > MOST_BATCHED or len(chunk) == AT_ONCE):
            yield chunk
            chunk, size = [], 0
        chunk.append(part)
        size += more
    if chunk:
        yield chunk


def make_folder(client: GraphClient, graph_user_id: str, name: str) -> str:
    """Return the id of the mailbox's contact folder of that name, made if there is none."""
    path = f"users/{quote(graph_user_id)}/contactFolders"
    try:
        return client.send("POST", path, {"displayName": name}, answer=ContactFolder).id
    except GraphError as error:
        if error.graph_code.lower() != EXISTS:
            raise
    folders = client.get(f"{path}?$top=200", _Folders).value
    named = [one.id for one in folders if (one.display_name or "").casefold() == name.casefold()]
    if not named:
        raise GraphNotFoundError(f"the mailbox has a contact folder {name!r} but does not show it")
    return named[0]


def contact_body(fields: Mapping[str, Any], *, is_new: bool = False) -> dict[str, Any]:
    """Return fields of a card as Graph takes them; of a new contact the empty ones are left for Outlook to fill."""
    body = {_camel(name): _graph_value(name, value) for name, value in fields.items()}
    return {name: value for name, value in body.items() if value not in (None, [], {})} if is_new else body


def _camel(name: str) -> str:
    """Return a field's name as Graph spells it."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _graph_value(name: str, value: Any) -> Any:
    if name == "birthday":
        # A day without an hour: noon, as Outlook itself writes it, is that day in every zone that people live in.
        return f"{value}T11:59:00Z" if value else None
    if isinstance(value, dict):
        return {_camel(part): value[part] for part in _PLACE_PARTS if value.get(part)}
    if isinstance(value, list):
        return [dict(one) if isinstance(one, dict) else one for one in value]
    return value or None


def _with_key(key: str) -> str:
    value = key.replace("'", "''")
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY_PROPERTY}' and ep/value eq '{value}')"
    return urlencode({"$filter": wanted}, safe="$", quote_via=quote)


__all__ = [
    "AT_ONCE", "Change", "ContactWriter", "Make", "Remove", "Write", "contact_body", "make_folder",
]  # fmt: skip
