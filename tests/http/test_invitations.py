"""Meetings that go by mail: answers are kept, other times wait for a click, and nothing is sent by itself."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_string, policy

import pytest
from tests.http.api import code_of
from tests.small_company import ANA, BEN, LUIS, NOW, PILAR

from trato.calendar.ical_read import read_calendar

START = NOW + timedelta(days=3)


@pytest.fixture
def ana(sign_in, tenant):
    return sign_in(tenant, ANA)


@pytest.fixture
def called(ana):
    guests = [{"name": "Luis", "address": LUIS}, {"address": PILAR}]
    wish = {"start": START.isoformat(), "duration_min": 60, "subject": "Prensas; Bilbao", "guests": guests}
    return ana.post("/invitations", wish).get_json()


def stamp(moment) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def answer(called, method: str = "REPLY", *lines: str, guest: str = LUIS, sender: str = "", later: int = 1, **changed):
    """A mail of a guest about the meeting that was called."""
    text = called["to_send"]["calendar"]
    uid = next(line[4:] for line in text.splitlines() if line.startswith("UID:"))
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
        f"SEQUENCE:{changed.get('sequence', 0)}", f"DTSTAMP:{stamp(NOW + timedelta(minutes=later))}",
        f"ORGANIZER:mailto:{ANA}", f"ATTENDEE;PARTSTAT={changed.get('response', 'ACCEPTED')}:mailto:{guest}", *lines,
        "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    return f"From: {sender or guest}\r\nContent-Type: text/calendar; method={method}\r\n\r\n{calendar}"


def take_in(api, content: str):
    (found,) = api.post("/invitations/mail", {"content": content}).get_json()["items"]
    return found


def responses(invitation) -> dict[str, str]:
    return {one["address"]: one["response"] for one in invitation["guests"]}


def test_a_meeting_is_called_with_a_draft_that_a_person_sends(called):
    mail = called["to_send"]
    assert (mail["method"], sorted(mail["to"]), mail["subject"]) == ("REQUEST", [LUIS, PILAR], "Prensas; Bilbao")
    calendar = read_calendar(mail["calendar"].encode())
    assert (calendar.method, calendar.problems) == ("REQUEST", ())
    assert calendar.items[0].entry.start == START
    draft = message_from_string(mail["mail"], policy=policy.default)
    assert draft["X-Unsent"] == "1"
    part = next(one for one in draft.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert "BEGIN:VEVENT" in part.get_content()


def test_answers_are_kept_in_the_order_they_were_written(ana, called):
    late = answer(called, later=1, response="ACCEPTED")
    assert take_in(ana, answer(called, later=5, response="DECLINED"))["outcome"] == "applied"
    told = take_in(ana, late)
    assert told["outcome"] == "older"
    assert responses(told["invitation"]) == {LUIS: "declined", PILAR: "needs-action"}
    assert take_in(ana, answer(called, later=5, response="DECLINED"))["outcome"] == "repeated"
    assert take_in(ana, answer(called, guest=BEN))["outcome"] == "not_invited"
    assert take_in(ana, answer(called, guest=PILAR, sender=LUIS))["outcome"] == "not_the_sender"
    assert responses(ana.get("/invitations").get_json()["items"][0]) == {LUIS: "declined", PILAR: "needs-action"}


def test_another_time_waits_for_a_click_and_then_everybody_is_asked_again(ana, called):
    take_in(ana, answer(called, guest=PILAR, later=1))
    other = START + timedelta(hours=3)
    times = (f"DTSTART:{stamp(other)}", f"DTEND:{stamp(other + timedelta(hours=1))}", "COMMENT:Mejor por la tarde")
    told = take_in(ana, answer(called, "COUNTER", *times, later=2))
    assert told["outcome"] == "applied"
    assert told["invitation"]["start"] == called["invitation"]["start"]
    (proposal,) = told["invitation"]["proposals"]
    assert (proposal["comment"], proposal["decision"]) == ("Mejor por la tarde", "")
    assert [one["kind"] for one in ana.get("/notices").get_json()["items"]] == ["proposed"]
    path = f"/invitations/{called['invitation']['id']}/proposals/{proposal['id']}"
    settled = ana.post(path, {"decision": "accepted"}).get_json()
    assert settled["to_send"]["method"] == "REQUEST"
    assert "SEQUENCE:1" in settled["to_send"]["calendar"]
    assert set(responses(settled["invitation"]).values()) == {"needs-action"}
    assert settled["invitation"]["start"].startswith(other.isoformat()[:16])
    assert code_of(ana.post(path, {"decision": "declined"})) == (412, "changed_meanwhile")
    # What was answered to the earlier time answers nothing any more.
    assert take_in(ana, answer(called, later=9))["outcome"] == "older"
    assert take_in(ana, answer(called, later=9, sequence=1))["outcome"] == "applied"


def test_another_time_can_be_declined(ana, called):
    other = START + timedelta(hours=3)
    times = (f"DTSTART:{stamp(other)}", f"DTEND:{stamp(other + timedelta(hours=1))}")
    (proposal,) = take_in(ana, answer(called, "COUNTER", *times))["invitation"]["proposals"]
    path = f"/invitations/{called['invitation']['id']}/proposals/{proposal['id']}"
    told = ana.post(path, {"decision": "declined"}).get_json()
    assert (told["to_send"]["method"], told["to_send"]["to"]) == ("DECLINECOUNTER", [LUIS])
    assert told["invitation"]["start"] == called["invitation"]["start"]


def test_a_meeting_is_called_off_with_a_cancellation_to_send(ana, called):
    path = f"/invitations/{called['invitation']['id']}"
    gone = ana.delete(path).get_json()
    assert gone["invitation"]["cancelled"]
    assert read_calendar(gone["to_send"]["calendar"].encode()).method == "CANCEL"
    assert ana.delete(path).get_json()["to_send"]["calendar"].count("SEQUENCE:1") == 1
    assert take_in(ana, answer(called, later=7))["outcome"] == "cancelled"


def invited(method: str, *lines: str, sequence: int = 0, later: int = 0, extra: str = "") -> str:
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", "UID:theirs@norte",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp(NOW + timedelta(minutes=later))}", f"ORGANIZER:mailto:{LUIS}", f"ATTENDEE:mailto:{ANA}",
        f"ATTENDEE:mailto:{PILAR}", "SUMMARY:Visita", *lines, extra or "X-NOTHING:1", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    return f"From: {LUIS}\r\nContent-Type: text/calendar; method={method}\r\n\r\n{calendar}"


def times(at) -> tuple[str, str]:
    return f"DTSTART:{stamp(at)}", f"DTEND:{stamp(at + timedelta(hours=1))}"


def test_an_invitation_is_answered_by_a_draft_and_a_new_time_asks_again(ana):
    first = take_in(ana, invited("REQUEST", *times(START)))
    path = f"/invitations/{first['invitation']['id']}/answer"
    told = ana.post(path, {"answer": "accepted"}).get_json()
    assert (told["to_send"]["to"], told["to_send"]["method"]) == ([LUIS], "REPLY")
    assert f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANA}" in told["to_send"]["calendar"].replace("\r\n ", "")
    moved = take_in(ana, invited("REQUEST", *times(START + timedelta(hours=1)), sequence=1, later=1))
    assert (moved["outcome"], moved["invitation"]["answer"]) == ("applied", "")
    assert take_in(ana, invited("REQUEST", *times(START)))["outcome"] == "older"


def test_a_cancellation_holds_though_its_invitation_comes_after_it(ana):
    assert take_in(ana, invited("CANCEL", *times(START), sequence=1, later=1))["invitation"]["cancelled"]
    late = take_in(ana, invited("REQUEST", *times(START)))
    assert (late["outcome"], late["invitation"]["cancelled"]) == ("older", True)
    assert code_of(ana.post(f"/invitations/{late['invitation']['id']}/answer", {"answer": "accepted"})) == (
        412, "changed_meanwhile",
    )  # fmt: skip


def test_one_date_of_a_series_is_cancelled_by_itself(ana):
    take_in(ana, invited("REQUEST", *times(START), extra="RRULE:FREQ=WEEKLY;COUNT=4"))
    date = START + timedelta(days=7)
    gone = take_in(ana, invited("CANCEL", *times(date), f"RECURRENCE-ID:{stamp(date)}", later=2))
    assert gone["invitation"]["cancelled"]
    whole, one = ana.get("/invitations").get_json()["items"]
    assert (whole["recurrence"], whole["cancelled"]) == ("FREQ=WEEKLY;COUNT=4", False)
    assert one["cancelled"]


def test_others_meetings_are_nobody_elses(sign_in, tenant, called):
    ben = sign_in(tenant, BEN)
    assert ben.get("/invitations").get_json()["items"] == []
    assert ben.delete(f"/invitations/{called['invitation']['id']}").status_code == 404
    assert take_in(ben, answer(called))["outcome"] == "unknown"
