"""Whatever two phones, the CRM and Graph do: after two quiet rounds all agree, nothing is lost, nobody is doubled.

Hypothesis edits at random on three sides, breaks answers, loses delta tokens and stops rounds in the middle. Each
text that somebody wrote last, and that no policy had to choose against, is on every side afterwards.
"""

import itertools
import os
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests import small_company
from tests.graph_access import control
from tests.pictures import GIF, JPEG, PNG
from tests.small_company import ANA, BEN, NOW

from trato.crm.tables import contacts
from trato.db.engine import Caller
from trato.errors import NotFoundError
from trato.graph.errors import GraphError
from trato.phonebook.lists import deciding
from trato.phonebook.lists.fields import PHOTO
from trato.phonebook.lists.merge import Policy
from trato.phonebook.lists.model import Content, ContentKind

from .rig import Phone, Rig

EXAMPLES, STEPS = (int(one) for one in os.environ.get("TRATO_LIST_EXAMPLES", "3,14").split(","))
SHARED = Content(ContentKind.TERRITORY)
TITLES = {"department": "department", "office_location": "officeLocation", "job_title": "jobTitle"}
FAULTS = [
    {"kind": "lost_response", "path": r"\$batch", "times": 1},
    {"kind": "lost_response", "path": "contacts/delta", "times": 1},
    {"kind": "garbage", "path": r"\$batch", "times": 1},
    {"kind": "status", "status": 503, "path": "contacts", "method": "POST", "batch": True, "times": 2},
    {"kind": "status", "status": 500, "path": "contacts", "method": "PATCH", "batch": True, "times": 2},
    {"kind": "status", "status": 429, "retry_after": "0", "path": "contacts", "batch": True, "times": 2},
    {"kind": "cut", "path": r"contacts/delta", "after_bytes": 40, "times": 1},
    {"kind": "repeat_items", "path": r"contacts/delta", "index": 1, "times": 2},
    {"kind": "empty_page", "path": r"contacts/delta", "times": 1},
]
PICTURES = [PNG, JPEG, GIF, None]
words = st.text("abcñü ", min_size=1, max_size=4).map(str.strip)
numbers = st.integers(600_000_000, 600_000_099).map(str)


class Killed(BaseException):
    """A worker that is gone in the middle of a round."""


