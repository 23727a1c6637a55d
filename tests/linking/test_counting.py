"""The interaction rules, one by one (DESIGN: words, exactly: interaction rules)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.event_items import START, calendar_of, event, occurrence, series
from tests.mail_items import AT, deliver, mail, make_folders, mirror_of, page
from tests.small_company import ANA, BEN, LUIS, MARTA, NOA, NOW, PILAR, TEO

from trato.calendar.model import Attendee
from trato.crm.tables import interaction_accounts, interaction_contacts, interactions
from trato.mail.tables import messages


def told(tenant):
    """Every interaction as (kind, start)."""
    with tenant.system() as connection:
        rows = connection.execute(
            sa.select(interactions.c.kind, interactions.c.starts_at).order_by("starts_at", "kind")
        )
        return [tuple(row) for row in rows]


def kinds(tenant):
    return [kind for kind, _ in told(tenant)]


def hold(tenant, *events, upn=ANA, removed=()):
    with tenant.system() as connection:
        calendar_of(tenant, upn).apply(connection, page(events, removed), full_round=1)


def opportunity_of(tenant):
    by_id = {row_id: key for key, row_id in tenant.opportunities.items()} | {None: None}
    with tenant.system() as connection:
        rows = connection.execute(
            sa.select(messages.c.sent_at, interactions.c.opportunity_id)
            .join(messages, messages.c.id == interactions.c.message_id)
            .order_by(messages.c.sent_at)
        )
        return [by_id[row.opportunity_id] for row in rows]


def test_a_mail_in_counts_when_it_was_received_and_one_out_when_it_was_sent(tenant):
    later = AT + timedelta(minutes=5)
    deliver(tenant, mail("r1", received_at=later))
    deliver(tenant, mail("r2", sender=ANA, to=[LUIS], folder="sent", at=AT + timedelta(days=1), received_at=AT))
    assert told(tenant) == [("mail_in", later), ("mail_out", AT + timedelta(days=1))]


def test_a_mail_in_two_mailboxes_counts_once(tenant):
    for upn in (ANA, BEN):
        deliver(tenant, mail(f"{upn}-1", to=[ANA, BEN], message_id="one@mail.example"), upn=upn)
    assert kinds(tenant) == ["mail_in"]


@pytest.mark.parametrize("folder", ["drafts", "junk", "deleted"])
def test_what_was_never_elsewhere_than_in_drafts_junk_or_deleted_items_does_not_count(tenant, folder):
    deliver(tenant, mail("r1", folder=folder))
    assert told(tenant) == []


@pytest.mark.parametrize("root", ["junk", "deleted"])
def test_what_lies_below_junk_or_deleted_items_does_not_count_until_its_folder_is_moved_out(tenant, root):
    make_folders(tenant, project=root, deep="project")
    deliver(tenant, mail("r1", folder="deep"))
    assert told(tenant) == []
    make_folders(tenant, project="inbox")
    assert kinds(tenant) == ["mail_in"]
    make_folders(tenant, project=root)
    assert kinds(tenant) == ["mail_in"]


def test_a_folder_below_itself_ends_no_round(tenant):
    make_folders(tenant, one="two", two="one")
    deliver(tenant, mail("r1", folder="one"))
    make_folders(tenant, one="junk")
    assert kinds(tenant) == ["mail_in"]


def test_what_is_rescued_from_junk_counts(tenant):
    deliver(tenant, mail("r1", folder="junk"))
    deliver(tenant, mail("r1", folder="inbox"))
    assert kinds(tenant) == ["mail_in"]


def test_deleting_ones_copy_does_not_erase_the_companys_history(tenant):
    deliver(tenant, mail("r1"))
    deliver(tenant, removed=["r1"])
    assert kinds(tenant) == ["mail_in"]


@pytest.mark.parametrize(
    "facts",
    [
        {"sender": BEN, "to": (ANA,)},
        {"sender": BEN, "to": (ANA, MARTA)},
        {"automated_kind": "auto_reply"},
        {"automated_kind": "bounce"},
        {"automated_kind": "list"},
        {"automated_kind": "calendar"},
        {"sensitivity": "private"},
        {"sensitivity": "confidential"},
        {"is_draft": True},
        {"sender": "stranger@elsewhere.example"},
    ],
)
def test_what_does_not_count(tenant, facts):
    deliver(tenant, mail("r1", **facts))
    assert told(tenant) == []


def test_one_customer_among_colleagues_makes_it_count(tenant):
    deliver(tenant, mail("r1", sender=BEN, to=[ANA], cc=[LUIS]))
    assert kinds(tenant) == ["mail_out"]


def test_an_unknown_person_at_a_known_account_counts_for_the_account(tenant):
    deliver(tenant, mail("r1", sender="new.person@norte.example"))
    with tenant.system() as connection:
        found = connection.execute(sa.select(interaction_accounts.c.account_id)).scalars().all()
        assert found == [tenant.accounts["norte"]]
        assert connection.execute(sa.select(interaction_contacts)).all() == []


def test_an_internal_branch_of_a_customers_thread_does_not_count(tenant):
    deliver(tenant, mail("r1", message_id="one@mail.example", subject="Hydraulic presses Bilbao"))
    inside = mail("r2", sender=BEN, to=[ANA], references=["one@mail.example"], at=AT + timedelta(hours=1))
    deliver(tenant, inside)
    assert told(tenant) == [("mail_in", AT)]
    with tenant.system() as connection:
        assert len(set(connection.execute(sa.select(messages.c.thread_id)).scalars())) == 1


def test_a_forged_reference_never_claims_an_opportunity(tenant):
    deliver(tenant, mail("r1", message_id="one@mail.example", subject="Hydraulic presses Bilbao"))
    forged = mail("r2", sender=TEO, references=["one@mail.example"], subject="Hydraulic presses Bilbao",
                  at=AT + timedelta(hours=1))  # fmt: skip
    deliver(tenant, forged)
    assert opportunity_of(tenant) == ["presses", None]


def test_a_meeting_counts_once_however_many_were_invited(tenant):
    for upn in (ANA, BEN):
        mine = upn == ANA
        hold(tenant, event(f"{upn}-1", ical_uid="one", is_organizer=mine, response="organizer" if mine else "accepted"),
             upn=upn)  # fmt: skip
    assert told(tenant) == [("meeting", START)]


@pytest.mark.parametrize(
    "facts",
    [
        {"is_cancelled": True},
        {"sensitivity": "private"},
        {"attendees": ()},
        {"attendees": (Attendee(BEN, "Ben", "required", "accepted"),)},
        {"attendees": (Attendee(LUIS, "Luis", "required", "declined"),)},
        {"attendees": (Attendee(LUIS, "Luis", "resource", "accepted"),)},
        {"is_organizer": False, "organizer": LUIS, "response": "declined"},
    ],
)
def test_what_meeting_does_not_count(tenant, facts):
    hold(tenant, event(**facts))
    assert told(tenant) == []


def test_not_every_customer_declined(tenant):
    guests = (Attendee(LUIS, "Luis", "required", "declined"), Attendee(PILAR, "Pilar", "required", "none"))
    hold(tenant, event(attendees=guests))
    with tenant.system() as connection:
        people = connection.execute(sa.select(interaction_contacts.c.contact_id)).scalars().all()
    assert people == [tenant.contacts["pilar"]]


@pytest.mark.parametrize(
    ("subject", "is_online", "kind"),
    [("Visita a Norte", False, "visit"), ("Site visit", False, "visit"), ("Visita virtual", True, "meeting"),
     ("Revisita", False, "meeting")],
)  # fmt: skip
def test_a_visit_says_so_and_is_on_the_spot(tenant, subject, is_online, kind):
    hold(tenant, event(subject=subject, is_online=is_online))
    assert kinds(tenant) == [kind]


def test_cancelling_moving_and_removing_are_followed(tenant):
    hold(tenant, event())
    hold(tenant, event(change_key="2", at=START + timedelta(days=1)))
    assert told(tenant) == [("meeting", START + timedelta(days=1))]
    hold(tenant, event(change_key="3", is_cancelled=True))
    assert told(tenant) == []
    hold(tenant, event(change_key="4"))
    assert told(tenant) == [("meeting", START)]
    hold(tenant, removed=["e1"])
    assert told(tenant) == []


def test_each_date_of_a_series_counts_by_itself(tenant):
    moved = occurrence(1, moved=timedelta(days=1))
    hold(tenant, series(), occurrence(0), moved, occurrence(2, is_cancelled=True))
    assert told(tenant) == [("meeting", START), ("meeting", START + timedelta(days=8))]


def test_a_date_that_every_customer_declined_does_not_count_whatever_they_said_to_the_series(tenant):
    refused = (Attendee(LUIS, "Luis", "required", "declined"),)
    moved = timedelta(hours=1)
    hold(tenant, series(), occurrence(0), occurrence(1, moved=moved, attendees=refused))
    assert told(tenant) == [("meeting", START)]
    invited = {"is_organizer": False, "response": "accepted", "ical_uid": "s1@vega.example"}
    bens = replace(occurrence(1, of="b1", moved=moved), **invited)
    hold(tenant, replace(series("b1"), **invited), bens, upn=BEN)
    assert told(tenant) == [("meeting", START)]
    hold(tenant, occurrence(1, moved=moved, change_key="2"))
    assert told(tenant) == [("meeting", START), ("meeting", START + timedelta(days=7, hours=1))]


def test_whose_calendar_holds_a_date_comes_to_it(tenant):
    hold(tenant, series(), occurrence(0), occurrence(1))
    invited = {"is_organizer": False, "response": "declined", "ical_uid": "s1@vega.example"}
    bens = [replace(occurrence(n, of="b1"), **invited) for n in (0, 1)]
    hold(tenant, replace(series("b1"), **invited), *bens, upn=BEN)
    hold(tenant, removed=["s1-1"])
    assert told(tenant) == [("meeting", START)]


def test_a_date_told_without_an_answer_has_that_of_its_series(tenant):
    invited = {"is_organizer": False, "organizer": LUIS}
    plain = occurrence(0, is_organizer=False, organizer="", response="", attendees=())
    hold(tenant, series(response="declined", **invited), plain)
    assert told(tenant) == []
    hold(tenant, series(change_key="2", response="accepted", **invited))
    assert told(tenant) == [("meeting", START)]


def test_a_cancelled_series_takes_all_of_its_dates(tenant):
    hold(tenant, series(), occurrence(0), occurrence(1))
    hold(tenant, series(change_key="2", is_cancelled=True))
    assert told(tenant) == []


def test_a_future_meeting_is_next_and_never_last(tenant):
    deliver(tenant, mail("r1"))
    hold(tenant, event("future", at=NOW + timedelta(days=3)), event("past", at=NOW - timedelta(days=3)))
    with tenant.system() as connection:
        last = sa.select(sa.func.max(interactions.c.ends_at)).where(interactions.c.ends_at <= NOW)
        following = sa.select(sa.func.min(interactions.c.starts_at)).where(interactions.c.starts_at > NOW)
        assert connection.execute(last).scalar_one() == NOW - timedelta(days=3) + timedelta(hours=1)
        assert connection.execute(following).scalar_one() == NOW + timedelta(days=3)


def test_one_page_with_customers_of_two_accounts_counts_for_both(tenant):
    make_folders(tenant)
    with tenant.system() as connection:
        mirror_of(tenant).apply(connection, page([mail("r1", to=[ANA, NOA])]), full_round=1)
        found = set(connection.execute(sa.select(interaction_accounts.c.account_id)).scalars())
    assert found == {tenant.accounts["norte"], tenant.accounts["rioja"]}
