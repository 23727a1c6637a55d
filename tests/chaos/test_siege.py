"""Several workers on one database, killed one after another while mail arrives; `make chaos` kills for a minute."""

from tests.chaos.scene import a_scene, busy_morning
from tests.chaos.siege import besiege


def test_workers_killed_one_after_another_lose_nothing_and_double_nothing(around):
    with a_scene(around) as scene:
        busy_morning(scene.office)
        found = besiege(scene, workers=3, kills=4, every_s=0.7)
    assert not found.balance, str(found.balance)
    assert (found.kills, found.missing, found.sent) == (4, 0, 0)
    assert found.delays_s
