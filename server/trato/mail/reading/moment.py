"""The date and time printed in a quoted header, in any of the languages read, as ISO 8601 text."""

import re
from dataclasses import dataclass

from trato.mail.reading.vocabulary import MONTHS, WEEKDAYS

_LONGEST = 200
_TOKEN = re.compile(
    r"(?P<plain>(?!GMT|UTC)[^\W\d_]+(?:\.[^\W\d_]\.?(?!\w))?)"  # first, as most are
    r"|(?P<iso>\d{4}[-/]\d{1,2}[-/]\d{1,2})"
    r"|(?P<cjk>(?P<cy>\d{4})\s?年\s?(?P<cm>\d{1,2})\s?月\s?(?P<cd>\d{1,2})\s?日)"
    r"|(?P<numeric>\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?![\d:])"
    r"|(?P<zone>(?:GMT|UTC)?\s?[+-]\d{2}:?\d{2}\b|(?:GMT|UTC)[+-]\d{1,2}\b(?!:))"
    r"|(?P<time>\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?)"
    r"|(?P<number>\d{1,4})(?:st|nd|rd|th|º|ª|\.)?"
    r"|(?P<word>[^\W\d_]+(?:\.[^\W\d_]\.?(?!\w))?)"
)
_IN_DATE, _IN_TIME = re.compile(r"[-/.]"), re.compile(r"[:.h]")
_AFTERNOON = frozenset(("pm", "p.m", "p.m.", "nachm", "下午", "午後"))
_MORNING = frozenset(("am", "a.m", "a.m.", "vorm", "上午", "午前"))
_ZONES = {
    "gmt": "+00:00",
    "utc": "+00:00",
    "cet": "+01:00",
    "cest": "+02:00",
    "est": "-05:00",
    "edt": "-04:00",
    "cst": "-06:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "bst": "+01:00",
    "wet": "+00:00",
    "west": "+01:00",
}
_TELLING = _AFTERNOON | _MORNING | _ZONES.keys() | MONTHS.keys()
_YEAR_FROM = 1970
_SIGNED_HOUR = 3


@dataclass(slots=True)
class _Found:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str = ""
    half: str = ""
    perhaps_weekday: bool = False


def iso(text: str, *, month_first: bool) -> str | None:
    """`text` as "2022-05-09T17:34", with an offset only if one is printed, or the date alone; None without a date.

    `month_first` decides 03/04/2021 when both orders are possible.
    """
    found = _Found()
    pending: list[int] = []
    for token in _TOKEN.finditer(text[:_LONGEST]):
        kind = token.lastgroup
        if kind in ("plain", "word"):  # most words say nothing of a time
            word = token.group().lower().rstrip(".")
            if word in _TELLING:
                _take_word(found, pending, word)
        elif kind == "number":
            pending.append(int(token.group("number")))
        else:
            _take(found, token, month_first=month_first)
    _settle(found, pending)
    return _written(found)


def _take(found: _Found, token: re.Match[str], *, month_first: bool) -> None:
    kind, value = token.lastgroup, token.group()
    if kind == "time":
        _take_time(found, value)
    elif kind == "numeric":
        _take_numeric(found, value, month_first=month_first)
    elif kind == "zone":
        _take_zone(found, value)
    elif kind == "iso":
        _set_date(found, *map(int, _IN_DATE.split(value)))
    else:
        _set_date(found, int(token.group("cy")), int(token.group("cm")), int(token.group("cd")))


def _set_date(found: _Found, year: int, month: int, day: int) -> None:
    if found.year is None:
        found.year, found.month, found.day = year, month, day


def _take_numeric(found: _Found, value: str, *, month_first: bool) -> None:
    first, second, year = map(int, _IN_DATE.split(value))
    if year < 100:
        year += 2000 if year < 70 else 1900
    if first > 12 or (second <= 12 and not month_first) or "." in value:
        first, second = second, first
    _set_date(found, year, first, second)


def _take_zone(found: _Found, value: str) -> None:
    digits = value.upper().replace("GMT", "").replace("UTC", "").replace(":", "").strip()
    if len(digits) <= _SIGNED_HOUR:
        digits = f"{digits[0]}{digits[1:]:0>2}00"
    if found.hour is not None and not found.zone:
        found.zone = f"{digits[:3]}:{digits[3:]}"


def _take_time(found: _Found, value: str) -> None:
    if found.hour is None:
        hour, minute, *rest = map(int, _IN_TIME.split(value))
        if hour < 24 and minute < 60:
            found.hour, found.minute, found.second = hour, minute, rest[0] if rest else None


def _take_word(found: _Found, pending: list[int], word: str) -> None:
    if word in _AFTERNOON or word in _MORNING:
        # "Am 3.2.2016" is German for "on": a half of the day follows its hour, but in Chinese and Japanese
        if found.hour is not None or not word.isascii():
            found.half = found.half or ("pm" if word in _AFTERNOON else "am")
    elif word in _ZONES and found.hour is not None:
        found.zone = found.zone or _ZONES[word]
    elif found.year is None and word in MONTHS and (found.month is None or found.perhaps_weekday):
        # "mar, 9 may 2022": a name that is also a weekday's gives way to a later one
        found.perhaps_weekday = word in WEEKDAYS and not pending
        found.month = MONTHS[word]


def _settle(found: _Found, pending: list[int]) -> None:
    if found.month is None or found.year is not None:
        return
    for number in pending:
        if number >= _YEAR_FROM and found.year is None:
            found.year = number
        elif 1 <= number <= 31 and found.day is None:
            found.day = number


def _written(found: _Found) -> str | None:
    if not (found.year and found.month and found.day):
        return None
    if not (1 <= found.month <= 12 and 1 <= found.day <= 31 and found.year >= _YEAR_FROM):
        return None
    date = f"{found.year:04d}-{found.month:02d}-{found.day:02d}"
    if found.hour is None:
        return date
    hour = found.hour
    if found.half:
        hour = hour % 12 + (12 if found.half == "pm" else 0)
    seconds = f":{found.second:02d}" if found.second is not None and found.second < 60 else ""
    return f"{date}T{hour:02d}:{found.minute:02d}{seconds}{found.zone}"
