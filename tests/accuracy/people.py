"""One person in several forms: names and addresses of the threads of email_entities_lrec, joined as its chains join."""

import re
from collections.abc import Iterator
from itertools import combinations

from tests.accuracy import data
from tests.accuracy.measure import Measure, Tally

from trato.mail.reading.same_person import Sighting, candidates

_OPEN = re.compile(r"\((P\d+)")
_SPACED = re.compile(r"\s+(?=[,.)])")


def measures() -> Iterator[Measure]:
    tally = Tally()
    for _, raw in data.matching("email_entities_lrec/train.tar.gz", "train/", ".conll"):
        _compare(tally, _forms(raw.decode()))
    note = f"P {tally.precision:.2f} R {tally.recall:.2f}; pairs of forms in one thread"
    yield Measure("email_entities_lrec", "one person's forms F1", tally.f1, None, None, note)


def _forms(text: str) -> dict[str, set[str]]:
    """Full names and addresses of people, each with its chains."""
    forms: dict[str, set[str]] = {}
    chain, words = "", list[str]()
    for line in text.split("\n"):
        columns = line.split("\t")
        if len(columns) < 4:
            continue
        opened = _OPEN.match(columns[2])
        chain, words = (opened.group(1), []) if opened else (chain, words)
        if chain:
            words.append(columns[0])
        if chain and ")" in columns[2]:
            form = _SPACED.sub("", " ".join(words))
            if "@" in form or (len(words) > 1 and all(w[0].isupper() or not w[0].isalnum() for w in words)):
                forms.setdefault(form, set()).add(chain)
            chain = ""
    return forms


def _compare(tally: Tally, forms: dict[str, set[str]]) -> None:
    sightings = {form: Sighting(email=form) if "@" in form else Sighting(name=form) for form in forms}
    groups = {sighting: k for k, found in enumerate(candidates(sightings.values())) for sighting in found.sightings}
    for one, other in combinations(forms, 2):
        is_joined = groups[sightings[one]] == groups[sightings[other]]
        is_one = bool(forms[one] & forms[other])
        tally.right += is_joined and is_one
        tally.false += is_joined and not is_one
        tally.missed += is_one and not is_joined
