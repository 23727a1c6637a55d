"""Rules and levels over HTTP: who may make which, what is told before, and what a person then sees."""

import pytest
from tests.event_items import event
from tests.http.api import code_of
from tests.mail_items import mail
from tests.privacy.scene import rows, subjects, tell_events, tell_mails
from tests.small_company import ANA, BEN, EVA, LUIS

SECRET = "Zarzaparrilla"


@pytest.fixture
def ana(tenant, sign_in):
    tell_mails(tenant, mail("s1", subject=SECRET, text=f"{SECRET} today"), mail("p1", subject="Presses"))
    return sign_in(tenant, ANA)


def seen_by(api, company):
    answer = api.get("/interactions", account_id=company.accounts["norte"]).get_json()
    return {one["subject"] for one in answer["items"]}


def test_a_rule_is_looked_at_made_and_ended(tenant, ana):
    rule = {"kind": "keyword", "value": SECRET}
    told = ana.post("/exclusions/preview", rule).get_json()
    assert (told["mails"], told["interactions"], [one["subject"] for one in told["sample"]]) == (1, 1, [SECRET])
    made = ana.post("/exclusions", rule)
    assert made.status_code == 201
    rule_id = made.get_json()["id"]
    assert (made.get_json()["state"], made.get_json()["mails_removed"]) == ("in_force", 1)
    assert seen_by(ana, tenant) == {"Presses"}
    assert [one["id"] for one in ana.get("/exclusions").get_json()["items"]] == [rule_id]
    assert ana.delete(f"/exclusions/{rule_id}").get_json()["state"] == "ended"
    assert ana.get("/exclusions").get_json()["items"] == []
    assert [one["ended_by"] for one in ana.get("/exclusions", with_ended=True).get_json()["items"]] == ["Ana Ruiz"]
    again = ana.post(f"/exclusions/{rule_id}/rereading", {})
    assert (again.status_code, again.get_json()) == (202, {"mailboxes": 1})
    asked = (
        "SELECT args->'mailbox_id' FROM procrastinate_jobs"
        " WHERE task_name = 'follow_mailbox' AND args->>'tenant_id' = :id"
    )
    assert rows(tenant, asked, id=str(tenant.tenant_id)) == [(tenant.mailboxes[ANA].id,)]


def test_an_observed_rule_tells_what_it_would_and_is_enacted(tenant, ana):
    made = ana.post("/exclusions", {"kind": "keyword", "value": SECRET, "observe_days": 5}).get_json()
    assert made["state"] == "observing"
    assert ana.get(f"/exclusions/{made['id']}/preview").get_json()["mails"] == 1
    assert len(seen_by(ana, tenant)) == 2
    assert ana.post(f"/exclusions/{made['id']}/enactment", {}).get_json()["state"] == "in_force"
    assert seen_by(ana, tenant) == {"Presses"}


def test_the_organisations_rules_are_an_administrators(tenant, ana, sign_in):
    rule = {"kind": "participant", "value": LUIS, "scope": "organisation"}
    for path in ("/exclusions", "/exclusions/preview"):
        assert code_of(ana.post(path, rule)) == (403, "not_your_decision")
    eva = sign_in(tenant, EVA)
    # Of others' mail an administrator is told how much it is, and no word.
    told = eva.post("/exclusions/preview", rule).get_json()
    assert (told["mails"], told["sample"]) == (2, [])
    rule_id = eva.post("/exclusions", rule).get_json()["id"]
    assert [(one["scope"], one["can_change"]) for one in ana.get("/exclusions").get_json()["items"]] == [
        ("organisation", False),
    ]  # fmt: skip
    assert code_of(ana.delete(f"/exclusions/{rule_id}")) == (403, "not_your_decision")
    assert seen_by(ana, tenant) == set()


