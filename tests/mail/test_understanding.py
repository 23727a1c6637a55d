"""A page is understood step by step for many mails at once; one that makes no sense costs nobody but itself."""

import json

import msgspec
import pytest
from tests.bench.ingest_mailbox import Shape, pages

from trato.graph import payloads
from trato.mail.feed import MessageFeed
from trato.mail.model import StoredMail
from trato.mail.understanding import AT_ONCE, Unread, understood

NEVER = "0001-01-01T00:00:00"  # without a zone there is no such instant
COUNT = 2 * AT_ONCE + 7


class Answers:
    """A Graph that answers with one page, whatever is asked."""

    def __init__(self, items: list[dict]) -> None:
        self._raw = json.dumps({"value": items, "@odata.deltaLink": "later"}).encode()

    def get(self, _path, answer, *, prefer=()):
        return msgspec.json.decode(self._raw, type=answer)


@pytest.fixture
def items() -> list[dict]:
    return json.loads(next(pages(Shape(COUNT))))["value"]


def test_each_mail_is_understood_as_it_is_alone(items):
    found = MessageFeed(Answers(items), "u", "inbox").page("").upserts
    alone = [understood([Unread(item["id"], msgspec.convert(item, payloads.Message), "inbox")])[0] for item in items]
    assert len(found) == COUNT
    assert found == alone


def test_one_that_makes_no_sense_is_set_aside_and_the_others_keep_their_order(items):
    bad = [0, AT_ONCE + 3]
    for place in bad:
        items[place]["sentDateTime"] = NEVER
    page = MessageFeed(Answers(items), "u", "inbox").page("")
    assert [one.remote_id for one in page.misread] == [items[place]["id"] for place in bad]
    assert [mail.remote_id for mail in page.upserts] == [
        item["id"] for place, item in enumerate(items) if place not in bad
    ]


def test_mails_that_are_kept_stay_unread_between_the_others(items):
    kept = {item["id"]: item["@odata.etag"] for item in items[::2]}
    page = MessageFeed(Answers(items), "u", "inbox", stored=lambda _ids: kept).page("")
    assert [mail.remote_id for mail in page.upserts] == [item["id"] for item in items]
    assert [isinstance(mail, StoredMail) for mail in page.upserts] == [n % 2 == 0 for n in range(COUNT)]
    alone = MessageFeed(Answers(items), "u", "inbox").page("").upserts
    assert [mail.read() for mail in page.upserts[::2]] == list(alone[::2])
