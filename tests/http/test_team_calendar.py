"""Calendars of several people: who sees what of them, how full days are, moves that are looked at first, and rules."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import call
from tests.http.api import code_of
from tests.http.desk import Desk
from tests.http.meetings import meet, meeting
from tests.http.test_next_step import know_calendar
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, MARTA, NOW, TEO

from trato.directory.tables import audit_log
from trato.graph.governor import Governor
from trato.scheduling.moving import Moves
from trato.scheduling.tables import calendar_moves

DAY = timedelta(days=1)
WINDOW = {"from": NOW.isoformat(), "to": (NOW + 7 * DAY).isoformat()}
TOMORROW = NOW + DAY


@pytest.fixture
def desk(tenant, sandbox, company_folder, key_server):
    governor = Governor(tenant.database, tenant_id=tenant.tenant_id)
    yield Desk(tenant, sandbox(company_folder), key_server, governor)
    governor.close()


def entries(api, **asked):
    answer = api.get("/team-calendar", **WINDOW, **asked)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["entries"]


def told(found):
    return [(one["kind"], one["title"], [account["name"] for account in one["accounts"]]) for one in found]


def let_act(desk, upn=ANA, assistant=CARLA, scopes=("see", "book")):
    body = {"user_id": str(desk.company.users[upn]), "assistant_id": str(desk.company.users[assistant])}
    answer = desk.api(upn).post("/delegations", body | {"scopes": list(scopes)})
    assert answer.status_code == 201, answer.text
    return answer.get_json()["id"]


def visit_in_outlook(desk, start=TOMORROW, upn=ANA, guest=LUIS):
    """A visit that somebody made in Outlook by themselves, read by Trato."""
    zone = "UTC"
    event = {
        "subject": "Visita Norte", "start": {"dateTime": start.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": zone},
        "end": {"dateTime": (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": zone},
        "attendees": [{"emailAddress": {"address": guest, "name": "Luis Ortega"}, "type": "required"}],
    }  # fmt: skip
    call(desk.sandbox, "POST", upn, "/events", event)
    desk.sync(upn)


def test_a_manager_sees_customers_visits_and_of_all_else_only_that_it_is_busy(sign_in, tenant):
    meet(tenant, meeting("visit", TOMORROW, subject="Visita a Norte"))
    meet(tenant, meeting("dentist", TOMORROW + timedelta(hours=3), guests=(), subject="Dentista"))
    private = meeting("secret", TOMORROW + timedelta(hours=5), subject="Visita secreta", sensitivity="private")
    meet(tenant, private)
    found = entries(sign_in(tenant, MARTA))
    assert told(found) == [("visit", "", ["Norte SA"]), ("busy", "", []), ("busy", "", [])]
    assert [one["place"] for one in found] == ["", "", ""]
    own = entries(sign_in(tenant, ANA))
    assert [one["title"] for one in own] == ["Visita a Norte", "Dentista", "Visita secreta"]
    assert told(entries(sign_in(tenant, MARTA), kinds="visit")) == [("visit", "", ["Norte SA"])]
    norte = str(tenant.accounts["norte"])
    assert len(entries(sign_in(tenant, MARTA), account_id=norte)) == 1
    assert entries(sign_in(tenant, CARLA)) == []


def test_an_assistant_sees_what_the_rep_lets_see_and_private_items_never(sign_in, tenant):
    meet(tenant, meeting("visit", TOMORROW, subject="Visita a Norte"))
    meet(tenant, meeting("dentist", TOMORROW + timedelta(hours=3), guests=(), subject="Dentista"))
    meet(tenant, meeting("secret", TOMORROW + timedelta(hours=5), subject="Secreta", sensitivity="private"))
    ana, carla = (str(tenant.users[upn]) for upn in (ANA, CARLA))
    given = sign_in(tenant, ANA).post("/delegations", {"user_id": ana, "assistant_id": carla, "scopes": ["see"]})
    found = entries(sign_in(tenant, CARLA), users=ana)
    assert told(found) == [("visit", "Visita a Norte", ["Norte SA"]), ("own", "Dentista", []), ("busy", "", [])]
    assert all(one["event_id"] is None for one in found)
    sign_in(tenant, ANA).delete(f"/delegations/{given.get_json()['id']}")
    assert sign_in(tenant, CARLA).get("/team-calendar", **WINDOW, users=ana).status_code == 404


def test_the_table_holds_what_is_shown_and_no_formula(sign_in, tenant):
    meet(tenant, meeting("visit", TOMORROW, subject='=HYPERLINK("http://x")', location="+34"))
    answer = sign_in(tenant, ANA).get("/team-calendar/table", **WINDOW).get_json()
    head, row = list(csv.reader(io.StringIO(answer["text"])))
    cells = dict(zip(head, row, strict=True))
    assert cells["subject"] == '\'=HYPERLINK("http://x")'
    assert cells["accounts"] == "Norte SA"
    assert cells["start"].endswith("+01:00")


def test_loads_and_cover_take_an_unknown_calendar_for_unknown(sign_in, tenant):
    know_calendar(tenant, ANA)
    meet(tenant, meeting("visit", TOMORROW, minutes=120))
    marta = sign_in(tenant, MARTA)
    loads = marta.get("/team-calendar", **WINDOW).get_json()["loads"]
    ana, ben = (str(tenant.users[upn]) for upn in (ANA, BEN))
    of = {(one["user_id"], one["day"]): one for one in loads}
    busy = of[ana, "2026-03-03"]
    assert (busy["busy_min"], busy["work_min"], busy["is_unknown"]) == (120, 480, False)
    assert of[ben, "2026-03-03"]["is_unknown"]
    asked = {"user_id": ben, "from": TOMORROW.isoformat(), "to": (TOMORROW + timedelta(hours=1)).isoformat()}
    cover = {one["id"]: one["cover"] for one in marta.get("/team-calendar/cover", **asked).get_json()["items"]}
    assert cover == {ana: "busy", str(tenant.users[MARTA]): "unknown"}


def test_an_assistant_moves_a_visit_after_seeing_who_is_told_and_the_rep_hears_of_it(desk):
    visit_in_outlook(desk)
    let_act(desk)
    carla = desk.api(CARLA)
    ana = str(desk.company.users[ANA])
    (entry,) = entries(carla, users=ana)
    wish = {"user_id": ana, "event_id": entry["event_id"], "start": (TOMORROW + timedelta(hours=3)).isoformat()}
    shown = carla.post("/moves/preview", wish).get_json()
    assert [(one["address"], one["is_ours"]) for one in shown["told"]] == [(LUIS, False)]
    assert shown["cover"] == "free"
    # Something else than what was shown is not done.
    other = carla.post("/moves", wish | {"start": (TOMORROW + timedelta(hours=4)).isoformat(), "token": shown["token"]})
    assert code_of(other) == (412, "changed_meanwhile")
    assert desk.events(ANA)[0]["start"]["dateTime"].startswith("2026-03-03T09")
    made = carla.post("/moves", wish | {"token": shown["token"]})
    assert made.status_code == 201, made.text
    assert (made.get_json()["written"], made.get_json()["told"]) == (True, 1)
    assert made.get_json()["by"]["name"] == "Carla Paz"
    assert desk.events(ANA)[0]["start"]["dateTime"].startswith("2026-03-03T12")
    # It is seen at its new time before the mirror knows, and after.
    assert entries(carla, users=ana)[0]["start"].startswith("2026-03-03T12")
    desk.sync()
    assert [one["start"][:13] for one in entries(carla, users=ana)] == ["2026-03-03T12"]
    (notice,) = desk.api(ANA).get("/notices").get_json()["items"]
    assert (notice["kind"], notice["params"]["by"], notice["params"]["subject"]) == (
        "moved",
        "Carla Paz",
        "Visita Norte",
    )
    with desk.company.system() as connection:
        row = connection.execute(sa.select(audit_log).where(audit_log.c.action == "appointment.moved")).one()
    assert row.actor_id == desk.company.users[CARLA]


def test_a_revoked_assistant_moves_nothing_more(desk):
    visit_in_outlook(desk)
    given = let_act(desk)
    carla, ana = desk.api(CARLA), str(desk.company.users[ANA])
    (entry,) = entries(carla, users=ana)
    wish = {"user_id": ana, "event_id": entry["event_id"], "start": (TOMORROW + timedelta(hours=3)).isoformat()}
    token = carla.post("/moves/preview", wish).get_json()["token"]
    desk.api(ANA).delete(f"/delegations/{given}")
    assert carla.post("/moves", wish | {"token": token}).status_code == 404
    assert desk.events(ANA)[0]["start"]["dateTime"].startswith("2026-03-03T09")


def test_a_move_onto_something_else_is_refused_and_one_that_outlook_missed_is_made_later(desk):
    visit_in_outlook(desk)
    visit_in_outlook(desk, TOMORROW + timedelta(hours=3), guest=TEO)
    ana_id, ana = str(desk.company.users[ANA]), desk.api(ANA)
    first = entries(ana)[0]
    taken = {"user_id": ana_id, "event_id": first["event_id"], "start": (TOMORROW + timedelta(hours=3)).isoformat()}
    shown = ana.post("/moves/preview", taken).get_json()
    assert shown["cover"] == "busy"
    assert code_of(ana.post("/moves", taken | {"token": shown["token"]})) == (409, "time_taken")
    free = taken | {"start": (TOMORROW + timedelta(hours=5)).isoformat()}
    token = ana.post("/moves/preview", free).get_json()["token"]
    made = ana.post("/moves", free | {"token": token}).get_json()
    with desk.company.system() as connection:
        connection.execute(
            sa.update(calendar_moves).where(calendar_moves.c.id == int(made["id"])).values(written_at=None)
        )
    moves = Moves(desk.company.database, desk.writer)
    assert moves.finish(desk.company.tenant_id, now=NOW + timedelta(minutes=5)) == 1
    assert moves.finish(desk.company.tenant_id, now=NOW + timedelta(minutes=5)) == 0
    times = sorted(event["start"]["dateTime"][:13] for event in desk.events(ANA))
    assert times == ["2026-03-03T12", "2026-03-03T14"]


def test_rules_are_looked_at_saved_once_and_taken_back(sign_in, tenant):
    know_calendar(tenant)
    eva = sign_in(tenant, EVA)
    now = eva.get("/scheduling-rules").get_json()
    assert [one["key"] for one in now["stages"]][:2] == ["qualified", "needs"]
    assert now["groups"] == ["A", "B", "C"]
    wanted = {
        "steps": [{"stage": "proposal", "kind": "visit", "objective_en": "Meet the decision maker",
                   "objective_es": "Reunirse con el decisor", "days": 0, "duration_min": 60}],
        "frequencies": [{"group": "A", "kind": "visit", "times": 2, "days": 30}],
        "reasons": now["reasons"],
    }  # fmt: skip
    preview = eva.post("/scheduling-rules/preview", wanted).get_json()
    changed = {one["opportunity"]["name"]: one for one in preview["changes"]}
    assert changed["Hydraulic presses Bilbao"]["after"]["objective"] == "Reunirse con el decisor"
    assert preview["differ"] == len(preview["changes"]) > 0
    before = eva.get(f"/opportunities/{tenant.opportunities['presses']}/next-step").get_json()
    assert before["proposal"]["objective"] != "Reunirse con el decisor"

    saved = eva.put("/scheduling-rules", wanted, etag=now["etag"])
    assert saved.status_code == 200, saved.text
    after = eva.get(f"/opportunities/{tenant.opportunities['presses']}/next-step").get_json()
    assert after["proposal"]["objective"] == "Reunirse con el decisor"
    assert code_of(eva.put("/scheduling-rules", wanted, etag=now["etag"])) == (412, "changed_meanwhile")
    (change,) = eva.get("/scheduling-rules/changes").get_json()["items"]
    assert (change["by"], change["stages"], change["groups"]) == ("Eva Sanz", ["proposal"], ["A"])
    undone = eva.post(f"/scheduling-rules/changes/{change['id']}/undoing", {}).get_json()
    assert (undone["steps"], undone["frequencies"]) == ([], [])
    assert [one["source"] for one in eva.get("/scheduling-rules/changes").get_json()["items"]] == ["undo", "person"]
