"""Retry-After: seconds, perhaps fractional, or a date (RFC 9110 §10.2.3); never an exception, never for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.graph.refusals import DEFAULT_BACK_OFF_S, LONGEST_WAIT_S, seconds_to_wait

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("0.25", 0.25),
        ("Mon, 02 Mar 2026 09:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 10:00:30 +0100", 30.0),
        ("Mon, 02 Mar 2026 09:00:30 -0000", 30.0),
        ("Mon Mar  2 09:00:30 2026", 30.0),
        ("Monday, 02-Mar-26 09:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 08:59:59 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_what_graph_asks_for_is_waited(header, seconds):
    assert seconds_to_wait(header, now=NOW) == seconds


@pytest.mark.parametrize("header", ["", "   ", "soon", "-3", "1e3", "NaN", "1.", ".5", "Mon, 99 Foo 2026 09:00:30 GMT"])
def test_what_says_nothing_gets_the_usual_pause(header):
    assert seconds_to_wait(header, now=NOW) == DEFAULT_BACK_OFF_S


@pytest.mark.parametrize("header", ["9" * 400, "31536000000", "Wed, 21 Oct 2115 07:28:00 GMT"])
def test_nobody_waits_for_ever(header):
    assert seconds_to_wait(header, now=NOW) == LONGEST_WAIT_S


@given(st.text() | st.datetimes().map(lambda when: when.strftime("%a, %d %b %Y %H:%M:%S %z")) | st.floats().map(str))
def test_any_header_gives_a_wait_that_can_be_added_to_a_time(header):
    assert NOW <= NOW + timedelta(seconds=seconds_to_wait(header, now=NOW)) <= NOW + timedelta(seconds=LONGEST_WAIT_S)


@given(st.integers(0, 80_000))
def test_a_date_says_the_same_as_its_seconds(seconds):
    date = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert seconds_to_wait(date, now=NOW) == seconds_to_wait(str(seconds), now=NOW)
