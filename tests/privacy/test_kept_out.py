"""What a rule names stays out: as it comes, when it changes, after it was there, and after everything is read again."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.event_items import event, occurrence, series
from tests.mail_items import mail
from tests.privacy.scene import (
    choices_of,
    decider,
    exclude,
    rename_folders,
    rows,
    subjects,
    tell_events,
    tell_folders,
    tell_gone,
    tell_mails,
    timeline,
    traces,
)
from tests.small_company import ANA, BEN, EVA, LUIS, NOA, NOW, PILAR

from trato.calendar.model import Attendee
from trato.errors import InvalidInputError
from trato.mail.model import FolderItem
from trato.privacy.model import RuleState

SECRET = "Zarzaparrilla"
OTHER = "Hydraulic presses"

# A mail that each kind of rule covers, by what makes it so.
MARKED = {
    ("participant", NOA): {"cc": [NOA]},
    ("domain", "rioja.example"): {"cc": ["x@lab.rioja.example"]},
    ("category", "privado"): {"categories": ("Privado",)},
    ("folder", "Private"): {"folder": "Private"},
    ("keyword", "zarzaparrilla"): {},
    ("sensitivity", "personal"): {"sensitivity": "personal"},
}
RULES = sorted(MARKED)


def secret_mail(kind="keyword", value="zarzaparrilla", remote_id="s1", **more):
    more = {"subject": f"About {SECRET}", "text": f"{SECRET} it is", **MARKED[kind, value], **more}
    return mail(remote_id, sender=LUIS, to=[ANA], **more)


def plain_mail(remote_id="p1", **more):
    return mail(remote_id, sender=PILAR, to=[ANA], subject=OTHER, **more)


@pytest.fixture
def ana(tenant):
    tell_folders(tenant, Private=None, Letters="Private")
    return tenant


@pytest.mark.parametrize(("kind", "value"), RULES)
@pytest.mark.parametrize("maker", [ANA, EVA])
def test_a_mail_that_a_rule_names_does_not_come_in(ana, kind, value, maker):
    exclude(ana, kind, value, upn=maker)
    tell_mails(ana, secret_mail(kind, value), plain_mail())
    assert subjects(ana) == [OTHER]
    assert traces(ana, SECRET) == []
    assert [row[7] for row in timeline(ana)] == [OTHER]


@pytest.mark.parametrize(("kind", "value"), RULES)
@pytest.mark.parametrize("maker", [ANA, EVA])
def test_a_mail_that_was_there_is_taken_out_with_all_its_traces_and_does_not_come_back(ana, kind, value, maker):
    tell_mails(ana, secret_mail(kind, value), plain_mail())
    assert traces(ana, SECRET)
    rule = exclude(ana, kind, value, upn=maker)
    for full_round in (1, 2):
        assert subjects(ana) == [OTHER]
        assert traces(ana, SECRET) == []
        assert [row[7] for row in timeline(ana)] == [OTHER]
        tell_mails(ana, secret_mail(kind, value), plain_mail(), full_round=full_round + 1)
    assert (rule.state, rule.mails_removed) == (RuleState.IN_FORCE, 1)


def test_history_that_nobody_holds_any_more_is_taken_out_too(ana):
    tell_mails(ana, secret_mail(), plain_mail())
    tell_gone(ana, "s1")
    assert traces(ana, SECRET)
    exclude(ana, "keyword", SECRET)
    assert traces(ana, SECRET) == []


def test_a_users_rule_leaves_a_colleagues_copy_alone(ana):
    both = {"to": [ANA, BEN], "message_id": "both@norte.example"}
    tell_mails(ana, mail("s1", subject=SECRET, **both))
    tell_mails(ana, mail("b1", subject=SECRET, **both), upn=BEN)
    exclude(ana, "keyword", SECRET)
    assert rows(ana, "SELECT remote_id FROM message_copies") == [("b1",)]
    assert [row[7] for row in timeline(ana)] == [SECRET]
    exclude(ana, "keyword", SECRET, upn=EVA)
    assert traces(ana, SECRET) == []


def test_a_thread_that_loses_a_mail_is_as_if_it_had_never_come(new_company):
    first = mail("m1", subject=OTHER, at=NOW.replace(month=1))
    secret = mail(
        "m2", sender=NOA, to=[LUIS, ANA], subject=f"RE: {OTHER}", text=f"{SECRET} P-90210",
        at=NOW.replace(month=1, day=9), references=["m1@mail.example"], reference_numbers=("P-90210",),
    )  # fmt: skip
    last = mail("m3", sender=ANA, to=[LUIS], subject=f"RE: {OTHER}", folder="sent",
                references=["m1@mail.example", "m2@mail.example"], at=NOW.replace(month=2))  # fmt: skip
    after, never = new_company(), new_company()
    tell_mails(after, secret, first, last)
    exclude(after, "participant", NOA)
    tell_mails(never, first, last)
    for query in ("SELECT topic, first_at, last_at, opener, opens_as_reply FROM threads",
                  "SELECT address FROM thread_participants ORDER BY 1", "SELECT number FROM thread_numbers",
                  "SELECT state, score, reasons::text FROM links"):  # fmt: skip
        assert rows(after, query) == rows(never, query)
    assert timeline(after) == timeline(never)
    assert traces(after, SECRET) == []


def test_a_mail_that_is_marked_later_goes_and_one_whose_mark_is_taken_off_comes_back(ana):
    exclude(ana, "category", "Privado")
    one = secret_mail(categories=(), subject=SECRET)
    tell_mails(ana, one)
    before = timeline(ana)
    assert len(before) == 1
    tell_mails(ana, replace(one, change_key="2", categories=("privado",)))
    assert traces(ana, SECRET) == []
    assert timeline(ana) == []
    tell_mails(ana, replace(one, change_key="3"))
    assert timeline(ana) == before


def test_a_mail_marked_private_in_outlook_counts_no_more_even_without_a_rule(ana):
    one = secret_mail()
    tell_mails(ana, one)
    before = timeline(ana)
    tell_mails(ana, replace(one, change_key="2", sensitivity="private"))
    assert timeline(ana) == []
    tell_mails(ana, replace(one, change_key="3"))
    assert timeline(ana) == before


def test_a_mail_that_is_moved_into_a_shut_folder_goes_whichever_folder_tells_first(ana):
    exclude(ana, "folder", "Private")
    for order in ("gone first", "there first"):
        tell_mails(ana, secret_mail())
        assert traces(ana, SECRET)
        moved = secret_mail(folder="Letters", change_key="2")
        if order == "gone first":
            tell_gone(ana, "s1")
            tell_mails(ana, moved)
        else:
            tell_mails(ana, moved)
            tell_gone(ana, "s1")
        assert traces(ana, SECRET) == []


def test_a_folder_that_is_renamed_to_what_is_shut_loses_its_mails_and_is_read_anew_when_opened(ana):
    tell_folders(ana, Familia=None)
    exclude(ana, "folder", "Privada")
    tell_mails(ana, secret_mail(folder="Familia"))
    with ana.system() as connection:
        connection.execute(sa.text(
            "INSERT INTO feeds (tenant_id, mailbox_id, kind, remote_id, name, cursor)"
            " VALUES (:tenant, :box, 'messages', 'Familia', 'Familia', 'far')"
        ), {"tenant": ana.tenant_id, "box": ana.mailboxes[ANA].id})  # fmt: skip
    rename_folders(ana, [FolderItem("Familia", None, "Privada", "", 0)])
    assert traces(ana, SECRET) == []
    assert rows(ana, "SELECT cursor FROM feeds WHERE remote_id = 'Familia'") == [("far",)]
    rename_folders(ana, [FolderItem("Familia", None, "Familia", "", 0)])
    assert rows(ana, "SELECT cursor FROM feeds WHERE remote_id = 'Familia'") == [(None,)]


def test_a_rule_that_ended_brings_nothing_back_by_itself_and_a_reading_does(ana):
    tell_mails(ana, secret_mail(), plain_mail())
    rule = exclude(ana, "keyword", SECRET)
    choices_of(ana).end(decider(ana, ANA), rule.rule.id)
    assert subjects(ana) == [OTHER]
    assert choices_of(ana).read_again(decider(ana, ANA), rule.rule.id) == [ana.mailboxes[ANA].id]
    tell_mails(ana, secret_mail(), plain_mail(), full_round=2)
    assert len(subjects(ana)) == 2


def test_a_forgotten_thread_stays_out_with_the_answers_to_it(ana):
    tell_mails(ana, secret_mail(), plain_mail())
    ((thread_id,),) = rows(ana, "SELECT thread_id FROM messages m JOIN message_texts t ON t.message_id = m.id"
                                " WHERE subject LIKE :word", word=f"%{SECRET}%")  # fmt: skip
    rule = choices_of(ana).forget(decider(ana, ANA), thread_id)
    answer = mail("a1", sender=ANA, to=[LUIS], folder="sent", subject=f"RE: {SECRET}", references=["s1@mail.example"])
    further = mail("a2", sender=LUIS, to=[ANA], subject=f"RE: {SECRET}", references=["a1@mail.example"])
    tell_mails(ana, secret_mail(), plain_mail(), answer, full_round=2)
    tell_mails(ana, further, full_round=2)
    assert subjects(ana) == [OTHER]
    assert traces(ana, SECRET) == []
    assert rule.mails_removed == 1
    choices_of(ana).end(decider(ana, ANA), rule.rule.id)
    tell_mails(ana, secret_mail(), answer, further, full_round=3)
    assert len(subjects(ana)) == 4


def test_a_forgotten_mail_stays_out_alone(ana):
    answer = mail("a1", sender=ANA, to=[LUIS], folder="sent", subject="RE: yes", references=["s1@mail.example"])
    tell_mails(ana, secret_mail(), answer)
    ((thread_id,),) = rows(ana, "SELECT id FROM threads")
    choices_of(ana).forget(decider(ana, ANA), thread_id, "<s1@mail.example>")
    tell_mails(ana, secret_mail(), answer, full_round=2)
    assert subjects(ana) == ["RE: yes"]
    assert traces(ana, SECRET) == []


def test_nobody_keeps_out_all_of_our_own_mail(ana):
    for kind, value in (("domain", "vega.example"), ("participant", ANA), ("domain", "VEGA.example")):
        with pytest.raises(InvalidInputError, match="every mail"):
            exclude(ana, kind, value)


EVENT_RULES = {
    ("participant", NOA): {"attendees": (Attendee(LUIS, "Luis", "required", "accepted"),
                                         Attendee(NOA, "Noa", "optional", "none"))},
    ("domain", "rioja.example"): {"attendees": (Attendee(LUIS, "Luis", "required", "accepted"),
                                                Attendee(NOA, "Noa", "optional", "none"))},
    ("category", "privado"): {"categories": ("Privado",)},
    ("keyword", "zarzaparrilla"): {},
    ("sensitivity", "private"): {"sensitivity": "private"},
}  # fmt: skip


def secret_event(kind="keyword", value="zarzaparrilla", **more):
    return event("e1", **{"subject": SECRET, "location": SECRET, **EVENT_RULES[kind, value], **more})


BUSY = "SELECT o.starts_at, o.ends_at, e.show_as FROM event_occurrences o JOIN events e ON e.id = o.event_id ORDER BY 1"


@pytest.mark.parametrize(("kind", "value"), sorted(EVENT_RULES))
@pytest.mark.parametrize("maker", [ANA, EVA])
def test_of_an_event_that_a_rule_names_only_busy_time_stays(tenant, kind, value, maker):
    tell_events(tenant, secret_event(kind, value), event("e2"))
    busy = rows(tenant, BUSY)
    exclude(tenant, kind, value, upn=maker)
    for change_key in ("1", "2"):
        assert traces(tenant, SECRET) == []
        assert rows(tenant, BUSY) == busy
        assert [row[7] for row in timeline(tenant)] == [OTHER]
        tell_events(tenant, secret_event(kind, value, change_key=change_key), event("e2"))


def test_an_event_made_private_goes_and_comes_back_when_it_is_not(tenant):
    exclude(tenant, "sensitivity", "private")
    dates = [occurrence(n, subject=SECRET) for n in (0, 1)]
    tell_events(tenant, series(subject=SECRET), *dates)
    before, busy = timeline(tenant), rows(tenant, BUSY)
    assert len(before) == 2
    tell_events(tenant, series(subject=SECRET, sensitivity="private", change_key="2"))
    assert traces(tenant, SECRET) == []
    assert timeline(tenant) == []
    assert rows(tenant, BUSY) == busy
    tell_events(tenant, series(subject=SECRET, change_key="3"))
    assert timeline(tenant) == before
    assert rows(tenant, BUSY) == busy


def test_a_colleagues_copy_of_a_meeting_stays_as_it_was_told(tenant):
    guests = (Attendee(LUIS, "Luis", "required", "accepted"), Attendee(BEN, "Ben", "required", "accepted"))
    tell_events(tenant, secret_event(attendees=guests, ical_uid="shared"))
    of_ben = event("b1", subject=SECRET, attendees=guests, ical_uid="shared", is_organizer=False, response="accepted")
    tell_events(tenant, of_ben, upn=BEN)
    exclude(tenant, "keyword", SECRET)
    assert [(row[6], row[7]) for row in timeline(tenant)] == [(["Ben Hill"], SECRET)]
    assert len(rows(tenant, "SELECT id FROM events")) == 2
    exclude(tenant, "keyword", SECRET, upn=EVA)
    assert traces(tenant, SECRET) == []


def test_a_single_date_of_a_series_is_shut_alone(tenant):
    exclude(tenant, "participant", NOA)
    answers = (Attendee(LUIS, "Luis", "required", "accepted"), Attendee(NOA, "Noa", "required", "accepted"))
    moved = occurrence(1, moved=timedelta(hours=2), attendees=answers)
    tell_events(tenant, series(), occurrence(0), moved)
    assert len(timeline(tenant)) == 1
    assert [row[0] for row in rows(tenant, BUSY)] == [occurrence(0).starts_at, moved.starts_at]
    assert traces(tenant, "noa@") == ["contact_addresses"]
