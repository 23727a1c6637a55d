from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from .company import ANA, BEN, DALI, EVA, GOYA

WINDOW = "startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-30T00:00:00Z"


def at(text, zone="Europe/Madrid"):
    return {"dateTime": text, "timeZone": zone}


def meeting(*addresses, **more):
    people = [{"emailAddress": {"address": a, "name": a}, "type": "Required"} for a in addresses]
    return {
        "subject": "Reunión",
        "start": at("2026-03-05T10:00:00"),
        "end": at("2026-03-05T11:00:00"),
        "attendees": people,
    } | more


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


@pytest.fixture
def ben(as_user):
    return as_user(BEN)


@pytest.fixture
def outbox(sandbox):
    return lambda: requests.get(f"{sandbox.url}/_sandbox/outbox", timeout=5).json()["outbox"]


def test_an_event_without_attendees_sends_nothing(ana, outbox):
    made = ana.post("/me/events", json=meeting())
    assert made.status_code == 201
    assert made.json()["start"] == {"dateTime": "2026-03-05T09:00:00.0000000", "timeZone": "UTC"}
    assert made.json()["isOrganizer"] is True
    assert outbox() == []


def test_a_transaction_id_makes_no_second_event(ana, sandbox):
    first = ana.post("/me/events", json=meeting(transactionId="t-1")).json()
    again = ana.post("/me/events", json=meeting(transactionId="t-1"))
    assert (again.status_code, again.json()["id"], again.json()["transactionId"]) == (201, first["id"], "t-1")
    assert len(ana.value("/me/events")) == 4
    sandbox.state.has_transaction_conflicts = True
    assert ana.post("/me/events", json=meeting(transactionId="t-1")).status_code == 409


def test_an_invitation_reaches_the_attendee_and_the_answer_the_organizer(ana, ben, outbox):
    made = ana.post("/me/events", json=meeting(BEN, "luis@norte.example")).json()
    assert [(m["kind"], m["recipients"]) for m in outbox()] == [("invitation", [BEN, "luis@norte.example"])]
    copy = ben.value("/me/events")[0]
    assert copy["iCalUId"] == made["iCalUId"]
    assert (copy["isOrganizer"], copy["responseStatus"]["response"], copy["showAs"]) == (
        False,
        "notResponded",
        "tentative",
    )
    mail = ben.value("/me/mailFolders/inbox/messages")[0]
    assert mail["meetingMessageType"] == "meetingRequest"
    expanded = ben.get(f"/me/messages/{mail['id']}?$expand=microsoft.graph.eventMessage/event").json()
    assert expanded["event"]["id"] == copy["id"]
    assert ben.post(f"/me/events/{copy['id']}/accept", json={"comment": "Sí", "sendResponse": True}).status_code == 202
    assert ben.get(f"/me/events/{copy['id']}").json()["responseStatus"]["response"] == "accepted"
    seen = ana.get(f"/me/events/{made['id']}").json()["attendees"]
    assert {a["emailAddress"]["address"]: a["status"]["response"] for a in seen}[BEN] == "accepted"
    assert ana.post(f"/me/events/{made['id']}/accept", json={}).status_code == 400


def test_a_decline_leaves_the_calendar_and_no_answer_is_sent_on_request(ana, ben, outbox):
    made = ana.post("/me/events", json=meeting(BEN)).json()
    copy = ben.value("/me/events")[0]
    assert ben.post(f"/me/events/{copy['id']}/decline", json={"sendResponse": False}).status_code == 202
    assert ben.value("/me/events") == []
    assert [m["kind"] for m in outbox()] == ["invitation"]
    assert ana.get(f"/me/events/{made['id']}").json()["attendees"][0]["status"]["response"] == "none"


def test_changes_and_cancellations_reach_the_attendee(ana, ben, outbox):
    made = ana.post("/me/events", json=meeting(BEN)).json()
    ana.patch(f"/me/events/{made['id']}", json={"start": at("2026-03-06T10:00:00"), "end": at("2026-03-06T11:00:00")})
    assert ben.value("/me/events")[0]["start"]["dateTime"].startswith("2026-03-06T09:00")
    assert ana.patch(f"/me/events/{made['id']}", json={"categories": ["Azul"]}).json()["categories"] == ["Azul"]
    assert [m["kind"] for m in outbox()] == ["invitation", "invitation"]
    assert ana.post(f"/me/events/{made['id']}/cancel", json={"Comment": "No puedo"}).status_code == 202
    assert ana.get(f"/me/events/{made['id']}").status_code == 404
    copy = ben.value("/me/events")[0]
    assert (copy["isCancelled"], copy["subject"]) == (True, "Canceled: Reunión")
    assert outbox()[-1]["kind"] == "cancellation"
    assert ben.delete(f"/me/events/{copy['id']}").status_code == 204


