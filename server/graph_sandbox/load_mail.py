"""Reads the mails of a tenant folder: mboxrd (RFC 4155 with ">From" quoting), gzipped or not, and .eml files."""

import gzip
import mmap
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox import fields, ids, mime, topics
from graph_sandbox.fields import Fields
from graph_sandbox.letter import Message
from graph_sandbox.mailbox import Folder, Mailbox
from graph_sandbox.problems import Problems
from graph_sandbox.rawstore import RawStore

# With a time of day in it, so that a sentence that begins with "From" is no postmark.
_FROM, _LINE_FROM = b"From ", b"\nFrom "
_POSTMARK = re.compile(rb"From [^\r\n]*\d:\d\d[^\r\n]*\r?\n")
_QUOTED = b">From "
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_CALENDAR = re.compile(rb"(?im)^content-type:\s*text/calendar")
_METHOD = re.compile(rb"(?im)^METHOD:(REQUEST|CANCEL|REPLY)|method=\"?(REQUEST|CANCEL|REPLY)")
_PARTSTAT = re.compile(rb"PARTSTAT=(ACCEPTED|DECLINED|TENTATIVE)", re.IGNORECASE)
# From this size on a file is mapped, not read: a year of mail need not lie in memory twice.
_LARGE = 1_000_000
Bytes = bytes | mmap.mmap


class RawMail(Struct, frozen=True):
    """One mail as it lies in a file."""

    raw: bytes
    file: Path
    line: int
    postmark: bytes


class _Arrival(Struct, frozen=True):
    """A mail, and what tells its conversation."""

    message: Message
    references: tuple[str, ...]
    topic: str


class MailReader:
    """Turns the files of one mailbox's mail folder into messages."""

    def __init__(self, mailbox: Mailbox, store: RawStore, problems: Problems, now: datetime) -> None:
        self._mailbox = mailbox
        self._store = store
        self._problems = problems
        self._now = now
        self._copies: Counter[int] = Counter()

    def read(self, root: Path) -> None:
        """Load every mbox and .eml below `root` into the mailbox."""
        found: list[_Arrival] = []
        for file in sorted(root.rglob("*")):
            if file.is_file() and file.name.lower().endswith((".mbox", ".mbox.gz", ".eml")):
                folder = self._folder(file, root)
                for mail in self._mails(file):
                    read = self._message(mail, folder)
                    if read:
                        found.append(read)
        found.sort(key=lambda arrival: (arrival.message.received, arrival.message.key))
        self._mailbox.load_messages([self._threaded(arrival) for arrival in found])

    def _folder(self, file: Path, root: Path) -> Folder:
        path = file.relative_to(root)
        name = (
            path.parent if file.suffix.lower() == ".eml" else path.parent / re.sub(r"(?i)\.mbox(\.gz)?$", "", path.name)
        )
        return self._mailbox.folder_at(name.as_posix() if name.as_posix() != "." else "Inbox")

    def _mails(self, file: Path) -> Iterator[RawMail]:
        data = self._content(file)
        if file.suffix.lower() == ".eml":
            yield RawMail(data[:], file, 1, b"")
            return
        marks = array("Q", _postmarks(data))
        if data[: marks[0] if marks else len(data)].strip():
            self._problems.add(
                file,
                1,
                "mbox",
                'does not begin with a "From " line; what stands before the first one is left out',
            )
        line, at = 1, 0
        for number in range(0, len(marks), 2):
            start, begin = marks[number : number + 2]
            end = marks[number + 2] if number + 2 < len(marks) else len(data)
            line += data[at:start].count(b"\n")
            at = start
            raw = _unpadded(data[begin:end])
            if _QUOTED in raw:
                raw = _QUOTED_FROM.sub(rb"\1", raw)
            yield RawMail(raw, file, line, data[start:begin])

    def _content(self, file: Path) -> Bytes:
        """A whole file; a large one is read as it is used."""
        if file.suffix.lower() != ".gz":
            with file.open("rb") as opened:
                size = file.stat().st_size
                return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if size > _LARGE else opened.read()
        unpack = zlib.decompressobj(wbits=31)
        whole, packed = b"", file.read_bytes()
        try:
            return gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as error:
            self._problems.add(file, None, "gzip", f"{error}; what could be unpacked is loaded")
        for at in range(0, len(packed), 4096):
            try:
                whole += unpack.decompress(packed[at : at + 4096])
            except zlib.error:
                break
        return whole

    def _message(self, mail: RawMail, folder: Folder) -> _Arrival | None:
        header, start = fields.split(mail.raw)
        name = header.first("message-id") or "?"
        if not header.items:
            self._problems.add(mail.file, mail.line, "mail", "no header field in it; not loaded")
            return None
        for reason in mime.faults(mail.raw, header, start):
            self._problems.add(mail.file, mail.line, f"mail {name}", f"{reason}; read leniently")
        sent = fields.instant(header.first("date"))
        received = _received(header) or sent or _stored_at(mail.postmark)
        if sent is None:
            shown = header.first("date")
            self._problems.add(mail.file, mail.line, f"mail {name}", f"no usable date ({shown!r})")
        received = received or self._now
        return _arrival(self._made(mail, header, folder, sent or received, received), header)

    def _made(self, mail: RawMail, header: Fields, folder: Folder, sent: datetime, received: datetime) -> Message:
        key = self._key(mail.raw, folder)
        known = fields.message_ids(header.first("message-id"))
        return Message(
            key=key,
            folder=folder.key,
            place=0,
            version=1,
            content=mime.MimeContent(self._store, self._store.add(mail.raw)),
            internet_message_id=known[0] if known else f"<{key:x}@{self._mailbox.user.upn.rpartition('@')[2]}>",
            conversation=b"",
            received=received,
            sent=sent,
            created=received,
            modified=received,
            is_read=_is_read(header),
            is_draft=folder.well_known == "drafts",
            meeting=meeting_type(mail.raw) if _may_hold_calendar(header) else None,
        )

    def _key(self, raw: bytes, folder: Folder) -> int:
        key = ids.key_of("mail", self._mailbox.guid.bytes, folder.key.to_bytes(8, "big"), raw)
        self._copies[key] += 1
        return key if self._copies[key] == 1 else ids.key_of(key.to_bytes(8, "big"), str(self._copies[key]))

    def _threaded(self, arrival: _Arrival) -> Message:
        message = arrival.message
        own = message.internet_message_id
        found = self._mailbox.threads.join(own, list(arrival.references), arrival.topic, message.received)
        return replace(message, conversation=found)


