"""People decide: conflicts, deletions, undo, a brake, who is taken off; the next round carries it out."""

import pytest
from tests.small_company import ANA, NOW

from trato.db.engine import Caller
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.phonebook.lists import deciding
from trato.phonebook.lists.deciding import Choice
from trato.phonebook.lists.merge import Policy


def decide(phone, what, *arguments, **options):
    company = phone.rig.company
    caller = Caller(company.tenant_id, company.users[ANA], NOW)
    with company.as_user(ANA) as connection:
        what(connection, caller, *arguments, **options)


def clash(phone):
    """Change one title on both sides."""
    phone.start()
    phone.rig.write("Luis Ortega", job_title="CEO")
    phone.edit("Luis Ortega", jobTitle="Dueño")
    phone.round()
    ((_, field, ours, theirs, conflict_id),) = phone.waiting()
    assert (field, ours, theirs) == ("job_title", "CEO", "Dueño")
    return conflict_id


def titles(phone):
    return phone.rig.person("Luis Ortega").values["job_title"], phone.cards()["Luis Ortega"]["jobTitle"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(Choice.OURS, "CEO"), (Choice.THEIRS, "Dueño"), (Choice.BOTH, "CEO / Dueño")],
)
def test_a_conflict_is_settled_with_one_word_and_stays_so(phone, choice, expected):
    conflict_id = clash(phone)
    phone.round()
    assert titles(phone) == ("CEO", "Dueño")
    decide(phone, deciding.settle, conflict_id, choice)
    phone.round()
    assert titles(phone) == (expected, expected)
    phone.rig.forget_requests()
    phone.round()
    assert (phone.waiting(), phone.rig.changing_requests()) == ([], 0)


def test_a_conflict_that_ends_by_itself_is_asked_about_no_longer(phone):
    clash(phone)
    phone.edit("Luis Ortega", jobTitle="CEO")
    phone.round()
    assert phone.waiting() == []
    assert titles(phone) == ("CEO", "CEO")


def test_settled_once_it_cannot_be_settled_again(phone):
    conflict_id = clash(phone)
    with pytest.raises(InvalidInputError):
        decide(phone, deciding.settle, conflict_id, Choice.RESTORE)
    decide(phone, deciding.settle, conflict_id, Choice.OURS)
    with pytest.raises(NotFoundError):
        decide(phone, deciding.settle, conflict_id, Choice.OURS)


def test_the_account_s_name_on_the_phone_may_stay_as_it_is_there(phone):
    phone.start()
    phone.edit("Luis Ortega", companyName="Norte (Bilbao)")
    phone.round()
    ((_, field, *_, conflict_id),) = phone.waiting()
    assert field == "company_name"
    decide(phone, deciding.settle, conflict_id, Choice.THEIRS)
    phone.rig.forget_requests()
    phone.round()
    phone.round()
    assert phone.cards()["Luis Ortega"]["companyName"] == "Norte (Bilbao)"
    assert phone.rig.person("Luis Ortega").values["company_name"] == "Norte SA"
    assert (phone.waiting(), phone.rig.changing_requests()) == ([], 0)


@pytest.mark.parametrize(
    ("choice", "on_phone", "in_crm"),
    [(Choice.LIST, False, True), (Choice.CRM, False, False), (Choice.RESTORE, True, True)],
)
def test_a_deletion_asks_how_far_it_goes(phone, choice, on_phone, in_crm):
    phone.start()
    phone.delete("Luis Ortega")
    phone.round()
    ((_, field, _, _, conflict_id),) = phone.waiting()
    assert field == "gone"
    decide(phone, deciding.settle, conflict_id, choice)
    phone.round()
    phone.round()
    assert ("Luis Ortega" in phone.cards()) is on_phone
    assert phone.rig.person("Luis Ortega").is_removed is not in_crm
    assert phone.waiting() == []


def test_somebody_taken_out_of_the_crm_leaves_the_phone_unless_changed_there(phone):
    phone.start()
    luis, pilar = phone.rig.person("Luis Ortega"), phone.rig.person("Pilar Soto")
    phone.edit("Pilar Soto", jobTitle="Jefa")
    decide(phone, deciding.remove_person, luis.id)
    decide(phone, deciding.remove_person, pilar.id)
    phone.round()
    assert sorted(phone.cards()) == ["Pilar Soto"]
    ((_, field, *_, conflict_id),) = phone.waiting()
    assert field == "changed_after_removal"
    decide(phone, deciding.settle, conflict_id, Choice.RESTORE)
    phone.round()
    assert phone.rig.person("Pilar Soto").values["job_title"] == "Jefa"
    assert phone.waiting() == []


