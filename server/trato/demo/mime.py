"""Mails as bytes (RFC 5322, 2045–2047, 2231), written by hand so that they never change with the library."""

from base64 import b64encode
from binascii import b2a_qp
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from trato.demo.dice import token
from trato.demo.model import Attachment, Mail, Party
from trato.demo.pages import html_of, text_of

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LINE = 76
_WORD_BYTES = 42
_MAILERS = {
    "outlook": ("X-Mailer", "Microsoft Outlook 16.0"),
    "apple": ("X-Mailer", "iPhone Mail (22B83)"),
    "thunderbird": ("User-Agent", "Mozilla Thunderbird"),
}


def source(mail: Mail, message_id: str = "") -> bytes:
    """The whole message with LF line ends, as a mailbox file holds it."""
    own = message_id or mail.message_id
    headers = [] if mail.headers and mail.headers[0][0] == "X-Draft" else [_received(mail)]
    headers += [
        f"Message-ID: {own}",
        f"Date: {date_line(mail.at, mail.sender.zone)}",
        f"From: {mailbox(mail.sender)}",
        *_addresses("To", mail.to),
        *_addresses("Cc", mail.cc),
        f"Subject: {encoded(mail.subject)}",
    ]
    if mail.references:
        headers.append(f"In-Reply-To: {mail.references[-1]}")
        headers.append("References: " + "\n ".join(mail.references))
    headers += [f"{name}: {encoded(value)}" for name, value in mail.headers]
    if mail.sender.client in _MAILERS and not mail.raw_parts:
        headers.append(": ".join(_MAILERS[mail.sender.client]))
    headers.append("MIME-Version: 1.0")
    content_type, body = mail.raw_parts or _body(mail)
    if mail.raw_parts:
        headers.append(f"Content-Type: {content_type}")
        return "\n".join(headers).encode() + b"\n\n" + body
    return "\n".join(headers).encode() + b"\n" + body


def date_line(at: datetime, zone: str) -> str:
    """Tue, 24 Nov 2026 09:30:00 +0100."""
    here = at.astimezone(ZoneInfo(zone))
    offset = here.strftime("%z")
    clock = f"{here.hour:02d}:{here.minute:02d}:{here.second:02d}"
    return f"{_DAYS[here.weekday()]}, {here.day:02d} {_MONTHS[here.month - 1]} {here.year} {clock} {offset}"


def mailbox(party: Party) -> str:
    """Name and address; the name quoted or encoded as need be."""
    if not party.name:
        return party.email
    if not party.name.isascii():
        return f"{encoded(party.name)} <{party.email}>"
    bare = all(letter.isalnum() or letter in " '-" for letter in party.name)
    return f"{party.name} <{party.email}>" if bare else f'"{party.name}" <{party.email}>'


def encoded(text: str) -> str:
    """A header value, in encoded words when it is not plain ASCII."""
    if text.isascii():
        return text
    words, chunk = [], ""
    for letter in text:
        if len((chunk + letter).encode()) > _WORD_BYTES:
            words.append(chunk)
            chunk = ""
        chunk += letter
    words.append(chunk)
    return "\n ".join(f"=?utf-8?B?{b64encode(word.encode()).decode()}?=" for word in words)


def _addresses(name: str, parties: tuple[Party, ...]) -> list[str]:
    return [f"{name}: " + ",\n ".join(mailbox(party) for party in parties)] if parties else []


def _received(mail: Mail) -> str:
    sender = mail.sender.email.rsplit("@", 1)[1]
    reader = mail.to[0].email.rsplit("@", 1)[1] if mail.to else sender
    identity = token("received", mail.key, length=12)
    return f"Received: from mail.{sender} by mx.{reader} with ESMTPS id {identity};\n " \
           f"{date_line(mail.at, 'UTC')}"  # fmt: skip


def _body(mail: Mail) -> tuple[str, bytes]:
    core = _alternatives(mail)
    inline = [file for file in mail.attachments if file.content_id]
    loose = [file for file in mail.attachments if not file.content_id]
    if inline:
        core = _multipart("related", f"{mail.key}/rel", [core, *(_file(file) for file in inline)])
    if loose:
        core = _multipart("mixed", f"{mail.key}/mix", [core, *(_file(file) for file in loose)])
    return "", core


def _alternatives(mail: Mail) -> bytes:
    parts = []
    if mail.form != "html":
        parts.append(_text_part(text_of(mail), "plain", mail.charset))
    if mail.form != "text":
        parts.append(_text_part(html_of(mail), "html", mail.charset))
    return parts[0] if len(parts) == 1 else _multipart("alternative", f"{mail.key}/alt", parts)


def _text_part(text: str, kind: str, charset: str) -> bytes:
    try:
        raw = text.encode(charset)
    except UnicodeEncodeError:
        charset, raw = "utf-8", text.encode()
    head = f"Content-Type: text/{kind}; charset={charset}\n"
    if raw.isascii() and max(len(line) for line in raw.split(b"\n")) < 900:
        return f"{head}Content-Transfer-Encoding: 7bit\n\n".encode() + raw
    packed = b2a_qp(raw, istext=True)
    return f"{head}Content-Transfer-Encoding: quoted-printable\n\n".encode() + packed


def _file(file: Attachment) -> bytes:
    packed = b64encode(file.content)
    lines = b"\n".join(packed[at : at + _LINE] for at in range(0, len(packed), _LINE))
    if file.name.isascii():
        name, filename = f'name="{file.name}"', f'filename="{file.name}"'
    else:
        name = f'name="{encoded(file.name)}"'.replace("\n ", "\n ")
        filename = f"filename*=utf-8''{quote(file.name)}"
    disposition = "inline" if file.content_id else "attachment"
    head = f"Content-Type: {file.kind};\n {name}\nContent-Disposition: {disposition};\n {filename}\n"
    if file.content_id:
        head += f"Content-ID: <{file.content_id}>\n"
    return f"{head}Content-Transfer-Encoding: base64\n\n".encode() + lines + b"\n"


def _multipart(kind: str, key: str, parts: list[bytes]) -> bytes:
    mark = f"----=_Part_{token('part', key)}"
    body = f'Content-Type: multipart/{kind};\n boundary="{mark}"\n\n'.encode()
    for part in parts:
        body += b"--" + mark.encode() + b"\n" + part.rstrip(b"\n") + b"\n"
    return body + b"--" + mark.encode() + b"--\n"


def asctime(at: datetime) -> str:
    """Tue Nov 24 08:30:00 2026, as mailbox files separate their mails."""
    clock = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2d} {clock} {at.year}"
