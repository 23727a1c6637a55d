"""Outlook's recurrence becomes a rule of iCalendar and back without loss, and gives the days Outlook gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.calendar.graph_recurrence import DAYS, PLACES, NotInGraphError, recurrence_of, rule_of
from trato.calendar.recurrence import wall_times
from trato.calendar.recurrence_rule import RuleNotUnderstoodError, read_moment, read_rule

MADRID = ZoneInfo("Europe/Madrid")
START = read_moment("20260115T093000")
_days = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda found: sorted(found, key=DAYS.index))
_month, _day, _place = st.integers(1, 12), st.integers(1, 31), st.sampled_from(sorted(PLACES))


def _pattern(kind: str, **parts):
    return st.fixed_dictionaries({"type": st.just(kind), "interval": st.integers(1, 99), **parts})


patterns = st.one_of(
    _pattern("daily"),
    _pattern("weekly", daysOfWeek=_days, firstDayOfWeek=st.sampled_from(DAYS)),
    _pattern("absoluteMonthly", dayOfMonth=_day),
    _pattern("relativeMonthly", daysOfWeek=_days, index=_place),
    _pattern("absoluteYearly", month=_month, dayOfMonth=_day),
    _pattern("relativeYearly", month=_month, daysOfWeek=_days, index=_place),
)
ranges = st.one_of(
    st.just({"type": "noEnd"}),
    st.integers(1, 999).map(lambda count: {"type": "numbered", "numberOfOccurrences": count}),
    st.integers(0, 4000).map(lambda days: {"type": "endDate", "endDate": str(START.date() + timedelta(days=days))}),
).map(lambda span: {"startDate": str(START.date())} | span)


@given(pattern=patterns, span=ranges, zone=st.sampled_from((None, MADRID, ZoneInfo("Pacific/Auckland"))))
def test_graph_to_icalendar_and_back_is_the_same(pattern, span, zone):
    told = {"pattern": pattern, "range": span}
    written = rule_of(told, zone).text()
    assert recurrence_of(read_rule(written), START, zone) == told


@pytest.mark.parametrize(("day", "expected"), [(31, [31, 28, 31, 30]), (30, [30, 28, 30, 30]), (28, [28, 28, 28, 28])])
def test_where_a_month_lacks_the_day_outlook_takes_its_last(day, expected):
    rule = rule_of({"pattern": {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": day}, "range": {}}, MADRID)
    assert [one.day for one in islice(wall_times(rule, START), 4)] == expected


def test_the_last_working_day_of_the_month_is_found():
    pattern = {"type": "relativeMonthly", "interval": 1, "daysOfWeek": DAYS[:5], "index": "last"}
    rule = rule_of({"pattern": pattern, "range": {}}, MADRID)
    assert [one.date() for one in islice(wall_times(rule, START), 2)] == [date(2026, 1, 30), date(2026, 2, 27)]


@pytest.mark.parametrize(
    "text", ["FREQ=HOURLY", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYWEEKNO=20",
             "FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=YEARLY;BYDAY=20MO", "FREQ=MONTHLY;BYDAY=5MO"],
)  # fmt: skip
def test_a_rule_that_outlook_has_no_pattern_for_is_refused(text):
    with pytest.raises(NotInGraphError, match="Graph has no pattern"):
        recurrence_of(read_rule(text), datetime(2026, 1, 31, 9, tzinfo=MADRID), MADRID)


def test_a_recurrence_that_is_not_understood_is_refused():
    for pattern in ({"type": "lunar"}, {"type": "absoluteMonthly", "dayOfMonth": 40}, {"type": "relativeMonthly"}, {}):
        with pytest.raises(RuleNotUnderstoodError):
            rule_of({"pattern": pattern, "range": {}}, None)