def test_anothers_rule_is_not_there(tenant, ana, sign_in):
    rule_id = ana.post("/exclusions", {"kind": "keyword", "value": SECRET}).get_json()["id"]
    for api in (sign_in(tenant, BEN), sign_in(tenant, EVA)):
        assert api.get("/exclusions").get_json()["items"] == []
        own = f"/exclusions/{rule_id}"
        answers = [api.delete(own), api.get(f"{own}/preview")]
        answers += [api.post(f"{own}/{what}", {}) for what in ("enactment", "rereading")]
        for answer in answers:
            assert code_of(answer) == (404, "not_found")


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "domain", "value": "es"}, {"kind": "participant", "value": ANA}, {"kind": "keyword", "value": "a"},
        {"kind": "thread", "value": "thread"}, {"kind": "keyword"}, {"kind": "keyword", "value": "x" * 400},
        {"kind": "keyword", "value": SECRET, "observe_days": 0},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(tenant, ana, rule):
    assert ana.post("/exclusions", rule).status_code == 422
    assert len(subjects(tenant)) == 2


def test_a_thread_is_forgotten_by_who_holds_it(tenant, ana, sign_in):
    query = "SELECT thread_id FROM messages m JOIN message_texts t ON t.message_id = m.id WHERE subject = :word"
    ((thread_id,),) = rows(tenant, query, word=SECRET)
    assert code_of(sign_in(tenant, BEN).post(f"/threads/{thread_id}/forgetting", {})) == (404, "not_found")
    wrong = {"internet_message_id": "<p1@mail.example>"}
    assert code_of(ana.post(f"/threads/{thread_id}/forgetting", wrong)) == (404, "not_found")
    made = ana.post(f"/threads/{thread_id}/forgetting", {"internet_message_id": "<s1@mail.example>"})
    assert (made.status_code, made.get_json()["kind"]) == (201, "thread")
    assert seen_by(ana, tenant) == {"Presses"}


def test_a_level_is_chosen_and_colleagues_read_by_it_at_once(tenant, ana, sign_in):
    ben = sign_in(tenant, BEN)
    assert ana.get("/visibility").get_json()["mailbox_level"] == "metadata"
    assert seen_by(ben, tenant) == {None}
    chosen = ana.put("/visibility", {"level": "subject"}).get_json()
    assert (chosen["mailbox_level"], chosen["items"][0]["kind"]) == ("subject", "mailbox")
    assert seen_by(ben, tenant) == {SECRET, "Presses"}
    ana.put("/visibility", {"level": "metadata", "domain": "norte.example"})
    assert seen_by(ben, tenant) == {None}
    ana.put("/visibility", {"level": None, "domain": "norte.example"})
    assert seen_by(ben, tenant) == {SECRET, "Presses"}
    assert code_of(ben.put("/visibility", {"level": "full", "scope": "organisation"})) == (403, "not_your_decision")
    assert ana.put("/visibility", {"level": "full", "domain": "x.example", "thread_id": "1"}).status_code == 422
    assert ana.put("/visibility", {"level": "full", "scope": "organisation", "thread_id": "1"}).status_code == 422
    assert code_of(ben.put("/visibility", {"level": "full", "thread_id": "1"}))[0] == 404


def test_the_pane_says_of_what_is_kept_out_that_it_is(tenant, ana, sign_in):
    tell_events(tenant, event("e1", subject=SECRET))
    mine = {"internet_message_id": "<s1@mail.example>", "item_id": "s1", "subject": SECRET, "from": {"address": LUIS}}
    meeting = {"kind": "appointment", "item_id": "e1", "subject": SECRET}
    assert ana.context(**mine)["state"] == "known"
    ana.post("/exclusions", {"kind": "keyword", "value": SECRET})
    assert (ana.context(**mine)["state"], ana.context(**mine)["thread_id"]) == ("excluded", None)
    assert ana.context(**meeting)["state"] == "excluded"
    assert ana.context(internet_message_id="<p1@mail.example>", **{"from": {"address": LUIS}})["state"] == "known"
    # What Ana keeps out of her mailbox is nothing that Ben hears of.
    assert sign_in(tenant, BEN).context(**mine)["state"] == "known"
    draft = {"kind": "compose", "subject": SECRET, "to": [{"address": LUIS}]}
    assert ana.context(**draft)["state"] == "known"
