"""Calendars for other programs: secret addresses that end, private items without a word, nothing sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import Api
from tests.http.meetings import meet, meeting
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, MARTA, NOW, TEO

from trato.calendar.ical_read import read_calendar
from trato.directory.tables import users
from trato.scheduling.publishing.tables import calendar_feeds

SOON = NOW + timedelta(days=2)


@pytest.fixture
def busy_week(tenant):
    """Ana visits Norte and has something private; Carla visits Sur."""
    meet(tenant, meeting("visit@x", SOON, subject="Prensas, Bilbao; segunda visita", location="Bilbao"))
    meet(tenant, meeting("doctor@x", SOON + timedelta(hours=3), guests=(), subject="Doctor", sensitivity="private"))
    meet(tenant, meeting("free@x", SOON + timedelta(hours=5), guests=(), subject="Recordatorio", show_as="free"))
    sur = meeting("sur@x", SOON, organizer=CARLA, guests=(TEO,), subject="Olive mill modernisation")
    meet(tenant, sur, upn=CARLA)
    return tenant


def made(api: Api, **wish) -> str:
    answer = api.post("/calendar-feeds", wish)
    assert answer.status_code == 201, answer.text
    return answer.get_json()["path"]


def summaries(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = read_calendar(answer.data)
    assert found.problems == ()
    assert found.method == "PUBLISH"
    return [item.entry.summary for item in found.items]


def test_ones_own_feed_shows_the_calendar_and_private_items_as_busy(busy_week, app, sign_in):
    path = made(sign_in(busy_week, ANA), language="es")
    browser = app.test_client()
    answer = browser.get(path)
    assert summaries(answer) == ["Prensas, Bilbao; segunda visita", "Ocupado", "Recordatorio"]
    (visit, private, free) = read_calendar(answer.data).items
    assert visit.entry.start == SOON
    assert visit.entry.component.text("LOCATION") == "Bilbao"
    assert (private.entry.component.text("CLASS"), free.entry.component.text("TRANSP")) == ("PRIVATE", "TRANSPARENT")
    assert "Doctor" not in answer.text
    in_english = made(sign_in(busy_week, ANA), language="en")
    assert summaries(browser.get(in_english))[1] == "Busy"


def test_a_team_feed_shows_a_manager_their_people_and_nobody_elses(busy_week, app, sign_in):
    path = made(sign_in(busy_week, MARTA), scope="team", language="en")
    shown = summaries(app.test_client().get(path))
    assert [one for one in shown if one.startswith("Ana Ruiz: ")]
    assert not [one for one in shown if "Carla" in one or "Olive" in one]
    assert "Doctor" not in str(shown)


def test_an_assistants_feed_shows_a_rep_for_as_long_as_they_may_see_them(busy_week, app, sign_in):
    carla, ana = sign_in(busy_week, CARLA), sign_in(busy_week, ANA)
    path = made(carla, scope="team", language="es")
    ids = {"user_id": str(busy_week.users[ANA]), "assistant_id": str(busy_week.users[CARLA])}
    given = ana.post("/delegations", {**ids, "scopes": ["see"], "valid_from": NOW.isoformat()}).get_json()
    shown = summaries(app.test_client().get(path))
    assert "Ana Ruiz: Prensas, Bilbao; segunda visita" in shown
    assert "Ana Ruiz: Ocupado" in shown
    ana.delete(f"/delegations/{given['id']}")
    assert "Ana Ruiz" not in str(summaries(app.test_client().get(path)))


def test_what_did_not_change_is_not_sent_again(busy_week, app, sign_in):
    path = made(sign_in(busy_week, ANA))
    browser = app.test_client()
    first = browser.get(path)
    again = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    meet(busy_week, meeting("new@x", SOON + timedelta(days=1), subject="Otra visita"))
    changed = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert "Otra visita" in summaries(changed)


def test_an_ended_feed_a_gone_user_and_a_wrong_secret_look_alike(busy_week, app, sign_in):
    ana = sign_in(busy_week, ANA)
    path, other = made(ana), made(ana)
    browser = app.test_client()
    assert browser.get(path).status_code == 200
    listed = ana.get("/calendar-feeds").get_json()["items"]
    assert [one["path"] for one in listed] == [None, None]
    assert listed[1]["read_at"] is not None
    with busy_week.system() as connection:
        digests = connection.execute(sa.select(calendar_feeds.c.secret_digest)).scalars().all()
    secret = path.removesuffix(".ics").split(".")[2]
    assert all(secret not in digest for digest in digests)
    assert sign_in(busy_week, BEN).delete(f"/calendar-feeds/{listed[1]['id']}").status_code == 404
    assert ana.delete(f"/calendar-feeds/{listed[1]['id']}").status_code == 200
    wrong = [path, path.replace(secret, "x" * 32), "/feeds/1.1.ics", "/feeds/9.9.9.ics", f"/feeds/{'9' * 30}.1.x.ics"]
    answers = [browser.get(one) for one in wrong]
    assert [one.status_code for one in answers] == [404] * 5
    assert len({one.data for one in answers}) == 1
    with busy_week.system() as connection:
        connection.execute(sa.update(users).where(users.c.id == busy_week.users[ANA]).values(deactivated_at=NOW))
    assert browser.get(other).status_code == 404


def test_who_polls_too_often_is_told_when_to_come_back(busy_week, app, sign_in):
    path = made(sign_in(busy_week, EVA))
    answers = [app.test_client().get(path) for _ in range(61)]
    put_off = [one for one in answers if one.status_code == 429]
    assert put_off
    assert put_off[0].headers["Retry-After"] == "60"


def test_a_file_of_ones_calendar_holds_the_same(busy_week, sign_in):
    ana = sign_in(busy_week, ANA)
    window = {
        "window_from": (SOON - timedelta(days=1)).isoformat(),
        "window_to": (SOON + timedelta(days=1)).isoformat(),
    }
    found = ana.get("/calendar/export", **window).get_json()
    assert found["name"] == "trato-mine.ics"
    assert len(read_calendar(found["content"].encode()).items) == 3
    assert LUIS not in found["content"]
    assert (
        ana.get("/calendar/export", window_from=window["window_to"], window_to=window["window_from"]).status_code == 422
    )
