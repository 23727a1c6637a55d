"""Tasks over HTTP: lists with who is late, handing over within a branch, leaving out; an opportunity's process."""

import pytest
import sqlalchemy as sa
from tests.http.api import code_of
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA, NOW

from trato.scheduling import rule_store
from trato.scheduling.due_rules import StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_set import RuleSet
from trato.selling.tables import tasks

STEPS = (
    Step("proposal", 1, StepKind.MAIL, "Send the offer", "Enviar la oferta", 3, 30),
    Step("proposal", 2, StepKind.MEETING, "Go through the offer", "Repasar la oferta", 10, 60),
    Step("needs", 1, StepKind.VISIT, "See the site", "Ver la planta", 0, 60),
    Step("negotiation", 1, StepKind.CALL, "Ask about terms", "Preguntar por las condiciones", 5, 20),
)


def with_steps(company):
    with company.system() as connection:
        rule_store.write_rules(connection, company.tenant_id, RuleSet(STEPS, (), ()), at=NOW, by=None, source="folder")
    return company


@pytest.fixture
def company(new_company):
    return with_steps(new_company())


@pytest.fixture
def api(company, sign_in):
    return {upn: sign_in(company, upn) for upn in (ANA, BEN, CARLA, MARTA, EVA)}


def listed(api, **query):
    answer = api.get("/tasks", **query)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def titles(api, **query):
    return [one["title"] for one in listed(api, **query)["items"]]


def first(api, **query):
    return listed(api, **query)["items"][0]


def process(api, company, key="presses"):
    answer = api.get(f"/opportunities/{company.opportunities[key]}/process")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def states(api, company, key="presses"):
    return [
        (stage["key"], [step["state"] for step in stage["steps"]]) for stage in process(api, company, key)["stages"]
    ]


def test_each_sees_what_is_theirs_and_a_manager_the_teams(api):
    assert titles(api[ANA]) == ["Enviar la oferta", "Repasar la oferta"]
    assert titles(api[BEN]) == ["See the site"]
    assert titles(api[MARTA]) == []
    assert titles(api[MARTA], who="team") == ["See the site", "Enviar la oferta", "Repasar la oferta"]
    assert titles(api[CARLA], who="team") == ["Preguntar por las condiciones"]
    assert len(titles(api[EVA], who="team")) == 4


def test_a_manager_sees_who_has_how_much_and_narrows_it(api, company):
    with company.system() as connection:
        late = tasks.c.opportunity_id == company.opportunities["presses"]
        connection.execute(sa.update(tasks).where(late).values(due_on=NOW.date()))
    listed(api[MARTA])
    with company.system() as connection:
        connection.execute(sa.update(tasks).where(tasks.c.step == 2).values(due_on="2026-02-20"))
    loads = listed(api[MARTA], who="team")["loads"]
    assert [(one["user"]["name"], one["open"], one["overdue"]) for one in loads] == [
        ("Ana Ruiz", 2, 1), ("Ben Hill", 1, 0),
    ]  # fmt: skip
    assert titles(api[MARTA], who="team", which="overdue") == ["Repasar la oferta"]
    assert titles(api[MARTA], who=str(company.users[BEN])) == ["See the site"]
    assert titles(api[MARTA], who="team", account_id=str(company.accounts["rioja"])) == ["See the site"]
    presses = str(company.opportunities["presses"])
    assert titles(api[MARTA], who="team", opportunity_id=presses) == ["Repasar la oferta", "Enviar la oferta"]


def test_pages_follow_one_another(api):
    page = listed(api[EVA], who="team", limit=3)
    rest = listed(api[EVA], who="team", limit=3, cursor=page["next_cursor"])
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 1, None)


