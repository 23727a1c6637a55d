"""Cues of meetings: the cheap question asked first never hides a cue that holds."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trato.mail.reading.cues import CUES, CUES_BY_NEED, NEEDED


@pytest.mark.parametrize("place", range(len(CUES)), ids=lambda place: CUES[place].name)
def test_every_text_a_cue_matches_holds_a_word_it_needs(place: int) -> None:
    cue = CUES[place]
    plain = re.compile(cue.pattern.pattern, re.ASCII) if cue.pattern.pattern.isascii() else cue.pattern

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(plain))
    def holds(text: str) -> None:
        if cue.pattern.search(text):
            assert any(place in CUES_BY_NEED[word] for word in NEEDED.findall(text)), text

    holds()