def _arrival(message: Message, header: Fields) -> _Arrival:
    references = fields.message_ids(header.first("references")) + fields.message_ids(header.first("in-reply-to"))
    topic = topics.topic_of(header.text("thread-topic") or header.text("subject")).lower()
    return _Arrival(message, tuple(references), topic)


def _postmarks(data: Bytes) -> Iterator[int]:
    """Where each line that begins a mail starts and ends."""
    at = 0 if data[: len(_FROM)] == _FROM else data.find(_LINE_FROM) + 1 or len(data)
    while at < len(data):
        mark = _POSTMARK.match(data, at)
        if mark:
            yield from mark.span()
        at = data.find(_LINE_FROM, at) + 1 or len(data)


def _unpadded(raw: bytes) -> bytes:
    """Without the blank line that ends each mail of an mbox."""
    if raw.endswith(b"\r\n\r\n"):
        return raw[:-2]
    return raw[:-1] if raw.endswith(b"\n\n") else raw


def _stored_at(postmark: bytes) -> datetime | None:
    parts = postmark.decode("ascii", "replace").split()
    for take in (5, 6):
        try:
            return datetime.strptime(" ".join(parts[-take:][:5]), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _received(header: Fields) -> datetime | None:
    trace = header.first("received")
    return fields.instant(trace.rpartition(";")[2].strip()) if trace else None


def _is_read(header: Fields) -> bool:
    """Mail programs write Status into an mbox; a mail without one was exported, hence read."""
    status = header.first("status")
    return status is None or "R" in status.upper()


def _may_hold_calendar(header: Fields) -> bool:
    kind = (header.first("content-type") or "").strip().lower()
    return kind.startswith(("multipart/", "text/calendar"))


def meeting_type(raw: bytes) -> str | None:
    """The meetingMessageType of an invitation, cancellation or answer."""
    if not _CALENDAR.search(raw):
        return None
    method = _METHOD.search(raw)
    kind = (method[1] or method[2]).upper() if method else b""
    if kind == b"REPLY":
        answer = _PARTSTAT.search(raw)
        answers = {
            b"ACCEPTED": "meetingAccepted",
            b"DECLINED": "meetingDeclined",
            b"TENTATIVE": "meetingTenativelyAccepted",
        }
        return answers.get(answer[1].upper() if answer else b"", "meetingAccepted")
    return {b"REQUEST": "meetingRequest", b"CANCEL": "meetingCancelled"}.get(kind)
