"""Merge one person's two sides, field by field, against what both agreed on last (three-way merge).

A field that one side changed goes to the other. One that both changed to the same is agreed. One that both changed
differently is decided by the field's policy, or waits for a person. Numbers, addresses and lists are sets: an element
that one side added or removed is added or removed, whatever else the other side did.

Pure: documents in, documents out. Merging again what came out changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trato.phonebook.lists.fields import (
    BIRTHDAY,
    EMAILS,
    EMPTY,
    EMPTY_CARD,
    LISTS,
    MOST_EMAILS,
    NOTES,
    PHONES,
    PLACES,
    SHOWN_IN,
    SINGLE,
    ReadPhone,
    Values,
    join_notes,
    list_key,
    numbered,
    phone_key,
    phone_values,
    place_list,
    place_phones,
    shown_phones,
    split_notes,
)

JOINT = " / "


class Policy(StrEnum):
    """Who decides when both sides changed a field differently."""

    OURS = "ours"
    THEIRS = "theirs"
    NEWEST = "newest"
    BOTH = "both"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Rules:
    """How differences of one person are settled.

    `told`: fields that are somebody else's to change here (the account's name): a change of them in Outlook is asked
    about and never written. `is_ours_newer`: whether our side was changed later, for Policy.NEWEST.
    """

    policies: Mapping[str, Policy]
    told: frozenset[str] = frozenset()
    is_ours_newer: bool = False

    def of(self, field: str) -> Policy:
        """Return the policy of a field; what is not said is asked."""
        return self.policies.get(field, Policy.ASK)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides had when they last agreed, each in its own form; a field never agreed on is missing."""

    ours: Values
    theirs: Values


NEVER = Agreed({}, {})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that a person must decide on, with both values."""

    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides as they are to be, and what waits for a person; fields that wait are as they were on either side."""

    ours: Values
    theirs: Values
    conflicts: tuple[Conflict, ...] = ()

    def agreed(self, before: Agreed, *, fields: frozenset[str] | None = None) -> Agreed:
        """Return what is agreed on once `fields` (all if None) are as they are to be on both sides."""
        waiting = {one.field for one in self.conflicts}
        done = [name for name in EMPTY if name not in waiting and (fields is None or name in fields)]
        shown = [one for name in done for one in SHOWN_IN[name]]
        return Agreed(
            {**before.ours, **{name: self.ours[name] for name in done}},
            {**before.theirs, **{name: self.theirs[name] for name in shown}},
        )


def merge(base: Agreed, ours: Values, theirs: Values, rules: Rules, read: ReadPhone) -> Merged:
    """Return both sides merged. `read` understands a number as it is typed at this person's account."""
    work = _Work(base, ours, theirs, rules, read)
    for name in SINGLE:
        work.single(name)
    for name in (*LISTS, EMAILS):
        work.elements(name)
    work.phones()
    return Merged(work.new_ours, work.new_theirs, tuple(work.conflicts))


def as_card(ours: Values, read: ReadPhone) -> Values:
    """Return a person who is not in Outlook yet as the contact to be made."""
    return merge(Agreed(EMPTY, EMPTY_CARD), ours, EMPTY_CARD, Rules({}), read).theirs


def as_ours(theirs: Values, read: ReadPhone) -> Values:
    """Return a contact that is not in the CRM yet as the person to be made."""
    return merge(Agreed(EMPTY, EMPTY_CARD), EMPTY, theirs, Rules({}), read).ours


