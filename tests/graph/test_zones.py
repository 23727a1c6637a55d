"""Graph's dateTimeTimeZone: seven digits, Windows and IANA names, and zones nobody knows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.graph.zones import UnknownZoneError, instant, zone

HALF_PAST_EIGHT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "name"),
    [
        ("2026-03-02T09:30:00", "Europe/Madrid"),
        ("2026-03-02T09:30:00", "Romance Standard Time"),
        ("2026-03-02T09:30:00.0000000", "Romance Standard Time"),
        ("2026-03-02T03:30:00.0000000", "Eastern Standard Time"),
        ("2026-03-02T14:00:00.0000000", "India Standard Time"),
        ("2026-03-02T08:30:00.0000000", "GMT Standard Time"),
        ("2026-03-02T08:30:00.0000000", "UTC"),
        ("2026-03-02T08:30:00.0000000Z", "UTC"),
        ("2026-03-02T08:30:00Z", ""),
    ],
)
def test_a_wall_time_is_an_instant(wall, name):
    assert instant(wall, name) == HALF_PAST_EIGHT


def test_summer_time_is_minded():
    assert instant("2026-07-01T09:30:00.0000000", "Romance Standard Time") == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


def test_the_seventh_digit_is_finer_than_we_count():
    assert instant("2026-03-02T08:30:00.1234567", "UTC").microsecond == 123456


@pytest.mark.parametrize("name", ["Nowhere", "Customized Time Zone", "../../etc/passwd", "/etc", "\0", "x" * 5000])
def test_an_unknown_zone_is_named(name):
    with pytest.raises(UnknownZoneError):
        zone(name)


@pytest.mark.parametrize(
    ("wall", "name"),
    [("soon", "UTC"), ("", "UTC"), ("2026-13-01T00:00:00", "UTC"), ("9999-12-31T23:59:59", "Pacific Standard Time"),
     ("0001-01-01T00:00:00", "Asia/Tokyo")],
)  # fmt: skip
def test_what_is_no_instant_is_a_fault_of_the_item(wall, name):
    with pytest.raises(ValueError, match=r".+"):
        instant(wall, name)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_in_utc_is_read_as_written(moment):
    assert instant(f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}0", "UTC") == moment
