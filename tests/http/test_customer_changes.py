"""A customer moves and cancels what they booked, by their own link; Outlook and our people hear of it once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import requests
import sqlalchemy as sa
from tests.graph_access import call, control
from tests.http.desk import SITE, TUESDAY, choices, page_of_ana
from tests.http.meetings import meet, meeting
from tests.small_company import ANA, BEN, CARLA, NOW

from trato.jobs.bookings import finish
from trato.jobs.following import Workshop
from trato.scheduling.tables import bookings, holds

GUEST = "luis@kunde.example"


class Customer:
    """Somebody with a browser and no account, who has booked the first time of a page."""

    def __init__(self, desk):
        self.desk = desk
        self.page = page_of_ana(desk)
        self.browser = desk.app.test_client()
        self.times = choices(self.browser.get(self.page).text)
        form = {"start": self.times[0], "name": "Luis", "email": GUEST, "lang": "es"}
        self.booked = self.browser.post(self.page, data=form)
        assert self.booked.status_code == 201
        self.path = re.search(r'href="(/book/appointments/[^?"]+)', self.booked.text)[1]

    def look(self):
        return self.browser.get(self.path)

    def version(self) -> str:
        return re.search(r'name="version" value="(\d+)"', self.look().text)[1]

    def move(self, start: str, version: str = "1", **more):
        return self.browser.post(self.path, data={"do": "move", "start": start, "version": version, **more})

    def cancel(self):
        return self.browser.post(self.path, data={"do": "cancel"})

    def told(self) -> list[str]:
        """What Outlook sent the customer, oldest first."""
        return [one["kind"] for one in self.desk.outbox() if GUEST in str(one)]


@pytest.fixture
def customer(desk) -> Customer:
    return Customer(desk)


def kept(desk):
    with desk.company.system() as connection:
        return connection.execute(sa.select(bookings)).one()


def starts(desk, upn: str = ANA) -> list[datetime]:
    return [
        datetime.fromisoformat(event["start"]["dateTime"][:19] + "+00:00")
        for event in desk.events(upn)
        if not event["isCancelled"]
    ]


def worker(desk, passed: timedelta) -> Workshop:
    return Workshop(
        desk.company.database, desk.at(passed).clock, lambda _name: desk.client, every=timedelta(minutes=5), site=SITE
    )


def test_the_invitation_holds_the_customers_own_link_in_their_language(customer, desk):
    (event,) = desk.events(ANA)
    assert f"Para cambiar o anular esta cita: {SITE}{customer.path}" in event["body"]["content"]


def test_a_moved_appointment_is_moved_in_outlook_once_and_its_old_time_is_free_again(customer, desk):
    before = len(customer.told())
    moved = customer.move(customer.times[3])
    assert moved.status_code == 200
    assert starts(desk) == [datetime.fromisoformat(customer.times[3])]
    # The same click again finds it done, and nobody is told twice.
    assert customer.move(customer.times[3]).status_code == 200
    assert len(customer.told()) == before + 1
    again = choices(customer.browser.get(customer.page).text)
    assert customer.times[0] in again
    assert customer.times[3] not in again
    notices = desk.api(ANA).get("/notices").get_json()["items"]
    assert [one["kind"] for one in notices] == ["moved", "booked"]
    assert notices[0]["params"]["guest"] == "Luis"


def test_a_cancelled_appointment_is_cancelled_in_outlook_once_and_its_time_is_free_again(customer, desk):
    assert customer.cancel().status_code == customer.cancel().status_code == 200
    assert starts(desk) == []
    assert len(customer.told()) == 2
    assert customer.times[0] in choices(customer.browser.get(customer.page).text)
    assert customer.move(customer.times[2]).status_code == 409
    assert desk.api(ANA).get("/notices").get_json()["items"][0]["kind"] == "cancelled"
    notices = desk.api(ANA).get("/notices").get_json()["items"]
    desk.api(BEN).post("/notices/seen", {"ids": [one["id"] for one in notices]})
    assert all(one["seen_at"] is None for one in desk.api(ANA).get("/notices").get_json()["items"])
    desk.api(ANA).post("/notices/seen", {"ids": [one["id"] for one in notices]})
    assert all(one["seen_at"] for one in desk.api(ANA).get("/notices").get_json()["items"])


def test_looking_changes_nothing_and_a_wrong_time_is_refused(customer, desk):
    assert customer.look().status_code == 200
    for wrong, status in (("", 422), ("tomorrow", 422), ("2026-03-03T03:00:00+01:00", 409), ("2026-03-03T10:00", 422)):
        assert customer.move(wrong).status_code == status, wrong
    outside = (TUESDAY + timedelta(days=30, hours=10)).isoformat()
    assert customer.move(outside).status_code == 409
    assert starts(desk) == [datetime.fromisoformat(customer.times[0])]
    assert kept(desk).version == 1


def test_two_changes_at_once_have_one_outcome(customer, desk):
    """Six windows on one appointment: one change of the version they saw is made, the others are told."""
    with desk.served() as url, ThreadPoolExecutor(6) as crowd:
        forms = [{"do": "move", "start": start, "version": "1"} for start in customer.times[2:8]]
        answers = list(crowd.map(lambda form: requests.post(url + customer.path, data=form, timeout=60), forms))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert starts(desk) == [kept(desk).starts_at]
    assert len(customer.told()) == 2
    with desk.company.system() as connection:
        in_force = connection.execute(sa.select(holds.c.starts_at).where(holds.c.released_at.is_(None))).scalars()
        assert list(in_force) == [kept(desk).starts_at]


def test_a_link_that_was_ended_forged_or_is_over_opens_nothing(customer, desk):
    number = customer.path.split(".")[1]
    for wrong in (
        customer.path[:-1],
        f"{customer.path}x",
        customer.path.replace(f".{number}.", f".{int(number) + 1}."),
    ):
        assert customer.browser.get(wrong).status_code == 404
    assert desk.api(CARLA).delete(f"/bookings/{number}/customer-link").status_code == 404
    assert desk.api(ANA).delete(f"/bookings/{number}/customer-link").status_code == 200
    assert customer.look().status_code == customer.cancel().status_code == 404
    with desk.company.system() as connection:
        connection.execute(sa.update(bookings).values(guest_ended_at=None).where(bookings.c.id == int(number)))
    ends = kept(desk).ends_at
    assert desk.at(ends - NOW - timedelta(minutes=10)).app.test_client().get(customer.path).status_code == 200
    assert "<form" not in desk.app.test_client().get(customer.path).text
    assert desk.at(ends - NOW + timedelta(seconds=1)).app.test_client().get(customer.path).status_code == 404


def test_what_outlook_did_not_take_is_written_once_when_it_answers_again(customer, desk):
    """The booking is moved, then called off, while Outlook does not answer; what stands at last is written."""
    fault = {"kind": "status", "method": "PATCH", "path": "/events", "status": 503, "times": 50}
    control(desk.sandbox, "POST", "/faults", fault)
    assert customer.move(customer.times[4]).status_code == 200
    assert starts(desk) == [datetime.fromisoformat(customer.times[0])]
    control(desk.sandbox, "DELETE", "/faults")
    assert [finish(worker(desk, timedelta(minutes=5))), finish(worker(desk, timedelta(minutes=6)))] == [1, 0]
    assert starts(desk) == [datetime.fromisoformat(customer.times[4])]
    assert len(customer.told()) == 2


def test_who_removes_the_event_in_outlook_has_called_the_appointment_off(customer, desk):
    (event,) = desk.events(ANA)
    call(desk.sandbox, "DELETE", ANA, f"/events/{event['id']}")
    customer.move(customer.times[5])
    assert kept(desk).cancelled_at is not None
    assert desk.api(ANA).get("/notices").get_json()["items"][0]["kind"] == "not_in_outlook"
    assert "anulada" in customer.browser.get(f"{customer.path}?lang=es").text


def test_an_ended_page_still_lets_its_customers_cancel(customer, desk):
    link = desk.api(ANA).get("/booking-links").get_json()["items"][0]
    desk.api(ANA).delete(f"/booking-links/{link['id']}")
    assert choices(customer.look().text) == []
    assert customer.move(customer.times[1]).status_code == 409
    assert customer.cancel().status_code == 200


def test_who_asks_too_often_is_put_off(customer):
    """Sixty times a minute: of 121 times one is over it, whenever the minute ends."""
    customer.cancel()
    answers = [customer.look().status_code for _ in range(121)]
    assert set(answers) == {200, 429}
    assert answers[:40] == [200] * 40


def test_moving_back_and_forth_leaves_one_event_and_the_newest_time(customer, desk):
    for index in (1, 0, 6, 0):
        assert customer.move(customer.times[index], customer.version()).status_code == 200
    assert starts(desk) == [datetime.fromisoformat(customer.times[0])]
    row = kept(desk)
    meet(desk.company, meeting(row.ical_uid, row.starts_at, minutes=30))
    # Its own event in the mirrored calendar is not in the way of the half hour beside it.
    assert customer.times[1] in choices(customer.look().text)
