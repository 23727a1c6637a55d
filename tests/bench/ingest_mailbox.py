"""A mailbox made up in memory, as the bytes of Graph's delta pages, and the company whose mailbox it is.

Mails come in threads of about four that quote one another, signed, with the header fields Exchange shows; half of
the threads are with people at known customers, one in eight mails is a machine's, some are among colleagues. Pages
are made when asked for, newest first, so that a large mailbox needs no more memory than a small one.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

DOMAIN = "vega.example"
USERS, ACCOUNTS, CONTACTS = 20, 2_000, 10_000
BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
THREAD = 4
BLOCK = 2_000
MACHINES = 8

_VOCABULARY = """
delivery press hydraulic schedule budget valve drawing steel supplier contract harbour warehouse invoice pump
retrofit service operator training bracket coating welding platform sensor cabinet pressure test report approval
technical meeting week margin tender customer quality audit plant line assembly conveyor packing filter oil spare
kit crane site visit installation warranty claim freight customs insurance gearbox motor drive panel control
"""
_GIVEN = "Ana Luis Marta Pilar Ben Carla Eva Noa Teo Hugo Irene Jon Laia Oscar Rita Saul Vera Zoe Iker Nuria"
_FAMILY = "Ruiz Ortega Gil Soto Hill Paz Sanz Vidal Mora Leon Vega Rubio Serra Cano Prieto Lozano Mendez Ibarra"
_WORDS, _NAMES, _SURNAMES = _VOCABULARY.split(), _GIVEN.split(), _FAMILY.split()
# A language has a few words that stand everywhere and thousands that tell; these are the latter.
_FIRST, _THEN, _LAST = "br cal dor fen gal lin mar nor pel ros sil tor", "a e i o u", "bel con dal fer gon lan mir nas"
_TELLING = ["".join(parts) for parts in itertools.product(_FIRST.split(), _THEN.split(), _LAST.split(), _THEN.split())]

TENANT = f"""name = "Vega"
domains = ["{DOMAIN}"]
timezone = "Europe/Madrid"
language = "en"
country = "ES"
currency = "EUR"
now = "{BEGIN.isoformat()}"
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address."""

    name: str
    address: str

    def as_recipient(self) -> dict[str, object]:
        return {"emailAddress": {"name": self.name, "address": self.address}}


def user(number: int) -> Person:
    return Person(_name(number), f"user{number}@{DOMAIN}")


def contact(number: int) -> Person:
    """Five contacts an account."""
    return Person(_name(number), f"{_name(number).split()[0].lower()}.{number}@customer{number // 5}.example")


def _account_name(account: int) -> str:
    return " ".join(_chance(-1 - account).sample(_TELLING, 2)).title()


def opportunity_name(account: int) -> str:
    words = _chance(account).sample(_TELLING, 2)
    return f"{words[0].title()} {words[1]} C{account}"


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  makes mails up, guards no secret


def _name(number: int) -> str:
    return f"{_NAMES[number % len(_NAMES)]} {_SURNAMES[number // len(_NAMES) % len(_SURNAMES)]}"


def write_company(folder: Path) -> Path:
    """Write the company as a tenant folder: one opportunity an account."""
    (folder / "crm").mkdir(parents=True)
    accounts = (f"a{n},{_account_name(n)},customer{n}.example,All,{user(n % USERS).address}" for n in range(ACCOUNTS))
    contacts = (f"c{n},a{n // 5},{contact(n).name},{contact(n).address}" for n in range(CONTACTS))
    opportunities = (
        f"o{n},a{n},{opportunity_name(n)},{user(n % USERS).address},proposal,1000,EUR,2026-09-01,c{5 * n};c{5 * n + 1}"
        for n in range(ACCOUNTS)
    )
    users = (f"{user(n).address},{user(n).name},rep,All" for n in range(USERS))
    for name, head, rows in (
        ("users.csv", "upn,name,roles,territories", users),
        ("crm/territories.csv", "name,countries", iter(("All,ES",))),
        ("crm/accounts.csv", "key,name,domains,territory,owner", accounts),
        ("crm/contacts.csv", "key,account,name,emails", contacts),
        (
            "crm/opportunities.csv",
            "key,account,name,owner,stage,amount,currency,created_on,contacts",
            opportunities,
        ),
    ):
        (folder / name).write_text("\n".join((head, *rows, "")), "utf-8")
    (folder / "tenant.toml").write_text(TENANT, "utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a mailbox is, in which form its bodies come, and the number of its first mail."""

    messages: int
    page_size: int = 1_000
    body_type: str = "text"
    first: int = 0


