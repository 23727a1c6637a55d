"""Several folders are asked for at once, each ahead of what was applied: nothing is lost, doubled or out of order."""

import threading

import pytest
from tests.mail_items import mail
from tests.sync.several import Several

from trato.graph.errors import CursorExpiredError, GraphUnavailableError
from trato.sync.model import RoundReport
from trato.sync.pipeline import AHEAD, LANES

NAMES = ("one", "two", "three", "four", "five", "six")


@pytest.fixture
def several(tenant):
    made = Several(tenant, *NAMES)
    for place, name in enumerate(NAMES):
        for n in range(3 + 2 * place):
            made.feeds[name].put(mail(f"{name}-{n}", folder=name))
    return made


def test_all_folders_are_read_with_no_more_than_four_requests_at_a_time(several):
    outcomes = several.read()
    assert all(isinstance(outcome, RoundReport) for outcome in outcomes.values())
    assert several.held() == several.there()
    assert several.together.most <= LANES
    assert sum(outcome.changed for outcome in several.read().values()) == 0


def test_a_folder_is_asked_ahead_of_what_was_applied_but_not_far(several):
    feed, applied, furthest = several.feeds["six"], [0], [0]
    feed.before_page = lambda asked: furthest.append(asked - applied[0])

    def count(name, _items):
        applied[0] += name == "six"

    several.read(count)
    assert 1 < max(furthest) <= AHEAD


def test_a_folder_that_fails_keeps_its_pages_and_does_not_stop_the_others(several):
    def fail(asked):
        if asked == 3:
            raise GraphUnavailableError("gone")

    several.feeds["six"].before_page = fail
    outcomes = several.read()
    assert [name for name, outcome in outcomes.items() if not isinstance(outcome, RoundReport)] == ["six"]
    held = several.held()
    assert sum(folder == "six" for folder in held.values()) == 6
    asked = several.feeds["six"].asked
    several.read()
    assert several.held() == several.there()
    assert several.feeds["six"].asked - asked == 3, "from the third page on: none is read twice"


def test_pages_that_were_asked_for_before_their_folder_failed_are_not_applied(several):
    several.refuse("six", 2, GraphUnavailableError("the mail it asked about does not come"))
    assert isinstance(several.read()["six"], GraphUnavailableError)
    assert sum(folder == "six" for folder in several.held().values()) == 3, "the page before it stands, no later one"
    several.refuse("six", 0, None)
    several.read()
    assert several.held() == several.there()


def test_a_cursor_that_expires_while_pages_are_under_way_starts_over(several):
    def expire(asked):
        if asked == 3:
            raise CursorExpiredError("syncStateNotFound")

    several.feeds["six"].before_page = expire
    assert several.read()["six"].was_full
    assert several.held() == several.there()


def test_an_error_of_ours_comes_out_as_it_is(several):
    def break_down(asked):
        if asked == 2:
            raise RuntimeError("a fault of ours")

    several.feeds["six"].before_page = break_down
    with pytest.raises(RuntimeError, match="a fault of ours"):
        several.read()
    several.feeds["six"].before_page = lambda _asked: None
    several.read()
    assert several.held() == several.there()


def test_a_mail_that_moves_while_both_folders_are_asked_for_is_where_it_went(tenant):
    both = Several(tenant, "old", "new")
    both.feeds["old"].put(mail("m", folder="old"))
    both.feeds["new"].put(mail("n", folder="new"))
    told_by_new = threading.Event()

    def move(_asked):
        # The old folder's page, which still has the mail, is on its way while the mail moves, and comes last.
        both.feeds["old"].remove("m")
        both.feeds["new"].put(mail("m", folder="new", change_key="2"))
        moved.set()
        assert told_by_new.wait(20)

    moved = threading.Event()
    both.feeds["old"].after_page = move
    both.feeds["new"].before_page = lambda _asked: moved.wait(20)
    # By its id, Graph tells where it is now, whichever folder asks.
    both.feeds["old"].one = both.feeds["new"].one
    both.read(lambda name, _items: told_by_new.set() if name == "new" else None)
    assert both.held() == {"m": "new", "n": "new"}
    both.feeds["old"].after_page = lambda _asked: None
    both.read()
    assert both.held() == {"m": "new", "n": "new"}
