"""kill -9 of the demo during its first round, then again: the same end as undisturbed."""

import threading
import time

import psycopg
from tests.commands.commands import once, write_company
from tests.demo_server import DemoServer, home_folder

MEASURED = {"seconds", "requests", "throttled", "peak_rss_mb", "changed"}


def wait_for_mails(home, process, at_least):
    """Return once that many copies are committed; the round must not be over by then."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo ended before it could be killed"
        if copies(home) >= at_least:
            return
        threading.Event().wait(0.02)
    raise AssertionError("no mail was read")


def copies(home):
    """How many copies are committed; none while there is no database yet."""
    try:
        lines = (home / "postgres" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:  # none yet, or a killed one's is just being cleared away
        return 0
    if len(lines) < 8:
        return 0
    address = {"host": lines[4].strip(), "port": lines[3].strip(), "user": "postgres", "dbname": "trato_demo"}
    try:
        with psycopg.connect(**address, connect_timeout=5) as connection:
            return connection.execute("SELECT count(*) FROM message_copies").fetchone()[0]
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return 0


def test_a_killed_first_round_ends_as_an_undisturbed_one(tmp_path):
    folder = write_company(tmp_path / "company", mails=600)
    with home_folder() as own:
        undisturbed = once(own, folder)
    with home_folder() as own:
        for at_least in (1, 300):
            killed = DemoServer(own, ("--tenant", str(folder), "--once"))
            wait_for_mails(own, killed.spawn(), at_least)
            assert killed.kill() == -9
        again = once(own, folder)
    assert {key: again[key] for key in again.keys() - MEASURED} == {
        key: undisturbed[key] for key in undisturbed.keys() - MEASURED
    }