@dataclass(slots=True)
class _Thread:
    chance: random.Random
    number: int
    people: list[Person]
    subject: str
    is_machine: bool
    at: datetime
    ids: list[str] = field(default_factory=list)
    said: list[tuple[Person, datetime, str]] = field(default_factory=list)


def pages(shape: Shape) -> Iterator[bytes]:
    """Return the pages of a full round, the last with its delta link."""
    waiting: list[bytes] = []
    made, number = 0, 0
    for start in range(0, shape.messages, BLOCK):
        waiting += _block(shape.first + start, min(BLOCK, shape.messages - start), shape.body_type)
        while len(waiting) >= shape.page_size and made + shape.page_size < shape.messages:
            number += 1
            made += shape.page_size
            yield _page(waiting[: shape.page_size], f'"@odata.nextLink":"page-{number}"')
            del waiting[: shape.page_size]
    yield _page(waiting, '"@odata.deltaLink":"delta"')


def _page(items: list[bytes], link: str) -> bytes:
    return b'{"value":[' + b",".join(items) + b"]," + link.encode() + b"}"


def _block(start: int, count: int, body_type: str) -> list[bytes]:
    """Mails of one stretch of time, newest first."""
    found: list[tuple[datetime, bytes]] = []
    number = start
    while len(found) < count:
        thread = _thread(number, BEGIN - timedelta(minutes=3 * start))
        for _ in range(min(1 if thread.is_machine else THREAD, count - len(found))):
            found.append(_mail(thread, start + len(found), body_type))
        number += 1
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [raw for _, raw in found]


def _thread(number: int, newest: datetime) -> _Thread:
    chance = _chance(number)
    at = newest - timedelta(minutes=chance.randrange(3 * BLOCK))
    if chance.random() < THREAD / (THREAD + MACHINES - 1):
        machine = Person("News", f"news@list{chance.randrange(200)}.example")
        return _Thread(chance, number, [machine, user(chance.randrange(USERS))], _title(chance), True, at)
    kind = chance.random()
    team = [user(one) for one in chance.sample(range(USERS), 4)]
    if kind < 0.55:
        account = chance.randrange(ACCOUNTS)
        people = [contact(5 * account + n) for n in chance.sample(range(5), 2)]
        subject = opportunity_name(account) if chance.random() < 0.5 else _title(chance)
    elif kind < 0.85:
        stranger = chance.randrange(50_000)
        domain = "gmail.com" if chance.random() < 0.3 else f"firm{stranger // 7}.example"
        people = [Person(_name(stranger + n), f"someone{stranger + n}@{domain}") for n in range(2)]
        subject = _title(chance)
    else:
        people = [team[2], team[3]]
        subject = _title(chance)
    return _Thread(chance, number, [people[0], team[0], people[1], team[1]], subject, False, at)


def _title(chance: random.Random) -> str:
    return " ".join((*chance.sample(_WORDS, 2), *chance.sample(_TELLING, 2))).capitalize()


def _mail(thread: _Thread, serial: int, body_type: str) -> tuple[datetime, bytes]:
    place = len(thread.ids)
    writer = thread.people[place % 2]
    others = [person for person in thread.people if person is not writer][:3]
    at = thread.at + timedelta(minutes=47 * place)
    own = f"{thread.number}.{place}.{serial}@mail.{writer.address.partition('@')[2]}"
    said = _said(thread, writer)
    text = said + _quoted(thread)
    message = {
        "@odata.etag": f'W/"CQAAABYAAAC{serial:012d}"',
        "id": f"AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A{serial:032d}AAAAAQAAAAA=",
        "createdDateTime": _instant(at),
        "receivedDateTime": _instant(at + timedelta(seconds=3)),
        "sentDateTime": _instant(at),
        "hasAttachments": place == 0 and thread.number % 5 == 0,
        "internetMessageId": f"<{own}>",
        "subject": ("Re: " if place else "") + thread.subject,
        "bodyPreview": text[:255],
        "importance": "normal",
        "parentFolderId": "inbox",
        "conversationId": f"AAQkAGI2{thread.number:060d}",
        "isRead": True,
        "isDraft": False,
        "webLink": f"https://outlook.office365.com/owa/?ItemID=AAkALgAAAAAAHYQD{serial:032d}&exvsurl=1&viewmodel=ReadMessageItem",
        "body": {"contentType": body_type, "content": _html(text) if body_type == "html" else text},
        "sender": writer.as_recipient(),
        "from": writer.as_recipient(),
        "toRecipients": [person.as_recipient() for person in others[:1]],
        "ccRecipients": [person.as_recipient() for person in others[1:]],
        "bccRecipients": [],
        "replyTo": [],
        "flag": {"flagStatus": "notFlagged"},
        "internetMessageHeaders": _headers(thread, serial, writer, own, at),
    }
    thread.ids.append(own)
    thread.said.append((writer, at, said))
    return at, msgspec.json.encode(message)


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(thread: _Thread, writer: Person) -> str:
    sentences = [_sentence(thread.chance) for _ in range(9)]
    paragraphs = "\r\n\r\n".join(" ".join(sentences[start : start + 3]) for start in range(0, 9, 3))
    hello = thread.people[(len(thread.ids) + 1) % 2].name.split()[0]
    return (
        f"Hi {hello},\r\n\r\n{paragraphs}\r\n\r\nBest regards,\r\n\r\n{writer.name}\r\nSales Engineer\r\n"
        f"{writer.address.partition('@')[2].partition('.')[0].title()} Ltd\r\n"
        f"+34 944 {thread.number % 900 + 100} {len(thread.ids) + 100}\r\n{writer.address}\r\n\r\n"
    )


