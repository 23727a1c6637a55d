"""Pictures go both ways as any field does: once, by policy where both changed, and back by an undo."""

from datetime import timedelta

import pytest
from tests.pictures import GIF, JPEG, PNG
from tests.small_company import NOW

from trato.errors import ChangedMeanwhileError
from trato.phonebook.lists import deciding
from trato.phonebook.lists.deciding import Choice
from trato.phonebook.lists.merge import Policy
from trato.phonebook.lists.photos import Differing, Way, settled, way_of
from trato.phonebook.lists.pictures import KEPT_FORMER, MOST_BYTES, picture_of

from .test_deciding import change, decide

LUIS = "Luis Ortega"


def quiet(phone):
    """Two more rounds write nothing anywhere."""
    phone.rig.forget_requests()
    logged = len(phone.rig.log())
    phone.round()
    phone.round()
    return phone.rig.changing_requests() == 0 and len(phone.rig.log()) == logged


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed", "way"),
    [
        ("b", "1", ("1", "a"), Way.PUSH),
        ("a", "2", ("1", "a"), Way.PULL),
        ("b", "2", ("1", "a"), Way.COMPARE),
        ("", "1", ("1", "a"), Way.PUSH),
        ("a", "", ("1", "a"), Way.PULL),
        ("b", "", ("1", "a"), Way.PUSH),
        ("", "2", ("1", "a"), Way.PULL),
        ("", "", ("1", "a"), Way.SAME),
    ],
)
def test_who_changed_a_picture_tells_the_other_and_nobody_s_new_one_is_lost(ours, theirs, agreed, way):
    assert way_of(Differing(1, "r", theirs, ours, *agreed)) is way


@pytest.mark.parametrize(
    ("policy", "touched", "agreed", "way"),
    [
        (Policy.OURS, 0, "1", Way.PUSH),
        (Policy.THEIRS, 2, "1", Way.PULL),
        (Policy.NEWEST, 2, "1", Way.PUSH),
        (Policy.NEWEST, 0, "1", Way.PULL),
        (Policy.NEWEST, 2, "", None),
        (Policy.ASK, 2, "1", None),
        (Policy.BOTH, 2, "1", None),
    ],
)
def test_a_policy_decides_between_two_new_pictures(policy, touched, agreed, way):
    one = Differing(1, "r", "2", "b", agreed, agreed, NOW + timedelta(hours=touched))
    assert settled(policy, one, NOW + timedelta(hours=1)) is way


def test_only_a_picture_of_bounded_size_is_one():
    assert [picture_of(one).media_type for one in (JPEG, PNG, GIF)] == ["image/jpeg", "image/png", "image/gif"]
    assert picture_of(b"<svg onload=alert(1)>") is None
    assert picture_of(JPEG + bytes(MOST_BYTES)) is None


def test_pictures_go_both_ways_once_and_removals_too(rig, phone):
    rig.draw(LUIS, PNG)
    phone.start()
    assert phone.photo(LUIS) == PNG
    assert quiet(phone)
    phone.set_photo(LUIS, JPEG)
    phone.round()
    assert rig.picture(LUIS) == JPEG
    assert quiet(phone)
    rig.draw(LUIS, GIF)
    phone.round()
    assert phone.photo(LUIS) == GIF
    assert quiet(phone)
    phone.set_photo(LUIS, None)
    phone.round()
    assert rig.picture(LUIS) is None
    rig.draw(LUIS, PNG)
    phone.round()
    rig.draw(LUIS, None)
    phone.round()
    assert phone.photo(LUIS) is None
    assert quiet(phone)


def test_two_new_pictures_are_asked_about_and_one_word_settles_it(rig, phone):
    rig.draw(LUIS, PNG)
    phone.start(policies={"photo": Policy.ASK})
    rig.draw(LUIS, GIF)
    phone.set_photo(LUIS, JPEG)
    phone.round()
    ((_, field, ours, theirs, conflict_id),) = phone.waiting()
    assert (field, ours["bytes"], theirs["bytes"]) == ("photo", len(GIF), len(JPEG))
    assert quiet(phone)
    assert (rig.picture(LUIS), phone.photo(LUIS)) == (GIF, JPEG)
    decide(phone, deciding.settle, conflict_id, Choice.THEIRS)
    phone.round()
    assert (rig.picture(LUIS), phone.photo(LUIS)) == (JPEG, JPEG)
    assert quiet(phone)
    assert phone.waiting() == []
    # The same picture set on both sides is no question.
    rig.draw(LUIS, PNG)
    phone.set_photo(LUIS, PNG)
    phone.round()
    assert phone.waiting() == []
    assert quiet(phone)


def test_an_undo_puts_the_picture_back_byte_for_byte_on_both_sides(rig, phone):
    rig.draw(LUIS, PNG)
    phone.start()
    phone.set_photo(LUIS, JPEG)
    phone.round()
    written = change(phone, side="crm", field="photo")
    decide(phone, deciding.undo, written)
    phone.round()
    assert (rig.picture(LUIS), phone.photo(LUIS)) == (PNG, PNG)
    assert quiet(phone)
    (over,) = [one.id for one in rig.log() if (one.side, one.field) == ("outlook", "photo") and one.before]
    decide(phone, deciding.undo, over)
    phone.round()
    assert (rig.picture(LUIS), phone.photo(LUIS)) == (JPEG, JPEG)
    rig.draw(LUIS, GIF)
    with pytest.raises(ChangedMeanwhileError):
        decide(phone, deciding.undo, [one.id for one in rig.log() if one.field == "photo" and one.before][-1])


def test_of_each_person_the_last_few_pictures_are_kept(rig):
    import sqlalchemy as sa

    from trato.phonebook.lists.tables import former_photos

    for number in range(KEPT_FORMER + 3):
        rig.set_clock(NOW + timedelta(minutes=number))
        rig.draw(LUIS, PNG + bytes([number]))
    with rig.company.system() as connection:
        kept = connection.execute(sa.select(former_photos.c.content).order_by(former_photos.c.kept_at)).scalars().all()
    assert [bytes(one)[-1] for one in kept] == list(range(2, KEPT_FORMER + 2))


def test_what_was_not_answered_is_no_second_picture_and_no_question(rig, phone):
    from tests.graph_access import control

    rig.draw(LUIS, PNG)
    phone.begin()
    phone.round()
    phone.confirm()
    phone.round()
    rig.draw(LUIS, JPEG)
    control(rig.sandbox, "POST", "/faults", {"kind": "lost_response", "path": r"\$batch", "times": 1})
    phone.round(faults=True)
    control(rig.sandbox, "DELETE", "/faults")
    phone.round()
    assert (rig.picture(LUIS), phone.photo(LUIS), phone.waiting()) == (JPEG, JPEG, [])
    assert quiet(phone)
