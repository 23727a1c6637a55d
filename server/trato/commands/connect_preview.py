"""`trato connect --dry-run`: what connecting a mailbox would bring in, found out by doing it and taking it back.

The newest mails go through the same feeds, mirrors and linking as in a real round, in one transaction that is rolled
back; only GET requests are made. What Graph has to answer is read before the first mail is written, so that nobody
who links mails of this organisation waits for Graph meanwhile.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.commands.connect import Found, Tenancy
from trato.db.arrays import in_list
from trato.directory import mailboxes
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.graph.client import GraphClient
from trato.insight import report
from trato.jobs.mailboxes import PROVIDERS, MailboxSync
from trato.jobs.streams import Box, Stream
from trato.linking.known import known_addresses
from trato.mail.feed import PAGE_SIZE, MessageFeed
from trato.mail.tables import mail_folders, message_copies, message_participants
from trato.phonebook import store as phonebook
from trato.selling.todo import store as todo
from trato.sync.model import FeedKind
from trato.sync.protocols import Misread, Page

SAMPLE_PAGE = 50
EVENTS_PAGE = 200
SHOWN = 10
NOTHING_SENT = (
    "Nothing was written. Connecting a mailbox only reads it: nothing is ever sent, and nothing in it changes."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come in. All that is told of mails is told of the newest `sampled` ones."""

    upn: str
    folders: dict[str, int]
    events: int
    has_more_events: bool
    contact_folders_chosen: int
    task_lists_chosen: int
    sampled: int
    already_known: int
    outcomes: dict[str, int]
    left_out: dict[str, int]
    not_understood: int
    accounts: dict[str, int]
    new_people: dict[str, str]
    requests: int
    seconds: int

    @property
    def mails(self) -> int:
        """Return how many mails the mailbox holds in the folders that are read."""
        return sum(self.folders.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` writes it."""
        return {
            "upn": self.upn,
            "mails": self.mails,
            "folders": self.folders,
            "events": self.events,
            "has_more_events": self.has_more_events,
            "contact_folders_chosen": self.contact_folders_chosen,
            "task_lists_chosen": self.task_lists_chosen,
            "sample": {
                "mails": self.sampled,
                "already_known": self.already_known,
                "linked": self.outcomes.get("linked", 0),
                "suggested": self.outcomes.get("suggested", 0),
                "account_only": self.outcomes.get("account only", 0),
                "left_out": self.left_out,
                "not_understood": self.not_understood,
                "accounts": self.accounts,
                "new_people": self.new_people,
            },
            "estimate": {"requests": self.requests, "seconds": self.seconds},
            "would_be_sent": 0,
        }


@dataclass(slots=True)
class _Read:
    """What Graph gave of one stream."""

    items: list[Any] = field(default_factory=list)
    misread: list[Misread] = field(default_factory=list)
    has_more: bool = False

    def page(self) -> Page[Any]:
        """Return all of it as one page."""
        return Page(upserts=self.items, removed=[], misread=self.misread, cursor="", is_last=False)


def preview(tenancy: Tenancy, found: Found, *, sample: int) -> Preview:
    """Find out what connecting would bring in. Raises a GraphError where Graph does not let it be read."""
    started = time.monotonic()
    sync = MailboxSync(tenancy.database, tenancy.tenant_id, tenancy.clock, tenancy.client)
    with _taken_back(tenancy) as connection:
        mailbox = _connected(connection, tenancy, found)
        box = sync.box(mailbox)
        (folder_stream,) = _streams(connection, box, FeedKind.FOLDERS)
        folder_stream.mirror.apply(connection, _all_pages(folder_stream, tenancy.client), full_round=1)
        streams = _streams(connection, box, FeedKind.MESSAGES)
        (calendar,) = _streams(connection, box, FeedKind.CALENDAR)
        mails = _newest(streams, tenancy.client, sample)
        events = _first_pages(calendar, tenancy.client, sample)
        for stream, read in [*zip(streams, mails, strict=True), (calendar, events)]:
            stream.mirror.apply(connection, read.page(), full_round=1)
        ids = _message_ids(connection, mailbox.id, [item.remote_id for read in mails for item in read.items])
        folders = _folder_totals(connection, mailbox.id, {stream.remote_id for stream in streams})
        sampled = sum(len(read.items) for read in mails)
        requests = _requests(folders.values(), events)
        return Preview(
            upn=found.member.upn,
            folders=folders,
            events=len({item.ical_uid for item in events.items if not item.is_part_of_series}),
            has_more_events=events.has_more,
            contact_folders_chosen=len(phonebook.followed(connection, mailbox.id)),
            task_lists_chosen=len(todo.followed(connection, mailbox.id)),
            sampled=sampled,
            already_known=_held_elsewhere(connection, mailbox.id, ids),
            outcomes=report.outcomes_of(connection, ids),
            left_out=report.left_out_of(connection, ids),
            not_understood=sum(len(read.misread) for read in (*mails, events)),
            accounts=report.accounts_touched(connection, ids, most=SHOWN),
            new_people=_new_people(connection, tenancy.tenant_id, ids),
            requests=requests,
            seconds=_seconds(time.monotonic() - started, sampled, sum(folders.values())),
        )


def in_words(told: Preview) -> list[str]:
    """Say it in a few lines."""
    outcomes = told.outcomes
    lists = f"{told.contact_folders_chosen} contact folders and {told.task_lists_chosen} task lists chosen"
    lines = [
        f"{told.upn}: {told.mails} mails in {len(told.folders)} folders, "
        f"{told.events}{' or more' if told.has_more_events else ''} events; {lists}",
        f"  of the newest {told.sampled} mails {outcomes.get('linked', 0)} would be linked without asking, "
        f"{outcomes.get('suggested', 0)} suggested, {outcomes.get('account only', 0)} noted with the account only",
        f"  left out: {_listed(told.left_out)}; not understood: {told.not_understood}; "
        f"known already from colleagues: {told.already_known}",
    ]
    if told.accounts:
        lines.append(f"  most with {_listed(told.accounts)}")
    if told.new_people:
        people = ", ".join(f"{name} <{address}>" for address, name in told.new_people.items())
        lines.append(f"  new people at accounts: {people}")
    lines.append(f"  the first reading takes about {told.requests} requests and {_duration(told.seconds)}")
    return lines


@contextmanager
def _taken_back(tenancy: Tenancy) -> Iterator[Connection]:
    with tenancy.database.as_system(tenancy.tenant_id) as connection:
        # Graph is asked meanwhile, which may take long; what others need is not locked by a preview.
        connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
        savepoint = connection.begin_nested()
        try:
            yield connection
        finally:
            savepoint.rollback()


def _connected(connection: Connection, tenancy: Tenancy, found: Found) -> Mailbox:
    mailbox_id = mailboxes.connect(
        connection, found.member, entra_object_id=found.entra_object_id, at=tenancy.clock.now(), by="dry run"
    )
    return next(one for one in directory.connected_mailboxes(connection) if one.id == mailbox_id)


def _streams(connection: Connection, box: Box, kind: FeedKind) -> Sequence[Stream]:
    provider = next(one for one in PROVIDERS if one.kind is kind)
    return provider.streams(connection, box)


def _all_pages(stream: Stream, client: GraphClient) -> Page[Any]:
    return _first_pages(stream, client, None).page()


def _first_pages(stream: Stream, client: GraphClient, most: int | None) -> _Read:
    """Read a feed from its beginning, until its end or `most` items."""
    feed, read, cursor = stream.feed(client), _Read(has_more=True), ""
    while read.has_more and (most is None or len(read.items) < most):
        page = feed.page(cursor)
        read.items += page.upserts
        read.misread += page.misread
        cursor, read.has_more = page.cursor, not page.is_last
    return read


class _Newest:
    """The messages of one folder, newest first, fetched as they are asked for."""

    def __init__(self, stream: Stream, client: GraphClient) -> None:
        feed = stream.feed(client)
        self._feed = replace(feed, page_size=SAMPLE_PAGE) if isinstance(feed, MessageFeed) else feed
        self._cursor = ""
        self._waiting: list[Any] = []
        self._is_over = stream.estimated == 0
        self.taken = _Read()

    def next_at(self) -> datetime | None:
        """Return when the next message came, None when there is none."""
        while not self._waiting and not self._is_over:
            page = self._feed.page(self._cursor)
            self._waiting = sorted(page.upserts, key=lambda mail: mail.received_at)
            self.taken.misread += page.misread
            self._cursor, self._is_over = page.cursor, page.is_last
        return self._waiting[-1].received_at if self._waiting else None

    def take(self) -> None:
        """Take the next message."""
        self.taken.items.append(self._waiting.pop())


def _newest(streams: Sequence[Stream], client: GraphClient, most: int) -> list[_Read]:
    """Return the newest `most` messages of all folders together, by folder."""
    folders = [_Newest(stream, client) for stream in streams]
    queue = [(-at.timestamp(), place) for place, folder in enumerate(folders) if (at := folder.next_at()) is not None]
    heapq.heapify(queue)
    for left in range(most, 0, -1):
        if not queue:
            break
        _, place = heapq.heappop(queue)
        folders[place].take()
        following = folders[place].next_at() if left > 1 else None
        if following is not None:
            heapq.heappush(queue, (-following.timestamp(), place))
    return [folder.taken for folder in folders]


def _message_ids(connection: Connection, mailbox_id: int, remote_ids: Sequence[str]) -> list[int]:
    rows = connection.execute(
        sa.select(message_copies.c.message_id)
        .where(message_copies.c.mailbox_id == mailbox_id, in_list(message_copies.c.remote_id, remote_ids))
        .distinct()
    )
    return list(rows.scalars())


def _folder_totals(connection: Connection, mailbox_id: int, read: set[str]) -> dict[str, int]:
    rows = connection.execute(
        sa.select(mail_folders.c.remote_id, mail_folders.c.name, mail_folders.c.total_items)
        .where(mail_folders.c.mailbox_id == mailbox_id, in_list(mail_folders.c.remote_id, list(read)))
        .order_by(mail_folders.c.total_items.desc(), mail_folders.c.name)
    )
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row.name] += row.total_items  # two folders in different places may have one name
    return dict(totals)


def _held_elsewhere(connection: Connection, mailbox_id: int, message_ids: Sequence[int]) -> int:
    wanted = sa.select(sa.func.count(message_copies.c.message_id.distinct())).where(
        in_list(message_copies.c.message_id, message_ids), message_copies.c.mailbox_id != mailbox_id
    )
    return int(connection.execute(wanted).scalar_one())


def _new_people(connection: Connection, tenant_id: int, message_ids: Sequence[int]) -> dict[str, str]:
    """Return who takes part in these mails, works at an account by their domain, and is no contact yet: the busiest."""
    part = message_participants.c
    rows = connection.execute(
        sa.select(part.address, sa.func.max(part.name).label("name"))
        .where(in_list(part.message_id, message_ids))
        .group_by(part.address)
        .order_by(sa.func.count(part.message_id.distinct()).desc(), part.address)
    ).all()
    known = known_addresses(connection, tenant_id, [row.address for row in rows])
    unknown = [row for row in rows if row.address in known.accounts and row.address not in known.people]
    return {row.address: row.name or row.address for row in unknown[:SHOWN]}


def _requests(totals: Sequence[int] | Any, events: _Read) -> int:
    folders = sum(max(1, math.ceil(total / PAGE_SIZE)) for total in totals)
    # The list of folders, and the well-known ones by name; the events, and the window of dates after them.
    return folders + 10 + max(1, math.ceil(len(events.items) / EVENTS_PAGE)) + 1


def _seconds(spent: float, sampled: int, mails: int) -> int:
    return max(1, round(spent * max(1.0, mails / max(1, sampled))))


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"


def _listed(counted: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counted.items()) or "nothing"
