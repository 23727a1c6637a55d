"""Mirror mail folders and messages: decide what a page means (pure), then write it in a few statements.

One mail is one row per tenant: whichever mailbox tells of it first writes it, the others add their copy. Mails of
one tenant are written by one transaction at a time (an advisory lock), so that identity and threads, which cross
mailboxes, need no retries; reading and understanding happen before, in parallel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids
from trato.mail import exclusion, rows, store
from trato.mail.matching import New, identify, message_keys_of
from trato.mail.model import Direction, FolderItem, Mail, MailItem, NewMail, StoredMail
from trato.mail.tables import mail_folders, message_copies, messages
from trato.mail.taking_out import TakingOut, Touched, nobody_asks, settle_sensitivity
from trato.mail.threads import Merged, Threads
from trato.sync import store as feeds
from trato.sync.model import FeedKind
from trato.sync.protocols import Page

LOCK_SPACE = 41
TOLD_AT_ONCE = 500


class Told(Protocol):
    """Links anew, say, what changed."""

    def __call__(
        self, connection: Connection, message_ids: Collection[int], new: Mapping[int, NewMail] = ..., /
    ) -> None:
        """Be told the messages that are new or changed; of those in `new` all there is to know is given."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What makes an address one of ours: the tenant's domains and every address of its users."""

    domains: frozenset[str]
    addresses: frozenset[str]

    def __contains__(self, address: str) -> bool:
        return address in self.addresses or address.rpartition("@")[2] in self.domains

    def direction(self, mail: MailItem) -> Direction:
        """Return whence the mail came, seen from us."""
        sender = mail.sender
        if sender is None or sender.address not in self:
            return Direction.IN
        return Direction.INTERNAL if all(address in self for address in mail.addresses) else Direction.OUT


