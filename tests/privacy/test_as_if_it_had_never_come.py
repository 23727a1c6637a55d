"""Whatever rules are made and ended while mail and meetings come and change: what is left equals never having had it.

The oracle is a second company that is told, once and at the end, only what no rule covers; which that is, is decided
here by hand.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from tests.event_items import event, occurrence, series
from tests.mail_items import AT, mail
from tests.privacy.scene import (
    choices_of,
    decider,
    exclude,
    rows,
    subjects,
    tell_events,
    tell_folders,
    tell_mails,
    timeline,
)
from tests.small_company import ANA, BEN, EVA, LUIS, NOA, PILAR, TEO

from trato.calendar.model import Attendee
from trato.errors import InvalidInputError
from trato.mail.model import MailItem

BOXES = (ANA, BEN)
WORDS = ("Presses", "Barrels", "Clínica")


@dataclass
class Item:
    """A mail or a meeting; `marks` tells by mailbox its folder, category and sensitivity there."""

    n: int
    kind: str
    people: tuple[str, ...]
    word: str
    parent: "Item | None"
    marks: dict[str, tuple[str, str, str]]
    version: int = 1

    @property
    def root(self):
        return self if self.parent is None else self.parent.root

    @property
    def chain(self):
        return [] if self.parent is None else [*self.parent.chain, f"m{self.parent.n}@mail.example"]

    def copies(self, upn):
        folder, category, sensitivity = self.marks[upn]
        marked = {"categories": (category,) if category else (), "change_key": str(self.version)}
        at = AT + timedelta(hours=self.n)
        first, *others = self.people
        if self.kind == "mail":
            subject = f"{'RE: ' if self.parent else ''}{self.word} {self.root.n}"
            one = mail(
                f"{upn}-{self.n}", sender=first, to=[*others, *sorted(self.marks)], subject=subject,
                text=f"text {self.n}", message_id=f"m{self.n}@mail.example", references=self.chain, at=at,
                folder=folder, **marked,
            )  # fmt: skip
            return [one]
        guests = tuple(Attendee(one, "", "required", "accepted") for one in self.people)
        told = {"attendees": guests, "subject": f"{self.word} {self.n}", "sensitivity": sensitivity,
                "organizer": ANA, "is_organizer": upn == ANA, "response": "accepted", **marked}  # fmt: skip
        uid, name = {"ical_uid": f"u{self.n}"}, f"{upn}-e{self.n}"
        if self.kind == "meeting":
            return [event(name, at=at, **told, **uid)]
        dates = [replace(occurrence(n, of=name, at=at), **{**told, **uid}) for n in (0, 1)]
        return [series(name, at=at, **told, **uid), *dates]


@dataclass
class World:
    company: object
    items: list[Item] = field(default_factory=list)
    rules: list[tuple[object, str, str, str]] = field(default_factory=list)
    ended: list[tuple[object, str, str, str]] = field(default_factory=list)

    def play(self, step):
        getattr(self, step[0])(*step[1:])

    def come(self, kind, people, word, parent, marks):
        n = len(self.items)
        before = [one for one in self.items if one.kind == kind == "mail"]
        origin = before[parent % len(before)] if before and parent is not None else None
        self.items.append(Item(n, kind, tuple(people), origin.word if origin else word, origin, dict(marks)))

    def mark(self, which, upn, marks):
        if self.items:
            one = self.items[which % len(self.items)]
            if upn in one.marks:
                one.marks[upn] = marks
                one.version += 1

    def rule(self, kind, value, upn):
        try:
            made = exclude(self.company, kind, value, upn=upn)
        except InvalidInputError:
            return
        self.rules.append((made, kind, value, upn))

    def end(self, which):
        if self.rules:
            one = self.rules.pop(which % len(self.rules))
            who = decider(self.company, one[3])
            choices_of(self.company).end(who, one[0].rule.id)
            choices_of(self.company).read_again(who, one[0].rule.id)

    def sync(self):
        tell(self.company, [(one, upn) for one in self.items for upn in one.marks])

    def left(self):
        """The copies that no rule covers."""
        return [(one, upn) for one in self.items for upn in one.marks
                if not any(covers(kind, value, maker, one, upn) for _, kind, value, maker in self.rules)]  # fmt: skip


def covers(kind, value, maker, item, upn):
    folder, category, sensitivity = item.marks[upn]
    if maker not in (EVA, upn):
        return False
    return {
        "participant": value in item.people,
        "domain": any(one.endswith(f"@{value}") for one in item.people),
        "keyword": item.word == "Clínica",
        "category": category.lower() == value.lower(),
        "folder": item.kind == "mail" and folder == value,
        "sensitivity": item.kind != "mail" and sensitivity == value,
    }[kind]


def tell(company, pairs):
    """One round of each mailbox: the folders, each folder's mails, the calendar."""
    for upn in BOXES:
        held = [copy for one, owner in pairs if owner == upn for copy in one.copies(upn)]
        tell_mails(company, *(one for one in held if isinstance(one, MailItem)), upn=upn)
        tell_events(company, *(one for one in held if not isinstance(one, MailItem)), upn=upn)


