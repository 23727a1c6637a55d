# ruff: noqa: E501 - a table reads better unbroken
"""Patterns for dates and times, made from a language's words; all read lower-case text at a given place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trato.mail.reading.languages import Language
from trato.mail.reading.languages.en import ENGLISH
from trato.mail.reading.languages.es import SPANISH
from trato.mail.reading.times.slots import slots as slots_of
from trato.mail.reading.times.slots import trigger_words
from trato.mail.reading.times.words import TimeWords
from trato.mail.reading.times.words_en import ENGLISH_TIMES
from trato.mail.reading.times.words_es import SPANISH_TIMES
from trato.mail.reading.vocabulary import alternatives
from trato.mail.reading.words import in_place

Pattern = re.Pattern[str]
_SPOKEN: dict[str, tuple[Language, TimeWords]] = {"en": (ENGLISH, ENGLISH_TIMES), "es": (SPANISH, SPANISH_TIMES)}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Named patterns of one language, in the order they are tried (those of dates by what may stand first).

    `trigger` finds where any may begin with a word: with one of `own_words`, or not far before one or a digit. Where `any_time` or `any_…_date` does not match, no time or no
    date stands. Where `any_numeric` (at a digit) or `any_worded` (at a letter) does not match no expression begins;
    where `any_more` does not either none goes on: one cheap question before many.
    """

    words: TimeWords
    months: dict[str, int]
    weekdays: dict[str, int]
    numeric_dates: tuple[tuple[str, Pattern], ...]
    worded_dates: tuple[tuple[str, Pattern], ...]
    times: tuple[tuple[str, Pattern], ...]
    part: Pattern
    range_to: Pattern
    range_start: Pattern
    bare_hour: Pattern
    half_day: Pattern
    glue: Pattern
    alternative: Pattern
    duration: Pattern
    trigger: Pattern
    own_words: frozenset[str]
    any_numeric: Pattern
    any_worded: Pattern
    any_more: Pattern
    any_numeric_date: Pattern
    any_worded_date: Pattern
    any_time: Pattern
    end_of: Pattern
    now: Pattern
    next_week: Pattern
    offset: Pattern
    dotted: Pattern
    deadline: Pattern


def patterns(code: str) -> Patterns:
    """The patterns of a language; English where a language has none of its own."""
    return _made(code if code in _SPOKEN else "en")


@lru_cache
def _made(code: str) -> Patterns:
    language, words = _SPOKEN[code]
    months = {name: number for number, names in enumerate(language.months, start=1) for name in names}
    weekdays = {name: number for number, names in enumerate(language.weekdays) for name in names}
    slots = slots_of(words, months, weekdays)
    dates = [(kind, _compile(text, slots)) for kind, text in _DATES]
    return Patterns(
        words=words,
        months=months,
        weekdays=weekdays,
        numeric_dates=tuple(dates[k] for k, (kind, _) in enumerate(_DATES) if kind not in _LETTER_FIRST),
        worded_dates=tuple(dates[k] for k, (_, text) in enumerate(_DATES) if not text.startswith(_DIGIT_FIRST)),
        times=tuple((name, _compile(text, slots)) for name, text in _times(words)),
        part=_compile(_PART, slots),
        range_to=_compile(_RANGE_TO, slots),
        range_start=_compile(_RANGE_START, slots),
        bare_hour=_compile(_BARE, slots),
        half_day=_compile(_HALF, slots),
        glue=re.compile(words.glue),
        alternative=_compile(r"[\s,]*(?:or|and|o|y|u|/)[\s,]+(?:{at}\s)?", slots),
        duration=_compile(_DURATION, slots),
        trigger=_trigger(slots, *trigger_words(words, months, weekdays)),
        own_words=_own_words(words, months, weekdays),
        any_numeric=_any(_numeric_starts(words), slots | _LOOSE),
        any_worded=_any(_worded_starts(words), slots),
        any_numeric_date=_any([text for kind, text in _DATES if kind not in _LETTER_FIRST], slots | _LOOSE),
        any_worded_date=_any([text for _, text in _DATES if not text.startswith(_DIGIT_FIRST)], slots),
        any_time=_any([text for _, text in _times(words)], slots),
        any_more=_any([_BARE, _NEXT_WEEK, _DOTTED], slots),
        end_of=_compile(_END_OF, slots),
        now=_compile(_NOW, slots),
        next_week=_compile(_NEXT_WEEK, slots),
        offset=_compile(_OFFSET, slots),
        deadline=re.compile(r"\b(?:before|until|till|by|no later than|not later than|antes de|hasta)\b"),
        dotted=_compile(_DOTTED, slots),
    )


