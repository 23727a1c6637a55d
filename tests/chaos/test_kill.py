"""kill -9 at random moments of the first round, again and again: the end is that of a run nobody disturbed."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.db.every_table import all_tables
from tests.small_company import ANA, BEN, LUIS, NOA, NOW, PILAR, save_folder

SCRIPT = Path(__file__).with_name("sync_once.py")
KILLS = 10
FOLDERS = ("Inbox", "Archive", "Clients", "Orders", "Projects", "Quotes", "Trips", "Visits")


def letter(n, *, to, sender, subject, parent=None):
    reference = f"In-Reply-To: <m{parent}@mail.example>\nReferences: <m{parent}@mail.example>\n" if parent else ""
    day, hour, minute = 1 + n % 27, 8 + n % 9, n % 60
    return (
        f"From x Sun Feb  1 00:00:00 2026\nMessage-ID: <m{n}@mail.example>\n"
        f"Date: {day:02d} Feb 2026 {hour:02d}:{minute:02d}:00 +0100\nFrom: {sender}\nTo: {', '.join(to)}\n"
        f"Subject: {subject}\n{reference}\nHello, number {n}.\n\n"
    )


def meeting(n):
    return (
        f"BEGIN:VEVENT\nUID:meeting{n}@vega.example\nDTSTAMP:20260201T080000Z\n"
        f"DTSTART:202602{1 + n % 27:02d}T1{n % 8}0000Z\nDTEND:202602{1 + n % 27:02d}T1{n % 8}3000Z\n"
        f"SUMMARY:Hydraulic presses {n}\nORGANIZER:mailto:{ANA}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BEN}\nEND:VEVENT\n"
    )


def fill(folder):
    """Write mails that both reps hold, threads across both mailboxes, and shared meetings."""
    dice = random.Random(4)  # noqa: S311  the same mails each time
    boxes = {(upn, name): [] for upn in (ANA, BEN) for name in FOLDERS}
    subjects = ["Hydraulic presses Bilbao", "Oak barrels renewal", "Loading dock", "Lunch"]
    for n in range(1, 260):
        to = dice.choice([[ANA], [BEN], [ANA, BEN]])
        parent = n - dice.randint(1, 20) if dice.random() < 0.6 and n > 20 else None
        text = letter(n, to=to, sender=dice.choice([LUIS, PILAR, NOA]), subject=dice.choice(subjects), parent=parent)
        for upn in to:
            boxes[upn, FOLDERS[n % len(FOLDERS)]].append(text)
    (folder / "calendar").mkdir()
    calendar = "BEGIN:VCALENDAR\nVERSION:2.0\n" + "".join(meeting(n) for n in range(40)) + "END:VCALENDAR\n"
    for (upn, name), letters in boxes.items():
        (folder / "mail" / upn).mkdir(parents=True, exist_ok=True)
        (folder / "mail" / upn / f"{name}.mbox").write_text("".join(letters), "utf-8")
    for upn in (ANA, BEN):
        (folder / "calendar" / f"{upn}.ics").write_text(calendar, "utf-8")
    return folder


UNTOLD = {
    "created_at", "caught_up_at", "full_round_done_at", "cursor", "fence", "connected_at", "failures", "tenant_id",
    "cancelled_at", "leased_until", "retry_at", "last_error", "entra_tenant_id", "items_done",
}  # fmt: skip
# Every id becomes the words its row is known by, so that two databases that drew other ids compare.
KNOWN_BY = {
    "users": "upn", "accounts": "key", "contacts": "key", "opportunities": "key", "territories": "name",
    "mailboxes": "address", "events": "ical_uid", "products": "key",
}  # fmt: skip
REFERS = {
    "user_id": "users", "owner_id": "users", "manager_id": "users", "created_by_id": "users",
    "account_id": "accounts", "contact_id": "contacts", "reports_to_id": "contacts", "decision_maker_id": "contacts",
    "opportunity_id": "opportunities", "territory_id": "territories", "parent_id": "territories",
    "mailbox_id": "mailboxes", "event_id": "events", "message_id": "messages", "thread_id": "threads",
    "interaction_id": "interactions", "link_id": "links", "feed_id": "feeds", "closed_by_id": "users",
}  # fmt: skip


def content(company):
    """Return every table's rows as sorted text, ids replaced by what they stand for."""
    with company.system() as connection:
        names = {
            (table, row.id): row.name
            for table, column in KNOWN_BY.items()
            for row in connection.execute(sa.text(f"SELECT id, {column} AS name FROM {table}"))  # noqa: S608  ours
        }
        names |= derived_names(connection, names)
        rows = {}
        for name, table in ((table.name, table) for table in all_tables()):
            columns = [column.name for column in table.columns if column.name not in UNTOLD]
            found = connection.execute(sa.select(*(table.c[column] for column in columns))).mappings()
            rows[name] = sorted(repr([told(names, name, column, row[column]) for column in columns]) for row in found)
        return rows


