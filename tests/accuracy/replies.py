"""What the sender wrote: reply_quote_fixtures, and the Spanish headers of spanish_quotes."""

from collections.abc import Iterator

from tests.accuracy import data
from tests.accuracy.measure import Measure
from tests.mail.reading.letters import letters

from trato.mail.reading import mime
from trato.mail.reading.cut import cut, reply_of
from trato.mail.reading.model import Quoted

LETTERS = 2000


def measures() -> Iterator[Measure]:
    rows = [row for row in data.rows("reply_quote_fixtures/plain_text.jsonl.gz") if row["expected_reply"] is not None]
    for source, peer in (("discourse/email_reply_trimmer", 0.43), ("crisp-oss/email-reply-parser", 0.40)):
        own = [row for row in rows if row["source"] == source]
        yield Measure(
            "reply_quote_fixtures",
            f"exact reply, {source.partition('/')[0]}",
            sum(map(_is_exact, own)) / len(own),
            0.85,
            peer,
        )
    spanish = [row for row in rows if "spanish" in row["name"]]
    yield Measure("reply_quote_fixtures", "exact reply, Spanish rows", sum(map(_is_exact, spanish)) / len(spanish), 1.0)
    answers = list(_files())
    yield Measure("reply_quote_fixtures", "exact reply, .eml files", sum(answers) / len(answers), 0.85)
    headers = data.whole("spanish_quotes/spanish_quote_headers.json")
    yield Measure("spanish_quotes", "parsed exactly", sum(map(_is_read, headers)) / len(headers), 1.0)
    yield from _invented()


def _invented() -> Iterator[Measure]:
    """Letters of our own making: a floor, as all that is generated; the peers' figures are from other such letters."""
    replies, signatures = [], []
    for letter in letters(LETTERS, seed=2026):
        found = cut(letter.body, letter.sender)
        notice = "".join(letter.body[p.start : p.end] for p in found.parts if p.depth == 0 and p.kind == "disclaimer")
        replies.append(_rows(found.reply) == _rows(letter.reply))
        if letter.signature:
            signatures.append(_rows(f"{found.signature}\n{notice}") == _rows(letter.signature))
    note = "7 languages, own generator (tests/mail/reading/letters.py)"
    yield Measure("invented letters", "exact reply", sum(replies) / len(replies), 0.995, 0.97, note)
    yield Measure("invented letters", "exact signature", sum(signatures) / len(signatures), 0.95, 0.625, note)


def _rows(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _is_exact(row: dict) -> bool:
    return reply_of(row["text"]).strip() == row["expected_reply"].replace("\r\n", "\n").strip()


def _files() -> Iterator[bool]:
    """talon's own test: the reply is "Hello" but where a file beside it says otherwise."""
    for file in sorted(data.path("reply_quote_fixtures/eml").glob("*.eml")):
        if "share-block" in file.name:
            continue  # talon asserts about its quotation only
        yield reply_of(mime.parse(file.read_bytes()).body) == "Hello"


def _is_read(row: dict) -> bool:
    marks = "> " * row["quote_depth"]
    deeper = ">" if row["kind"] == "attribution" else ""
    lines = [f"{marks}{line}" for line in row["raw"].split("\n")]
    body = "\n".join(["Hola.", "", *lines, "", f"{marks}{deeper} texto citado", ""])
    dated = [quoted for quoted in cut(body).quoted if quoted.sent_at]
    return bool(dated) and _says(dated[-1], row)


def _says(quoted: Quoted, row: dict) -> bool:
    when = row["date"] + (f"T{row['time']}" if row["time"] else "")
    if (quoted.author, quoted.email, (quoted.sent_at or "")[:16]) != (row["author"], row["email"], when):
        return False
    if row["kind"] == "attribution":
        return True
    printed = (list(quoted.to), list(quoted.cc), quoted.subject, quoted.on_behalf_of)
    return printed == (row["to"], row["cc"], row["subject"], row["on_behalf_of"])
