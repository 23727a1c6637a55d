"""Much goes only by a person's recorded word, which covers so many and is used up."""

import pytest
import sqlalchemy as sa
from tests.mail_items import deliver, folders_of, mail, mirror_of, page
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.mail.model import FolderItem
from trato.mail.tables import message_copies
from trato.sync import removals, store
from trato.sync.brake import Brake
from trato.sync.errors import MassRemovalError
from trato.sync.model import FeedKind
from trato.sync.round import Rounds
from trato.sync.tables import removal_approvals


class Setting:
    """A folder of ten mails of which eight have gone, found out by a full round."""

    def __init__(self, company):
        self.company, self.mailbox_id = company, company.mailboxes[ANA].id
        deliver(company, *(mail(f"r{n}") for n in range(10)))
        with company.system() as connection:
            self.feed_id = store.ensure(
                connection, company.tenant_id, self.mailbox_id, FeedKind.MESSAGES, remote_id="inbox"
            )
            store.restart(connection, store.get(connection, self.feed_id))
        self.feed = MemoryFeed(page_size=20)
        for n in range(2):
            self.feed.put(mail(f"r{n}"))

    def run(self):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW), Brake(at_least=5))
        return rounds.run(self.feed_id, self.feed, mirror_of(self.company))

    def allow(self, most):
        with self.company.system() as connection:
            removals.allow(connection, self.company.tenant_id, self.mailbox_id, most=most, by=ANA, at=NOW)

    def copies(self):
        with self.company.system() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(message_copies)).scalar_one()

    def records(self):
        table = removal_approvals
        with self.company.system() as connection:
            rows = connection.execute(sa.select(table.c.allowed_by, table.c.most, table.c.removed).order_by(table.c.id))
            return [tuple(row) for row in rows]


@pytest.fixture
def setting(tenant):
    made = Setting(tenant)
    with pytest.raises(MassRemovalError, match="8 of 10"):
        made.run()
    return made


def test_what_a_person_allowed_goes_and_the_record_says_how_many(setting):
    setting.allow(8)
    setting.run()
    assert setting.copies() == 2
    assert setting.records() == [(ANA, 8, 8)]


def test_a_word_for_fewer_does_not_do(setting):
    setting.allow(7)
    with pytest.raises(MassRemovalError):
        setting.run()
    assert setting.copies() == 10
    assert setting.records() == [(ANA, 7, None)]


def test_a_word_is_used_once(setting, tenant):
    setting.allow(8)
    setting.run()
    deliver(tenant, *(mail(f"later{n}") for n in range(9)))
    with tenant.system() as connection:
        store.restart(connection, store.get(connection, setting.feed_id))
    with pytest.raises(MassRemovalError):
        setting.run()


def test_what_waits_for_a_word_is_due_once_it_is_given(setting, tenant):
    def is_due():
        with tenant.system() as connection:
            return store.get(connection, setting.feed_id).is_due(NOW)

    assert not is_due()
    setting.allow(8)
    assert is_due()


def test_a_folder_weighs_as_much_as_the_mails_in_it(tenant):
    deliver(tenant, *(mail(f"i{n}", folder="inbox") for n in range(40)), mail("s", folder="sent"))
    kept = [FolderItem(name, None, name, name, 0) for name in ("sent", "drafts", "junk", "deleted")]
    mirror = folders_of(tenant)
    with tenant.system() as connection:
        mirror.apply(connection, page(kept), full_round=2)
        assert mirror.unmentioned(connection, full_round=2) == (40, 44)
