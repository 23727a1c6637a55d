"""Statements of the hot path stay small under row-level security, and a search may use its index behind it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from tests.query_recorder import recorded
from tests.small_company import ANA, MARTA, NOW

from trato.crm import queries, timelines
from trato.crm.tables import opportunities
from trato.crm.views import About

MOST_SUBPLANS = 120


def plans(company, upn, work):
    """The plan of each statement that the work sends, as that person."""
    with company.as_user(upn) as connection:
        with recorded(company.database) as heard:
            work(connection)
        found = []
        for statement in heard:
            if statement.lstrip(" (").upper().startswith(("SELECT", "WITH")):
                # Planned without values: nothing of the plan follows from them.
                plain = sa.text("EXPLAIN (GENERIC_PLAN) " + numbered(statement))
                found.append("\n".join(connection.execute(plain).scalars()))
        return found


def numbered(statement: str) -> str:
    """The driver's placeholders as PostgreSQL's own."""
    names: dict[str, int] = {}
    made = re.sub(r"%\((\w+)\)s", lambda one: f"${names.setdefault(one.group(1), len(names) + 1)}", statement)
    return made.replace("%%", "%").replace(":", "\\:")


@pytest.mark.parametrize("upn", [ANA, MARTA])
def test_no_statement_of_the_pane_carries_the_rules_of_many_tables(shared_tenant, upn):
    account_id = shared_tenant.accounts["norte"]

    def ask(connection):
        timelines.timeline(connection, About(account_id=account_id), now=NOW, limit=3)
        timelines.around_now(connection, About(account_id=account_id), now=NOW, limit=3)
        timelines.next_interaction(connection, About(contact_id=shared_tenant.contacts["luis"]), now=NOW)
        queries.opportunity_views(connection, opportunities.c.account_id == account_id, now=NOW)
        queries.contact_views(connection, [shared_tenant.contacts["luis"]])

    counted = [plan.count("SubPlan") for plan in plans(shared_tenant, upn, ask)]
    assert len(counted) >= 5
    assert max(counted) <= MOST_SUBPLANS


def test_what_a_search_asks_may_use_its_index_behind_a_rule(shared_tenant):
    """An operator that is not leakproof is asked only after the rule, row by row, whatever index there is."""
    with shared_tenant.system() as connection:
        leakproof = connection.execute(
            sa.text("SELECT proleakproof FROM pg_proc p JOIN pg_operator o ON o.oprcode = p.oid"
                    " WHERE o.oprname = '@@' AND o.oprleft = 'tsvector'::regtype AND o.oprright = 'tsquery'::regtype"
                    .replace("::", "\\:\\:"))
        ).scalar_one()  # fmt: skip
    assert leakproof is True
