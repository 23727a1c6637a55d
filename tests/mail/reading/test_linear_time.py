"""No mail costs more than its length deserves, whatever is in it. `make bench-read` times the same at a megabyte."""

import time

import pytest
from tests.mail.reading.moments import NOON

from trato.mail.reading import mime
from trato.mail.reading.cut import cut
from trato.mail.reading.html import sanitise, to_text
from trato.mail.reading.message import Message, read
from trato.mail.reading.times.find import periods

SIZE = 200_000
BOUND_S = 2.5
"""Ten times what it takes on an idle machine, since tests run on busy ones. A quadratic reader needs minutes."""

TEXTS = {
    "one long line": "a" * SIZE,
    "one long line of words": "word " * (SIZE // 5),
    "blank lines": "\n" * SIZE,
    "deep marks": ">" * 10_000 + " x\n",
    "deep marks, often": (">" * 999 + "\n") * 1000,
    "rising marks": "\n".join(">" * depth for depth in range(1400)),
    "attributions": "On Mon, Jan 1, 2024 at 1:00 PM Ann Lee <a@b.c> wrote:\n> x\n" * 16_000,
    "unfinished attributions": "On Mon, Jan 1, 2024\n" * 50_000,
    "verbs": "wrote:\n" * 140_000,
    "header labels": "From: a@b.c\n" * 80_000,
    "labels without an end": "To: " + "a@b.c,\n" * 140_000,
    "notes dates": "Ann Lee 05/29/2001 01:07 PM\nTo: x\n" * 28_000,
    "separators": "-----Original Message-----\n" * 37_000,
    "forwarded": "---- Forwarded by x on 1/1/2001 ----\n\n" * 25_000,
    "dashes": "-" * SIZE,
    "delimiters": "--\n" * 330_000,
    "names": "Ann Lee\n" * 125_000,
    "formulas": "Regards,\nAnn\n\n" * 70_000,
    "phones": "+34 944 123 456 " * 60_000,
    "digits": "1 " * (SIZE // 2),
    "addresses": "a@b.c " * (SIZE // 6),
    "open brackets": "<" * SIZE,
    "angle pairs": "<a@b> " * (SIZE // 6),
    "at signs": "@" * SIZE,
    "dots": "a." * (SIZE // 2),
    "a a a": "a " * (SIZE // 2),
    "weekdays": "monday " * (SIZE // 7),
    "questions": "¿qué? " * (SIZE // 6),
    "confidential": "This message is confidential and privileged. " * 22_000,
    "when lines": "When: Monday, October 29, 2001 2:00 PM-\n" * 25_000,
    "tabs": "\t" * SIZE,
    "quoted printable": "=20\n" * 250_000,
    "zero width": "\u200b" * SIZE,
    "carriage returns": "\r" * SIZE,
    "colons": ":" * SIZE,
    "colons on lines": "a:\n" * 330_000,
}  # fmt: skip
PAGES = {
    "deep blocks": "<div>" * 40_000,
    "deep quotes": "<blockquote>" * 8_000 + "x" + "</blockquote>" * 8_000,
    "open angles": "<" * SIZE,
    "open tags": "<a " * 66_000,
    "formatting": "<b><i>" * 30_000,
    "paragraphs": "<p>" * 66_000,
    "tables": "<table><tr><td>" * 13_000,
    "comments": "<!--" * 50_000,
    "entities": "&amp;" * 40_000,
    "saw": ("<div>" * 900 + "</div>" * 900) * 20,
}


@pytest.mark.parametrize("name", TEXTS)
def test_long_text_is_read_within_the_bound(name):
    body = TEXTS[name][:SIZE]
    begun = time.process_time()

    found = read(Message(id="", body=body, sent_at=NOON, region="ES", sender="Ann Lee <a@b.c>", subject=body[:2000]))

    assert time.process_time() - begun < BOUND_S
    assert sum(part.end - part.start for part in found.cut.parts) == len(body)


@pytest.mark.parametrize("name", PAGES)
def test_long_markup_is_read_within_the_bound(name):
    begun = time.process_time()

    cut(to_text(PAGES[name]))
    sanitise(PAGES[name])

    assert time.process_time() - begun < BOUND_S


@pytest.mark.parametrize("name", TEXTS)
def test_times_are_found_within_the_bound_in_spanish_too(name):
    begun = time.process_time()

    periods(TEXTS[name], NOON, "es")

    assert time.process_time() - begun < BOUND_S


def test_a_mail_of_nested_parts_is_read_within_the_bound():
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000))
    begun = time.process_time()

    mime.parse(b"From: a@b.c\n" + nested)

    assert time.process_time() - begun < BOUND_S
