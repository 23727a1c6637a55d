"""Phone lists, conflicts, the undo log, duplicates and who calls, over HTTP."""

import pytest
import sqlalchemy as sa
from tests.phonebook.lists.rig import Phone, Rig
from tests.small_company import ANA, BEN, CARLA

from trato.crm.tables import accounts, contact_phones


@pytest.fixture
def phone(sandbox, company_folder, tenant):
    return Phone(Rig(sandbox(company_folder), tenant))


@pytest.fixture
def ana(tenant, sign_in):
    return sign_in(tenant, ANA)


def begun(phone, ana):
    """A list that Ana began and that was looked at once."""
    answer = ana.post("/phone-lists", {"content": "accounts"})
    assert answer.status_code == 201
    phone.list_id = int(answer.json["id"])
    phone.round()
    return phone.list_id


def kept(phone, ana):
    list_id = begun(phone, ana)
    assert ana.post(f"/phone-lists/{list_id}/confirmation", {}).status_code == 200
    phone.round()
    return list_id


def test_a_list_tells_first_what_it_would_do_and_then_does_it(phone, ana):
    list_id = begun(phone, ana)
    (told,) = ana.get("/phone-lists").json["items"]
    assert told["forecast"]["counts"]["create"] == 2
    assert told["confirmed_at"] is None
    assert ana.post(f"/phone-lists/{list_id}/confirmation", {}).status_code == 200
    phone.round()
    (told,) = ana.get("/phone-lists").json["items"]
    assert (told["forecast"], told["people"]) == (None, 2)
    people = ana.get(f"/phone-lists/{list_id}/people", limit=1).json
    assert [one["name"] for one in people["items"]] == ["Luis Ortega"]
    assert people["items"][0]["numbers"][0]["shown"] == "600 11 12 22"
    more = ana.get(f"/phone-lists/{list_id}/people", cursor=people["next_cursor"]).json
    assert [one["name"] for one in more["items"]] == ["Pilar Soto"]
    assert [one["name"] for one in ana.get(f"/phone-lists/{list_id}/people", query="orte").json["items"]] == [
        "Luis Ortega"
    ]


def test_before_anything_is_worked_out_nothing_can_be_confirmed(ana):
    list_id = ana.post("/phone-lists", {"content": "accounts"}).json["id"]
    assert ana.post(f"/phone-lists/{list_id}/confirmation", {}).status_code == 422
    assert ana.post("/phone-lists", {"content": "accounts"}).status_code == 422
    assert ana.post("/phone-lists", {"content": "team", "name": "VIP"}).status_code == 422
    assert ana.post("/phone-lists", {"content": "accounts", "name": "B", "policies": {"x": "ours"}}).status_code == 422


def test_a_conflict_is_shown_with_both_values_and_settled(phone, ana):
    kept(phone, ana)
    phone.rig.write("Luis Ortega", job_title="CEO")
    phone.edit("Luis Ortega", jobTitle="Dueño")
    phone.round()
    (conflict,) = ana.get("/phone-conflicts").json["items"]
    assert (conflict["field"], conflict["ours"], conflict["theirs"]) == ("job_title", "CEO", "Dueño")
    assert ana.post(f"/phone-conflicts/{conflict['id']}/decision", {"choice": "theirs"}).status_code == 200
    phone.round()
    assert phone.rig.person("Luis Ortega").values["job_title"] == "Dueño"
    assert ana.get("/phone-conflicts").json["items"] == []
    changes = ana.get("/phone-changes").json["items"]
    (change,) = [one for one in changes if one["field"] == "job_title"]
    assert (change["before"], change["after"], change["side"]) == ("CEO", "Dueño", "crm")
    assert ana.post(f"/phone-changes/{change['id']}/undo", {}).status_code == 200
    phone.round()
    assert phone.cards()["Luis Ortega"]["jobTitle"] == "CEO"
    assert ana.post(f"/phone-changes/{change['id']}/undo", {}).status_code == 404


def test_somebody_is_taken_off_and_a_list_ended(phone, ana):
    list_id = kept(phone, ana)
    luis = phone.rig.person("Luis Ortega")
    assert ana.delete(f"/phone-lists/{list_id}/people/{luis.id}").status_code == 200
    phone.round()
    assert sorted(phone.cards()) == ["Pilar Soto"]
    assert ana.delete(f"/phone-lists/{list_id}").status_code == 200
    assert ana.get("/phone-lists").json["items"] == []
    assert sorted(phone.cards()) == ["Pilar Soto"]


def test_nobody_sees_or_changes_another_s_list(phone, ana, tenant, sign_in):
    list_id = begun(phone, ana)
    ben = sign_in(tenant, BEN)
    assert ben.get("/phone-lists").json["items"] == []
    assert ben.get(f"/phone-lists/{list_id}/people").status_code == 404
    assert ben.post(f"/phone-lists/{list_id}/confirmation", {}).status_code == 404
    assert ben.delete(f"/phone-lists/{list_id}").status_code == 404


@pytest.mark.parametrize("typed", ["+34600111222", "600 111 222", "600-11-12-22", "0034 600111222"])
def test_who_calls_is_known_however_the_number_is_typed(ana, typed):
    found = ana.get(f"/phones/{typed}").json
    assert found["number"]["e164"] == "+34600111222"
    (luis,) = found["people"]
    assert (luis["name"], luis["account"]["name"]) == ("Luis Ortega", "Norte SA")
    assert [one["name"] for one in luis["opportunities"]] == ["Hydraulic presses Bilbao"]


