"""The contract of a mirror (sync.protocols.Mirror), kept by mail folders, mails and calendars."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from tests.event_items import calendar_of, event
from tests.mail_items import folders_of, mail, make_folders, mirror_of, page

from trato.calendar.tables import event_copies
from trato.mail.model import FolderItem
from trato.mail.tables import mail_folders, message_copies
from trato.sync.protocols import Mirror


@dataclass
class Case:
    mirror: Mirror
    make: Callable[[int], object]
    change: Callable[[object], object]
    table: sa.Table


def mails(company):
    make_folders(company)
    return Case(mirror_of(company), lambda n: mail(f"r{n}"), lambda item: replace(item, change_key="2"), message_copies)


def folders(company):
    return Case(
        folders_of(company), lambda n: FolderItem(f"f{n}", None, f"F{n}", "", 0),
        lambda item: replace(item, name="renamed"), mail_folders,
    )  # fmt: skip


def calendar(company):
    return Case(
        calendar_of(company), lambda n: event(f"e{n}"), lambda item: replace(item, change_key="2"), event_copies
    )


@pytest.fixture(params=[mails, folders, calendar], ids=lambda make: make.__name__)
def case(request, tenant):
    return request.param(tenant)


def apply(tenant, case, told=(), removed=(), full_round=1):
    with tenant.system() as connection:
        return case.mirror.apply(connection, page(told, removed), full_round=full_round)


def ids(tenant, case):
    with tenant.system() as connection:
        return set(connection.execute(sa.select(case.table.c.remote_id)).scalars())


def test_rows_equal_what_was_told(tenant, case):
    assert apply(tenant, case, [case.make(1), case.make(2)]) == 2
    assert len(ids(tenant, case)) == 2


def test_telling_again_changes_nothing(tenant, case):
    apply(tenant, case, [case.make(1), case.make(2)])
    assert apply(tenant, case, [case.make(1), case.make(2)]) == 0
    assert len(ids(tenant, case)) == 2


def test_a_change_is_written(tenant, case):
    apply(tenant, case, [case.make(1), case.make(2)])
    assert apply(tenant, case, [case.change(case.make(1))]) == 1


def test_what_is_gone_goes_and_what_never_was_does_not_matter(tenant, case):
    apply(tenant, case, [case.make(1), case.make(2)])
    gone = case.make(1).remote_id
    apply(tenant, case, removed=[gone, "never-was"])
    assert ids(tenant, case) == {case.make(2).remote_id}
    assert apply(tenant, case, removed=[gone]) == 0


def test_what_went_may_come_back(tenant, case):
    apply(tenant, case, [case.make(1)])
    apply(tenant, case, removed=[case.make(1).remote_id])
    assert apply(tenant, case, [case.make(1)]) == 1


def test_a_page_of_nothing_changes_nothing(tenant, case):
    assert apply(tenant, case) == 0


def test_a_full_round_sweeps_what_it_did_not_mention(tenant, case):
    apply(tenant, case, [case.make(1), case.make(2), case.make(3)])
    apply(tenant, case, [case.make(1), case.change(case.make(2))], full_round=2)
    with tenant.system() as connection:
        assert case.mirror.unmentioned(connection, full_round=2) == (1, 3)
        assert case.mirror.sweep(connection, full_round=2) == 1
        assert case.mirror.unmentioned(connection, full_round=2) == (0, 2)
    assert ids(tenant, case) == {case.make(1).remote_id, case.make(2).remote_id}