PATTERNS = [
    ({"type": "daily", "interval": 2}, ["05", "07", "09"]),
    ({"type": "weekly", "interval": 1, "daysOfWeek": ["thursday", "friday"]}, ["05", "06", "12"]),
    ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 5}, ["05", "05", "05"]),
    ({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["thursday"], "index": "first"}, ["05", "02", "07"]),
    ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 5, "month": 3}, ["05", "05", "05"]),
    (
        {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["thursday"], "index": "first", "month": 3},
        ["05", "04", "02"],
    ),
]


@pytest.mark.parametrize(("pattern", "days"), PATTERNS, ids=[p["type"] for p, _ in PATTERNS])
def test_every_pattern_expands_and_comes_back(ana, pattern, days):
    span = {"type": "numbered", "startDate": "2026-03-05", "numberOfOccurrences": 3}
    made = ana.post("/me/events", json=meeting(recurrence={"pattern": pattern, "range": span})).json()
    assert made["type"] == "seriesMaster"
    back = made["recurrence"]["pattern"]
    assert {name: back[name] for name in pattern} == pattern
    assert made["recurrence"]["range"]["numberOfOccurrences"] == 3
    long = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2029-01-01T00:00:00Z"
    found = ana.value(f"/me/events/{made['id']}/instances?{long}")
    assert [e["start"]["dateTime"][8:10] for e in found] == days


def test_a_pattern_without_what_its_type_needs_is_refused(ana):
    span = {"type": "noEnd", "startDate": "2026-03-05"}
    for pattern in ({"type": "weekly", "interval": 1}, {"type": "absoluteMonthly", "interval": 1}, {"type": "x"}):
        assert ana.post("/me/events", json=meeting(recurrence={"pattern": pattern, "range": span})).status_code == 400
    wrong = {"pattern": {"type": "daily", "interval": 1}, "range": span | {"startDate": "2026-03-06"}}
    assert ana.post("/me/events", json=meeting(recurrence=wrong)).status_code == 400
    assert ana.post("/me/events", json=meeting() | {"end": at("2026-03-05T09:00:00")}).status_code == 400
    assert ana.post("/me/events", json=meeting(start=at("2026-03-05T10:00:00", "Mars/Base"))).status_code == 400
    assert ana.post("/me/events", json=meeting(isAllDay=True)).status_code == 400


def test_occurrences_are_changed_and_deleted_one_by_one(ana):
    span = {"type": "numbered", "startDate": "2026-03-05", "numberOfOccurrences": 4}
    rule = {"pattern": {"type": "daily", "interval": 1}, "range": span}
    made = ana.post("/me/events", json=meeting(recurrence=rule)).json()
    instances = f"/me/events/{made['id']}/instances?{WINDOW}"
    _, link = ana.round(f"/me/calendarView/delta?{WINDOW}")
    first, second, third, _ = ana.value(instances)
    changed = ana.patch(
        f"/me/events/{second['id']}",
        json={"subject": "Otra", "start": at("2026-03-20T10:00:00"), "end": at("2026-03-20T11:00:00")},
    ).json()
    assert (changed["type"], changed["id"]) == ("exception", second["id"])
    assert ana.delete(f"/me/events/{third['id']}").status_code == 204
    left = ana.value(instances)
    assert [(e["type"], e["start"]["dateTime"][8:10]) for e in left] == [
        ("occurrence", "05"),
        ("occurrence", "08"),
        ("exception", "20"),
    ]
    assert ana.get(f"/me/events/{third['id']}").status_code == 404
    told, link = ana.round(link)
    assert {e["id"] for e in told if "@removed" in e} == {third["id"]}
    assert {e["id"] for e in told} >= {first["id"], second["id"], made["id"]}
    ana.delete(f"/me/events/{made['id']}")
    gone, _ = ana.round(link)
    assert len(gone) == 4
    assert all("@removed" in e for e in gone)


def test_a_change_outside_the_window_comes_as_removed(ana):
    _, link = ana.round("/me/calendarView/delta?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-02T00:00:00Z")
    made = ana.post("/me/events", json=meeting()).json()
    told, _ = ana.round(link)
    assert [(e["id"], e["@removed"]["reason"]) for e in told] == [(made["id"], "deleted")]


