"""One round of a phone list: find out what is to be done, do it in the CRM, then in Outlook, batch by batch.

What was agreed is written down only as it comes true: what goes into the CRM with the transaction that writes it, what
goes into Outlook once Graph has answered. So a round that is killed anywhere is gone on with by the next, which works
out the rest anew; a contact whose making was not answered is found by its key before anything else is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Caller, Database
from trato.directory.model import Mailbox
from trato.graph.batch import PartAnswer
from trato.graph.client import GraphClient
from trato.graph.contact_payloads import Contact
from trato.graph.contact_writer import AT_ONCE, ContactWriter, Remove, make_folder
from trato.phonebook import store as folders
from trato.phonebook.feed import contact_item
from trato.phonebook.lists import log, store, waiting
from trato.phonebook.lists.belonging import belonging
from trato.phonebook.lists.log import WHOLE, Cause, Changed, Side
from trato.phonebook.lists.looking import Look, look, sides_of
from trato.phonebook.lists.merge import NEVER
from trato.phonebook.lists.model import Entry, PhoneList
from trato.phonebook.lists.people import Person, make_people, people, write_people
from trato.phonebook.lists.photos import PhotoKeeper, pending_photos
from trato.phonebook.lists.plan import Made, Plan, lets, make_plan, wants_times
from trato.phonebook.lists.steps import Step, met_entry, planned, refusal_of, steps_of
from trato.phonebook.mirror import contact_mirror, folder_mirror
from trato.phonebook.model import ContactFolder, ContactItem
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.protocols import Page

_log = logging.getLogger(__name__)

SAMPLE = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """What a round did: `counts` by kind. Not `is_done`: it only told, or was held by the brake."""

    counts: Mapping[str, int]
    is_done: bool
    writes: int = 0


@dataclass(frozen=True, slots=True)
class ListKeeper:
    """Keeps the lists of one mailbox; belongs to who holds the mailbox's lease, which `renew` keeps.

    `renew` raises LeaseLostError when another worker took over.
    """

    database: Database
    tenant_id: int
    mailbox: Mailbox
    clock: Clock
    client: GraphClient
    renew: Callable[[], None] = lambda: None

    def keep(self, phone_list: PhoneList) -> Kept:
        """Run one round, once everything that Outlook has is known.

        Raises a GraphError where Graph refuses; what was done until then stands.
        """
        phone_list = self._with_folder(phone_list)
        if not self._is_read(phone_list):
            return Kept({}, is_done=False)
        self._find_unanswered(phone_list)
        with self._as_owner() as connection:
            seen = look(connection, phone_list, at=self.clock.now())
            photos = pending_photos(connection, phone_list)
            if seen.is_quiet and not photos and phone_list.confirmed_at is not None and not phone_list.forecast:
                return Kept({"same": seen.total}, is_done=True)
            sides = sides_of(connection, phone_list, seen)
        times = self._writer(phone_list).modified(wants_times(phone_list, sides)) if phone_list.folder_remote_id else {}
        sides = replace(sides, modified=times, photos=frozenset(one.contact_id for one in photos))
        plan = make_plan(phone_list, sides)
        is_let = phone_list.confirmed_at is not None and lets(phone_list, plan, seen.total)
        if not is_let:
            self._tell(phone_list, plan)
            return Kept(plan.counts, is_done=False)
        batch = f"round:{uuid4().hex}"
        made, taken = self._write_crm(phone_list, plan, batch)
        steps = list(steps_of(plan, made))
        if steps and phone_list.folder_remote_id is None:
            phone_list = self._make_folder(phone_list)
        writes = self._write_outlook(phone_list, steps, batch)
        pictures = self._photos(phone_list).keep(batch)
        self._remember(phone_list, seen, is_all_done=writes == len(steps))
        _log.info("phone list %s: %s, %s taken in, %s writes", phone_list.id, plan.counts, taken, writes + pictures)
        return Kept(plan.counts, is_done=True, writes=writes + pictures)

    def _photos(self, phone_list: PhoneList) -> PhotoKeeper:
        return PhotoKeeper(self.database, self.tenant_id, self.mailbox, self.clock, self.client, self.renew, phone_list)

    def _remember(self, phone_list: PhoneList, seen: Look, *, is_all_done: bool) -> None:
        """Note that everything up to here was looked at; what Graph would not have is looked at once more."""
        values: dict[str, Any] = {"allowed_changes": None, "forecast": {}, "forecast_at": None}
        if is_all_done:
            values["seen_xid"] = seen.xid
        if is_all_done and seen.is_of_everybody:
            values["looked_at"] = self.clock.now()
        with self.database.as_system(self.tenant_id) as connection:
            store.change(connection, phone_list.id, **values)

    # --- what there is -----------------------------------------------------------------------------------------------

    def _as_owner(self) -> Any:
        return self.database.as_user(Caller(self.tenant_id, self.mailbox.user_id, self.clock.now()))

    def _writer(self, phone_list: PhoneList) -> ContactWriter:
        assert phone_list.folder_remote_id is not None  # noqa: S101  asked for only once there is a folder
        return ContactWriter(self.client, self.mailbox.graph_user_id, phone_list.folder_remote_id)

    def _is_read(self, phone_list: PhoneList) -> bool:
        """Tell whether the folders' names, and what lies in the list's folder, are known as they are in Outlook."""
        with self.database.as_system(self.tenant_id) as connection:
            states = {(one.kind, one.remote_id): one for one in feeds.of_mailbox(connection, self.mailbox.id)}
        needed = [(FeedKind.CONTACT_FOLDERS, "")]
        needed += [(FeedKind.CONTACTS, phone_list.folder_remote_id)] if phone_list.folder_remote_id else []
        found = [states.get(one) for one in needed]
        return all(one is not None and not one.is_in_full_round and not one.failures for one in found)

    def _with_folder(self, phone_list: PhoneList) -> PhoneList:
        """Take a folder of that name which is there; what lies in it is read from the next round on.

        A folder that its owner removed takes nobody out of the CRM: the list begins anew, and tells first what it
        would do.
        """
        with self.database.as_system(self.tenant_id) as connection:
            if phone_list.folder_remote_id is not None:
                if store.has_folder(connection, self.mailbox.id, phone_list.folder_remote_id):
                    return phone_list
                phone_list = store.begin_again(connection, phone_list)
            found = store.folder_named(connection, self.mailbox.id, phone_list.name)
            if found is None:
                return phone_list
            return self._take_folder(connection, phone_list, found)

    def _take_folder(self, connection: Connection, phone_list: PhoneList, remote_id: str) -> PhoneList:
        folders.follow(
            connection, self.tenant_id, self.mailbox.id, remote_id,
            by_id=phone_list.made_by_id, at=self.clock.now(),
        )  # fmt: skip
        store.change(connection, phone_list.id, folder_remote_id=remote_id)
        return replace(phone_list, folder_remote_id=remote_id)

    def _make_folder(self, phone_list: PhoneList) -> PhoneList:
        remote_id = make_folder(self.client, self.mailbox.graph_user_id, phone_list.name)
        with self.database.as_system(self.tenant_id) as connection:
            page = Page([ContactFolder(remote_id, None, phone_list.name)], [], [], "", is_last=True)
            folder_mirror(self.tenant_id, self.mailbox.id).apply(connection, page, full_round=0)
            return self._take_folder(connection, phone_list, remote_id)

    def _find_unanswered(self, phone_list: PhoneList) -> None:
        """Find by their keys the contacts whose making was not answered; they are then as any other."""
        if phone_list.folder_remote_id is None:
            return
        with self.database.as_system(self.tenant_id) as connection:
            unanswered = store.unanswered(connection, phone_list.id)
        if not unanswered:
            return
        found = self._writer(phone_list).find([one.create_key for one in unanswered])
        pairs = [(one, contact) for one, contact in zip(unanswered, found, strict=True) if contact is not None]
        with self.database.as_system(self.tenant_id) as connection:
            self._mirror(connection, phone_list, [(contact_item(contact), "") for _, contact in pairs])
            found_now = [replace(one, remote_id=contact.id, change_key="") for one, contact in pairs]
            store.save_entries(connection, self.tenant_id, phone_list.id, found_now)

    def _tell(self, phone_list: PhoneList, plan: Plan) -> None:
        told = {"counts": plan.counts, "changes": plan.changes, "sample": _sample(plan)}
        with self.database.as_system(self.tenant_id) as connection:
            store.change(connection, phone_list.id, forecast=told, forecast_at=self.clock.now())

    # --- into the CRM ------------------------------------------------------------------------------------------------

    def _write_crm(self, phone_list: PhoneList, plan: Plan, batch: str) -> tuple[list[tuple[Made, Entry]], int]:
        """Write what came from Outlook, and down what is agreed and what is to be done there."""
        self.renew()
        now = self.clock.now()
        with self._as_owner() as connection:
            pulled = {one.person.id: (one.person, one.merged.ours) for one in plan.met if one.pulled}
            write_people(connection, self.tenant_id, pulled)
            taken = self._take_in(connection, plan)
            changes = [
                Changed(one.person.id, Side.CRM, name, one.person.values[name], value)
                for one in plan.met
                for name, value in one.pulled.items()
            ] + [Changed(one.contact_id, Side.CRM, WHOLE, None, one.agreed.ours) for one in taken]
            made = [(one, planned(phone_list, one)) for one in plan.made]
            leaving = [replace(entry, is_leaving=True) for entry, _ in plan.removed]
            buried = [replace(entry, left_at=now) for entry in plan.buried]
            met = [met_entry(one) for one in plan.met if not one.is_leaving]
            store.save_entries(
                connection, self.tenant_id, phone_list.id,
                [*taken, *(entry for _, entry in made), *leaving, *buried, *met],
            )  # fmt: skip
            store.forget_entries(connection, phone_list.id, [one.contact_id for one in plan.forgotten])
            waiting.note_waiting(connection, self.tenant_id, phone_list.id, plan.waiting, at=now)
            back = [one.person.id for one in plan.met if one.entry is not None and one.entry.left_at is not None]
            waiting.close_gone(connection, phone_list.id, back, at=now)
            log.note(
                connection, self.tenant_id, changes, cause=Cause.ROUND, batch=batch, at=now,
                by_id=self.mailbox.user_id, list_id=phone_list.id,
            )  # fmt: skip
        return made, len(taken)

    def _take_in(self, connection: Connection, plan: Plan) -> list[Entry]:
        if not plan.taken:
            return []
        homes = belonging(connection, self.tenant_id, [one.values for one in plan.taken])
        wanted = [
            (one.values, account_id, self.mailbox.user_id) for one, account_id in zip(plan.taken, homes, strict=True)
        ]
        ids = make_people(connection, self.tenant_id, wanted)
        written = people(connection, ids)
        return [
            Entry(
                contact_id=contact_id,
                create_key="",
                remote_id=one.listed.remote_id,
                change_key=one.listed.change_key,
                agreed=replace(NEVER, ours={**one.values, **_told_as(written[contact_id])}, theirs=one.listed.card),
                is_from_outlook=True,
            )
            for one, contact_id in zip(plan.taken, ids, strict=True)
        ]

    # --- into Outlook ------------------------------------------------------------------------------------------------

    def _write_outlook(self, phone_list: PhoneList, steps: Sequence[Step], batch: str) -> int:
        """Write batch by batch; what each answered is kept before the next is sent. Return how many were done."""
        done, refusal = 0, None
        for start in range(0, len(steps), AT_ONCE):
            chunk = steps[start : start + AT_ONCE]
            self.renew()
            answers = self._writer(phone_list).write([one.write for one in chunk])
            done += sum(answer.is_fine for answer in answers)
            self._keep_answers(phone_list, chunk, answers, batch)
            refusal = refusal or refusal_of(answers)
        if refusal is not None:
            raise refusal
        return done

    def _keep_answers(
        self, phone_list: PhoneList, steps: Sequence[Step], answers: Sequence[PartAnswer], batch: str
    ) -> None:
        items: list[tuple[ContactItem, str]] = []
        kept: list[Entry] = []
        gone: list[str] = []
        forgotten: list[int] = []
        changes: list[Changed] = []
        for step, answer in zip(steps, answers, strict=True):
            if not answer.is_fine:
                continue
            item = None if isinstance(step.write, Remove) else contact_item(answer.read(Contact))
            after = step.done(step.entry, item)
            changes += step.changes
            if item is not None:
                items.append((item, step.photo_etag))
            elif step.entry.remote_id is not None:
                gone.append(step.entry.remote_id)
            if after is None:
                forgotten.append(step.entry.contact_id)
            else:
                kept.append(after)
        with self.database.as_system(self.tenant_id) as connection:
            self._mirror(connection, phone_list, items, gone)
            store.save_entries(connection, self.tenant_id, phone_list.id, kept)
            store.forget_entries(connection, phone_list.id, forgotten)
            log.note(
                connection, self.tenant_id, changes, cause=Cause.ROUND, batch=batch, at=self.clock.now(),
                list_id=phone_list.id,
            )  # fmt: skip

    def _mirror(
        self,
        connection: Connection,
        phone_list: PhoneList,
        items: Sequence[tuple[ContactItem, str]],
        gone: Sequence[str] = (),
    ) -> None:
        """Keep what Graph answered as if it had been read: that it comes back in the next delta is then no news."""
        assert phone_list.folder_remote_id is not None  # noqa: S101  as above
        mirror = contact_mirror(self.tenant_id, self.mailbox.id, phone_list.folder_remote_id)
        upserts = [replace(item, photo_etag=photo_etag) for item, photo_etag in items]
        mirror.apply(connection, Page(upserts, list(gone), [], "", is_last=True), full_round=0)


def _told_as(person: Person) -> dict[str, Any]:
    return {name: person.values[name] for name in person.told}


def _sample(plan: Plan) -> dict[str, list[str]]:
    """Return some names of each kind of change, for a person to look at before it is done."""

    def names(people_of: Sequence[Mapping[str, Any]]) -> list[str]:
        return [str(values["display_name"]) for values in people_of[:SAMPLE]]

    return {
        "create": names([one.person.values for one in plan.made]),
        "take_in": names([one.values for one in plan.taken]),
        "match": names([one.person.values for one in plan.met if one.entry is None]),
        "change_outlook": names([one.person.values for one in plan.met if one.pushed]),
        "change_crm": names([one.person.values for one in plan.met if one.pulled]),
        "remove": names([listed.card for _, listed in plan.removed]),
        "gone": names([one.agreed.ours for one in plan.buried if one.agreed.ours]),
    }
