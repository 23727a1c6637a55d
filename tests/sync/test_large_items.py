"""An item with more text than anybody writes is understood by its beginning; the rest is never made a string."""

import msgspec
import pytest

from trato.graph import payloads
from trato.sync.decoding import LONGEST_TEXT, decode_page

ENDS = ("a", '\\"', "\\\\", "\\ud83d\\ude00", "\\u00e9", "é", "😀")


def read(raw):
    page = decode_page(payloads.Page(value=[msgspec.Raw(raw)]), payloads.Message, lambda message: message)
    return page.upserts, page.misread


def mail(text):
    return b'{"id":"m1","subject":"long","body":{"contentType":"text","content":"' + text + b'"}}'


@pytest.mark.parametrize("unit", ENDS)
@pytest.mark.parametrize("before", range(13))
def test_a_text_is_cut_between_characters_wherever_the_limit_falls(unit, before):
    text = b"x" * before + unit.encode() * (3 * LONGEST_TEXT // len(unit.encode()))
    ((found,), misread) = read(mail(text))
    whole = msgspec.json.decode(b'"' + text + b'"', type=str)
    kept = found.body.content
    # As many whole characters as fit beside the first quotation mark.
    fit = before + (LONGEST_TEXT - 1 - before) // len(unit.encode())
    assert (misread, found.id, found.subject) == ([], "m1", "long")
    assert (len(kept), whole.startswith(kept)) == (fit, True)


def test_a_text_that_somebody_may_have_written_stays_whole():
    text = b"y" * (LONGEST_TEXT - 10)
    ((found,), _) = read(mail(text))
    assert found.body.content == text.decode()


@pytest.mark.parametrize("body", [b"7", b"[]", b'{"content":["' + b"y" * LONGEST_TEXT + b'"]}'])
def test_what_is_no_text_is_set_aside_however_large(body):
    padding = b',"x":"' + b"y" * 2 * LONGEST_TEXT + b'"}'
    found, (misread,) = read(b'{"id":"m1","body":' + body + padding)
    assert (found, misread.remote_id) == ([], "m1")


def test_a_large_item_without_text_is_read():
    ((found,), misread) = read(b'{"id":"m1","body":null,"x":"' + b"y" * 3 * LONGEST_TEXT + b'"}')
    assert (misread, found.body) == ([], None)
