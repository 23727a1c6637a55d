"""What a page of a calendar costs the database: the same number of statements for many events as for few."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from tests.event_items import START, calendar_of, event, occurrence, series
from tests.mail_items import page
from tests.query_recorder import recorded
from tests.small_company import BEN

from trato.calendar.model import EventItem
from trato.calendar.tables import event_attendees, event_occurrences, events


def calendar(size: int) -> list[EventItem]:
    """As many single events as dates of series."""
    singles = [event(f"e{n}", at=START + timedelta(hours=n)) for n in range(size)]
    masters = [series(f"s{n}", at=START + timedelta(minutes=n)) for n in range(size // 4)]
    dates = [occurrence(k, of=f"s{n}", at=START + timedelta(minutes=n)) for n in range(size // 4) for k in range(4)]
    return [*singles, *masters, *dates]


def statements_for(company, items, **of) -> int:
    with company.system() as connection, recorded(company.database) as heard:
        calendar_of(company, **of).apply(connection, page(items), full_round=1)
    return len(heard)


def test_a_page_of_many_events_needs_no_more_statements_than_one_of_few(new_company):
    counts = []
    for size in (8, 80):
        company = new_company()
        told = calendar(size)
        changed = [replace(one, change_key="2", location="Bilbao") for one in told]
        guests = [replace(one, is_organizer=False, response="accepted") for one in told]
        counts.append(
            (statements_for(company, told), statements_for(company, changed), statements_for(company, guests, upn=BEN))
        )
    assert counts[0] == counts[1]


def test_an_event_that_is_told_again_as_it_is_writes_no_row_of_it(tenant):
    told = calendar(8)
    statements_for(tenant, told)
    tables = (events, event_attendees, event_occurrences)

    def written() -> list[object]:
        with tenant.system() as connection:
            return [
                connection.execute(sa.text(f"SELECT xmin::text, ctid::text FROM {table.name} ORDER BY 2")).all()  # noqa: S608
                for table in tables
            ]

    before = written()
    statements_for(tenant, [replace(one, change_key="2") for one in told])
    assert written() == before
