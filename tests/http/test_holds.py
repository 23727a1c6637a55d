"""Times kept by themselves: by a rep or their assistant, until they run out, seen by whom they concern."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.http.test_next_step import know_calendar
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA, NOW

from trato.db.engine import Caller

START = NOW + timedelta(days=1, hours=1)
UNTIL = (NOW + timedelta(hours=4)).isoformat()
WISH = {"start": START.isoformat(), "duration_min": 60, "expires_at": UNTIL, "reason": "Norte"}


@pytest.fixture
def people(tenant, sign_in):
    """Those who call, by address; Ana's calendar is read."""
    know_calendar(tenant)
    return {upn: sign_in(tenant, upn) for upn in (ANA, BEN, CARLA, EVA, MARTA)}


def let(people, tenant, *scopes: str) -> str:
    """Carla may act for Ana."""
    ids = {"user_id": str(tenant.users[ANA]), "assistant_id": str(tenant.users[CARLA])}
    given = people[ANA].post("/delegations", {**ids, "scopes": list(scopes), "valid_from": NOW.isoformat()})
    return given.get_json()["id"]


def held(api) -> list[str]:
    return [one["id"] for one in api.get("/holds").get_json()["items"]]


def slot_starts(api) -> list[str]:
    window = {"window_from": START.isoformat(), "window_to": (START + timedelta(hours=2)).isoformat()}
    return [one["start"] for one in api.get("/slots", duration_min=60, prefer="earliest", **window).get_json()["slots"]]


def test_a_kept_time_is_nobody_elses_until_it_is_let_go(people):
    ana = people[ANA]
    before = slot_starts(ana)
    made = ana.post("/holds", WISH)
    assert made.status_code == 201
    assert slot_starts(ana) == before[1:]
    half_past = WISH | {"start": (START + timedelta(minutes=30)).isoformat()}
    assert code_of(ana.post("/holds", half_past)) == (409, "time_taken")
    assert held(ana) == held(people[MARTA]) == held(people[EVA]) == [made.get_json()["id"]]
    assert held(people[BEN]) == []
    assert people[BEN].delete(f"/holds/{made.get_json()['id']}").status_code == 404
    assert ana.delete(f"/holds/{made.get_json()['id']}").status_code == 200
    assert ana.delete(f"/holds/{made.get_json()['id']}").status_code == 200
    assert slot_starts(ana) == before


def test_what_is_no_time_to_keep_is_refused(people):
    past = WISH | {"start": (NOW - timedelta(days=1)).isoformat()}
    for wrong in (past, WISH | {"expires_at": NOW.isoformat()}, WISH | {"start": "2026-03-03T10:00:00"},
                  WISH | {"expires_at": (NOW + timedelta(days=15)).isoformat()}):  # fmt: skip
        assert people[ANA].post("/holds", wrong).status_code == 422, wrong


def test_an_assistant_keeps_a_time_under_their_own_name_and_the_rep_is_told(people, tenant):
    wish = WISH | {"user_id": str(tenant.users[ANA])}
    assert people[CARLA].post("/holds", wish).status_code == 404
    let(people, tenant, "see")
    assert people[CARLA].post("/holds", wish).status_code == 404
    let(people, tenant, "book")
    made = people[CARLA].post("/holds", wish).get_json()
    assert (made["user_id"], made["made_by_id"]) == (str(tenant.users[ANA]), str(tenant.users[CARLA]))
    (notice,) = people[ANA].get("/notices").get_json()["items"]
    assert (notice["kind"], notice["params"]["by"], notice["params"]["subject"]) == ("held", "Carla Paz", "Norte")
    people[ANA].delete(f"/holds/{made['id']}")
    with tenant.database.as_user(Caller(tenant.tenant_id, tenant.users[EVA], NOW)) as connection:
        found = sa.text("SELECT action, actor_id FROM audit_log WHERE object_kind = 'hold' ORDER BY id")
        told = [tuple(row) for row in connection.execute(found)]
    assert told == [("hold.placed", tenant.users[CARLA]), ("hold.released", tenant.users[ANA])]


def test_who_acts_for_somebody_sees_what_is_kept_for_them_only_where_they_were_let(people, tenant):
    made = people[ANA].post("/holds", WISH).get_json()["id"]
    let(people, tenant, "book")
    assert held(people[CARLA]) == []
    later = (START + timedelta(hours=2)).isoformat()
    own = people[CARLA].post("/holds", WISH | {"user_id": str(tenant.users[ANA]), "start": later}).get_json()["id"]
    assert held(people[CARLA]) == [own]
    seeing = let(people, tenant, "see")
    assert held(people[CARLA]) == [made, own]
    people[ANA].delete(f"/delegations/{seeing}")
    assert held(people[CARLA]) == [own]


def test_two_who_keep_one_time_get_it_once(people):
    sign = {"Authorization": f"Bearer {people[ANA].token}"}

    def keep(_number: int) -> int:
        return people[ANA].app.test_client().post("/api/v1/holds", json=WISH, headers=sign).status_code

    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(keep, range(8)))
    assert sorted(found) == [201] + [409] * 7
