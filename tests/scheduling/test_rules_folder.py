"""A tenant folder's sales process, frequencies and assistants: read row by row, saved as a change, left alone after."""

from __future__ import annotations

import pytest
from tests.small_company import ANA, BEN, MARTA, NOW

from trato.directory.model import Role, UserProfile
from trato.directory.rows import Problems
from trato.scheduling import rule_store
from trato.scheduling.delegation import seen
from trato.scheduling.due_rules import StepKind
from trato.scheduling.rules_folder import read_rules_folder, save_assistants, save_rules

PLAYBOOK = """[[playbook]]
key = "x"
[[playbook.stage]]
key = "needs"
steps = [
  { name = "Visitar", name_en = "Visit", kind = "visit", days = 3, duration_min = 60 },
  { name = "Resumen", evidence = "mail_out" },
  { name = "Roto", days = "soon" },
]
"""
CADENCES = """group,kind,every_days,times
A,visit,30,2
A,call,14,
B,visit,zero,
A,visit,60,
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "playbooks.toml").write_text(PLAYBOOK, "utf-8")
    (tmp_path / "crm" / "cadences.csv").write_text(CADENCES, "utf-8")
    return tmp_path


def test_rows_that_do_not_fit_are_named_and_stop_nothing(folder):
    problems = Problems()
    found = read_rules_folder(folder, problems)
    assert [(one.kind, one.objective_en, one.days) for one in found.steps or ()] == [
        (StepKind.VISIT, "Visit", 3), (StepKind.MAIL, "Resumen", 7),
    ]  # fmt: skip
    assert [(one.group, one.kind, one.every) for one in found.frequencies or ()] == [
        ("A", StepKind.VISIT, 15), ("A", StepKind.CALL, 14),
    ]  # fmt: skip
    named = {(one.file, one.line) for one in problems.found}
    assert named == {("crm/cadences.csv", 4), ("crm/cadences.csv", 5), ("crm/playbooks.toml", None)}


def test_what_the_folder_says_holds_and_can_be_taken_back(folder, tenant):
    given = read_rules_folder(folder, Problems())
    with tenant.system() as connection:
        save_rules(connection, tenant.tenant_id, given, at=NOW, problems=Problems(strict=True))
        now = rule_store.read_rules(connection)
        save_rules(connection, tenant.tenant_id, given, at=NOW, problems=Problems(strict=True))
        (change,) = rule_store.history(connection)
        before, after = rule_store.change_of(connection, change.id)
    assert (len(now.steps), len(now.frequencies)) == (2, 2)
    assert after == now
    assert (before.steps, before.frequencies) == ((), ())
    assert (change.source, change.by) == ("folder", "")


def test_an_assistant_of_the_folder_may_act_and_once_revoked_stays_so(tenant):
    user = UserProfile(MARTA, "Marta", frozenset({Role.ASSISTANT}), custom={"assists": f"{ANA}; {BEN};nobody@x"})
    problems = Problems()
    for _ in range(2):
        with tenant.system() as connection:
            save_assistants(connection, tenant.tenant_id, [user], tenant.users, at=NOW, problems=problems)
    with tenant.as_user(MARTA) as connection:
        found = {one.user_id: one.scopes for one in seen(connection)}
    assert found == {tenant.users[upn]: ("book", "links", "see") for upn in (ANA, BEN)}
    assert {one.item for one in problems.found} == {MARTA}
