"""Weigh what two records have, part by part, for all candidates at once: how much it tells that they are one person.

Weights are like logarithms of how many times likelier an agreement is of one person than of two (Fellegi and Sunter
1969). They were set on invented contacts of which it is known who is who, and are the same for all data.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from trato.phonebook.duplicates.columns import Column, Flags, Numbers, Places, Sets, Table, Words, unique_pairs

MOST_FOR_NAME = 10.0
CLOSE, NEAR, FAR = 0.93, 0.86, 0.8

# Says of pairs of texts, given by their numbers and different ones only, how much their being near tells; 0 is: not.
Near = Callable[[Words, Places, Places], Numbers]


class Part(StrEnum):
    """What two records are compared by."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    NUMBER = "number"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    MARK = "mark"


def _weigh_name(table: Table, left: Places, right: Places) -> Numbers:
    first, last = table.first, table.last
    straight = _given(table, left, right, first.codes[right]) + _surname(last, left, last.codes[right])
    weight = straight.copy()
    # Written the other way round: given name for surname.
    both = np.flatnonzero((first.codes[left] >= 0) & (last.codes[right] >= 0))
    one, other = left[both], right[both]
    turned = _given(table, one, other, last.codes[other]) + _surname(last, one, first.codes[other])
    weight[both] = np.maximum(straight[both], turned - 1.0)
    is_straight = np.ones(len(left), bool)
    is_straight[both] = straight[both] >= turned
    weight = weight + _second(table, left, right, is_straight) + _middle(table, left, right)
    # However rare a name is, somebody else may bear it.
    capped: Numbers = np.minimum(weight, MOST_FOR_NAME).astype(np.float32)
    return capped


def _given(table: Table, left: Places, right: Places, other: Places) -> Numbers:
    """Weigh given names. Another one beside all that families share is what tells brothers apart."""
    one, rarity = table.first.codes[left], table.first.rarity[left]
    alike = table.first.words.alike(one, other)
    is_there = (one >= 0) & (other >= 0)
    kind = _given_kind(table, left, right, other, asked=is_there & (one != other))
    weight = np.select(
        [~is_there, one == other, kind == 1, kind == 2, alike >= CLOSE, alike >= NEAR, alike >= FAR],
        [0.0, np.minimum(rarity, 8.0) * 0.8, 1.0, 1.5, np.minimum(rarity, 7.0) * 0.55, 0.5, -4.0],
        default=-26.0,
    )
    return weight.astype(np.float32)


def _given_kind(table: Table, left: Places, right: Places, other: Places, *, asked: Flags) -> Places:
    """Return 1 where one is the initial of the other, 2 where it is the other's second given name, else 0."""
    one, texts = table.first.codes[left], table.first.words.texts
    kinds = np.zeros(len(left), np.int64)
    lengths = np.array([*map(len, texts), 0])
    letters = np.array([*(ord(text[0]) for text in texts), 0])
    is_initial = asked & (np.minimum(lengths[one], lengths[other]) == 1)
    kinds[is_initial & (letters[one] == letters[other])] = 1
    for name, middle in ((one, table.middle.codes[right]), (other, table.middle.codes[left])):
        rest = np.flatnonzero(asked & ~is_initial & (middle >= 0))
        pairs, where = unique_pairs(name[rest], middle[rest], len(table.middle.words.texts) + 1)
        within = [
            texts[name_code] in table.middle.words.texts[middle_code].split()
            for name_code, middle_code in zip(*(one.tolist() for one in pairs), strict=True)
        ]
        kinds[rest[np.array(within, bool)[where]]] = 2
    return kinds


def _surname(last: Column, left: Places, other: Places) -> Numbers:
    one, rarity = last.codes[left], last.rarity[left]
    alike = last.words.alike(one, other)
    is_there = (one >= 0) & (other >= 0)
    weight = np.select(
        [~is_there, one == other, alike >= CLOSE, alike >= NEAR],
        [0.0, np.minimum(rarity, 10.0) * 0.8, np.minimum(rarity, 9.0) * 0.6, 1.0],
        default=-9.0,
    )
    return weight.astype(np.float32)


def _second(table: Table, left: Places, right: Places, is_straight: Flags) -> Numbers:
    column = table.second
    one, other = column.codes[left], column.codes[right]
    alike = column.words.alike(one, other)
    is_there = (one >= 0) & (other >= 0)
    weight = np.select(
        [~is_there, one == other, alike >= NEAR],
        [0.0, np.minimum(column.rarity[left], 8.0) * 0.7, 1.0],
        default=np.where(is_straight, -6.0, -3.0),
    )
    return weight.astype(np.float32)


def _middle(table: Table, left: Places, right: Places) -> Numbers:
    one, other = table.middle.codes[left], table.middle.codes[right]
    is_there = (one >= 0) & (other >= 0)
    return np.select([~is_there, one == other], [0.0, 2.0], default=-1.5).astype(np.float32)


def _weigh_company(table: Table, left: Places, right: Places) -> Numbers:
    column = table.company
    one, other = column.codes[left], column.codes[right]
    alike = column.words.alike(one, other)
    is_there = (one >= 0) & (other >= 0)
    weight = np.select(
        [~is_there, one == other, alike >= CLOSE],
        [0.0, np.minimum(column.rarity[left], 10.0) * 0.45, 2.5],
        default=-4.0,
    )
    return weight.astype(np.float32)


