"""It reads like mail: both languages, no template marks, no doubled spaces, agreement spot-checked."""

import re
from collections import Counter

import pytest

from trato.demo import store, wording

BROKEN = re.compile(r"[{}\[\]~]|  +\S|\bNone\b| ,| \.(?!\d)|¿¿|\.\.(?!\.)|\bde el\b|\ba el\b")
SPANISH = {"el", "la", "que", "los", "para", "con", "una", "gracias", "saludo"}
ENGLISH = {"the", "and", "you", "for", "with", "thanks", "regards", "we"}
TU = re.compile(r"\b(tú|contigo|te (adjunto|envío|llamo|paso)|podéis|tenéis|queréis|vosotros|vuestr[oa]s?)\b")
USTED = re.compile(r"\b(usted|ustedes|le (adjunto|envío|llamo|paso)|dígame|llámeme)\b", re.IGNORECASE)


@pytest.fixture(scope="session")
def bodies(mails):
    """What each mail says in its own words: the text without history, by key."""
    found = {}
    for identity, mail in mails.items():
        part = mail.get_body(("plain",)) if not mail.get_content_type().startswith("text/calendar") else None
        if part is not None and mail.get_content_type() != "multipart/report":
            found[identity] = part.get_content()
    return found


def own_words(text: str) -> str:
    return re.split(r"\n(?:De|From): |\n> |\nEl .*escribió:|\nOn .*wrote:|\n_{20}", text)[0]


def test_no_marks_are_left(bodies):
    broken = {}
    for identity, text in bodies.items():
        for line in text.split("\n"):
            bare = line.replace("[ERP]", "").lstrip("> ")
            if BROKEN.search(bare) and "-- " not in bare:
                broken[identity] = line
    assert not broken


def test_subjects_are_clean(mails):
    assert not [
        mail["Subject"] for mail in mails.values()
        if BROKEN.search(mail["Subject"].replace("[ERP]", "")) or not mail["Subject"].strip()
    ]  # fmt: skip


def test_both_languages_are_spoken(bodies):
    found = Counter()
    for text in bodies.values():
        words = set(re.findall(r"[a-záéíóúñ]+", own_words(text).lower()))
        found["es" if len(words & SPANISH) >= len(words & ENGLISH) else "en"] += 1
    share = found["en"] / found.total()

    assert 0.1 < share < 0.4


def test_nobody_mixes_tu_and_usted_in_one_mail(bodies):
    mixed = [
        text for text in map(own_words, bodies.values())
        if TU.search(text) and USTED.search(text) and "puede ejercer" not in text
    ]  # fmt: skip
    assert not mixed


def test_mails_differ_from_each_other(bodies, answers):
    automated = {row["message_id"] for row in answers("automated")}
    texts = Counter(own_words(text) for identity, text in bodies.items() if identity not in automated)

    assert len(texts) / texts.total() > 0.9


@pytest.mark.parametrize("language", ["es", "en"])
def test_phrases_are_well_formed(language):
    slots = Anything()
    for act in store.phrases(language):
        for options in wording.variants(language, act).values():
            for phrase in options:
                for register in ("tu", "usted"):
                    wording.sentence(phrase, FirstOf(), register, slots)


class Anything(dict):
    def __missing__(self, key):
        return key


class FirstOf:
    def pick(self, options):
        return options[0]


def test_sales_and_service_acts_exist_in_both_languages():
    spanish, english = set(store.phrases("es")), set(store.phrases("en"))
    only_inside = {act for act in spanish - english if act.startswith(("i_", "p_"))}

    assert english <= spanish
    assert spanish - english == only_inside


def test_register_and_chance():
    from trato.demo.dice import Dice

    dice = Dice("here")
    assert wording.sentence("¿[Puedes~Puede] venir {when}?", dice, "usted", {"when": "el lunes"}) == (
        "¿Puede venir el lunes?"
    )
    assert wording.sentence("[uno|dos]", dice, "tu", {}) in {"Uno", "Dos"}
    with pytest.raises(KeyError):
        wording.sentence("{missing}", dice, "tu", {})
