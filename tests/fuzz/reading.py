"""Coverage-guided fuzzing of the reader (atheris): `python tests/fuzz/reading.py -max_total_time=60 -timeout=5`.

Any exception, a gap or an overlap between parts, and any input slower than the time-out is a finding.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2] / "server"))

with atheris.instrument_imports(include=["trato.mail.reading"]):
    from trato.mail.reading import automated, mime, subject
    from trato.mail.reading.cut import reply_of
    from trato.mail.reading.html import sanitise, to_text
    from trato.mail.reading.message import Message, read
    from trato.mail.reading.summary import first_sentence

SENT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def one_input(given: bytes) -> None:
    data = atheris.FuzzedDataProvider(given)
    way = data.ConsumeIntInRange(0, 3)
    text = data.ConsumeUnicodeNoSurrogates(4000)
    if way == 0:
        mail = mime.parse(given[1:])
        text = mail.body
    elif way == 1:
        sanitise(text)
        text = to_text(text)
    elif way == 2:
        subject.normalise(text)
        automated.classify([(text[:20], text[20:80])], sender=text[:60], subject=text)
    found = read(Message(id="", body=text, subject=text[:90], sender=text[:60], sent_at=SENT, region=text[:2] or None))
    first_sentence(found.cut.reply)
    at = 0
    for part in found.cut.parts:
        if part.start != at or part.end <= part.start:
            raise AssertionError(f"a gap or an overlap at {at}: {part}")
        at = part.end
    if at != len(text) or reply_of(text) != (found.cut.reply if not text[:60] else reply_of(text)):
        raise AssertionError(f"{len(text) - at} characters left over")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
