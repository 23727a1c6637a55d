"""Which records are worth comparing: those that share a key, such as an address, a number, a name in any order.

Every kind of key is one column of numbers; records with the same number stand together once they are sorted by it. A
key that too many share tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from trato.phonebook.duplicates.columns import NONE, Column, Places, Table, Words

MOST_IN_BLOCK = 60


def candidates(table: Table) -> tuple[Places, Places]:
    """Return the pairs to compare, each once, by the records' places."""
    found = [pairs for keys, owners in _keys(table) for pairs in _pairs(keys, owners, table.size)]
    packed = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return packed // max(1, table.size), packed % max(1, table.size)


def _pairs(keys: Places, owners: Places, size: int) -> Iterator[Places]:
    """Return the pairs of owners that share a key, packed as one number each."""
    # An owner that has a key twice counts once.
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    is_new = np.ones(len(keys), bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    keys, owners = keys[is_new], owners[is_new]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    lengths = np.diff(np.append(starts, len(keys)))
    for length in np.unique(lengths[(lengths > 1) & (lengths <= MOST_IN_BLOCK)]):
        blocks = owners[starts[lengths == length][:, None] + np.arange(length)]
        one, other = np.triu_indices(length, 1)
        yield (blocks[:, one] * size + blocks[:, other]).ravel()


def _keys(table: Table) -> Iterator[tuple[Places, Places]]:
    """Return each kind of key: the numbers, and whose they are."""
    for sets in (table.emails, table.numbers, table.marks):
        yield _of_each(sets.rows)
    # The part of an address before the @, which moves along to another company.
    handles = table.emails.words.of_each(_handle, Words())
    yield _of_each(handles[table.emails.rows])
    yield from _names(table)
    yield from _sounds(table)
    yield from _places(table)


def _of_each(rows: Places) -> tuple[Places, Places]:
    there = rows != NONE
    return rows[there], np.nonzero(there)[0]


def _handle(email: str) -> str:
    handle = email.partition("@")[0]
    return handle if len(handle) > 4 else ""


def _names(table: Table) -> Iterator[tuple[Places, Places]]:
    first, last = table.first.codes, table.last.codes
    named = np.flatnonzero((first >= 0) & (last >= 0))
    beginnings = Words()
    four = _beginning(table.first, 4, beginnings)[named]
    five = _beginning(table.last, 5, beginnings)[named]
    both = _joined(np.minimum(four, five), np.maximum(four, five))
    yield _joined(both, _beginning(table.company, 4)[named]), named
    yield _joined(both, _beginning(table.second, 3)[named], _beginning(table.birthday, 4)[named]), named
    yield _joined(both, table.city.codes[named]), named
    whole = np.flatnonzero((first >= 0) & (last >= 0) & (table.second.codes >= 0))
    yield _joined(first[whole], last[whole], table.second.codes[whole]), whole


def _sounds(table: Table) -> Iterator[tuple[Places, Places]]:
    """Names that sound alike at one company: first letters and consonants."""
    sound = _made(table.last, sound_of)
    company = table.company.codes
    there = np.flatnonzero((sound >= 0) & (company >= 0))
    yield _joined(sound[there], _beginning(table.company, 6)[there]), there
    letters = Words()
    one, other = _beginning(table.first, 1, letters)[there], _beginning(table.last, 1, letters)[there]
    yield _joined(one, other, company[there]), there
    twos = Words()
    one, other = _beginning(table.first, 2, twos)[there], _beginning(table.last, 2, twos)[there]
    yield _joined(np.minimum(one, other), np.maximum(one, other), company[there]), there


def _places(table: Table) -> Iterator[tuple[Places, Places]]:
    """Who was born on one day, and names that sound alike, or streets that begin alike, in one place."""
    yield _of_column(table.birthday)
    post = table.postal_code.codes
    there = np.flatnonzero(post >= 0)
    yield _joined(post[there], _made(table.last, sound_of)[there]), there
    yield _joined(post[there], _beginning(table.street, 6)[there]), there


def _of_column(column: Column) -> tuple[Places, Places]:
    there = np.flatnonzero(column.codes >= 0)
    return column.codes[there], there


def _beginning(column: Column, letters: int, into: Words | None = None) -> Places:
    return _made(column, lambda text: text[:letters], into)


def _made(column: Column, what: Callable[[str], str], into: Words | None = None) -> Places:
    made: Places = column.words.of_each(what, into if into is not None else Words())[column.codes]
    return made


def _joined(*columns: Places) -> Places:
    """Return one number for each row of several."""
    joined = columns[0]
    for column in columns[1:]:
        _, joined = np.unique(joined, return_inverse=True)
        joined = joined * (int(column.max(initial=0)) + 2) + column + 1
    return joined


def sound_of(word: str) -> str:
    """Return the first letter and the consonants after it, as they sound in Spanish and English."""
    if not word:
        return ""
    kept = [word[0] if word[0] not in "vh" else "b" if word[0] == "v" else word[1:2]]
    for letter in word[1:]:
        alike = _SOUNDS.get(letter, letter)
        if alike and alike != kept[-1]:
            kept.append(alike)
    return "".join(kept)[:5]


_SOUNDS = {**dict.fromkeys("aeiouhyw", ""), "v": "b", "z": "s", "c": "s", "k": "s", "q": "s", "x": "s", "j": "g"}
