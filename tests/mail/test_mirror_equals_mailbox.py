"""Whatever happens in mailboxes and between rounds, after a round the mirror equals the mailboxes.

A state machine over feeds in memory and the real mirror: mails arrive in one or both mailboxes, move, vanish; drafts
are written, edited, moved, sent, discarded; cursors expire, pages replay, Graph fails mid-way; people decide links.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.mail_items import AT, mail, make_folders, mirror_of
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, BEN, LUIS, NOA, NOW, PILAR

from trato.clock import Clock
from trato.graph.errors import GraphUnavailableError, ThrottledError
from trato.linking.model import LinkState
from trato.linking.service import Linker
from trato.linking.tables import link_decisions, links
from trato.mail.tables import message_copies, message_keys, message_participants, message_texts, messages, threads
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.round import Rounds

FOLDERS = ("inbox", "sent", "drafts", "junk")
people = st.sampled_from([LUIS, PILAR, NOA, "stranger@elsewhere.example"])
owners = st.sampled_from([ANA, BEN])


class Mailboxes(RuleBasedStateMachine):
    """The truth is `self.feeds`; `self.seen` remembers every mail that a round has told of."""

    def __init__(self, new_company):
        super().__init__()
        self.company = new_company()
        self.feeds = {(upn, folder): MemoryFeed(page_size=2) for upn in (ANA, BEN) for folder in FOLDERS}
        self.feed_ids = {}
        for upn in (ANA, BEN):
            make_folders(self.company, upn)
            with self.company.system() as connection:
                for folder in FOLDERS:
                    self.feed_ids[upn, folder] = feeds.ensure(
                        connection, self.company.tenant_id, self.company.mailboxes[upn].id, FeedKind.MESSAGES,
                        remote_id=folder,
                    )  # fmt: skip
        self.number = 0
        self.seen = set()
        self.decided = {}
        self.dirty = False

    mails = Bundle("mails")

    def next_number(self):
        self.number += 1
        return self.number

    def where(self, upn, remote_id):
        return next((folder for folder in FOLDERS if remote_id in self.feeds[upn, folder].items), None)

    def put(self, upn, item):
        self.feeds[upn, item.folder_remote_id].put(item)
        self.dirty = True

    def take(self, upn, remote_id):
        folder = self.where(upn, remote_id)
        self.dirty = True
        item = self.feeds[upn, folder].items[remote_id]
        self.feeds[upn, folder].remove(remote_id)
        return item

    @rule(target=mails, upn=owners, sender=people, has_id=st.booleans(), folder=st.sampled_from(["inbox", "junk"]))
    def arrive(self, upn, sender, has_id, folder):
        n = self.next_number()
        item = mail(
            f"{upn}-{n}", sender=sender, to=[upn], subject=f"Presses {n % 3}", text=f"text {n}", folder=folder,
            message_id=None if has_id else "", at=AT + timedelta(minutes=n),
        )  # fmt: skip
        self.put(upn, item)
        return upn, item.remote_id

    @rule(target=mails, known=mails, has_same_id=st.booleans())
    def reach_the_other_too(self, known, has_same_id):
        upn, remote_id = known
        folder = self.where(upn, remote_id)
        other = BEN if upn == ANA else ANA
        n = self.next_number()
        copy_id = f"{other}-{n}"
        if folder is not None and not self.feeds[upn, folder].items[remote_id].is_draft:
            item = self.feeds[upn, folder].items[remote_id]
            own = item.message_id if has_same_id else f"exported-{n}@mail.example"
            self.put(other, replace(item, remote_id=copy_id, folder_remote_id="inbox", message_id=own))
        return other, copy_id

    @rule(known=mails, folder=st.sampled_from(["inbox", "junk", "drafts"]))
    def move(self, known, folder):
        upn, remote_id = known
        if self.where(upn, remote_id) is not None:
            item = self.take(upn, remote_id)
            self.put(upn, replace(item, folder_remote_id=folder, change_key=f"m{self.next_number()}"))

    @rule(known=mails)
    def delete(self, known):
        if self.where(*known) is not None:
            self.take(*known)

    @rule(target=mails, upn=owners, to=people)
    def begin_draft(self, upn, to):
        n = self.next_number()
        item = mail(
            f"{upn}-{n}", sender=upn, to=[to], subject=f"Draft {n}", folder="drafts", at=AT + timedelta(minutes=n),
            is_draft=True,
        )  # fmt: skip
        self.put(upn, item)
        return upn, item.remote_id

    @rule(known=mails, to=people, is_sent=st.booleans(), reaches_other=st.booleans())
    def edit_or_send_draft(self, known, to, is_sent, reaches_other):
        upn, remote_id = known
        folder = self.where(upn, remote_id)
        if folder is None or not self.feeds[upn, folder].items[remote_id].is_draft:
            return
        n = self.next_number()
        fresh = mail(
            remote_id, sender=upn, to=[to], subject=f"Draft {n}", change_key=f"e{n}", at=AT + timedelta(minutes=n),
            folder="sent" if is_sent else folder, is_draft=not is_sent, message_id=f"sent-{n}@mail.example",
        )  # fmt: skip
        self.take(upn, remote_id)
        self.put(upn, fresh)
        if is_sent and reaches_other:
            other = BEN if upn == ANA else ANA
            self.put(other, replace(fresh, remote_id=f"{other}-{n}", folder_remote_id="inbox"))

    @rule(upn=owners, folder=st.sampled_from(FOLDERS))
    def expire(self, upn, folder):
        self.feeds[upn, folder].expire()

    @rule(replays=st.integers(0, 3), is_reversed=st.booleans(), gives_empty_pages=st.booleans())
    def misbehave(self, replays, is_reversed, gives_empty_pages):
        for feed in self.feeds.values():
            feed.replays, feed.is_reversed, feed.gives_empty_pages = replays, is_reversed, gives_empty_pages

    @rule(upn=owners, folder=st.sampled_from(FOLDERS), after=st.integers(0, 3), is_throttled=st.booleans())
    def fail_half_way(self, upn, folder, after, is_throttled):
        feed = self.feeds[upn, folder]
        stop = feed.asked + after

        def break_off(number):
            if number > stop:
                raise ThrottledError("later", retry_after_s=1) if is_throttled else GraphUnavailableError("gone")

        feed.before_page = break_off
        try:
            self.follow(upn, folder)
        except (ThrottledError, GraphUnavailableError):
            self.dirty = True
        feed.before_page = lambda _number: None

    @precondition(lambda self: self.dirty)
    @rule(first=owners)
    def follow_all(self, first):
        for upn in (first, BEN if first == ANA else ANA):
            for folder in FOLDERS:
                self.follow(upn, folder)
        self.dirty = False
        self.seen |= {item.message_id or item.fingerprint for item in self.truth().values() if not item.is_draft}

    def follow(self, upn, folder):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW))
        mirror = mirror_of(self.company, upn, folder)
        return rounds.run(self.feed_ids[upn, folder], self.feeds[upn, folder], mirror)

    @precondition(lambda self: not self.dirty)
    @rule(known=mails, opportunity=st.sampled_from(["presses", "barrels", None]))
    def decide(self, known, opportunity):
        item = self.truth().get(known)
        if item is None or item.is_draft:
            return
        opportunity_id = self.company.opportunities.get(opportunity)
        with self.company.system() as connection:
            thread_id = connection.execute(thread_of(self.company.mailboxes[known[0]].id, known[1])).scalar_one()
            connection.execute(
                sa.insert(link_decisions).values(
                    tenant_id=self.company.tenant_id, thread_id=thread_id, kind="link", opportunity_id=opportunity_id,
                    decided_at=NOW + timedelta(seconds=self.next_number()),
                )
            )  # fmt: skip
            Linker(self.company.tenant_id).relink_threads(connection, [thread_id])
            mails_of = sa.select(messages.c.id).where(messages.c.thread_id == thread_id)
            self.decided |= dict.fromkeys(connection.execute(mails_of).scalars(), opportunity_id)

    def truth(self):
        return {
            (upn, remote_id): item for (upn, _), feed in self.feeds.items() for remote_id, item in feed.items.items()
        }

    @precondition(lambda self: not self.dirty)
    @invariant()
    def mirror_is_mailbox(self):
        upns = {box.id: upn for upn, box in self.company.mailboxes.items()}
        truth = self.truth()
        with self.company.system() as connection:
            copies = connection.execute(sa.select(message_copies)).all()
            rows = {row.id: row for row in connection.execute(sa.select(messages))}
            subjects = {row.message_id: row.subject for row in connection.execute(sa.select(message_texts))}
            parties = {
                (row.message_id, row.role, row.address) for row in connection.execute(sa.select(message_participants))
            }
            empty = sa.select(threads.c.id).where(threads.c.id.not_in(sa.select(messages.c.thread_id)))
            assert connection.execute(empty).all() == []
        assert {(upns[row.mailbox_id], row.remote_id): (row.folder_remote_id, row.change_key) for row in copies} == {
            key: (item.folder_remote_id, item.change_key) for key, item in truth.items()
        }
        by_identity = {}
        for copy in copies:
            item, row = truth[upns[copy.mailbox_id], copy.remote_id], rows[copy.message_id]
            assert row.is_draft == item.is_draft
            assert row.sent_at == item.sent_at
            assert subjects[row.id] == item.subject
            assert {(row.id, one.role, one.address) for one in item.parties} == {p for p in parties if p[0] == row.id}
            identity = copy.remote_id if item.is_draft else item.fingerprint
            by_identity.setdefault(identity, set()).add(row.id)
        assert all(len(ids) == 1 for ids in by_identity.values()), "a mail was doubled"
        assert len({min(ids) for ids in by_identity.values()}) == len(by_identity), "two mails were joined"
        drafts = [item for item in truth.values() if item.is_draft]
        assert sum(row.is_draft for row in rows.values()) == len(drafts)

    @precondition(lambda self: not self.dirty)
    @invariant()
    def nothing_is_lost_or_doubled(self):
        with self.company.system() as connection:
            keys = connection.execute(sa.select(message_keys.c.key, message_keys.c.message_id)).all()
            count = connection.execute(
                sa.select(sa.func.count()).select_from(messages).where(sa.not_(messages.c.is_draft))
            ).scalar_one()
        known = {row.key.partition(":")[2]: row.message_id for row in keys}
        assert self.seen <= set(known)
        assert len(set(known.values())) == count

    @precondition(lambda self: not self.dirty)
    @invariant()
    def decisions_stand(self):
        with self.company.system() as connection:
            rows = connection.execute(
                sa.select(messages.c.id, links.c.state, links.c.opportunity_id, links.c.decision_id).join(
                    links, links.c.thread_id == messages.c.thread_id
                )
            )
            found = {row.id: row for row in rows}
        for message_id in self.decided:
            assert found[message_id].state == LinkState.CONFIRMED
            assert found[message_id].decision_id is not None

    @precondition(lambda self: not self.dirty)
    @rule()
    def another_round_changes_nothing(self):
        changed = [self.follow(upn, folder).changed for upn, folder in self.feeds]
        assert changed == [0] * len(changed)


def thread_of(mailbox_id, remote_id):
    return (
        sa.select(messages.c.thread_id)
        .join(message_copies, message_copies.c.message_id == messages.c.id)
        .where(message_copies.c.mailbox_id == mailbox_id, message_copies.c.remote_id == remote_id)
    )


def test_after_a_round_the_mirror_is_the_mailbox(new_company):
    run_state_machine_as_test(
        lambda: Mailboxes(new_company),
        settings=settings(max_examples=8, stateful_step_count=25),
    )
