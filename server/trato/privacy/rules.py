"""Which rule keeps an item out, and what people may type as a rule. Pure.

Any participant is enough, wherever they are named. A domain covers its sub-domains, a folder those below it. Words
compare without case and accents; a keyword covers the words of a subject that begin with it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from trato.errors import InvalidInputError
from trato.privacy.model import Facts, Rule, RuleKind

# What a rule of a forgotten thread says: whether all of it was meant, or one mail.
FORGOTTEN_THREAD, FORGOTTEN_MAIL = "thread", "mail"
SENSITIVITIES = ("personal", "private", "confidential")
SHORTEST_KEYWORD = 3
LONGEST_VALUE = 320
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_DOMAIN = re.compile(r"[^\s@/.]+(\.[^\s@/.]+)+")


def folded(text: str) -> str:
    """Return the text without case and accents, blanks as one."""
    apart = unicodedata.normalize("NFKD", " ".join(text.split()))
    return "".join(one for one in apart if not unicodedata.combining(one)).casefold()


def digest(key: str) -> str:
    """Return what a mail's key ("id:…", "fp:…") is remembered as when the mail is forgotten."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def domains_above(domain: str) -> list[str]:
    """Return the domain and those above it, longest first."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def typed(kind: RuleKind, value: str) -> str:
    """Return the value of a rule as it is kept. Raises InvalidInputError saying what would fit."""
    if kind is RuleKind.THREAD:
        raise InvalidInputError("a thread is forgotten where it is seen, not by a rule that is typed")
    plain = " ".join(value.replace("\0", "").split())[:LONGEST_VALUE]
    kept = _CLEANED[kind](plain)
    if not kept:
        raise InvalidInputError(f"{plain!r} does not fit: {_FITTING[kind]}")
    return kept


def _participant(value: str) -> str:
    return value.lower() if _ADDRESS.fullmatch(value) else ""


def _domain(value: str) -> str:
    bare = value.lower().removeprefix("*.").lstrip("@").strip(".")
    return bare if _DOMAIN.fullmatch(bare) else ""


def _sensitivity(value: str) -> str:
    return value.lower() if value.lower() in SENSITIVITIES else ""


def _keyword(value: str) -> str:
    return value if sum(one.isalnum() for one in folded(value)) >= SHORTEST_KEYWORD else ""


def _folder(value: str) -> str:
    return "/".join(part.strip() for part in value.split("/") if part.strip())


_CLEANED: dict[RuleKind, Callable[[str], str]] = {
    RuleKind.PARTICIPANT: _participant,
    RuleKind.DOMAIN: _domain,
    RuleKind.CATEGORY: str,
    RuleKind.FOLDER: _folder,
    RuleKind.KEYWORD: _keyword,
    RuleKind.SENSITIVITY: _sensitivity,
}
_FITTING = {
    RuleKind.PARTICIPANT: "a participant is a mail address such as ana@example.com",
    RuleKind.DOMAIN: "a domain looks like example.com; its sub-domains are covered",
    RuleKind.CATEGORY: "a category is named as in Outlook",
    RuleKind.FOLDER: "a folder is named by its name, or from the top as Clients/Private",
    RuleKind.KEYWORD: f"a keyword has {SHORTEST_KEYWORD} letters or digits at least",
    RuleKind.SENSITIVITY: f"a sensitivity is one of {', '.join(SENSITIVITIES)}",
}


@dataclass(slots=True)
class Ruleset:
    """The rules that hold for one mailbox, ready to be asked of many items."""

    rules: tuple[Rule, ...]
    _addresses: dict[str, Rule] = field(default_factory=dict)
    _domains: dict[str, Rule] = field(default_factory=dict)
    _categories: dict[str, Rule] = field(default_factory=dict)
    _sensitivities: dict[str, Rule] = field(default_factory=dict)
    _folders: list[tuple[tuple[str, ...], Rule]] = field(default_factory=list)
    _keywords: list[tuple[re.Pattern[str], Rule]] = field(default_factory=list)
    _threads: dict[int, Rule] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Ruleset:
        """Make ready these rules."""
        made = cls(tuple(rules))
        for rule in made.rules:
            made._sort_in(rule)
        return made

    @property
    def is_empty(self) -> bool:
        """Tell that nothing is kept out."""
        return not self.rules

    @property
    def thread_ids(self) -> list[int]:
        """Return the rules that are of forgotten threads."""
        return list(self._threads)

    @property
    def asks_folders(self) -> bool:
        """Tell whether it matters in which folder a mail is."""
        return bool(self._folders)

    def covering(self, facts: Facts) -> Rule | None:
        """Return a rule that keeps the item out, None where none does."""
        if self.is_empty:
            return None
        return self._by_people(facts) or self._by_marks(facts) or self.covering_folder(facts.folder)

    def covering_folder(self, path: tuple[str, ...]) -> Rule | None:
        """Return a rule that keeps out what is in the folder of that path."""
        names = tuple(map(folded, path))
        for wanted, rule in self._folders:
            if names[: len(wanted)] == wanted if len(wanted) > 1 else wanted[0] in names:
                return rule
        return None

    def _by_people(self, facts: Facts) -> Rule | None:
        if not self._addresses and not self._domains:
            return None
        for address in facts.addresses:
            if address in self._addresses:
                return self._addresses[address]
            if self._domains:
                for domain in domains_above(address.rpartition("@")[2]):
                    if domain in self._domains:
                        return self._domains[domain]
        return None

    def _by_marks(self, facts: Facts) -> Rule | None:
        if facts.sensitivity in self._sensitivities:
            return self._sensitivities[facts.sensitivity]
        for category in facts.categories if self._categories else ():
            if folded(category) in self._categories:
                return self._categories[folded(category)]
        subject = folded(facts.subject) if self._keywords else ""
        for pattern, rule in self._keywords:
            if pattern.search(subject):
                return rule
        return next((self._threads[one] for one in facts.forgotten_by if one in self._threads), None)

    def _sort_in(self, rule: Rule) -> None:
        if rule.kind is RuleKind.PARTICIPANT:
            self._addresses.setdefault(rule.value, rule)
        elif rule.kind is RuleKind.DOMAIN:
            self._domains.setdefault(rule.value, rule)
        elif rule.kind is RuleKind.CATEGORY:
            self._categories.setdefault(folded(rule.value), rule)
        elif rule.kind is RuleKind.SENSITIVITY:
            self._sensitivities.setdefault(rule.value, rule)
        elif rule.kind is RuleKind.FOLDER:
            self._folders.append((tuple(folded(part) for part in rule.value.split("/")), rule))
        elif rule.kind is RuleKind.KEYWORD:
            self._keywords.append((re.compile(rf"(?<!\w){re.escape(folded(rule.value))}"), rule))
        else:
            self._threads[rule.id] = rule
