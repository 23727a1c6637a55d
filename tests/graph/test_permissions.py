"""What each feature asks for is what Microsoft's permissions reference allows for the calls it makes, and no more."""

import json
from functools import cache

import pytest
from tests.graph_sandbox import shapes

from trato.graph.permissions import NEEDS, Feature, is_granted, missing_roles, scopes_for

CALLS = {
    Feature.PEOPLE: ("GET", "/users"),
    Feature.READ_MAIL: ("GET", "/users/{id}/mailfolders/{id}/messages/delta"),
    Feature.READ_CALENDAR: ("GET", "/users/{id}/calendarview/delta"),
    Feature.READ_CONTACTS: ("GET", "/users/{id}/contactfolders/{id}/contacts/delta"),
    Feature.READ_TASKS: ("GET", "/users/{id}/todo/lists/{id}/tasks/delta"),
    Feature.PROPOSE_TIMES: ("POST", "/users/{id}/calendar/getschedule"),
    Feature.MARK_MAIL: ("PATCH", "/users/{id}/messages/{id}"),
    Feature.COLOUR_CATEGORIES: ("POST", "/users/{id}/outlook/mastercategories"),
    Feature.SEND_MAIL: ("POST", "/users/{id}/messages/{id}/send"),
    Feature.BOOK: ("POST", "/users/{id}/events"),
    Feature.WRITE_CONTACTS: ("PATCH", "/users/{id}/contacts/{id}"),
}


@cache
def reference():
    shapes.need_shared()
    return json.loads((shapes.SHARED / "permissions-slice.json").read_text("utf-8"))["paths"]


def test_every_feature_has_its_needs_and_its_call():
    assert set(NEEDS) == set(CALLS) == set(Feature)


@pytest.mark.parametrize("feature", Feature)
def test_the_reference_allows_it(feature):
    method, path = CALLS[feature]
    schemes = reference()[path][method]
    assert NEEDS[feature].delegated in schemes["DelegatedWork"]["allowed"]
    assert NEEDS[feature].application in schemes["Application"]["allowed"]


@pytest.mark.parametrize("feature", [one for one in Feature if one is not Feature.READ_MAIL])
def test_nothing_greater_than_the_least_is_asked_for(feature):
    method, path = CALLS[feature]
    schemes = reference()[path][method]
    # The reference's least for a calendar is the basic one, which leaves out what tells a private event from a visit.
    least = {"Calendars.ReadBasic": "Calendars.Read"} if feature is Feature.READ_CALENDAR else {}
    assert NEEDS[feature].delegated in {least.get(one, one) for one in schemes["DelegatedWork"]["least"]}


def test_mail_is_read_with_its_text_because_words_link_it():
    schemes = reference()[CALLS[Feature.READ_MAIL][1]]["GET"]
    assert schemes["DelegatedWork"]["least"] == ["Mail.ReadBasic"]
    assert NEEDS[Feature.READ_MAIL].delegated == "Mail.Read"


def test_scopes_are_asked_for_by_feature():
    assert scopes_for([Feature.READ_MAIL]) == ["Mail.Read"]
    assert scopes_for([Feature.BOOK, Feature.SEND_MAIL]) == ["Calendars.ReadWrite", "Mail.Send"]


@pytest.mark.parametrize(
    ("wanted", "granted", "is_enough"),
    [
        ("Mail.Read", ["Mail.Read"], True),
        ("Mail.Read", ["Mail.ReadWrite"], True),
        ("Mail.ReadWrite", ["Mail.Read"], False),
        ("Mail.Read", ["Mail.ReadBasic.All"], False),
        ("Mail.Send", ["Mail.ReadWrite"], False),
        ("Calendars.ReadBasic", ["Calendars.Read"], True),
        ("Tasks.Read.All", ["Tasks.ReadWrite.All"], True),
        ("User.Read.All", ["User.ReadBasic.All"], False),
    ],
)
def test_a_greater_permission_includes_a_lesser_one(wanted, granted, is_enough):
    assert is_granted(wanted, granted) is is_enough


def test_what_is_missing_is_told_by_feature():
    assert missing_roles([one.application for one in NEEDS.values()]) == {}
    assert missing_roles(["Mail.ReadWrite"]).keys() == set(Feature) - {Feature.READ_MAIL, Feature.MARK_MAIL}