def test_a_stage_change_shows_at_once_and_its_undo_too(api, company):
    path = f"/opportunities/{company.opportunities['presses']}"
    assert states(api[ANA], company) == [("proposal", ["open", "open"])]
    etag = api[ANA].get(f"{path}/row").get_json()["opportunity"]["etag"]
    moved = api[ANA].patch(f"{path}/fields", {"stage": "negotiation"}, etag)
    assert moved.status_code == 200, moved.text
    assert states(api[ANA], company) == [("negotiation", ["open"]), ("proposal", ["not_needed", "not_needed"])]
    change = next(one for one in api[ANA].get(f"{path}/changes").get_json()["items"] if one["field"] == "stage")
    assert api[ANA].post(f"{path}/changes/{change['id']}/undo", {}).status_code == 200
    assert states(api[ANA], company) == [("proposal", ["open", "open"]), ("negotiation", ["not_needed"])]


def test_a_logged_call_ticks_and_says_which_it_was(api, company):
    olives = company.opportunities["olives"]
    process(api[CARLA], company, "olives")
    told = api[CARLA].post("/interactions", {"kind": "call", "summary": "terms", "opportunity_id": str(olives)})
    (step,) = process(api[CARLA], company, "olives")["stages"][0]["steps"]
    assert (step["state"], step["evidence"]["kind"], step["evidence"]["id"]) == ("done", "call", told.get_json()["id"])
    assert step["done_by"] is None
    answer = api[CARLA].patch(f"/tasks/{step['id']}", {"is_done": False}, step["etag"])
    assert answer.status_code == 200
    assert states(api[CARLA], company, "olives") == [("negotiation", ["open"])]


def test_leaving_out_needs_a_reason_and_is_taken_back(api):
    one = first(api[ANA])
    etag = one["etag"]
    assert api[ANA].put(f"/tasks/{one['id']}/skip", {"reason": ""}, etag).status_code == 422
    assert api[ANA].put(f"/tasks/{one['id']}/skip", {"reason": "x"}).status_code == 422
    skipped = api[ANA].put(f"/tasks/{one['id']}/skip", {"reason": "they have it"}, etag).get_json()
    assert (skipped["state"], skipped["reason"]) == ("skipped", "they have it")
    assert code_of(api[ANA].delete(f"/tasks/{one['id']}/skip", etag)) == (412, "changed_meanwhile")
    back = api[ANA].delete(f"/tasks/{one['id']}/skip", skipped["etag"]).get_json()
    assert (back["state"], back["reason"]) == ("open", "")


def assigned(api, task, who):
    return api.put(f"/tasks/{task['id']}/assignee", {"assignee_id": str(who)}, task["etag"])


def test_a_manager_hands_over_within_the_branch_and_others_do_not(api, company):
    one = first(api[ANA])
    assert code_of(assigned(api[BEN], one, company.users[BEN])) == (403, "not_your_decision")
    assert code_of(assigned(api[ANA], one, company.users[BEN])) == (403, "not_your_decision")
    assert code_of(assigned(api[MARTA], one, company.users[CARLA])) == (403, "not_your_decision")
    assert assigned(api[CARLA], one, company.users[CARLA]).status_code == 404
    given = assigned(api[MARTA], one, company.users[BEN])
    assert given.status_code == 200, given.text
    assert given.get_json()["assigned_by"]["name"] == "Marta Gil"
    assert one["title"] in titles(api[BEN])
    people = [person["name"] for person in listed(api[MARTA])["people"]]
    assert people == ["Ana Ruiz", "Ben Hill", "Marta Gil"]


def test_a_mail_step_has_a_draft_and_a_meeting_has_none(api):
    mail, meeting = listed(api[ANA])["items"]
    draft = api[ANA].get(f"/tasks/{mail['id']}/draft").get_json()
    assert draft["to"] == ["luis@norte.example"]
    assert draft["text"].endswith("Ana Ruiz")
    assert api[ANA].get(f"/tasks/{meeting['id']}/draft").status_code == 422


def test_a_list_costs_the_same_however_long_it_is(api, company):
    listed(api[EVA], who="team")
    with recorded(company.database) as few:
        listed(api[EVA], who="team", limit=1)
    with recorded(company.database) as many:
        listed(api[EVA], who="team", limit=100)
    assert len(few) == len(many)
