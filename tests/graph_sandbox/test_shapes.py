"""The shape check itself finds what is wrong."""

import pytest

from . import shapes

MESSAGE = "#/components/schemas/microsoft.graph.message"


@pytest.fixture(autouse=True)
def _references():
    shapes.need_shared()


def test_a_good_payload_passes():
    good = {"id": "x", "subject": "s", "from": {"emailAddress": {"name": "n", "address": "a"}}, "@odata.etag": "e"}
    assert shapes.problems_of(good, MESSAGE) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"isRead": "yes"},
        {"receivedDateTime": "yesterday"},
        {"importance": "urgent"},
        {"colour": "red"},
        {"from": {"emailAddress": {"mail": "a"}}},
        {"toRecipients": [{"emailAddress": {"address": 7}}]},
        {"@odata.type": "#microsoft.graph.eventMessage", "meetingKind": "x"},
    ],
)
def test_a_wrong_one_does_not(wrong):
    assert len(shapes.problems_of({"id": "x"} | wrong, MESSAGE)) >= 1


def test_paths_are_found_with_literals_first():
    assert shapes.template_of("/me/messages/delta") == "/me/messages/delta"
    assert (
        shapes.template_of("/users/x/mailFolders('inbox')/messages")
        == "/users/{user-id}/mailFolders/{mailFolder-id}/messages"
    )
    assert shapes.template_of("/me/nothing") is None
