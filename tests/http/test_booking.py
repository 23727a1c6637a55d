"""From a customer's mail to an appointment in both calendars; booking pages under a crowd; assistants."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import requests
import sqlalchemy as sa
from tests.graph_access import control
from tests.http.desk import TUESDAY, choices, page_of_ana
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, NOW

from trato.db.engine import Caller
from trato.jobs.bookings import finish
from trato.jobs.following import Workshop
from trato.scheduling.tables import bookings, holds


def ask_to_meet(desk, words: str, number: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = LUIS, ANA, "Hydraulic presses Bilbao"
    mail["Message-ID"] = f"<asks{number}@norte.example>"
    mail["Date"] = format_datetime(NOW - timedelta(hours=2))
    mail.set_content(f"{words}\n\nLuis\n")
    url = f"{desk.sandbox.url}/_sandbox/mailboxes/{ANA}/mail"
    requests.post(url, data=mail.as_bytes(), timeout=30).raise_for_status()


@pytest.mark.parametrize(
    "words", ["Can we meet next Tuesday afternoon?", "¿Podemos reunirnos el próximo martes por la tarde?"]
)
def test_a_mail_that_asks_to_meet_ends_as_an_appointment_in_both_calendars(desk, words):
    ask_to_meet(desk, words, 1)
    desk.sync()
    ana = desk.api(ANA)
    path = f"/opportunities/{desk.company.opportunities['presses']}/next-step"
    proposal = ana.get(path).get_json()["proposal"]
    assert proposal["reasons"][0]["code"] == "meeting_asked"
    starts = [datetime.fromisoformat(slot["start"]) for slot in proposal["slots"]]
    assert starts
    assert all(start.weekday() == 1 and start.hour >= 11 for start in starts)
    body = {
        "key": "wish-0001", "start": proposal["slots"][0]["start"], "duration_min": proposal["duration_min"],
        "subject": "Hydraulic presses Bilbao", "guests": [{"name": "Ben Hill", "address": BEN}, {"address": LUIS}],
        "opportunity_id": str(desk.company.opportunities["presses"]),
    }  # fmt: skip
    booked = ana.post("/bookings", body)
    assert booked.status_code == 201, booked.text
    assert booked.get_json()["written"]
    # A click that is sent again, as by an impatient hand, makes nothing more.
    assert ana.post("/bookings", body).get_json()["id"] == booked.get_json()["id"]
    for upn in (ANA, BEN):
        assert [event["subject"] for event in desk.events(upn)] == ["Hydraulic presses Bilbao"], upn
    desk.sync()
    assert ana.get(path).get_json()["planned"]["kind"] in {"meeting", "visit"}
    later = desk.at(starts[0] + timedelta(days=2) - NOW)
    told = later.api(ANA).get(path).get_json()
    assert told["planned"] is None
    assert told["proposal"]["reasons"][0]["code"] == "meeting_without_follow_up"
    account = str(desk.company.accounts["norte"])
    newest = later.api(ANA).get("/interactions", account_id=account).get_json()["items"][0]
    assert (newest["kind"], newest["at"][:16]) == ("meeting", starts[0].isoformat()[:16])


def test_a_lost_answer_of_outlook_makes_no_second_event(desk):
    fault = {"kind": "lost_response", "method": "POST", "path": "/events", "times": 1}
    control(desk.sandbox, "POST", "/faults", fault)
    wish = {"key": "wish-0002", "start": (TUESDAY + timedelta(hours=10)).isoformat(), "subject": "Visita"}
    assert desk.api(ANA).post("/bookings", wish).get_json()["written"]
    assert len(desk.events(ANA)) == 1


def test_what_was_booked_before_a_crash_is_written_once_after_it(desk):
    """The process ended between the hold and Outlook: the booking is there, the event is not."""
    company = desk.company
    wish = {"key": "wish-0003", "start": (TUESDAY + timedelta(hours=10)).isoformat(), "subject": "Visita"}
    desk.api(ANA).post("/bookings", wish)
    (event,) = desk.events(ANA)
    requests.delete(
        f"{desk.sandbox.url}/v1.0/users/{ANA}/events/{event['id']}",
        headers={"Authorization": f"Bearer {desk.sandbox.token()}"}, timeout=30,
    ).raise_for_status()  # fmt: skip
    with company.system() as connection:
        connection.execute(
            sa.update(bookings).values(written_at=None, remote_id="").where(bookings.c.tenant_id == company.tenant_id)
        )
    office = Workshop(
        company.database, desk.at(timedelta(minutes=5)).clock, lambda _name: desk.client, every=timedelta(minutes=5)
    )
    assert [finish(office), finish(office)] == [1, 0]
    assert len(desk.events(ANA)) == 1


def test_two_who_want_one_time_of_somebody_get_it_once_and_a_cancelled_one_is_free_again(desk):
    start = (TUESDAY + timedelta(hours=10)).isoformat()
    ana = desk.api(ANA)
    first = ana.post("/bookings", {"key": "wish-0004", "start": start, "subject": "Uno"})
    other = ana.post("/bookings", {"key": "wish-0005", "start": start, "subject": "Dos"})
    assert (other.status_code, other.get_json()["code"]) == (409, "time_taken")
    gone = ana.delete(f"/bookings/{first.get_json()['id']}")
    assert gone.get_json()["cancelled"]
    assert ana.post("/bookings", {"key": "wish-0006", "start": start, "subject": "Dos"}).status_code == 201
    assert [event["subject"] for event in desk.events(ANA) if not event["isCancelled"]] == ["Dos"]


def test_an_assistant_books_under_their_own_name_until_it_is_revoked(desk):
    company = desk.company
    ana, carla = desk.api(ANA), desk.api(CARLA)
    body = {"start": (TUESDAY + timedelta(hours=11)).isoformat(), "subject": "Visita",
            "organizer_id": str(company.users[ANA])}  # fmt: skip
    assert carla.post("/bookings", {"key": "wish-0007", **body}).status_code == 404
    grant = {"user_id": str(company.users[ANA]), "assistant_id": str(company.users[CARLA]), "scopes": ["book"]}
    assert desk.api(BEN).post("/delegations", grant).status_code == 404
    given = ana.post("/delegations", grant).get_json()
    done = carla.post("/bookings", {"key": "wish-0008", **body}).get_json()
    assert (done["organizer_id"], done["booked_by_id"]) == (str(company.users[ANA]), str(company.users[CARLA]))
    with company.database.as_user(Caller(company.tenant_id, company.users[EVA], NOW)) as connection:
        told = sa.text("SELECT actor_id FROM audit_log WHERE action = 'booking.made'")
        assert connection.execute(told).scalar_one() == company.users[CARLA]
    assert carla.delete(f"/delegations/{given['id']}").status_code == 200
    late = {**body, "start": (TUESDAY + timedelta(hours=14)).isoformat()}
    assert carla.post("/bookings", {"key": "wish-0009", **late}).status_code == 404


def test_a_booking_page_tells_nothing_to_strangers_and_ends_when_told(desk):
    path = page_of_ana(desk)
    browser = desk.app.test_client()
    shown = browser.get(path, headers={"Accept-Language": "en"})
    assert "Content-Security-Policy" in shown.headers
    assert "Ana Ruiz" in shown.text
    assert len(choices(shown.text)) == 50
    in_tokyo = browser.get(f"{path}?tz=Asia/Tokyo").text
    assert choices(in_tokyo)[0].endswith("+09:00")
    for wrong in (path[:-1], path + "x", "/book/1.1.x", "/book/..", "/book/99999999999999999999.1.x"):
        assert browser.get(wrong).status_code == 404
    form = {"start": choices(shown.text)[0], "name": "X", "email": "not an address"}
    assert browser.post(path, data=form).status_code == 422
    evil = form | {"name": "<script>x</script>", "email": "a@b.example"}
    outside = evil | {"start": "2026-03-03T03:00:00+01:00"}
    assert browser.post(path, data=outside).status_code == 409
    made = browser.post(path, data=evil)
    assert made.status_code == 201
    assert "<script>" not in made.text
    link = desk.api(ANA).get("/booking-links").get_json()["items"][0]
    assert (link["bookings"], link["path"]) == (1, None)
    assert desk.api(CARLA).delete(f"/booking-links/{link['id']}").status_code == 404
    desk.api(ANA).delete(f"/booking-links/{link['id']}")
    assert browser.get(path).status_code == 404


def test_an_unknown_calendar_is_not_offered_on_a_booking_page(desk):
    control(desk.sandbox, "POST", "/faults", {"kind": "status", "status": 504, "path": "getSchedule"})
    wish = {"subject": "Demostración", "window_to": (TUESDAY + timedelta(days=3)).isoformat()}
    path = desk.api(ANA).post("/booking-links", wish).get_json()["path"]
    assert choices(desk.app.test_client().get(path).text) == []
    form = {"start": "2026-03-03T10:00:00+01:00", "name": "X", "email": "a@b.example"}
    assert desk.app.test_client().post(path, data=form).status_code == 409


def test_a_hold_that_ran_out_is_in_nobodys_way(desk):
    company = desk.company
    start = TUESDAY + timedelta(hours=10)
    with company.system() as connection:
        values = {"user_id": company.users[ANA], "starts_at": start, "ends_at": start + timedelta(hours=1)}
        connection.execute(
            sa.insert(holds).values(tenant_id=company.tenant_id, expires_at=NOW + timedelta(minutes=10), **values)
        )
    wish = {"key": "wish-0010", "start": start.isoformat(), "subject": "Visita"}
    assert desk.api(ANA).post("/bookings", wish).status_code == 409
    assert desk.at(timedelta(minutes=11)).api(ANA).post("/bookings", wish).status_code == 201


def test_a_kept_time_is_booked_by_whoever_kept_it_and_by_nobody_else(desk):
    start = (TUESDAY + timedelta(hours=10)).isoformat()
    ana = desk.api(ANA)
    wish = {"start": start, "expires_at": (TUESDAY + timedelta(days=1)).isoformat()}
    kept = ana.post("/holds", wish).get_json()["id"]
    body = {"start": start, "subject": "Visita", "hold_id": kept}
    assert desk.api(ANA).post("/bookings", {"key": "wish-0012", **body, "hold_id": "999999"}).status_code == 409
    assert ana.post("/bookings", {"key": "wish-0013", **body}).status_code == 201
    assert ana.get("/holds").get_json()["items"] == []


def test_without_outlook_nothing_is_booked(desk):
    known = desk.app.extensions["trato"]
    desk.app.extensions["trato"] = replace(known, writers=None)
    wish = {"key": "wish-0011", "start": (TUESDAY + timedelta(hours=10)).isoformat(), "subject": "Visita"}
    answer = desk.api(ANA).post("/bookings", wish)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "outlook_not_connected")
