"""A date is when its organizer says; a guest who moves it in their own calendar moves it for nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.event_items import START, calendar_of, event, occurrence, series
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, BEN, NOW

from trato.calendar.tables import event_occurrences
from trato.clock import Clock
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.round import Rounds

UID = "u1@vega.example"
MOVED = START + timedelta(hours=3)


class Meeting:
    """Ana organizes, Ben is invited; the last item of each calendar is the date that is looked at."""

    def __init__(self, company, items):
        self.company = company
        self.feeds = {upn: MemoryFeed(page_size=10) for upn in (ANA, BEN)}
        self.dates = {}
        for upn, feed in self.feeds.items():
            role = {"is_organizer": upn == ANA, "response": "organizer" if upn == ANA else "none", "ical_uid": UID}
            for item in items(upn):
                feed.put(replace(item, **role))
                self.dates[upn] = item.remote_id
        self.follow(ANA, BEN)

    def move(self, upn, to):
        before = self.feeds[upn].items[self.dates[upn]]
        self.feeds[upn].put(
            replace(before, starts_at=to, ends_at=to + timedelta(hours=1), change_key=f"{before.change_key}+")
        )
        self.follow(upn)

    def follow(self, *upns):
        for upn in upns:
            with self.company.system() as connection:
                mailbox_id = self.company.mailboxes[upn].id
                feed_id = feeds.ensure(connection, self.company.tenant_id, mailbox_id, FeedKind.CALENDAR)
            rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW))
            rounds.run(feed_id, self.feeds[upn], calendar_of(self.company, upn))

    def starts_at(self):
        with self.company.system() as connection:
            found = connection.execute(sa.select(event_occurrences.c.starts_at)).scalars().all()
        (one,) = found
        return one


def single(upn):
    return [event(f"{upn}-1", at=START)]


def one_of_a_series(upn):
    return [series(f"{upn}-1", at=START), occurrence(0, of=f"{upn}-1", at=START)]


@pytest.fixture(params=[single, one_of_a_series])
def meeting(request, tenant):
    return Meeting(tenant, request.param)


def test_a_guest_moves_it_for_nobody_else(meeting):
    meeting.move(BEN, MOVED)
    assert meeting.starts_at() == START
    meeting.move(ANA, START + timedelta(hours=1))
    assert meeting.starts_at() == START + timedelta(hours=1)


def test_when_the_organizer_has_no_copy_of_it_any_more_it_is_as_the_guest_says(meeting):
    meeting.move(BEN, MOVED)
    meeting.feeds[ANA].remove(meeting.dates[ANA])
    meeting.follow(ANA)
    assert meeting.starts_at() == MOVED
    meeting.move(BEN, START)
    assert meeting.starts_at() == START
