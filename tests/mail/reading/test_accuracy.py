"""The reader keeps what it has reached on the labelled sets."""

import pytest
from tests.accuracy import cards, machines, replies, times, zones


@pytest.mark.shared
@pytest.mark.parametrize(
    "room", [zones, replies, cards, machines, times], ids=lambda room: room.__name__.rpartition(".")[2]
)
def test_every_target_is_reached(room, shared_data):
    missed = [f"{m.set}, {m.metric}: {m.ours:.4f} < {m.target}" for m in room.measures() if not m.reached]

    assert missed == []
