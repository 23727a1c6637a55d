"""A page a day for each user at their hour: made once, told to them alone, read as they may read it by then."""

from __future__ import annotations

import time as time_module
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
import sqlalchemy as sa
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, NOW

from trato.clock import Clock
from trato.jobs.digests import make
from trato.jobs.following import Workshop
from trato.scheduling.digest.hour import Reader, due_day
from trato.scheduling.digest.service import Digests
from trato.scheduling.digest.tables import digests

MADRID = Reader(ZoneInfo("Europe/Madrid"), country="ES")


@pytest.mark.parametrize(
    ("reader", "now", "day"),
    [
        (MADRID, "2026-03-02T05:59:00Z", None),
        (MADRID, "2026-03-02T06:00:00Z", "2026-03-02"),
        (MADRID, "2026-03-02T22:30:00Z", "2026-03-02"),
        (MADRID, "2026-03-02T23:30:00Z", None),
        (MADRID, "2026-03-30T05:00:00Z", "2026-03-30"),
        (MADRID, "2026-03-07T10:00:00Z", None),
        (MADRID, "2026-12-25T10:00:00Z", None),
        (replace(MADRID, country="", region=""), "2026-12-25T10:00:00Z", "2026-12-25"),
        (replace(MADRID, is_on=False), "2026-03-02T10:00:00Z", None),
        (replace(MADRID, hour=0), "2026-03-01T23:00:00Z", "2026-03-02"),
        (replace(MADRID, hours={5: ((time(9), time(13)),)}), "2026-03-07T10:00:00Z", "2026-03-07"),
        (Reader(ZoneInfo("America/Mexico_City"), country="MX"), "2026-03-02T12:59:00Z", None),
        (Reader(ZoneInfo("America/Mexico_City"), country="MX"), "2026-03-02T13:00:00Z", "2026-03-02"),
        (Reader(ZoneInfo("Asia/Tokyo"), country="JP"), "2026-03-01T22:00:00Z", "2026-03-02"),
    ],
)
def test_a_digest_is_due_on_a_working_day_from_its_hour_on_by_its_readers_clock(reader, now, day):
    assert due_day(reader, datetime.fromisoformat(now)) == (None if day is None else date.fromisoformat(day))


@pytest.fixture
def morning(tenant):
    """Ana meets Luis today, about what he wrote of, and Ben a customer tomorrow."""
    deliver(tenant, mail("asks", at=NOW - timedelta(days=1), text="When do the presses arrive?"))
    meet(tenant, meeting("today@x", NOW + timedelta(hours=2)), meeting("tomorrow@x", NOW + timedelta(days=1)))
    return tenant


def notices(api) -> list[dict]:
    return [one for one in api.get("/notices").get_json()["items"] if one["kind"] == "digest"]


def kept(company) -> list:
    with company.system() as connection:
        return connection.execute(sa.select(digests)).all()


def worker(company, at=NOW) -> Workshop:
    return Workshop(company.database, Clock.starting_at(at), lambda _name: None, every=timedelta(minutes=5))


def test_a_digest_tells_what_is_due_with_reasons_whom_one_meets_and_what_runs_out(morning, sign_in):
    ana = sign_in(morning, ANA)
    start = (NOW + timedelta(days=3)).isoformat()
    ana.post("/holds", {"start": start, "expires_at": (NOW + timedelta(hours=5)).isoformat(), "reason": "Norte"})
    found = ana.get("/digest").get_json()
    assert [one["opportunity_id"] for one in found["steps"]] == [str(morning.opportunities["presses"])]
    assert found["steps"][0]["reasons"][0]["code"]
    (visit,) = found["visits"]
    assert (visit["accounts"], visit["opportunity"]) == (["Norte SA"], "Hydraulic presses Bilbao")
    assert visit["last"]["kind"] == "mail_in"
    assert [one["reason"] for one in found["holds"]] == ["Norte"]
    spanish = ana.call("GET", "/digest", headers={"Accept-Language": "es"}).get_json()["text"]
    english = ana.call("GET", "/digest", headers={"Accept-Language": "en"}).get_json()["text"]
    assert spanish.startswith("Hoy\n- 12:00–13:00 · Luis Ortega, Norte SA · Hydraulic presses Bilbao")
    assert "Horas reservadas que caducan" in spanish
    assert english.startswith("Today\n- 12:00–13:00")
    assert "Hydraulic presses" not in str(sign_in(morning, CARLA).get("/digest").get_json())


def test_everybody_gets_one_a_day_whoever_makes_it_and_however_often(morning, sign_in):
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _number: Digests(morning.database).make_due(morning.tenant_id, now=NOW), range(2)))
    assert sum(made) == len(kept(morning)) == 4
    assert {row.user_id for row in kept(morning)} == {user_id for upn, user_id in morning.users.items() if upn != EVA}
    (told,) = notices(sign_in(morning, ANA))
    assert (told["params"]["steps"], told["params"]["visits"]) == ("1", "1")
    assert Digests(morning.database).make_due(morning.tenant_id, now=NOW + timedelta(hours=3)) == 0
    assert len(notices(sign_in(morning, ANA))) == 1
    assert Digests(morning.database).make_due(morning.tenant_id, now=NOW + timedelta(days=1)) == 4
    assert notices(sign_in(morning, EVA)) == []


def test_a_worker_makes_what_is_due_of_every_organisation_and_nothing_twice(morning, sign_in):
    make(worker(morning))
    assert len(kept(morning)) == 4
    assert make(worker(morning)) == 0
    assert len(notices(sign_in(morning, ANA))) == 1


def test_what_a_crash_took_back_is_made_by_the_next_round(morning, sign_in, databases):
    """Its connection dies after a row of the day was written and before its reader was told: neither is there."""
    waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notices%'"
    with ThreadPoolExecutor(1) as pool:
        with morning.system() as connection:
            connection.execute(sa.text("LOCK TABLE notices IN ACCESS EXCLUSIVE MODE"))
            making = pool.submit(Digests(morning.database).make_due, morning.tenant_id, now=NOW)
            with psycopg.connect(databases.url("postgres", user="postgres"), autocommit=True) as watching:
                while (found := watching.execute(waiting).fetchone()) is None:
                    time_module.sleep(0.02)
                watching.execute("SELECT pg_terminate_backend(%s)", found)
        assert making.result() == 3
    assert morning.users[ANA] not in {row.user_id for row in kept(morning)}
    assert notices(sign_in(morning, ANA)) == []
    Digests(morning.database).make_due(morning.tenant_id, now=NOW)
    assert len(kept(morning)) == 4
    assert len(notices(sign_in(morning, ANA))) == 1


def test_who_wants_none_gets_none_and_who_wants_it_later_gets_it_then(morning, sign_in):
    ana, ben = sign_in(morning, ANA), sign_in(morning, BEN)
    assert ana.get("/digest-wish").get_json() == {"is_on": True, "hour": 7}
    assert ana.put("/digest-wish", {"is_on": False, "hour": 7}).get_json() == {"is_on": False, "hour": 7}
    ben.put("/digest-wish", {"is_on": True, "hour": 11})
    Digests(morning.database).make_due(morning.tenant_id, now=NOW)
    assert {row.user_id for row in kept(morning)}.isdisjoint({morning.users[ANA], morning.users[BEN]})
    Digests(morning.database).make_due(morning.tenant_id, now=datetime(2026, 3, 2, 11, tzinfo=UTC))
    assert morning.users[BEN] in {row.user_id for row in kept(morning)}
    assert notices(ana) == []
    assert LUIS not in str(kept(morning))
