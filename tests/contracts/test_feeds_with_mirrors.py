"""The one contract of sync: whatever a mailbox and the way to it do, after a round the mirror equals the mailbox.

Kept by every feed together with its mirror, over HTTP against the sandbox.
"""

import itertools

import pytest
import sqlalchemy as sa
from tests.contracts import pairs
from tests.graph_access import control
from tests.small_company import ANA, NOW
from tests.sync.conftest import mailbox_folder  # noqa: F401  a fixture

from trato.clock import Clock
from trato.sync import store
from trato.sync.errors import MassRemovalError
from trato.sync.round import Brake, Rounds
from trato.sync.tables import feeds, quarantine


class Setting:
    """A pair and the rounds over it."""

    def __init__(self, running, company, pair):
        self.running, self.company, self.pair = running, company, pair
        self.numbers = itertools.count()
        with company.system() as connection:
            self.feed_id = store.ensure(
                connection, company.tenant_id, company.mailboxes[ANA].id, pair.kind, remote_id=pair.remote_id
            )

    def run(self, **brake):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW), Brake(**brake))
        return rounds.run(self.feed_id, self.pair.feed, self.pair.mirror)

    def add(self):
        return self.pair.add(next(self.numbers))

    def cause(self, kind, **more):
        return control(self.running, "POST", "/faults", {"kind": kind, "path": self.pair.delta, **more})

    def heal(self):
        control(self.running, "DELETE", "/faults")

    def expire(self):
        control(self.running, "POST", "/delta/expire")

    def requests(self):
        return control(self.running, "GET", "/counters")["requests"]

    @property
    def is_equal(self):
        assert self.pair.rows(self.company) == self.pair.truth()
        return True

    @property
    def set_aside(self):
        with self.company.system() as connection:
            mine = quarantine.c.feed_id == self.feed_id
            return set(connection.execute(sa.select(quarantine.c.remote_id).where(mine)).scalars())

    def rewind(self, cursor):
        with self.company.system() as connection:
            connection.execute(sa.update(feeds).where(feeds.c.id == self.feed_id).values(cursor=cursor))

    @property
    def cursor(self):
        with self.company.system() as connection:
            return store.get(connection, self.feed_id).cursor


@pytest.fixture(params=pairs.ALL, ids=lambda make: make.__name__)
def setting(request, sandbox, mailbox_folder, tenant):  # noqa: F811
    running = sandbox(mailbox_folder)
    return Setting(running, tenant, request.param(running, tenant))


def test_a_first_round_mirrors_everything_and_the_next_asks_for_changes_only(setting):
    report = setting.run()
    assert report.was_full
    assert report.misread == 0
    assert setting.is_equal
    before = setting.requests()
    assert setting.run().changed == 0
    assert setting.requests() - before == 1


def test_news_changes_and_removals_are_followed(setting):
    made = [setting.add() for _ in range(3)]
    setting.run()
    setting.pair.change(made[0])
    setting.pair.remove(made[1])
    setting.add()
    setting.run()
    assert setting.is_equal
    assert setting.run().changed == 0


def test_a_round_that_is_replayed_changes_nothing(setting):
    made = [setting.add() for _ in range(2)]
    setting.run()
    cursor = setting.cursor
    setting.pair.change(made[0])
    setting.pair.remove(made[1])
    setting.run()
    setting.rewind(cursor)
    assert setting.run().changed == 0
    assert setting.is_equal


def test_disorder_repeats_and_empty_pages_do_not_matter(setting):
    setting.cause("reverse_items")
    setting.cause("repeat_items", index=2)
    setting.cause("empty_page", chance=0.4)
    made = [setting.add() for _ in range(3)]
    setting.run()
    setting.pair.remove(made[0])
    setting.pair.change(made[1])
    setting.run()
    setting.heal()
    assert setting.is_equal
    assert setting.run().changed == 0


def test_a_cursor_lost_in_mid_chain_starts_over_and_sweeps_what_is_gone(setting):
    made = [setting.add() for _ in range(2)]
    setting.run()
    setting.pair.remove(made[0])
    setting.add()
    setting.expire()
    setting.cause("empty_page", skip=1, times=1)
    setting.cause("status", status=410, skip=2, times=1)
    before = setting.requests()
    assert setting.run().was_full
    assert setting.requests() - before >= 4, "the old cursor, an empty page, the lost one, and all again"
    assert made[0] not in setting.pair.rows(setting.company)
    assert setting.is_equal
    assert setting.run().changed == 0


def test_a_round_that_would_remove_much_removes_nothing_and_asks(setting):
    made = [setting.add() for _ in range(4)]
    setting.run()
    for remote_id in made:
        setting.pair.remove(remote_id)
    setting.expire()
    with pytest.raises(MassRemovalError, match="nothing was removed"):
        setting.run(share=0.01, at_least=3)
    assert set(made) <= set(setting.pair.rows(setting.company))
    setting.run(share=1.0)
    assert setting.is_equal


def test_one_malformed_item_is_set_aside_and_taken_back_when_it_is_understood(setting):
    setting.run()
    made = [setting.add() for _ in range(2)]
    setting.cause("mutate", index=0, set=setting.pair.broken, times=1)
    assert setting.run().misread == 1
    aside = setting.set_aside
    assert len(aside) == 1
    assert aside < set(made)
    assert setting.pair.truth().keys() - setting.pair.rows(setting.company).keys() == aside
    setting.pair.change(*aside)
    setting.run()
    assert setting.set_aside == set()
    assert setting.is_equal


def test_a_malformed_change_keeps_what_was_known_through_a_full_round(setting):
    made = setting.add()
    setting.run()
    setting.pair.change(made)
    setting.cause("mutate", index=0, set=setting.pair.broken, times=1)
    setting.run()
    assert setting.set_aside == {made}
    assert made in setting.pair.rows(setting.company)
    setting.expire()
    setting.run()
    assert setting.set_aside == set()
    assert setting.is_equal