class _Work:
    def __init__(self, base: Agreed, ours: Values, theirs: Values, rules: Rules, read: ReadPhone) -> None:
        self._base, self._ours, self._theirs, self._rules, self._read = base, ours, theirs, rules, read
        self.new_ours: dict[str, Any] = dict(ours)
        self.new_theirs: dict[str, Any] = dict(theirs)
        self.conflicts: list[Conflict] = []

    def single(self, name: str) -> None:
        ours, theirs = self._ours[name], self._seen(name)
        if ours == theirs:
            return
        was_agreed = name in self._base.ours and SHOWN_IN[name][0] in self._base.theirs
        is_ours_changed = not was_agreed or ours != self._base.ours[name]
        is_theirs_changed = not was_agreed or theirs != self._base_seen(name)
        if not is_theirs_changed:
            if is_ours_changed:
                self._show(name, ours)
        elif name in self._rules.told:
            self._settle_told(name, ours, theirs, is_ours_changed=is_ours_changed and was_agreed)
        elif not is_ours_changed or (not was_agreed and is_blank(ours)):
            self.new_ours[name] = theirs
        elif not was_agreed and is_blank(theirs):
            self._show(name, ours)
        else:
            self._settle(name, ours, theirs)

    def _settle_told(self, name: str, ours: Any, theirs: Any, *, is_ours_changed: bool) -> None:
        """A change in Outlook of what is not ours to write: empty there, it is filled; else a person is asked."""
        if is_blank(theirs) or is_ours_changed or self._rules.of(name) is Policy.OURS:
            self._show(name, ours)
        else:
            self.conflicts.append(Conflict(name, ours, theirs))

    def _settle(self, name: str, ours: Any, theirs: Any) -> None:
        policy = self._rules.of(name)
        if policy is Policy.NEWEST:
            policy = Policy.OURS if self._rules.is_ours_newer else Policy.THEIRS
        if policy is Policy.BOTH:
            both = joined(name, ours, theirs)
            if both is None:
                policy = Policy.ASK
            else:
                self.new_ours[name] = both
                self._show(name, both)
                return
        if policy is Policy.OURS:
            self._show(name, ours)
        elif policy is Policy.THEIRS:
            self.new_ours[name] = theirs
        else:
            self.conflicts.append(Conflict(name, ours, theirs))

    def _seen(self, name: str) -> Any:
        if name != NOTES:
            return self._theirs[name]
        _, below = split_notes(self._theirs["personal_notes"])
        # Somebody who cut off our part did not write anything new into it.
        return self._base_seen(NOTES) if below is None else below

    def _base_seen(self, name: str) -> Any:
        if name != NOTES:
            return self._base.theirs.get(name, EMPTY[name])
        return split_notes(self._base.theirs.get("personal_notes", ""))[1] or ""

    def _show(self, name: str, value: Any) -> None:
        if name == NOTES:
            own, below = split_notes(self._theirs["personal_notes"])
            before = self._base_seen(NOTES)
            if below is None and before and own.endswith(before):  # the mark is gone, our words are not
                own = own[: -len(before)].removesuffix("\n")
            self.new_theirs["personal_notes"] = join_notes(own, value)
        else:
            self.new_theirs[name] = value

    def elements(self, name: str) -> None:
        key = list_key(name)
        was_ours = numbered(self._base.ours.get(name, ()), key)
        was_theirs = numbered(self._base.theirs.get(name, ()), key)
        ours, theirs = numbered(self._ours[name], key), numbered(self._theirs[name], key)
        to_ours: dict[Any, Any] = {}
        to_theirs: dict[Any, Any] = {}
        for one in _kept(was_ours, ours, was_theirs, theirs):
            to_ours[one], to_theirs[one] = _spelt(
                was_ours.get(one), ours.get(one), was_theirs.get(one), theirs.get(one)
            )
        self.new_ours[name] = list(to_ours.values())
        self.new_theirs[name] = place_list(to_theirs, list(theirs), MOST_EMAILS if name == EMAILS else None)

    def phones(self) -> None:
        was_ours = numbered(self._base.ours.get(PHONES, ()), self._own_key)
        was_shown = self._shown({**EMPTY_CARD, **self._base.theirs})
        ours, shown = numbered(self._ours[PHONES], self._own_key), self._shown(self._theirs)
        to_ours: dict[Any, Values] = {}
        numbers, stay = {}, {}
        for one in _kept(was_ours, ours, was_shown, shown):
            was, now, was_seen, seen = was_ours.get(one), ours.get(one), was_shown.get(one), shown.get(one)
            typed, numbers[one] = _spelt(
                was and was["number"], now and now["number"], was_seen and was_seen[1], seen and seen[1]
            )
            kind, slot = _spelt(was and was["kind"], now and now["kind"], was_seen and was_seen[0], seen and seen[0])
            is_same = now is not None and now["number"] == typed
            to_ours[one] = {**now, "kind": kind} if now and is_same else phone_values(self._read(typed), kind)
            if seen is not None and slot == seen[0]:
                stay[one] = slot
        self.new_ours[PHONES] = list(to_ours.values())
        were = {one: stay[one] for one in shown if one in stay}
        self.new_theirs.update(place_phones(numbers, {one: phone["kind"] for one, phone in to_ours.items()}, were))

    def _shown(self, card: Values) -> dict[Any, tuple[str, str]]:
        return numbered(shown_phones(card), lambda shown: self._key(shown[1]))

    def _own_key(self, phone: Values) -> str:
        return self._key(phone["number"])

    def _key(self, number: str) -> str:
        phone = self._read(number)
        return phone_key(number, phone.e164, phone.extension)


def is_blank(value: Any) -> bool:
    """Tell whether nothing is written there."""
    return not any(value.values()) if isinstance(value, dict) else not value


def _kept(
    was_ours: Mapping[Any, Any], ours: Mapping[Any, Any], was_theirs: Mapping[Any, Any], theirs: Mapping[Any, Any]
) -> list[Any]:
    """Return the elements that stay, ours first.

    What one side took out goes, unless the other changed it meanwhile or, for ours, it was never shown there.
    """
    kept = [
        one
        for one, value in ours.items()
        if one in theirs or one not in was_theirs or one not in was_ours or value != was_ours[one]
    ]
    return kept + [one for one, value in theirs.items() if one not in ours and was_theirs.get(one) != value]


def _spelt(was_ours: Any, ours: Any, was_theirs: Any, theirs: Any) -> tuple[Any, Any]:
    """Return an element as either side writes it: a side that changed its spelling tells the other, ours first.

    Each keeps its own way of writing what was found the same. None is: not there.
    """
    if theirs is None or ours is None:
        return (ours, ours) if theirs is None else (theirs, theirs)
    if was_ours is not None and ours != was_ours:
        return ours, ours
    if was_theirs is not None and theirs != was_theirs:
        return theirs, theirs
    return ours, theirs


def joined(name: str, ours: Any, theirs: Any) -> Any:
    """Return one value that keeps both, or None where a field can hold only one."""
    if is_blank(ours) or is_blank(theirs):
        return theirs if is_blank(ours) else ours
    if name in PLACES or name == BIRTHDAY:
        return None
    joint = "\n" if name == NOTES else JOINT
    parts = [*ours.split(joint), *theirs.split(joint)]
    return joint.join(dict.fromkeys(parts))


__all__ = [
    "NEVER", "Agreed", "Conflict", "Merged", "Policy", "Rules", "as_card", "as_ours", "is_blank", "joined", "merge",
]  # fmt: skip
