"""What could not be understood is asked for again in each round, until it is understood or gone."""

import pytest
import sqlalchemy as sa
from tests.mail_items import mail, make_folders, mirror_of
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.graph.errors import GraphUnavailableError
from trato.mail.tables import message_copies
from trato.sync import store
from trato.sync.model import FeedKind
from trato.sync.round import Rounds
from trato.sync.tables import quarantine


class Setting:
    def __init__(self, company):
        self.company = company
        self.feed = MemoryFeed(page_size=3)
        for n in range(5):
            self.feed.put(mail(f"r{n}"))
        self.feed.malformed = {"r1", "r4"}
        make_folders(company)
        with company.system() as connection:
            box = company.mailboxes[ANA].id
            self.feed_id = store.ensure(connection, company.tenant_id, box, FeedKind.MESSAGES, remote_id="inbox")
        self.run()

    def run(self):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW))
        return rounds.run(self.feed_id, self.feed, mirror_of(self.company))

    def ids(self, table):
        with self.company.system() as connection:
            return set(connection.execute(sa.select(table.c.remote_id)).scalars())


@pytest.fixture
def setting(tenant):
    return Setting(tenant)


def test_it_comes_in_as_soon_as_it_is_understood_although_nobody_touched_it(setting):
    setting.feed.malformed = {"r4"}
    setting.run()
    assert setting.ids(message_copies) == {"r0", "r1", "r2", "r3"}
    assert setting.ids(quarantine) == {"r4"}


def test_it_is_forgotten_when_it_is_gone(setting):
    del setting.feed.items["r1"]
    setting.run()
    assert setting.ids(quarantine) == {"r4"}
    assert setting.ids(message_copies) == {"r0", "r2", "r3"}


def test_it_stays_aside_while_it_is_not_understood_and_spoils_nothing(setting):
    assert setting.run().changed == 0
    assert setting.ids(quarantine) == {"r1", "r4"}


def test_it_waits_for_the_next_round_when_graph_does_not_answer(setting):
    setting.feed.malformed = set()
    asked = setting.feed.asked

    def fail(now):
        if now > asked + 1:
            raise GraphUnavailableError("gone")

    setting.feed.before_one = fail
    setting.run()
    assert setting.ids(quarantine) == {"r1", "r4"}
    setting.feed.before_one = lambda _asked: None
    setting.run()
    assert setting.ids(quarantine) == set()
    assert setting.ids(message_copies) == set(setting.feed.items)
