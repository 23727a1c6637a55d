"""Recurrence rules against known answers (libical's tables, the examples of RFC 5545), and what is refused."""

from __future__ import annotations

import json
from datetime import datetime, time
from itertools import islice, takewhile

import pytest

from trato.calendar.recurrence import wall_times
from trato.calendar.recurrence_rule import RuleNotUnderstoodError, read_moment, read_rule

pytestmark = pytest.mark.shared


def _written(moment: datetime, like: str) -> str:
    text = moment.strftime("%Y%m%dT%H%M%S" if "T" in like else "%Y%m%d")
    return text + ("Z" if like.endswith("Z") else "")


def _naive(text: str) -> datetime:
    found = read_moment(text.rpartition(":")[2])
    return found.replace(tzinfo=None) if isinstance(found, datetime) else datetime.combine(found, time())


def test_every_table_is_exact_and_other_calendars_are_refused(shared_data):
    tables = json.loads((shared_data / "recurrence_tables/libical_recurrences.json").read_text())
    exact, refused = 0, 0
    for row in tables:
        try:
            rule = read_rule(row["rrule"])
        except RuleNotUnderstoodError:
            assert row.get("rscale"), row["rrule"]
            refused += 1
            continue
        begin = _naive(row.get("start_at") or row["dtstart"])
        dates = (one for one in wall_times(rule, _naive(row["dtstart"])) if one >= begin)
        found = [_written(one, row["dtstart"]) for one in islice(dates, len(row["instances"]) + 1)]
        assert found == row["instances"], row["rrule"]
        exact += 1
    assert exact >= 48
    assert exact + refused == len(tables)


def test_every_count_is_exact(shared_data):
    rows = json.loads((shared_data / "recurrence_tables/libical_recur_counts.json").read_text())
    for row in rows:
        left_out = {_naive(row["EXDATE"])} if "EXDATE" in row else set()
        dates = [one for one in wall_times(read_rule(row["RRULE"]), _naive(row["DTSTART"])) if one not in left_out]
        assert len(dates) == int(row["X-EXPECT-NUMEVENTS"]), row["DESCRIPTION"]


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=FORTNIGHTLY", "FREQ=DAILY;COUNT", "FREQ=DAILY;BYDAY=XX", "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=0",
     "FREQ=WEEKLY;BYWEEKNO=3", "FREQ=YEARLY;BYSETPOS=0", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;COUNT=99999999999",
     "FREQ=DAILY;NEVER=1", "RSCALE=CHINESE;FREQ=YEARLY"],
)  # fmt: skip
def test_a_rule_that_is_not_understood_is_refused_and_quoted(text):
    with pytest.raises(RuleNotUnderstoodError, match="rule"):
        read_rule(text)


def test_a_rule_that_names_no_day_there_is_ends_with_the_calendar():
    rule = read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    assert list(wall_times(rule, read_moment("20260101T090000"))) == []


def test_what_is_long_ago_is_skipped_and_the_rest_is_the_same():
    start = read_moment("19900131T090000")
    after = read_moment("20260301T000000")
    for text in ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR",
                 "FREQ=YEARLY;INTERVAL=3;BYMONTH=1,5", "FREQ=DAILY;BYMONTH=3;BYDAY=TU"):  # fmt: skip
        rule = read_rule(text)
        near = takewhile(lambda one: one.year < 2030, wall_times(rule, start, after=after))
        whole = takewhile(lambda one: one.year < 2030, wall_times(rule, start))
        assert [one for one in near if one >= after] == [one for one in whole if one >= after], text


def test_a_rule_is_written_as_it_was_read(shared_data):
    for row in json.loads((shared_data / "recurrence_tables/libical_recurrences.json").read_text()):
        if not row.get("rscale"):
            rule = read_rule(row["rrule"])
            assert read_rule(rule.text()) == rule
