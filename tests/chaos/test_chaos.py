"""The short form of chaos: a few scenarios; `make chaos` runs hundreds."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.chaos.machine import Chaos, Tally

SCENARIOS, STEPS = 5, 30


def test_whatever_happens_trato_ends_with_what_is_in_the_mailboxes(around):
    tally = Tally()
    chosen = settings(
        max_examples=SCENARIOS, stateful_step_count=STEPS, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(lambda: Chaos(around, tally), settings=chosen)
    assert tally.scenarios >= SCENARIOS
    assert tally.quiets >= tally.scenarios
    assert tally.sent == 0
