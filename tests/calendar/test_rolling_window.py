"""The window of dates moves on with time, without a gap; what lies outside it is kept as it is."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, NOW

from trato.calendar.position import AHEAD, read_position, usual_window
from trato.calendar.tables import event_copies, event_occurrences
from trato.clock import Clock
from trato.db.schema import metadata
from trato.jobs.mailboxes import MailboxSync
from trato.sync import removals
from trato.sync import store as feeds
from trato.sync.model import FeedKind, Scope

MONTHS = timedelta(days=30)


class Calendar:
    """Ana's calendar, followed now and at later times."""

    def __init__(self, sandbox, company):
        self.sandbox, self.company = sandbox, company
        self.mailbox = company.mailboxes[ANA]

    def do(self, method, path, payload=None):
        return call(self.sandbox, method, ANA, path, payload)

    def make(self, at, **more):
        stamps = {name: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
                  for name, moment in (("start", at), ("end", at + timedelta(hours=1)))}  # fmt: skip
        return self.do("POST", "/events", {"subject": "Visita", **stamps, **more})["id"]

    def weekly(self, at):
        pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [at.strftime("%A").lower()]}
        span = {"type": "noEnd", "startDate": at.strftime("%Y-%m-%d")}
        return self.make(at, recurrence={"pattern": pattern, "range": span})

    def move(self, remote_id, to):
        stamps = {name: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
                  for name, moment in (("start", to), ("end", to + timedelta(hours=1)))}  # fmt: skip
        self.do("PATCH", f"/events/{remote_id}", stamps)

    def follow(self, at=NOW):
        sync = MailboxSync(
            self.company.database, self.company.tenant_id, Clock.starting_at(at), client_of(self.sandbox)
        )
        return sync.follow(self.mailbox, scope=Scope.only(FeedKind.CALENDAR))

    @property
    def state(self):
        with self.company.system() as connection:
            (found,) = [one for one in feeds.of_mailbox(connection, self.mailbox.id) if one.kind is FeedKind.CALENDAR]
        return found

    @property
    def window(self):
        return read_position(self.state.cursor).window

    @property
    def dates(self):
        with self.company.system() as connection:
            return sorted(connection.execute(sa.select(event_occurrences.c.starts_at)).scalars())

    @property
    def copies(self):
        with self.company.system() as connection:
            return set(connection.execute(sa.select(event_copies.c.remote_id)).scalars())


@pytest.fixture
def calendar(sandbox, company_folder, tenant):
    return Calendar(sandbox(company_folder), tenant)


def mondays(first, until):
    found = []
    while first < until:
        found.append(first)
        first += timedelta(weeks=1)
    return found


MONDAY = datetime(2026, 2, 2, 9, tzinfo=UTC)


def test_the_window_stays_while_nine_months_lie_ahead(calendar):
    calendar.follow()
    first = calendar.window
    assert first == usual_window(NOW)
    calendar.follow(NOW + 2 * MONTHS)
    assert calendar.window == first


def test_the_window_rolls_on_and_keeps_every_row(calendar):
    calendar.weekly(MONDAY)
    calendar.follow()
    assert calendar.dates == mondays(MONDAY, usual_window(NOW).end)
    rows, full_rounds = calendar.copies, calendar.state.full_round
    later = NOW + 4 * MONTHS
    assert calendar.follow(later).faults == {}
    assert calendar.window == usual_window(later)
    assert calendar.dates == mondays(MONDAY, usual_window(later).end)
    assert calendar.copies > rows
    assert calendar.state.full_round == full_rounds, "nothing was read anew and nothing swept"
    assert calendar.follow(later).changed == 0


def test_dates_that_the_window_left_behind_stay_through_a_full_round(calendar):
    calendar.weekly(MONDAY)
    calendar.follow()
    later = NOW + 30 * MONTHS
    calendar.follow(later)
    control(calendar.sandbox, "POST", "/delta/expire")
    calendar.follow(later)
    assert calendar.window.start > MONDAY
    assert calendar.dates == mondays(MONDAY, usual_window(later).end)


def test_dates_outside_the_window_go_with_their_series_in_a_full_round(calendar):
    gone = calendar.weekly(MONDAY)
    for n in range(3):
        calendar.make(NOW + timedelta(days=n))
    calendar.follow()
    later = NOW + 30 * MONTHS
    calendar.follow(later)
    calendar.do("DELETE", f"/events/{gone}")
    control(calendar.sandbox, "POST", "/delta/expire")
    report = calendar.follow(later)
    assert "mass_removal" in report.faults["calendar"]
    assert len(calendar.dates) > 100
    with calendar.company.system() as connection:
        removals.allow(connection, calendar.company.tenant_id, calendar.mailbox.id, most=1000, by="Ana", at=later)
    assert calendar.follow(later + timedelta(days=1)).faults == {}
    assert calendar.dates == [NOW + timedelta(days=n) for n in range(3)]