def _compile(text: str, slots: dict[str, str]) -> Pattern:
    return re.compile(text.format(**slots) if slots and "{" in text else text)


_WEAK_BEFORE = r"(?=[\s,]+(?:(?:{between}|eso|alrededor|about|around)[\s,]+){{0,4}}(?:\d|{strong}(?![^\W\d])|{unit}\b|momento?\b|time\b|minute\b))"


def _own_words(words: TimeWords, months: dict[str, int], weekdays: dict[str, int]) -> frozenset[str]:
    """What `trigger` finds, or finds close before, where that is no digit: each by its first letters."""
    strong, _ = trigger_words(words, months, weekdays)
    return frozenset(
        in_place(word).partition(" ")[0] for word in (*strong, *words.units, "moment", "momento", "time", "minute")
    )


def _trigger(slots: dict[str, str], strong: Iterable[str], weak: Iterable[str]) -> Pattern:
    """Where a time may begin with a word; one branch a first letter, so that the search leaps over all others."""
    behind = _compile(_WEAK_BEFORE, slots).pattern
    rests: dict[str, tuple[list[str], list[str]]] = {}
    for kind, words in enumerate((strong, weak)):
        for word in words:
            rests.setdefault(word[0], ([], []))[kind].append(word[1:])
    branches = []
    for first, (sure, unsure) in sorted(rests.items()):
        ends = [rf"(?:{alternatives(sure)})(?:\b|(?=\d))"] if sure else []
        ends += [rf"(?:{alternatives(unsure)}){behind}"] if unsure else []
        branches.append(rf"{re.escape(first)}(?<!\w.)(?:{'|'.join(ends)})")
    return re.compile("|".join(branches), re.DOTALL)


