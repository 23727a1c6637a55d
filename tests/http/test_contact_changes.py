"""What we think of a contact over HTTP: influence, role and remarks, guarded and told in the phone list's notes."""

import pytest
from tests.http.api import code_of
from tests.small_company import ANA, CARLA

from trato.phonebook.lists.people import people


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def ana(company, sign_in):
    return sign_in(company, ANA)


def luis(api, company):
    told = api.get(f"/accounts/{company.accounts['norte']}/relations").get_json()["contacts"]
    return next(one for one in told if one["id"] == str(company.contacts["luis"]))


def test_influence_role_and_remarks_are_changed_one_by_one(ana, company):
    path, before = f"/contacts/{company.contacts['luis']}", luis(ana, company)
    assert before["remarks"] == ""
    told = ana.patch(path, {"remarks": "  Wants numbers, not slides "}, before["etag"]).get_json()
    assert (told["remarks"], told["influence"]) == ("Wants numbers, not slides", before["influence"])
    told = ana.patch(path, {"influence": 85, "buying_role": "influencer"}, told["etag"]).get_json()
    assert told == luis(ana, company)
    assert (told["remarks"], told["influence"], told["buying_role"]) == ("Wants numbers, not slides", 85, "influencer")
    told = ana.patch(path, {"influence": None, "buying_role": None, "remarks": ""}, told["etag"]).get_json()
    assert (told["remarks"], told["influence"], told["buying_role"]) == ("", None, None)


def test_remarks_are_the_notes_of_the_phone_list_and_leave_its_other_fields(ana, company):
    contact_id = company.contacts["luis"]
    before = luis(ana, company)
    with company.as_user(ANA) as connection:
        known = people(connection, [contact_id])[contact_id].values
    ana.patch(f"/contacts/{contact_id}", {"remarks": "Likes numbers"}, before["etag"])
    with company.as_user(ANA) as connection:
        assert people(connection, [contact_id])[contact_id].values == known | {"notes": "Likes numbers"}


def test_an_old_version_no_version_and_a_stranger_change_nothing(ana, company, sign_in):
    path, before = f"/contacts/{company.contacts['luis']}", luis(ana, company)
    ana.patch(path, {"influence": 10}, before["etag"])
    assert code_of(ana.patch(path, {"remarks": "Late"}, before["etag"])) == (412, "changed_meanwhile")
    assert code_of(ana.patch(path, {"remarks": "Blind"})) == (422, "invalid_input")
    now = luis(ana, company)
    assert (now["influence"], now["remarks"]) == (10, "")
    assert code_of(sign_in(company, CARLA).patch(path, {"remarks": "Mine"}, now["etag"])) == (404, "not_found")
