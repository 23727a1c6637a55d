"""Two other ways to take mail in: a bare floor that shows what this machine can do, and what one would write today."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Engine, orm

FLOOR = "floor: decode, strip, join, COPY"
LIBRARY = "O365, bs4, mail-parser-reply, ORM"

Take = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Way:
    """Makes its tables and returns what takes one page; `most` bounds how many mails are worth the wait."""

    prepare: Callable[[Engine], Take]
    body_type: str
    most: int


class _Address(msgspec.Struct, gc=False):
    address: str = ""


class _Recipient(msgspec.Struct, rename="camel", gc=False):
    email_address: _Address


class _Header(msgspec.Struct, gc=False):
    name: str
    value: str


class _Body(msgspec.Struct, gc=False):
    content: str


class _Mail(msgspec.Struct, rename="camel", gc=False):
    id: str
    subject: str
    internet_message_id: str
    received_date_time: str
    body: _Body
    to_recipients: list[_Recipient]
    cc_recipients: list[_Recipient]
    internet_message_headers: list[_Header]
    from_: _Recipient = msgspec.field(name="from")


class _Page(msgspec.Struct):
    value: list[_Mail]


_QUOTE = re.compile(r"^(?:_{20,}|>|From: |On .* wrote:)", re.MULTILINE)
_FLOOR_TABLES = (
    "CREATE TABLE mail (id text PRIMARY KEY, message_id text, thread text, subject text, received_at timestamptz,"
    " sender text, reply text)",
    "CREATE TABLE recipient (mail_id text, role text, address text, PRIMARY KEY (mail_id, role, address))",
)


class Floor:
    """Decodes, cuts at the first quote, joins by references in memory, COPYs two tables; nothing is looked up."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._parents: dict[str, str] = {}
        self._decoder = msgspec.json.Decoder(_Page)
        with engine.begin() as connection:
            for statement in _FLOOR_TABLES:
                connection.execute(sa.text(statement))

    def __call__(self, raw: bytes) -> None:
        mails = []
        recipients = []
        for mail in self._decoder.decode(raw).value:
            text = mail.body.content
            quote = _QUOTE.search(text)
            reply = (text[: quote.start()] if quote else text).strip()
            thread = self._thread(mail)
            sender = mail.from_.email_address.address
            mails.append(
                (mail.id, mail.internet_message_id, thread, mail.subject, mail.received_date_time, sender, reply[:200])
            )
            for role, group in (("to", mail.to_recipients), ("cc", mail.cc_recipients)):
                recipients += [(mail.id, role, one.email_address.address) for one in group]
        self._copy(mail=mails, recipient=recipients)

    def _thread(self, mail: _Mail) -> str:
        for header in mail.internet_message_headers:
            if header.name == "References":
                for name in header.value.split():
                    self._parents[self._root(name)] = self._root(mail.internet_message_id)
        return self._root(mail.internet_message_id)

    def _root(self, name: str) -> str:
        while (parent := self._parents.setdefault(name, name)) != name:
            self._parents[name] = self._parents[parent]
            name = parent
        return name

    def _copy(self, **tables: list[tuple[str, ...]]) -> None:
        with self._engine.begin() as connection, connection.connection.driver_connection.cursor() as cursor:
            for table, rows in tables.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)


class _Base(orm.DeclarativeBase):
    pass


class _StoredThread(_Base):
    __tablename__ = "stored_thread"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    subject: orm.Mapped[str]


class _StoredMail(_Base):
    __tablename__ = "stored_mail"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    object_id: orm.Mapped[str] = orm.mapped_column(unique=True)
    message_id: orm.Mapped[str] = orm.mapped_column(index=True)
    subject: orm.Mapped[str]
    reply: orm.Mapped[str]
    received_at: orm.Mapped[datetime] = orm.mapped_column(sa.DateTime(timezone=True))
    sender: orm.Mapped[str]
    thread_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey(_StoredThread.id), index=True)
    thread: orm.Mapped[_StoredThread] = orm.relationship()
    recipients: orm.Mapped[list[_StoredRecipient]] = orm.relationship()


class _StoredRecipient(_Base):
    __tablename__ = "stored_recipient"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    mail_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey(_StoredMail.id), index=True)
    role: orm.Mapped[str]
    address: orm.Mapped[str]


def library(engine: Engine) -> Take:
    """Let O365 make objects, BeautifulSoup the text, mail-parser-reply the answer, and the ORM the rows."""
    from mailparser_reply import EmailReplyParser
    from O365 import Message, MSGraphProtocol

    _Base.metadata.create_all(engine)
    protocol = MSGraphProtocol()
    parser = EmailReplyParser(languages=["en", "es"])

    def take(raw: bytes) -> None:
        items = msgspec.json.decode(raw)["value"]  # kinder than the json module that O365 uses
        found = [Message(protocol=protocol, **{Message._cloud_data_key: item}) for item in items]
        with orm.Session(engine, autoflush=False) as session:
            ids = [message.object_id for message in found]
            known = set(session.scalars(sa.select(_StoredMail.object_id).where(_StoredMail.object_id.in_(ids))))
            references = [_references(message) for message in found]
            threads = _threads(session, {name for names in references for name in names})
            for message, names in zip(found, references, strict=True):
                if message.object_id not in known:
                    thread = next((threads[name] for name in names if name in threads), None)
                    stored = _stored(message, parser.parse_reply(text=message.get_body_text() or ""), thread)
                    threads |= dict.fromkeys((stored.message_id, *names), stored.thread)
                    session.add(stored)
            session.commit()

    return take


def _references(message: Any) -> list[str]:
    headers = {one["name"]: one["value"] for one in message.message_headers or ()}
    return [name.strip("<>") for name in headers.get("References", "").split()]


def _threads(session: orm.Session, names: set[str]) -> dict[str, _StoredThread]:
    mails = sa.select(_StoredMail).where(_StoredMail.message_id.in_(names)).options(orm.joinedload(_StoredMail.thread))
    return {mail.message_id: mail.thread for mail in session.scalars(mails)}


def _stored(message: Any, reply: str | None, thread: _StoredThread | None) -> _StoredMail:
    groups = (("to", message.to), ("cc", message.cc))
    return _StoredMail(
        object_id=message.object_id,
        message_id=message.internet_message_id.strip("<>"),
        subject=message.subject,
        reply=(reply or "")[:200],
        received_at=message.received,
        sender=message.sender.address,
        thread=thread or _StoredThread(subject=message.subject),
        recipients=[_StoredRecipient(role=role, address=one.address) for role, group in groups for one in group],
    )


WAYS = {FLOOR: Way(Floor, "text", 1_000_000), LIBRARY: Way(library, "html", 1_000)}