_PART = (
    r"(?:(?:(?P<early>{early})|(?P<late>{late})) )?(?:(?P<this>{this}|esta)|(?P<last>{last})|(?P<next>{next}))?\s?"
    r"(?:de |por |in the |a )?(?:la |el )?(?P<part>{part})\b"
)
_RANGE_TO = r"{to}|{between_and}"
_RANGE_START = r"{from_}\s"
_BARE = (
    r"(?P<h>\d{{1,2}}(?!\d|[:/.]\d|\s?%|-\d+-)|{word})(?:[\s-](?P<m>{word}))?(?!\w|\s(?:of|de|del)\s(?!la)|\s{unit}\b|\s{month}|\s(?:thousand|hundred|mil)\b)"
    r"(?:\s?(?:{oclock}))?"
)
_HALF = r"\s?(?:(?P<am>{am})|(?P<pm>{pm}))"
_DURATION = r"[\s,]*{duration}(?P<n>{n})\s(?P<u>{unit})\b"
_END_OF = r"{end_of}(?:(?P<today>día|dia|day)\b)?|(?P<eod>(?:the )?eod\b)"
_NOW = r"{now}(?!\w)"
_NEXT_WEEK = r"(?:{after_next})\b"
_OFFSET = (
    r"(?:{in_} )?(?P<n>{n})\s(?P<u>{unit})(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?\s"
    r"(?:(?P<plus>from|after|a partir de|después de|desde|tras)|(?P<minus>before|prior to|antes de))\s(?:el |the )?"
)
_DOTTED = r"(?P<a>\d{{1,2}})[.](?P<b>\d{{1,2}})(?!\d|:|\s?(?:{am}|{pm}))"
_YEAR = r"(?:[\s,]*(?:of |de |del |in )?(?P<yw>{year_words})\b|[\s,./-]*(?:of |de |del |in |year |año )?(?P<y>(?:19|20)\d{{2}})(?![\d:])|(?:[\s,]*'|\s(?:of|de|del) )(?P<y2>\d{{2}})\b|[-/](?P<y3>\d{{2}})\b(?![:/-]))?"
_MODIFIER = r"(?:(?P<coming>{coming})|(?P<past>{past})|(?P<this>{this})|(?P<next>{next})|(?P<last>{last}))"
_BEHIND = r"(?:[\s,]+(?:(?P<anext>{after_next})|(?P<athis>{after_this})|(?P<alast>{after_last}))\b)?"
_DATES: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>(?:19|20)\d{{2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)"),
    ("named", r"(?P<y>(?:19|20)\d{{2}})[-/. ](?P<mon>{month})\.?[-/. ](?P<d>\d{{1,2}})(?!\d)"),
    ("named", r"(?P<d>\d{{1,2}})[-/. ](?P<y>(?:19|20)\d{{2}})[-/. ](?P<mon>{month})\b"),
    ("iso", r"(?P<y>20\d{{2}})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)"),
    ("numeric", r"(?P<a>\d{{1,2}})\s?(?P<s>[-/.])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?(?P<y>\d{{4}}|\d{{2}})(?![\d:])"),
    ("numeric", r"(?:(?P<next>{next}) |(?P<this>{this}) )?(?P<a>\d{{1,2}})\s?/\s?(?P<b>\d{{1,2}})(?![\d/]|\s?%)"),
    ("numeric", r"(?:(?:(?:on|en|el) )|(?P<next>{next}) )(?P<a>\d{{1,2}})[-.](?P<b>\d{{1,2}})(?![\d:.-]|\s?(?:{am}|{pm}|%))"),
    ("named", r"(?:(?P<next>{next}) )?{article}(?P<d>{day}){mark}?\s*(?:day )?(?:{of}|[-/.\s])\s?(?P<mon>{month})\b\.?" + _YEAR),
    ("named", r"(?:(?P<next>{next}) )?(?P<mon>{month})(?:\b\.?|(?=\d))[\s,/-]*(?:the )?(?P<d>{day}){mark}?(?!\d|\s?(?:{am}|{pm}|:))" + _YEAR),
    ("named", r"(?P<d>\d{{1,2}}){mark}?(?=\s?(?:and|y|&|,|-|o|or|to|al|a)\s?(?:the |el )?\d{{1,2}}{mark}?\s(?:{of})?(?P<mon>{month})\b)"),
    ("named", r"(?P<mon>{month})[-/](?P<y>(?:19|20)\d{{2}})[-/](?P<d>\d{{1,2}})(?!\d)"),
    ("named", r"(?P<y>(?:19|20)\d{{2}})[-/](?P<d>\d{{1,2}})[-/](?P<mon>{month})\b"),
    ("nth", r"{article}(?P<nth>{ordinal}|last|último|última|1st|2nd|3rd|4th|5th)\s(?P<wd>{weekday})\s(?:(?:of|in|on|de|del|en) (?:the |el |la )?)"
            r"(?:(?P<mon>{month})\b" + _YEAR + r"|(?P<mnext>(?:{next} (?:month|mes))|mes que viene)|(?P<mthis>{this} (?:month|mes)))"),
    ("fixed", r"(?:(?P<this>{this}) |(?P<next>{next}) |(?P<last>{last}) )?(?:day of )?(?P<fix>{fixed})(?: (?:de |del |of )?(?:(?P<y>\d{{4}})|(?P<ty>(?:this|este) (?:year|año))))?(?!\w)"),
    ("ordinary", r"{article}(?P<d>{day}){mark}(?: day)?(?: (?:of |de |del )?(?:the )?(?:(?P<mnext>{next} (?:month|mes))|(?P<mthis>{this} (?:month|mes))|(?P<mlast>{last} (?:month|mes))))?(?!\w)"),
    ("ordinary", r"(?:el (?:día )?|del (?:día )?|día |(?:on )?the (?=\d\d?\s*(?:$|[,;?!)]|at\b|between\b|from\b|for\b|if\b|works?\b|or\b|in the\b)))(?P<d>\d{{1,2}})(?![\d:/%]|\.\d|-\d|\s?(?:{am}|{pm}|{unit}|{oclock})\b|\s?[a-zñ]*\s?{month})"),
    ("numeric", r"(?P<a>\d{{1,2}})\s(?:de|del)\s(?P<b>\d{{1,2}})(?:\s(?:de|del)\s(?P<y>\d{{4}}))?(?![\d:])"),
    ("from_base", r"(?P<n>{n})\s(?P<u>{unit})(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?\s(?:(?:from|after|later than|a partir de|después de|desde|de) (?P<base>{days})|(?:before|antes de|prior to) (?P<bbase>{days}))\b"),
    ("span", r"(?:the |los |las )?(?P<n>{n}) (?P<sdir>coming|next|last|past|próxim[oa]s|últim[oa]s) (?P<u>{unit})\b"),
    ("span", r"{span}(?! a partir| from now)"),
    ("in", r"(?:{in_} )(?:the next |the coming |los próximos |las próximas )?(?:(?P<half>half an?|media) |(?P<n>{n})\s)(?:more |and a half )?(?P<u>{unit})\b(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?(?: {from_now})?(?:[\s,]+(?:on )?(?P<wd>{weekday})\b)?"),
    ("in", r"(?:(?P<wd>{weekday})[\s,]+)?(?:(?P<half>half an?|media) |(?P<n>{n})\s)(?P<u>{unit})(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?\s{from_now}"),
    ("ago", r"(?:{ago_before} )(?P<n>{n})\s(?P<u>{unit})\b(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?"),
    ("ago", r"(?P<n>{n})\s(?P<u>{unit})(?: (?:and|y) (?P<n2>{n})\s(?P<u2>{unit}))?\s{ago}\b"),
    ("weekday", r"(?P<wnext>{next} {week}|{week} que viene|(?:la )?{week} próxima)[\s,]+(?:on |el |del? |this )?(?P<wd>{weekday})\b"),
    ("weekday", r"(?P<wthis>{this} {week})[\s,]+(?:on |el )?(?P<wd>{weekday})\b"),
    ("weekday", r"(?:" + _MODIFIER + r" )?{article}(?P<wd>{weekday})\b\.?" + _BEHIND + r"(?:[\s,]+(?:the |el |el día |el dia )(?P<dw>{ordinal}|{word})(?!\w)|[\s,]+(?:the |el |día |el día |el dia )?(?P<d>\d{{1,2}})(?:(?P<mk>{mark})|(?![\d:/.%]|\s?-\s?\d|\s?(?:{am}|{pm}|{oclock}|{month}|(?:de|of|del) {month}|de \d)\b|\s?(?:to|a|y)\s\d|,\s?\d)))?(?: (?:of )?(?P<mthis>{this} (?:month|mes)))?"),
    ("relative", r"(?<!la )(?<!las )(?P<rel>{days})\b"),
)  # fmt: skip


