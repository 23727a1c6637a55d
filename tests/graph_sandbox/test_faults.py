import threading
import time

import pytest
import requests

from graph_sandbox import Sandbox

from .company import ANA, BEN

VIEW = "/me/calendarView/delta?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-30T00:00:00Z"


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


@pytest.fixture
def control(sandbox):
    def send(method, path, payload=None):
        reply = requests.request(method, f"{sandbox.url}/_sandbox{path}", json=payload, timeout=5)
        assert reply.status_code == 200, reply.text
        return reply.json()

    return send


def at_once(number, work):
    results = []
    threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_fifth_request_at_once_is_throttled(sandbox, control):
    control("POST", "/faults", {"kind": "latency", "seconds": 0.3})
    headers = {"Authorization": f"Bearer {sandbox.token(ANA)}"}
    replies = at_once(6, lambda: requests.get(f"{sandbox.url}/v1.0/me/messages", headers=headers, timeout=9))
    assert sorted(r.status_code for r in replies) == [200] * 4 + [429] * 2
    refused = next(r for r in replies if r.status_code == 429)
    assert float(refused.headers["Retry-After"]) % 1 > 0
    assert refused.json()["error"]["code"] == "ApplicationThrottled"
    counters = control("GET", "/counters")
    assert (counters["in_flight_peak"], counters["throttled"]) == ({ANA: 4}, 2)
    assert control("DELETE", "/counters")["requests"] == 0


def test_the_window_limits_requests_per_mailbox(ana, as_user, control):
    control("PATCH", "/limits", {"requests": 3, "window_s": 60})
    assert [ana.get("/me/mailFolders").status_code for _ in range(5)] == [200] * 3 + [429] * 2
    assert as_user(BEN).get("/me/mailFolders").status_code == 200
    assert 0 < float(ana.get("/me/mailFolders").headers["Retry-After"]) <= 60
    control("POST", "/clock/advance", {"seconds": 61})
    assert ana.get("/me/mailFolders").status_code == 200


def test_statuses_happen_as_often_as_told(ana, control):
    control(
        "POST",
        "/faults",
        {
            "kind": "status",
            "status": 503,
            "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT",
            "path": "messages",
            "skip": 1,
            "times": 2,
        },
    )
    assert [ana.get("/me/messages").status_code for _ in range(4)] == [200, 503, 503, 200]
    fault = control("POST", "/faults", {"kind": "status", "status": 504, "chance": 1.0})["fault"]["id"]
    assert ana.get("/me/mailFolders").status_code == 504
    control("DELETE", f"/faults/{fault}")
    assert ana.get("/me/mailFolders").status_code == 200
    bad = requests.post(ana.root.replace("/v1.0", "/_sandbox/faults"), json={"kind": "earthquake"}, timeout=5)
    assert bad.status_code == 400


def test_connections_break_with_and_without_an_answer(ana, control):
    control("POST", "/faults", {"kind": "cut", "after_bytes": 200, "times": 1})
    with pytest.raises(requests.exceptions.RequestException):
        ana.get("/me/messages", headers={"Accept-Encoding": "identity"})
    control("POST", "/faults", {"kind": "lost_response", "method": "POST", "times": 1})
    when = {"dateTime": "2026-03-05T10:00:00", "timeZone": "UTC"}
    event = {"subject": "Una", "start": when, "end": when, "transactionId": "t-9"}
    with pytest.raises(requests.exceptions.ConnectionError):
        ana.post("/me/events", json=event)
    assert ana.post("/me/events", json=event).status_code == 201
    assert len(ana.value("/me/events?$filter=subject eq 'Una'")) == 1


def test_bodies_can_be_garbage_and_items_malformed(ana, control):
    control("POST", "/faults", {"kind": "garbage", "path": "mailFolders", "times": 1})
    ana.has_shapes = False
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting|Unterminated"):
        ana.get("/me/mailFolders").json()
    control("POST", "/faults", {"kind": "mutate", "index": 1, "set": {"receivedDateTime": 7}, "times": 1})
    assert ana.get("/me/messages").json()["value"][1]["receivedDateTime"] == 7


def test_delta_pages_can_be_empty_and_repeat_items(ana, control):
    path = "/me/mailFolders/inbox/messages/delta?$select=id"
    plain = [m["id"] for m in ana.round(path)[0]]
    control("POST", "/faults", {"kind": "empty_page", "path": "/delta", "skip": 1, "times": 1})
    control("POST", "/faults", {"kind": "repeat_items", "path": "/delta", "index": 1, "times": 1})
    page = ana.get(path).json()
    middle = ana.get(page["@odata.nextLink"]).json()
    assert (middle["value"], middle["@odata.nextLink"]) == ([], page["@odata.nextLink"])
    rest, _ = ana.round(middle["@odata.nextLink"])
    seen = [m["id"] for m in page["value"] + rest]
    assert len(seen) == len(plain) + 2
    assert set(seen) == set(plain)


