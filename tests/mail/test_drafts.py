"""A draft is a row of its own until it is sent; then it is a mail like any other (DESIGN: words, interaction rules)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.mail_items import AT, deliver, mail, remove
from tests.small_company import ANA, BEN, LUIS, NOW, PILAR

from trato.crm.tables import interactions
from trato.linking.tables import link_decisions
from trato.mail.tables import message_copies, message_keys, message_participants, messages, thread_keys, threads


def draft(n=1, **more):
    given = {"sender": ANA, "to": [LUIS], "subject": "Hydraulic presses", "folder": "drafts", "is_draft": True}
    return mail("d1", change_key=str(n), at=AT + timedelta(minutes=n), **given | more)


def sent(n=9, **more):
    return draft(n, **{"folder": "sent", "is_draft": False} | more)


def count(tenant, table):
    with tenant.system() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_draft_is_no_interaction_and_has_no_identity(tenant):
    deliver(tenant, draft())
    assert count(tenant, messages) == 1
    assert count(tenant, interactions) == 0
    assert count(tenant, message_keys) == 0


def test_a_discarded_draft_leaves_nothing(tenant):
    deliver(tenant, draft())
    remove(tenant, "drafts", "d1")
    for table in (messages, message_copies, threads, message_participants):
        assert count(tenant, table) == 0


def test_a_draft_moved_to_another_folder_stays_one(tenant):
    deliver(tenant, draft())
    remove(tenant, "drafts", "d1")
    deliver(tenant, draft(folder="inbox"))
    assert (count(tenant, messages), count(tenant, threads)) == (1, 1)


def test_an_edited_draft_says_what_it_says_now(tenant):
    deliver(tenant, draft())
    deliver(tenant, draft(2, to=[PILAR], subject="Oak barrels", has_attachments=True, sensitivity="private"))
    with tenant.system() as connection:
        row = connection.execute(sa.select(messages)).one()
        assert (row.has_attachments, row.sensitivity) == (True, "private")
        parties = sa.select(message_participants.c.address).order_by(message_participants.c.address)
        assert connection.execute(parties).scalars().all() == [ANA, PILAR]
    assert count(tenant, messages) == 1


def test_a_sent_draft_keeps_its_row_and_counts(tenant):
    deliver(tenant, draft())
    deliver(tenant, sent())
    assert (count(tenant, messages), count(tenant, interactions)) == (1, 1)
    assert remove(tenant, "drafts", "d1") == 0, "the copy has moved: the drafts folder no longer has a say"
    assert count(tenant, message_copies) == 1


@pytest.mark.parametrize("is_recipient_first", [True, False])
def test_a_sent_draft_is_one_mail_with_what_a_colleague_received(tenant, is_recipient_first):
    deliver(tenant, draft(to=[LUIS, BEN]))
    ours = sent(to=[LUIS, BEN], message_id="final@mail.example")
    theirs = replace(ours, remote_id="b1", folder_remote_id="inbox")
    for upn, item in ((BEN, theirs), (ANA, ours)) if is_recipient_first else ((ANA, ours), (BEN, theirs)):
        deliver(tenant, item, upn=upn)
    assert (count(tenant, messages), count(tenant, message_copies), count(tenant, threads)) == (1, 2, 1)


def test_what_a_person_decided_on_a_draft_stands_when_it_turns_out_to_be_a_known_mail(tenant):
    deliver(tenant, draft(to=[LUIS, BEN]))
    with tenant.system() as connection:
        thread_id = connection.execute(sa.select(threads.c.id)).scalar_one()
        connection.execute(
            sa.insert(link_decisions).values(
                tenant_id=tenant.tenant_id, thread_id=thread_id, kind="link", decided_at=NOW,
                opportunity_id=tenant.opportunities["loading"],
            )
        )  # fmt: skip
    ours = sent(to=[LUIS, BEN], message_id="final@mail.example")
    deliver(tenant, replace(ours, remote_id="b1", folder_remote_id="inbox"), upn=BEN)
    deliver(tenant, ours)
    with tenant.system() as connection:
        decided = sa.select(link_decisions.c.thread_id)
        assert (
            connection.execute(decided).scalars().all() == connection.execute(sa.select(threads.c.id)).scalars().all()
        )


def test_an_answer_to_a_sent_draft_joins_its_thread(tenant):
    deliver(tenant, draft(message_id="at-first@mail.example"))
    deliver(tenant, sent(message_id="final@mail.example"))
    answer = mail("a1", subject="Re: Hydraulic presses", references=["final@mail.example"], at=AT + timedelta(days=1))
    deliver(tenant, answer)
    assert count(tenant, threads) == 1
    with tenant.system() as connection:
        keys = set(connection.execute(sa.select(thread_keys.c.key)).scalars())
    assert "id:final@mail.example" in keys