def _times(words: TimeWords) -> tuple[tuple[str, str], ...]:
    half = r"(?:\s?(?:(?P<am>{am})|(?P<pm>{pm})))"
    return (
        ("words", r"(?:{at} )?(?:" + words.quarter_to.replace("{n}", r"\d{{1,2}}|{word}") + ")" + half.replace("<am>", "<am>") + "?"),
        ("words_quarter", r"(?:{at} )?(?:" + words.quarter_past.replace("{n}", r"\d{{1,2}}|{word}") + ")" + half + "?"),
        ("words_half", r"(?:{at} )?(?:" + words.half_past.replace("{n}", r"\d{{1,2}}|{word}") + ")" + half + "?"),
        ("words_past", r"(?:{at} )?(?:" + words.minutes_past.replace("{n}", r"\d{{1,2}}|{word}") + ")" + half + "?"),
        ("words_to", r"(?:{at} )?(?:" + words.minutes_to.replace("{n}", r"\d{{1,2}}|{word}") + ")" + half + "?"),
        ("clock", r"(?:{at} )?(?P<h>[01]?\d|2[0-4])\s?[:.h]\s?(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d.:/]\d|\d|\s?%)" + half + "?(?: {oclock})?"),
        ("clock", r"(?:{at} )?(?P<h>1[0-2]|0?\d)(?P<m>[0-5]\d)" + half),
        ("clock", r"(?:{at} )?(?P<h>1[0-2]|0?\d)" + half),
        ("clock", r"t(?P<h>[0-2]\d):?(?P<m>[0-5]\d):?(?P<s>[0-5]\d)?"),
        ("noon", r"(?:{at} )?{noon}\b"),
        ("midnight", r"(?:{at} )?{midnight}\b"),
        ("clock", r"(?:{at} )?(?P<h>\d{{1,2}}|{word})\s?{oclock}(?!\w)" + half + "?"),
        ("worded", r"(?P<hw>{word})(?= (?:in the|de la|at) {part}\b)"),
        ("worded", r"(?P<at>{at} )?(?P<hw>{word})(?:[\s-](?P<mw>{word}))?" + half),
        ("worded", r"(?P<at>{at} )(?P<hw>{word})(?:[\s-](?P<mw>{word}))?(?! (?:{unit}|{month})|\w)"),
        ("clock", r"(?P<at>{at} )(?P<h>\d{{1,2}})(?![\d/:%$€]|[.,-]\d|\s?(?:{unit}|{month}|de {month}|%|€|euros|people|personas)\b)(?: {oclock})?"),
    )  # fmt: skip


