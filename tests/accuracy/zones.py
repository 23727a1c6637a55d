"""Zones of a mail, line by line: email_zones_quagga (GPL data, only measured on) and signature_forge (CC BY)."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.accuracy import data
from tests.accuracy.measure import Measure, Tally

from trato.mail.reading.cut import cut

GOLD = {"Header": "header", "Body/Intro": "greeting", "Body/Outro": "signoff", "Body/Signature": "signature"}
OURS = {"header": "header", "greeting": "greeting", "signoff": "signoff", "signature": "signature"}
"""All else is body: a legal notice, too, for which the five zones have no name and the annotators mostly took body."""
PUBLISHED = {"enron": (0.97, 0.88, 0.98, 0.93), "asf": (0.98, 0.93, 0.98, 0.94)}


def measures() -> Iterator[Measure]:
    for corpus, (peer2, peer5, target2, target5) in PUBLISHED.items():
        pairs = [pair for text, zones in _annotated(corpus) for pair in _lines(text, zones)]
        yield Measure(
            "email_zones_quagga",
            f"{corpus} 2 zones",
            _share([(g == "header", o == "header") for _, g, o in pairs]),
            target2,
            peer2,
        )
        yield Measure(
            "email_zones_quagga",
            f"{corpus} 5 zones",
            _share([(g, o) for _, g, o in pairs]),
            target5,
            peer5,
            "all lines, as published",
        )
        yield Measure(
            "email_zones_quagga",
            f"{corpus} 5 zones",
            _share([(g, o) for line, g, o in pairs if line.strip(" >\t")]),
            target5,
            peer5,
            "lines with text only",
        )
    yield from _forge()


def _share(pairs: list[tuple]) -> float:
    return sum(gold == ours for gold, ours in pairs) / len(pairs)


def _annotated(corpus: str) -> Iterator[tuple[str, list[str]]]:
    for _, raw in data.matching("email_zones_quagga/zones.tar.gz", f"{corpus}/", ".ann"):
        mail = json.loads(raw)
        zones = ["body"] * len(mail["text"])
        for kind, zone in GOLD.items():
            for mark in mail.get("denotations", []):
                if mark["type"] == kind:
                    for i in range(mark["start"], min(mark["end"], len(zones))):
                        zones[i] = zone
        yield mail["text"], zones


def _lines(text: str, gold: list[str]) -> Iterator[tuple[str, str, str]]:
    ours = ["body"] * len(text)
    for part in cut(text).parts:
        ours[part.start : part.end] = [OURS.get(part.kind.value, "body")] * (part.end - part.start)
    at = 0
    for line in text.split("\n"):
        end = at + len(line) + 1
        if at < len(text):
            yield line, Counter(gold[at:end]).most_common(1)[0][0], Counter(ours[at:end]).most_common(1)[0][0]
        at = end


def _forge() -> Iterator[Measure]:
    tally, present = Tally(), []
    for row in data.rows("signature_forge/forge.jsonl.gz"):
        lines = row["body"].split("\n")
        signed = _closing_lines(row["body"], row["sender"] or "", lines)
        gold = {i for i in row["signature_lines"] if lines[i].strip()}
        tally.right += len(gold & signed)
        tally.false += len(signed - gold)
        tally.missed += len(gold - signed)
        present.append((row["has_signature"] in (True, "P"), bool(signed)))
    yield Measure("signature_forge", "line F1", tally.f1, 0.85, 0.29, "sign-off and signature")
    yield Measure("signature_forge", "presence accuracy", _share(present), 0.95, 0.65)


def _closing_lines(body: str, sender: str, lines: list[str]) -> set[int]:
    kinds = {part: part.kind.value for part in cut(body, sender).parts if part.depth == 0}
    found, at = set(), 0
    for i, line in enumerate(lines):
        if line.strip() and any(
            p.start <= at < p.end and k in ("signoff", "signature", "disclaimer") for p, k in kinds.items()
        ):
            found.add(i)
        at += len(line) + 1
    return found