def test_a_roll_that_breaks_off_keeps_the_old_window_and_goes_on_later(calendar):
    calendar.weekly(MONDAY)
    calendar.follow()
    first, later = calendar.window, NOW + 4 * MONTHS
    news = later + timedelta(days=3)
    calendar.make(news)
    # The first request asks the old window for its changes, the second begins the new one.
    control(calendar.sandbox, "POST", "/faults", {"kind": "status", "status": 500, "path": "delta", "skip": 1})
    assert calendar.follow(later).faults != {}
    assert news in calendar.dates, "the old window still tells its news"
    assert calendar.window == first
    control(calendar.sandbox, "DELETE", "/faults")
    full_rounds = calendar.state.full_round
    calendar.follow(later + timedelta(days=1))
    assert calendar.window.end > first.end
    assert calendar.state.full_round == full_rounds
    assert calendar.dates == sorted([*mondays(MONDAY, calendar.window.end), news])


def test_a_new_window_whose_link_is_lost_is_begun_again_from_the_old_one(calendar):
    calendar.weekly(MONDAY)
    calendar.follow()
    full_rounds, later = calendar.state.full_round, NOW + 4 * MONTHS
    control(calendar.sandbox, "POST", "/faults", {"kind": "status", "status": 410, "path": "delta", "skip": 1,
                                                  "times": 1})  # fmt: skip
    assert calendar.follow(later).faults == {}
    assert calendar.window == usual_window(later)
    assert calendar.state.full_round == full_rounds, "nothing was read anew"
    assert calendar.dates == mondays(MONDAY, usual_window(later).end)


def test_what_goes_while_the_window_rolls_is_gone(calendar):
    """The old link tells its last after the new window was read."""
    goes, stays = calendar.make(NOW + timedelta(days=5)), calendar.make(NOW + timedelta(days=6))
    calendar.follow()
    position = read_position(calendar.state.cursor)
    later = NOW + 4 * MONTHS
    control(calendar.sandbox, "POST", "/faults", {"kind": "status", "status": 503, "path": "delta", "skip": 2,
                                                  "times": 20})  # fmt: skip
    calendar.follow(later)
    waiting = read_position(calendar.state.cursor)
    assert waiting.roll is not None
    assert waiting.roll.is_read
    assert waiting.window == position.window
    calendar.do("DELETE", f"/events/{goes}")
    control(calendar.sandbox, "DELETE", "/faults")
    calendar.follow(later + timedelta(days=1))
    assert calendar.copies == {stays}
    assert read_position(calendar.state.cursor).roll is None


def test_what_moves_out_of_the_window_is_kept_where_it_is_now(calendar):
    moved = calendar.make(NOW + timedelta(days=5))
    calendar.follow()
    far = NOW + AHEAD + timedelta(days=200)
    calendar.move(moved, far)
    calendar.follow()
    assert (calendar.dates, calendar.copies) == ([far], {moved})


def test_an_event_made_beyond_the_window_is_kept_and_followed(calendar):
    calendar.follow()
    far = NOW + AHEAD + timedelta(days=200)
    made = calendar.make(far)
    calendar.follow()
    assert calendar.dates == [far]
    calendar.move(made, far + timedelta(days=1))
    calendar.follow()
    assert calendar.dates == [far + timedelta(days=1)]
    calendar.do("DELETE", f"/events/{made}")
    calendar.follow()
    assert (calendar.dates, calendar.copies) == ([], set())


def test_a_deleted_series_is_asked_about_once_and_not_date_by_date(calendar):
    made = calendar.weekly(MONDAY)
    calendar.follow()
    assert len(calendar.dates) > 50
    calendar.do("DELETE", f"/events/{made}")
    control(calendar.sandbox, "DELETE", "/counters")
    calendar.follow()
    assert calendar.dates == []
    assert control(calendar.sandbox, "GET", "/counters")["requests"] == 2, (
        "the changes, and whether the series is there"
    )


def test_a_cursor_of_an_older_version_is_read_anew(calendar):
    calendar.make(NOW + timedelta(days=5))
    calendar.follow()
    old = calendar.state
    with calendar.company.system() as connection:
        table = metadata.tables["feeds"]
        link = read_position(old.cursor).link
        connection.execute(sa.update(table).where(table.c.id == old.id).values(cursor=link))
    assert calendar.follow().faults == {}
    assert calendar.state.full_round == old.full_round + 1
    assert len(calendar.dates) == 1
