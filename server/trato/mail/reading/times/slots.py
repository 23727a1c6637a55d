# ruff: noqa: E501 - a table reads better unbroken
"""The word classes patterns for dates and times are put together from."""

from trato.mail.reading.languages.model import word_set
from trato.mail.reading.times.words import TimeWords
from trato.mail.reading.vocabulary import alternatives

_WEAK = word_set(
    """
    a an the at in this that of next last past first second third end half from between right coming within during
    late early later following previous el la los las de del al en un para sobre este esta desde entre fin final
    finales primer primera antes durante cerca más temprano siguiente siguientes último última últimos últimas
    próximos próximas
    """
)
"""Words that begin a time only where a time's own word follows soon."""
_STARTS = {
    "en": word_set(
        """
        at in this next last past end half quarter now noon midnight right the coming upcoming following previous
        within during late later early eod from between first second third fourth fifth
        """
    ),
    "es": word_set(
        """
        a en este esta próximo próxima proximo pasado último hace dentro al el la ahora final fin desde de entre
        primer primera antes cuarto medianoche finales las mediodía mediodia para sobre cerca siguiente del durante
        inmediatamente los siguientes próximos próximas últimos últimas temprano más actual
        """
    ),
}
"""Words a time may begin with that are no number, day, month or part of the day."""


def slots(words: TimeWords, months: dict[str, int], weekdays: dict[str, int]) -> dict[str, str]:
    """Each word class of a language as a group to put into a pattern."""
    return {name: f"(?:{text})" for name, text in _raw_slots(words, months, weekdays).items()}


def _raw_slots(words: TimeWords, months: dict[str, int], weekdays: dict[str, int]) -> dict[str, str]:
    number = alternatives(words.numbers)
    ordinal = alternatives(words.ordinals)
    unit = alternatives(words.units)
    strong, _ = trigger_words(words, months, weekdays)
    return {
        "month": alternatives(months),
        "year_words": words.year_words.replace("{number}", number),
        "weekday": alternatives(weekdays),
        "n": rf"\d{{1,4}}|{number}",
        "word": number,
        "ordinal": ordinal,
        "day": rf"(?:\d{{1,2}}(?![\d:%])|{ordinal}|{number})",
        "mark": words.ordinal_mark,
        "unit": unit,
        "days": alternatives(words.days),
        "part": alternatives(words.parts),
        "fixed": alternatives([*words.fixed_days, *words.movable_days]), "early": words.early, "late": words.late,
        "this": words.this, "next": words.next_, "coming": words.coming, "last": words.last, "past": words.past,
        "after_this": words.after_this, "after_next": words.after_next, "after_last": words.after_last,
        "article": words.article, "of": words.of, "at": words.at, "from_": words.from_, "to": words.to,
        "between_and": words.between_and, "week": words.week, "in_": words.in_, "ago": words.ago,
        "ago_before": words.ago_before or "(?!)", "from_now": words.from_now, "am": words.am, "pm": words.pm,
        "oclock": words.oclock, "noon": words.noon, "midnight": words.midnight, "end_of": words.end_of, "now": words.now,
        "duration": words.duration,
        "span": words.span.replace("{n}", rf"\d{{1,4}}|{number}").replace("{unit}", unit),
        "between": alternatives(_WEAK),
        "strong": alternatives(strong),
    }  # fmt: skip


def trigger_words(
    words: TimeWords, months: dict[str, int], weekdays: dict[str, int]
) -> tuple[frozenset[str], frozenset[str]]:
    """Words a time may begin with: those that are enough, and those behind which a time's own word must follow."""
    tables = (words.days, words.parts, words.fixed_days, words.movable_days, words.numbers)
    starts = {phrase.split()[0] for table in tables for phrase in table} | _STARTS[words.code]
    named = starts | set(months) | set(weekdays) | {phrase.split()[0] for phrase in words.ordinals}
    return frozenset(named - _WEAK), frozenset(_WEAK & starts)
