"""Whatever happens in two calendars and between rounds, after a round the mirror equals them.

A state machine over feeds in memory and the real mirror: meetings and series come, in one calendar or both; dates are
moved, cancelled, deleted, declined; series go; cursors expire, pages replay and come in another order.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.event_items import START, calendar_of, event, occurrence, series
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, BEN, NOW

from trato.calendar.model import EventType
from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.clock import Clock
from trato.crm.tables import interactions
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.round import Rounds

OWNERS = (ANA, BEN)
owners = st.sampled_from(OWNERS)


class Calendars(RuleBasedStateMachine):
    """The truth is `self.feeds`: Ana organizes, Ben is invited; each calendar has items of its own."""

    def __init__(self, new_company):
        super().__init__()
        self.company = new_company()
        self.feeds = {upn: SeriesFirst(page_size=4) for upn in OWNERS}
        self.feed_ids = {}
        for upn in OWNERS:
            with self.company.system() as connection:
                self.feed_ids[upn] = feeds.ensure(
                    connection, self.company.tenant_id, self.company.mailboxes[upn].id, FeedKind.CALENDAR
                )
        self.number = 0
        self.dirty = False

    meetings = Bundle("meetings")

    def next_number(self):
        self.number += 1
        return self.number

    def put(self, upn, item):
        self.feeds[upn].put(replace(item, change_key=f"v{self.next_number()}"))
        self.dirty = True

    def items(self, upn, uid, *types):
        """The items of a meeting in a calendar, the master before its dates."""
        found = [item for item in self.feeds[upn].items.values() if item.ical_uid == uid]
        kept = [item for item in found if not types or item.type in types]
        return sorted(kept, key=lambda item: (item.is_part_of_series, item.remote_id))

    def change(self, uid, number, changed):
        """Change one date of a meeting wherever it stands."""
        for upn in OWNERS:
            for item in self.dates(upn, uid):
                if key_number(item) == number:
                    kind = EventType.EXCEPTION if item.is_part_of_series else item.type
                    self.put(upn, replace(item, type=kind, **changed(item)))

    def dates(self, upn, uid):
        return [item for item in self.items(upn, uid) if item.type is not EventType.MASTER]

    @rule(target=meetings, invited=st.booleans(), weeks=st.integers(0, 3), days=st.integers(-9, 9))
    def invite(self, invited, weeks, days):
        """A single meeting (no weeks), or a series of so many."""
        n = self.next_number()
        at, uid = START + timedelta(days=days, minutes=n), f"u{n}@vega.example"
        for upn in OWNERS if invited else [ANA]:
            mine = {"is_organizer": upn == ANA, "response": "organizer" if upn == ANA else "none"}
            name = f"{upn}-{n}"
            if not weeks:
                self.put(upn, event(name, at=at, ical_uid=uid, subject=f"Meeting {n}", **mine))
                continue
            self.put(upn, series(name, at=at, ical_uid=uid, subject=f"Series {n}", **mine))
            for week in range(weeks):
                date = occurrence(week, of=name, at=at, subject=f"Series {n}", **mine)
                self.put(upn, replace(date, ical_uid=uid))
        return uid

    @rule(uid=meetings, number=st.integers(0, 2), hours=st.integers(1, 30))
    def move_a_date(self, uid, number, hours):
        shift = timedelta(hours=hours)
        self.change(uid, number, lambda item: {"starts_at": item.starts_at + shift, "ends_at": item.ends_at + shift})

    @rule(uid=meetings, number=st.integers(0, 2), hours=st.integers(1, 30))
    def guest_moves_a_date_for_themselves(self, uid, number, hours):
        for item in self.dates(BEN, uid):
            if key_number(item) == number:
                shift = timedelta(hours=hours)
                self.put(BEN, replace(item, starts_at=item.starts_at + shift, ends_at=item.ends_at + shift))

    @rule(uid=meetings, number=st.integers(0, 2), is_cancelled=st.booleans())
    def cancel_a_date(self, uid, number, is_cancelled):
        self.change(uid, number, lambda _item: {"is_cancelled": is_cancelled})

    @rule(uid=meetings, upn=owners, number=st.integers(0, 2))
    def delete_a_date(self, uid, upn, number):
        for item in self.dates(upn, uid):
            if key_number(item) == number:
                self.feeds[upn].remove(item.remote_id)
                self.dirty = True

    @rule(uid=meetings, upn=owners)
    def delete_it(self, uid, upn):
        for item in self.items(upn, uid):
            self.feeds[upn].remove(item.remote_id)
            self.dirty = True

    @rule(uid=meetings, response=st.sampled_from(["accepted", "declined"]))
    def answer(self, uid, response):
        for item in self.items(BEN, uid):
            self.put(BEN, replace(item, response=response))

    @rule(uid=meetings, subject=st.sampled_from(["Visita", "Review"]), is_cancelled=st.booleans())
    def change_it(self, uid, subject, is_cancelled):
        for upn in OWNERS:
            for item in self.items(upn, uid, EventType.MASTER, EventType.SINGLE):
                self.put(upn, replace(item, subject=subject, is_cancelled=is_cancelled))

    @rule(upn=owners)
    def expire(self, upn):
        self.feeds[upn].expire()

    @rule(replays=st.integers(0, 4), is_reversed=st.booleans(), gives_empty_pages=st.booleans())
    def misbehave(self, replays, is_reversed, gives_empty_pages):
        for feed in self.feeds.values():
            feed.replays, feed.is_reversed, feed.gives_empty_pages = replays, is_reversed, gives_empty_pages

    @precondition(lambda self: self.dirty)
    @rule(order=st.permutations(OWNERS))
    def follow_all(self, order):
        for upn in order:
            self.follow(upn)
        self.dirty = False

    def follow(self, upn):
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW))
        return rounds.run(self.feed_ids[upn], self.feeds[upn], calendar_of(self.company, upn))

    @precondition(lambda self: not self.dirty)
    @invariant()
    def mirror_is_calendars(self):
        upns = {box.id: upn for upn, box in self.company.mailboxes.items()}
        truth = {(upn, item.remote_id): item for upn in OWNERS for item in self.feeds[upn].items.values()}
        with self.company.system() as connection:
            copies = connection.execute(sa.select(event_copies)).all()
            rows = {row.id: row for row in connection.execute(sa.select(events))}
            texts = {row.event_id: row.subject for row in connection.execute(sa.select(event_texts))}
            guests = {row.event_id: row.address for row in connection.execute(sa.select(event_attendees))}
            dates = connection.execute(sa.select(event_occurrences)).all()
            counted = connection.execute(sa.select(interactions)).all()
        assert {(upns[row.mailbox_id], row.remote_id): row.change_key for row in copies} == {
            key: item.change_key for key, item in truth.items()
        }
        assert len({row.ical_uid for row in rows.values()}) == len(rows), "an event was doubled"
        for copy in copies:
            item, row = truth[upns[copy.mailbox_id], copy.remote_id], rows[copy.event_id]
            assert row.ical_uid == item.ical_uid
            if not item.is_part_of_series:
                assert (texts[row.id], guests[row.id]) == (item.subject, item.attendees[0].address)
                assert (row.cancelled_at is not None) == item.is_cancelled
        # What the organizer says of a date stands last, and so over what a guest says.
        wanted = {
            (item.ical_uid, item.occurrence_key): (item.starts_at, item.ends_at, item.is_cancelled)
            for item in sorted(truth.values(), key=lambda item: item.is_organizer)
            if item.type is not EventType.MASTER
        }
        assert {
            (rows[row.event_id].ical_uid, row.occurrence_key): (row.starts_at, row.ends_at, row.is_cancelled)
            for row in dates
        } == wanted
        assert len({(row.event_id, row.occurrence_key) for row in counted}) == len(counted)
        assert {(rows[row.event_id].ical_uid, row.occurrence_key) for row in counted} <= set(wanted)

    @precondition(lambda self: not self.dirty)
    @rule()
    def another_round_changes_nothing(self):
        assert [self.follow(upn).changed for upn in OWNERS] == [0, 0]


class SeriesFirst(MemoryFeed):
    """As the real feed: the master of a series is told no later than its dates."""

    def _page(self, ids, cursor, *, is_last):
        told = [self.items[one] for one in ids if one in self.items]
        masters = [item.series_remote_id for item in told if item.is_part_of_series]
        return super()._page([*dict.fromkeys(masters), *ids], cursor, is_last=is_last)


def key_number(item):
    """Which date of its series an item is; a single meeting is its own first."""
    return int(item.remote_id.rpartition("-")[2]) if item.is_part_of_series else 0


def test_after_a_round_the_mirror_is_the_calendars(new_company):
    run_state_machine_as_test(
        lambda: Calendars(new_company),
        settings=settings(max_examples=12, stateful_step_count=20, phases=[Phase.generate]),
    )
