"""What one round of a phone list is to do, worked out from what both sides have and what they agreed on last.

Pure: nothing is read or written here. Who somebody is is decided by ids: of an entry, its contact in Outlook and its
person in the CRM. Only a contact that no entry knows is looked for by its addresses and numbers, once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from trato.crm.phones import read_phone
from trato.phonebook.lists.fields import EMAILS, EMPTY_CARD, FIELDS, PHONES, SHOWN_IN, phone_key, shown_phones
from trato.phonebook.lists.merge import NEVER, Agreed, Conflict, Merged, Policy, Rules, as_card, as_ours, merge
from trato.phonebook.lists.model import FREE_CHANGES, MOST_SHARE, Entry, Listed, PhoneList
from trato.phonebook.lists.people import Person

GONE, CHANGED_AFTER_REMOVAL = "gone", "changed_after_removal"


@dataclass(frozen=True, slots=True)
class Made:
    """A person to be put into Outlook."""

    person: Person
    card: Mapping[str, Any]
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A contact that somebody made in Outlook, to be taken into the CRM."""

    listed: Listed
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Met:
    """A person whose two sides are to be made one. `entry` is None when they met just now."""

    person: Person
    listed: Listed
    entry: Entry | None
    base: Agreed
    merged: Merged
    is_leaving: bool = False

    @property
    def pulled(self) -> dict[str, Any]:
        """Return the fields to be written into the CRM."""
        return {name: value for name, value in self.merged.ours.items() if value != self.person.values[name]}

    @property
    def pushed(self) -> dict[str, Any]:
        """Return the fields of the card to be written into Outlook."""
        if self.is_leaving:
            return {}
        return {name: value for name, value in self.merged.theirs.items() if value != self.listed.card[name]}

    def agreed_already(self) -> Agreed:
        """Return what is agreed on before anything was written into Outlook."""
        still = frozenset(name for name, shown in SHOWN_IN.items() if all(one not in self.pushed for one in shown))
        return self.merged.agreed(self.base, fields=still)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something about a person that somebody must decide; `field` is a field's name, or what happened to them."""

    contact_id: int
    field: str
    ours: Any
    theirs: Any


@dataclass(slots=True)
class Plan:
    """What is to be done, by kind; `untouched` people are as they were on both sides.

    `photos` are the people on the list of whom a picture changed (photos.py).
    """

    made: list[Made] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    removed: list[tuple[Entry, Listed]] = field(default_factory=list)
    forgotten: list[Entry] = field(default_factory=list)
    buried: list[Entry] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    photos: frozenset[int] = frozenset()
    untouched: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Return how many people each kind of change concerns."""
        changed = [one for one in self.met if one.pulled or one.pushed]
        return {
            "create": len(self.made),
            "take_in": len(self.taken),
            "match": sum(one.entry is None for one in self.met),
            "change_outlook": sum(bool(one.pushed) for one in changed),
            "change_crm": sum(bool(one.pulled) for one in changed),
            "remove": len(self.removed),
            "gone": len(self.buried),
            "conflict": len(self.waiting),
            "photo": len(self.photos),
            "same": self.untouched + len(self.met) - len(changed),
        }

    @property
    def changes(self) -> int:
        """Return how many people would change on either side."""
        counts = self.counts
        changed = {one.person.id for one in self.met if one.pulled or one.pushed} | self.photos
        return counts["create"] + counts["take_in"] + counts["remove"] + counts["gone"] + len(changed)


@dataclass(frozen=True, slots=True)
class Sides:
    """What a plan is made from: all that a list holds, or whom a look named (looking.py), of `total` entries.

    `wanted` are the people that the list's content names; `modified` says when Outlook's copies were last written,
    where that decides; `country` is where a number is read that belongs to nobody yet.
    """

    people: Mapping[int, Person]
    wanted: Collection[int]
    entries: Sequence[Entry]
    outlook: Mapping[str, Listed]
    modified: Mapping[str, datetime | None] = field(default_factory=dict)
    country: str = ""
    total: int = 0
    photos: frozenset[int] = frozenset()


def make_plan(phone_list: PhoneList, sides: Sides) -> Plan:
    """Work out what is to be done."""
    plan = Plan(photos=sides.photos, untouched=sides.total - len(sides.entries))
    known = {entry.remote_id for entry in sides.entries if entry.remote_id is not None}
    absent = [entry for entry in sides.entries if entry.remote_id not in sides.outlook]
    strangers = [listed for remote_id, listed in sides.outlook.items() if remote_id not in known]
    back = _same_people(strangers, _still_wanted(absent, sides), sides.people)
    for listed in strangers:
        if listed.remote_id in back:
            known.add(listed.remote_id)
    came_back = {back[one.remote_id]: one for one in strangers if one.remote_id in back}
    for entry in sides.entries:
        _of_entry(plan, phone_list, sides, entry, came_back.get(entry.contact_id))
    listed_people = {entry.contact_id for entry in sides.entries}
    free = [one for one in strangers if one.remote_id not in back]
    matched = _same_people(free, [one for one in sides.people if one not in listed_people], sides.people)
    for listed in free:
        contact_id = matched.get(listed.remote_id)
        if contact_id is None:
            plan.taken.append(Taken(listed, as_ours(listed.card, partial(read_phone, country=sides.country))))
        else:
            _meet(plan, phone_list, sides, sides.people[contact_id], listed, None)
    met = {one.person.id for one in plan.met}
    for contact_id in sorted(set(sides.wanted) - listed_people - met):
        person = sides.people.get(contact_id)
        if person is not None and not person.is_removed:
            plan.made.append(Made(person, as_card(person.values, person.read_phone), None))
    return plan


def lets(phone_list: PhoneList, plan: Plan, total: int) -> bool:
    """Tell whether so much may be changed without a person's word (a brake, at any time)."""
    allowed = phone_list.allowed_changes or 0
    return plan.changes <= max(FREE_CHANGES, MOST_SHARE * total, allowed)


