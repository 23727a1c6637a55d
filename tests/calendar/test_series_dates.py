"""The dates of whole series: clocks that change both ways, floating and whole days, dates left out, added and moved."""

from __future__ import annotations

from datetime import UTC, datetime

from trato.calendar.ical_read import read_calendar

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0"]


def dates(
    *lines: str, begin: datetime | None = None, end: datetime | None = None, most: int | None = None
) -> list[str]:
    events = "\r\n".join([*HEAD, "BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    return _starts(events, begin, end, most)


def _starts(text: str, begin=None, end=None, most=None) -> list[str]:
    calendar = read_calendar(text.encode())
    assert not calendar.problems
    return [one.start.isoformat() for item in calendar.items for one in item.dates(begin, end, most=most)]


def instants(*lines: str) -> list[str]:
    text = "\r\n".join([*HEAD, "BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    (item,) = read_calendar(text.encode()).items
    return [
        f"{one.start.astimezone(UTC):%d %H:%M} {(one.end.astimezone(UTC) - one.start.astimezone(UTC)).seconds // 60}"
        for one in item.dates()
    ]


def test_a_time_that_the_clocks_leave_out_takes_the_offset_before():
    told = instants("DTSTART;TZID=Europe/Madrid:20260328T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3")
    assert told == ["28 01:30 30", "29 01:30 30", "30 00:30 30"]


def test_a_time_that_comes_twice_is_the_first():
    told = instants("DTSTART;TZID=Europe/Madrid:20261024T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3")
    assert told == ["24 00:30 30", "25 00:30 30", "26 01:30 30"]


def test_a_length_given_by_its_end_is_exact_over_a_change_of_the_clocks():
    ends = ("DTSTART;TZID=Europe/Madrid:20261017T230000", "DTEND;TZID=Europe/Madrid:20261018T060000")
    assert instants(*ends, "RRULE:FREQ=WEEKLY;COUNT=2") == ["17 21:00 420", "24 21:00 420"]


def test_windows_names_and_zones_of_the_file_are_known():
    assert dates("DTSTART;TZID=Romance Standard Time:20260701T090000") == ["2026-07-01T09:00:00+02:00"]
    zone = ["BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0330",
            "TZOFFSETTO:+0330", "END:STANDARD", "END:VTIMEZONE"]  # fmt: skip
    event = ["BEGIN:VEVENT", "UID:a", "DTSTART;TZID=Ours:20260701T090000", "END:VEVENT", "END:VCALENDAR", ""]
    assert _starts("\r\n".join([*HEAD, *zone, *event])) == ["2026-07-01T09:00:00+03:30"]


def test_floating_times_and_whole_days_have_no_zone():
    assert dates("DTSTART:20260701T090000", "RRULE:FREQ=DAILY;COUNT=1") == ["2026-07-01T09:00:00"]
    assert dates("DTSTART;VALUE=DATE:20260228", "RRULE:FREQ=MONTHLY;COUNT=2") == [
        "2026-02-28T00:00:00", "2026-03-28T00:00:00",
    ]  # fmt: skip


def test_dates_are_left_out_and_added_whatever_zone_names_them():
    told = dates(
        "DTSTART;TZID=Europe/Madrid:20260302T090000", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260303T080000Z",
        "EXDATE;VALUE=DATE:20260304", "RDATE;TZID=Europe/Madrid:20260310T120000,20260305T090000",
    )  # fmt: skip
    assert [text[:16] for text in told] == ["2026-03-02T09:00", "2026-03-05T09:00", "2026-03-10T12:00"]


def _exception(*lines: str) -> str:
    series = ["BEGIN:VEVENT", "UID:a", "DTSTART:20260302T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5",
              "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*HEAD, *series, "BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def test_a_date_is_moved_or_cancelled_by_itself():
    moved = _starts(_exception("RECURRENCE-ID:20260303T090000Z", "DTSTART:20260320T150000Z", "DURATION:PT1H"))
    assert [text[5:16] for text in moved] == ["03-02T09:00", "03-20T15:00", "03-04T09:00", "03-05T09:00", "03-06T09:00"]
    gone = _starts(_exception("RECURRENCE-ID:20260303T090000Z", "DTSTART:20260303T090000Z", "STATUS:CANCELLED"))
    assert len(gone) == 4


def test_all_later_dates_are_moved_with_one():
    later = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T090000Z"
    told = _starts(_exception(later, "DTSTART:20260304T110000Z", "DURATION:PT2H"))
    assert [text[8:16] for text in told] == ["02T09:00", "03T09:00", "04T11:00", "05T11:00", "06T11:00"]


def test_a_window_holds_what_overlaps_it_also_what_was_moved_into_it():
    begin, end = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 3, 21, tzinfo=UTC)
    moved = _exception("RECURRENCE-ID:20260303T090000Z", "DTSTART:20260320T150000Z", "DURATION:PT1H")
    assert [text[:16] for text in _starts(moved, begin, end)] == ["2026-03-20T15:00"]
    night = ("DTSTART:20260301T230000Z", "DURATION:PT2H", "RRULE:FREQ=DAILY")
    assert [text[8:13] for text in dates(*night, begin=begin, end=end)] == ["19T23", "20T23"]
    assert len(dates(*night, most=7)) == 7


def test_a_rule_that_is_not_understood_keeps_the_first_date_and_is_told():
    calendar = read_calendar(
        "\r\n".join([*HEAD, "BEGIN:VEVENT", "UID:a", "DTSTART:20260302T090000Z", "RRULE:RSCALE=CHINESE;FREQ=YEARLY",
                     "END:VEVENT", "END:VCALENDAR"]).encode()
    )  # fmt: skip
    assert [len(list(item.dates())) for item in calendar.items] == [1]
    assert [problem.line for problem in calendar.problems] == [6]