def told(names, table, column, value):
    if column == "id":
        return names.get((table, value), "-")
    return names.get((REFERS[column], value), value) if column in REFERS else value


def derived_names(connection, names):
    keys = connection.execute(sa.text("SELECT key, message_id, thread_id FROM message_keys k JOIN messages m"
                                      " ON m.id = k.message_id ORDER BY key DESC")).all()  # fmt: skip
    found = {("messages", row.message_id): row.key for row in keys} | {
        ("threads", row.thread_id): row.key for row in keys
    }
    for row in connection.execute(sa.text("SELECT id, message_id, event_id, occurrence_key FROM interactions")):
        source = found.get(("messages", row.message_id)) or names.get(("events", row.event_id))
        found["interactions", row.id] = f"{source} {row.occurrence_key}"
    for row in connection.execute(sa.text("SELECT id, thread_id, event_id FROM links")):
        found["links", row.id] = found.get(("threads", row.thread_id)) or names.get(("events", row.event_id))
    for row in connection.execute(sa.text("SELECT id, mailbox_id, kind, remote_id FROM feeds")):
        found["feeds", row.id] = f"{names['mailboxes', row.mailbox_id]} {row.kind} {row.remote_id}"
    return found


@pytest.fixture
def start(databases, many_tenants, sandbox, company_folder):
    """Start following all mailboxes of a tenant, each time in a process of its own."""
    running = sandbox(fill(company_folder))
    with many_tenants.without_context() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    starts = itertools.count()

    def begin(company):
        # A killed worker's lease runs out by itself: each start is an hour later than the one before.
        now = NOW + timedelta(hours=next(starts))
        command = [sys.executable, SCRIPT, databases.url(name), str(company.tenant_id), f"{running.url}/v1.0",
                   running.token(), now.isoformat()]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n"
        return process

    return begin


def finish(process):
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")


def test_killed_ten_times_the_end_is_the_same(many_tenants, company_folder, start):
    undisturbed = save_folder(many_tenants, company_folder, entra_tenant_id="undisturbed")
    process = start(undisturbed)
    began = time.monotonic()
    finish(process)
    whole = time.monotonic() - began
    expected = content(undisturbed)
    assert len(expected["messages"]) == 259
    assert len(expected["events"]) == 40
    assert len(expected["interactions"]) > 200

    killed = save_folder(many_tenants, company_folder, entra_tenant_id="killed")
    deaths = sum(kill_half_way(start(killed), whole) for _ in range(KILLS))
    finish(start(killed))
    found = content(killed)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert deaths >= KILLS // 2


def kill_half_way(process, whole):
    """Kill the process when it has done about a tenth of what takes `whole` seconds; return whether it died of it."""
    share = random.uniform(0, 2) / (KILLS + 1)  # noqa: S311  any moment will do
    timer = threading.Timer(whole * share, process.kill)
    timer.start()
    _, errors = process.communicate(timeout=120)
    timer.cancel()
    assert process.returncode in {0, -signal.SIGKILL}, errors
    return process.returncode != 0
