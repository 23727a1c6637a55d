"""When and whether to meet: outlook_meeting_requests, datetime_specs, mailex, enron_categories."""

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from tests.accuracy import data
from tests.accuracy.measure import Measure, Tally

from trato.mail.reading import meeting, when
from trato.mail.reading.message import Message, read
from trato.mail.reading.times.find import periods

SCORED = ("date", "time", "datetime", "datetimerange")
MARK, REQUESTS = "meeting_intent_mailex", "email_intent_parakweet"


def measures() -> Iterator[Measure]:
    single = [row for row in data.rows("outlook_meeting_requests/meeting_requests.jsonl.gz") if row["kind"] == "single"]
    yield Measure("outlook_meeting_requests", "start and end exact", sum(map(_is_exact, single)) / len(single), 1.0)
    for name, code, target in (
        ("english_DateTimeModel", "en", 0.9),
        ("english_DateTimeModelExperimentalMode", "en", None),
        ("english_DateTimeModelTasksMode", "en", None),
        ("spanish_DateTimeModel", "es", 0.85),
    ):
        results = [result for row in data.whole(f"datetime_specs/{name}.json.gz") for result in _results(row, code)]
        yield Measure("datetime_specs", name, sum(results) / len(results), target)
    yield from _intent()


def _is_exact(row: dict) -> bool:
    """The gold prints the zone's standard offset; wall time and zone are what Outlook says."""
    found = when.outlook_periods(row["body"], UTC)
    wall = [(period.start.isoformat()[:19], period.end.isoformat()[:19]) for period in found[:1] if period.end]
    return wall == [(row["gold"]["start"][:19], row["gold"]["end"][:19])]


def _results(row: dict, code: str) -> Iterator[bool]:
    given = (row.get("Context") or {}).get("ReferenceDateTime")
    if not given:
        return
    reference = datetime.fromisoformat(given[:19]).replace(tzinfo=UTC)
    ours = [
        (f"{p.start:%Y-%m-%d %H:%M:%S}", f"{p.end:%Y-%m-%d %H:%M:%S}" if p.end else None)
        for p in periods(row["Input"], reference, code)
    ]
    for result in row["Results"]:
        kind = result.get("TypeName", "").rpartition(".")[2]
        values = (result.get("Resolution") or {}).get("values", [])
        if kind in SCORED and values and all(value.get("value") != "not resolved" for value in values):
            yield any(_fits(kind, period, value) for period in ours for value in _future(kind, values, given))


def _future(kind: str, values: list[dict], given: str) -> list[tuple[str | None, str | None]]:
    """The readings not before the reference day; all of them where the text names a past day."""
    read_as = [(value.get("value") or value.get("start"), value.get("end")) for value in values]
    ahead = [pair for pair in read_as if (pair[0] or pair[1] or "")[:10] >= given[:10]]
    return read_as if kind == "time" else ahead or read_as


def _fits(kind: str, ours: tuple[str, str | None], gold: tuple[str | None, str | None]) -> bool:
    start, end = gold
    if kind == "time":
        return ours[0][11:] == start
    if kind == "date":
        return ours[0][:10] == (start or "")[:10]
    if kind == "datetimerange" and not start:
        return ours[1] == end
    return ours[0] == start and (kind == "datetime" or not end or ours[1] == end)


def _intent() -> Iterator[Measure]:
    weighed = [(_mail(_spoken(row["tokens"])), row["meeting"]) for row in data.rows(f"{MARK}/mailex_triggers.jsonl.gz")]
    shown = _tally(weighed, 0.5)
    yield Measure(MARK, "mail F1", shown.f1, 0.70, 0.55, f"P {shown.precision:.2f} R {shown.recall:.2f}")
    own = _tally(weighed, meeting.SUGGEST_AT)
    yield Measure(
        MARK,
        "precision of automatic suggestions",
        own.precision,
        0.9,
        None,
        f"{own.right + own.false} mails, recall {own.recall:.2f}",
    )
    invited = [_mail(row["body"]) for row in data.rows("outlook_meeting_requests/meeting_requests.jsonl.gz")]
    yield Measure(
        "outlook_meeting_requests", "recall of intent", sum(intent >= 0.5 for intent in invited) / len(invited)
    )
    logistic = [
        (_mail(str(email.message_from_string(row["raw"]).get_payload())), row["logistics"])
        for row in data.rows("enron_categories/enron_categories.jsonl.gz")
    ]
    asked = [(_request(row["text"]), bool(row["intent"])) for row in data.rows(f"{REQUESTS}/train.jsonl.gz")]
    requests = _tally(asked, 0.5)
    yield Measure(
        REQUESTS,
        "sentences that ask for something F1",
        requests.f1,
        None,
        0.711,
        f"P {requests.precision:.2f}; by meeting intent or a question alone, no model of requests",
    )
    broad = _tally(logistic, 0.5)
    yield Measure(
        "enron_categories",
        "logistics F1",
        broad.f1,
        None,
        0.685,
        f"P {broad.precision:.2f}; also holds travel and support",
    )


def _request(sentence: str) -> float:
    found = read(Message(id="", body=sentence, sent_at=datetime(2001, 6, 6, 9, tzinfo=UTC)))
    return 1.0 if found.questions else found.meeting.intent


def _mail(body: str) -> float:
    return read(Message(id="", body=body, sent_at=datetime(2001, 6, 6, 9, tzinfo=UTC))).meeting.intent


def _spoken(tokens: list[str]) -> str:
    """NLTK's tokens as text again."""
    joined = re.sub(r" ([.,!?;:)])", r"\1", re.sub(r" (n't|'\w+)", r"\1", " ".join(tokens)))
    return joined.replace("``", '"').replace("''", '"').replace("( ", "(")


def _tally(weighed: list[tuple[float, bool]], at: float) -> Tally:
    return Tally(
        right=sum(intent >= at and is_one for intent, is_one in weighed),
        false=sum(intent >= at and not is_one for intent, is_one in weighed),
        missed=sum(intent < at and is_one for intent, is_one in weighed),
    )