@cache
def _sentences() -> list[str]:
    chance = _chance(7)
    found = [(*chance.choices(_WORDS, k=11), *chance.choices(_TELLING, k=3)) for _ in range(3_000)]
    return [" ".join(chance.sample(words, 14)).capitalize() + "." for words in found]


def _sentence(chance: random.Random) -> str:
    return _sentences()[chance.randrange(3_000)]


def _quoted(thread: _Thread) -> str:
    parts = []
    to = thread.people[1]
    for writer, at, said in reversed(thread.said):
        parts.append(
            f"________________________________\r\nFrom: {writer.name} <{writer.address}>\r\n"
            f"Sent: {at.strftime('%A, %B %d, %Y %I:%M %p')}\r\nTo: {to.name} <{to.address}>\r\n"
            f"Subject: {thread.subject}\r\n\r\n{said}"
        )
    return "".join(parts)


def _html(text: str) -> str:
    lines = text.replace("&", "&amp;").replace("<", "&lt;").split("\r\n")
    body = "\r\n".join(f'<p class="MsoNormal">{line or "&nbsp;"}</p>' for line in lines)
    return f'<html><head><meta charset="utf-8"><style>p.MsoNormal {{margin:0}}</style></head><body>{body}</body></html>'


def _headers(thread: _Thread, serial: int, writer: Person, own: str, at: datetime) -> list[dict[str, str]]:
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    domain = writer.address.partition("@")[2]
    fields = [
        (
            "Received",
            f"from AM0PR0{n}MB{serial % 9000 + 1000}.eurprd0{n}.prod.outlook.com (2603:10a6:208:{n}::15) by "
            f"DB9PR0{n}MB7001.eurprd0{n}.prod.outlook.com with HTTPS; {stamp}",
        )
        for n in range(1, 5)
    ]
    fields += [
        ("Authentication-Results", f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass"),
        ("Received-SPF", f"Pass (protection.outlook.com: domain of {domain} designates 192.0.2.7 as permitted sender)"),
        ("From", f"{writer.name} <{writer.address}>"),
        ("To", f"{thread.people[1].name} <{thread.people[1].address}>"),
        ("Subject", thread.subject),
        ("Thread-Topic", thread.subject),
        ("Thread-Index", f"AQHa{serial:060d}"),
        ("Date", stamp),
        ("Message-ID", f"<{own}>"),
        ("Accept-Language", "en-GB, en-US"),
        ("Content-Language", "en-US"),
        ("X-MS-Has-Attach", ""),
        ("x-ms-publictraffictype", "Email"),
        ("x-ms-exchange-antispam-relay", "0"),
        ("x-microsoft-antispam", "BCL:0;ARA:13230040|366016|1800799024|376014|38070700018;"),
        ("Content-Type", 'multipart/alternative; boundary="_000_AM0PR0_"'),
        ("MIME-Version", "1.0"),
        ("Return-Path", writer.address),
    ]
    if thread.ids:
        fields.append(("References", " ".join(f"<{one}>" for one in thread.ids)))
        fields.append(("In-Reply-To", f"<{thread.ids[-1]}>"))
    if thread.is_machine:
        fields.append(("List-Id", f"News <{domain}>"))
        fields.append(("List-Unsubscribe", f"<https://{domain}/unsubscribe>"))
    return [{"name": name, "value": value} for name, value in fields]
