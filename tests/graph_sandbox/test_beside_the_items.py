"""What hangs beside mails, events and people: photos, open extensions, groups of calendars, links of tasks; limits."""

import pytest
import requests

from .company import ANA, BEN


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


def test_a_photo_has_an_etag_that_changes_with_it(ana):
    assert ana.get("/me/photo").status_code == 404
    etags = set()
    for picture in (b"one", b"two"):
        assert ana.put("/me/photo/$value", data=picture, headers={"Content-Type": "image/png"}).status_code == 200
        assert ana.get("/me/photo/$value").content == picture
        etags.add(ana.get("/me/photo").json()["@odata.mediaEtag"])
    assert len(etags) == 2
    assert ana.put("/me/photo/$value", data=b"x", headers={"Content-Type": "text/plain"}).status_code == 400


@pytest.mark.parametrize("kind", ["message", "event", "contact", "user"])
def test_open_extensions_are_kept_beside_an_item_and_not_tracked(ana, kind):
    owner = {"message": message, "event": event, "contact": contact, "user": lambda _: "/me"}[kind](ana)
    name = "example.vega.deal"
    given = {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": name, "deal": 7}
    assert ana.post(f"{owner}/extensions", json=given).status_code == 201
    assert ana.post(f"{owner}/extensions", json=given).status_code == 409
    found = ana.get(f"{owner}/extensions/{name}").json()
    assert (found["deal"], found["extensionName"]) == (7, name)
    assert ana.get(f"{owner}/extensions/{found['id']}").status_code == 200
    if kind != "user":
        for wanted, shown in (("", True), (f"($filter=id eq '{name}')", True), ("($filter=id eq 'other')", False)):
            assert ("extensions" in ana.get(f"{owner}?$expand=extensions{wanted}").json()) == shown
    assert ana.patch(f"{owner}/extensions/{name}", json={"deal": None, "stage": "won"}).ok
    (left,) = ana.value(f"{owner}/extensions")
    assert ("deal" in left, left["stage"]) == (False, "won")
    assert ana.delete(f"{owner}/extensions/{name}").status_code == 204
    assert ana.get(f"{owner}/extensions/{name}").status_code == 404


def message(ana):
    return f"/me/messages/{ana.post('/me/messages', json={'subject': 'x'}).json()['id']}"


def event(ana):
    when = {"dateTime": "2026-03-05T10:00:00", "timeZone": "UTC"}
    made = ana.post(
        "/me/events", json={"subject": "x", "start": when, "end": when | {"dateTime": "2026-03-05T11:00:00"}}
    )
    return f"/me/events/{made.json()['id']}"


def contact(ana):
    return f"/me/contacts/{ana.post('/me/contacts', json={'displayName': 'x'}).json()['id']}"


def test_calendars_lie_in_groups(ana):
    group = ana.post("/me/calendarGroups", json={"name": "Visits"}).json()["id"]
    ana.post(f"/me/calendarGroups/{group}/calendars", json={"name": "North"})
    assert [one["name"] for one in ana.value(f"/me/calendarGroups/{group}/calendars")] == ["North"]
    first, *_ = ana.value("/me/calendarGroups")
    assert "North" not in [one["name"] for one in ana.value(f"/me/calendarGroups/{first['id']}/calendars")]
    assert ana.delete(f"/me/calendarGroups/{group}").status_code == 400
    assert ana.patch(f"/me/calendarGroups/{group}", json={"name": "Trips"}).json()["name"] == "Trips"


def test_what_a_task_points_to_is_one_thing_at_both_addresses(ana):
    list_id = ana.value("/me/todo/lists")[0]["id"]
    task = (
        f"/me/todo/lists/{list_id}/tasks/"
        + ana.post(f"/me/todo/lists/{list_id}/tasks", json={"title": "x"}).json()["id"]
    )
    made = ana.post(f"{task}/linkedResources", json={"applicationName": "Trato", "displayName": "Deal"}).json()
    assert ana.get(task).json()["linkedResources"] == ana.value(f"{task}/linkedResources")
    ana.patch(f"{task}/linkedResources/{made['id']}", json={"displayName": "Big deal"})
    assert ana.get(f"{task}/linkedResources/{made['id']}").json()["displayName"] == "Big deal"
    ana.delete(f"{task}/linkedResources/{made['id']}")
    assert "linkedResources" not in ana.get(task).json()


def test_people_are_found_by_the_beginnings_of_their_names(ana):
    eventual = {"ConsistencyLevel": "eventual"}
    found = ana.value('/users?$search="displayName:be"', headers=eventual)
    assert [one["userPrincipalName"] for one in found] == [BEN]
    assert ana.get('/users?$search="displayName:be"').status_code == 400


def test_working_hours_change_in_part_and_are_given_by_themselves(ana, sandbox):
    days = {"workingHours": {"daysOfWeek": ["Monday", "Friday"]}}
    assert ana.patch("/me/mailboxSettings", json=days).status_code == 200
    # The description does not list this path; the service documents it.
    found = requests.get(f"{sandbox.url}/v1.0/me/mailboxSettings/workingHours", headers=ana.headers, timeout=10).json()
    assert (found["daysOfWeek"], found["startTime"]) == (["monday", "friday"], "08:00:00.0000000")


def test_uploads_beyond_the_limit_of_five_minutes_are_throttled_until_it_has_passed(ana, as_user, sandbox):
    control = f"{sandbox.url}/_sandbox"
    requests.patch(f"{control}/limits", json={"upload_bytes": 1000}, timeout=10).raise_for_status()
    note = {"subject": "x", "body": {"contentType": "text", "content": "y" * 600}}
    assert ana.post("/me/messages", json=note).status_code == 201
    refused = ana.post("/me/messages", json=note)
    assert refused.status_code == 429
    assert 0 < float(refused.headers["Retry-After"]) <= 300
    assert ana.get("/me/messages").status_code == 200, "reading brings nothing up"
    assert as_user(BEN).post("/me/messages", json=note).status_code == 201, "each mailbox by itself"
    requests.post(f"{control}/clock/advance", json={"seconds": 301}, timeout=10).raise_for_status()
    assert ana.post("/me/messages", json=note).status_code == 201


def test_a_range_of_an_upload_session_weighs_too(ana, sandbox):
    requests.patch(f"{sandbox.url}/_sandbox/limits", json={"upload_bytes": 1000}, timeout=10).raise_for_status()
    file = {"AttachmentItem": {"attachmentType": "file", "name": "a.bin", "size": 1200}}
    made = ana.post(f"{message(ana)}/attachments/createUploadSession", json=file).json()["uploadUrl"]
    statuses = []
    for start in (0, 600):
        headers = {"Content-Range": f"bytes {start}-{start + 599}/1200"}
        statuses.append(requests.put(made, data=b"x" * 600, headers=headers, timeout=10).status_code)
    assert statuses == [200, 429]