class TwoPhones(RuleBasedStateMachine):
    rig: Rig

    def __init__(self):
        super().__init__()
        self.fresh = itertools.count(1)
        self.minute = 0
        self.numbers: dict[str, set[str]] = {}

    @initialize(policy=st.sampled_from(list(Policy)))
    def begin(self, policy):
        self.rig = type(self).make_rig()
        self.policy = policy
        policies = dict.fromkeys([*TITLES, PHOTO], policy)
        self.phones = [Phone(self.rig, upn).begin(content=SHARED, policies=policies) for upn in (ANA, BEN)]
        for phone in self.phones:
            phone.round()
            phone.confirm()
            phone.round()
        self.settle_down()

    def later(self):
        self.minute += 1
        self.rig.set_clock(NOW + timedelta(minutes=self.minute))

    def phone_of(self, who):
        return self.phones[who]

    @rule(who=st.integers(0, 1), place=st.integers(0, 9), field=st.sampled_from(sorted(TITLES)), word=words)
    def a_phone_changes_a_field(self, who, place, field, word):
        self.later()
        phone = self.phone_of(who)
        if cards := phone.cards():
            phone.edit(sorted(cards)[place % len(cards)], **{TITLES[field]: word})

    @rule(place=st.integers(0, 9), field=st.sampled_from(sorted(TITLES)), word=words)
    def the_crm_changes_a_field(self, place, field, word):
        self.later()
        names = self.visible()
        self.rig.write(names[place % len(names)], **{field: word})

    @rule(who=st.integers(0, 1), place=st.integers(0, 9), number=numbers)
    def a_phone_adds_a_number(self, who, place, number):
        self.later()
        phone = self.phone_of(who)
        if cards := phone.cards():
            name = sorted(cards)[place % len(cards)]
            now = cards[name]["businessPhones"]
            if len(now) < 2:
                phone.edit(name, businessPhones=[*now, number])
                self.numbers.setdefault(name, set()).add(f"+34{number}")

    @rule(place=st.integers(0, 9), number=numbers)
    def the_crm_adds_a_number(self, place, number):
        self.later()
        names = self.visible()
        name = names[place % len(names)]
        person = self.rig.person(name)
        phone = {"number": number, "kind": "home", "e164": f"+34{number}", "extension": ""}
        self.rig.write(name, phones=[*person.values["phones"], phone])
        self.numbers.setdefault(name, set()).add(f"+34{number}")

    @rule(who=st.integers(0, 1), with_address=st.booleans())
    def a_phone_adds_somebody(self, who, with_address):
        self.later()
        number = next(self.fresh)
        address = [{"address": f"new{number}@norte.example"}] if with_address else []
        self.phone_of(who).add(givenName="New", surname=f"N{number}", emailAddresses=address)

    @rule(who=st.integers(0, 1), place=st.integers(0, 9))
    def a_phone_deletes_somebody(self, who, place):
        self.later()
        phone = self.phone_of(who)
        if len(cards := phone.cards()) > 1:
            name = sorted(cards)[place % len(cards)]
            phone.delete(name)
            # What was written on a phone goes with the contact if nobody has read it yet.
            self.numbers.pop(name, None)

    @rule(who=st.integers(0, 1), place=st.integers(0, 9), picture=st.sampled_from(PICTURES))
    def a_phone_sets_a_picture(self, who, place, picture):
        self.later()
        phone = self.phone_of(who)
        if cards := phone.cards():
            name = sorted(cards)[place % len(cards)]
            if picture or phone.photo(name):
                phone.set_photo(name, picture)

    @rule(place=st.integers(0, 9), picture=st.sampled_from(PICTURES))
    def the_crm_sets_a_picture(self, place, picture):
        self.later()
        names = self.visible()
        self.rig.draw(names[place % len(names)], picture)

    @rule(who=st.integers(0, 1), place=st.integers(0, 9), on=st.booleans())
    def somebody_is_put_on_or_taken_off_by_hand(self, who, place, on):
        self.later()
        phone = self.phone_of(who)
        names = self.visible()
        person = self.rig.person(names[place % len(names)])
        caller = Caller(self.rig.company.tenant_id, phone.mailbox.user_id, self.rig.clock.now())
        with self.rig.company.as_user(phone.upn, self.rig.clock.now()) as connection, suppress(NotFoundError):
            (deciding.put_on if on else deciding.take_off)(connection, caller, phone.list_id, person.id)
        self.numbers.pop(person.values["display_name"], None)

    @rule(fault=st.sampled_from(FAULTS), skip=st.integers(0, 3))
    def graph_breaks(self, fault, skip):
        control(self.rig.sandbox, "POST", "/faults", {**fault, "skip": skip})

    @rule()
    def delta_tokens_are_lost(self):
        control(self.rig.sandbox, "POST", "/delta/expire")

    @rule(who=st.integers(0, 1))
    def a_round(self, who):
        self.later()
        self.phone_of(who).round(faults=True)

    @rule(who=st.integers(0, 1), after=st.integers(1, 12))
    def a_round_is_killed(self, who, after):
        """The worker is gone at its n-th transaction; nothing of it is cleaned up."""
        self.later()
        company = self.rig.company
        left = itertools.count(after, -1)

        class Dying:
            def __getattr__(self, name):
                if name in {"as_system", "as_user"} and next(left) <= 0:
                    raise Killed
                return getattr(company.database, name)

        with suppress(Killed, GraphError):
            self.phone_of(who).lists_only(Dying())

    @invariant()
    def no_phone_has_anybody_twice(self):
        for phone in getattr(self, "phones", ()):
            phone.cards()

    def teardown(self):
        if hasattr(self, "phones"):
            control(self.rig.sandbox, "DELETE", "/faults")
            self.settle_down()
            self.check()

    def visible(self):
        with self.rig.company.system() as connection:
            listed = {entry.contact_id for phone in self.phones for entry in phone.entries}
            rows = connection.execute(sa.select(contacts.c.id, contacts.c.name))
            return sorted(row.name for row in rows if row.id in listed)

    def settle_down(self):
        for _ in range(2):
            self.later()
            for phone in self.phones:
                phone.round(faults=True)

    def check(self):
        self.rig.forget_requests()
        self.later()
        for phone in self.phones:
            report = phone.round()
            assert report.faults == {}
        assert self.rig.changing_requests() == 0, "a third round writes nothing"
        for phone in self.phones:
            self.check_phone(phone)

    def check_phone(self, phone):
        waiting = {(contact_id, field) for contact_id, field, *_ in phone.waiting()}
        gone = {contact_id for contact_id, field in waiting if field == "gone"}
        cards = phone.cards()
        on_phone = {entry.contact_id for entry in phone.entries if entry.left_at is None}
        assert len(cards) == len(on_phone)
        assert not gone & on_phone
        for name, card in cards.items():
            person = self.rig.person(name)
            assert person.id in on_phone
            for field, graph in TITLES.items():
                if (person.id, field) in waiting:
                    assert self.policy is Policy.ASK
                    continue
                assert person.values[field] == (card[graph] or ""), (name, field)
            if (person.id, PHOTO) not in waiting:
                assert self.rig.picture(name) == phone.photo(name)
            known = {phone["e164"] for phone in person.values["phones"]}
            assert self.numbers.get(name, set()) <= known, "no number is lost"
            shown = {
                f"+34{one.replace(' ', '')}"
                for one in [card["mobilePhone"], *card["businessPhones"], *card["homePhones"]]
                if one
            }
            assert shown <= known


def test_whatever_happens_all_sides_agree_after_two_rounds(sandbox, tmp_path, new_company):
    numbers = itertools.count(1)

    def make_rig():
        folder = small_company.write_folder(tmp_path / f"tenant-{next(numbers)}")
        return Rig(sandbox(folder), new_company())

    TwoPhones.make_rig = staticmethod(make_rig)
    run_state_machine_as_test(
        TwoPhones,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