_NAME = re.compile(r"\(\?P<\w+>")
_ANY_WORDS = r"(?:[^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20}){0,2})"
_LOOSE = {
    "n": rf"(?:\d{{1,4}}|{_ANY_WORDS})",
    "word": _ANY_WORDS,
    "ordinal": rf"(?:{_ANY_WORDS})",
    "day": rf"(?:\d{{1,2}}(?![\d:%])|{_ANY_WORDS})",
}
"""Word classes that take any words for a number: shorter patterns, and still no match is missed."""
_DIGIT_FIRST = ("(?P<y>", r"(?P<d>\d", r"(?P<a>\d")
_LETTER_FIRST = ("weekday", "relative", "fixed")
_SPOKEN_RANGE = f"(?:{_BARE})(?:{_HALF})?(?:{_RANGE_TO})"


def _numeric_starts(words: TimeWords) -> list[str]:
    dates = [text for kind, text in _DATES if kind not in _LETTER_FIRST]
    return [*dates, *(text for _, text in _times(words)), _OFFSET, _DURATION, _SPOKEN_RANGE]


def _worded_starts(words: TimeWords) -> list[str]:
    dates = [text for _, text in _DATES if not text.startswith(_DIGIT_FIRST)]
    alone = [_NOW, _END_OF, _OFFSET, _RANGE_START, _PART, _DURATION, _SPOKEN_RANGE]
    return [*dates, *(text for _, text in _times(words)), *alone]


def _any(texts: Iterable[str], slots: dict[str, str]) -> Pattern:
    """A pattern that matches wherever one of these does, and names nothing; optional ends are left out."""
    short = (text.replace(_YEAR, "").replace(_BEHIND, "").replace("(?P=s)", "[-/.]") for text in texts)
    made = (_compile(text, slots).pattern for text in short)
    return re.compile("|".join(f"(?:{_NAME.sub('(?:', text)})" for text in made))
