"""The contract of a feed (sync.protocols.Feed), kept by the real feeds against the sandbox and by the one in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.graph_access import call, client_of, control
from tests.mail_items import mail
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA

from trato.calendar.feed import CalendarFeed
from trato.calendar.model import EventType, Window
from trato.graph.errors import ConsentRevokedError, CursorExpiredError, GraphNotFoundError, GraphUnavailableError
from trato.mail.feed import FolderFeed, MessageFeed
from trato.sync.protocols import Feed

WINDOW = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@dataclass
class Case:
    """A feed with what is in it, and how to change that."""

    feed: Feed
    count: int
    add: Callable[[], object]
    remove: Callable[[str], object]
    expire: Callable[[], object]
    known: set[str] = field(default_factory=set)


def messages(start):
    client = client_of(start)
    inbox = call(start, "GET", ANA, "/mailFolders/inbox")["id"]
    draft = {"subject": "New", "toRecipients": []}
    return Case(
        MessageFeed(client, ANA, inbox, page_size=5), 12,
        lambda: call(start, "POST", ANA, f"/mailFolders/{inbox}/messages", draft),
        lambda remote_id: call(start, "DELETE", ANA, f"/messages/{remote_id}"),
        lambda: control(start, "POST", "/delta/expire"),
    )  # fmt: skip


def folders(start):
    count = len(call(start, "GET", ANA, "/mailFolders/delta")["value"])
    return Case(
        FolderFeed(client_of(start), ANA), count,
        lambda: call(start, "POST", ANA, "/mailFolders", {"displayName": "New"}),
        lambda remote_id: call(start, "DELETE", ANA, f"/mailFolders/{remote_id}"),
        lambda: control(start, "POST", "/delta/expire"),
    )  # fmt: skip


def calendar(start):
    event = {
        "subject": "New",
        "start": {"dateTime": "2026-03-30T09:00:00", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": "2026-03-30T10:00:00", "timeZone": "Europe/Madrid"},
    }
    known = set()
    feed = CalendarFeed(client_of(start), ANA, WINDOW, lambda ids: set(ids) & known)
    return Case(
        feed, 7 + 1 + 5,  # singles, the series, its dates
        lambda: call(start, "POST", ANA, "/events", event),
        lambda remote_id: call(start, "DELETE", ANA, f"/events/{remote_id}"),
        lambda: control(start, "POST", "/delta/expire"), known,
    )  # fmt: skip


def memory(_start):
    feed = MemoryFeed(page_size=5)
    for n in range(12):
        feed.put(mail(f"r{n}"))
    return Case(feed, 12, lambda: feed.put(mail("new")), feed.remove, feed.expire)


@pytest.fixture(params=[messages, folders, calendar, memory], ids=lambda make: make.__name__)
def case(request, sandbox, mailbox_folder):
    return request.param(sandbox(mailbox_folder) if request.param is not memory else None)


def read(case, cursor=""):
    """Read a round; return what is told (the latest word on each id), what is gone, and the cursor for later."""
    told, gone = {}, set()
    for _ in range(50):
        page = case.feed.page(cursor)
        assert len({item.remote_id for item in page.upserts}) == len(page.upserts)
        assert not {item.remote_id for item in page.upserts} & set(page.removed)
        for item in page.upserts:
            told[item.remote_id] = item
            gone.discard(item.remote_id)
            if getattr(item, "type", None) is EventType.MASTER:
                case.known.add(item.remote_id)
        for remote_id in page.removed:
            told.pop(remote_id, None)
            gone.add(remote_id)
        assert page.cursor
        cursor = page.cursor
        if page.is_last:
            return told, gone, cursor
    return pytest.fail("a round that never ends")


def test_a_full_round_tells_of_everything(case):
    told, gone, _ = read(case)
    assert len(told) == case.count
    assert gone == set()


def test_after_a_round_nothing_is_told_again(case):
    _, _, cursor = read(case)
    assert read(case, cursor)[:2] == ({}, set())


def test_what_is_new_and_what_is_gone_are_told_once(case):
    told, _, cursor = read(case)
    victim = next(remote_id for remote_id in told if is_plain(told[remote_id]))
    case.add()
    case.remove(victim)
    news, gone, cursor = read(case, cursor)
    assert len(news) >= 1
    assert set(news).isdisjoint(told) or victim not in news
    assert gone == {victim} or (victim in news and gone == set()), "gone, or moved below the deleted items"
    assert read(case, cursor)[:2] == ({}, set())


def is_plain(item):
    is_event = getattr(item, "type", EventType.SINGLE) is EventType.SINGLE
    return is_event and not getattr(item, "well_known", "") and getattr(item, "name", "Clientes") == "Clientes"


def test_a_cursor_may_be_used_again(case):
    _, _, cursor = read(case)
    case.add()
    assert read(case, cursor)[:2] == read(case, cursor)[:2]


def test_a_forgotten_cursor_says_so_and_the_start_still_works(case):
    told, _, cursor = read(case)
    case.expire()
    with pytest.raises(CursorExpiredError):
        case.feed.page(cursor)
    assert set(read(case)[0]) == set(told)


def test_well_known_folders_are_told_on_any_page(sandbox, mailbox_folder):
    box = mailbox_folder / "mail" / ANA
    for n in range(110):
        (box / f"A{n:03d}").mkdir()
        mail_text = f"Message-ID: <f{n}@x.example>\nFrom: a@x.example\nSubject: s\n\nx\n"
        (box / f"A{n:03d}" / "m.eml").write_text(mail_text, "utf-8")
    feed = FolderFeed(client_of(sandbox(mailbox_folder)), ANA)
    first = feed.page("")
    assert not first.is_last
    told, cursor = list(first.upserts), first.cursor
    while cursor:
        later = feed.page(cursor)
        told += later.upserts
        cursor = "" if later.is_last else later.cursor
    found = {folder.well_known for folder in told}
    assert {"inbox", "drafts", "sentitems", "deleteditems", "junkemail"} <= found
    again = {f.well_known for f in FolderFeed(client_of(sandbox(mailbox_folder)), ANA).page("").upserts}
    assert again <= found


def test_an_unknown_mailbox_is_not_found(sandbox, mailbox_folder):
    client = client_of(sandbox(mailbox_folder))
    with pytest.raises(GraphNotFoundError):
        MessageFeed(client, "nobody@vega.example", "inbox").page("")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 503, "retry_after": "7"}, "ThrottledError"),
        ({"kind": "status", "status": 500}, GraphUnavailableError.__name__),
        ({"kind": "status", "status": 401}, ConsentRevokedError.__name__),
    ],
)
def test_a_refusal_is_named_for_what_the_caller_can_do(sandbox, mailbox_folder, fault, error):
    running = sandbox(mailbox_folder)
    case = messages(running)
    control(running, "POST", "/faults", fault)
    with pytest.raises(Exception, match="Graph") as caught:
        case.feed.page("")
    assert type(caught.value).__name__ == error


def test_a_page_that_does_not_come_is_asked_for_again_as_a_smaller_one(sandbox, mailbox_folder):
    running = sandbox(mailbox_folder)
    client = client_of(running)
    inbox = call(running, "GET", ANA, "/mailFolders/inbox")["id"]
    control(running, "POST", "/faults", {"kind": "status", "status": 504, "path": "/messages/delta", "times": 1})
    feed = MessageFeed(client, ANA, inbox)
    page = feed.page("")
    assert (len(page.upserts), page.is_last) == (12, True)
    assert control(running, "GET", "/counters")["by_status"]["504"] == 1
