"""Rules that keep items out, as people use them: look first, enact, take out what was there, end, read again.

A rule holds for what comes as soon as it is enacted. What was there is taken out in small transactions; a worker goes
on where one was killed, because what is left is what is still found. Ending a rule brings nothing back: that needs a
mailbox to be read again, which is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import exclusion as of_calendar
from trato.calendar import mirror as calendar_mirror
from trato.calendar.shutting import SHUT, Shutting
from trato.calendar.tables import event_copies
from trato.calendar.tables import events as event_rows
from trato.clock import Clock
from trato.db.arrays import in_list
from trato.db.engine import Database
from trato.directory.tables import mailboxes, tenants
from trato.errors import InvalidInputError
from trato.linking.going import events_going, threads_going
from trato.linking.service import Linker
from trato.mail import exclusion as of_mail
from trato.mail import mirror as mail_mirror
from trato.mail.taking_out import TakingOut
from trato.privacy import store
from trato.privacy.model import Rule, RuleKind
from trato.privacy.rules import domains_above, typed
from trato.sync import store as feeds
from trato.sync.model import FeedKind

LOOKED_AT_ONCE = 2_000
TAKEN_AT_ONCE = 300
SETTLED_AT_ONCE = 50

Told = Callable[[Rule, int, int], None]


def drafted(connection: Connection, kind: RuleKind, value: str, mailbox_id: int | None) -> store.Draft:
    """Return the rule that somebody typed. Raises InvalidInputError for one that fits nothing, or all of our mail."""
    draft = store.Draft(kind, typed(kind, value), mailbox_id)
    if kind in {RuleKind.DOMAIN, RuleKind.PARTICIPANT}:
        own = connection.execute(sa.select(tenants.c.domains)).scalar_one()
        box = connection.execute(sa.select(mailboxes.c.address).where(mailboxes.c.id == mailbox_id)).scalar()
        covers_all = any(draft.value in domains_above(domain) for domain in own)
        if draft.value == box or (kind is RuleKind.DOMAIN and covers_all):
            raise InvalidInputError(f"{draft.value!r} takes part in every mail of ours; name somebody else")
    return draft


def lock(connection: Connection, tenant_id: int) -> None:
    """Let nothing be written to mail and calendar meanwhile, as a round does."""
    for space in (mail_mirror.LOCK_SPACE, calendar_mirror.LOCK_SPACE):
        connection.execute(
            sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": space, "tenant": tenant_id}
        )


@dataclass(frozen=True, slots=True)
class Purge:
    """Takes out of one tenant what the rules in force cover; may run in several processes at once."""

    database: Database
    tenant_id: int
    clock: Clock
    told: Told = lambda _rule, _mails, _events: None
    taken_at_once: int = TAKEN_AT_ONCE

    def run(self, *, at_most: int | None = None, stop: Callable[[], bool] = lambda: False) -> bool:
        """Take out what is left, in `at_most` small transactions; return whether nothing is left."""
        with self.database.as_system(self.tenant_id) as connection:
            rules = store.to_purge(connection)
        steps = 0
        for rule in rules:
            for mails, events in self._steps(rule):
                self.told(rule, mails, events)
                steps += 1
                if stop() or (at_most is not None and steps >= at_most):
                    return False
            with self.database.as_system(self.tenant_id) as connection:
                store.note_purged(connection, rule.id, at=self.clock.now())
        self._settle(is_waited_for=at_most is not None)
        return True

    def _steps(self, rule: Rule) -> Iterator[tuple[int, int]]:
        for ids in _in_parts(self._mails(rule), self.taken_at_once):
            yield self._take_mails(rule, ids), 0
        for ids in _in_parts(self._events(rule), self.taken_at_once):
            yield 0, self._shut_events(rule, ids)

    def _mails(self, rule: Rule) -> Iterator[Sequence[int]]:
        after: int | None = 0
        with self.database.as_system(self.tenant_id) as connection:
            # What was being written when the rule was enacted is there once the lock is free.
            lock(connection, self.tenant_id)
            named = of_mail.names(connection, rule)
        while after is not None:
            with self.database.as_system(self.tenant_id) as connection:
                found = of_mail.next_candidates(connection, rule, named, after=after, at_most=LOOKED_AT_ONCE)
            yield found.message_ids
            after = found.following

    def _events(self, rule: Rule) -> Iterator[Sequence[int]]:
        after = 0
        while True:
            with self.database.as_system(self.tenant_id) as connection:
                ids = of_calendar.candidates(connection, rule, after=after, at_most=LOOKED_AT_ONCE)
            if not ids:
                return
            yield ids
            after = ids[-1]

    def _take_mails(self, rule: Rule, message_ids: Sequence[int]) -> int:
        linker = Linker(self.tenant_id)
        with self.database.as_system(self.tenant_id) as connection:
            lock(connection, self.tenant_id)
            found = of_mail.covered(connection, rule, message_ids)
            taking = TakingOut(self.tenant_id, linker.mails_changed, threads_going)
            taking.copies(connection, {box: list(copies) for box, copies in found.copies.items()})
            taking.unheld(connection, found.unheld)
            for mailbox_id, copies in found.copies.items():
                feeds.forget_aside(connection, mailbox_id, list(copies))
            store.count_removed(connection, {rule.id: len(found.message_ids)}, {})
        return len(found.message_ids)

    def _shut_events(self, rule: Rule, event_ids: Sequence[int]) -> int:
        linker = Linker(self.tenant_id)
        with self.database.as_system(self.tenant_id) as connection:
            lock(connection, self.tenant_id)
            found = of_calendar.covered(connection, rule, event_ids)
            shutting = Shutting(self.tenant_id, events_going)
            concerned = {one for held in found.copies.values() for one in held.values()} | set(found.unheld)
            changed: set[int] = set()
            for mailbox_id, copies in found.copies.items():
                changed |= shutting.shut(connection, mailbox_id, list(copies))
                feeds.forget_aside(connection, mailbox_id, list(copies))
            shutting.drop_unheld(connection, found.unheld)
            if changed:
                linker.relink_events(connection, sorted(changed))
            store.count_removed(connection, {}, {rule.id: len(concerned)})
        return len(concerned)

    def _settle(self, *, is_waited_for: bool) -> None:
        """Let links near what went follow; while somebody waits a few, the others after the next round."""
        linker = Linker(self.tenant_id)
        while True:
            with self.database.as_system(self.tenant_id) as connection:
                settled = linker.settle(connection, at_most=SETTLED_AT_ONCE if is_waited_for else 10 * SETTLED_AT_ONCE)
            if is_waited_for or not settled:
                return


def read_again(connection: Connection, mailbox_id: int) -> None:
    """Have a mailbox's mail and calendar read from the beginning, so that what no rule keeps out any more comes in."""
    for kind in (FeedKind.MESSAGES, FeedKind.CALENDAR):
        feeds.read_anew(connection, mailbox_id, kind, None)
    shut = sa.select(event_rows.c.id).where(event_rows.c.ical_uid.like(f"{SHUT}%"))
    connection.execute(
        sa.update(event_copies)
        .where(event_copies.c.mailbox_id == mailbox_id, event_copies.c.event_id.in_(shut))
        .values(change_key="")
    )


def concerned_mailboxes(connection: Connection, mailbox_id: int | None) -> list[int]:
    """Return the followed mailboxes that a rule is about."""
    table = mailboxes.c
    mine = sa.true() if mailbox_id is None else in_list(table.id, [mailbox_id])
    query = sa.select(table.id).where(table.disconnected_at.is_(None), mine).order_by(table.id)
    return list(connection.execute(query).scalars())


def _in_parts(found: Iterator[Sequence[int]], size: int) -> Iterator[Sequence[int]]:
    for ids in found:
        for start in range(0, len(ids), size):
            yield ids[start : start + size]