def test_delta_tokens_end_with_410(ana, control):
    _, link = ana.round("/me/mailFolders/inbox/messages/delta")
    control("POST", "/delta/expire")
    gone = ana.get(link)
    assert (gone.status_code, gone.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert gone.headers["Location"].endswith("/delta?$deltatoken=")
    assert len(ana.round(gone.headers["Location"])[0]) == 28
    control("POST", "/delta/expire", {"at_page": 2})
    first = ana.get(VIEW, headers={"Prefer": "odata.maxpagesize=3"}).json()
    assert ana.get(first["@odata.nextLink"]).status_code == 410
    assert ana.round(VIEW)[0] != []


def test_delta_links_outlive_a_restart_on_the_same_folder_only_without_writes(good_folder, as_user, ana):
    _, unchanged = as_user(BEN).round("/me/mailFolders/inbox/messages/delta")
    ana.post("/me/mailFolders/inbox/messages", json={"subject": "x"})
    _, written = ana.round("/me/mailFolders/inbox/messages/delta")
    ids = {m["id"] for m in ana.value("/me/messages")}
    with Sandbox.from_folder(good_folder) as again:
        for link, user, status in ((unchanged, BEN, 200), (written, ANA, 410)):
            path = "/v1.0" + link.partition("/v1.0")[2]
            reply = requests.get(again.url + path, headers={"Authorization": f"Bearer {again.token(user)}"}, timeout=9)
            assert reply.status_code == status
        headers = {"Authorization": f"Bearer {again.token(ANA)}"}
        mails = requests.get(f"{again.url}/v1.0/me/messages?$top=1000", headers=headers, timeout=9).json()["value"]
        assert {m["id"] for m in mails} == ids - {next(iter(ids - {m["id"] for m in mails}))}


def test_a_mailbox_can_go_move_and_come_back(ana, control):
    before = ana.value("/me/messages", headers={"Prefer": 'IdType="ImmutableId"'})[0]["id"]
    _, link = ana.round("/me/mailFolders/inbox/messages/delta")
    control("POST", f"/mailboxes/{ANA}", {"state": "deleted"})
    assert ana.get("/me/messages").json()["error"]["code"] == "MailboxNotEnabledForRESTAPI"
    control("POST", f"/mailboxes/{ANA}", {"state": "back"})
    assert ana.get(f"/me/messages/{before}").status_code == 200
    control("POST", f"/mailboxes/{ANA}", {"state": "moved"})
    assert ana.get(f"/me/messages/{before}").status_code == 404
    assert ana.get(link).status_code == 410
    assert len(ana.value("/me/messages")) == 31


def test_the_clock_can_be_set_and_skewed(ana, control):
    assert control("GET", "/clock")["now"].startswith("2026-03-02T09:00")
    control("PUT", "/clock", {"now": "2027-01-01T00:00:00Z", "skew_s": 3600})
    assert ana.get("/me").headers["Date"].startswith("Fri, 01 Jan 2027 01:00")
    made = ana.post("/me/messages", json={"subject": "x"}).json()
    assert made["createdDateTime"].startswith("2027-01-01T00:00")


def test_the_clock_may_be_set_in_any_zone(ana, control):
    assert control("PUT", "/clock", {"now": "2027-01-01T00:30:00+01:00"})["now"].startswith("2026-12-31T23:30")
    assert ana.get("/me").headers["Date"].startswith("Thu, 31 Dec 2026 23:30")


def batch(client, *parts):
    return client.post("/$batch", json={"requests": list(parts)})


def test_a_batch_answers_each_part_by_itself(ana):
    reply = batch(
        ana,
        {"id": "1", "method": "GET", "url": "/me/mailFolders/inbox?$select=displayName"},
        {"id": "2", "method": "GET", "url": "/me/messages/nonsense"},
        {
            "id": "3",
            "method": "POST",
            "url": "/me/messages",
            "headers": {"Content-Type": "application/json"},
            "body": {"subject": "de lote"},
        },
    )
    assert reply.status_code == 200
    parts = {part["id"]: part for part in reply.json()["responses"]}
    assert {ident: part["status"] for ident, part in parts.items()} == {"1": 200, "2": 400, "3": 201}
    assert parts["1"]["body"]["displayName"] == "Inbox"


def test_a_batch_has_limits(ana):
    part = {"method": "GET", "url": "/me"}
    assert batch(ana, *({"id": str(n)} | part for n in range(21))).status_code == 400
    assert batch(ana, {"id": "a"} | part, {"id": "A"} | part).status_code == 400
    circle = batch(ana, {"id": "1", "dependsOn": ["2"]} | part, {"id": "2", "dependsOn": ["1"]} | part)
    assert circle.status_code == 400
    doomed = batch(
        ana, {"id": "1", "method": "GET", "url": "/me/messages/nonsense"}, {"id": "2", "dependsOn": ["1"]} | part
    )
    assert {p["id"]: p["status"] for p in doomed.json()["responses"]} == {"1": 400, "2": 424}


def test_a_batch_runs_four_at_a_time_and_can_half_fail(ana, control):
    control("POST", "/faults", {"kind": "latency", "seconds": 0.1, "batch": True})
    start = time.monotonic()
    parts = [{"id": str(n), "method": "GET", "url": "/me/mailFolders"} for n in range(8)]
    assert {p["status"] for p in batch(ana, *parts).json()["responses"]} == {200}
    assert time.monotonic() - start >= 0.2
    assert control("GET", "/counters")["in_flight_peak_highest"] == 4
    control(
        "POST",
        "/faults",
        {"kind": "status", "status": 429, "retry_after": "2.128", "batch": True, "skip": 4, "times": 2},
    )
    failed = [p for p in batch(ana, *parts).json()["responses"] if p["status"] == 429]
    assert [p["headers"]["Retry-After"] for p in failed] == ["2.128"] * 2


def test_permissions_are_asked_for(good_folder, tmp_path):
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('[[applications]]\nid = "reader"\nsecret = "s"\napplication_permissions = ["Mail.Read"]\n')
    with Sandbox.from_folder(good_folder, scenario=scenario) as strict:
        token = f"{strict.url}/vega/oauth2/v2.0/token"
        form = {"grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default"}
        assert (
            requests.post(token, data=form | {"client_id": "other", "client_secret": "s"}, timeout=5).status_code == 400
        )
        assert (
            requests.post(token, data=form | {"client_id": "reader", "client_secret": "x"}, timeout=5).status_code
            == 401
        )
        access = requests.post(token, data=form | {"client_id": "reader", "client_secret": "s"}, timeout=5).json()[
            "access_token"
        ]
        headers = {"Authorization": f"Bearer {access}"}
        box = f"{strict.url}/v1.0/users/{ANA}"
        assert requests.get(f"{box}/messages", headers=headers, timeout=5).status_code == 200
        assert requests.post(f"{box}/messages", json={"subject": "x"}, headers=headers, timeout=5).status_code == 403
        assert requests.get(f"{box}/events", headers=headers, timeout=5).status_code == 403


def test_a_basic_permission_gives_no_bodies(good_folder, tmp_path):
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(
        '[[applications]]\nid = "basic"\napplication_permissions = ["Mail.ReadBasic.All", "Calendars.ReadBasic.All"]\n'
    )
    form = {"grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default"}
    with Sandbox.from_folder(good_folder, scenario=scenario) as strict:
        answer = requests.post(
            f"{strict.url}/vega/oauth2/v2.0/token", data=form | {"client_id": "basic", "client_secret": "s"}, timeout=5
        )
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        box = f"{strict.url}/v1.0/users/{ANA}"
        mail = requests.get(f"{box}/messages?$top=1", headers=headers, timeout=5).json()["value"][0]
        assert not {"body", "bodyPreview"} & mail.keys()
        assert mail["subject"]
        assert "body" not in requests.get(f"{box}/events", headers=headers, timeout=5).json()["value"][0]
        assert requests.get(f"{box}/messages/{mail['id']}/attachments", headers=headers, timeout=5).status_code == 403


def test_slow_answers_hold_up_nobody_else_and_are_all_counted(sandbox, control, as_user):
    many = 70  # more than any fixed number of threads is likely to be
    control("PATCH", "/limits", {"concurrent": 0})
    control("POST", "/faults", {"kind": "latency", "seconds": 600, "path": "/mailFolders"})
    client = as_user(ANA)
    slow = threading.Thread(target=lambda: answers.extend(at_once(many, lambda: ask(sandbox).status_code)))
    answers = []
    slow.start()
    while control("GET", "/counters")["in_flight_peak_highest"] < many:
        assert client.get("/users").status_code == 200
    assert answers == []
    control("DELETE", "/faults")
    slow.join()
    assert answers == [200] * many
    assert control("GET", "/counters")["in_flight_peak"] == {ANA: many}


def ask(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.token(ANA)}"}
    return requests.get(f"{sandbox.url}/v1.0/me/mailFolders", headers=headers, timeout=60)


def test_faults_may_hit_one_request_together(ana, sandbox, control):
    control("POST", "/faults", {"kind": "garbage"})
    control("POST", "/faults", {"kind": "mutate", "set": {"subject": 7}})
    headers = {"Authorization": f"Bearer {sandbox.token(ANA)}"}
    reply = requests.get(f"{sandbox.url}/v1.0/me/messages", headers=headers, timeout=9)
    assert (reply.status_code, b"\xff" in reply.content) == (200, True)
    batch = {"requests": [{"id": "1", "method": "GET", "url": "/me/messages"}]}
    control("DELETE", "/faults")
    control("POST", "/faults", {"kind": "garbage", "batch": True})
    (inner,) = ana.post("/$batch", json=batch).json()["responses"]
    assert (inner["status"], isinstance(inner["body"], str)) == (200, True)