@dataclass(frozen=True, slots=True)
class FolderMirror:
    """The folders of one mailbox. `on_change` is told the messages in a folder that was moved, some at a time."""

    tenant_id: int
    mailbox_id: int
    on_change: Touched
    before_gone: Touched = nobody_asks

    def apply(self, connection: Connection, page: Page[FolderItem], *, full_round: int) -> int:
        """Write folders; see sync.protocols.Mirror. A later page does not blank what a folder is known as."""
        known = store.folders(connection, self.mailbox_id)
        shut = exclusion.shut_folders(connection, self.mailbox_id)
        values = [
            (
                self.tenant_id, self.mailbox_id, folder.remote_id, folder.parent_remote_id, folder.name,
                folder.well_known or _known_as(known, folder), folder.total_items,
            )
            for folder in page.upserts
        ]  # fmt: skip
        columns = ["tenant_id", "mailbox_id", "remote_id", "parent_remote_id", "name", "well_known_name", "total_items"]
        written = insert_many(connection, mail_folders, columns, values, update=columns[3:])
        told = [folder.remote_id for folder in page.upserts] + [item.remote_id for item in page.misread]
        connection.execute(
            sa.update(mail_folders)
            .where(
                mail_folders.c.mailbox_id == self.mailbox_id,
                in_list(mail_folders.c.remote_id, told),
                mail_folders.c.full_round < full_round,
            )
            .values(full_round=full_round)
        )
        self._tell_moved(connection, [folder.remote_id for folder in page.upserts if _was_moved(known, folder)])
        if shut is not None:
            self._keep_out(connection, shut)
        return written + self._remove(connection, mail_folders.c.remote_id.in_(list(page.removed)))

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror; counts the mails that would go with their folders, and an empty folder as one."""
        folder, copy = mail_folders.c, message_copies.c
        held = (
            sa.select(sa.func.count())
            .where(copy.mailbox_id == folder.mailbox_id, copy.folder_remote_id == folder.remote_id)
            .scalar_subquery()
        )
        weight = sa.func.greatest(held, 1)
        counts = sa.select(
            sa.func.coalesce(sa.func.sum(weight).filter(folder.full_round < full_round), 0),
            sa.func.coalesce(sa.func.sum(weight), 0),
        )
        row = connection.execute(counts.where(folder.mailbox_id == self.mailbox_id)).one()
        return int(row[0]), int(row[1])

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        return self._remove(connection, mail_folders.c.full_round < full_round)

    def _tell_moved(self, connection: Connection, remote_ids: Sequence[str]) -> None:
        # A folder below Deleted Items or Junk Email counts as those: its mails may count now, or no more.
        if not remote_ids:
            return
        _lock(connection, self.tenant_id)
        message_ids = store.messages_within(connection, self.mailbox_id, remote_ids)
        for start in range(0, len(message_ids), TOLD_AT_ONCE):
            self.on_change(connection, message_ids[start : start + TOLD_AT_ONCE])

    def _keep_out(self, connection: Connection, before: Collection[str]) -> None:
        """Take out what lies in folders that a new name or place shuts; have those read anew that it opens."""
        now = exclusion.shut_folders(connection, self.mailbox_id) or set()
        feeds.read_anew(connection, self.mailbox_id, FeedKind.MESSAGES, set(before) - now)
        shut = sorted(now - set(before))
        if not shut:
            return
        _lock(connection, self.tenant_id)
        TakingOut(self.tenant_id, self.on_change, self.before_gone).folders(connection, self.mailbox_id, shut)

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> int:
        gone = connection.execute(
            sa.delete(mail_folders)
            .where(mail_folders.c.mailbox_id == self.mailbox_id, condition)
            .returning(mail_folders.c.remote_id)
        )
        remote_ids = list(gone.scalars())
        if remote_ids:  # what was in a folder goes with it: nobody will tell of it again
            rows.drop_copies(
                connection,
                message_copies.c.mailbox_id == self.mailbox_id,
                in_list(message_copies.c.folder_remote_id, remote_ids),
            )
        return len(remote_ids)


@dataclass(frozen=True, slots=True)
class MessageMirror:
    """The messages of one folder of one mailbox. `on_change` is told the messages that are new or changed."""

    tenant_id: int
    mailbox_id: int
    folder_remote_id: str
    ours: Ours
    on_change: Told
    on_merge: Merged
    before_gone: Touched = nobody_asks

    def stored(self, connection: Connection, remote_ids: Collection[str]) -> dict[str, str]:
        """Return the change keys of those copies that this folder holds."""
        found = store.copies(connection, self.mailbox_id, remote_ids)
        here = self.folder_remote_id
        return {one.remote_id: one.change_key for one in found.values() if one.folder_remote_id == here}

    def apply(self, connection: Connection, page: Page[Mail], *, full_round: int) -> int:
        """Write mails and copies; see sync.protocols.Mirror."""
        present = store.copies(connection, self.mailbox_id, [mail.remote_id for mail in page.upserts])
        told_anew = [mail for mail in page.upserts if _is_news(mail, present.get(mail.remote_id))]
        news = [mail.read() if isinstance(mail, StoredMail) else mail for mail in told_anew]
        told = {mail.remote_id for mail in news}
        changed = 0
        if news or page.removed:
            _lock(connection, self.tenant_id)
        if page.removed:
            changed += self._remove(connection, in_list(message_copies.c.remote_id, page.removed))
        if news:
            news, taken_out = self._keep_out(connection, news, present)
            changed += taken_out
        if news:
            changed += self._write(connection, news, present, full_round)
        same = [mail.remote_id for mail in page.upserts if mail.remote_id not in told]
        behind = [one for one in same if present[one].full_round < full_round]
        self._mark(connection, [*behind, *(item.remote_id for item in page.misread)], full_round)
        return changed

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        counts = sa.select(sa.func.count().filter(message_copies.c.full_round < full_round), sa.func.count())
        row = connection.execute(counts.where(*self._here())).one()
        return row[0], row[1]

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        _lock(connection, self.tenant_id)
        return self._remove(connection, message_copies.c.full_round < full_round)

    def _here(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            message_copies.c.mailbox_id == self.mailbox_id,
            message_copies.c.folder_remote_id == self.folder_remote_id,
        )

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> int:
        # A copy that another folder's feed has meanwhile told of was moved, not deleted: it stays.
        return rows.drop_copies(connection, *self._here(), condition)

    def _keep_out(
        self, connection: Connection, news: Sequence[MailItem], present: Mapping[str, store.Copy]
    ) -> tuple[list[MailItem], int]:
        """Return the mails that may come in. Of the others what was kept is taken out; return how many those were."""
        rules = exclusion.kept_out(connection, self.tenant_id, self.mailbox_id, news)
        if not rules:
            return list(news), 0
        taking = TakingOut(self.tenant_id, self.on_change, self.before_gone)
        taken = taking.copies(connection, {self.mailbox_id: [one for one in rules if one in present]})
        out = [mail for mail in news if mail.remote_id in rules]
        taking.unheld(connection, exclusion.unheld_of(connection, self.mailbox_id, out))
        return [mail for mail in news if mail.remote_id not in rules], len(taken)

    def _mark(self, connection: Connection, remote_ids: Sequence[str], full_round: int) -> None:
        if remote_ids:
            connection.execute(
                sa.update(message_copies)
                .where(
                    message_copies.c.mailbox_id == self.mailbox_id,
                    in_list(message_copies.c.remote_id, remote_ids),
                    message_copies.c.full_round < full_round,
                )
                .values(full_round=full_round)
            )

    def _write(
        self,
        connection: Connection,
        mails: Sequence[MailItem],
        present: Mapping[str, store.Copy],
        full_round: int,
    ) -> int:
        keys = {key for mail in mails for key in message_keys_of(mail)}
        before = {mail.remote_id: present[mail.remote_id].message_id for mail in mails if mail.remote_id in present}
        drafts = rows.drafts_among(connection, before.values())
        found = identify(mails, store.messages_by_key(connection, keys), before, drafts)
        ids = dict(zip(found.new, new_ids(connection, messages, len(found.new)), strict=True))
        placed = [ids[where] if isinstance(where, New) else where for where in found.placed]
        firsts = {one.index for one in found.new}
        new = [(mails[index], placed[index]) for index in sorted(firsts)]
        again = [pair for index, pair in enumerate(zip(mails, placed, strict=True)) if index not in firsts]
        edited = [(mail, message_id) for mail, message_id in again if message_id in drafts]
        copies = [(mail, message_id) for mail, message_id in again if message_id not in drafts]
        written = self._write_messages(connection, new, edited, copies)
        keyed = [(key, row_id) for mail, row_id in zip(mails, placed, strict=True) for key in message_keys_of(mail)]
        rows.write_keys(connection, self.tenant_id, dict(reversed(keyed)))
        self._write_copies(connection, zip(mails, placed, strict=True), full_round)
        if copies:
            settle_sensitivity(connection, [message_id for _, message_id in copies])
        self._absorb(
            connection,
            {
                before[mail.remote_id]: message_id
                for mail, message_id in zip(mails, placed, strict=True)
                if before.get(mail.remote_id, message_id) != message_id
            },
        )
        told_again = {message_id for _, message_id in again}
        fresh = {message_id: mail for message_id, mail in written.items() if message_id not in told_again}
        self.on_change(connection, sorted(set(placed)), fresh)
        return len(mails)

    def _write_messages(
        self,
        connection: Connection,
        new: Sequence[tuple[MailItem, int]],
        edited: Sequence[tuple[MailItem, int]],
        copies: Sequence[tuple[MailItem, int]],
    ) -> dict[int, NewMail]:
        """Write messages with their threads; return the new ones."""
        # A draft keeps its row and its thread while it is edited and when it is sent; only then is it a mail. A copy
        # may carry a Message-ID and references of its own: they lead to the mail's thread too.
        threads = Threads(self.tenant_id, self.on_merge)
        homes = store.threads_of(connection, [message_id for _, message_id in (*edited, *copies)])
        threads.reopen(connection, [(mail, homes[message_id]) for mail, message_id in edited])
        everyone = [*new, *edited, *copies]
        first = {message_id: place for place, (_, message_id) in reversed(list(enumerate(everyone)))}
        thread_ids = threads.place(
            connection,
            [mail for mail, _ in everyone],
            homes={place: homes[row_id] for place, (_, row_id) in enumerate(everyone) if row_id in homes},
            twins={place: first[message_id] for place, (_, message_id) in enumerate(everyone)},
        )
        placed = [
            (mail, message_id, thread_id, self.ours.direction(mail))
            for (mail, message_id), thread_id in zip((*new, *edited), thread_ids, strict=False)
        ]
        rows.write_new(connection, self.tenant_id, placed[: len(new)])
        rows.rewrite(connection, self.tenant_id, placed[len(new) :])
        return {message_id: NewMail(mail, direction) for mail, message_id, _, direction in placed[: len(new)]}

    def _write_copies(self, connection: Connection, pairs: Iterable[tuple[MailItem, int]], full_round: int) -> None:
        columns = ["tenant_id", "mailbox_id", "remote_id", "message_id", "folder_remote_id", "change_key",
                   "conversation_id", "full_round", "categories", "sensitivity"]  # fmt: skip
        values = [
            (
                self.tenant_id, self.mailbox_id, mail.remote_id, message_id, mail.folder_remote_id, mail.change_key,
                mail.conversation_id,
                full_round, mail.categories, mail.sensitivity,
            )
            for mail, message_id in pairs
        ]  # fmt: skip
        insert_many(connection, message_copies, columns, values, update=columns[3:])

    def _absorb(self, connection: Connection, drafts: Mapping[int, int]) -> None:
        """Let drafts that turned out to be known mails (by draft the mail) go, and their threads join those mails'."""
        if not drafts:
            return
        found = store.threads_of(connection, [*drafts, *drafts.values()])
        threads = Threads(self.tenant_id, self.on_merge)
        for draft_id, message_id in drafts.items():
            threads.join(connection, {found[draft_id], found[message_id]})
            found |= store.threads_of(connection, [*drafts, *drafts.values()])
        rows.drop_discarded(connection, list(drafts))


def _lock(connection: Connection, tenant_id: int) -> None:
    connection.execute(
        sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"), {"space": LOCK_SPACE, "tenant": tenant_id}
    )


def _known_as(known: Mapping[str, store.Folder], folder: FolderItem) -> str:
    return known[folder.remote_id].well_known_name if folder.remote_id in known else ""


def _was_moved(known: Mapping[str, store.Folder], folder: FolderItem) -> bool:
    return folder.remote_id in known and known[folder.remote_id].parent_remote_id != folder.parent_remote_id


def _is_news(mail: Mail, copy: store.Copy | None) -> bool:
    return copy is None or copy.change_key != mail.change_key or copy.folder_remote_id != mail.folder_remote_id
