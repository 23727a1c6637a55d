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


@pytest.mark.parametrize("after_page", [1, 2])
def test_what_goes_or_changes_between_two_pages_of_a_full_round_is_told_by_the_next(
    tenant, sandbox, company_folder, after_page
):
    running = sandbox(company_folder, now=NOW)
    series, single = make(running, "series", weeks=3), make(running, "single")
    renamed, outside = make(running, "before"), make(running, "outside", year=2020)
    with tenant.system() as connection:
        mailbox = tenant.mailboxes[ANA].id
        feed_id = feeds.ensure(connection, tenant.tenant_id, mailbox, FeedKind.CALENDAR)
    window = usual_window(NOW)
    mirror = CalendarMirror(tenant.tenant_id, mailbox, window, on_change=Linker(tenant.tenant_id).relink_events)

    def known(ask):
        def asked(remote_ids):
            with tenant.system() as connection:
                return ask(connection, remote_ids)

        return asked

    feed = CalendarFeed(client_of(running), ANA, window, known(mirror.known_series), known(mirror.series_of))
    rounds = Rounds(tenant.database, tenant.tenant_id, Clock.starting_at(NOW))
    pages = 0

    def change_meanwhile(_items):
        nonlocal pages
        pages += 1
        if pages == after_page:
            for one in (series, single, outside):
                call(running, "DELETE", ANA, f"/events/{one}")
            call(running, "PATCH", ANA, f"/events/{renamed}", {"subject": "after"})

    rounds.run(feed_id, feed, mirror, on_page=change_meanwhile)
    assert pages == 2
    rounds.run(feed_id, feed, mirror)
    with tenant.system() as connection:
        assert connection.execute(sa.select(event_copies.c.remote_id)).scalars().all() == [renamed]
        assert "after" in connection.execute(sa.select(event_texts.c.subject)).scalars().all()
