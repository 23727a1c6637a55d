"""Machines and people (bounces_and_auto, spamassassin_ham), and MIME (mime_corpus)."""

import email
import json
from collections.abc import Iterator
from email.header import decode_header, make_header

from tests.accuracy import data
from tests.accuracy.measure import Measure

from trato.mail.reading import mime
from trato.mail.reading.automated import classify, of_body
from trato.mail.reading.cut import reply_of
from trato.mail.reading.headers import person
from trato.mail.reading.model import Automated, AutomatedKind

FORWARDED = "lhost-sendmail-14.eml"
"""A person forwards a bounce: their mail is a person's."""
LISTS = ("list-id", "list-unsubscribe", "list-post")


def measures() -> Iterator[Measure]:
    machines = [
        _classified(raw)
        for part in ("sisimai_bounce/", "flufl_bounce/")
        for file, raw in data.matching("bounces_and_auto/bounces.tar.gz", part)
        if FORWARDED not in file
    ]
    yield Measure(
        "bounces_and_auto", "recognised as automated", sum(found is not None for found in machines) / len(machines), 1.0
    )
    listed, people = [], []
    for _, raw in data.matching("spamassassin_ham/ham.tar.gz", "ham/"):
        found, is_list = _classified(raw), _says_list(raw)
        listed.append((found is not None and found.kind in (AutomatedKind.LIST, AutomatedKind.BULK), is_list, found))
    for _, raw in data.matching("spamassassin_ham/ham.tar.gz", "easy_ham/"):
        if not _says_list(raw):
            people.append(_classified(raw))
    exact = sum(
        ours == gold or (gold and kind is not None and kind.kind is AutomatedKind.BOUNCE) for ours, gold, kind in listed
    )
    yield Measure(
        "spamassassin_ham",
        "list or bulk by headers",
        exact / len(listed),
        1.0,
        None,
        "a bounce sent through a list is a bounce",
    )
    yield Measure(
        "spamassassin_ham",
        "people's mail taken for people's",
        sum(found is None for found in people) / len(people),
        1.0,
    )
    yield from _mime()


def _classified(raw: bytes) -> Automated | None:
    message = email.message_from_bytes(raw)
    headers = [(name, str(value)) for name, value in message.items()]
    by_headers = classify(
        headers, sender=str(message.get("From", "")), subject=_decoded(str(message.get("Subject", "")))
    )
    return by_headers or of_body(reply_of(mime.parse(raw).body))


def _decoded(subject: str) -> str:
    try:
        return str(make_header(decode_header(subject)))
    except (ValueError, LookupError, UnicodeError):
        return subject


def _says_list(raw: bytes) -> bool:
    headers = {name.lower(): str(value) for name, value in email.message_from_bytes(raw).items()}
    return any(name in headers for name in LISTS) or headers.get("precedence", "").strip().lower() in (
        "list",
        "bulk",
        "junk",
    )


def _mime() -> Iterator[Measure]:
    archive = "mime_corpus/mime.tar.gz"
    right: list[bool] = []
    for file, raw in data.matching(archive, "stalwart/", ".json"):
        subject, address, text = _answer(json.loads(raw))
        mail = mime.parse(data.members(archive)[file.removesuffix(".json") + ".eml"])
        right += [
            _same(mail.subject, subject),
            (person(mail.sender)[1] or "") == (address or "").lower(),
            _same(mail.body, text),
        ]
    yield Measure(
        "mime_corpus", "subject, from, body", sum(right) / len(right), 0.97, None, "U+FFFD in an answer fits any letter"
    )
    for _, raw in data.matching(archive, ""):
        mime.parse(raw)  # whatever it is, it must not raise
    yield Measure("mime_corpus", "no crash", 1.0, 1.0)


def _answer(parsed: dict) -> tuple[str, str | None, str]:
    headers: dict[str, dict] = {}
    for header in parsed["parts"][0]["headers"]:
        name = header["name"] if isinstance(header["name"], str) else next(iter(header["name"].values()))
        headers.setdefault(name, header["value"])
    subject = headers.get("subject")
    sender = headers.get("from")
    listed = (sender.get("Address", {}).get("List", []) if isinstance(sender, dict) else []) or [{}]
    texts = [parsed["parts"][i]["body"] for i in parsed["text_body"]]
    plain = [body["Text"] for body in texts if isinstance(body, dict) and "Text" in body]
    return (
        subject.get("Text", "") if isinstance(subject, dict) else "",
        listed[0].get("address"),
        plain[0] if plain else "\0",
    )


def _same(ours: str, gold: str) -> bool:
    """Equal but for blank space; an answer without plain text asks nothing."""
    if gold == "\0":
        return True
    left, right = "".join(ours.split()), "".join(gold.split())
    if "\ufffd" in right:
        return len(left) == len(right) and all(b in ("\ufffd", a) for a, b in zip(left, right, strict=True))
    return left.startswith(right)
