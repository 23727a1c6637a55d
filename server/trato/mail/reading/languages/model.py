"""What one language contributes to reading mail: a file per language fills in one `Language`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Language:
    """The words mail programs and people of one language use; all lower case, accents kept.

    `headers` maps a canonical field (from, sent, to, cc, bcc, subject, reply_to) to the labels printed in quoted
    headers. `wrote` are the verbs that close or divide an attribution line ("On Monday Ann wrote:"), `openers`
    what it may begin with. `separators` are the words inside "-----Original Message-----".
    """

    code: str
    headers: Mapping[str, tuple[str, ...]]
    wrote: tuple[str, ...]
    openers: tuple[str, ...]
    separators: tuple[str, ...]
    on_behalf_of: tuple[str, ...] = ()
    reply_prefixes: tuple[str, ...] = ()
    forward_prefixes: tuple[str, ...] = ()
    calendar_prefixes: tuple[str, ...] = ()
    auto_reply_subjects: tuple[str, ...] = ()
    bounce_subjects: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    signoffs: tuple[str, ...] = ()
    sent_from: tuple[str, ...] = ()
    disclaimers: tuple[str, ...] = ()
    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    phone_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    job_words: tuple[str, ...] = ()
    department_words: tuple[str, ...] = ()
    company_words: tuple[str, ...] = ()
    street_words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()


def phrases(text: str) -> tuple[str, ...]:
    """Words and phrases written as one text, separated by commas."""
    return tuple(" ".join(piece.split()) for piece in text.split(",") if piece.strip())


def names(text: str) -> tuple[tuple[str, ...], ...]:
    """Months from January or weekdays from Monday: each with its spellings, separated by commas."""
    return tuple(tuple(piece.split()) for piece in text.split(","))


def word_set(text: str) -> frozenset[str]:
    """Words written as one text, separated by blank space."""
    return frozenset(text.split())
