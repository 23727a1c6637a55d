"""Is each fault's test able to fail? What keeps a promise is taken away in a copy of the sources, and its test is run.

`python -m tests.chaos.mutations [FAULT …]` prints for each fault what was taken away and which test noticed. A
mutation that no test noticed is a hole in the tests. `test_mutations.py` holds that each still finds its place.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 900
COPIED = ("server", "tests", "pyproject.toml", "docs")
CHAOS, SYNC, LISTS = "tests/chaos", "tests/sync/test_subscriptions", "tests/phonebook/lists"


@dataclass(frozen=True)
class Mutation:
    """What keeps the promise of a fault, and what stands in its place without it."""

    fault: int
    what: str
    file: str
    old: str
    new: str
    test: str


MUTATIONS = (
    Mutation(
        1, "a page's cursor is committed before the page", "sync/round.py",
        "        progress.changed += self._in_lease(work)\n",
        "        self._in_lease(lambda c: store.advance(c, progress.state, cursor=page.cursor, items=0,"
        " began_at=progress.began_at, leased_until=None, caught_up_at=None))\n"
        "        progress.changed += self._in_lease(work)\n",
        f"{CHAOS}/test_failpoints.py",
    ),
    Mutation(
        2, "a page's cursor is committed before the page", "sync/round.py",
        "        progress.changed += self._in_lease(work)\n",
        "        self._in_lease(lambda c: store.advance(c, progress.state, cursor=page.cursor, items=0,"
        " began_at=progress.began_at, leased_until=None, caught_up_at=None))\n"
        "        progress.changed += self._in_lease(work)\n",
        f"{CHAOS}/test_siege.py",
    ),
    Mutation(
        2, "jobs of workers that are gone do not run again", "jobs/following.py",
        "            lost = connection.execute(_LOST).all()\n", "            lost = []\n", f"{CHAOS}/test_siege.py",
    ),
    Mutation(
        4, "repeated hints count as many", "jobs/hints.py",
        "            messages.add(hint.resource_id)\n",
        "            messages.add(f'{hint.resource_id} {len(messages)}')\n",
        f"{SYNC}_hints.py -k faults_4",
    ),
    Mutation(
        4, "a hint is not removed by the job it asks for", "sync/hints.py",
        "sa.delete(hints).where(in_list(hints.c.id, list(ids))).returning(hints.c.id)",
        "sa.select(hints.c.id).where(in_list(hints.c.id, list(ids)))", f"{SYNC}_hints.py -k fault_4",
    ),
    Mutation(
        5, "the folder where a mail was is not read", "jobs/hints.py",
        "        folders = now_in | were_in\n", "        folders = now_in\n", f"{SYNC}_hints.py -k fault_5",
    ),
    Mutation(
        5, "Graph is not asked where a mail is now", "jobs/hints.py",
        "        folders = now_in | were_in\n", "        folders = were_in\n", f"{SYNC}_hints.py -k fault_5",
    ),
    Mutation(
        6, "a mailbox that was read once is due no more", "jobs/following.py",
        "        return folders.caught_up_at is None or folders.caught_up_at <= now - self.every\n",
        "        return folders.caught_up_at is None\n", f"{SYNC}_hints.py -k fault_6",
    ),
    Mutation(
        7, "`missed` asks for nothing", "jobs/hints.py",
        "_RESYNC = {Lifecycle.MISSED, Lifecycle.SUBSCRIPTION_REMOVED}", "_RESYNC = {Lifecycle.SUBSCRIPTION_REMOVED}",
        f"{SYNC}.py -k fault_7",
    ),
    Mutation(
        7, "a subscription that was removed is believed in", "jobs/hints.py",
        "                subscriptions_store.was_removed(connection, hint.subscription_id)\n", "                pass\n",
        f"{SYNC}.py -k fault_7",
    ),
    Mutation(
        7, "one to be reauthorized is left as it is", "jobs/hints.py",
        "                subscriptions_store.is_asked_for(connection, hint.subscription_id, at=self.clock.now())\n",
        "                pass\n", f"{SYNC}.py -k fault_7",
    ),
    Mutation(
        8, "an expired subscription is not made anew", "sync/subscriptions.py",
        "    if not one.is_in_force(now):\n        return Step.MAKE\n",
        "    if not one.is_in_force(now):\n        return Step.NOTHING if one.expires_at else Step.MAKE\n",
        f"{SYNC}.py -k fault_8",
    ),
    Mutation(
        8, "after a subscription was made the mailbox is not read", "jobs/subscriptions.py",
        "            follow_soon(connection, self.tenant_id, one.mailbox_id, Scope.everything())\n", "",
        f"{SYNC}.py -k fault_8",
    ),
    Mutation(
        16, "a token cache is anybody's to change", "graph/token_store.py",
        "            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_SPACE, key)))\n", "",
        "tests/graph/test_user_tokens.py -k fault_16",
    ),
    Mutation(
        16, "a mailbox without consent is asked again and again", "sync/waits.py",
        "    if isinstance(error, ConsentRevokedError | MassRemovalError):\n",
        "    if isinstance(error, MassRemovalError):\n", "tests/jobs/test_following.py -k without_consent",
    ),
    Mutation(
        17, "a feed that was read in the future is read anew", "sync/round.py",
        "            under_way[source] = Progress(\n",
        "            if reading.state.caught_up_at and reading.state.caught_up_at > self._rounds.clock.now():\n"
        "                self._in_lease(lambda c: store.restart(c, reading.state))\n"
        "            under_way[source] = Progress(\n",
        f"{CHAOS}/test_faults.py -k fault_17",
    ),
    Mutation(
        17, "the window of dates rolls whenever the clock says another day", "calendar/position.py",
        "    is_due = position.window.end - now < LEAST_AHEAD\n", "    is_due = position.window != usual_window(now)\n",
        f"{CHAOS}/test_faults.py -k fault_17",
    ),
    Mutation(
        17, "mails are ordered by the clock of who reads them", "mail/understanding.py",
        '        "received_at": received,\n',
        '        "received_at": [__import__("datetime").datetime.now(__import__("datetime").UTC) for _ in received],\n',
        f"{CHAOS}/test_faults.py -k fault_17",
    ),
    Mutation(
        17, "a date is known by its time of day in its own zone", "calendar/feed.py",
        "        occurrence_key=_stamp(event.original_start or starts_at) if occurrence else \"\",\n",
        "        occurrence_key=f\"{starts_at:%Y-%m}\" if occurrence else \"\",\n",
        f"{CHAOS}/test_faults.py -k daylight",
    ),
    Mutation(
        19, "a worker ends with its database", "jobs/worker.py",
        "        except (exceptions.ConnectorException, psycopg.OperationalError, SQLAlchemyError) as error:\n",
        "        except ZeroDivisionError as error:\n", f"{CHAOS}/test_fault_20_database.py",
    ),
    Mutation(
        19, "what a full disk refused is not asked for again", "jobs/following.py",
        "            self._again_when_it_answers(tenant_id, mailbox_id, wanted)\n            return\n",
        "            return\n", "tests/jobs/test_following.py -k fault_19",
    ),
    Mutation(
        21, "the first migration is committed by halves", "db/migrations/versions/0001_first_schema.py",
        "    op.execute(sa.text(_SEARCH.replace(\":\", \"\\\\:\")))\n",
        "    op.execute(sa.text(_SEARCH.replace(\":\", \"\\\\:\")))\n    op.get_bind().connection.commit()\n",
        f"{CHAOS}/test_fault_21_migration.py",
    ),
    Mutation(
        21, "an unfinished schema is taken for a finished one", "db/migrate.py",
        "    if present != newest:\n", "    if present is None:\n", f"{CHAOS}/test_fault_21_migration.py",
    ),
    Mutation(
        22, "a contact whose making was not answered is not looked for", "phonebook/lists/round.py",
        "        self._find_unanswered(phone_list)\n", "", f"{LISTS}/test_rounds.py -k answer",
    ),
    Mutation(
        22, "what is to be written is agreed on before it is", "phonebook/lists/plan.py",
        "        return self.merged.agreed(self.base, fields=still)\n",
        "        return self.merged.agreed(self.base, fields=frozenset(SHOWN_IN) if still is not None else still)\n",
        f"{LISTS}/test_rounds.py -k agreed_on",
    ),
    Mutation(
        25, "a date that was moved is known by where it is now", "calendar/feed.py",
        "_stamp(event.original_start or starts_at)", "_stamp(starts_at)", "tests/calendar/test_fault_25_recurrence.py",
    ),
    Mutation(
        25, "a date that was cancelled stays", "calendar/feed.py",
        "            [*others.removed, *orphaned, *rest.removed],\n", "            [],\n",
        "tests/calendar/test_fault_25_recurrence.py",
    ),
    Mutation(
        25, "a day has 24 hours", "calendar/feed.py",
        "        ends_at=max(starts_at, ends_at),\n",
        "        ends_at=starts_at + (ends_at - starts_at if (ends_at - starts_at).seconds % 3600 or"
        " (ends_at - starts_at).total_seconds() < 80000 else __import__(\"datetime\").timedelta(1)),\n",
        "tests/calendar/test_fault_25_recurrence.py",
    ),
    Mutation(
        28, "a mail that went stays", "mail/mirror.py",
        "            changed += self._remove(connection, in_list(message_copies.c.remote_id, page.removed))\n",
        "            pass\n", f"{CHAOS}/test_faults.py -k fault_11",
    ),
    Mutation(
        28, "a full round leaves what it did not find", "sync/round.py",
        "            changed += mirror.sweep(connection, full_round=state.full_round)\n", "",
        f"{CHAOS}/test_faults.py -k fault_9",
    ),
)  # fmt: skip


@contextmanager
def copied() -> Iterator[Path]:
    """The sources in a folder of their own, beside whatever the tests look for beside the repository."""
    with tempfile.TemporaryDirectory(prefix="trato-mutations-") as made:
        copy = Path(made) / "copy"
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            else:
                shutil.copy(source, copy / name)
        if (ROOT.parent / "shared").is_dir():
            (Path(made) / "shared").symlink_to(ROOT.parent / "shared")
        yield copy


def noticed(copy: Path, one: Mutation) -> str:
    """Run the test of a mutation; return which of its tests failed, nothing where none did."""
    file = copy / "server" / "trato" / one.file
    before = file.read_text("utf-8")
    file.write_text(before.replace(one.old, one.new), "utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *one.test.split()]
        path = os.pathsep.join([str(copy / "server"), str(copy)])
        ran = subprocess.run(
            command, cwd=copy, env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "250"},
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "it does not end"
    finally:
        file.write_text(before, "utf-8")
    failed = re.findall(r"^(?:FAILED|ERROR) \S*::(\S+)(?: - (.*))?", ran.stdout, re.MULTILINE)
    if ran.returncode and not failed:
        return f"no test ran to its end: {ran.stdout.strip()[-200:]}"
    return "; ".join(f"{name} ({why[:80]})" for name, why in failed)


def main() -> int:
    wanted = {int(number) for number in sys.argv[1:]}
    unnoticed = 0
    with copied() as copy:
        for one in MUTATIONS:
            if wanted and one.fault not in wanted:
                continue
            found = noticed(copy, one)
            unnoticed += not found
            sys.stdout.write(f"{one.fault:>3}  {one.what}\n     {found or 'NOBODY NOTICED'}\n")
            sys.stdout.flush()
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
