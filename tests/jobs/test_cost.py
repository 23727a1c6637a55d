"""What a round costs follows what changed: not the size of the mailbox, neither in requests nor in rows."""

import psycopg
import pytest
from tests.jobs.mailbox_of_size import CHANGED, FOLDERS, Mailbox

from trato.linking.neighbours import MOST_TALKS


@pytest.fixture
def mailbox_of(databases, migrated_template, sandbox, tmp_path):
    opened = []

    def make(size):
        name = databases.create(migrated_template)
        opened.append((databases.open(name), name))
        mailbox = Mailbox(tmp_path / str(size), opened[-1][0], sandbox, size)
        # As autovacuum does within a minute: else the database takes the tables for empty, and reads them whole.
        with psycopg.connect(databases.url(name, user="postgres"), autocommit=True) as owner:
            owner.execute("ANALYZE")
        return mailbox

    yield make
    for database, name in opened:
        database.dispose()
        databases.drop(name)


def test_ten_changed_mails_cost_the_same_in_a_large_mailbox(mailbox_of):
    small, large = mailbox_of(60).cost(), mailbox_of(600).cost()
    assert large.report.items == CHANGED
    feeds = 1 + len(FOLDERS) + 4  # the list, the folders, and those that are empty
    assert large.requests <= feeds + 1
    assert (large.requests, large.statements) == (small.requests, small.statements)
    assert large.written == small.written
    assert large.written["feeds"] <= 2 * feeds
    rest = set(large.written) - {"feeds", "mailbox_leases"}
    assert sum(large.written[name] for name in rest) <= 4 * CHANGED
    assert large.read["message_texts"] <= CHANGED
    # Everybody there writes with one person: of their talks the nearest are looked at, before and after.
    assert large.read["interaction_contacts"] <= CHANGED * (2 * MOST_TALKS + 2)
