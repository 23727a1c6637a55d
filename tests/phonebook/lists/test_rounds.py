"""A phone list is kept both ways: what it would do is told first, then it is done, once."""

from tests.graph_access import control
from tests.small_company import ANA

from .rig import Phone


def test_at_first_it_only_tells_what_it_would_do(phone):
    phone.begin()
    phone.round()
    assert phone.folder is None
    assert phone.list.forecast["counts"]["create"] == 2
    assert sorted(phone.list.forecast["sample"]["create"]) == ["Luis Ortega", "Pilar Soto"]
    assert phone.entries == []


def test_once_confirmed_people_are_on_the_phone(phone):
    phone.start()
    cards = phone.cards()
    assert sorted(cards) == ["Luis Ortega", "Pilar Soto"]
    luis = cards["Luis Ortega"]
    assert (luis["givenName"], luis["surname"], luis["companyName"]) == ("Luis", "Ortega", "Norte SA")
    assert (luis["jobTitle"], luis["mobilePhone"]) == ("Director", "600 111 222")
    assert cards["Pilar Soto"]["manager"] == "Luis Ortega"
    assert [one["address"] for one in cards["Pilar Soto"]["emailAddresses"]] == [
        "pilar@norte.example", "compras@norte.example",
    ]  # fmt: skip


def test_the_rounds_after_it_write_nothing(phone):
    phone.start()
    phone.rig.forget_requests()
    phone.round()
    phone.round()
    assert phone.rig.changing_requests() == 0
    assert len(phone.rig.log()) == 2


def test_what_is_corrected_on_the_phone_reaches_the_crm_and_a_colleague(rig, phone):
    phone.start()
    phone.edit("Luis Ortega", mobilePhone="600 999 888", spouseName="Eva")
    phone.round()
    luis = rig.person("Luis Ortega")
    assert [one["e164"] for one in luis.values["phones"]] == ["+34600999888"]
    assert luis.values["spouse_name"] == "Eva"
    rig.forget_requests()
    phone.round()
    assert rig.changing_requests() == 0


def test_what_changes_in_the_crm_reaches_the_phone(rig, phone):
    phone.start()
    rig.write("Luis Ortega", job_title="CEO", notes="Likes olives")
    phone.round()
    luis = phone.cards()["Luis Ortega"]
    assert (luis["jobTitle"], luis["personalNotes"]) == ("CEO", "--- Trato ---\nLikes olives")
    assert luis["mobilePhone"] == "600 111 222"


def test_what_could_not_be_written_to_the_phone_is_not_taken_for_agreed_on(rig, phone):
    phone.start()
    rig.write("Luis Ortega", job_title="CEO")
    control(rig.sandbox, "POST", "/faults", {"kind": "status", "status": 500, "method": "PATCH", "path": "/contacts/"})
    phone.round(faults=True)
    assert phone.cards()["Luis Ortega"]["jobTitle"] == "Director"
    control(rig.sandbox, "DELETE", "/faults")
    phone.round()
    phone.round()
    assert rig.person("Luis Ortega").values["job_title"] == "CEO"
    assert phone.cards()["Luis Ortega"]["jobTitle"] == "CEO"


def test_somebody_added_on_the_phone_is_added_to_the_crm_at_their_account(rig, phone):
    phone.start()
    phone.add(givenName="Noemí", surname="Paz", emailAddresses=[{"address": "Noemi.Paz@norte.example"}])
    phone.round()
    noemi = rig.person("Noemí Paz")
    assert noemi.account_id == rig.company.accounts["norte"]
    assert noemi.values["email_addresses"][0]["address"] == "Noemi.Paz@norte.example"
    phone.round()
    assert sorted(phone.cards()) == ["Luis Ortega", "Noemí Paz", "Pilar Soto"]


def test_deleted_on_the_phone_somebody_stays_in_the_crm_and_does_not_come_back(rig, phone):
    phone.start()
    phone.delete("Luis Ortega")
    phone.round()
    phone.round()
    assert sorted(phone.cards()) == ["Pilar Soto"]
    assert "Luis Ortega" in rig.names()
    assert [(field) for _, field, *_ in phone.waiting()] == ["gone"]


def test_who_is_there_already_is_met_and_not_made_twice(rig, phone):
    folder = phone.do("POST", "/contactFolders", {"displayName": "Trato"})["id"]
    phone.do("POST", f"/contactFolders/{folder}/contacts", {
        "givenName": "Luis", "surname": "Ortega", "displayName": "Luis Ortega",
        "emailAddresses": [{"address": "LUIS@norte.example"}], "homePhones": ["944 555 666"],
    })  # fmt: skip
    phone.begin()
    phone.round()
    phone.round()
    counts = phone.list.forecast["counts"]
    assert (counts["match"], counts["create"], counts["take_in"]) == (1, 1, 0)
    phone.confirm()
    phone.round()
    assert sorted(phone.cards()) == ["Luis Ortega", "Pilar Soto"]
    assert [one["kind"] for one in rig.person("Luis Ortega").values["phones"]] == ["mobile", "home"]
    assert phone.cards()["Luis Ortega"]["jobTitle"] == "Director"


def test_an_answer_that_was_lost_makes_nobody_twice(rig, phone):
    # Of whom nothing but the name is known, the contact's key alone tells that it was made.
    rig.write("Pilar Soto", email_addresses=[], phones=[])
    phone.begin()
    phone.round()
    phone.confirm()
    fault = {"kind": "lost_response", "method": "POST", "path": r"\$batch", "batch": False, "times": 2}
    control(rig.sandbox, "POST", "/faults", fault)
    report = phone.round(faults=True)
    assert "phone list Trato" in report.faults
    control(rig.sandbox, "DELETE", "/faults")
    phone.round()
    phone.round()
    assert sorted(phone.cards()) == ["Luis Ortega", "Pilar Soto"]
    assert len([one for one in phone.entries if one.remote_id]) == 2


def test_ending_a_list_leaves_both_sides_as_they_are(rig, phone):
    from tests.small_company import NOW

    from trato.phonebook.lists import store

    phone.start()
    before = phone.cards()
    with rig.company.system() as connection:
        store.end(connection, phone.list_id, at=NOW)
    rig.write("Luis Ortega", job_title="CEO")
    rig.forget_requests()
    phone.round()
    assert phone.cards() == before
    assert rig.changing_requests() == 0


def test_a_folder_that_its_owner_removed_takes_nobody_out_of_the_crm(rig, phone):
    phone.start()
    before = rig.names()
    phone.do("DELETE", f"/contactFolders/{phone.folder}")
    phone.round()
    assert rig.names() == before
    assert phone.waiting() == []
    assert phone.list.forecast["counts"]["create"] == 2
    phone.confirm()
    phone.round()
    assert sorted(phone.cards()) == ["Luis Ortega", "Pilar Soto"]


def test_a_list_holds_only_whom_its_owner_may_see(rig):
    from trato.phonebook.lists.model import Content, ContentKind

    phone = Phone(rig, ANA).start(content=Content(ContentKind.TERRITORY))
    assert sorted(phone.cards()) == ["Luis Ortega", "Noa Vidal", "Pilar Soto"]
