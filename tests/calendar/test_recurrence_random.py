"""Random rules against two independent expanders: python-dateutil, and a walk through every day."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from tests.calendar import day_by_day

from trato.calendar.recurrence import wall_times
from trato.calendar.recurrence_rule import read_rule

DAYS = day_by_day.DAYS
FIRST = datetime(2019, 1, 1)  # noqa: DTZ001  wall times
MOST = 12
YEARS = 2


def _some(rng: random.Random, values: list, most: int = 3) -> str:
    return ",".join(map(str, rng.sample(values, rng.randint(1, min(most, len(values))))))


def _signed(most: int) -> list[int]:
    return [*range(1, most + 1), *range(-most, 0)]


def random_rule(  # noqa: C901  a part a line
    rng: random.Random, freq: str, start: datetime, *, has_weeks: bool = False, is_walked: bool = False
) -> str:
    """A rule of valid parts, as often with none of them as with several."""
    parts = {"FREQ": freq}
    chance = rng.random
    if chance() < 0.5:
        parts["INTERVAL"] = str(rng.randint(1, 5))
    if freq not in {"HOURLY", "MINUTELY"} and chance() < 0.35:
        parts["BYMONTH"] = _some(rng, list(range(1, 13)), 4)
    if has_weeks:
        parts["BYWEEKNO"] = _some(rng, _signed(53), 4)
    elif freq in {"YEARLY", "MONTHLY", "DAILY"} and chance() < 0.35:
        parts["BYMONTHDAY"] = _some(rng, _signed(31), 5)
    elif freq == "YEARLY" and chance() < 0.25:
        parts["BYYEARDAY"] = _some(rng, _signed(366), 5)
    if chance() < 0.5:
        is_counted = freq in {"YEARLY", "MONTHLY"} and not has_weeks and chance() < 0.6
        # dateutil takes "every Monday and the second Friday" for days that are both; the walk does not.
        is_mixed = is_counted and is_walked and chance() < 0.3
        nths = ["", *_signed(5)] if is_mixed else _signed(5) if is_counted else [""]
        parts["BYDAY"] = ",".join({f"{rng.choice(nths)}{rng.choice(DAYS)}" for _ in range(rng.randint(1, 4))})
    # dateutil may look for ever for a step of hours or minutes that meets hours that are named.
    is_short = freq in {"HOURLY", "MINUTELY"}
    if not is_short and chance() < 0.25:
        parts["BYHOUR"] = _some(rng, list(range(24)))
    if freq != "MINUTELY" and chance() < 0.2:
        parts["BYMINUTE"] = _some(rng, [0, 10, 15, 30, 45])
    # dateutil begins the first week at the start, so that its positions are others there.
    if len(parts) > 2 and (freq != "WEEKLY" or is_walked) and chance() < 0.25:
        parts["BYSETPOS"] = _some(rng, [1, -1] if is_short else [1, 2, 3, -1, -2])
    if chance() < 0.3:
        parts["WKST"] = rng.choice(DAYS)
    if chance() < 0.3:
        parts["COUNT"] = str(rng.randint(1, 40))
    elif chance() < 0.3:
        parts["UNTIL"] = (start + timedelta(days=rng.randint(0, 1500), hours=rng.randint(0, 23))).strftime(
            "%Y%m%dT%H%M%S"
        )
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _ours(text: str, start: datetime, until: datetime) -> list[datetime]:
    found = wall_times(read_rule(text), start, before=until)
    return list(islice(takewhile(lambda one: one < until, found), MOST))


def _start(rng: random.Random) -> datetime:
    return FIRST + timedelta(days=rng.randrange(2000), hours=rng.randrange(24), minutes=rng.choice((0, 30)))


def _dateutil(text: str, start: datetime, until: datetime) -> list[datetime]:
    """Its dates; the rule must name at least one, or dateutil looks for it up to the year 9999."""
    endless = ";".join(part for part in text.split(";") if not part.startswith("COUNT="))
    count = next((int(part[6:]) for part in text.split(";") if part.startswith("COUNT=")), MOST)
    found = islice(rrulestr(endless, dtstart=start), min(count, MOST))
    return list(takewhile(lambda one: one < until, found))


def test_five_thousand_random_rules_equal_dateutil_or_where_there_is_no_date_the_walk():
    rng = random.Random(5545)  # noqa: S311  the same rules each time
    with_dates = 0
    for _ in range(5000):
        start = _start(rng)
        freq = rng.choice(("YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "WEEKLY", "DAILY", "DAILY", "HOURLY", "MINUTELY"))
        text = random_rule(rng, freq, start)
        until = start + timedelta(days=40 if freq in {"HOURLY", "MINUTELY"} else 365 * YEARS)
        ours = _ours(text, start, until)
        expected = _dateutil(text, start, until) if ours else list(day_by_day.dates(text, start, until))
        assert ours == expected, (text, start)
        with_dates += bool(ours)
    assert with_dates > 4000


def test_rules_of_numbered_weeks_and_others_equal_a_walk_through_every_day():
    rng = random.Random(8601)  # noqa: S311  the same rules each time
    with_dates = 0
    for number in range(300):
        start = _start(rng)
        is_of_weeks = number % 2 == 0
        freq = "YEARLY" if is_of_weeks else rng.choice(("YEARLY", "MONTHLY", "WEEKLY", "DAILY"))
        text = random_rule(rng, freq, start, has_weeks=is_of_weeks, is_walked=True)
        until = start + timedelta(days=365 * 3)
        expected = list(islice(day_by_day.dates(text, start, until), MOST))
        assert _ours(text, start, until) == expected, (text, start)
        with_dates += bool(expected)
    assert with_dates > 150
