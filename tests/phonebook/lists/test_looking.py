"""A quiet round costs as much for many people as for few, and one that has something to do as much as that."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import control
from tests.small_company import ANA, NOW

from trato.crm.tables import accounts, contacts
from trato.phonebook.lists import deciding, store
from trato.phonebook.lists.fields import EMPTY
from trato.phonebook.lists.people import make_people

from .rig import Phone
from .test_deciding import decide

LUIS = "Luis Ortega"


@contextmanager
def counting(rig):
    """Count requests, statements, and rows read or written."""
    counted = {"requests": 0, "statements": 0, "rows": 0}
    engine = rig.company.database._engine

    def after(_connection, cursor, _statement, _parameters, _context, _many):
        counted["statements"] += 1
        counted["rows"] += max(0, cursor.rowcount)

    rig.forget_requests()
    sa.event.listen(engine, "after_cursor_execute", after)
    try:
        yield counted
    finally:
        sa.event.remove(engine, "after_cursor_execute", after)
        counted["requests"] = sum(control(rig.sandbox, "GET", "/counters")["by_route"].values())


def with_people(rig, count):
    """A phone list of Ana's with that many people more, brought up to date."""
    values = [{**EMPTY, "display_name": f"P {number:04}"} for number in range(count)]
    with rig.company.as_user(ANA) as connection:
        account = rig.company.accounts["norte"]
        make_people(connection, rig.company.tenant_id, [(one, account, None) for one in values])
    phone = Phone(rig).start()
    phone.round()
    phone.round()
    return phone


def test_a_quiet_round_reads_nobody_and_a_change_costs_as_much_as_it_is(rig):
    phone = with_people(rig, 20)
    with counting(rig) as few:
        phone.round()
    values = [{**EMPTY, "display_name": f"Q {number:04}"} for number in range(300)]
    with rig.company.as_user(ANA) as connection:
        make_people(connection, rig.company.tenant_id, [(one, rig.company.accounts["norte"], None) for one in values])
    phone.round()
    phone.confirm()
    for _ in range(3):
        phone.round()
    with counting(rig) as many:
        phone.round()
    assert len(phone.entries) == 322
    assert many == few, "three hundred people more cost nothing more"
    rig.write("Q 0007", job_title="CEO")
    phone.edit("Q 0008", jobTitle="CFO")
    with counting(rig) as changed:
        phone.round()
    assert rig.person("Q 0008").values["job_title"] == "CFO"
    assert phone.cards()["Q 0007"]["jobTitle"] == "CEO"
    assert changed["rows"] - many["rows"] < 80
    assert changed["requests"] - many["requests"] < 8


def moved_account(rig, phone):
    with rig.company.system() as connection:
        connection.execute(sa.update(accounts).where(accounts.c.name == "Norte SA").values(name="Norte Iberia"))
    return lambda: phone.cards()[LUIS]["companyName"] == "Norte Iberia"


def renamed_manager(rig, phone):
    rig.write(LUIS, display_name="Luis Ortega Gil")
    return lambda: phone.cards()["Pilar Soto"]["manager"] == "Luis Ortega Gil"


def removed(rig, phone):
    decide(phone, deciding.remove_person, rig.person(LUIS).id)
    return lambda: LUIS not in phone.cards()


def no_longer_named(rig, phone):
    with rig.company.system() as connection:
        other = rig.company.accounts["sur"]
        connection.execute(sa.update(contacts).where(contacts.c.name == LUIS).values(account_id=other))
    return lambda: LUIS not in phone.cards()


def spouse(rig, phone):
    rig.write(LUIS, spouse_name="Eva")
    return lambda: phone.cards()[LUIS]["spouseName"] == "Eva"


@pytest.mark.parametrize("happens", [moved_account, renamed_manager, removed, no_longer_named, spouse])
def test_whatever_changes_about_somebody_is_looked_at(rig, phone, happens):
    phone.start()
    phone.round()
    phone.round()
    came_true = happens(rig, phone)
    phone.round()
    assert came_true()


def test_what_another_transaction_wrote_is_found_though_it_ends_after_one_looked(rig, phone):
    phone.start()
    phone.round()
    luis = rig.person(LUIS)
    with rig.company.system() as late:
        late.execute(sa.update(contacts).where(contacts.c.id == luis.id).values(title="CEO"))
        rig.write("Pilar Soto", job_title="CFO")
        phone.lists_only(rig.company.database)
        assert phone.cards()["Pilar Soto"]["jobTitle"] == "CFO"
    phone.lists_only(rig.company.database)
    assert phone.cards()[LUIS]["jobTitle"] == "CEO"


def test_once_a_day_everybody_is_looked_at_whatever_the_numbers_say(rig, phone):
    phone.start()
    phone.round()
    rig.write(LUIS, job_title="CEO")
    with rig.company.system() as connection:
        store.change(connection, phone.list_id, seen_xid=2**62)
    phone.round()
    assert phone.cards()[LUIS]["jobTitle"] == "Director"
    rig.set_clock(NOW + timedelta(days=1, minutes=5))
    phone.round()
    assert phone.cards()[LUIS]["jobTitle"] == "CEO"


def test_somebody_put_on_by_hand_stays_until_they_are_taken_off(rig, phone):
    phone.start()
    noa = rig.company.contacts["noa"]
    decide(phone, deciding.put_on, phone.list_id, noa)
    phone.round()
    phone.round()
    assert sorted(phone.cards()) == [LUIS, "Noa Vidal", "Pilar Soto"]
    phone.delete("Noa Vidal")
    phone.round()
    assert [field for _, field, *_ in phone.waiting()] == ["gone"]
    decide(phone, deciding.put_on, phone.list_id, noa)
    phone.round()
    phone.round()
    assert phone.waiting() == []
    assert sorted(phone.cards()) == [LUIS, "Noa Vidal", "Pilar Soto"]
    decide(phone, deciding.take_off, phone.list_id, noa)
    phone.round()
    assert sorted(phone.cards()) == [LUIS, "Pilar Soto"]
    decide(phone, deciding.put_on, phone.list_id, noa)
    phone.round()
    assert "Noa Vidal" in phone.cards()
    phone.rig.forget_requests()
    phone.round()
    assert phone.rig.changing_requests() == 0
