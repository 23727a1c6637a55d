"""Item ids in the two shapes Exchange gives them: default ids change when an item moves, immutable ids do not.

https://learn.microsoft.com/graph/outlook-immutable-id. Both shapes have the length and alphabet of the real ones
(URL-safe base64, case-sensitive) and can be read back, so that no table of ids is needed. A key is a 64-bit
number made from the content, hence a restart on the same folder gives the same ids.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from enum import Enum
from hashlib import blake2b
from uuid import UUID

from msgspec import Struct

_ITEM_ENTRY = b"\x00\x03\x24\x00"
_ITEM_MARK, _FOLDER_MARK = b"\x00\x46\x00\x00\x00\x00\x00", b"\x00\x2e\x00\x00\x00\x00\x00"
_IMMUTABLE = bytes.fromhex("0009002e00000000001d840311aa6611cd9bc800aa002fc45a0c00")
_ATTACHMENT_MARK = b"\x01\x12\x00\x08\x00"
_HEAD = len(_ITEM_ENTRY) + 36 + len(_ITEM_MARK) + 16 + 2 + 16
_DEFAULT_LENGTH = _HEAD + 4 + 4 + 8 + 4 + 8
_IMMUTABLE_LENGTH = len(_IMMUTABLE) + 16 + 4 + 8


class Kind(Enum):
    """What an id stands for; the value is part of the id."""

    MESSAGE = b"\x01\x0c\x00\x00"
    EVENT = b"\x01\x0d\x00\x00"
    OCCURRENCE = b"\x01\x0f\x00\x00"
    CONTACT = b"\x01\x0e\x00\x00"
    TASK = b"\x01\x10\x00\x00"


class MalformedIdError(ValueError):
    """The text is no id of ours: Graph's ErrorInvalidIdMalformed."""


class ItemId(Struct, frozen=True):
    """An id read back. `folder` and `place` are None for immutable ids, `start` only set for occurrences."""

    mailbox: UUID
    kind: Kind
    key: int
    folder: int | None = None
    place: int | None = None
    start: int | None = None
    attachment: int | None = None

    @property
    def immutable(self) -> bool:
        """Whether the id survives a move."""
        return self.folder is None


def key_of(*parts: bytes | str) -> int:
    """A 63-bit number from a content, the same in each run."""
    digest = blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return int.from_bytes(digest.digest(), "big") >> 1


def write(ident: ItemId) -> str:
    """The id as text."""
    box = ident.mailbox.bytes
    if ident.folder is None:
        raw = _IMMUTABLE + box + ident.kind.value + ident.key.to_bytes(8, "big")
    else:
        raw = b"".join(
            (
                _ITEM_ENTRY,
                str(ident.mailbox).encode(),
                _ITEM_MARK,
                box,
                b"\x07\x00",
                box,
                b"\0\0\0\0",
                ident.kind.value,
                ident.folder.to_bytes(8, "big"),
                (ident.place or 0).to_bytes(4, "big"),
                ident.key.to_bytes(8, "big"),
            )
        )
    if ident.start is not None:
        raw += ident.start.to_bytes(8, "big", signed=True)
    if ident.attachment is not None:
        raw += _ATTACHMENT_MARK + ident.attachment.to_bytes(8, "big")
    return urlsafe_b64encode(raw).decode()


def read(text: str) -> ItemId:
    """The parts of an id.

    Raises:
        MalformedIdError: if the text was not written by `write`.
    """
    raw = _decode(text)
    immutable = raw.startswith(_IMMUTABLE)
    length = _IMMUTABLE_LENGTH if immutable else _DEFAULT_LENGTH
    if len(raw) < length or not (immutable or raw.startswith(_ITEM_ENTRY)):
        raise MalformedIdError(text)
    rest = raw[length:]
    attachment = None
    if rest[-13:-8] == _ATTACHMENT_MARK:
        attachment, rest = int.from_bytes(rest[-8:], "big"), rest[:-13]
    if len(rest) not in (0, 8):
        raise MalformedIdError(text)
    start = int.from_bytes(rest, "big", signed=True) if rest else None
    try:
        return _immutable(raw, start, attachment) if immutable else _default(raw, start, attachment)
    except ValueError as error:
        raise MalformedIdError(text) from error


def folder_id(mailbox: UUID, key: int) -> str:
    """The (constant) id of a folder, calendar, contact folder or task list."""
    box = mailbox.bytes
    head = _ITEM_ENTRY + str(mailbox).encode() + _FOLDER_MARK + box + b"\x01\x00" + box
    return urlsafe_b64encode(head + key.to_bytes(8, "big") + b"\0\0").decode()


def folder_key(text: str) -> int:
    """The key in a folder's id.

    Raises:
        MalformedIdError: if it is not a folder's id.
    """
    raw = _decode(text)
    if len(raw) != _HEAD + 10 or raw[40:47] != _FOLDER_MARK:
        raise MalformedIdError(text)
    return int.from_bytes(raw[_HEAD : _HEAD + 8], "big")


def conversation_id(mailbox: UUID, conversation: bytes) -> str:
    """The id of a conversation, which differs from mailbox to mailbox."""
    return urlsafe_b64encode(b"\x00\x04\x24\x00" + str(mailbox).encode() + b"\x00\x10\x00" + conversation).decode()


def _decode(text: str) -> bytes:
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError) as error:
        raise MalformedIdError(text) from error
    if urlsafe_b64encode(raw).rstrip(b"=") != text.rstrip("=").encode():
        raise MalformedIdError(text)
    return raw


def _immutable(raw: bytes, start: int | None, attachment: int | None) -> ItemId:
    at = len(_IMMUTABLE)
    kind = Kind(raw[at + 16 : at + 20])
    return ItemId(
        UUID(bytes=raw[at : at + 16]),
        kind,
        int.from_bytes(raw[at + 20 : at + 28], "big"),
        start=start,
        attachment=attachment,
    )


def _default(raw: bytes, start: int | None, attachment: int | None) -> ItemId:
    at = _HEAD + 4
    return ItemId(
        UUID(raw[4:40].decode("ascii")),
        Kind(raw[at : at + 4]),
        int.from_bytes(raw[at + 16 : at + 24], "big"),
        int.from_bytes(raw[at + 4 : at + 12], "big"),
        int.from_bytes(raw[at + 12 : at + 16], "big"),
        start,
        attachment,
    )
