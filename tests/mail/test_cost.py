"""What a page of mail costs the database: as many statements for many mails as for few, and no row for a known page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.graph_access import call, client_of
from tests.mail_items import AT, deliver, mail, make_folders, mirror_of, page
from tests.query_recorder import recorded
from tests.small_company import ANA, BEN, LUIS, PILAR

from trato.mail.feed import WORTH_ASKING, MessageFeed
from trato.mail.model import MailItem, StoredMail
from trato.mail.tables import message_copies, message_participants, message_texts, messages, threads

TABLES = (messages, message_copies, message_participants, message_texts, threads)


def talk(count: int, *, change_key: str = "1", first: int = 0) -> list[MailItem]:
    """Threads of four mails with customers, each but the first an answer."""
    return [
        mail(
            f"t{n}",
            sender=(LUIS, ANA)[n % 2],
            to=[(ANA, LUIS)[n % 2], PILAR],
            subject=f"Presses {n // 4}",
            text=f"What the mail {n} says",
            references=[f"t{other}@mail.example" for other in range(n - n % 4, n)],
            at=AT + timedelta(minutes=n),
            change_key=change_key,
        )
        for n in range(first, first + count)
    ]


def statements_for(company, mails, *, upn=ANA) -> int:
    with company.system() as connection, recorded(company.database) as heard:
        mirror_of(company, upn).apply(connection, page(mails), full_round=1)
    return len(heard)


def row_versions(company) -> dict[str, list[object]]:
    """The transactions that wrote each row last (xmin): equal before and after if no row was written."""
    with company.system() as connection:
        return {
            table.name: connection.execute(sa.text(f"SELECT xmin::text, ctid::text FROM {table.name} ORDER BY 2")).all()  # noqa: S608
            for table in TABLES
        }


def test_a_page_of_many_mails_needs_no_more_statements_than_one_of_few(new_company):
    counts = []
    for size in (40, 400):
        company = new_company()
        make_folders(company)
        counts.append(statements_for(company, talk(size)))
    assert counts[0] == counts[1]


def test_mails_that_grow_known_threads_need_no_more_statements_either(new_company):
    counts = []
    for size in (40, 400):
        company = new_company()
        make_folders(company)
        older = [one for n, one in enumerate(talk(size)) if n % 4 < 2]
        newer = [one for n, one in enumerate(talk(size)) if n % 4 >= 2]
        statements_for(company, older)
        counts.append(statements_for(company, newer))
    assert counts[0] == counts[1]


def test_copies_in_another_mailbox_need_no_more_statements_either(new_company):
    counts = []
    for size in (40, 400):
        company = new_company()
        make_folders(company)
        make_folders(company, BEN)
        statements_for(company, talk(size))
        counts.append(statements_for(company, talk(size), upn=BEN))
    assert counts[0] == counts[1]


def test_drafts_that_were_edited_need_no_more_statements_either(new_company):
    counts = []
    for size in (40, 400):
        company = new_company()
        make_folders(company)
        drafts = [mail(f"d{n}", sender=ANA, to=[LUIS], is_draft=True, folder="drafts") for n in range(size)]
        together = [replace(one, references=("opening@mail.example",)) for one in drafts]
        statements_for(company, together)
        counts.append(statements_for(company, [replace(one, change_key="2", summary="anew") for one in together]))
    assert counts[0] == counts[1]


def test_a_page_that_is_kept_already_writes_no_row_and_is_not_understood_again(tenant):
    def read() -> MailItem:
        raise AssertionError("a kept mail was understood again")

    mails = talk(30)
    deliver(tenant, *mails)
    before = row_versions(tenant)
    kept = [StoredMail(one.remote_id, one.change_key, one.folder_remote_id, read) for one in mails]
    with tenant.system() as connection:
        assert mirror_of(tenant).apply(connection, page(kept), full_round=1) == 0
        assert mirror_of(tenant).apply(connection, page(mails), full_round=1) == 0
    assert row_versions(tenant) == before


def test_a_copy_that_went_between_question_and_writing_is_understood_after_all(tenant):
    (one,) = talk(1)
    deliver(tenant, one)
    deliver(tenant, removed=[one.remote_id])
    kept = StoredMail(one.remote_id, one.change_key, one.folder_remote_id, lambda: one)
    with tenant.system() as connection:
        assert mirror_of(tenant).apply(connection, page([kept]), full_round=1) == 1
        held = connection.execute(sa.select(message_copies.c.remote_id)).scalars().all()
    assert held == [one.remote_id]


@pytest.fixture
def inbox_of_many(sandbox, company_folder):
    """A running Graph whose one folder holds more mails than it is worth asking for."""
    (company_folder / "mail" / ANA / "Inbox").mkdir(parents=True)
    for n in range(WORTH_ASKING + 5):
        text = (
            f"From: {LUIS}\r\nTo: {ANA}\r\nSubject: Mail {n}\r\nMessage-ID: <m{n}@norte.example>\r\n\r\nHello {n}\r\n"
        )
        (company_folder / "mail" / ANA / "Inbox" / f"{n}.eml").write_bytes(text.encode())
    return sandbox(company_folder)


def test_the_feed_understands_only_what_is_not_kept_as_it_is(inbox_of_many):
    client = client_of(inbox_of_many)
    inbox = call(inbox_of_many, "GET", ANA, "/mailFolders/inbox")["id"]
    mails = MessageFeed(client, ANA, inbox).page("").upserts
    changed, *same = mails
    asked: list[str] = []

    def stored(remote_ids) -> Mapping[str, str]:
        asked.extend(remote_ids)
        return {one.remote_id: one.change_key for one in same} | {changed.remote_id: "older"}

    again = MessageFeed(client, ANA, inbox, stored=stored).page("").upserts
    assert {one.remote_id for one in mails} == set(asked)
    assert [one for one in again if isinstance(one, MailItem)] == [changed]
    assert {one.remote_id: one.read() for one in again if isinstance(one, StoredMail)} == {
        one.remote_id: one for one in same
    }
