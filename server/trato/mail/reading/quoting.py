"""Where quoted and forwarded messages begin in a body: one pass, cheap tests a line, patterns only on candidates."""

import re
from collections.abc import Iterator

from trato.mail.reading import blocks
from trato.mail.reading.blocks import Header
from trato.mail.reading.lines import Lines
from trato.mail.reading.vocabulary import (
    MONTHS,
    OPENERS,
    SEPARATORS,
    WEEKDAYS,
    WROTE,
    WROTE_IN_LOWER_CASE,
)

_RULE_CHARACTERS = frozenset("-_=*#~–—<\u2500")
_RULE_STRIP = "-_=*#~–—<>\u2500 \t:"
_RULE = re.compile(r"^[-_=*#~–—\u2500\s]{3,}$")
_EMAIL = re.compile(r"[\w.+'=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_DAY = re.compile(
    r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\b(?:19|20)\d{2}\b|年|\b\d{1,2}\.? [^\W\d]{3,}|[^\W\d]{3,} \d{1,2}\b"
)
_DATED = (_CLOCK, re.compile(r"(?:19|20)(?<!\w..)\d\d\b"), _DAY)
"""What dates an attribution, the cheapest first."""
_ENDS = frozenset(":：")
_VERB_WORDS = frozenset(verb.rpartition(" ")[2] for verb in WROTE)
_VERBS_ALONE = frozenset(verb for verb in WROTE if " " not in verb)
_VERB_ENDS = frozenset(word[-3:] if len(word) > 2 else f" {word}" for word in _VERB_WORDS)
_OPENING = OPENERS | WEEKDAYS.keys() | MONTHS.keys()
_SEPARATOR_START = 3
_SEPARATOR_STARTS = frozenset(words[:_SEPARATOR_START] for words in SEPARATORS)
_LABEL_REACH = 30
_LONGEST_ATTRIBUTION = 400
_LONGEST_SINGLE = 160
_LONGEST_SEPARATOR = 120
_ROWS_OF_ATTRIBUTION = 6
_NOISE_ROWS = 3
_NOISE_LENGTH = 70
_BEHIND_VERB = 8
_WORDS_OF_NAME = 8


def find(lines: Lines) -> Iterator[Header]:
    """Every header in the body, in order, none overlapping; sought no further than they are asked for."""
    held: Header | None = None
    for header in _each(lines):
        if held is not None:
            if _completes(lines, held, header):
                header.start = held.start
            else:
                yield held
        held = header if header.is_block and header.is_bare else None
        if held is None:
            yield header
    if held is not None:
        yield held


def _each(lines: Lines) -> Iterator[Header]:
    """Headers as they stand: a separator and the block below it may still be two."""
    floor = 0
    for i, text in enumerate(lines.texts):
        if not text or i < floor:
            continue
        if (
            (":" in text and (text[-1] == ":" or text.find(":", 0, _LABEL_REACH) >= 0))
            or text[0] in _RULE_CHARACTERS
            or (text[-3:] in _VERB_ENDS and _ends_in_verb(text))
            or text[-1] == "："
        ):
            header = _header_at(lines, i, floor)
            if header is not None:
                floor = header.end
                yield header


def _ends_in_verb(text: str) -> bool:
    return len(text) < _LONGEST_SINGLE and text.rpartition(" ")[2] in _VERB_WORDS


def _completes(lines: Lines, above: Header, header: Header) -> bool:
    """`----- Forwarded by X -----` and the block some lines below it, with little between, are one header."""
    if not above.is_bare or not header.is_block or not above.is_block:
        return False
    if lines.levels[above.start] != lines.levels[header.start]:
        return False
    between = [text for text in lines.texts[above.end : header.start] if text]
    return len(between) <= _NOISE_ROWS and all(len(text) < _NOISE_LENGTH and text[-1] != "." for text in between)


def _header_at(lines: Lines, i: int, floor: int) -> Header | None:
    """The header line `i` opens, or closes (an attribution ends in its verb), not reaching above `floor`."""
    text = lines.texts[i]
    last = text[-1]
    header = None
    if text[0] in _RULE_CHARACTERS:
        header = _separator(lines, i)
    if header is None and (last in ":：" or last == "-" == text[0] or _ends_in_verb(text)):
        header = _attribution(lines, i, floor) or (_separator(lines, i) if last == ":" else None)
    if header is None and (text.find(":", 0, _LABEL_REACH) > 0 or text.find("：", 0, _LABEL_REACH) > 0):
        header = blocks.block(lines, i, floor)
    if header is None and " To:" in text and "/" in text:
        header = blocks.notes_line(lines, i)
    return header


def _separator(lines: Lines, i: int) -> Header | None:
    """`-----Original Message-----`, or `____` with a block behind it."""
    text = lines.texts[i]
    words = text.strip(_RULE_STRIP)
    likely = words[:_SEPARATOR_START].lower() in _SEPARATOR_STARTS and len(words) < _LONGEST_SEPARATOR
    if likely and words.lower().startswith(SEPARATORS):
        after = _end_of_rule(lines, i + 1, text)
        following = blocks.block(lines, blocks.next_text(lines, after), after)
        if following:
            return Header(i, following.end, is_block=True, fields=following.fields)
        return Header(i, after, is_block=True)
    if text[0] in _RULE_CHARACTERS and _RULE.match(text):
        following = blocks.block(lines, blocks.next_text(lines, i + 1), i + 1)
        if following and following.fields.get("from"):
            return Header(i, following.end, is_block=True, fields=following.fields)
    return None