def made(new_company):
    company = new_company()
    for upn in BOXES:
        tell_folders(company, upn, Private=None)
    return company


marks = st.tuples(st.sampled_from(["inbox", "inbox", "Private"]), st.sampled_from(["", "", "Privado"]),
                  st.sampled_from(["normal", "normal", "private"]))  # fmt: skip
people = st.lists(st.sampled_from([LUIS, PILAR, NOA, TEO]), min_size=1, max_size=2, unique=True)
come = st.tuples(st.just("come"), st.sampled_from(["mail", "mail", "mail", "meeting", "series"]), people,
                 st.sampled_from(WORDS), st.none() | st.integers(0, 5),
                 st.dictionaries(st.sampled_from(BOXES), marks, min_size=1))  # fmt: skip
rules = st.sampled_from([("participant", NOA), ("participant", PILAR), ("domain", "norte.example"),
                         ("keyword", "clinica"), ("category", "privado"), ("folder", "Private"),
                         ("sensitivity", "private")])  # fmt: skip
steps = st.one_of(
    come, come, come, st.tuples(st.just("sync")), st.tuples(st.just("sync")),
    st.tuples(st.just("mark"), st.integers(0, 5), st.sampled_from(BOXES), marks),
    st.builds(lambda rule, upn: ("rule", *rule, upn), rules, st.sampled_from([ANA, BEN, EVA])),
    st.tuples(st.just("end"), st.integers(0, 3)),
)  # fmt: skip

PLAIN = ("inbox", "", "normal")
HELD_BY_BOTH = ("come", "mail", [LUIS], "Presses", None, {ANA: PLAIN, BEN: PLAIN})
ANSWER = ("come", "mail", [NOA, LUIS], "Presses", 0, {ANA: PLAIN})
MET = ("come", "series", [LUIS, NOA], "Clínica", None, {ANA: PLAIN, BEN: PLAIN})


@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example(history=[HELD_BY_BOTH, ANSWER, ("sync",), ("rule", "participant", NOA, ANA), ("end", 0)])
@example(history=[MET, ("sync",), ("rule", "keyword", "clinica", ANA), ("sync",), ("rule", "keyword", "clinica", EVA)])
@example(history=[MET, ("rule", "keyword", "clinica", EVA), ("sync",), ("end", 0), ("sync",)])
@example(history=[HELD_BY_BOTH, ("sync",), ("rule", "folder", "Private", EVA),
                  ("mark", 0, ANA, ("Private", "", "normal")), ("sync",)])  # fmt: skip
@given(history=st.lists(steps, min_size=4, max_size=14))
def test_what_is_left_is_as_if_it_had_never_come(new_company, history):
    world, never = World(made(new_company)), made(new_company)
    for step in history:
        world.play(step)
    for _ in range(2):  # the second tells what the first asked for again
        world.sync()
    tell(never, world.left())
    assert timeline(world.company) == timeline(never)
    assert subjects(world.company) == subjects(never)
    held = "SELECT remote_id FROM message_copies ORDER BY 1"
    assert rows(world.company, held) == rows(never, held)
    words = "SELECT DISTINCT subject FROM event_texts WHERE subject <> '' ORDER BY 1"
    assert rows(world.company, words) == rows(never, words)
