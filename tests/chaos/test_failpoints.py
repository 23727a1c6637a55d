"""kill -9 before and after commits of a first round and of a later one; `make chaos` takes every one of them."""

import random

from tests.chaos.failpoints import sweep
from tests.chaos.scene import a_scene, busy_day, busy_morning

STRIDE = 19


def test_killed_at_any_commit_a_round_ends_as_an_undisturbed_one(around):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        first = random.randint(1, STRIDE)  # noqa: S311  any will do
        in_first_round = sweep(scene, first=first, stride=STRIDE)
        scene.one_pass()
        busy_day(scene.office)
        later = sweep(scene, first=first, stride=STRIDE)
    assert in_first_round.differences == {}
    assert later.differences == {}
    assert in_first_round.kills + later.kills >= (in_first_round.boundaries + later.boundaries) // STRIDE // 2
