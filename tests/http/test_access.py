"""Who gets what from each operation (DESIGN promise 6), generated from the document: a new operation needs a row."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.http.access_calendars import Calendars
from tests.http.access_phonebook import Phonebook
from tests.http.access_pipeline import Pipeline
from tests.http.access_plans import Plans
from tests.http.access_playbook import Playbook
from tests.http.access_privacy import Privacy
from tests.http.access_quotas import Quotas
from tests.http.access_scheduling import DECISION, PAGE, WISH, Scheduling
from tests.http.api import Api, code_of
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.small_company import ANA, BEN, CARLA, DOMAIN, EVA, LUIS, MARTA, NOW, TEO, Company

from trato.calendar.tables import events
from trato.linking.tables import link_suggestions
from trato.mail.tables import message_keys, messages

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
OPERATIONS = sorted(
    operation["operationId"] for operations in DOCUMENT["paths"].values() for operation in operations.values()
)
BESIDE = f"nuria@{DOMAIN}"
STRANGER, STRANGE_ADMIN = "ana of another tenant", "admin of another tenant"
INSIDE = (ANA, BEN, MARTA, CARLA, BESIDE, EVA)
CALLERS = (*INSIDE, STRANGER, STRANGE_ADMIN)
# Norte lies in the North, where Ana and Ben sell; Marta leads them. Carla and her manager are in the South.
SEES_NORTE = {ANA, BEN, MARTA, EVA}
TOOK_PART = {ANA}
SECRET = "Zafiro"


@dataclass(frozen=True)
class World:
    """Two tenants in one database; `kept` is only read, `spare` is what writing tests work on."""

    company: Company
    threads: dict[str, int]
    events: dict[str, int]
    callers: dict[str, Api]
    other: Company

    def opportunity(self, upn: str, key: str = "presses") -> dict | None:
        items = self.callers[upn].get("/opportunities", limit=100).get_json()["items"]
        return next((one for one in items if one["id"] == str(self.company.opportunities[key])), None)


@pytest.fixture(scope="module")
def world(many_tenants, tmp_path_factory, sign_in) -> World:
    folder = small_company.write_folder(tmp_path_factory.mktemp("here"))
    users = small_company.USERS.replace("rep,,Europe/Madrid,es,,South", f"rep,{BESIDE},Europe/Madrid,es,,South")
    (folder / "users.csv").write_text(f"{users}{BESIDE},Nuria Rey,manager,,Europe/Madrid,es,,\n", "utf-8")
    company = small_company.save_folder(many_tenants, folder, entra_tenant_id="access-here")
    _fill(company, "")
    other = small_company.save_folder(many_tenants, _secret_folder(tmp_path_factory), entra_tenant_id="access-there")
    _fill(other, f"{SECRET} ")
    callers = {upn: sign_in(company, upn) for upn in INSIDE}
    callers |= {STRANGER: sign_in(other, ANA), STRANGE_ADMIN: sign_in(other, EVA)}
    return World(company, _ids_of_threads(company), _ids_of_events(company), callers, other)


def _secret_folder(tmp_path_factory):
    """The same company under names that must never be read by anybody else."""
    folder = small_company.write_folder(tmp_path_factory.mktemp("there"))
    for path in folder.glob("crm/*.csv"):
        text = path.read_text("utf-8")
        for name in ("Norte SA", "Sur y Cía", "Luis Ortega", "Teo Mora", "Hydraulic presses", "Olive mill"):
            text = text.replace(name, f"{SECRET} {name}")
        path.write_text(text, "utf-8")
    return folder


def _fill(company: Company, mark: str) -> None:
    for name in ("kept", "spare"):
        deliver(company, mail(name, subject=f"{mark}Hydraulic presses Bilbao {name}", text=f"{mark}words of {name}"))
        meet(company, meeting(f"{name}@x", NOW - timedelta(days=3), subject=f"{mark}Hydraulic presses Bilbao {name}"))


def _ids_of_threads(company: Company) -> dict[str, int]:
    with company.system() as connection:
        rows = connection.execute(
            sa.select(message_keys.c.key, messages.c.thread_id)
            .join(messages, sa.and_(messages.c.id == message_keys.c.message_id))
            .where(message_keys.c.key.like("id:%"))
        )
        return {row.key.removeprefix("id:").partition("@")[0]: row.thread_id for row in rows}


def _ids_of_events(company: Company) -> dict[str, int]:
    with company.system() as connection:
        rows = connection.execute(sa.select(events.c.ical_uid, events.c.id))
        return {row.ical_uid.partition("@")[0]: row.id for row in rows}


# --- what each operation gives to whom ------------------------------------------------------------------------------


def _me(world: World, who: str) -> None:
    body = world.callers[who].get("/me").get_json()
    assert body["upn"] == {STRANGER: ANA, STRANGE_ADMIN: EVA}.get(who, who)


def _accounts(world: World, who: str) -> None:
    body = world.callers[who].get("/accounts", limit=100).get_json()
    _sees(world, who, {one["id"] for one in body["items"]}, world.company.accounts, "norte")


def _opportunities(world: World, who: str) -> None:
    body = world.callers[who].get("/opportunities", limit=100).get_json()
    _sees(world, who, {one["id"] for one in body["items"]}, world.company.opportunities, "presses")
    asked = world.callers[who].get("/opportunities", account_id=str(world.company.accounts["norte"])).get_json()
    assert bool(asked["items"]) is (who in SEES_NORTE)


def _sees(world: World, who: str, found: set[str], mine: dict[str, int], key: str) -> None:
    assert (str(mine[key]) in found) is (who in SEES_NORTE)
    if who not in INSIDE:
        assert found.isdisjoint(str(one) for one in mine.values())


def _change(world: World, who: str) -> None:
    path = f"/opportunities/{world.company.opportunities['presses']}"
    seen = world.opportunity(who)
    answer = world.callers[who].patch(path, {"close_date": "2026-12-01"}, etag=seen["etag"] if seen else "1")
    assert (answer.status_code == 200) is (who in SEES_NORTE)
    assert answer.status_code == 200 or code_of(answer) == (404, "not_found")


def _interactions(world: World, who: str) -> None:
    for name, of in (("account_id", world.company.accounts["norte"]), ("contact_id", world.company.contacts["luis"]),
                     ("opportunity_id", world.company.opportunities["presses"])):  # fmt: skip
        items = world.callers[who].get("/interactions", **{name: str(of), "limit": 100}).get_json()["items"]
        told = [one for one in items if one["kind"] not in {"note", "call"}]
        assert bool(told) is (who in SEES_NORTE)
        # That there was a mail or a meeting is for the team, what it said for those who took part.
        said = {text for one in told for text in (one["subject"], one["summary"]) if text}
        assert bool(said) is (who in TOOK_PART)


def _log(world: World, who: str) -> None:
    about = {
        "contact_ids": [str(world.company.contacts["luis"])],
        "account_id": str(world.company.accounts["norte"]),
        "opportunity_id": str(world.company.opportunities["presses"]),
    }
    for name, value in about.items():
        answer = world.callers[who].post("/interactions", {"kind": "note", "summary": "told by hand", name: value})
        assert answer.status_code == (201 if who in SEES_NORTE else 404), name


def _mailboxes(world: World, who: str) -> None:
    found = {one["address"] for one in world.callers[who].get("/mailboxes").get_json()["items"]}
    branch = {MARTA: {MARTA, ANA, BEN}, BESIDE: {BESIDE, CARLA}, EVA: set(INSIDE)}
    branch |= {STRANGER: {ANA}, STRANGE_ADMIN: set(small_company.PEOPLE)}
    assert found == branch.get(who, {who})


def _feeds(world: World, who: str) -> None:
    # Folders have private names: they are for whose mailbox it is, and for an admin.
    for upn, mailbox in world.company.mailboxes.items():
        answer = world.callers[who].get(f"/mailboxes/{mailbox.id}/feeds")
        assert (answer.status_code == 200) is (who in {upn, EVA}), upn
        assert answer.status_code == 200 or code_of(answer) == (404, "not_found")


def _read(world: World, who: str) -> None:
    for upn, mailbox in world.company.mailboxes.items():
        answer = world.callers[who].post(f"/mailboxes/{mailbox.id}/rounds", {})
        assert (answer.status_code == 202) is (who == upn), upn
        assert answer.status_code == 202 or code_of(answer) == (404, "not_found")


def _choices(world: World, who: str) -> None:
    # Not even an admin sees the names of somebody's contact folders here.
    for upn, mailbox in world.company.mailboxes.items():
        for answer in (
            world.callers[who].get(f"/mailboxes/{mailbox.id}/choices"),
            world.callers[who].put(f"/mailboxes/{mailbox.id}/choices/contacts", {"followed": []}),
            world.callers[who].put(f"/mailboxes/{mailbox.id}/choices/tasks", {"followed": []}),
        ):
            assert (answer.status_code == 200) is (who == upn), upn
            assert answer.status_code == 200 or code_of(answer) == (404, "not_found")


def _context(world: World, who: str) -> None:
    for item in ({"internet_message_id": "<kept@mail.example>"}, {"kind": "appointment", "ical_uid": "kept@x"}):
        found = world.callers[who].context(**item, **{"from": {"address": LUIS}, "to": [{"address": ANA}]})
        own = {"thread_id": str(world.threads["kept"]), "event_id": str(world.events["kept"])}
        kept = {found[name] for name in own} - {None}
        if who in INSIDE:
            assert bool(kept) is (who in TOOK_PART)
            assert (found["account"] is not None) is (who in SEES_NORTE)
            assert (found["link"] is not None) is (who in TOOK_PART)
        assert who not in {STRANGER, STRANGE_ADMIN} or kept.isdisjoint(own.values())


def _of_taking_part(call: Callable[[Api, World], list]) -> Callable[[World, str], None]:
    def check(world: World, who: str) -> None:
        for answer in call(world.callers[who], world):
            assert answer.status_code == (200 if who in TOOK_PART else 404)

    return check


def _undone_of_sender(world: World, who: str) -> None:
    # Whoever holds no mail of the thread decides nothing about it, and is told of nothing.
    api = world.callers[who]
    decided = world.callers[ANA].put(f"{_thread(world)}/link", _targets(world)[1]).status_code
    assert decided == 200
    assert api.delete(f"/decisions?sender={LUIS}").get_json() == {"undone": 1 if who in TOOK_PART else 0}


def _decided_of_sender(world: World, who: str) -> None:
    assert world.callers[ANA].put(f"{_thread(world)}/link", _targets(world)[1]).status_code == 200
    told = world.callers[who].get("/decisions", sender=LUIS).get_json()
    assert told == {"decided": 1 if who in TOOK_PART else 0}


def _thread(world: World) -> str:
    return f"/threads/{world.threads['spare']}"


def _event(world: World) -> str:
    return f"/events/{world.events['spare']}"


def _targets(world: World) -> list[dict]:
    mine = world.company
    return [{"opportunity_id": str(mine.opportunities["presses"])}, {"account_id": str(mine.accounts["norte"])}, {}]


def _norte(world: World) -> str:
    return str(world.company.accounts["norte"])


def _relations(world: World, who: str) -> None:
    answer = world.callers[who].get(f"/accounts/{_norte(world)}/relations")
    assert answer.status_code == (200 if who in SEES_NORTE else 404)
    if who in SEES_NORTE:
        body = answer.get_json()
        assert {one["name"] for one in body["contacts"]} >= {"Luis Ortega", "Pilar Soto"}
        # That a mail waits is for the team, what it asks for those who took part.
        said = {text for one in body["waiting"] for text in (one["subject"], one["summary"]) if text}
        assert who in TOOK_PART or not said


def _new_contact(world: World, who: str) -> None:
    body = {"account_id": _norte(world), "name": "Nadia", "emails": [f"{abs(hash(who))}@norte.example"]}
    assert world.callers[who].post("/contacts", body).status_code == (201 if who in SEES_NORTE else 404)


def _alike(world: World, who: str) -> None:
    asked = {"name": "Luis Ortega", "address": "luis@nowhere.example"}
    found = world.callers[who].get("/contacts/alike", **asked).get_json()["items"]
    assert [one["contact"]["name"] for one in found] == (["Luis Ortega"] if who in SEES_NORTE else [])


def _new_address(world: World, who: str) -> None:
    body = {"address": f"{abs(hash(who))}@elsewhere.example"}
    answer = world.callers[who].post(f"/contacts/{world.company.contacts['luis']}/addresses", body)
    assert answer.status_code == (201 if who in SEES_NORTE else 404)


def _contact_change(world: World, who: str) -> None:
    path = f"/contacts/{world.company.contacts['luis']}"
    answer = world.callers[who].call("PATCH", path, json={"remarks": "Likes numbers"}, etag="99")
    assert answer.status_code == (412 if who in SEES_NORTE else 404)


def _new_opportunity(world: World, who: str) -> None:
    answer = world.callers[who].post("/opportunities", {"account_id": _norte(world), "name": "Spare parts"})
    assert answer.status_code == (201 if who in SEES_NORTE else 404)


def _new_task(world: World, who: str) -> None:
    for about in ({"account_id": _norte(world)}, {"opportunity_id": str(world.company.opportunities["presses"])}):
        answer = world.callers[who].post("/tasks", {"title": "Send the drawing", **about})
        assert answer.status_code == (201 if who in SEES_NORTE else 404)


def _tick(world: World, who: str) -> None:
    made = world.callers[ANA].post("/tasks", {"title": "Call", "account_id": _norte(world)}).get_json()
    answer = world.callers[who].patch(f"/tasks/{made['id']}", {"is_done": True}, etag=made["etag"])
    assert answer.status_code == (200 if who in SEES_NORTE else 404)


def _read_text(world: World, who: str) -> None:
    body = world.callers[who].post("/readings", {"body": "Can you come?\n\nLuis"}).get_json()
    assert body["questions"] == ["Can you come?"]


def _selection(world: World, who: str) -> None:
    body = {"items": [{"internet_message_id": "<kept@mail.example>"}]}
    (found,) = world.callers[who].post("/selections", body).get_json()["items"]
    assert (found["thread_id"] == str(world.threads["kept"])) is (who in TOOK_PART)
    assert (found["opportunity"] is not None) is (who in TOOK_PART or who == STRANGER)


def _decide_many(world: World, who: str) -> None:
    body = {"kind": "undo", "thread_ids": [str(world.threads["spare"])]}
    (done,) = world.callers[who].post("/threads/decisions", body).get_json()["items"]
    assert done["code"] == (None if who in TOOK_PART else "not_found")


def _report(world: World, who: str) -> None:
    answer = world.callers[who].get(f"/events/{world.events['spare']}/report")
    assert answer.status_code == (200 if who in TOOK_PART else 404)


def _write_report(world: World, who: str) -> None:
    path = f"/events/{world.events['spare']}/report"
    seen = (world.callers[who].get(path).get_json().get("report") or {}).get("etag")
    answer = world.callers[who].put(path, {"result": "went_well"}, etag=seen)
    assert answer.status_code == (200 if who in TOOK_PART else 404)


def _search(world: World, who: str) -> None:
    mine = world.company
    for words, kind, own in (
        ("Luis Ortega", "contact", mine.contacts["luis"]),
        ("Hydraulic presses", "opportunity", mine.opportunities["presses"]),
    ):
        body = world.callers[who].get("/search", q=words).get_json()
        found = {one[kind]["id"] for one in body["items"] if one[kind] is not None}
        assert (str(own) in found) is (who in SEES_NORTE), words


def _about_norte(question: str, **more: str) -> Callable[[World, str], None]:
    def check(world: World, who: str) -> None:
        answer = world.callers[who].get(f"/answers/{question}", account_id=_norte(world), **more)
        assert answer.status_code == (200 if who in SEES_NORTE else 404)
        assert answer.status_code == 200 or code_of(answer) == (404, "not_found")

    return check


def _next_call(world: World, who: str) -> None:
    assert world.callers[who].get("/answers/next-call").get_json()["question"] == "next-call"


EXPECTED: dict[str, Callable[[World, str], None]] = {
    "getMe": _me,
    "getContext": _context,
    "listAccounts": _accounts,
    "listOpportunities": _opportunities,
    "changeOpportunity": _change,
    "listInteractions": _interactions,
    "logInteraction": _log,
    "getRelations": _relations,
    "createContact": _new_contact,
    "getAlike": _alike,
    "addAddress": _new_address,
    "changeContact": _contact_change,
    "createOpportunity": _new_opportunity,
    "createTask": _new_task,
    "changeTask": _tick,
    "readMail": _read_text,
    "getSelection": _selection,
    "decideThreads": _decide_many,
    "getReport": _report,
    "putReport": _write_report,
    "listMailboxes": _mailboxes,
    "listFeeds": _feeds,
    "readMailbox": _read,
    "getChoices": _choices,
    "putContactFolders": _choices,
    "putTaskLists": _choices,
    "putThreadLink": _of_taking_part(lambda api, w: [api.put(f"{_thread(w)}/link", to) for to in _targets(w)]),
    "deleteThreadLink": _of_taking_part(lambda api, w: [api.delete(f"{_thread(w)}/link")]),
    "putThreadExclusion": _of_taking_part(lambda api, w: [api.put(f"{_thread(w)}/exclusion", {})]),
    "deleteThreadExclusion": _of_taking_part(lambda api, w: [api.delete(f"{_thread(w)}/exclusion")]),
    "putEventLink": _of_taking_part(lambda api, w: [api.put(f"{_event(w)}/link", to) for to in _targets(w)]),
    "deleteEventLink": _of_taking_part(lambda api, w: [api.delete(f"{_event(w)}/link")]),
    "putEventExclusion": _of_taking_part(lambda api, w: [api.put(f"{_event(w)}/exclusion", {})]),
    "deleteDecisionsOfSender": _undone_of_sender,
    "countDecisionsOfSender": _decided_of_sender,
    "deleteEventExclusion": _of_taking_part(lambda api, w: [api.delete(f"{_event(w)}/exclusion")]),
    "search": _search,
    "answerContacts": _about_norte("contacts"),
    "answerAddresses": _about_norte("addresses"),
    "answerAccountsPayable": _about_norte("accounts-payable"),
    "answerBuyer": _about_norte("buyer"),
    "answerLastContact": _about_norte("last-contact"),
    "answerLastOrder": _about_norte("last-order"),
    "answerPromotion": _about_norte("promotion"),
    "answerCollateral": _about_norte("collateral", name="catalogue"),
    "answerNextCall": _next_call,
    **Privacy(CALLERS, frozenset({EVA, STRANGE_ADMIN}), frozenset(SEES_NORTE)).rows(),
    **Scheduling(frozenset(SEES_NORTE)).rows(),
    **Calendars(frozenset(INSIDE)).rows(),
    **Phonebook(CALLERS, frozenset(SEES_NORTE), frozenset(INSIDE)).rows(),
    **Pipeline(frozenset(SEES_NORTE), frozenset({EVA, STRANGE_ADMIN})).rows(),
    **Playbook(frozenset(SEES_NORTE), frozenset({MARTA, EVA}), ANA).rows(),
    **Plans(frozenset(SEES_NORTE), frozenset({MARTA, BESIDE, EVA, STRANGE_ADMIN})).rows(),
    **Quotas(
        ANA, frozenset({MARTA, EVA}), frozenset({EVA, STRANGE_ADMIN}), frozenset({MARTA, BESIDE}), frozenset(SEES_NORTE)
    ).rows(),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("who", CALLERS)
def test_each_operation_gives_everybody_what_is_theirs(world, operation, who):
    assert operation in EXPECTED, f"say in EXPECTED who gets what from {operation}"
    EXPECTED[operation](world, who)


def test_no_rule_is_kept_for_an_operation_that_is_gone():
    assert sorted(EXPECTED) == OPERATIONS


# --- another tenant -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("who", [ANA, EVA])
def test_nothing_of_another_tenant_is_reached_by_any_id(world, operation, who):
    """Every id of the other tenant in every place for an id: nothing, and never a word of theirs."""
    method, path, spec = _operation(operation)
    other = world.other
    ids = {
        "opportunity_id": other.opportunities.values(), "account_id": other.accounts.values(),
        "contact_id": other.contacts.values(), "contact_ids": other.contacts.values(),
        "thread_id": _ids_of_threads(other).values(), "event_id": _ids_of_events(other).values(),
        "mailbox_id": [mailbox.id for mailbox in other.mailboxes.values()],
    }  # fmt: skip
    for name in _places_for_ids(spec, path):
        for value in ids[name]:
            answer = _call_with(world, who, (method, path), name, value)
            assert SECRET not in answer.text
            assert answer.status_code == 404 or _tells_nothing(answer), answer.text


@pytest.mark.parametrize("who", INSIDE)
def test_no_list_holds_a_word_of_another_tenant(world, who):
    api = world.callers[who]
    for path in ("/accounts", "/opportunities", "/mailboxes", "/me"):
        assert SECRET not in api.get(path).text
    for path in ("/accounts", "/opportunities"):
        assert api.get(path, query=SECRET).get_json()["items"] == []
    for item in ({"internet_message_id": "<kept@mail.example>"}, {"kind": "appointment", "ical_uid": "kept@x"}):
        answer = api.post("/context", {"kind": "message", "from": {"address": LUIS}, **item})
        assert answer.status_code == 200
        assert SECRET not in answer.text


def _tells_nothing(answer) -> bool:
    """An empty list, calendar, table or calendar file; or no Outlook to ask, whatever the id."""
    told = answer.get_json()
    if told.get("content_type") == "text/calendar":
        return "BEGIN:VEVENT" not in told["text"]
    if "text" in told:
        return len(told["text"].splitlines()) == 1
    return answer.status_code == 503 or told.get("items", told.get("entries")) == []


def _operation(name: str) -> tuple[str, str, dict]:
    return next(
        (method.upper(), path.removeprefix("/api/v1"), spec)
        for path, operations in DOCUMENT["paths"].items()
        for method, spec in operations.items()
        if spec["operationId"] == name
    )


def _places_for_ids(spec: dict, path: str) -> list[str]:
    named = [one["name"] for one in spec.get("parameters", [])]
    body = spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    reference = body.get("$ref", "").rpartition("/")[2]
    named += DOCUMENT["components"]["schemas"].get(reference, {}).get("properties", {})
    kinds = ("opportunity_id", "account_id", "contact_id", "contact_ids", "thread_id", "event_id", "mailbox_id")
    return [name for name in kinds if name in named or f"{{{name}}}" in path]


NEEDED = {
    "report": {"result": "went_well"}, "headlines": {"words": "x"}, "closure": {"outcome": "won"},
    "lines": {"items": []}, "sharing": {"items": []}, "returns": {"returned_on": "2026-03-01", "amount": "1"},
}  # fmt: skip


def _call_with(world: World, who: str, operation: tuple[str, str], name: str, value: int):
    """Put the strange id into that one place; all other places hold what the caller may use."""
    method, path = operation
    mine = {"thread_id": world.threads["spare"], "event_id": world.events["spare"],
            "opportunity_id": world.company.opportunities["presses"],
            "mailbox_id": world.company.mailboxes[who].id}  # fmt: skip
    address = path
    for place, own in mine.items():
        address = address.replace(f"{{{place}}}", str(value if place == name else own))
    in_path = f"{{{name}}}" in path
    if method == "GET":
        day = {"from": "2026-03-02T08:00:00+00:00", "to": "2026-03-03T08:00:00+00:00"}
        asked = {
            "/answers/collateral": {"name": "catalogue"}, "/answers/last-contact": {"account_id": _norte(world)},
            "/team-calendar": day, "/team-calendar/table": day, "/team-calendar/file": day,
            "/team-calendar/cover": day | {"user_id": str(world.company.users[who])},
        }  # fmt: skip
        return world.callers[who].get(address, **asked.get(path, {}) | ({} if in_path else {name: str(value)}))
    body = {} if in_path else {name: [str(value)] if name == "contact_ids" else str(value)}
    body |= {
        "/interactions": {"kind": "note", "summary": "x"},
        "/tasks": {"title": "x"},
        "/contacts": {"name": "x"},
        "/opportunities": {"name": "x"},
        "/visibility": {"level": "full"},
        "/bookings": WISH,
        "/booking-links": PAGE,
        "/moves/preview": _move(world, who),
        "/moves": _move(world, who) | {"token": "0" * 32},
        "/threads/decisions": {"kind": "link", "thread_ids": [str(world.threads["spare"])]},
    }.get(address, DECISION if address.endswith("/next-step") else {})
    if address == "/opportunities" and name == "contact_ids":
        body |= {"account_id": _norte(world)}
    body |= NEEDED.get(address.rpartition("/")[2], {})
    guarded = ("/closure", "/lines", "/sharing", "/returns")
    etag = "1" if method == "PATCH" or address.endswith(guarded) else None
    return world.callers[who].call(method, address, json=body, etag=etag)


def _move(world: World, who: str) -> dict[str, str]:
    return {"user_id": str(world.company.users[who]), "start": "2026-03-03T08:00:00+00:00"}


# --- what is between the lines --------------------------------------------------------------------------------------


def test_a_link_to_an_opportunity_one_does_not_see_says_nothing_of_it(tenant, sign_in):
    deliver(tenant, mail("m", sender=TEO, to=[CARLA, ANA], subject="Olive mill modernisation"), upn=ANA)
    api = sign_in(tenant, ANA)
    deliver(tenant, mail("m", sender=TEO, to=[CARLA, ANA], subject="Olive mill modernisation"), upn=CARLA)
    carla = sign_in(tenant, CARLA).context(internet_message_id="<m@mail.example>", **{"from": {"address": TEO}})
    assert carla["link"]["opportunity"]["id"] == str(tenant.opportunities["olives"])
    assert carla["link"]["reasons"]
    found = api.context(internet_message_id="<m@mail.example>", **{"from": {"address": TEO}})
    assert found["thread_id"] == carla["thread_id"]
    assert (found["link"]["opportunity"], found["link"]["account"]) == (None, None)
    assert (found["link"]["reasons"], found["link"]["score"], found["suggestions"]) == ([], 0, [])
    assert (found["account"], found["people"][0]["contact"], found["last_interaction"]) == (None, None, None)
    undone = api.delete(f"/threads/{found['thread_id']}/link").get_json()
    assert (undone["opportunity"], undone["reasons"], undone["score"]) == (None, [], 0)


def test_suggestions_are_of_opportunities_one_sees(tenant, sign_in):
    deliver(tenant, mail("m", sender=LUIS, to=[ANA, TEO], subject="Presses and the olive mill"), upn=ANA)
    with tenant.system() as connection:
        everything = set(connection.execute(sa.select(link_suggestions.c.opportunity_id)).scalars())
    assert tenant.opportunities["olives"] in everything
    found = sign_in(tenant, ANA).context(
        internet_message_id="<m@mail.example>", **{"from": {"address": LUIS}, "to": [{"address": TEO}]}
    )
    olives = str(tenant.opportunities["olives"])
    assert found["suggestions"]
    assert olives not in {one["opportunity"]["id"] for one in found["suggestions"]}
    assert olives not in {one["id"] for one in found["opportunities"]}


def test_linking_needs_sight_of_both_ends(world):
    api = world.callers[ANA]
    for to in ({"opportunity_id": str(world.company.opportunities["olives"])},
               {"account_id": str(world.company.accounts["sur"])}):  # fmt: skip
        for path in (_thread(world), _event(world)):
            assert code_of(api.put(f"{path}/link", to)) == (404, "not_found")
