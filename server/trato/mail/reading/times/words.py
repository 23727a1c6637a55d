"""What a language contributes to reading dates and times: words to values, and patterns where word order differs."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One language's words for time; patterns are regular expressions over lower-case text.

    `days` are whole days from today, `parts` hours [start, end) of a part of the day (end 24 is the last second).
    `before`/`after` stand around a weekday or unit; `next_` means the next calendar week's, `coming` the nearest.
    """

    code: str
    is_month_first: bool
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    ordinal_mark: str
    days: Mapping[str, int]
    parts: Mapping[str, tuple[int, int]]
    units: Mapping[str, str]
    this: str
    next_: str
    coming: str
    last: str
    past: str
    after_this: str
    after_next: str
    after_last: str
    article: str
    of: str
    at: str
    glue: str
    from_: str
    to: str
    between_and: str
    week: str
    in_: str
    ago: str
    ago_before: str
    from_now: str
    am: str
    pm: str
    oclock: str
    half_past: str
    quarter_past: str
    quarter_to: str
    minutes_past: str
    minutes_to: str
    noon: str
    midnight: str
    end_of: str
    now: str
    duration: str
    fixed_days: Mapping[str, tuple[int, int]]
    early: str
    late: str
    part_days: Mapping[str, int]
    span: str
    year_words: str
    movable_days: Mapping[str, str]
