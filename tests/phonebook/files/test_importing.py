"""A file's people come into the CRM once, each told before, and go out again together."""

import pytest
from tests.small_company import ANA, NOW

from trato.db.engine import Caller
from trato.errors import InvalidInputError, NotFoundError
from trato.phonebook.files import importing
from trato.phonebook.files.printed import write_page
from trato.phonebook.lists.people import people

FILE = b"""Name,Company,E-mail,Mobile,Web page
Luis Ortega,Norte SA,LUIS@norte.example,600 111 222,norte.example
Eva Nu\xc3\xb1ez,Norte SA,eva@norte.example,600 999 888,
Eva N.,Norte SA,eva@norte.example,,
,,,,
"""


@pytest.fixture
def desk(tenant):
    with tenant.as_user(ANA) as connection:
        yield connection, Caller(tenant.tenant_id, tenant.users[ANA], NOW), tenant


def told(connection, content=FILE, name="list.csv"):
    return importing.forecast(connection, importing.understand(connection, content, name))


def test_it_is_told_what_an_import_would_do(desk):
    connection, _, _ = desk
    found = told(connection)
    assert [values["display_name"] for values in found.new] == ["Eva Nuñez"]
    assert [person.values["display_name"] for person, _ in found.filled] == ["Luis Ortega"]
    assert [(fault.line, "line" in fault.reason or "same person" in fault.reason) for fault in found.faults] == [
        (4, True)
    ]
    assert found.as_json()["sample"] == ["Eva Nuñez"]


def test_an_import_adds_and_fills_and_is_taken_back_whole(desk):
    connection, caller, tenant = desk
    luis = tenant.contacts["luis"]
    before = people(connection, [luis])[luis].values
    batch = importing.bring_in(connection, caller, told(connection))
    again = told(connection)
    assert (len(again.new), len(again.filled), again.unchanged) == (0, 0, 2)
    after = people(connection, [luis])[luis].values
    assert (after["business_home_page"], after["job_title"]) == ("norte.example", before["job_title"])
    assert importing.take_back(connection, caller, batch) == 2
    assert people(connection, [luis])[luis].values == before
    assert len(told(connection).new) == 1
    with pytest.raises(NotFoundError):
        importing.take_back(connection, caller, batch)


def test_what_somebody_changed_since_stays(desk):
    from trato.phonebook.lists.people import write_people

    connection, caller, tenant = desk
    batch = importing.bring_in(connection, caller, told(connection))
    luis = people(connection, [tenant.contacts["luis"]])[tenant.contacts["luis"]]
    write_people(
        connection, tenant.tenant_id, {luis.id: (luis, {**luis.values, "business_home_page": "other.example"})}
    )
    assert importing.take_back(connection, caller, batch) == 1
    assert people(connection, [luis.id])[luis.id].values["business_home_page"] == "other.example"


def test_another_kind_of_file_is_refused(desk):
    with pytest.raises(InvalidInputError):
        importing.understand(desk[0], b"", "list.pdf")


def test_a_printed_list_shows_numbers_as_one_dials_them_and_no_markup_of_others(desk):
    connection, _, tenant = desk
    luis = people(connection, [tenant.contacts["luis"]])[tenant.contacts["luis"]].values
    page = write_page([{**luis, "company_name": "<script>"}], language="es", country="ES").decode()
    assert "600 11 12 22" in page
    assert "<script>" not in page
    assert "Lista de teléfonos" in page
