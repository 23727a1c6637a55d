"""What a round costs follows what changed: not the size of the mailbox, neither in requests nor in rows."""

import time

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of, control
from tests.jobs.conftest import letter
from tests.query_recorder import recorded
from tests.small_company import ANA, NOW, save_folder, write_folder

from trato.clock import Clock
from trato.jobs.mailboxes import MailboxSync
from trato.sync.model import FeedKind, Scope

FOLDERS = ("Inbox", "Archive", "Pedidos", "Ofertas")
CHANGED = 10
MAIL = Scope.only(FeedKind.FOLDERS, FeedKind.MESSAGES)
WRITTEN = sa.text(
    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
)


class Mailbox:
    """Ana's mailbox of some size, in a database of its own, read once."""

    def __init__(self, folder, database, sandbox, size):
        for title in FOLDERS:
            box = write_folder(folder) / "mail" / ANA
            box.mkdir(parents=True, exist_ok=True)
            first = FOLDERS.index(title) * size
            letters = (letter(first + n, ANA) for n in range(size // len(FOLDERS)))
            (box / f"{title}.mbox").write_text("".join(letters), "utf-8")
        self.database, self.sandbox = database, sandbox(folder)
        self.company = save_folder(database, folder)
        self.sync = MailboxSync(database, self.company.tenant_id, Clock.starting_at(NOW), client_of(self.sandbox))
        self.follow()
        self.follow()  # the sandbox tells of folders once more, whose counts it knew later

    def follow(self):
        return self.sync.follow(self.company.mailboxes[ANA], scope=MAIL)

    def change(self):
        inbox = call(self.sandbox, "GET", ANA, f"/mailFolders/inbox/messages?$top={CHANGED}&$select=id")["value"]
        for message in inbox:
            call(self.sandbox, "PATCH", ANA, f"/messages/{message['id']}", {"isRead": True})

    def written(self):
        self.database.dispose()  # a backend tells its last counters when it ends, else up to ten seconds later
        time.sleep(1.2)
        with self.database.without_context() as connection:
            return dict(connection.execute(WRITTEN).all())

    def cost(self):
        """Requests, statements, and rows written by table, of a round with a few changed mails."""
        self.change()
        rows, requests = self.written(), control(self.sandbox, "GET", "/counters")["requests"]
        with recorded(self.database) as statements:
            report = self.follow()
        asked = control(self.sandbox, "GET", "/counters")["requests"] - requests
        now = self.written()
        changed = {name: now[name] - rows.get(name, 0) for name in now}
        return report, asked, len(statements), {name: count for name, count in changed.items() if count}


@pytest.fixture
def mailbox_of(databases, migrated_template, sandbox, tmp_path):
    opened = []

    def make(size):
        name = databases.create(migrated_template)
        opened.append((databases.open(name), name))
        return Mailbox(tmp_path / str(size), opened[-1][0], sandbox, size)

    yield make
    for database, name in opened:
        database.dispose()
        databases.drop(name)


def test_ten_changed_mails_cost_the_same_in_a_large_mailbox(mailbox_of):
    small, large = mailbox_of(60).cost(), mailbox_of(600).cost()
    report, asked, statements, written = large
    assert report.items == CHANGED
    feeds = 1 + len(FOLDERS) + 4  # the list, the folders, and those that are empty
    assert asked <= feeds + 1
    assert (asked, statements) == small[1:3]
    assert written == small[3]
    assert written["feeds"] <= 2 * feeds
    assert sum(written[name] for name in written if name not in {"feeds", "mailbox_leases"}) <= 4 * CHANGED
