"""Who the sender is: fields of quagga's signatures, phones, names."""

import email
import json
import re
from collections.abc import Iterator

from tests.accuracy import data
from tests.accuracy.measure import Measure, Tally

from trato.mail.reading import card, names
from trato.mail.reading.cut import cut
from trato.mail.reading.message import Message, read

FIELDS = {"Phone": "phone", "Fax": "phone", "Name": "name", "Position": "title", "Organisation": "organisation"}


def measures() -> Iterator[Measure]:
    yield from _quagga()
    yield from _phones()
    yield from _names()


def _quagga() -> Iterator[Measure]:
    tallies = {name: Tally() for name in ("phone", "name", "title", "organisation")}
    archive = "email_zones_quagga/zones.tar.gz"
    for file, raw in data.matching(archive, "enron/", ".ann"):
        mail = json.loads(raw)
        marks = mail.get("denotations", [])
        sender = email.message_from_bytes(data.members(archive)[file.removesuffix(".ann")]).get("X-From", "")
        for mark in [m for m in marks if m["type"] == "Body/Signature"]:
            gold = _gold(mark, marks)
            if any(gold.values()) and _is_senders(mail["text"], sender, mark):
                _compare(tallies, gold, _ours(mail["text"], sender, has_name=bool(gold["name"])))
    for name, tally in tallies.items():
        yield Measure("email_zones_quagga", f"sender's {name} F1", tally.f1, 0.92 if name == "phone" else 0.88)


def _is_senders(text: str, sender: str, mark: dict) -> bool:
    """Only the sender's own signature can be on the sender's card."""
    parts = cut(text, sender).parts
    return any(part.depth == 0 and part.start <= mark["start"] + 1 < part.end for part in parts)


def _gold(mark: dict, marks: list[dict]) -> dict[str, list]:
    gold: dict[str, list] = {"phone": [], "name": [], "title": [], "organisation": []}
    for inner in marks:
        field = FIELDS.get(inner["type"].removeprefix("Body/Signature/"))
        if field and inner["type"].startswith("Body/Signature/") and mark["start"] <= inner["start"] < mark["end"]:
            is_fax = inner["type"].endswith("Fax")
            gold[field].append((is_fax, _digits(inner["text"])) if field == "phone" else _plain(inner["text"]))
    return gold


def _ours(text: str, sender: str, *, has_name: bool) -> dict[str, list]:
    found = card.of(cut(text, sender), text, sender, "US")
    return {
        "phone": [(phone.kind == "fax", _digits(phone.raw)) for phone in found.phones],
        "name": [_plain(found.name)] if found.name and has_name else [],
        "title": [_plain(found.title)] if found.title else [],
        "organisation": [_plain(found.company)] if found.company else [],
    }


def _compare(tallies: dict[str, Tally], gold: dict[str, list], ours: dict[str, list]) -> None:
    for field, tally in tallies.items():
        left = list(gold[field])
        for value in ours[field]:
            match = next((other for other in left if _same(value, other)), None)
            if match is None:
                tally.false += 1
            else:
                tally.right += 1
                left.remove(match)
        tally.missed += len(left)


def _same(ours: object, gold: object) -> bool:
    if isinstance(ours, tuple) and isinstance(gold, tuple):
        return ours[0] == gold[0] and bool(gold[1]) and (ours[1].endswith(gold[1]) or gold[1].endswith(ours[1]))
    return ours == gold or (len(str(gold)) > 3 and (str(gold) in str(ours) or str(ours) in str(gold)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _phones() -> Iterator[Measure]:
    rows = data.rows("phones/libphonenumber_examples.jsonl.gz")
    right = sum(_e164(f"Tel: {row['national']}", row["region"]) == [row["e164"]] for row in rows)
    yield Measure("phones", "national + region to E.164", right / len(rows), 1.0, 1.0)
    texts = [
        row
        for name in ("english", "portuguese", "spanish", "french", "german")
        for row in data.whole(f"phones/recognizers_phone_{name}.json")
    ]
    found = [(_texts(row["Input"]), sorted(_digits(result["Text"]) for result in row["Results"])) for row in texts]
    yield Measure("phones", "numbers in text, rows exact", sum(ours == gold for ours, gold in found) / len(found))
    nothing = [ours for ours, gold in found if not gold]
    yield Measure("phones", "nothing found where nothing is", sum(not ours for ours in nothing) / len(nothing), 1.0)


def _e164(body: str, region: str) -> list[str | None]:
    return [phone.e164 for phone in read(Message(id="", body=body, region=region)).sender.phones]


def _texts(body: str) -> list[str]:
    return sorted(_digits(phone.raw) for phone in read(Message(id="", body=body)).sender.phones)


def _names() -> Iterator[Measure]:
    fields = ("title", "first", "middle", "last", "suffix", "nickname")
    rows = data.rows("names/nameparser_cases.jsonl.gz")
    asserted = [
        (getattr(names.parse(row["name"]), field), row[field]) for row in rows for field in fields if field in row
    ]
    yield Measure(
        "names",
        "asserted parts",
        sum(ours == gold for ours, gold in asserted) / len(asserted),
        0.95,
        1.0,
        "nameparser is the library used",
    )
    told = [
        names.is_company(row["text"]) == is_firm
        for kind, is_firm in (("person", False), ("company", True))
        for row in data.rows(f"names/probablepeople_{kind}_labeled.jsonl.gz")
    ]
    yield Measure(
        "names",
        "company or person, training rows",
        sum(told) / len(told),
        None,
        None,
        "says nothing: `make train` cross-validates",
    )