def test_sharing_opens_a_calendar_step_by_step(ana, ben):
    ana.post("/me/events", json=meeting(sensitivity="private", subject="Médico"))
    assert ben.get(f"/users/{ANA}/calendar/events").status_code == 403
    shared = ana.post(
        "/me/calendar/calendarPermissions", json={"emailAddress": {"address": BEN, "name": "Ben"}, "role": "read"}
    )
    assert shared.status_code == 201
    seen = {e["subject"] for e in ben.value(f"/users/{ANA}/calendar/events")}
    assert "Private Appointment" in seen
    assert "Médico" not in seen
    assert "Visita a Norte" in seen
    assert ben.post(f"/users/{ANA}/calendar/events", json=meeting()).status_code == 403
    path = f"/me/calendar/calendarPermissions/{shared.json()['id']}"
    ana.patch(path, json={"role": "delegateWithPrivateEventAccess"})
    assert "Médico" in {e["subject"] for e in ben.value(f"/users/{ANA}/calendar/events")}
    assert ben.post(f"/users/{ANA}/calendar/events", json=meeting()).status_code == 201
    assert ana.delete(path).status_code == 204
    assert ben.get(f"/users/{ANA}/calendar/events").status_code == 403


def schedule(*people, start="2026-03-10T00:00:00", end="2026-03-11T00:00:00", **more):
    return {"schedules": list(people), "startTime": at(start), "endTime": at(end)} | more


def test_get_schedule_says_who_is_taken(ana, ben):
    reply = ben.post("/me/calendar/getSchedule", json=schedule(ANA, "who@vega.example", availabilityViewInterval=60))
    known, unknown = reply.json()["value"]
    assert known["availabilityView"] == "0" * 10 + "2" + "0" * 13
    assert "subject" not in known["scheduleItems"][0]
    assert unknown["error"]["responseCode"] == "ErrorMailRecipientNotFound"
    own = ana.post("/me/calendar/getSchedule", json=schedule(ANA)).json()["value"][0]
    assert own["scheduleItems"][0]["subject"] == "Visita a Norte"
    assert ana.post("/me/calendar/getSchedule", json=schedule(*[ANA] * 21)).status_code == 400
    assert ana.post("/me/calendar/getSchedule", json=schedule(ANA, end="2026-05-11T00:00:00")).status_code == 400
    assert ana.post("/me/calendar/getSchedule", json=schedule(ANA, availabilityViewInterval=4)).status_code == 400


def test_two_people_may_ask_for_each_other_at_once(sandbox):
    def ask(one, other):
        headers = {"Authorization": f"Bearer {sandbox.token(one)}"}
        url = f"{sandbox.url}/v1.0/me/calendar/getSchedule"
        return [requests.post(url, json=schedule(other), headers=headers, timeout=10).status_code for _ in range(40)]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, *pair) for pair in ((ANA, BEN), (BEN, ANA)) * 2]
        assert {status for answer in asked for status in answer.result()} == {200}


def test_find_meeting_times_avoids_what_is_taken(ana, app):
    asked = {
        "attendees": [{"type": "required", "emailAddress": {"address": EVA, "name": "Eva"}}],
        "meetingDuration": "PT1H",
        "timeConstraint": {"timeSlots": [{"start": at("2026-03-10T09:00:00"), "end": at("2026-03-10T13:00:00")}]},
        "maxCandidates": 3,
    }
    found = ana.post("/me/findMeetingTimes", json=asked).json()["meetingTimeSuggestions"]
    assert [s["meetingTimeSlot"]["start"]["dateTime"][11:16] for s in found] == ["08:00", "10:00", "10:30"]
    assert found[0]["confidence"] == 100
    assert app.post(f"/users/{ANA}/findMeetingTimes", json=asked).status_code == 403


