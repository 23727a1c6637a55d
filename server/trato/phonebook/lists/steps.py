"""What one round writes into Outlook, step by step, and what is agreed on and noted once a step is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from trato.graph.batch import PartAnswer
from trato.graph.contact_writer import Change, Make, Remove, Write
from trato.graph.errors import GraphError
from trato.phonebook.lists.fields import SHOWN_IN
from trato.phonebook.lists.log import WHOLE, Changed, Side
from trato.phonebook.lists.merge import NEVER
from trato.phonebook.lists.model import Entry, PhoneList
from trato.phonebook.lists.people import Person
from trato.phonebook.lists.plan import Made, Met, Plan, card_of
from trato.phonebook.model import ContactItem

_LET_BE = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}


@dataclass(frozen=True, slots=True)
class Step:
    """One write into Outlook, and what is agreed and noted once it is done."""

    write: Write
    entry: Entry
    photo_etag: str
    done: Callable[[Entry, ContactItem | None], Entry | None]
    changes: Sequence[Changed]


def steps_of(plan: Plan, made: Sequence[tuple[Made, Entry]]) -> Iterator[Step]:
    """Return what is to be written into Outlook: who is new, what changed, who leaves."""
    for one, entry in made:
        yield Step(
            Make(entry.create_key, one.card), entry, "", _after_make(one.person),
            [Changed(one.person.id, Side.OUTLOOK, WHOLE, None, {})],
        )  # fmt: skip
    for met in plan.met:
        if met.pushed:
            entry = met_entry(met)
            yield Step(
                Change(met.listed.remote_id, met.listed.change_key, met.pushed),
                entry, met.listed.photo_etag, _after_change(met), _pushed_changes(met),
            )  # fmt: skip
    for entry, listed in plan.removed:
        gone = Changed(entry.contact_id, Side.OUTLOOK, WHOLE, listed.card, None)
        leaving = replace(entry, is_leaving=True)
        yield Step(Remove(listed.remote_id, listed.change_key), leaving, "", _after_removal, [gone])


def refusal_of(answers: Sequence[PartAnswer]) -> GraphError | None:
    """Return why Graph refused a part, None where none was, or another version is dealt with by the next round."""
    for answer in answers:
        if not answer.is_fine and answer.status not in _LET_BE:
            try:
                answer.check()
            except GraphError as error:
                return error
    return None


def planned(phone_list: PhoneList, made: Made) -> Entry:
    """Return the entry of somebody who is about to be made: what is written is agreed on, once it is found there."""
    agreed = replace(NEVER, ours=made.person.values, theirs=made.card)
    entry = Entry(made.person.id, f"phone-list-{phone_list.id}-{made.person.id}", None, "", agreed)
    return replace(entry, is_chosen=made.entry is not None and made.entry.is_chosen)


def met_entry(met: Met) -> Entry:
    """Return the entry of somebody whose two sides were merged, before anything is written into Outlook."""
    entry = met.entry or Entry(met.person.id, "", None, "", NEVER)
    return replace(
        entry,
        remote_id=met.listed.remote_id,
        change_key=met.listed.change_key,
        agreed=met.agreed_already(),
        left_at=None,
        is_leaving=False,
    )


def _after_make(person: Person) -> Callable[[Entry, ContactItem | None], Entry]:
    def done(entry: Entry, item: ContactItem | None) -> Entry:
        assert item is not None  # noqa: S101  a contact that was made is answered with
        agreed = replace(NEVER, ours=person.values, theirs=card_of(item.fields))
        return replace(entry, remote_id=item.remote_id, change_key=item.change_key, agreed=agreed)

    return done


def _after_change(met: Met) -> Callable[[Entry, ContactItem | None], Entry]:
    def done(entry: Entry, item: ContactItem | None) -> Entry:
        assert item is not None  # noqa: S101  as above
        answered = replace(met.merged, theirs=card_of(item.fields))
        return replace(entry, change_key=item.change_key, agreed=answered.agreed(met.base))

    return done


def _after_removal(entry: Entry, _item: ContactItem | None) -> Entry | None:
    return None if entry.left_at is None else replace(entry, remote_id=None, is_leaving=False)


def _pushed_changes(met: Met) -> list[Changed]:
    changes = []
    for name, shown in SHOWN_IN.items():
        if any(one in met.pushed for one in shown):
            before = {one: met.listed.card[one] for one in shown}
            after = {one: met.merged.theirs[one] for one in shown}
            changes.append(Changed(met.person.id, Side.OUTLOOK, name, before, after))
    return changes
