"""The next step over HTTP: why it is due, when everybody is free, what is decided, and that a need comes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import Api
from tests.http.conftest import entra_name, make_app
from tests.http.meetings import WINDOW, meet, meeting
from tests.small_company import ANA, BEN, CARLA, LUIS, NOW

from trato.calendar.position import Position
from trato.clock import Clock
from trato.jobs.mailboxes import note_entra_ids
from trato.scheduling.tables import cadences, due_rules
from trato.sync.tables import feeds


def know_calendar(company, upn: str = ANA) -> None:
    """The mailbox's calendar was read whole just now."""
    with company.system() as connection:
        connection.execute(
            sa.insert(feeds).values(
                tenant_id=company.tenant_id, mailbox_id=company.mailboxes[upn].id, kind="calendar", remote_id="",
                cursor=Position(WINDOW, "link").text(), full_round_done_at=NOW, caught_up_at=NOW,
            )
        )  # fmt: skip


def next_step(api, company, key: str = "presses"):
    return api.get(f"/opportunities/{company.opportunities[key]}/next-step")


def proposed(api, company):
    answer = next_step(api, company)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["proposal"]


def decide(api, company, **body):
    return api.post(f"/opportunities/{company.opportunities['presses']}/next-step", body)


@pytest.fixture
def later(app, key_server):
    """Sign somebody in some time later; what is asked then runs at that instant."""

    def signed_in(company, upn, passed):
        note_entra_ids(company.database, company.tenant_id, {one: one for one in company.users})
        then = make_app(company.database, key_server.url)
        known = then.extensions["trato"]
        then.extensions["trato"] = replace(known, clock=Clock(known.clock.shift + passed))
        return Api(then, key_server.token(entra_name(company), upn))

    return signed_in


@pytest.fixture
def ana(sign_in, tenant):
    return sign_in(tenant, ANA)


def test_an_opportunity_without_a_next_date_gets_one_proposal_with_people_and_a_mail(ana, tenant):
    know_calendar(tenant)
    found = proposed(ana, tenant)
    assert found["reasons"][0]["code"] == "no_next_date"
    assert found["objective"]
    assert {(one["name"], one["address"]) for one in found["people"]} == {("Ana Ruiz", None), ("Luis Ortega", LUIS)}
    assert found["draft"]["to"] == [LUIS]
    assert found["draft"]["language"] == "es"
    assert len(found["slots"]) == 3
    assert all(slot["start"] > NOW.isoformat() for slot in found["slots"])


def test_an_unknown_calendar_offers_no_time_and_says_so(ana, tenant):
    found = proposed(ana, tenant)
    assert found["slots"] == []
    assert [one["code"] for one in found["why_none"]["blockers"]] == ["unknown"]
    slots = ana.post("/slots", {}).get_json()
    assert slots["slots"] == []
    assert slots["unknown"] == [str(tenant.users[ANA])]
    assert ana.get("/slots").get_json()["slots"] == []


def test_what_is_planned_leaves_nothing_to_propose(ana, tenant):
    know_calendar(tenant)
    meet(tenant, meeting("soon", NOW + timedelta(days=2)))
    body = next_step(ana, tenant).get_json()
    assert body["proposal"] is None
    assert body["planned"]["kind"] in {"meeting", "visit"}


def test_a_meeting_without_follow_up_is_due_the_day_after(ana, tenant):
    know_calendar(tenant)
    meet(tenant, meeting("held", NOW - timedelta(days=3)))
    found = proposed(ana, tenant)
    assert found["reasons"][0]["code"] == "meeting_without_follow_up"
    assert found["kind"] == "mail"


def test_accepting_writes_the_next_date_and_the_need_does_not_come_back(ana, tenant):
    know_calendar(tenant)
    need = proposed(ana, tenant)["need"]
    done = decide(ana, tenant, need=need, decision="accept")
    assert done.status_code == 200
    assert done.get_json()["opportunity"]["next_step"]["objective"]
    assert proposed(ana, tenant) is None
    again = decide(ana, tenant, need=need, decision="accept")
    assert again.status_code == 412


def test_dismissed_is_gone_postponed_comes_back_on_its_day(ana, tenant, later):
    know_calendar(tenant)
    need = proposed(ana, tenant)["need"]
    assert decide(ana, tenant, need=need, decision="postpone").status_code == 422
    until = NOW + timedelta(days=5)
    decide(ana, tenant, need=need, decision="postpone", until=until.isoformat(), reason="on holiday")
    assert need not in _needs(next_step(ana, tenant))
    assert need in _needs(next_step(later(tenant, ANA, timedelta(days=6)), tenant))
    decide(later(tenant, ANA, timedelta(days=6)), tenant, need=need, decision="dismiss", reason="no budget")
    assert need not in _needs(next_step(later(tenant, ANA, timedelta(days=9)), tenant))


def _needs(answer) -> set[str]:
    proposal = answer.get_json()["proposal"]
    return {proposal["need"]} if proposal else set()


def test_cadences_and_rules_are_the_tenants_own(ana, tenant):
    know_calendar(tenant)
    with tenant.system() as connection:
        connection.execute(sa.insert(due_rules).values(tenant_id=tenant.tenant_id, code="no_next_date", is_on=False))
        connection.execute(
            sa.insert(cadences).values(tenant_id=tenant.tenant_id, group_code="A", kind="visit", days=30)
        )
    meet(tenant, meeting("old", NOW - timedelta(days=40), location="Bilbao"))
    codes = [one["code"] for one in proposed(ana, tenant)["reasons"]]
    assert "no_next_date" not in codes
    assert "cadence_overdue" in codes


def test_nobody_sees_or_decides_for_another_territory(sign_in, tenant):
    carla = sign_in(tenant, CARLA)
    assert next_step(carla, tenant).status_code == 404
    assert decide(carla, tenant, need="no_next_date:x", decision="dismiss").status_code == 404


def test_several_of_us_meet_when_all_are_free(ana, tenant):
    know_calendar(tenant)
    know_calendar(tenant, BEN)
    meet(tenant, meeting("busy", NOW, minutes=120))
    meet(tenant, meeting("his", NOW + timedelta(hours=3), organizer=BEN, guests=("x@y.example",)), upn=BEN)
    wish = {"user_ids": [str(tenant.users[upn]) for upn in (ANA, BEN)], "prefer": "earliest", "duration_min": 60,
            "window_to": (NOW + timedelta(hours=7)).isoformat()}  # fmt: skip
    found = ana.post("/slots", wish).get_json()
    # Ana is taken from 9 to 11 in UTC, Ben from 12 to 13; work ends at 16:00 in UTC for Ana.
    assert [slot["start"][11:16] for slot in found["slots"]] == ["11:00", "13:00", "14:00", "15:00"]
    assert found["why_none"] is None
