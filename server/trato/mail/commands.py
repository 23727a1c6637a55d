"""`trato read`: what Trato understands of mails, as JSON lines."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
import msgspec

from trato import typed
from trato.mail.reading import message, mime, present
from trato.mail.reading.message import Message


class Row(msgspec.Struct):
    """One line of JSONL input."""

    id: str | int
    body: str
    subject: str | None = None
    sender: str | None = msgspec.field(name="from", default=None)
    sent_at: str | None = None
    default_region: str | None = None


@click.command("read")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Read rows of JSON from standard input instead of files.")
def read(files: tuple[Path, ...], *, is_jsonl: bool) -> None:
    """Say what Trato understands of each FILE.eml, one JSON object a line."""
    if is_jsonl == bool(files):
        raise click.UsageError("Name mail files, or pass --jsonl and rows on standard input.")
    messages = _from_rows(sys.stdin) if is_jsonl else _from_files(files)
    for given in messages:
        click.echo(msgspec.json.encode(present.as_json(message.read(given))))


def _from_files(files: tuple[Path, ...]) -> Iterator[Message]:
    for path in files:
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise click.ClickException(f"Cannot read {path}: {error.strerror}.") from error
        yield _from_mail(str(path), mime.parse(raw))


def _from_mail(name: str, mail: mime.Mail) -> Message:
    return Message(
        id=name,
        body=mail.body,
        subject=mail.subject,
        sender=mail.sender,
        sent_at=mail.sent_at,
        headers=mail.headers,
        content_type=mail.content_type,
        attachments=mail.attachments,
    )


def _from_rows(lines: TextIO) -> Iterator[Message]:
    decoder = typed.learnt(Row)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = decoder.decode(line)
        except msgspec.DecodeError as error:
            raise click.ClickException(f"Line {number} is no row of mail: {error}.") from error
        yield Message(
            id=row.id,
            body=row.body,
            subject=row.subject or "",
            sender=row.sender or "",
            sent_at=_instant(row.sent_at),
            region=row.default_region,
        )


def _instant(text: str | None) -> datetime | None:
    """An ISO moment, in UTC where it names no zone; text that is none leaves the mail undated."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
