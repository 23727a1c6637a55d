"""Rounds: the cursor moves with the data, each fault is noted with its retry time, much never goes unasked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.mail_items import mail, make_folders, mirror_of
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.graph.errors import (
    ConsentRevokedError,
    CursorExpiredError,
    GraphNotFoundError,
    GraphUnavailableError,
    ThrottledError,
)
from trato.mail.tables import message_copies, messages
from trato.sync import store
from trato.sync.brake import Brake
from trato.sync.errors import MassRemovalError
from trato.sync.model import FeedKind, FeedStatus
from trato.sync.round import Rounds
from trato.sync.tables import quarantine
from trato.sync.waits import retry_time


class Setting:
    """One folder of Ana's mailbox, followed by rounds."""

    def __init__(self, company, count=7):
        self.company = company
        self.feed = MemoryFeed(page_size=3)
        for n in range(count):
            self.feed.put(mail(f"r{n}"))
        make_folders(company)
        with company.system() as connection:
            self.feed_id = store.ensure(
                connection, company.tenant_id, company.mailboxes[ANA].id, FeedKind.MESSAGES, remote_id="inbox"
            )

    def run(self, *, at=NOW, brake=None, mirror=None):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(at), brake or Brake())
        return rounds.run(self.feed_id, self.feed, mirror or mirror_of(self.company))

    @property
    def state(self):
        with self.company.system() as connection:
            return store.get(connection, self.feed_id)

    @property
    def copies(self):
        with self.company.system() as connection:
            return set(connection.execute(sa.select(message_copies.c.remote_id)).scalars())

    def fail_at(self, number, error):
        def before(asked):
            if asked == number:
                raise error

        self.feed.before_page = before


@pytest.fixture
def setting(tenant):
    return Setting(tenant)


def test_a_first_round_reads_everything_page_by_page(setting):
    report = setting.run()
    assert (report.pages, report.items, report.changed, report.was_full) == (3, 7, 7, True)
    assert setting.copies == set(setting.feed.items)
    assert setting.state.status(NOW) is FeedStatus.CURRENT
    assert setting.state.items_done == 7


def test_a_second_round_reads_changes_only(setting):
    setting.run()
    setting.feed.put(mail("new"))
    setting.feed.remove("r3")
    report = setting.run()
    assert (report.items, report.changed, report.was_full) == (2, 2, False)
    assert setting.copies == set(setting.feed.items)


def test_nothing_new_changes_nothing(setting):
    setting.run()
    assert setting.run().changed == 0


def test_empty_pages_replays_and_disorder_change_nothing(setting):
    setting.feed.gives_empty_pages = setting.feed.is_reversed = True
    setting.feed.replays = 5
    setting.run()
    assert setting.copies == set(setting.feed.items)
    setting.feed.put(mail("new"))
    assert setting.run().changed == 1
    assert setting.run().changed == 0


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize(
    "error", [ThrottledError("later", retry_after_s=30), GraphUnavailableError("gone"), ConsentRevokedError("no")]
)
def test_a_fault_keeps_the_pages_before_it_and_the_next_round_goes_on_there(setting, page, error):
    setting.fail_at(page, error)
    with pytest.raises(type(error)):
        setting.run()
    state = setting.state
    assert len(setting.copies) == 3 * (page - 1)
    assert (state.failures, state.leased_until) == (1, None)
    assert state.last_error.startswith(error.code)
    assert (state.retry_at is None) == isinstance(error, ConsentRevokedError)
    asked = setting.feed.asked
    setting.run(at=NOW + timedelta(hours=1))
    assert setting.copies == set(setting.feed.items)
    assert setting.feed.asked - asked == 3 - (page - 1), "no page is read twice"
    assert (setting.state.failures, setting.state.last_error) == (0, None)


@pytest.mark.parametrize("page", [2, 3])
def test_a_cursor_that_expires_half_way_starts_a_full_round(setting, page):
    setting.fail_at(page, CursorExpiredError("syncStateNotFound"))
    assert setting.run().was_full
    assert setting.copies == set(setting.feed.items)
    assert setting.run().changed == 0