def _weigh_email(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table.emails, left, right, least=5.0, most=14.0, differs=-1.0, near=_near_emails)


def _weigh_number(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table.numbers, left, right, least=0.5, most=9.0, differs=-1.5, near=_near_numbers)


def _weigh_mark(table: Table, left: Places, right: Places) -> Numbers:
    return _weigh_sets(table.marks, left, right, least=8.0, most=14.0, differs=-3.0, near=_near_numbers)


def _weigh_sets(
    sets: Sets, left: Places, right: Places, *, least: float, most: float, differs: float, near: Near
) -> Numbers:
    """Weigh what one has several of: the rarest that both have, else the nearest, else that they differ."""
    weights = np.zeros(len(left), np.float32)
    if sets.is_empty:
        return weights
    asked = np.flatnonzero((sets.rows[left, 0] >= 0) & (sets.rows[right, 0] >= 0))
    ours, theirs = sets.rows[left[asked]], sets.rows[right[asked]]
    fewest = np.full(len(asked), np.iinfo(np.int64).max)
    nearest = np.zeros(len(asked), np.float32)
    for one in ours.T:
        for other in theirs.T:
            same = (one == other) & (one >= 0)
            fewest[same] = np.minimum(fewest[same], sets.counts[one[same]])
    is_shared = fewest < np.iinfo(np.int64).max
    for one in ours.T:
        for other in theirs.T:
            open_ones = np.flatnonzero(~is_shared & (one >= 0) & (other >= 0))
            found = near(sets.words, one[open_ones], other[open_ones])
            nearest[open_ones] = np.maximum(nearest[open_ones], found)
    # Two who share it may be one person; a third and a fourth make it a switchboard's.
    shared = np.maximum(least, most - 2.2 * np.maximum(0, np.where(is_shared, fewest, 2) - 2))
    weights[asked] = np.where(is_shared, shared, np.where(nearest > 0, nearest, differs))
    return weights


def _near_emails(words: Words, one: Places, other: Places) -> Numbers:
    """The same handle elsewhere tells no more than the name it was made of: only one domain is looked at."""
    handles = Words()
    handle = words.of_each(lambda email: email.partition("@")[0], handles)
    domain = words.of_each(lambda email: email.partition("@")[2], Words())
    weights = np.zeros(len(one), np.float32)
    here = np.flatnonzero(domain[one] == domain[other])
    weights[here] = np.where(handles.alike(handle[one[here]], handle[other[here]]) >= CLOSE, 4.0, 0.0)
    return weights


def _near_numbers(words: Words, one: Places, other: Places) -> Numbers:
    """One digit wrong, or two exchanged."""
    letters = words.letters()
    near = np.zeros(len(one), bool)
    wrong = (letters[one] != letters[other]).sum(axis=1)
    few = np.flatnonzero((wrong == 1) | (wrong == 2))
    mine, its = letters[one[few]], letters[other[few]]
    # A letter more or less would move all that follow.
    is_as_long = (mine != 0).sum(axis=1) == (its != 0).sum(axis=1)
    is_exchanged = (np.sort(mine, axis=1) == np.sort(its, axis=1)).all(axis=1)
    near[few] = is_as_long & ((wrong[few] == 1) | is_exchanged)
    return np.where(near, 4.0, 0.0).astype(np.float32)


def _weigh_address(table: Table, left: Places, right: Places) -> Numbers:
    street = table.street
    one, other = street.codes[left], street.codes[right]
    alike = street.words.alike(one, other)
    is_there = (one >= 0) & (other >= 0)
    same_post, other_post = _same_and_other(table.postal_code, left, right)
    same_city, other_city = _same_and_other(table.city, left, right)
    weight = np.select(
        [~is_there, one == other, alike >= 0.88],
        [0.0, np.minimum(street.rarity[left], 10.0) * 0.4, 2.0],
        default=-0.7,
    )
    weight = weight + np.where(same_post, 1.5, 0.0) - np.where(other_post, 0.7, 0.0)
    return (weight + np.where(same_city, 0.7, 0.0) - np.where(other_city, 0.7, 0.0)).astype(np.float32)


def _same_and_other(column: Column, left: Places, right: Places) -> tuple[Flags, Flags]:
    one, other = column.codes[left], column.codes[right]
    is_there = (one >= 0) & (other >= 0)
    return is_there & (one == other), is_there & (one != other)


def _weigh_birthday(table: Table, left: Places, right: Places) -> Numbers:
    column = table.birthday
    one, other = column.codes[left], column.codes[right]
    is_there = (one >= 0) & (other >= 0)
    near = np.zeros(len(left), bool)
    asked = np.flatnonzero(is_there & (one != other))
    if len(asked):
        near[asked] = _near_numbers(column.words, one[asked], other[asked]) > 0
    return np.select([~is_there, one == other, near], [0.0, 8.0, 3.0], default=-4.0).astype(np.float32)


WEIGH: dict[Part, Callable[[Table, Places, Places], Numbers]] = {
    Part.COMPANY: _weigh_company,
    Part.EMAIL: _weigh_email,
    Part.NUMBER: _weigh_number,
    Part.ADDRESS: _weigh_address,
    Part.BIRTHDAY: _weigh_birthday,
    Part.MARK: _weigh_mark,
    Part.NAME: _weigh_name,
}