def wants_times(phone_list: PhoneList, sides: Sides) -> list[str]:
    """Return the contacts of which it must be known when they were last written: both sides changed, newest wins."""
    if not any(phone_list.policy(name) is Policy.NEWEST for name in FIELDS):
        return []
    return [
        remote_id
        for entry in sides.entries
        if (remote_id := entry.remote_id or "") in sides.outlook
        and sides.outlook[remote_id].change_key != entry.change_key
        and entry.contact_id in sides.people
        and sides.people[entry.contact_id].values != entry.agreed.ours
    ]


def _still_wanted(entries: Sequence[Entry], sides: Sides) -> list[int]:
    return [entry.contact_id for entry in entries if entry.contact_id in sides.people and not entry.is_leaving]


def _of_entry(plan: Plan, phone_list: PhoneList, sides: Sides, entry: Entry, again: Listed | None) -> None:
    person = sides.people.get(entry.contact_id)
    is_ours = person is not None and not person.is_removed
    stays = is_ours and (entry.contact_id in sides.wanted or entry.is_from_outlook or entry.is_chosen)
    listed = again or (sides.outlook.get(entry.remote_id) if entry.remote_id else None)
    if entry.left_at is not None and again is None:
        # Taken off by hand: off it goes; a contact that its owner made stays where it is.
        if listed is not None and not entry.is_from_outlook:
            plan.removed.append((entry, listed))
        return
    if listed is None:
        _of_absent(plan, entry, person, stays=stays)
    elif person is None or not is_ours:
        _of_removed(plan, entry, listed)
    elif not stays or entry.is_leaving:
        _leave(plan, phone_list, sides, person, listed, entry)
    else:
        _meet(plan, phone_list, sides, person, listed, entry)


def _of_absent(plan: Plan, entry: Entry, person: Person | None, *, stays: bool) -> None:
    """Somebody who is not in Outlook: never made yet, taken off by us, or deleted there by its owner."""
    if entry.remote_id is None and stays and person is not None:
        plan.made.append(Made(person, as_card(person.values, person.read_phone), entry))
    elif entry.remote_id is None or entry.is_leaving or not stays:
        plan.forgotten.append(entry)
    else:
        plan.buried.append(entry)
        plan.waiting.append(Waiting(entry.contact_id, GONE, None, None))


def _of_removed(plan: Plan, entry: Entry, listed: Listed) -> None:
    if entry.change_key == listed.change_key or _is_as_agreed(entry, listed):
        plan.removed.append((entry, listed))
    else:
        plan.waiting.append(Waiting(entry.contact_id, CHANGED_AFTER_REMOVAL, None, listed.card))


