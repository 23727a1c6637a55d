"""Unknown is never free: people whose calendar is not mirrored are asked of Outlook, and what it cannot tell is offered
nowhere, on no surface."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import call, control
from tests.http.desk import TUESDAY, choices
from tests.http.test_next_step import know_calendar
from tests.small_company import ANA, BEN, DOMAIN, NOW

from trato.directory.tables import mailboxes, users

NOBODY = f"nobody@{DOMAIN}"
WINDOW = {"window_from": TUESDAY.isoformat(), "window_to": (TUESDAY + timedelta(days=1)).isoformat()}


def disconnect(desk, upn: str) -> None:
    with desk.company.system() as connection:
        theirs = mailboxes.c.user_id == desk.company.users[upn]
        connection.execute(sa.update(mailboxes).values(disconnected_at=NOW).where(theirs))


def busy(desk, upn: str, begin: int, end: int, **more) -> None:
    day = TUESDAY.date().isoformat()
    call(desk.sandbox, "POST", upn, "/events", {
        "subject": "Secret", "start": {"dateTime": f"{day}T{begin:02}:00:00", "timeZone": "UTC"},
        "end": {"dateTime": f"{day}T{end:02}:00:00", "timeZone": "UTC"}, **more,
    })  # fmt: skip


def somebody_without_mailbox(desk) -> str:
    """A colleague whom Outlook does not know."""
    with desk.company.system() as connection:
        made = (
            sa.insert(users).values(tenant_id=desk.company.tenant_id, upn=NOBODY, name="Nobody").returning(users.c.id)
        )
        return str(connection.execute(made).scalar_one())


def slots(desk, *user_ids: str, **more):
    return desk.api(ANA).post("/slots", {"user_ids": list(user_ids), **WINDOW, **more}).get_json()


def hours(found) -> set[int]:
    return {datetime.fromisoformat(slot["start"]).hour for slot in found["slots"]}


def schedule_calls(desk) -> int:
    return sum("getSchedule" in str(one) for one in control(desk.sandbox, "GET", "/requests")["requests"])


def test_who_is_not_connected_is_asked_of_outlook_and_busy_there_is_busy_here(desk):
    disconnect(desk, BEN)
    busy(desk, BEN, 9, 12)
    busy(desk, BEN, 15, 16, showAs="tentative")
    busy(desk, BEN, 13, 14, showAs="free")
    found = slots(desk, str(desk.company.users[BEN]), duration_min=60, step_min=60, limit=50)
    assert found["unknown"] == found["unknown_why"] == []
    assert hours(found) == {12, 13, 14, 16}
    assert "Secret" not in str(found)


def test_an_error_of_one_person_makes_them_unknown_and_nobody_else(desk):
    nobody = somebody_without_mailbox(desk)
    disconnect(desk, BEN)
    ben = str(desk.company.users[BEN])
    found = slots(desk, ben, nobody)
    assert found["slots"] == []
    assert found["unknown_why"] == [{"user_id": nobody, "why": "no_mailbox"}]
    assert "Outlook" in found["why_none"]["text"]
    optional = slots(desk, ben, optional_user_ids=[nobody])
    assert optional["slots"]
    reasons = [
        one["code"] for slot in optional["slots"] for one in slot["reasons"] if one["params"].get("who") == nobody
    ]
    assert set(reasons) == {"optional_unknown"}


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"kind": "status", "status": 504}, "not_answered"),
        ({"kind": "status", "status": 403}, "refused"),
        ({"kind": "lost_response"}, "not_answered"),
    ],
)
def test_what_outlook_does_not_tell_is_offered_on_no_surface(desk, fault, why):
    """The API, the pane's proposal, the booking page, a form sent to it, and the page that moves an appointment."""
    know_calendar(desk.company)
    ben = str(desk.company.users[BEN])
    wish = {"subject": "Demo", "user_ids": [str(desk.company.users[ANA]), ben], "duration_min": 60, **WINDOW}
    both = desk.api(ANA).post("/booking-links", wish | {"user_ids": [str(desk.company.users[ANA])]}).get_json()["path"]
    browser = desk.app.test_client()
    form = {"start": choices(browser.get(both).text)[0], "name": "Luis", "email": "luis@kunde.example"}
    booked = browser.post(both, data=form).text
    moving = booked.split('href="')[1].split('"')[0]
    control(desk.sandbox, "POST", "/faults", fault | {"path": "getSchedule"})
    disconnect(desk, ANA)
    found = slots(desk, str(desk.company.users[ANA]))
    assert found["slots"] == []
    assert found["unknown_why"] == [{"user_id": str(desk.company.users[ANA]), "why": why}]
    path = f"/opportunities/{desk.company.opportunities['presses']}/next-step"
    proposal = desk.api(ANA).get(path).get_json()["proposal"]
    assert proposal["slots"] == []
    assert proposal["why_none"]["blockers"][0]["params"]["why"] == why
    assert choices(browser.get(both).text) == []
    assert browser.post(both, data=form | {"start": "2026-03-03T15:00:00+01:00"}).status_code == 409
    assert choices(browser.get(moving).text) == []
    move = {"do": "move", "version": "1", "start": "2026-03-03T15:00:00+01:00"}
    assert browser.post(moving, data=move).status_code == 409


def test_a_time_that_outlook_shows_as_unknown_is_not_offered(desk):
    disconnect(desk, BEN)
    busy(desk, BEN, 9, 16, showAs="unknown")
    found = slots(desk, str(desk.company.users[BEN]), duration_min=60, step_min=60, limit=50)
    assert hours(found) == {16}


def test_days_that_were_asked_a_moment_ago_are_not_asked_again_until_something_is_booked(desk):
    disconnect(desk, ANA)
    wish = {"subject": "Demo", "duration_min": 60, **WINDOW}
    path = desk.api(ANA).post("/booking-links", wish).get_json()["path"]
    browser = desk.app.test_client()
    shown = choices(browser.get(path).text)
    control(desk.sandbox, "DELETE", "/requests")
    assert choices(browser.get(path).text) == shown
    assert schedule_calls(desk) == 0
    busy(desk, ANA, 9, 16)
    answer = browser.post(path, data={"start": shown[1], "name": "Luis", "email": "luis@kunde.example"})
    assert answer.status_code == 409


def test_more_people_and_days_than_one_call_takes_are_asked_in_parts(desk):
    """Twenty-one people for seventy days: four calls, each within what Graph takes."""
    from trato.graph import schedules

    people = [BEN, *(f"p{number}@{DOMAIN}" for number in range(20))]
    busy(desk, BEN, 9, 12)
    told = schedules.ask(desk.client, ANA, people, TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=69))
    assert {len(parts) for parts in told.values()} == {2}
    assert [(one.start, one.end) for part in told[BEN] for one in part.taken] == [
        (TUESDAY + timedelta(hours=9), TUESDAY + timedelta(hours=12))
    ]
    assert {part.error for name in people[1:] for part in told[name]} == {"ErrorMailRecipientNotFound"}
