"""The words of all languages put together once, in the shape each rule looks them up."""

import re
from collections.abc import Iterable, Mapping
from itertools import product

from trato.mail.reading.languages import ALL


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; they share beginnings, so that a miss is cheap."""
    tree = _Tree()
    for word in set(words):
        node = tree
        for letter in word:
            node = node.setdefault(letter, _Tree())
        node[""] = _Tree()
    return _written(tree)


class _Tree(dict[str, "_Tree"]):
    """Letters to what may follow them; the empty letter marks the end of a word."""


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, whole, in text that is in lower case already.

    The look behind stands after the first letter: so the search leaps from one possible first letter to the next.
    """
    tree = _Tree()
    for word in set(words):
        tree.setdefault(word[0], _Tree())[word[1:]] = _Tree()
    heads = (rf"{re.escape(first)}(?<!\w.)(?:{alternatives(rest)})" for first, rest in sorted(tree.items()))
    return re.compile(rf"(?:{'|'.join(heads)})(?!\w)", re.DOTALL)


def _written(tree: Mapping[str, "_Tree"]) -> str:
    branches = [re.escape(letter) + _group(tree[letter]) for letter in sorted(tree) if letter]
    return "|".join([*branches, ""] if "" in tree else branches)


def _group(tree: Mapping[str, "_Tree"]) -> str:
    if set(tree) <= {""}:
        return ""
    written = _written(tree)
    return f"(?:{written})" if len(tree) > 1 else written


def _header_labels() -> dict[str, str]:
    """Label to canonical field. A label two languages use differently keeps its first, more common meaning."""
    labels: dict[str, str] = {}
    for language in ALL:
        for field, words in language.headers.items():
            for word in words:
                labels.setdefault(word, field)
    return labels


HEADER_LABELS = _header_labels()
LONGEST_LABEL = max(map(len, HEADER_LABELS))
WROTE = tuple(sorted({verb for language in ALL for verb in language.wrote}, key=lambda w: (-len(w), w)))
WROTE_PATTERN = re.compile(rf"(?<!\w)(?:{alternatives(WROTE)})(?!\w)", re.IGNORECASE)
WROTE_IN_LOWER_CASE = whole_words(WROTE)
OPENERS = frozenset(word for language in ALL for word in language.openers)
SEPARATORS = tuple(sorted({s.strip() for language in ALL for s in language.separators}, key=lambda w: (-len(w), w)))
ON_BEHALF_OF = re.compile(
    rf"\s(?:{alternatives(w for language in ALL for w in language.on_behalf_of)})\s+", re.IGNORECASE
)
SENT_FROM = re.compile(
    rf"^(?:{alternatives(w for language in ALL for w in language.sent_from)})(?!\w)[^,!?]{{0,80}}$", re.IGNORECASE
)
SENT_FROM_STARTS = frozenset(phrase[:4].lower() for language in ALL for phrase in language.sent_from)
"""The first four letters of each."""
SENT_FROM_HEADS = frozenset(
    "".join(letters) for start in SENT_FROM_STARTS for letters in product(*({c, c.upper()} for c in start))
)
"""The same however written, so that a line need not be put into lower case to be asked."""
MONTHS: dict[str, int] = {}
for _language in ALL:
    for _number, _names in enumerate(_language.months, start=1):
        for _name in _names:
            MONTHS.setdefault(_name, _number)
WEEKDAYS: dict[str, int] = {}
for _language in ALL:
    for _number, _names in enumerate(_language.weekdays):
        for _name in _names:
            WEEKDAYS.setdefault(_name, _number)
GREETINGS = frozenset(word for language in ALL for word in language.greetings)
ADDRESSEES = frozenset(word for language in ALL for word in language.addressees)
SIGNOFFS = frozenset(word for language in ALL for word in language.signoffs)
JOB_WORDS = frozenset(word for language in ALL for word in language.job_words)
DEPARTMENT_WORDS = frozenset(word for language in ALL for word in language.department_words)
COMPANY_WORDS = frozenset(word for language in ALL for word in language.company_words)
STREET_WORDS = frozenset(word for language in ALL for word in language.street_words)
DISCLAIMERS = tuple(sorted({word for language in ALL for word in language.disclaimers}))
PHONE_LABELS: dict[str, str] = {}
for _language in ALL:
    for _kind, _labels in _language.phone_labels.items():
        for _label in _labels:
            PHONE_LABELS.setdefault(_label, _kind)
