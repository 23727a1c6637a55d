"""One search: what is half remembered is found, what is not the caller's to see is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.mail_items import deliver, mail
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, CARLA, EVA, MARTA, NOW, Company

from trato.crm.search import results, talks, typed
from trato.crm.search.finding import KINDS, find
from trato.crm.search.tables import search_entries
from trato.crm.tables import accounts, contacts, opportunities


def search(company: Company, upn: str, written: str, *, kinds=KINDS, limit=10):
    """What that person finds: kind and name, best first."""
    with company.as_user(upn) as connection:
        found = find(connection, company.tenant_id, company.users[upn], written, kinds=kinds, now=NOW, limit=limit)
        return [_named(hit) for hit in results.hits(connection, found, now=NOW)]


def _named(hit):
    shown = hit.contact or hit.opportunity or hit.order or hit.account
    return hit.found.kind, getattr(shown, "name", None) or shown.number


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Luis Ortega", ("contact", "Luis Ortega")),
        ("ortega luis", ("contact", "Luis Ortega")),
        ("lui ort", ("contact", "Luis Ortega")),
        ("l", ("contact", "Luis Ortega")),
        ("LUÍS", ("contact", "Luis Ortega")),
        ("rtega", ("contact", "Luis Ortega")),
        ("ortgea", ("contact", "Luis Ortega")),
        ("hortega", ("contact", "Luis Ortega")),
        ("luis@norte.example", ("contact", "Luis Ortega")),
        ("compras@nor", ("contact", "Pilar Soto")),
        ("pilar norte", ("contact", "Pilar Soto")),
        ("600 111 222", ("contact", "Luis Ortega")),
        ("+34 600-111-222", ("contact", "Luis Ortega")),
        ("0034600111222", ("contact", "Luis Ortega")),
        ("1222", ("contact", "Luis Ortega")),
        ("111 22", ("contact", "Luis Ortega")),
        ("norte sa", ("account", "Norte SA")),
        ("norte.example", ("account", "Norte SA")),
        ("bilbao", ("account", "Norte SA")),
        ("hidraulic", ("opportunity", "Hydraulic presses Bilbao")),
        ("presses", ("opportunity", "Hydraulic presses Bilbao")),
        ("P400", ("opportunity", "Hydraulic presses Bilbao")),
    ],
)
def test_what_is_half_remembered_is_found(shared_tenant, written, found):
    kinds = (found[0], *(kind for kind in KINDS if kind != found[0]))
    assert found in search(shared_tenant, ANA, written, kinds=kinds)


@pytest.mark.parametrize(
    "written", ["", "   ", "--", "zzzzzz", "'; DROP TABLE contacts; --", "a & b | !c:*", "%", "\0", "12"]
)
def test_what_means_nothing_finds_nothing_and_breaks_nothing(shared_tenant, written):
    assert search(shared_tenant, ANA, written) == []


def test_one_finds_no_more_than_one_sees(shared_tenant):
    for upn in (ANA, BEN, CARLA, MARTA, EVA):
        for written in ("example", "t", "o", "norte", "sur", "luis", "teo", "34600111222"):
            with shared_tenant.as_user(upn) as connection:
                seen = {
                    "account": set(connection.execute(sa.select(accounts.c.id)).scalars()),
                    "contact": set(connection.execute(sa.select(contacts.c.id)).scalars()),
                    "opportunity": set(connection.execute(sa.select(opportunities.c.id)).scalars()),
                }
                found = find(
                    connection,
                    shared_tenant.tenant_id,
                    shared_tenant.users[upn],
                    written,
                    kinds=KINDS,
                    now=NOW,
                    limit=50,
                )
                entries = connection.execute(sa.select(search_entries.c.kind, search_entries.c.object_id)).all()
            assert all(one.id in seen[one.kind] for one in found)
            assert {(one.kind, one.object_id) for one in entries} == {
                (kind, one) for kind, ids in seen.items() for one in ids
            }


def test_a_shared_account_is_found_while_the_grant_lasts(tenant):
    assert ("account", "Sur y Cía") not in search(tenant, ANA, "sur")
    with tenant.system() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO account_grants (tenant_id, account_id, user_id, valid_from, valid_until)"
                " VALUES (:tenant, :account, :person, :begin, :finish)"
            ),
            {
                "tenant": tenant.tenant_id, "account": tenant.accounts["sur"], "person": tenant.users[ANA],
                "begin": NOW - timedelta(days=1), "finish": NOW + timedelta(days=1),
            },
        )  # fmt: skip
    assert ("account", "Sur y Cía") in search(tenant, ANA, "sur")
    assert ("contact", "Teo Mora") in search(tenant, ANA, "teo")


def test_own_and_recent_come_first(tenant):
    with tenant.system() as connection:
        for key, account in (("x1", "norte"), ("x2", "rioja")):
            connection.execute(
                sa.insert(contacts).values(
                    tenant_id=tenant.tenant_id, key=key, name=f"Gema Roca {key}", account_id=tenant.accounts[account]
                )
            )
    assert [name for _, name in search(tenant, ANA, "gema roca")] == ["Gema Roca x1", "Gema Roca x2"]
    assert [name for _, name in search(tenant, BEN, "gema roca")] == ["Gema Roca x2", "Gema Roca x1"]
    deliver(tenant, mail("m1", sender="pilar@norte.example", at=NOW - timedelta(days=2)))
    names = [name for kind, name in search(tenant, MARTA, "norte") if kind == "contact"]
    assert names[0] == "Pilar Soto"


CHANGES = {
    "name": ("UPDATE contacts SET name = 'Zoilo Quintana' WHERE id = :luis", ANA, "zoilo quintana"),
    "address": (
        "INSERT INTO contact_addresses (tenant_id, address, contact_id, position)"
        " VALUES (:tenant, 'zoilo@quintana.example', :luis, 5)",
        ANA,
        "zoilo quintana",
    ),
    "phone": (
        "INSERT INTO contact_phones (tenant_id, contact_id, position, number, kind, e164)"
        " VALUES (:tenant, :luis, 5, '945 777 888', 'business', '+34945777888')",
        ANA,
        "777888",
    ),
    "account": ("UPDATE accounts SET name = 'Zoilo Quintana' WHERE id = :norte", ANA, "zoilo quintana"),
    "owner": ("UPDATE accounts SET owner_id = :carla WHERE id = :norte", CARLA, "ortega"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_the_index_follows_what_changes(tenant, kind):
    statement, upn, written = CHANGES[kind]
    assert ("contact", "Luis Ortega") not in search(tenant, upn, written)
    given = {
        "tenant": tenant.tenant_id, "luis": tenant.contacts["luis"], "norte": tenant.accounts["norte"],
        "carla": tenant.users[CARLA],
    }  # fmt: skip
    with tenant.system() as connection:
        connection.execute(sa.text(statement), {name: given[name] for name in given if f":{name}" in statement})
    assert ("contact", "Zoilo Quintana" if kind == "name" else "Luis Ortega") in search(tenant, upn, written)


def test_what_is_gone_is_not_found(tenant):
    with tenant.system() as connection:
        connection.execute(sa.delete(contacts).where(contacts.c.id == tenant.contacts["luis"]))
    assert search(tenant, ANA, "ortega") == []


def entries_of(tenant, key):
    """Return what the index holds of the contacts whose keys begin so, and where each row lies."""
    with tenant.system() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT e.called, e.addressed, e.within, e.digits, e.terms::text AS terms, e.owner_ids,"
                " e.ctid::text AS at"
                " FROM search_entries e JOIN contacts k ON k.id = e.object_id AND e.kind = 'contact'"
                " WHERE k.key LIKE :key ORDER BY e.called"
            ),
            {"key": f"{key}%"},
        ).all()
    return [tuple(row)[:-1] for row in rows], [row.at for row in rows]


def crowd(tenant, key):
    return [
        {
            "tenant_id": tenant.tenant_id,
            "key": f"{key}{number}",
            "name": f"Nora Abad{chr(97 + number)} Nora",
            "account_id": tenant.accounts["norte" if number % 2 else "rioja"],
        }
        for number in range(20)
    ]


def test_filled_at_once_the_index_holds_what_it_holds_filled_one_by_one(tenant):
    people = crowd(tenant, "single")
    with tenant.system() as connection:
        for one in people:
            connection.execute(sa.insert(contacts).values(one))
    single, _ = entries_of(tenant, "single")
    with tenant.system() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO contacts (tenant_id, key, name, account_id)"
                " SELECT tenant_id, 'whole' || key, name, account_id FROM contacts WHERE key LIKE 'single%'"
            )
        )
    whole, _ = entries_of(tenant, "whole")
    assert len(whole) == len(people)
    assert whole == single


def test_an_entry_that_says_the_same_is_not_written_again(tenant):
    with tenant.system() as connection:
        connection.execute(sa.insert(contacts), crowd(tenant, "same"))
    before = entries_of(tenant, "same")
    with tenant.system() as connection:
        connection.execute(sa.text("SELECT trato_index('contact', (SELECT array_agg(id) FROM contacts))"))
        connection.execute(sa.text("UPDATE contacts SET title = 'Compras', name = name WHERE key LIKE 'same%'"))
    assert entries_of(tenant, "same") == before


def test_the_number_of_statements_follows_from_the_kinds_alone(tenant):
    with recorded(tenant.database) as few:
        search(tenant, ANA, "ortega")
    with tenant.system() as connection:
        for number in range(30):
            connection.execute(
                sa.insert(contacts).values(
                    tenant_id=tenant.tenant_id,
                    key=f"o{number}",
                    name=f"Ortega {number}",
                    account_id=tenant.accounts["norte"],
                )
            )
    with recorded(tenant.database) as many:
        assert len(search(tenant, ANA, "ortega", limit=30)) == 30
    assert len(many) <= len(few)


def test_what_was_said_is_found_by_who_may_read_it(tenant):
    deliver(tenant, mail("m1", subject="Prensa hidráulica", at=NOW - timedelta(days=3)))
    for upn, count in ((ANA, 1), (MARTA, 0), (CARLA, 0)):
        with tenant.as_user(upn) as connection:
            assert len(talks.find_talks(connection, "hidraulica prens", limit=5)) == count


def test_a_number_is_compared_by_how_it_ends():
    assert typed.read("0034 600 111 222", "").digits == "34600111222"
    assert typed.read("020 7946 0018", "").digits == "2079460018"
    assert typed.read("Q-2231", "q 2231").digits == ""


@given(st.text("abc", min_size=4, max_size=7), st.text("abc", min_size=4, max_size=7))
def test_two_words_are_one_slip_apart_where_they_share_a_spelling(one, other):
    """What the index finds by shared spellings is what is taken for a slip, and nothing else."""
    told = typed.match(typed.Typed((one,)), typed.Entry("contact", 1, (), other, "", "", ""))
    is_slip = one not in other and bool(typed._spellings(one) & typed._spellings(other))
    assert (told is not None and told.fit is typed.Fit.SPELLING) == (is_slip and abs(len(one) - len(other)) <= 1)
