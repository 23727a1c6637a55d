"""What goes or changes while a calendar is read anew is not missed: the next round tells it."""

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of
from tests.small_company import ANA, LUIS, NOW

from trato.calendar.feed import CalendarFeed
from trato.calendar.mirror import CalendarMirror
from trato.calendar.position import usual_window
from trato.calendar.tables import event_copies, event_texts
from trato.clock import Clock
from trato.linking.service import Linker
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.round import Rounds

GUESTS = [{"emailAddress": {"address": LUIS}, "type": "required"}]


def make(running, subject, *, weeks=0, year=2026):
    day = f"{year}-03-04"
    payload = {"subject": subject, "attendees": GUESTS,
               "start": {"dateTime": f"{day}T10:00:00", "timeZone": "Europe/Madrid"},
               "end": {"dateTime": f"{day}T11:00:00", "timeZone": "Europe/Madrid"}}  # fmt: skip
    if weeks:
        payload["recurrence"] = {
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"]},
            "range": {"type": "numbered", "startDate": day, "numberOfOccurrences": weeks},
        }
    return call(running, "POST", ANA, "/events", payload)["id"]


class Reading:
    """Ana's calendar, read by rounds in which `meanwhile` happens after a certain page."""

    def __init__(self, tenant, running):
        self.tenant, window = tenant, usual_window(NOW)
        mailbox = tenant.mailboxes[ANA].id
        self.mirror = CalendarMirror(
            tenant.tenant_id, mailbox, window, on_change=Linker(tenant.tenant_id).relink_events
        )
        with tenant.system() as connection:
            self.feed_id = feeds.ensure(connection, tenant.tenant_id, mailbox, FeedKind.CALENDAR)
        asked = [self._asked(ask) for ask in (self.mirror.known_series, self.mirror.series_of, self.mirror.known)]
        known_series, series_of, known = asked
        self.feed = CalendarFeed(client_of(running), ANA, window, known_series, series_of, known=known)

    def _asked(self, ask):
        def asked(remote_ids):
            with self.tenant.system() as connection:
                return ask(connection, remote_ids)

        return asked

    def round(self, after_page=0, meanwhile=None):
        pages = 0

        def on_page(_items):
            nonlocal pages
            pages += 1
            if pages == after_page:
                meanwhile()

        Rounds(self.tenant.database, self.tenant.tenant_id, Clock.starting_at(NOW)).run(
            self.feed_id, self.feed, self.mirror, on_page=on_page
        )
        assert pages >= after_page

    def kept(self):
        with self.tenant.system() as connection:
            return set(connection.execute(sa.select(event_copies.c.remote_id)).scalars())

    def subjects(self):
        with self.tenant.system() as connection:
            return set(connection.execute(sa.select(event_texts.c.subject)).scalars())


@pytest.fixture
def running(sandbox, company_folder):
    return sandbox(company_folder, now=NOW)


@pytest.mark.parametrize("after_page", [1, 2])
def test_what_goes_or_changes_between_two_pages_of_a_full_round_is_told_by_the_next(tenant, running, after_page):
    series, single = make(running, "series", weeks=3), make(running, "single")
    renamed, outside = make(running, "before"), make(running, "outside", year=2020)
    reading = Reading(tenant, running)

    def meanwhile():
        for one in (series, single, outside):
            call(running, "DELETE", ANA, f"/events/{one}")
        call(running, "PATCH", ANA, f"/events/{renamed}", {"subject": "after"})

    reading.round(after_page, meanwhile)
    reading.round()
    assert reading.kept() == {renamed}
    assert "after" in reading.subjects()


def test_what_comes_during_a_full_round_and_goes_before_the_next_leaves_nothing(tenant, running):
    old = make(running, "old", year=2020)
    reading, made = Reading(tenant, running), []
    reading.round(1, lambda: made.extend([make(running, "series", weeks=3), make(running, "single")]))
    for one in made:
        call(running, "DELETE", ANA, f"/events/{one}")
    reading.round()
    assert reading.kept() == {old}


def test_what_comes_during_a_full_round_and_stays_is_told_by_the_next(tenant, running):
    reading, made = Reading(tenant, running), []
    make(running, "first")
    reading.round(1, lambda: made.extend([make(running, "series", weeks=3), make(running, "single")]))
    reading.round()
    assert set(made) < reading.kept()
    assert {"first", "series", "single"} <= reading.subjects()