def _end_of_rule(lines: Lines, after: int, text: str) -> int:
    """Notes wraps "----- Forwarded by X on 01/05/2000 01:16 PM -----" over up to three lines."""
    if text[0] not in "-–" or text[-1] in "-–*":
        return after
    for j in range(after, min(after + 2, lines.size)):
        if lines.texts[j].endswith("---"):
            return j + 1
    return after


def _attribution(lines: Lines, i: int, floor: int) -> Header | None:
    """`On Monday, Ann <a@b.c> wrote:`, over up to some lines, in every language whose verb or shape is known."""
    single = lines.texts[i]
    verb = _verb_in(single)
    is_telling = verb is not None or "@" in single
    if not is_telling and (i == floor or not lines.texts[i - 1]):
        return None  # a heading; most lines that end in a colon are
    level, text = lines.levels[i], ""
    for j in range(i, max(floor, i - _ROWS_OF_ATTRIBUTION) - 1, -1):
        row = lines.texts[j]
        if len(text) + len(row) > _LONGEST_ATTRIBUTION or abs(lines.levels[j] - level) > 1:
            break
        if not row:
            if not _open_bracket(text):
                break
            continue
        text = f"{row} {text}" if text else row
        if _opens(row) and _attributes(lines, i, text, verb if j == i else _verb_in(text)):
            return _with_day_above(lines, j, i, floor, text)
    if verb and len(single) <= _LONGEST_SINGLE and _attributes_without_opener(lines, i, single, verb):
        return _with_name_above(lines, i, floor)
    return None


def _with_day_above(lines: Lines, j: int, i: int, floor: int, text: str) -> Header:
    """Where an attribution seems to begin with a time of day (“at 10:02 AM …”), its day was wrapped off above."""
    above = lines.texts[j - 1] if j > floor else ""
    is_wrapped = 0 < len(above) < _NOISE_LENGTH and above[-1] not in ".!?:" and not _DAY.search(text)
    if is_wrapped and _opens(above) and _DAY.search(above):
        return Header(j - 1, i + 1, is_block=False, text=f"{above} {text}")
    return Header(j, i + 1, is_block=False, text=text)


def _with_name_above(lines: Lines, i: int, floor: int) -> Header:
    """Where an attribution begins with an address in brackets, the name was wrapped off onto the line above."""
    single, above = lines.texts[i], lines.texts[i - 1] if i > floor else ""
    is_wrapped = single[0] == "<" and 0 < len(above) < _NOISE_LENGTH and above[-1] not in ".!?:,"
    if is_wrapped and len(above.split()) <= _WORDS_OF_NAME:
        return Header(i - 1, i + 1, is_block=False, text=f"{above} {single}")
    return Header(i, i + 1, is_block=False, text=single)


def _verb_in(text: str) -> tuple[int, int] | None:
    """Where the verb begins and ends: mostly it is the last word, else the first that is found."""
    bare = text.rstrip(" :：-")
    last = bare.rpartition(" ")[2]
    if last.lower() in _VERBS_ALONE:
        return len(bare) - len(last), len(bare)
    lower = text.lower()
    found = WROTE_IN_LOWER_CASE.search(lower if len(lower) == len(text) else text)
    return found.span() if found else None


def _open_bracket(text: str) -> bool:
    """The words found so far need something before them: an address's end, a verb alone."""
    return text[:1] in ("<", ">") or text.lower().startswith(("mailto:", "wrote"))


def _opens(text: str) -> bool:
    """Does an attribution begin here: an opener, a weekday, a month or a number first."""
    first = text.lstrip("-<>*_ ").partition(" ")[0].rstrip(".,:").lower()
    return first in _OPENING or first[:1].isdigit() or "年" in text[:12]


def _attributes(lines: Lines, i: int, text: str, verb: tuple[int, int] | None) -> bool:
    is_addressed = "@" in text
    if not (verb or is_addressed):
        return False
    dated = any(pattern.search(text) for pattern in _DATED)
    if verb and (verb[0] or verb[1] < len(text) // 2):
        short = len(text) < _LONGEST_SINGLE
        return dated or (is_addressed and _EMAIL.search(text) is not None) or (short and _marks_follow(lines, i))
    return (
        dated
        and text[-1] in ":："
        and is_addressed
        and _EMAIL.search(text) is not None
        and blocks.label_of(text) is None
    )


def _attributes_without_opener(lines: Lines, i: int, text: str, verb: tuple[int, int]) -> bool:
    """`Ann Lee <a@b.c> wrote:`, `Ana <a@b.pt> escreveu no dia 4/03/2025:`, or `Ann wrote:` right above marked lines."""
    if len(text) - verb[1] > _BEHIND_VERB:
        is_dated = text[-1] == ":" and _DAY.search(text, verb[1]) is not None
        return is_dated and "@" in text and _EMAIL.search(text, 0, verb[0]) is not None
    if "@" in text and _EMAIL.search(text):
        return True
    return _marks_follow(lines, i) and len(text.split()) <= _WORDS_OF_NAME


def _marks_follow(lines: Lines, i: int) -> bool:
    following = blocks.next_text(lines, i + 1)
    return following < lines.size and lines.levels[following] > lines.levels[i]
