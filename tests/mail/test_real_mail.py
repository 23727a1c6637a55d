"""Real mail through the sandbox: nothing crashes, and threads are those that the mails' own headers say."""

from __future__ import annotations

import re
import shutil
import tarfile
from email import message_from_bytes
from itertools import combinations

import pytest
import sqlalchemy as sa
from tests.graph_access import client_of
from tests.small_company import ANA

from trato.clock import Clock
from trato.jobs.mailboxes import MailboxSync
from trato.mail.tables import message_copies, message_keys, messages

pytestmark = pytest.mark.shared

_ID = re.compile(r"<([^<>\s]{1,900})>")


def unpack(archive, folder):
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")


def follow(tenant, running):
    """Read Ana's mailbox; return the report."""
    clock = Clock()
    sync = MailboxSync(tenant.database, tenant.tenant_id, clock, client_of(running))
    return sync.follow(tenant.mailboxes[ANA])


def put(files, folder):
    """Lay the files into Ana's inbox."""
    inbox = folder / "mail" / ANA / "Inbox"
    inbox.mkdir(parents=True)
    for number, path in enumerate(files):
        shutil.copy(path, inbox / f"{number:05d}.eml")
    return folder


class Forest:
    """Union-find over Message-IDs, those of mails that are not there included."""

    def __init__(self):
        self.parent = {}

    def root(self, name):
        self.parent.setdefault(name, name)
        while self.parent[name] != name:
            name = self.parent[name]
        return name

    def join(self, names):
        for name in names[1:]:
            self.parent[self.root(name)] = self.root(names[0])


def threads_by_header(files):
    """Return the thread of each Message-ID, by Message-Id, In-Reply-To and References alone.

    A mail that came again under another Message-ID (same author, subject and second) is the same mail.
    """
    forest, own, first = Forest(), set(), {}
    for path in files:
        mail = message_from_bytes(path.read_bytes())
        names = [
            name for field in ("Message-Id", "References", "In-Reply-To") for name in _ID.findall(str(mail[field]))
        ]
        if mail["Message-Id"] and names:
            own.add(names[0])
            told = str((mail["From"], mail["Subject"], mail["Date"]))
            forest.join([first.setdefault(told, names[0]), names[0]])
        forest.join(names)
    return {name: forest.root(name) for name in own}


def pairs(thread_by_id):
    groups = {}
    for name, thread in thread_by_id.items():
        groups.setdefault(thread, []).append(name)
    return {pair for names in groups.values() for pair in combinations(sorted(names), 2)}


def threads_kept(tenant):
    with tenant.system() as connection:
        rows = connection.execute(
            sa.select(message_keys.c.key, messages.c.thread_id)
            .join(messages, messages.c.id == message_keys.c.message_id)
            .where(message_keys.c.key.startswith("id:"))
        )
        return {row.key.removeprefix("id:"): row.thread_id for row in rows}


def test_threads_of_list_and_personal_mail_are_those_of_the_headers(
    tenant, sandbox, company_folder, shared_data, tmp_path
):
    files = unpack(shared_data / "spamassassin_ham" / "ham.tar.gz", tmp_path / "ham")
    report = follow(tenant, sandbox(put(files, company_folder)))
    assert (report.faults, report.misread) == ({}, 0)
    kept, wanted = threads_kept(tenant), threads_by_header(files)
    assert wanted.keys() <= kept.keys()
    found, right = pairs({name: kept[name] for name in wanted}), pairs(wanted)
    assert len(right) > 1000
    assert found == right


def test_broken_and_odd_mail_is_loaded_without_a_crash(tenant, sandbox, company_folder, shared_data, tmp_path):
    files = unpack(shared_data / "mime_corpus" / "mime.tar.gz", tmp_path / "mime")
    running = sandbox(put(files, company_folder))
    report = follow(tenant, running)
    assert (report.faults, report.misread) == ({}, 0)
    with tenant.system() as connection:
        copies = connection.execute(sa.select(sa.func.count()).select_from(message_copies)).scalar_one()
    left_out = [problem for problem in running.world.problems.found if "not loaded" in str(problem)]
    assert copies == len(files) - len(left_out) > 350
    assert follow(tenant, running).changed == 0
