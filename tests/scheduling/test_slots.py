"""Slots against a walk through every minute, and the rules of availability one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trato.cli import cli
from trato.errors import InvalidInputError
from trato.scheduling.model import Attendee, Busy, Period, Place, Prefer, SlotRequest, Status
from trato.scheduling.slots import find_slots

MADRID, LONDON, KOLKATA = ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Period(MONDAY, MONDAY + timedelta(days=5))


def at(hours: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hours)


def ask(*people: Attendee, minutes: int = 60, window: Period = WEEK, **options) -> SlotRequest:
    return SlotRequest(MONDAY, minutes, window, people, **{"prefer": Prefer.EARLIEST} | options)


def utc(name: str, *busy: Busy, **options) -> Attendee:
    return Attendee(name, ZoneInfo("UTC"), busy=busy, **options)


def first(request: SlotRequest) -> datetime:
    return find_slots(request).slots[0].start


def test_people_of_three_zones_meet_when_all_of_them_work():
    found = find_slots(ask(Attendee("a", MADRID), Attendee("b", LONDON), Attendee("c", KOLKATA), minutes=30, limit=100))
    # 09:00 in London is 14:30 in Kolkata, where work ends at 17:00, 11:30 in UTC.
    assert {slot.start.time() for slot in found.slots} >= {time(9), time(11)}
    assert all(time(9) <= slot.start.time() and slot.end.time() <= time(11, 30) for slot in found.slots)


def test_hours_follow_the_clocks_over_a_change_to_summer_time():
    window = Period(datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
    found = find_slots(ask(Attendee("a", MADRID), window=window, minutes=480))
    assert [slot.start.isoformat() for slot in found.slots] == [
        "2026-03-27T08:00:00+00:00",
        "2026-03-30T07:00:00+00:00",
    ]


def test_unknown_is_never_offered_and_is_named_as_the_reason():
    for who in (
        utc("b", unknown=(Period(WEEK.start, WEEK.end),)),
        utc("b", Busy(WEEK.start, WEEK.end, Status.UNKNOWN)),
    ):
        answer = find_slots(ask(utc("a"), who))
        assert not answer.slots
        assert [(one.code, one.params) for one in answer.why_none.blockers][1] == ("unknown", {"who": "b"})
        assert {one.code for one in answer.why_none.relax} == {"without"}


def test_an_unknown_optional_guest_bars_nobody_and_is_told():
    slot = find_slots(ask(utc("a"), utc("b", is_required=False, unknown=(Period(WEEK.start, WEEK.end),)))).slots[0]
    assert "optional_unknown" in {reason.code for reason in slot.reasons}


@pytest.mark.parametrize(
    ("status", "is_visit", "expected"),
    [(Status.FREE, False, 9), (Status.TENTATIVE, False, 12), (Status.BUSY, False, 12), (Status.OUT, False, 12),
     (Status.ELSEWHERE, False, 9), (Status.ELSEWHERE, True, 12), (Status.UNKNOWN, False, 12)],
)  # fmt: skip
def test_each_status_bars_what_it_should(status, is_visit, expected):
    place = Place(40.4, -3.7) if is_visit else None
    assert first(ask(utc("a", Busy(at(9), at(12), status)), place=place)) == at(expected)


def test_public_holidays_are_those_of_the_country_and_region():
    window = Period(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC))
    assert first(ask(Attendee("a", MADRID, country="ES"), window=window)).date().isoformat() == "2026-05-04"
    june = Period(datetime(2026, 6, 24, tzinfo=UTC), datetime(2026, 6, 26, tzinfo=UTC))
    assert first(ask(Attendee("a", MADRID, country="ES"), window=june)).date().isoformat() == "2026-06-24"
    assert first(ask(Attendee("a", MADRID, country="ES", region="ES-CT"), window=june)).day == 25
    assert first(ask(Attendee("a", MADRID, country="XX"), window=window)).date().isoformat() == "2026-05-01"


def test_buffers_notice_and_full_days_are_kept():
    taken = Busy(at(9), at(10))
    assert first(ask(utc("a", taken), buffer_before=30)) == at(10.5)
    assert first(ask(utc("a", Busy(at(10.5), at(11))), buffer_after=45)) == at(11)
    assert first(ask(utc("a"), notice=26 * 60)) == at(9, day=1)
    assert first(ask(utc("a", taken, most_per_day=1))) == at(9, day=1)


def test_the_way_from_and_to_other_visits_is_kept_free():
    madrid, toledo = Place(40.4168, -3.7038), Place(39.8628, -4.0273)
    visit = Busy(at(9), at(10), place=toledo)
    # 68 km by the line, some 90 by road: about an hour and a half with leaving and arriving.
    assert at(11) < first(ask(utc("a", visit), place=madrid)) <= at(11.75)
    assert first(ask(utc("a", visit), place=toledo)) == at(10)
    assert first(ask(utc("a", Busy(at(9), at(10))), travel_to=45)) == at(10.75)


def test_times_need_not_lie_on_the_grid():
    found = find_slots(ask(utc("a", Busy(at(9), at(9) + timedelta(minutes=52))), minutes=50, step=15, limit=3))
    assert [slot.start for slot in found.slots] == [at(10), at(11), at(12)]
    assert all(slot.end - slot.start == timedelta(minutes=50) for slot in found.slots)


def test_the_best_is_with_everybody_and_the_reasons_add_up():
    people = (utc("a"), utc("b", Busy(at(9), at(16)), is_required=False))
    found = find_slots(ask(*people, prefer=Prefer.BEST, window=Period(at(0), at(24)), limit=5)).slots
    assert "optional_free" in {reason.code for reason in found[0].reasons}
    assert [slot.score for slot in found] == sorted((slot.score for slot in found), reverse=True)
    for slot in found:
        assert slot.score == pytest.approx(sum(reason.points for reason in slot.reasons), abs=1e-3)


def test_why_there_is_none_names_people_and_what_to_relax():
    away = utc("a", Busy(at(0), at(12, day=4)))
    mornings = utc("b", *(Busy(at(12, day), at(24, day)) for day in range(5)))
    answer = find_slots(ask(away, mornings))
    told = {one.params["who"]: one.code for one in answer.why_none.blockers}
    assert told == {"a": "only_afternoons", "b": "only_mornings"}
    assert {(one.code, one.params.get("who")) for one in answer.why_none.relax} >= {("without", "a"), ("without", "b")}
    assert all(one.slots > 0 for one in answer.why_none.relax)


def test_a_request_that_does_not_fit_is_refused():
    with pytest.raises(InvalidInputError, match="20 people"):
        find_slots(ask(*(utc(str(number)) for number in range(21))))
    with pytest.raises(InvalidInputError, match="required"):
        find_slots(ask(utc("a", is_required=False)))
    with pytest.raises(InvalidInputError, match="window"):
        find_slots(ask(utc("a"), window=Period(at(1), at(1))))


_hours = st.tuples(st.integers(0, 8), st.integers(1, 7)).map(lambda pair: ((time(8 + pair[0]), time(8 + sum(pair))),))
_busy = st.tuples(st.integers(0, 60 * 36), st.integers(1, 300), st.sampled_from(list(Status)))


@st.composite
def _people(draw):
    zone = ZoneInfo(draw(st.sampled_from(("UTC", "Europe/Madrid", "America/New_York", "Asia/Kathmandu"))))
    busy = tuple(
        Busy(at(0) + timedelta(minutes=begin), at(0) + timedelta(minutes=begin + length), status)
        for begin, length, status in draw(st.lists(_busy, max_size=5))
    )
    hours = draw(_hours.filter(lambda spans: spans[0][1] > spans[0][0]))
    return Attendee(draw(st.uuids()).hex, zone, hours=dict.fromkeys(range(7), hours), busy=busy)


@given(
    people=st.lists(_people(), min_size=1, max_size=4),
    minutes=st.sampled_from((10, 15, 25, 60, 90)),
    step=st.sampled_from((5, 15, 30)),
    before=st.sampled_from((0, 7, 15)),
)
def test_slots_equal_a_walk_through_every_minute(people, minutes, step, before):
    window = Period(at(0), at(36))
    request = ask(*people, minutes=minutes, step=step, window=window, buffer_before=before, limit=10_000)
    starts, reach = [], at(0)
    begin = at(0)
    while begin + timedelta(minutes=minutes) <= window.end:
        is_aligned = begin.astimezone(people[0].zone).minute % step == 0  # from a full local hour on
        if is_aligned and begin >= reach and all(_is_free(who, begin, minutes, before) for who in people):
            starts.append(begin)
            reach = begin + timedelta(minutes=minutes)
        begin += timedelta(minutes=1)
    assert [slot.start for slot in find_slots(request).slots] == starts


def _is_free(who: Attendee, begin: datetime, minutes: int, before: int) -> bool:
    end = begin + timedelta(minutes=minutes)
    local, last = begin.astimezone(who.zone), end.astimezone(who.zone)
    span = who.hours[local.weekday()][0]
    if local.date() != last.date() or not (span[0] <= local.time() and last.time() <= span[1]):
        return False
    for one in who.busy:
        bars = one.status in {Status.BUSY, Status.TENTATIVE, Status.OUT}
        spare = timedelta(minutes=before if bars else 0)
        if (bars or one.status is Status.UNKNOWN) and one.start < end and one.end + spare > begin:
            return False
    return True


def test_the_command_answers_a_file_and_the_same_each_time(tmp_path):
    request = {
        "now": "2026-03-02T08:00:00+01:00", "duration_min": 45,
        "window": {"from": "2026-03-02T08:00:00+01:00", "to": "2026-03-04T20:00:00+01:00"}, "prefer": "best",
        "attendees": [
            {"id": "ana", "timezone": "Romance Standard Time", "working_hours": {"mon": [["09:00", "14:00"]]}},
            {"id": "ben", "timezone": "Europe/London", "busy": [["2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"]]},
        ],
    }  # fmt: skip
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request))
    done = [CliRunner().invoke(cli, ["slots", "--json", str(file)]) for _ in range(2)]
    assert done[0].exit_code == 0, done[0].output
    assert done[0].output == done[1].output
    slots = json.loads(done[0].output)["slots"]
    assert {slot["start"] for slot in slots} >= {"2026-03-02T11:00:00+01:00"}
    assert all("2026-03-02T11:00:00+01:00" <= slot["start"] <= "2026-03-02T13:15:00+01:00" for slot in slots)
    request["attendees"][0]["unknown"] = [["2026-03-01T00:00:00Z", "2026-03-09T00:00:00Z"]]
    file.write_text(json.dumps(request))
    none = json.loads(CliRunner().invoke(cli, ["slots", "--json", str(file)]).output)
    assert none["slots"] == []
    assert "unknown" in none["why_none"]["text"]
    # Unknown for a while only: what is offered lies in what is known.
    request["attendees"][0]["unknown"] = [["2026-03-02T07:00:00Z", "2026-03-02T11:30:00Z"]]
    file.write_text(json.dumps(request))
    some = json.loads(CliRunner().invoke(cli, ["slots", "--json", str(file)]).output)["slots"]
    assert some
    assert all(slot["start"] >= "2026-03-02T12:30:00+01:00" for slot in some)
    bad = CliRunner().invoke(cli, ["slots", "--json", str(tmp_path / "absent.json")])
    assert isinstance(bad.exception, InvalidInputError)