def test_contacts_are_made_changed_and_refused_when_stale(ana):
    _, link = ana.round("/me/contacts/delta")
    made = ana.post(
        "/me/contacts",
        json={
            "givenName": "Iker",
            "surname": "Sola",
            "mobilePhone": "+34 1",
            "emailAddresses": [{"address": "iker@norte.example"}],
        },
    )
    assert (made.status_code, made.json()["displayName"]) == (201, "Iker Sola")
    path = f"/me/contacts/{made.json()['id']}"
    etag = {"If-Match": made.json()["@odata.etag"]}
    assert ana.patch(path, json={"jobTitle": "Jefe"}, headers=etag).json()["jobTitle"] == "Jefe"
    assert ana.patch(path, json={"jobTitle": "x"}, headers=etag).status_code == 412
    assert ana.delete(path, headers=etag).status_code == 412
    assert ana.get(f"{path}/photo/$value").status_code == 404
    assert ana.put(f"{path}/photo/$value", data=b"\xff\xd8x", headers={"Content-Type": "image/jpeg"}).status_code == 200
    assert ana.get(f"{path}/photo/$value").content == b"\xff\xd8x"
    changes, link = ana.round(link)
    assert [c["jobTitle"] for c in changes] == ["Jefe"]
    assert ana.delete(path).status_code == 204
    assert [c["@removed"]["reason"] for c in ana.round(link)[0]] == ["deleted"]
    folder = ana.post("/me/contactFolders", json={"displayName": "Trato"}).json()["id"]
    inside = ana.post(f"/me/contactFolders/{folder}/contacts", json={"displayName": "Uno"}).json()
    assert inside["parentFolderId"] == folder
    assert [c["displayName"] for c in ana.value(f"/me/contactFolders/{folder}/contacts")] == ["Uno"]
    assert ana.delete(f"/me/contactFolders/{folder}").status_code == 204
    assert ana.get(f"/me/contactFolders/{folder}/contacts").status_code == 404


def test_a_contact_folder_goes_with_the_folders_below_it(ana):
    _, link = ana.round("/me/contactFolders/delta")
    folder = ana.post("/me/contactFolders", json={"displayName": "Trato"}).json()["id"]
    below = ana.post(f"/me/contactFolders/{folder}/childFolders", json={"displayName": "Norte"}).json()["id"]
    _, link = ana.round(link)
    assert ana.delete(f"/me/contactFolders/{folder}").status_code == 204
    assert {one["id"] for one in ana.round(link)[0] if "@removed" in one} == {folder, below}


def test_tasks_have_lists_and_delta(ana):
    default = ana.value("/me/todo/lists")[0]
    assert default["wellknownListName"] == "defaultList"
    made = ana.post("/me/todo/lists", json={"displayName": "Ventas"}).json()
    tasks = f"/me/todo/lists/{made['id']}/tasks"
    _, link = ana.round(f"{tasks}/delta")
    task = ana.post(
        tasks,
        json={
            "title": "Llamar",
            "dueDateTime": at("2026-03-06T00:00:00", "UTC"),
            "linkedResources": [{"applicationName": "X", "externalId": "1", "displayName": "Y"}],
        },
    ).json()
    assert task["status"] == "notStarted"
    done = ana.patch(f"{tasks}/{task['id']}", json={"status": "completed"}).json()
    assert done["completedDateTime"]["timeZone"] == "UTC"
    changes, link = ana.round(link)
    assert [(c["title"], c["status"]) for c in changes] == [("Llamar", "completed")]
    assert ana.delete(f"{tasks}/{task['id']}").status_code == 204
    assert "@removed" in ana.round(link)[0][0]
    assert ana.delete(f"/me/todo/lists/{default['id']}").status_code == 400


def test_settings_zones_and_people(ana, app):
    settings = ana.get("/me/mailboxSettings").json()
    assert (settings["timeZone"], settings["language"]["locale"]) == ("Romance Standard Time", "es-ES")
    assert (
        ana.patch("/me/mailboxSettings", json={"timeZone": "GMT Standard Time"}).json()["timeZone"]
        == "GMT Standard Time"
    )
    assert ana.patch("/me/mailboxSettings", json={"timeZone": "Nowhere"}).status_code == 400
    names = {z["alias"] for z in ana.value("/me/outlook/supportedTimeZones")}
    assert {"UTC", "Romance Standard Time"} <= names
    iana = ana.value("/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')")
    assert "Europe/Madrid" in {z["alias"] for z in iana}
    assert ana.get("/me").json()["userPrincipalName"] == ANA
    assert ana.get("/me/manager").json()["userPrincipalName"] == EVA
    assert [u["userPrincipalName"] for u in app.value(f"/users/{EVA}/directReports?$select=userPrincipalName")] == [
        ANA,
        BEN,
    ]
    assert app.get(f"/users/{EVA}/manager").status_code == 404
    assert [u["userPrincipalName"] for u in app.value("/users?$filter=startswith(displayName,'Ana')")] == [ANA]
    assert {u["userPrincipalName"] for u in app.round("/users/delta")[0]} == {ANA, BEN, EVA, GOYA, DALI}