def _is_as_agreed(entry: Entry, listed: Listed) -> bool:
    return all(listed.card[name] == value for name, value in entry.agreed.theirs.items())


def _leave(plan: Plan, phone_list: PhoneList, sides: Sides, person: Person, listed: Listed, entry: Entry) -> None:
    """Take somebody off, after what was changed on their contact has been taken in."""
    plan.removed.append((entry, listed))
    if entry.change_key != listed.change_key:
        rules = _rules(phone_list, sides, person, listed)
        merged = merge(entry.agreed, person.values, listed.card, rules, person.read_phone)
        plan.met.append(Met(person, listed, entry, entry.agreed, merged, is_leaving=True))


def _meet(plan: Plan, phone_list: PhoneList, sides: Sides, person: Person, listed: Listed, entry: Entry | None) -> None:
    # Somebody who came back as another contact was written anew: nothing that is not there was taken out.
    base = NEVER if entry is None or entry.remote_id != listed.remote_id else entry.agreed
    is_same = entry is not None and base is not NEVER and listed.change_key == entry.change_key
    if is_same and person.values == base.ours:
        plan.untouched += 1
        return
    rules = _rules(phone_list, sides, person, listed, is_first=base is NEVER)
    merged = merge(base, person.values, listed.card, rules, person.read_phone)
    plan.met.append(Met(person, listed, entry, base, merged))
    plan.waiting += [_waiting(person, one) for one in merged.conflicts]


def _waiting(person: Person, conflict: Conflict) -> Waiting:
    return Waiting(person.id, conflict.field, conflict.ours, conflict.theirs)


def _rules(phone_list: PhoneList, sides: Sides, person: Person, listed: Listed, *, is_first: bool = False) -> Rules:
    theirs, ours = sides.modified.get(listed.remote_id), person.touched_at
    is_ours_newer = theirs is None or (ours is not None and ours > theirs)
    policies = {name: phone_list.policy(name) for name in FIELDS}
    if is_first:  # when they meet it is not known who changed what
        policies = {name: Policy.ASK if one is Policy.NEWEST else one for name, one in policies.items()}
    return Rules(policies, told=person.told, is_ours_newer=is_ours_newer)


def _same_people(
    strangers: Sequence[Listed], contact_ids: Collection[int], people: Mapping[int, Person]
) -> dict[str, int]:
    """Find who unknown contacts are: by an address, else by a number and the name; only where one person fits."""
    by_address, by_number = _known_by(contact_ids, people)
    if not by_address and not by_number:
        return {}
    country = Counter(people[one].country for one in contact_ids).most_common(1)[0][0]
    found: dict[str, int] = {}
    for listed in strangers:
        fitting: set[int] = set()
        for email in listed.card[EMAILS]:
            fitting |= by_address.get(str(email["address"]).strip().lower(), set())
        if not fitting:
            for _, typed in shown_phones(listed.card):
                phone = read_phone(typed, country=country)
                number = phone_key(typed, phone.e164, phone.extension)
                fitting |= by_number.get((_fold(listed.card["display_name"]), number), set())
        if len(fitting) == 1 and not fitting & set(found.values()):
            found[listed.remote_id] = fitting.pop()
    return found


def _known_by(
    contact_ids: Collection[int], people: Mapping[int, Person]
) -> tuple[dict[str, set[int]], dict[tuple[str, str], set[int]]]:
    by_address: dict[str, set[int]] = defaultdict(set)
    by_number: dict[tuple[str, str], set[int]] = defaultdict(set)
    for person in (people[one] for one in contact_ids if not people[one].is_removed):
        for email in person.values[EMAILS]:
            by_address[str(email["address"]).strip().lower()].add(person.id)
        for phone in person.values[PHONES]:
            by_number[_fold(person.values["display_name"]), _number(phone)].add(person.id)
    by_address.pop("", None)
    return by_address, by_number


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _number(phone: Mapping[str, Any]) -> str:
    return phone_key(phone["number"], phone["e164"], phone["extension"])


def card_of(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a card as it is kept, every field of it there."""
    return {**EMPTY_CARD, **{name: value for name, value in fields.items() if name in EMPTY_CARD}}
