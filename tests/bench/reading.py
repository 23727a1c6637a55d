"""How fast mail is read, as ratios to named peers on the same mails in one run: `python -m tests.bench.reading`.

Each mail counts with the best of some rounds, ours and theirs. Peers that are not there are named as not run:
mail-parser-reply in this environment, talon in the one whose Python TRATO_BENCH_TALON names, Crisp's parser where
`node` finds it.
"""

import email
import email.policy
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.accuracy import data
from tests.mail.reading.test_linear_time import PAGES, TEXTS

from trato.mail.reading import automated, mime, shapes
from trato.mail.reading.cut import cut, reply_of
from trato.mail.reading.html import to_text
from trato.mail.reading.message import Message, read

ROUNDS = 5
HERE = Path(__file__).parent
SENT = datetime(2026, 3, 4, 12, tzinfo=UTC)
TARGETS = {
    "mail-parser-reply": 4.0,
    "mail-parser-reply, 7 languages": 4.0,
    "talon text": 6.0,
    "crisp email-reply-parser": 2.5,
    "talon text and brute-force signature": 1.5,
}


def rate(work: Callable[[object], object], things: Sequence[object]) -> float:
    """Things a second, each at its best of all rounds: so neither other programs nor a cold start count.

    Every round begins with nothing remembered of the one before: what repeats within a round repeats in mailboxes too.
    """
    best = [math.inf] * len(things)
    for _ in range(ROUNDS):
        shapes.known_shape.cache_clear()
        for i, thing in enumerate(things):
            begun = time.process_time()
            work(thing)
            best[i] = min(best[i], time.process_time() - begun)
    return len(things) / sum(best)


def corpora() -> dict[str, list[str]]:
    fixtures = [row["text"] for row in data.rows("reply_quote_fixtures/plain_text.jsonl.gz")]
    enron = [json.loads(raw)["text"] for _, raw in data.matching("email_zones_quagga/zones.tar.gz", "enron/", ".ann")]
    return {"reply fixtures": fixtures, "enron": enron}


def peers(mails: list[str]) -> dict[str, float]:
    found: dict[str, float] = _mail_parser_reply(mails)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mails.json"
        file.write_text(json.dumps(mails))
        talon = os.environ.get("TRATO_BENCH_TALON")
        commands = [[talon, str(HERE / "reading_talon.py")]] if talon else []
        for command in [*commands, ["node", str(HERE / "reading_crisp.js")]]:
            done = subprocess.run([*command, str(file), str(ROUNDS)], capture_output=True, check=False)
            found |= json.loads(done.stdout) if done.returncode == 0 else {}
    return found


def _mail_parser_reply(mails: list[str]) -> dict[str, float]:
    try:
        from mailparser_reply import EmailReplyParser
    except ImportError:
        return {}
    english = EmailReplyParser(languages=["en"])
    seven = EmailReplyParser(languages=["en", "es", "de", "fr", "it", "nl", "pt"])
    return {
        "mail-parser-reply": rate(lambda mail: english.read(mail).latest_reply, mails),
        "mail-parser-reply, 7 languages": rate(lambda mail: seven.read(mail).latest_reply, mails),
    }


def main() -> None:
    table = Table("mails", "ours", "a second", "peer", "a second", "ratio", "target")
    for name, mails in corpora().items():
        ours = {
            "reply": rate(reply_of, mails),
            "cut": rate(cut, mails),
            "read": rate(lambda mail: read(Message(id="", body=mail, sent_at=SENT)), mails),
        }
        found = peers(mails)
        for peer, speed in found.items():
            which = "read" if "signature" in peer else "reply"
            table.add_row(
                name,
                which,
                f"{ours[which]:.0f}",
                peer,
                f"{speed:.0f}",
                f"{ours[which] / speed:.2f}",
                f"{TARGETS[peer]:g}",
            )
        table.add_row(name, "cut", f"{ours['cut']:.0f}", "", "", "", "")
        for peer in TARGETS.keys() - found.keys():
            table.add_row(name, "", "", peer, "not run", "", f"{TARGETS[peer]:g}")
    _mime(table)
    _automated(table)
    Console(width=140).print(table)
    Console(width=140).print(_worst())


def _mime(table: Table) -> None:
    raws = [raw for _, raw in data.matching("spamassassin_ham/ham.tar.gz", "easy_ham/")][:500]
    ours = rate(mime.parse, raws)
    peer = rate(_by_library, raws)
    table.add_row(
        "spamassassin",
        "MIME",
        f"{ours:.0f}",
        "standard library, bodies decoded",
        f"{peer:.0f}",
        f"{ours / peer:.2f}",
        "8",
    )


def _by_library(raw: bytes) -> list[str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    head = [str(message["subject"]), str(message["from"])]
    body = message.get_body(("plain", "html"))
    try:
        return [*head, body.get_content() if body else ""]
    except (LookupError, UnicodeError):
        return head


def _automated(table: Table) -> None:
    raws = data.matching("spamassassin_ham/ham.tar.gz", "easy_ham/")
    mails = [list(email.message_from_bytes(raw).items()) for _, raw in raws][:500]
    speed = rate(lambda found: automated.classify(found, sender="ann@example.org", subject="Re: the offer"), mails)
    _row(table, "spamassassin", "automated?", speed, "20 µs a mail", 50_000, 1)


def _row(table: Table, mails: str, work: str, ours: float, peer: str, speed: float, target: float) -> None:
    table.add_row(mails, work, f"{ours:.0f}", peer, f"{speed:.0f}", f"{ours / speed:.2f}", f"{target:g}")


def _worst() -> Table:
    """A megabyte of what readers stumble over, in seconds."""
    spent = {}
    for name, text in TEXTS.items():
        body = (text * (1_000_000 // max(1, len(text)) + 1))[:1_000_000]
        spent[name] = 1 / rate(lambda given: read(Message(id="", body=given, sent_at=SENT, region="ES")), [body])
    for name, page in PAGES.items():
        markup = (page * 5)[:1_000_000]
        spent[f"html: {name}"] = 1 / rate(to_text, [markup])
    table = Table("a megabyte of", "seconds", "bound")
    for name in sorted(spent, key=lambda key: -spent[key])[:8]:
        table.add_row(name, f"{spent[name]:.2f}", "1")
    return table


if __name__ == "__main__":
    sys.exit(main())
