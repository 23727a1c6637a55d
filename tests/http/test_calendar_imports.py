"""Calendar files into one's own calendar: shown with a reason for each date, written once, taken back whole."""

from __future__ import annotations

from datetime import timedelta

import requests
import sqlalchemy as sa
from tests.graph_access import control
from tests.http.meetings import meet, meeting
from tests.small_company import ANA, BEN, LUIS, NOW

from trato.jobs.bookings import finish
from trato.jobs.following import Workshop
from trato.scheduling.publishing.tables import calendar_import_dates

FILE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:fair@x
SUMMARY:Trade fair
LOCATION:Bilbao
DTSTART;VALUE=DATE:20260310
DTEND;VALUE=DATE:20260312
END:VEVENT
BEGIN:VEVENT
UID:talk@x
SUMMARY:Talk
CLASS:PRIVATE
STATUS:TENTATIVE
ATTENDEE:mailto:luis@norte.example
DTSTART;TZID=Europe/Madrid:20260311T100000
DTEND;TZID=Europe/Madrid:20260311T110000
END:VEVENT
BEGIN:VEVENT
UID:round@x
SUMMARY:Round
DTSTART:20260316T090000Z
DURATION:PT30M
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20260323T090000Z
END:VEVENT
BEGIN:VEVENT
UID:round@x
RECURRENCE-ID:20260330T090000Z
SUMMARY:Round, later
DTSTART:20260330T150000Z
DTEND:20260330T153000Z
END:VEVENT
BEGIN:VEVENT
UID:past@x
SUMMARY:Long ago
DTSTART:20250310T090000Z
END:VEVENT
BEGIN:VEVENT
UID:off@x
SUMMARY:Called off
STATUS:CANCELLED
DTSTART:20260310T090000Z
END:VEVENT
BEGIN:VEVENT
UID:when@x
SUMMARY:Some day
DTSTART:soon
END:VEVENT
BEGIN:VTODO
UID:todo@x
SUMMARY:A task
DUE:20260310T090000Z
END:VTODO
END:VCALENDAR
"""


def preview(api, content: str = FILE) -> list[tuple[str, str]]:
    answer = api.post("/calendar-files/preview", {"content": content})
    assert answer.status_code == 200, answer.text
    return [(one["subject"], one["verdict"]) for one in answer.get_json()["dates"]]


def new_places(api, content: str = FILE) -> list[int]:
    dates = api.post("/calendar-files/preview", {"content": content}).get_json()["dates"]
    return [one["place"] for one in dates if one["verdict"] == "new"]


def bring_in(api, content: str = FILE) -> dict:
    answer = api.post("/calendar-imports", {"content": content, "name": "fair.ics", "places": new_places(api, content)})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_each_date_of_a_file_is_told_with_the_reason_why_it_stays_out(tenant, sign_in):
    meet(tenant, meeting("talk@x", NOW.replace(month=3, day=11, hour=9, minute=0)))
    assert preview(sign_in(tenant, ANA)) == [
        ("Long ago", "over"), ("Trade fair", "new"), ("Called off", "cancelled"), ("Talk", "known"), ("Round", "new"),
        ("Round, later", "new"), ("Round", "new"), ("Some day", "no_date"), ("A task", "not_an_event"),
    ]  # fmt: skip
    problems = sign_in(tenant, ANA).post("/calendar-files/preview", {"content": FILE}).get_json()["problems"]
    assert any("DTSTART" in one["reason"] for one in problems)


def test_what_holds_no_calendar_is_refused_and_a_huge_series_is_cut(tenant, sign_in):
    api = sign_in(tenant, ANA)
    assert api.post("/calendar-files/preview", {"content": "Dear Ana,"}).status_code == 422
    daily = FILE.replace("RRULE:FREQ=WEEKLY;COUNT=4", "RRULE:FREQ=DAILY")
    found = [verdict for _, verdict in preview(api, daily)]
    assert found.count("new") == 62
    assert found.count("too_many") == 1


def test_a_file_comes_into_outlook_once_invites_nobody_and_goes_again(desk):
    ana = desk.api(ANA)
    made = bring_in(ana)
    assert (made["dates"], made["written"], made["waiting"]) == (5, 5, 0)
    events = {(one["subject"], one["start"]["dateTime"][:16]): one for one in desk.events(ANA)}
    fair, talk = events["Trade fair", "2026-03-10T00:00"], events["Talk", "2026-03-11T09:00"]
    assert fair["isAllDay"]
    assert fair["end"]["dateTime"][:10] == "2026-03-12"
    assert (talk["sensitivity"], talk["showAs"], talk["attendees"]) == ("private", "tentative", [])
    assert desk.outbox() == []
    # The same file again brings nothing: not by the same click, and not after the mirror has seen it.
    assert new_places(ana) == []
    desk.sync()
    assert new_places(ana) == []
    undone = ana.post(f"/calendar-imports/{made['id']}/undoing", {})
    assert undone.status_code == 200, undone.text
    assert undone.get_json()["written"] == 0
    assert desk.events(ANA) == []
    assert desk.outbox() == []
    assert ana.post(f"/calendar-imports/{made['id']}/undoing", {}).status_code == 412
    assert len(new_places(ana)) == 5


def test_an_event_that_got_guests_since_stays_when_an_import_is_taken_back(desk):
    ana = desk.api(ANA)
    made = bring_in(ana)
    talk = next(one for one in desk.events(ANA) if one["subject"] == "Talk")
    guest = {"attendees": [{"emailAddress": {"address": LUIS}, "type": "required"}]}
    requests.patch(
        f"{desk.sandbox.url}/v1.0/users/{ANA}/events/{talk['id']}", json=guest,
        headers={"Authorization": f"Bearer {desk.sandbox.token()}"}, timeout=30,
    ).raise_for_status()  # fmt: skip
    told = len(desk.outbox())
    undone = ana.post(f"/calendar-imports/{made['id']}/undoing", {}).get_json()
    assert (undone["written"], undone["left"]) == (1, 1)
    assert [one["subject"] for one in desk.events(ANA)] == ["Talk"]
    assert len(desk.outbox()) == told


def test_what_outlook_did_not_take_at_once_is_written_later_and_once(desk):
    fault = {"kind": "status", "status": 503, "method": "POST", "path": "/events", "times": 3}
    control(desk.sandbox, "POST", "/faults", fault)
    made = bring_in(desk.api(ANA))
    assert made["waiting"] > 0
    control(desk.sandbox, "DELETE", "/faults")
    workshop = Workshop(desk.company.database, desk.clock, lambda _name: desk.client, timedelta(minutes=5))
    finish(workshop)
    assert len(desk.events(ANA)) == 5
    # A process that ended after Outlook took it and before Trato noted so.
    with desk.company.system() as connection:
        connection.execute(sa.update(calendar_import_dates).values(remote_id=""))
    finish(workshop)
    assert len(desk.events(ANA)) == 5
    (listed,) = desk.api(ANA).get("/calendar-imports").get_json()["items"]
    assert (listed["name"], listed["written"], listed["waiting"]) == ("fair.ics", 5, 0)


def test_an_import_is_its_owners_alone(desk):
    made = bring_in(desk.api(ANA))
    ben = desk.api(BEN)
    assert ben.get("/calendar-imports").get_json()["items"] == []
    assert ben.post(f"/calendar-imports/{made['id']}/undoing", {}).status_code == 404
    assert len(desk.events(ANA)) == 5


def test_the_team_calendar_as_a_file_holds_private_items_as_busy_also_ones_own(tenant, sign_in):
    soon = NOW + timedelta(days=2)
    meet(tenant, meeting("visit@x", soon, subject="Prensas", location="Bilbao"))
    meet(tenant, meeting("doctor@x", soon + timedelta(hours=3), guests=(), subject="Doctor", sensitivity="private"))
    window = {"from": NOW.isoformat(), "to": (NOW + timedelta(days=7)).isoformat()}
    ana = sign_in(tenant, ANA)
    assert "Doctor" in ana.get("/team-calendar", **window).text
    file = ana.get("/team-calendar/file", **window).get_json()
    assert file["name"].endswith(".ics")
    assert "SUMMARY:Prensas" in file["text"]
    assert "CLASS:PRIVATE" in file["text"]
    table = ana.get("/team-calendar/table", **window).get_json()["text"]
    assert "Prensas" in table
    for text in (file["text"], table):
        assert "Doctor" not in text
    assert "Prensas" not in ana.get("/team-calendar/file", **window, kinds="busy").get_json()["text"]
