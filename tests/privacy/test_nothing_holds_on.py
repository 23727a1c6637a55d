"""Nothing that refers to mail or meetings keeps them from being taken out, or outlives them with their words."""

import psycopg
import pytest
from tests.mail_items import mail
from tests.privacy.scene import decider, exclude, rows, tell_mails, traces
from tests.small_company import ANA, NOA

from trato.linking.decisions import Decisions, Target

# Copies go first, and a thread goes when its last mail has gone.
TAKEN_FIRST = {("message_copies", "messages"), ("event_copies", "events"), ("messages", "threads")}


def test_what_refers_to_mail_and_meetings_goes_with_them(databases, migrated_template):
    name = databases.create(migrated_template)
    with psycopg.connect(databases.url(name, user="postgres")) as connection:
        found = connection.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, confdeltype::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid::regclass::text"
            " IN ('messages', 'threads', 'events', 'interactions', 'links')"
        ).fetchall()
    databases.drop(name)
    assert len(found) > 20
    assert {(table, owner) for table, owner, rule in found if rule not in "cn"} == TAKEN_FIRST


@pytest.mark.parametrize("decided", ["link", "take_out"])
def test_what_a_decision_taught_goes_with_the_mails_it_was_learnt_from(tenant, decided):
    word = "Zarzaparrilla"
    tell_mails(
        tenant,
        mail("s1", sender=NOA, to=[ANA], subject=f"{word} {word} bottles", text=f"{word} P-777",
             reference_numbers=("P-777",), marks=(3, 5, 7)),
        mail("p1", sender=NOA, to=[ANA], subject=f"{word} again"),
    )  # fmt: skip
    query = "SELECT thread_id FROM messages m JOIN message_texts t ON t.message_id = m.id WHERE subject LIKE '%bottles'"
    ((thread_id,),) = rows(tenant, query)
    caller = decider(tenant, ANA).caller
    decisions = Decisions(tenant.database)
    if decided == "link":
        opportunity_id = tenant.opportunities["barrels"]
        decisions.link(caller, Target.thread(thread_id), account_id=None, opportunity_id=opportunity_id, version=None)
    else:
        decisions.take_out(caller, Target.thread(thread_id), version=None)
    assert traces(tenant, word)
    exclude(tenant, "keyword", word)
    assert traces(tenant, word) == []
    assert traces(tenant, "P-777") == []
    for table in ("links", "link_decisions", "taken_out_holders", "thread_numbers"):
        assert rows(tenant, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608
