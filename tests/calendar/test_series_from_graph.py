"""A series as Graph tells it: its master, its dates, one that was moved, and what changes later."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of
from tests.small_company import ANA, LUIS, NOW

from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.clock import Clock
from trato.crm.tables import interactions
from trato.jobs.mailboxes import MailboxSync

CALENDAR = f"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:weekly@vega.example
DTSTAMP:20260201T080000Z
DTSTART;TZID=Europe/Madrid:20260202T093000
DTEND;TZID=Europe/Madrid:20260202T100000
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4
SUMMARY:Norte weekly
ORGANIZER:mailto:{ANA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}
END:VEVENT
BEGIN:VEVENT
UID:weekly@vega.example
RECURRENCE-ID;TZID=Europe/Madrid:20260209T093000
DTSTAMP:20260202T080000Z
DTSTART;TZID=Europe/Madrid:20260210T120000
DTEND;TZID=Europe/Madrid:20260210T123000
SUMMARY:Norte weekly (moved)
ORGANIZER:mailto:{ANA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def running(sandbox, company_folder):
    (company_folder / "calendar").mkdir()
    (company_folder / "calendar" / f"{ANA}.ics").write_text(CALENDAR, "utf-8")
    return sandbox(company_folder)


@pytest.fixture
def follow(tenant, running):
    def run():
        sync = MailboxSync(tenant.database, tenant.tenant_id, Clock.starting_at(NOW), client_of(running))
        report = sync.follow(tenant.mailboxes[ANA])
        assert report.faults == {}
        return report

    return run


def values(tenant, column, *order):
    with tenant.system() as connection:
        return list(connection.execute(sa.select(column).order_by(*(order or (column,)))).scalars())


def master(running):
    (found,) = [one for one in call(running, "GET", ANA, "/events")["value"] if one["type"] == "seriesMaster"]
    return found["id"]


def test_a_series_is_one_event_with_its_dates(tenant, follow):
    follow()
    assert values(tenant, events.c.ical_uid) == ["weekly@vega.example"]
    days = [datetime(2026, 2, day, hour, minute, tzinfo=UTC)
            for day, hour, minute in ((2, 8, 30), (10, 11, 0), (16, 8, 30), (23, 8, 30))]  # fmt: skip
    assert values(tenant, event_occurrences.c.starts_at) == days
    assert values(tenant, interactions.c.starts_at) == days
    assert len(values(tenant, event_copies.c.remote_id)) == 5
    assert follow().changed == 0


def test_what_the_series_says_now_is_followed(tenant, running, follow):
    follow()
    guest = {"emailAddress": {"address": "noa@rioja.example", "name": "Noa"}, "type": "required"}
    call(running, "PATCH", ANA, f"/events/{master(running)}", {"subject": "Rioja weekly", "attendees": [guest]})
    follow()
    assert values(tenant, event_texts.c.subject) == ["Rioja weekly"]
    assert values(tenant, event_attendees.c.address) == ["noa@rioja.example"]
    assert follow().changed == 0


def test_a_deleted_series_goes_with_its_dates(tenant, running, follow):
    follow()
    call(running, "DELETE", ANA, f"/events/{master(running)}")
    follow()
    assert values(tenant, event_occurrences.c.starts_at) == []
    assert values(tenant, interactions.c.starts_at) == []
