"""Fault 25: series that are edited, moved in part, cancelled in part, renamed, over days of 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.calendar.brute_force import Series
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, NOW, write_folder

from graph_sandbox import Sandbox
from trato.calendar.position import usual_window
from trato.calendar.tables import event_occurrences
from trato.clock import Clock
from trato.jobs.mailboxes import MailboxSync
from trato.sync.model import FeedKind, Scope

WINDOW = usual_window(NOW)
# A zone by both of its names, and where its clocks change in 2026.
ZONES = {
    "Europe/Madrid": "Romance Standard Time",
    "America/New_York": "Eastern Standard Time",
    "Australia/Sydney": "AUS Eastern Standard Time",
}


@st.composite
def all_series(draw):
    kind = draw(st.sampled_from(["daily", "weekly", "absoluteMonthly", "relativeMonthly"]))
    first = draw(st.dates(date(2026, 2, 1), date(2026, 4, 28)))
    ends = draw(st.sampled_from(["last", "count", "never"]))
    return Series(
        kind=kind,
        first=first if kind != "absoluteMonthly" else first.replace(day=min(first.day, 28)),
        at=draw(st.sampled_from([time(9, 30), time(2, 30), time(0, 0), time(23, 45)])),
        lasts=draw(st.sampled_from([timedelta(minutes=45), timedelta(hours=24)])),
        zone=draw(st.sampled_from(sorted(ZONES))),
        interval=draw(st.integers(7, 30) if kind == "daily" else st.integers(1, 3)),
        weekdays=frozenset({first.weekday(), *draw(st.sets(st.integers(0, 6), max_size=1))}),
        first_weekday=draw(st.sampled_from([0, 6])),
        last=first + timedelta(days=draw(st.integers(0, 200))) if ends == "last" else None,
        count=draw(st.integers(1, 20)) if ends == "count" else None,
    )


class Calendar:
    """Ana's calendar, and what became of each date of the one series in it."""

    def __init__(self, sandbox, company, series):
        self.sandbox, self.company, self.series, self.zone = sandbox, company, series, series.zone
        first = series.period(series.first)[0].astimezone(UTC)
        self.truth = {start: (start, end) for start, end in series.dates(WINDOW.end)}
        assert first in self.truth
        self.id = self.do("POST", "/events", {"subject": "Visita", "recurrence": series.recurrence(), **self.stamps()})[
            "id"
        ]

    def do(self, method, path, payload=None):
        return call(self.sandbox, method, ANA, path, payload)

    def stamps(self, zone=None):
        wall = datetime.combine(self.series.first, self.series.at)
        return {name: {"dateTime": moment.isoformat(), "timeZone": zone or self.zone}
                for name, moment in (("start", wall), ("end", wall + self.series.lasts))}  # fmt: skip

    def rename_zone(self):
        self.do("PATCH", f"/events/{self.id}", self.stamps(ZONES[self.zone]))

    def retitle(self, subject):
        self.do("PATCH", f"/events/{self.id}", {"subject": subject})

    def instance(self, original):
        edges = [(original + shift).strftime("%Y-%m-%dT%H:%M:%SZ") for shift in (-timedelta(1), timedelta(2))]
        found = self.do("GET", f"/events/{self.id}/instances?startDateTime={edges[0]}&endDateTime={edges[1]}&$top=50")
        (item,) = [one for one in found["value"] if one["originalStart"] == original.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return item["id"]

    def move(self, original, by):
        start, end = (moment + by for moment in self.truth[original])
        stamps = {name: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
                  for name, moment in (("start", start), ("end", end))}  # fmt: skip
        self.do("PATCH", f"/events/{self.instance(original)}", stamps)
        self.truth[original] = (start, end)

    def cancel(self, original):
        self.do("DELETE", f"/events/{self.instance(original)}")
        del self.truth[original]

    def follow(self):
        sync = MailboxSync(
            self.company.database, self.company.tenant_id, Clock.starting_at(NOW), client_of(self.sandbox)
        )
        report = sync.follow(self.company.mailboxes[ANA], scope=Scope.only(FeedKind.CALENDAR))
        assert report.faults == {}
        return report

    def forget(self):
        self.do("DELETE", f"/events/{self.id}")
        self.follow()
        assert self.kept == []

    @property
    def kept(self):
        table = event_occurrences
        with self.company.system() as connection:
            mine = table.c.tenant_id == self.company.tenant_id
            rows = connection.execute(sa.select(table.c.starts_at, table.c.ends_at).where(mine))
            return sorted((row.starts_at, row.ends_at) for row in rows)


@pytest.fixture(scope="module")
def place(tmp_path_factory, new_company):
    """One mailbox for all examples; each leaves its calendar empty. Plain dates come with ids and times only."""
    with Sandbox.from_folder(write_folder(tmp_path_factory.mktemp("series"))) as running:
        control(running, "PATCH", "/settings", {"sparse_occurrences": True})
        yield running, new_company()


@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(series=all_series(), data=st.data())
def test_fault_25_a_series_equals_its_dates_counted_day_by_day(place, series, data):
    calendar = Calendar(*place, series)
    try:
        calendar.follow()
        assert calendar.kept == sorted(calendar.truth.values())
        calendar.rename_zone()
        for original in data.draw(st.lists(st.sampled_from(sorted(calendar.truth)), max_size=3, unique=True)):
            shift = data.draw(st.sampled_from([None, timedelta(hours=3), timedelta(days=-1), timedelta(days=400)]))
            calendar.cancel(original) if shift is None and len(calendar.truth) > 1 else calendar.move(
                original, shift or timedelta(hours=1)
            )
        calendar.retitle("Revisión")
        calendar.follow()
        assert calendar.kept == sorted(calendar.truth.values())
        assert calendar.follow().changed == 0
    finally:
        calendar.forget()


@pytest.mark.parametrize("zone", sorted(ZONES))
def test_fault_25_days_of_23_and_of_25_hours(place, zone):
    """Every day from one change of the clocks to the next, at times that come not at all or twice."""
    series = Series(
        "daily", date(2026, 3, 1), time(2, 30), timedelta(hours=24), zone, interval=7, last=date(2026, 11, 8)
    )
    calendar = Calendar(*place, series)
    calendar.follow()
    lengths = {(end - start) for start, end in calendar.kept}
    assert calendar.kept == sorted(calendar.truth.values())
    assert len(lengths) > 1, "a day of 23 or 25 hours is among them"
    calendar.forget()