def test_after_an_expired_cursor_what_is_gone_goes(setting):
    setting.run()
    setting.feed.remove("r2")
    setting.feed.put(mail("new"))
    setting.feed.log.clear()
    setting.feed.expire()
    report = setting.run()
    assert report.was_full
    assert setting.copies == set(setting.feed.items)
    assert setting.run().changed == 0


def test_a_start_that_expires_is_a_fault_and_no_endless_loop(setting):
    setting.fail_at(1, CursorExpiredError("syncStateNotFound"))
    with pytest.raises(CursorExpiredError):
        setting.run()
    assert setting.feed.asked == 1


def empty(setting, count):
    for n in range(count):
        setting.feed.remove(f"r{n}")
    setting.feed.log.clear()
    setting.feed.expire()


def test_a_full_round_that_would_remove_much_removes_nothing_and_asks(tenant):
    setting = Setting(tenant, count=10)
    setting.run()
    empty(setting, 8)
    with pytest.raises(MassRemovalError, match="8 of 10"):
        setting.run(brake=Brake(share=0.3, at_least=5))
    assert len(setting.copies) == 10
    assert setting.state.retry_at is None
    assert setting.state.status(NOW) is FeedStatus.STOPPED
    setting.run(brake=Brake(share=1.0))
    assert setting.copies == set(setting.feed.items)


def test_a_few_may_go_unasked(tenant):
    setting = Setting(tenant, count=10)
    setting.run()
    empty(setting, 5)
    setting.run(brake=Brake(share=0.3, at_least=5))
    assert setting.copies == set(setting.feed.items)


def test_a_malformed_item_is_set_aside_and_the_others_are_kept(setting):
    setting.feed.malformed.add("r4")
    report = setting.run()
    assert report.misread == 1
    assert setting.copies == set(setting.feed.items) - {"r4"}
    with setting.company.system() as connection:
        rows = connection.execute(sa.select(quarantine.c.remote_id, quarantine.c.reason)).all()
    assert rows == [("r4", "not understood")]


def test_an_item_that_is_understood_later_leaves_the_quarantine(setting):
    setting.feed.malformed.add("r4")
    setting.run()
    setting.feed.malformed.clear()
    setting.feed.put(mail("r4", change_key="2"))
    setting.run()
    assert setting.copies == set(setting.feed.items)
    with setting.company.system() as connection:
        assert connection.execute(sa.select(quarantine.c.remote_id)).all() == []


def test_a_malformed_change_of_a_known_item_does_not_remove_it_in_a_full_round(setting):
    setting.run()
    setting.feed.malformed.add("r4")
    setting.feed.expire()
    setting.run()
    assert setting.copies == set(setting.feed.items)


def test_a_mirror_that_breaks_leaves_cursor_and_rows_as_they_were(setting):
    class Broken:
        def apply(self, connection, page, *, full_round):
            mirror_of(setting.company).apply(connection, page, full_round=full_round)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        setting.run(mirror=Broken())
    assert setting.copies == set()
    assert setting.state.cursor == ""
    with setting.company.system() as connection:
        assert connection.execute(sa.select(messages.c.id)).all() == []
    setting.run()
    assert setting.copies == set(setting.feed.items)


@given(failures=st.integers(0, 200), jitter=st.floats(0.5, 1.5), wait=st.floats(0, 3600))
def test_retry_times_obey_graph_and_are_bounded(failures, jitter, wait):
    later = retry_time(GraphUnavailableError("x"), failures=failures, now=NOW, jitter=jitter)
    assert NOW < later <= NOW + timedelta(seconds=900 * 1.5)
    throttled = retry_time(ThrottledError("x", retry_after_s=wait), failures=failures, now=NOW, jitter=jitter)
    assert throttled >= NOW + timedelta(seconds=wait)


@pytest.mark.parametrize("error", [ConsentRevokedError("x"), MassRemovalError("x")])
def test_what_a_person_must_mend_is_not_retried(error):
    assert retry_time(error, failures=0, now=NOW) is None


def test_what_is_not_there_is_asked_for_seldom_from_the_start():
    assert retry_time(GraphNotFoundError("x"), failures=0, now=NOW, jitter=1.0) == NOW + timedelta(minutes=15)
