"""What linking is told of mails just written is what it would read back from the database."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection
from tests.mail_items import AT, deliver, mail, make_folders, mirror_of, page
from tests.small_company import ANA, BEN, LUIS, PILAR

from trato.linking import facts
from trato.linking.counting import ThreadFacts
from trato.mail.model import NewMail

Facts = list[ThreadFacts]


def told_and_read(company, mails, *, upn=ANA) -> tuple[Facts, Facts, set[int]]:
    """Apply a page; return the facts of its threads as given, those read back, and which mails were given."""
    found: list[tuple[Facts, Facts, set[int]]] = []

    def on_change(connection: Connection, message_ids: Collection[int], new: Mapping[int, NewMail] = {}, /) -> None:
        thread_ids = facts.threads_of(connection, message_ids)
        told = facts.thread_facts(connection, thread_ids, new)
        found.append((told, facts.thread_facts(connection, thread_ids), set(new)))

    with company.system() as connection:
        replace(mirror_of(company, upn), on_change=on_change).apply(connection, page(mails), full_round=1)
    return found[-1]


def talk() -> list:
    return [
        mail("t1", sender=LUIS, to=[ANA, PILAR], subject="Prensas Q-2231", text="Le pido oferta", at=AT),
        mail("t2", sender=ANA, to=[LUIS, ANA], subject="RE: Prensas Q-2231", references=["t1@mail.example"],
             at=AT + timedelta(minutes=5), reference_numbers=("Q-2231", "q 2231"), marks=(-3, 7, 7)),
        mail("t3", sender=ANA, to=[BEN], subject="", text="", at=AT + timedelta(microseconds=1), sensitivity="private"),
        mail("t4", sender="", to=[], subject="Sin nadie", at=AT, automated_kind="bounce", automated_why="x"),
        mail("t5", sender=PILAR, to=[ANA], subject="Borrador", at=AT, is_draft=True),
    ]  # fmt: skip


def test_mails_just_written_are_told_as_they_would_be_read(new_company):
    company = new_company()
    make_folders(company)
    told, read, given = told_and_read(company, talk())
    assert len(given) == 5
    assert told == read


def test_a_thread_that_grows_is_told_with_its_older_mails(new_company):
    company = new_company()
    make_folders(company)
    deliver(company, *talk()[:1])
    told, read, given = told_and_read(company, talk()[1:])
    assert len(given) == 4
    assert sorted(len(one.mails) for one in told) == [1, 1, 1, 2]
    assert told == read


def test_a_copy_that_says_otherwise_is_read_and_not_told(new_company):
    company = new_company()
    make_folders(company)
    make_folders(company, BEN)
    deliver(company, *talk()[:2])
    stricter = [replace(one, remote_id=f"b-{one.remote_id}", sensitivity="private") for one in talk()[:2]]
    told, read, given = told_and_read(company, stricter, upn=BEN)
    assert given == set()
    assert told == read
