"""Pictures of a phone list, both ways: the CRM's and Outlook's, against what both had when they last agreed.

Graph tells of a contact's picture by an etag only (profilePhoto resource), so ours is known by its digest and theirs by
its etag, and both are kept of each entry. What one side changed goes to the other; what both changed is looked at, and
is agreed on where it is the same picture after all, else decided by the list's policy or by a person. What was written
into Outlook is agreed on by the etag that it got there, so that its coming back is no news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.engine import Caller, Database
from trato.directory.model import Mailbox
from trato.graph.client import GraphClient
from trato.graph.contact_writer import ContactWriter
from trato.phonebook.lists import log, store
from trato.phonebook.lists.fields import PHOTO
from trato.phonebook.lists.log import Cause, Changed, Side
from trato.phonebook.lists.merge import Policy
from trato.phonebook.lists.model import PhoneList
from trato.phonebook.lists.pictures import Picture, keep_former, picture_of, read_pictures, write_pictures
from trato.phonebook.lists.plan import Waiting
from trato.phonebook.lists.tables import contact_photos, contact_touches, phone_list_entries
from trato.phonebook.lists.waiting import note_waiting
from trato.phonebook.tables import outlook_contacts

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Differing:
    """A person of whom a picture changed: version on either side, now and as it was agreed on, empty for none."""

    contact_id: int
    remote_id: str
    etag: str
    digest: str
    agreed_etag: str
    agreed_digest: str
    touched_at: datetime | None = None


class Way(Enum):
    """What becomes of a picture."""

    SAME = auto()
    PULL = auto()
    PUSH = auto()
    COMPARE = auto()


def way_of(one: Differing) -> Way:
    """Return what is clear before the pictures themselves are looked at."""
    is_ours_changed, is_theirs_changed = one.digest != one.agreed_digest, one.etag != one.agreed_etag
    if is_ours_changed and is_theirs_changed:
        if one.digest and one.etag:
            return Way.COMPARE
        # Removed there, or here, while the other side has a new one: nothing is lost by keeping that.
        return Way.PUSH if one.digest else Way.PULL if one.etag else Way.SAME
    return Way.PUSH if is_ours_changed else Way.PULL


def settled(policy: Policy, one: Differing, modified: datetime | None) -> Way | None:
    """Return who wins where both changed to different pictures, None where a person decides."""
    if policy is Policy.NEWEST:
        if not one.agreed_etag and not one.agreed_digest:
            return None  # when they meet it is not known who changed what
        is_ours = modified is None or (one.touched_at is not None and one.touched_at > modified)
        return Way.PUSH if is_ours else Way.PULL
    return {Policy.OURS: Way.PUSH, Policy.THEIRS: Way.PULL}.get(policy)


def pending_photos(connection: Connection, phone_list: PhoneList) -> list[Differing]:
    """Return the people on a list of whom either side has another picture than was agreed on."""
    entry, there, ours, touch = phone_list_entries, outlook_contacts, contact_photos, contact_touches
    digest = sa.func.coalesce(ours.c.digest, "")
    is_there = entry.c.remote_id.in_(store.in_folder(phone_list, there.c.remote_id))
    as_agreed = store.in_folder(phone_list, there.c.remote_id, there.c.photo_etag)
    is_theirs_other = sa.tuple_(entry.c.remote_id, entry.c.photo_etag).not_in(as_agreed)
    etag = store.in_folder(phone_list, there.c.photo_etag).where(there.c.remote_id == entry.c.remote_id)
    rows = connection.execute(
        sa.select(
            entry.c.contact_id, entry.c.remote_id, etag.scalar_subquery(), digest,
            entry.c.photo_etag.label("agreed_etag"), entry.c.photo_digest, touch.c.at,
        )
        .outerjoin(ours, sa.and_(ours.c.tenant_id == entry.c.tenant_id, ours.c.contact_id == entry.c.contact_id))
        .outerjoin(touch, sa.and_(touch.c.tenant_id == entry.c.tenant_id, touch.c.contact_id == entry.c.contact_id))
        .where(
            entry.c.list_id == phone_list.id, entry.c.left_at.is_(None), ~entry.c.is_leaving,
            sa.or_(sa.and_(is_there, is_theirs_other), sa.and_(is_there, digest != entry.c.photo_digest)),
        )
        .order_by(entry.c.contact_id)
    )  # fmt: skip
    return [Differing(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PhotoKeeper:
    """Keeps the pictures of one list, as a part of its round; see ListKeeper for whom it belongs to."""

    database: Database
    tenant_id: int
    mailbox: Mailbox
    clock: Clock
    client: GraphClient
    renew: Callable[[], None]
    phone_list: PhoneList

    def keep(self, batch: str) -> int:
        """Bring the pictures of both sides together; return how many were written into Outlook."""
        if self.phone_list.folder_remote_id is None:
            return 0
        with self._as_owner() as connection:
            differing = pending_photos(connection, self.phone_list)
        waiting: list[Waiting] = []
        written = 0
        for start in range(0, len(differing), AT_ONCE):
            chunk = differing[start : start + AT_ONCE]
            self.renew()
            written += self._keep_some(chunk, batch, waiting)
        with self.database.as_system(self.tenant_id) as connection:
            note_waiting(connection, self.tenant_id, self.phone_list.id, waiting, at=self.clock.now(), about=PHOTO)
        return written

    def _as_owner(self) -> Any:
        return self.database.as_user(Caller(self.tenant_id, self.mailbox.user_id, self.clock.now()))

    def _writer(self) -> ContactWriter:
        return ContactWriter(self.client, self.mailbox.graph_user_id, self.phone_list.folder_remote_id or "")

    def _keep_some(self, differing: Sequence[Differing], batch: str, waiting: list[Waiting]) -> int:
        with self._as_owner() as connection:
            ours = read_pictures(connection, [one.contact_id for one in differing])
        theirs = self._theirs(differing)
        ways = dict(self._decided(differing, ours, theirs, waiting))
        pulled = [one for one in differing if ways.get(one) is Way.PULL]
        same = [one for one in differing if ways.get(one) is Way.SAME]
        self._pull(pulled, same, ours, theirs, batch)
        return self._push([one for one in differing if ways.get(one) is Way.PUSH], ours, theirs, batch)

    def _theirs(self, differing: Sequence[Differing]) -> dict[int, Picture | None]:
        """Ask for the pictures that changed in Outlook, and for those that are about to be written over there."""
        wanted = [one for one in differing if one.etag]
        found = self._writer().photos([one.remote_id for one in wanted])
        return {
            one.contact_id: picture_of(content) if content else None for one, content in zip(wanted, found, strict=True)
        }

    def _decided(
        self,
        differing: Sequence[Differing],
        ours: Mapping[int, Picture],
        theirs: Mapping[int, Picture | None],
        waiting: list[Waiting],
    ) -> Iterator[tuple[Differing, Way]]:
        policy = self.phone_list.policy(PHOTO)
        open_ones = []
        for one in differing:
            way = way_of(one)
            if way is Way.COMPARE:
                picture = theirs.get(one.contact_id)
                if picture is not None and picture.digest == one.digest:
                    way = Way.SAME
                elif picture is None:  # nothing that could be shown here
                    way = Way.PUSH
                else:
                    open_ones.append(one)
                    continue
            yield one, way
        times = self._writer().modified([one.remote_id for one in open_ones]) if policy is Policy.NEWEST else {}
        for one in open_ones:
            chosen = settled(policy, one, times.get(one.remote_id))
            if chosen is not None:
                yield one, chosen
                continue
            picture = theirs[one.contact_id]
            told = {**picture.told, "etag": one.etag} if picture else None
            waiting.append(Waiting(one.contact_id, PHOTO, ours[one.contact_id].told, told))

    def _pull(
        self,
        pulled: Sequence[Differing],
        same: Sequence[Differing],
        ours: Mapping[int, Picture],
        theirs: Mapping[int, Picture | None],
        batch: str,
    ) -> None:
        """Take pictures into the CRM. What is no picture there is agreed on as it is: ours stays."""
        takes = {one.contact_id: theirs.get(one.contact_id) for one in pulled}
        wanted = {one.contact_id: takes[one.contact_id] for one in pulled if takes[one.contact_id] or not one.etag}
        now = self.clock.now()
        with self._as_owner() as connection:
            write_pictures(connection, self.tenant_id, wanted, at=now)
            changes = [
                Changed(one, Side.CRM, PHOTO, _told(ours.get(one)), _told(picture))
                for one, picture in wanted.items()
                if _told(ours.get(one)) != _told(picture)
            ]
            self._note(connection, changes, batch)
            self._agree(
                connection,
                {
                    one.contact_id: (one.etag, _digest(wanted.get(one.contact_id, ours.get(one.contact_id))))
                    for one in (*pulled, *same)
                },
            )

    def _push(
        self,
        pushed: Sequence[Differing],
        ours: Mapping[int, Picture],
        theirs: Mapping[int, Picture | None],
        batch: str,
    ) -> int:
        if not pushed:
            return 0
        pictures = [ours.get(one.contact_id) for one in pushed]
        etags = self._writer().set_photos(
            [
                (one.remote_id, (picture.content, picture.media_type) if picture else None)
                for one, picture in zip(pushed, pictures, strict=True)
            ]
        )
        done = [(one, etag) for one, etag in zip(pushed, etags, strict=True) if etag is not None]
        former = {one.contact_id: picture for one, _ in done if (picture := theirs.get(one.contact_id)) is not None}
        with self.database.as_system(self.tenant_id) as connection:
            keep_former(connection, self.tenant_id, former, at=self.clock.now())
            changes = [
                Changed(
                    one.contact_id, Side.OUTLOOK, PHOTO, _told(former.get(one.contact_id)),
                    _told(ours.get(one.contact_id)),
                )
                for one, _ in done
            ]  # fmt: skip
            self._note(connection, changes, batch)
            self._agree(connection, {one.contact_id: (etag, one.digest) for one, etag in done})
            for one, etag in done:
                store.keep_photo_etag(connection, self.mailbox.id, one.remote_id, etag)
        return len(done)

    def _agree(self, connection: Connection, agreed: Mapping[int, tuple[str, str]]) -> None:
        entries = store.entries(connection, self.phone_list.id, list(agreed))
        changed = [
            replace(entry, photo_etag=agreed[entry.contact_id][0], photo_digest=agreed[entry.contact_id][1])
            for entry in entries
        ]
        store.save_entries(connection, self.tenant_id, self.phone_list.id, changed)

    def _note(self, connection: Connection, changes: Sequence[Changed], batch: str) -> None:
        log.note(
            connection, self.tenant_id, changes, cause=Cause.ROUND, batch=batch, at=self.clock.now(),
            by_id=self.mailbox.user_id, list_id=self.phone_list.id,
        )  # fmt: skip


def _told(picture: Picture | None) -> dict[str, Any] | None:
    return picture.told if picture else None


def _digest(picture: Picture | None) -> str:
    return picture.digest if picture else ""


__all__ = ["Differing", "PhotoKeeper", "Way", "pending_photos", "settled", "way_of"]
