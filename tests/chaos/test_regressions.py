"""What chaos has found, each in its smallest form."""

import pytest
from tests.chaos.scene import OWNERS, a_scene
from tests.small_company import ANA, BEN, LUIS, NOW


@pytest.mark.parametrize("weeks", [0, 2])
def test_a_meeting_is_called_off_though_its_guest_is_read_before_its_organizer(around, weeks):
    with a_scene(around) as scene:
        event = scene.office.meet(BEN, 1, [ANA, LUIS], NOW, weeks=weeks)
        assert not scene.quiet()
        scene.office.do(BEN, "PATCH", f"/events/{event}", {"subject": "Visita"})
        scene.office.do(BEN, "DELETE", f"/events/{event}")
        scene.one_pass(turn=OWNERS.index(ANA))
        balance = scene.quiet()
        assert not balance, str(balance)