def test_a_caller_of_another_territory_is_nobody(tenant, sign_in):
    assert sign_in(tenant, CARLA).get("/phones/600111222").json["people"] == []


def test_an_extension_and_a_short_code_find_whom_they_name(tenant, ana):
    with tenant.system() as connection:
        rows = [("luis", 5, "944 000 111 ext. 12", "+34944000111", "12"), ("pilar", 5, "1004", None, "")]
        for key, place, number, e164, extension in rows:
            connection.execute(
                sa.insert(contact_phones).values(
                    tenant_id=tenant.tenant_id, contact_id=tenant.contacts[key], position=place, number=number,
                    kind="business", e164=e164, extension=extension,
                )
            )  # fmt: skip
    assert [one["name"] for one in ana.get("/phones/944000111 ext 12").json["people"]] == ["Luis Ortega", "Pilar Soto"]
    assert [one["name"] for one in ana.get("/phones/944000111").json["people"]] == ["Pilar Soto", "Luis Ortega"]
    assert [one["name"] for one in ana.get("/phones/1004").json["people"]] == ["Pilar Soto"]


@pytest.mark.parametrize("typed", ["944 000 100", "+34944000100", "944000100 ext 12"])
def test_a_switchboard_is_known_by_its_account(tenant, ana, sign_in, typed):
    with tenant.system() as connection:
        norte = sa.update(accounts).where(accounts.c.id == tenant.accounts["norte"])
        connection.execute(norte.values(phone="(944) 00-01-00 Centralita"))
        # The same digits at the end, in another country.
        libre = sa.update(accounts).where(accounts.c.id == tenant.accounts["libre"])
        connection.execute(libre.values(phone="020 4400 0100"))
    found = ana.get(f"/phones/{typed}").json
    (account,) = found["accounts"]
    assert (account["name"], found["people"]) == ("Norte SA", [])
    assert [one["name"] for one in account["opportunities"]] == ["Hydraulic presses Bilbao"]
    assert sign_in(tenant, CARLA).get(f"/phones/{typed}").json["accounts"] == []


def test_who_is_on_one_s_phone_and_what_waits_about_them_is_told_and_settled(phone, ana):
    list_id = kept(phone, ana)
    luis, noa = (phone.rig.company.contacts[one] for one in ("luis", "noa"))
    phone.rig.write("Luis Ortega", job_title="CEO")
    phone.edit("Luis Ortega", jobTitle="Dueño")
    phone.round()
    (first, second) = ana.get("/phone-people", contact_ids=f"{luis},{noa}").json["items"]
    assert [one["is_on"] for one in (*first["lists"], *second["lists"])] == [True, False]
    (waits,) = first["conflicts"]
    assert (waits["ours"], waits["theirs"], second["conflicts"]) == ("CEO", "Dueño", [])
    assert ana.post(f"/phone-conflicts/{waits['id']}/decision", {"choice": "ours"}).status_code == 200
    assert ana.put(f"/phone-lists/{list_id}/people/{noa}", None).status_code == 200
    phone.round()
    assert phone.cards()["Luis Ortega"]["jobTitle"] == "CEO"
    assert "Noa Vidal" in phone.cards()
    told = ana.get("/phone-people", contact_ids=f"{luis},{noa}").json["items"]
    assert [(one["lists"][0]["is_on"], one["conflicts"]) for one in told] == [(True, []), (True, [])]


def test_who_decides_is_set_field_by_field(phone, ana):
    list_id = kept(phone, ana)
    set_now = ana.patch(f"/phone-lists/{list_id}", {"policies": {"job_title": "theirs", "photo": "ask"}}).json
    policies = set_now["policies"]
    assert (policies["job_title"], policies["photo"], policies["department"]) == ("theirs", "ask", "newest")
    assert ana.patch(f"/phone-lists/{list_id}", {"policies": {"nonsense": "ours"}}).status_code == 422
    phone.rig.write("Luis Ortega", job_title="CEO")
    phone.edit("Luis Ortega", jobTitle="Dueño")
    phone.round()
    assert phone.rig.person("Luis Ortega").values["job_title"] == "Dueño"
    assert ana.get("/phone-conflicts").json["items"] == []


def test_duplicates_are_merged_taken_apart_and_told_apart(phone, ana):
    kept(phone, ana)
    phone.add(givenName="Luis", surname="Ortega Ruiz", mobilePhone="600111222", companyName="Norte SA")
    phone.round()
    (found,) = ana.get("/duplicates").json["items"]
    assert {found["first"]["name"], found["second"]["name"]} == {"Luis Ortega", "Luis Ortega Ruiz"}
    assert {one["part"] for one in found["reasons"]} >= {"name", "number"}
    ids = {"kept_id": found["first"]["id"], "gone_id": found["second"]["id"]}
    merged = ana.post("/duplicates/merges", ids)
    assert merged.status_code == 201
    assert ana.get("/duplicates").json["items"] == []
    assert ana.delete(f"/duplicates/merges/{merged.json['id']}").status_code == 200
    assert len(ana.get("/duplicates").json["items"]) == 1
    apart = {"first_id": ids["kept_id"], "second_id": ids["gone_id"]}
    assert ana.post("/duplicates/distinct", apart).status_code == 200
    assert ana.get("/duplicates").json["items"] == []
