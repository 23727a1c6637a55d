"""Who matters to somebody, and meeting rooms: found, described, booked like anybody's calendar."""

import pytest

from graph_sandbox import Sandbox

from .company import ANA, BEN, BILBAO, DALI, DOMAIN, EVA, GOYA, write_company
from .conftest import Client

LUIS = "luis@norte.example"


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


def address(person):
    return person["scoredEmailAddresses"][0]["address"]


def meeting(hour, *rooms, day=5):
    return {
        "subject": "x",
        "start": {"dateTime": f"2026-03-{day:02d}T{hour:02d}:00:00", "timeZone": "UTC"},
        "end": {"dateTime": f"2026-03-{day:02d}T{hour + 1:02d}:00:00", "timeZone": "UTC"},
        "attendees": [{"type": "resource", "emailAddress": {"address": room}} for room in rooms],
    }


def answers(client, ident):
    event = client.get(f"/me/events/{ident}").json()
    return {one["emailAddress"]["address"]: one["status"]["response"] for one in event["attendees"]}


def test_people_come_by_how_much_one_has_to_do_with_them(ana):
    found = ana.value("/me/people")
    assert [address(one) for one in found[:2]] == [LUIS, EVA]
    assert [one["personType"]["subclass"] for one in found[:2]] == ["PersonalContact", "OrganizationUser"]
    assert ANA not in map(address, found)
    scores = [one["scoredEmailAddresses"][0]["relevanceScore"] for one in found]
    assert scores == sorted(scores, reverse=True)


def test_whom_one_writes_to_moves_up(ana):
    before = [address(one) for one in ana.value("/me/people")]
    for _ in range(12):
        to = [{"emailAddress": {"address": BEN}}]
        assert ana.post("/me/sendMail", json={"message": {"subject": "x", "toRecipients": to}}).status_code == 202
    after = [address(one) for one in ana.value("/me/people")]
    assert BEN not in before[:1]
    assert after[0] == BEN


def test_people_are_searched_sorted_paged_and_shown_one_by_one(ana):
    (luis,) = ana.value('/me/people?$search="ort"')
    assert (luis["surname"], luis["jobTitle"]) == ("Ortega", "Director")
    assert ana.get(f"/me/people/{luis['id']}").json()["displayName"] == "Luis Ortega"
    assert ana.get("/me/people/nobody").status_code == 404
    names = [one["displayName"] for one in ana.value("/me/people?$orderby=displayName&$top=1")]
    assert len(names) > 1
    assert names == sorted(names, key=str.lower)


def test_another_persons_people_are_theirs(ana, app):
    assert ana.get(f"/users/{BEN}/people").status_code == 403
    assert [address(one) for one in app.value(f"/users/{BEN}/people")] == [EVA, LUIS]


def test_rooms_are_described_and_lie_on_lists(ana):
    rooms = ana.value("/places/graph.room")
    assert {one["emailAddress"] for one in rooms} == {GOYA, DALI}
    (big,) = ana.value("/places/graph.room?$filter=capacity gt 10")
    assert (big["capacity"], big["floorNumber"], big["address"]["city"]) == (12, 3, "Bilbao")
    (listed,) = ana.value("/places/graph.roomList")
    assert listed["emailAddress"] == BILBAO
    assert ana.value(f"/places/{listed['id']}/graph.roomList/rooms") == [big]
    assert ana.get(f"/places/{GOYA}/graph.room").json()["id"] == big["id"]
    assert ana.get("/places/nowhere@vega.example/graph.room").status_code == 404


def test_a_place_is_changed_in_the_parts_that_are_named(ana):
    given = {"@odata.type": "microsoft.graph.room", "capacity": 9, "address": {"street": "Gran Vía 2"}}
    assert ana.patch(f"/places/{GOYA}", json=given).status_code == 200
    now = ana.get(f"/places/{GOYA}/graph.room").json()
    assert (now["capacity"], now["address"]["street"], now["address"]["city"]) == (9, "Gran Vía 2", "Bilbao")
    assert ana.patch(f"/places/{GOYA}", json=given | {"@odata.type": "microsoft.graph.roomList"}).status_code == 400


def test_a_room_accepts_what_collides_with_nothing_and_declines_the_rest(ana, as_user):
    first = ana.post("/me/events", json=meeting(10, GOYA, DALI)).json()["id"]
    assert answers(ana, first) == {GOYA: "accepted", DALI: "accepted"}
    weekly = {"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["thursday"]},
              "range": {"type": "numbered", "startDate": "2026-02-26", "numberOfOccurrences": 4}}  # fmt: skip
    ben = as_user(BEN)
    second = ben.post("/me/events", json=meeting(10, GOYA) | {
        "recurrence": weekly,
        "start": {"dateTime": "2026-02-26T10:30:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-02-26T11:30:00", "timeZone": "UTC"},
    }).json()["id"]  # fmt: skip
    assert answers(ben, second) == {GOYA: "declined"}
    asked = {
        "schedules": [GOYA], "startTime": meeting(8)["start"], "endTime": meeting(14)["end"],
        "availabilityViewInterval": 60,
    }  # fmt: skip
    assert ana.post("/me/calendar/getSchedule", json=asked).json()["value"][0]["availabilityView"] == "0020000"
    later = meeting(13, GOYA, DALI)
    ana.patch(f"/me/events/{first}", json={"start": later["start"], "end": later["end"]})
    assert answers(ana, first) == {GOYA: "accepted", DALI: "accepted"}
    assert ana.post("/me/calendar/getSchedule", json=asked).json()["value"][0]["availabilityView"] == "0000020"


def test_a_bad_line_of_rooms_is_told_of_and_stops_no_other(tmp_path):
    folder = write_company(tmp_path)
    with (folder / "rooms.csv").open("a", encoding="utf-8") as file:
        file.write(f"nowhere,Sala\n{ANA},Sala\nmiro@{DOMAIN},Miró,,many\n")
    with Sandbox.from_folder(folder) as sandbox:
        told = [(one.item, one.reason) for one in sandbox.world.problems.found]
        rooms = Client(sandbox).value("/places/graph.room")
    assert told == [
        ("room nowhere", "not an address"), (f"room {ANA}", "named twice"),
        (f"room miro@{DOMAIN}", "capacity is no number: 'many'; it is left out"),
    ]  # fmt: skip
    assert {one["emailAddress"] for one in rooms} == {GOYA, DALI, f"miro@{DOMAIN}"}