def change(phone, *, side, field):
    (found,) = [one for one in phone.rig.log() if (one.side, one.field) == (side, field)]
    return found.id


def test_undo_puts_back_what_the_phone_had_replaced(phone):
    phone.rig.write("Luis Ortega", notes="  two  spaces\n")
    phone.start()
    before = phone.rig.person("Luis Ortega").values
    shown = phone.cards()["Luis Ortega"]
    phone.edit("Luis Ortega", mobilePhone="600 999 888", personalNotes="mine\n--- Trato ---\nnew")
    phone.round()
    assert phone.rig.person("Luis Ortega").values["notes"] == "new"
    decide(phone, deciding.undo, change(phone, side="crm", field="phones"))
    decide(phone, deciding.undo, change(phone, side="crm", field="notes"))
    phone.round()
    assert phone.rig.person("Luis Ortega").values == before
    card = phone.cards()["Luis Ortega"]
    assert card["mobilePhone"] == shown["mobilePhone"]
    assert card["personalNotes"] == "mine\n" + shown["personalNotes"]


def test_undo_puts_back_what_trato_wrote_over_on_the_phone(phone):
    phone.start()
    shown = phone.cards()["Luis Ortega"]
    phone.rig.write("Luis Ortega", job_title="CEO", phones=[])
    phone.round()
    for field in ("job_title", "phones"):
        decide(phone, deciding.undo, change(phone, side="outlook", field=field))
    phone.round()
    card = phone.cards()["Luis Ortega"]
    assert (card["jobTitle"], card["mobilePhone"]) == (shown["jobTitle"], shown["mobilePhone"])
    assert phone.rig.person("Luis Ortega").values["job_title"] == "Director"


def test_undo_asks_to_look_again_when_somebody_changed_the_field_since(phone):
    phone.start()
    phone.edit("Luis Ortega", jobTitle="CEO")
    phone.round()
    phone.rig.write("Luis Ortega", job_title="Presidente")
    with pytest.raises(ChangedMeanwhileError):
        decide(phone, deciding.undo, change(phone, side="crm", field="job_title"))


def test_undoing_that_somebody_came_from_the_phone_leaves_them_there(phone):
    phone.start()
    phone.add(givenName="Noemí", surname="Paz")
    phone.round()
    decide(phone, deciding.undo, change(phone, side="crm", field="*"))
    phone.round()
    assert phone.rig.person("Noemí Paz").is_removed
    assert "Noemí Paz" in phone.cards()


def test_somebody_taken_off_a_list_goes_and_stays_away_and_may_be_added_again(phone):
    phone.start()
    luis = phone.rig.person("Luis Ortega")
    decide(phone, deciding.take_off, phone.list_id, luis.id)
    phone.round()
    phone.round()
    assert sorted(phone.cards()) == ["Pilar Soto"]
    phone.add(givenName="Luis", surname="Ortega", emailAddresses=[{"address": "luis@norte.example"}])
    phone.round()
    assert phone.rig.person("Luis Ortega").id == luis.id
    assert sorted(phone.cards()) == ["Luis Ortega", "Pilar Soto"]


def test_too_much_at_once_waits_for_a_person(phone):
    phone.start()
    for number in range(21):
        phone.add(givenName="P", surname=f"{number:02}")
    phone.round()
    assert len(phone.rig.names()) == 4
    assert phone.list.forecast["counts"]["take_in"] == 21
    phone.confirm()
    phone.round()
    assert len(phone.rig.names()) == 25
    assert phone.list.forecast == {}


@pytest.mark.parametrize(("is_ours_later", "expected"), [(True, "Ventas"), (False, "Compras")])
def test_the_newest_wins_where_that_is_the_policy(phone, is_ours_later, expected):
    from datetime import timedelta

    phone.start(policies={"department": Policy.NEWEST})
    first, second = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    phone.rig.set_clock(second if is_ours_later else first)
    phone.rig.write("Luis Ortega", department="Ventas")
    phone.rig.set_clock(first if is_ours_later else second)
    phone.edit("Luis Ortega", department="Compras")
    phone.rig.set_clock(second + timedelta(minutes=1))
    phone.round()
    assert phone.rig.person("Luis Ortega").values["department"] == expected
    assert phone.cards()["Luis Ortega"]["department"] == expected
