"""Turns a phrase into a sentence: [tú~usted], [one|other] and {slot}."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from trato.demo import store
from trato.demo.dice import Dice
from trato.demo.spelling import tidy

OPTIONAL = "_maybe"
PAIRED = "_pair"


@dataclass(frozen=True)
class _Choice:
    """A bracket: alternatives by register or by chance."""

    by_register: bool
    options: tuple[tuple["str | _Choice", ...], ...]


@cache
def _parsed(phrase: str) -> tuple["str | _Choice", ...]:
    parts, rest = _sequence(phrase, 0, inside=False)
    if rest != len(phrase):
        raise ValueError(f"unbalanced bracket in {phrase!r}")
    return parts


def _sequence(phrase: str, at: int, *, inside: bool) -> tuple[tuple["str | _Choice", ...], int]:
    parts: list[str | _Choice] = []
    start = at
    while at < len(phrase):
        letter = phrase[at]
        if letter == "[":
            parts.append(phrase[start:at])
            choice, at = _bracket(phrase, at + 1)
            parts.append(choice)
            start = at
            continue
        if inside and letter in "~|]":
            break
        at += 1
    parts.append(phrase[start:at])
    return tuple(part for part in parts if part != ""), at


def _bracket(phrase: str, at: int) -> tuple[_Choice, int]:
    options: list[tuple[tuple[str | _Choice, ...], str]] = []
    while True:
        parts, at = _sequence(phrase, at, inside=True)
        if at >= len(phrase):
            raise ValueError(f"bracket left open in {phrase!r}")
        options.append((parts, phrase[at]))
        at += 1
        if options[-1][1] == "]":
            break
    marks = [mark for _, mark in options]
    if "~" not in marks:
        return _Choice(by_register=False, options=tuple(parts for parts, _ in options)), at
    # [a|b~c|d]: chance within each register
    cut = marks.index("~") + 1
    sides = [[parts for parts, _ in options[:cut]], [parts for parts, _ in options[cut:]]]
    nested = tuple(side[0] if len(side) == 1 else (_Choice(by_register=False, options=tuple(side)),) for side in sides)
    return _Choice(by_register=True, options=nested), at


def _render(parts: tuple["str | _Choice", ...], dice: Dice, register: str) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
        elif part.by_register:
            made.append(_render(part.options[0 if register == "tu" else 1], dice, register))
        else:
            made.append(_render(dice.pick(part.options), dice, register))
    return "".join(made)


def sentence(phrase: str, dice: Dice, register: str, slots: Mapping[str, str]) -> str:
    """One phrase as text; an unknown slot is a mistake and raises KeyError."""
    text = _render(_parsed(phrase), dice, register).format_map(slots)
    lines = [tidy(line) for line in text.split("\n")]
    lines = [line[:1].upper() + line[1:] for line in lines]
    return "\n".join(lines)


def variants(language: str, act: str) -> dict[str, list[str]]:
    """The parts of an act."""
    return store.phrases(language)[act]


def has_act(language: str, act: str) -> bool:
    """True if this language has phrases for the act."""
    return act in store.phrases(language)


def paragraphs(language: str, act: str, dice: Dice, register: str, slots: Mapping[str, str]) -> tuple[str, ...]:
    """What one says on this occasion: a paragraph or several.

    Question and answer go together: parts ending in _pair take the variant that the slot "pair" numbers.
    """
    said: list[str] = []
    for part, options in variants(language, act).items():
        if part.endswith(OPTIONAL) and not dice.chance(0.45):
            continue
        chosen = options[int(slots["pair"]) % len(options)] if part.endswith(PAIRED) else dice.pick(options)
        said.append(sentence(chosen, dice, register, slots))
    return _joined(said, dice)


def _joined(said: list[str], dice: Dice) -> tuple[str, ...]:
    """Short sentences run on in one paragraph as often as not; lists stand alone."""
    made: list[str] = []
    for text in said:
        alone = "\n- " in text or text.startswith("- ") or text.endswith(":")
        if made and not alone and not made[-1].endswith(":") and "\n- " not in made[-1] and dice.chance(0.5):
            made[-1] = f"{made[-1]} {text}"
        else:
            made.append(text)
    return tuple(made)
