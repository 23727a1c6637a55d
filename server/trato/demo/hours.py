"""When people write and meet: working hours in their own zone, fewer in August, none at weekends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trato.demo.dice import Dice

FIRST_HOUR, LAST_HOUR = 8, 19
_WORKDAYS = 5
_TEAM_HOUR = 9
"""Monday at nine belongs to our own weekly meeting."""
_AUGUST = 8
_EARLIEST_BUSY_AUGUST, _LATEST_QUIET_AUGUST = 3, 24
_HOLIDAYS = frozenset({
    (4, 2), (4, 3), (5, 1), (8, 15), (10, 12), (11, 1), (11, 2), (12, 7), (12, 8), (12, 25),
})  # fmt: skip


def local(day: date, hour: int, minute: int, zone: str) -> datetime:
    """That wall-clock time in that zone."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone))


def is_working_day(day: date) -> bool:
    """Monday to Friday but for the main holidays."""
    return day.weekday() < _WORKDAYS and (day.month, day.day) not in _HOLIDAYS


def next_working_day(day: date) -> date:
    """The day itself or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def reply_time(dice: Dice, after: datetime, zone: str, hours: float) -> datetime:
    """About `hours` after, moved into somebody's working hours."""
    wished = (after + timedelta(hours=hours, minutes=dice.below(60))).astimezone(ZoneInfo(zone))
    quiet = wished.month == _AUGUST and _EARLIEST_BUSY_AUGUST <= wished.day <= _LATEST_QUIET_AUGUST
    if quiet and zone == "Europe/Madrid" and dice.chance(0.7):
        wished = local(date(wished.year, 8, dice.between(25, 31)), 9, dice.below(60), zone)
    day = wished.date()
    if wished.hour >= LAST_HOUR:
        day += timedelta(days=1)
    working = next_working_day(day)
    if working != wished.date() or wished.hour < FIRST_HOUR:
        wished = local(working, dice.between(8, 11), dice.below(60), zone)
    return wished.replace(second=dice.below(60)).astimezone(UTC)


def meeting_time(dice: Dice, after: datetime, zone: str, *, low: int = 2, high: int = 10) -> datetime:
    """A usual hour for a meeting, some working days later."""
    start = after.astimezone(ZoneInfo(zone)).date() + timedelta(days=dice.between(low, high))
    day = next_working_day(start)
    hour = dice.weighted(((9, 3), (10, 5), (11, 4), (12, 3), (15, 2), (16, 4), (17, 2)))
    if day.weekday() == 0 and hour == _TEAM_HOUR:
        hour += 2
    return local(day, hour, dice.weighted(((0, 6), (30, 3), (15, 1))), zone)
