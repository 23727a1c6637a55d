"""People and Outlook contacts, drawn at random (Hypothesis)."""

from functools import partial

from hypothesis import strategies as st

from trato.crm.phones import read_phone
from trato.phonebook.lists.fields import (
    BIRTHDAY,
    EMAILS,
    EMPTY_CARD,
    LISTS,
    PHONES,
    PLACES,
    TEXTS,
    list_key,
    numbered,
    phone_key,
)
from trato.phonebook.lists.merge import as_ours

read = partial(read_phone, country="ES")

texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)
words = st.sampled_from(["Ana", "María José", "O'Neill", "de la Cruz", "Ltd.", ""]) | texts
numbers = st.sampled_from(
    ["600 111 222", "+34600111222", "(600) 111-222", "944 000 111", "944000111 ext. 12", "+44 20 7946 0018", "1004",
     "ext 7", "+1 212 555 0100", "no sé", "600333444", "944 000 112"]
)  # fmt: skip
places = st.fixed_dictionaries(dict.fromkeys(("street", "city", "state", "country_or_region", "postal_code"), words))
addresses = st.fixed_dictionaries(
    {"address": st.sampled_from(["a@x.example", "A@X.example", "b@x.example", "c@y.example", ""]), "name": words}
)
notes = st.sampled_from(["", "met at the fair", "line\nline", "tail\n", "\r\n", " --- Trato ---"]) | texts
birthdays = st.none() | st.dates().map(lambda day: day.isoformat())
lists = st.lists(words, max_size=3)

cards = st.fixed_dictionaries(
    {**dict.fromkeys(TEXTS, words), **dict.fromkeys(PLACES, places), BIRTHDAY: birthdays,
     "personal_notes": notes, **dict.fromkeys(LISTS, lists), EMAILS: st.lists(addresses, max_size=3),
     "mobile_phone": numbers | st.just(""), "business_phones": st.lists(numbers, max_size=2),
     "home_phones": st.lists(numbers, max_size=2)}
)  # fmt: skip

_phones = st.builds(
    lambda number, kind: {
        "number": number, "kind": kind, "e164": read(number).e164, "extension": read(number).extension,
    },
    numbers, st.sampled_from(["mobile", "business", "home", "other"]),
)  # fmt: skip

people = st.builds(
    lambda card, phones, emails, own: {**as_ours(card, read), PHONES: phones, EMAILS: emails, "notes": own},
    cards, st.lists(_phones, max_size=8), st.lists(addresses, max_size=5), notes,
)  # fmt: skip


def without_doubles(person):
    """The same person or contact with no number, address or word twice: of doubles it cannot be said which one went."""
    kept = dict(person)
    for name in (*LISTS, EMAILS):
        kept[name] = list({one: value for (one, _), value in numbered(person[name], list_key(name)).items()}.values())
    if PHONES in person:
        kept[PHONES] = list({key_of(phone["number"]): phone for phone in person[PHONES]}.values())
        return kept
    taken = set()
    for slot in ("mobile_phone", "business_phones", "home_phones"):
        listed = [kept[slot]] if slot == "mobile_phone" else kept[slot]
        left = [number for number in listed if not (key_of(number) in taken or taken.add(key_of(number)))]
        kept[slot] = "".join(left) if slot == "mobile_phone" else left
    return kept


def key_of(number):
    phone = read(number)
    return phone_key(number, phone.e164, phone.extension)


__all__ = ["EMPTY_CARD", "cards", "numbers", "people", "read", "without_doubles", "words"]
