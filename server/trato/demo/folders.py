"""Writes mailboxes and calendars: mboxrd files, packed without a date; one folder of .eml files."""

import gzip
import re
from collections import defaultdict
from datetime import UTC
from pathlib import Path

from trato.demo import ics, mime
from trato.demo.model import Mail
from trato.demo.team import USERS
from trato.demo.world import World

_FROM_LINE = re.compile(rb"(?m)^(>*From )")
_PLAIN = frozenset({"Drafts", "Junk Email"})
"""Folders written as unpacked mbox."""
_SINGLE = "Personal"
"""The folder written as one file a mail."""


def write_mail(folder: Path, world: World) -> None:
    """All mailboxes under mail/<upn>/."""
    rendered: dict[tuple[str, str], bytes] = {}
    boxes: dict[tuple[str, str], list[tuple[Mail, bytes]]] = defaultdict(list)
    for mail in sorted(world.mails, key=lambda item: (item.at, item.key)):
        for copy in mail.copies:
            name = (mail.key, copy.message_id)
            if name not in rendered:
                rendered[name] = mime.source(mail, copy.message_id)
            boxes[copy.upn, copy.folder].append((mail, rendered[name]))
    for (upn, place), items in sorted(boxes.items(), key=lambda entry: entry[0]):
        target = folder / "mail" / upn / place
        if place == _SINGLE:
            _write_single(target, items)
        else:
            _write_mbox(target, items, packed=place not in _PLAIN)


def _write_single(target: Path, items: list[tuple[Mail, bytes]]) -> None:
    target.mkdir(parents=True)
    for number, (_, raw) in enumerate(items, 1):
        (target / f"{number:04d}.eml").write_bytes(raw.replace(b"\n", b"\r\n"))


def _write_mbox(target: Path, items: list[tuple[Mail, bytes]], *, packed: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = b"".join(_mbox_entry(mail, raw) for mail, raw in items)
    if not packed:
        target.with_name(f"{target.name}.mbox").write_bytes(content)
        return
    with (
        target.with_name(f"{target.name}.mbox.gz").open("wb") as plain,
        gzip.GzipFile(filename="", mode="wb", compresslevel=4, fileobj=plain, mtime=0) as out,
    ):
        out.write(content)


def _mbox_entry(mail: Mail, raw: bytes) -> bytes:
    at = mail.at.astimezone(UTC)
    stamp = mime.asctime(at)
    body = _FROM_LINE.sub(rb">\1", raw)
    return f"From {mail.sender.email} {stamp}\n".encode() + body.rstrip(b"\n") + b"\n\n"


def write_calendars(folder: Path, world: World) -> None:
    """One file a person, in the order of time."""
    (folder / "calendar").mkdir(parents=True, exist_ok=True)
    ordered = sorted(world.meetings, key=lambda item: (item.start, item.uid))
    for user in USERS:
        own = [meeting for meeting in ordered if user.upn in meeting.holders]
        if own:
            text = ics.calendar(own, user.upn, world.now)
            (folder / "calendar" / f"{user.upn}.ics").write_bytes(text.encode())
