"""Faults of Graph and of clocks, each with what it must not do to the mirror (docs/faults.md names them by number)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from tests.chaos.agreement import Decided
from tests.chaos.office import TRATO_ONLY, Letter, id_of
from tests.chaos.scene import a_scene, busy_day, busy_morning
from tests.small_company import ANA, BEN, LUIS, write_folder

from trato.calendar.position import read_position
from trato.crm.tables import interactions
from trato.mail.tables import message_copies, messages
from trato.sync.model import FeedKind
from trato.sync.tables import feeds, quarantine


def rows(scene, query):
    with scene.company.system() as connection:
        return list(connection.execute(query).scalars())


def link(scene, number, opportunity):
    """Ana says which opportunity a letter is about."""
    asked = {"kind": "message", "internet_message_id": f"<{id_of(number)}>"}
    thread_id = scene.call(ANA, "POST", "/context", asked).json()["thread_id"]
    chosen = {"opportunity_id": str(scene.company.opportunities[opportunity])}
    assert scene.call(ANA, "PUT", f"/threads/{thread_id}/link", chosen).status_code == 200
    scene.decided.append(Decided("thread", id_of(number), opportunity))


def test_fault_9_after_an_expired_cursor_what_vanished_goes_and_what_people_decided_stays(around):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        assert not scene.quiet()
        link(scene, 1, "barrels")
        count = len(rows(scene, sa.select(messages.c.id)))
        vanished = scene.office.every(ANA, "/mailFolders/inbox/messages?$top=2&$select=id")
        for mail in vanished:
            scene.office.do(ANA, "POST", f"/messages/{mail['id']}/permanentDelete")
        scene.office.control("POST", "/delta/expire")
        scene.one_pass()
        balance = scene.quiet()
        assert not balance, str(balance)
        assert len(rows(scene, sa.select(messages.c.id))) == count
        assert not {mail["id"] for mail in vanished} & set(rows(scene, sa.select(message_copies.c.remote_id)))
        assert max(rows(scene, sa.select(feeds.c.full_round))) > 1


def test_fault_10_empty_pages_and_repeated_items_change_nothing(around):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        for fault in ({"kind": "empty_page", "chance": 0.5, "times": 30}, {"kind": "repeat_items", "index": 5}):
            scene.office.control("POST", "/faults", {"path": r"^/v1\.0/users/.*/delta", **fault})
        report = scene.one_pass()
        assert report.faults == {}
        balance = scene.compare()
        assert not balance, str(balance)
        assert scene.one_pass().changed == 0


@pytest.mark.parametrize("how", ["move", "delete", "all ids new"])
def test_fault_11_a_mail_that_moves_or_goes_stays_one_record_and_one_interaction(around, how):
    with a_scene(around) as scene:
        letter = Letter(1, LUIS, (ANA, BEN), scene.office.now())
        for upn in (ANA, BEN):
            scene.office.deliver(upn, letter)
        assert not scene.quiet()
        link(scene, 1, "presses")
        before = rows(scene, sa.select(interactions.c.id)), rows(scene, sa.select(messages.c.id))
        (mail,) = scene.office.every(ANA, "/mailFolders/inbox/messages?$select=id")
        if how == "move":
            scene.office.do(ANA, "POST", f"/messages/{mail['id']}/move", {"destinationId": "archive"})
        elif how == "delete":
            for upn in (ANA, BEN):
                (mail,) = scene.office.every(upn, "/mailFolders/inbox/messages?$select=id")
                scene.office.do(upn, "POST", f"/messages/{mail['id']}/permanentDelete")
        else:
            scene.office.control("POST", f"/mailboxes/{ANA}", {"state": "moved"})
        balance = scene.quiet()
        assert not balance, str(balance)
        assert (rows(scene, sa.select(interactions.c.id)), rows(scene, sa.select(messages.c.id))) == before


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 504},
        {"kind": "cut", "after_bytes": 700},
        {"kind": "lost_response"},
        {"kind": "garbage"},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('status', '')}".strip(),
)
def test_fault_13_a_page_that_broke_is_read_whole_or_not_at_all(around, fault):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        scene.office.control("POST", "/faults", {"path": r"^/v1\.0/users/.*/messages/delta", "times": 40, **fault})
        report = scene.one_pass()
        assert report.faults
        kept = Counter(rows(scene, sa.select(message_copies.c.folder_remote_id)))
        whole = Counter(mail["parentFolderId"] for upn in (ANA, BEN) for mail in scene.office.every(upn, "/messages"))
        assert all(count == whole[folder] for folder, count in kept.items())
        balance = scene.quiet()
        assert not balance, str(balance)


def test_fault_15_of_a_page_of_a_thousand_one_malformed_mail_is_set_aside_and_comes_in_later(around, tmp_path):
    folder = write_folder(tmp_path / "tenant")
    inbox = folder / "mail" / ANA / "Inbox.mbox"
    inbox.parent.mkdir(parents=True)
    at = datetime(2026, 2, 20, 8, tzinfo=UTC)
    letters = (Letter(number, LUIS, (ANA,), at + timedelta(minutes=number)).mime() for number in range(1000))
    inbox.write_bytes(b"".join(b"From x Sun Feb  1 00:00:00 2026\n" + letter + b"\n" for letter in letters))
    with a_scene(around, owners=[ANA], folder=folder) as scene:
        path = r"^/v1\.0/users/.*/messages/"
        malformed = {"kind": "mutate", "path": path, "index": 500, "set": {"receivedDateTime": 7}}
        scene.office.control("POST", "/faults", malformed)
        scene.one_pass()
        assert len(rows(scene, sa.select(message_copies.c.remote_id))) == 999
        (aside,) = rows(scene, sa.select(quarantine.c.remote_id))
        assert aside not in rows(scene, sa.select(message_copies.c.remote_id))
        balance = scene.quiet()
        assert not balance, str(balance)
        assert rows(scene, sa.select(quarantine.c.remote_id)) == []


@pytest.mark.parametrize("skew", [timedelta(hours=1), timedelta(days=-1)])
def test_fault_17_a_wrong_clock_starts_nothing_over_and_orders_nothing(around, skew):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        assert not scene.quiet()
        rounds = sorted(rows(scene, sa.select(feeds.c.full_round)))
        whose = dict.fromkeys(rows(scene, sa.select(feeds.c.id)))
        before = windows(scene)
        busy_day(scene.office)
        assert scene.one_pass(ahead=skew).faults == {}
        assert scene.one_pass(ahead=-skew).faults == {}
        balance = scene.compare()
        assert not balance, str(balance)
        assert sorted(rows(scene, sa.select(feeds.c.full_round))) == rounds
        assert dict.fromkeys(rows(scene, sa.select(feeds.c.id))) == whose
        assert windows(scene) == before
        assert all(at <= scene.office.now() for at in rows(scene, sa.select(messages.c.received_at)))


def windows(scene):
    """Which dates each calendar is read for."""
    cursors = rows(scene, sa.select(feeds.c.cursor).where(feeds.c.kind == FeedKind.CALENDAR).order_by(feeds.c.id))
    return [read_position(cursor).window for cursor in cursors if cursor]


def test_fault_17_daylight_saving_changes_between_two_rounds(around):
    with a_scene(around) as scene:
        # Europe/Madrid leaps from 02:00 to 03:00 on 29 March 2026.
        scene.office.control("PUT", "/clock", {"now": "2026-03-29T00:50:00+00:00"})
        scene.office.meet(ANA, 1, [BEN, LUIS], datetime(2026, 3, 27, 2, 30, tzinfo=UTC), weeks=4)
        assert not scene.quiet()
        scene.office.advance(timedelta(minutes=30))
        scene.office.deliver(ANA, Letter(2, LUIS, (ANA,), scene.office.now()))
        assert scene.one_pass().faults == {}
        balance = scene.compare()
        assert not balance, str(balance)


def test_a_storm_on_one_path_of_users_never_hits_the_people(around):
    """What every other test here stands on: faults for Trato leave the truth readable."""
    with a_scene(around) as scene:
        scene.office.control("POST", "/faults", {"kind": "status", "status": 503, "path": TRATO_ONLY})
        assert scene.office.every(ANA, "/mailFolders?$top=5")
        assert scene.one_pass().faults
