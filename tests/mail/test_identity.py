"""Which copies are one mail, whatever mailbox tells first (RFC 5322 §3.6.4)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.mail_items import AT, deliver, mail
from tests.small_company import ANA, BEN, LUIS

from trato.mail.identity import bare_id, bare_ids, fingerprint
from trato.mail.tables import message_copies, messages, threads

FACTS = {"sender": LUIS, "subject": "Presses", "sent_at": AT, "text": "Dear Ana, the offer is fine. " * 9}
text = st.text(max_size=300)


def counts(tenant):
    with tenant.system() as connection:
        return tuple(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (messages, message_copies, threads)
        )


@given(text, st.sampled_from([" ", "\n", "\r\n", "\t\n "]))
def test_a_fingerprint_does_not_see_how_text_is_wrapped(words, blank):
    wrapped = re.sub(r"\s+", lambda _: blank, words)
    one, other = fingerprint(**FACTS | {"text": words}), fingerprint(**FACTS | {"text": wrapped})
    assert one == other


@given(text)
def test_a_fingerprint_is_32_digits_of_anything(words):
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(**FACTS | {"text": words + "\ud800\0", "subject": words}))


@pytest.mark.parametrize(
    "other",
    [{"sender": "noa@rioja.example"}, {"subject": "Barrels"}, {"sent_at": AT + timedelta(seconds=1)}, {"text": "No."}],
)
def test_another_author_subject_second_or_text_is_another_mail(other):
    assert fingerprint(**FACTS) != fingerprint(**FACTS | other)


def test_case_of_the_author_and_fractions_of_the_second_do_not_matter():
    same = {"sender": LUIS.upper(), "sent_at": AT + timedelta(milliseconds=400)}
    assert fingerprint(**FACTS) == fingerprint(**FACTS | same)


def test_message_ids_are_read_bare_and_each_once():
    assert bare_id(" <a@x> ") == "a@x"
    assert bare_ids("<a@x>\r\n\t<b@x> (was <a@x>)") == ("a@x", "b@x")


@pytest.mark.parametrize("order", [(ANA, BEN), (BEN, ANA)])
def test_copies_with_one_message_id_are_one_mail(tenant, order):
    for upn in order:
        deliver(tenant, mail(f"{upn}-1", to=[ANA, BEN], message_id="one@mail.example"), upn=upn)
    assert counts(tenant) == (1, 2, 1)


@pytest.mark.parametrize("order", [(ANA, BEN), (BEN, ANA)])
def test_copies_with_message_ids_of_their_own_are_one_mail(tenant, order):
    for upn in order:
        deliver(tenant, mail(f"{upn}-1", to=[ANA, BEN], text="The offer is fine."), upn=upn)
    assert counts(tenant) == (1, 2, 1)


def test_copies_on_one_page_are_one_mail(tenant):
    deliver(tenant, mail("r1", text="The offer is fine."), mail("r2", text="The offer is fine."))
    assert counts(tenant) == (1, 2, 1)


def test_an_answer_finds_its_thread_by_the_message_id_of_any_copy(tenant):
    first = mail("r1", text="The offer is fine.", message_id="one@mail.example")
    copy = replace(first, remote_id="b1", message_id="other@mail.example")
    deliver(tenant, first)
    deliver(tenant, copy, upn=BEN)
    deliver(tenant, mail("r2", text="Thanks.", references=["other@mail.example"], subject="Something else"))
    assert counts(tenant) == (2, 3, 1)


def test_a_copy_whose_references_are_kept_joins_the_threads(tenant):
    parent = mail("r0", text="What do you think?", subject="Question", message_id="parent@mail.example")
    bare = mail("r1", text="The offer is fine.", subject="Answer")
    deliver(tenant, parent, bare)
    assert counts(tenant)[2] == 2
    whole = replace(bare, remote_id="b1", message_id="kept@mail.example", references=("parent@mail.example",))
    deliver(tenant, whole, upn=BEN)
    assert counts(tenant) == (2, 3, 1)


def test_hundreds_of_recipients_are_one_mail_with_all_of_them(tenant):
    crowd = [f"p{n}@crowd.example" for n in range(499)]
    deliver(tenant, mail("r1", to=crowd))
    with tenant.system() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM message_participants")).scalar_one() == 500
