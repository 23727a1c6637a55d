"""Mirror mail folders and messages: decide what a page means (pure), then write it in a few statements.

One mail is one row per tenant: whichever mailbox tells of it first writes it, the others add their copy. Mails of
one tenant are written by one transaction at a time (an advisory lock), so that identity and threads, which cross
mailboxes, need no retries; reading and understanding happen before, in parallel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids
from trato.mail import store
from trato.mail.model import Direction, FolderItem, MailItem
from trato.mail.tables import (
    mail_folders,
    message_copies,
    message_keys,
    message_participants,
    message_texts,
    messages,
)
from trato.mail.threads import Merged, Threads
from trato.sync.protocols import Page

LOCK_SPACE = 41

Touched = Callable[[Connection, Collection[int]], None]


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
    """The folders of one mailbox."""

    tenant_id: int
    mailbox_id: int

    def apply(self, connection: Connection, page: Page[FolderItem], *, full_round: int) -> int:
        """Write folders; see sync.protocols.Mirror. A later page does not blank what a folder is known as."""
        known = store.well_known_folders(connection, self.mailbox_id)
        rows = [
            (
                self.tenant_id, self.mailbox_id, folder.remote_id, folder.parent_remote_id, folder.name,
                folder.well_known or known.get(folder.remote_id, ""), folder.total_items, full_round,
            )
            for folder in page.upserts
        ]  # fmt: skip
        columns = [
            "tenant_id",
            "mailbox_id",
            "remote_id",
            "parent_remote_id",
            "name",
            "well_known_name",
            "total_items",
            "full_round",
        ]
        written = insert_many(connection, mail_folders, columns, rows, update=columns[3:])
        return written + self._remove(connection, mail_folders.c.remote_id.in_(list(page.removed)))

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        counts = sa.select(sa.func.count().filter(mail_folders.c.full_round < full_round), sa.func.count())
        row = connection.execute(counts.where(mail_folders.c.mailbox_id == self.mailbox_id)).one()
        return row[0], row[1]

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        return self._remove(connection, mail_folders.c.full_round < full_round)

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> int:
        gone = connection.execute(
            sa.delete(mail_folders)
            .where(mail_folders.c.mailbox_id == self.mailbox_id, condition)
            .returning(mail_folders.c.remote_id)
        ).scalars()
        return len(list(gone))


@dataclass(frozen=True, slots=True)
class MessageMirror:
    """The messages of one folder of one mailbox. `on_change` is told the messages that are new or changed."""

    tenant_id: int
    mailbox_id: int
    folder_remote_id: str
    ours: Ours
    on_change: Touched
    on_merge: Merged

    def apply(self, connection: Connection, page: Page[MailItem], *, full_round: int) -> int:
        """Write mails and copies; see sync.protocols.Mirror."""
        present = store.copies(connection, self.mailbox_id, [mail.remote_id for mail in page.upserts])
        news = [mail for mail in page.upserts if _is_news(mail, present.get(mail.remote_id))]
        changed = self._remove(connection, page.removed)
        if news:
            connection.execute(
                sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"),
                {"space": LOCK_SPACE, "tenant": self.tenant_id},
            )
            changed += self._write(connection, news, present, full_round)
        told = {mail.remote_id for mail in news}
        self._mark(connection, [mail.remote_id for mail in page.upserts if mail.remote_id not in told], full_round)
        return changed

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        counts = sa.select(sa.func.count().filter(message_copies.c.full_round < full_round), sa.func.count())
        row = connection.execute(counts.where(*self._here())).one()
        return row[0], row[1]

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        gone = connection.execute(
            sa.delete(message_copies)
            .where(*self._here(), message_copies.c.full_round < full_round)
            .returning(message_copies.c.remote_id)
        )
        return len(list(gone))

    def _here(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            message_copies.c.mailbox_id == self.mailbox_id,
            message_copies.c.folder_remote_id == self.folder_remote_id,
        )

    def _remove(self, connection: Connection, remote_ids: Sequence[str]) -> int:
        # A copy that another folder's feed has meanwhile told of was moved, not deleted: it stays.
        if not remote_ids:
            return 0
        gone = connection.execute(
            sa.delete(message_copies)
            .where(*self._here(), in_list(message_copies.c.remote_id, remote_ids))
            .returning(message_copies.c.remote_id)
        )
        return len(list(gone))

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
        known = store.messages_by_key(connection, keys)
        identities = identify(mails, known, {remote_id: copy.message_id for remote_id, copy in present.items()})
        ids = dict(zip(identities.new, new_ids(connection, messages, len(identities.new)), strict=True))
        placed = [ids[where] if isinstance(where, _New) else where for where in identities.placed]
        self._write_messages(connection, mails, identities, ids)
        self._write_drafts(connection, mails, placed, present)
        rows = [
            (
                self.tenant_id,
                self.mailbox_id,
                mail.remote_id,
                message_id,
                mail.folder_remote_id,
                mail.change_key,
                full_round,
            )
            for mail, message_id in zip(mails, placed, strict=True)
        ]
        columns = [
            "tenant_id",
            "mailbox_id",
            "remote_id",
            "message_id",
            "folder_remote_id",
            "change_key",
            "full_round",
        ]
        insert_many(connection, message_copies, columns, rows, update=columns[3:])
        self.on_change(connection, sorted(set(placed)))
        return len(rows)

    def _write_messages(
        self,
        connection: Connection,
        mails: Sequence[MailItem],
        identities: Identities,
        ids: Mapping[_New, int],
    ) -> None:
        firsts = [mails[new.index] for new in identities.new]
        new_message_ids = [ids[new] for new in identities.new]
        thread_ids = Threads(self.tenant_id, self.on_merge).place(connection, firsts)
        insert_many(
            connection,
            messages,
            ["tenant_id", "id", "thread_id", "sent_at", "received_at", "sender", "sender_name", "direction",
             "automated_kind", "automated_why", "sensitivity", "is_draft", "has_attachments", "reference_numbers"],
            [
                (self.tenant_id, message_id, thread_id, mail.sent_at, mail.received_at,
                 mail.sender.address if mail.sender else "", mail.sender.name if mail.sender else "",
                 self.ours.direction(mail), mail.automated_kind, mail.automated_why, mail.sensitivity, mail.is_draft,
                 mail.has_attachments, list(mail.reference_numbers))
                for mail, message_id, thread_id in zip(firsts, new_message_ids, thread_ids, strict=True)
            ],
        )  # fmt: skip
        self._write_details(connection, list(zip(firsts, new_message_ids, strict=True)))
        key_rows = {
            key: (self.tenant_id, key, ids[where] if isinstance(where, _New) else where)
            for mail, where in zip(mails, identities.placed, strict=True)
            for key in message_keys_of(mail)
        }
        insert_many(connection, message_keys, ["tenant_id", "key", "message_id"], key_rows.values())

    def _write_details(self, connection: Connection, pairs: Sequence[tuple[MailItem, int]]) -> None:
        insert_many(
            connection,
            message_texts,
            ["tenant_id", "message_id", "subject", "summary"],
            [(self.tenant_id, message_id, mail.subject, mail.summary) for mail, message_id in pairs],
            update=["subject", "summary"],
        )
        insert_many(
            connection,
            message_participants,
            ["tenant_id", "message_id", "role", "address", "name"],
            [
                (self.tenant_id, message_id, party.role, party.address, party.name)
                for mail, message_id in pairs
                for party in mail.parties
            ],
        )

    def _write_drafts(
        self,
        connection: Connection,
        mails: Sequence[MailItem],
        placed: Sequence[int],
        present: Mapping[str, store.Copy],
    ) -> None:
        # A draft keeps its row while it is edited and when it is sent; only then is it a mail.
        pairs = [
            (mail, message_id) for mail, message_id in zip(mails, placed, strict=True) if mail.remote_id in present
        ]
        drafts = set(
            connection.execute(
                sa.select(messages.c.id).where(
                    messages.c.is_draft, in_list(messages.c.id, [message_id for _, message_id in pairs])
                )
            ).scalars()
        )
        edited = [(mail, message_id) for mail, message_id in pairs if message_id in drafts]
        for mail, message_id in edited:
            connection.execute(
                sa.update(messages)
                .where(messages.c.id == message_id)
                .values(
                    is_draft=mail.is_draft,
                    sent_at=mail.sent_at,
                    received_at=mail.received_at,
                    sender=mail.sender.address if mail.sender else "",
                    direction=self.ours.direction(mail),
                    reference_numbers=list(mail.reference_numbers),
                )
            )
            connection.execute(sa.delete(message_participants).where(message_participants.c.message_id == message_id))
        self._write_details(connection, edited)


@dataclass(frozen=True, slots=True)
class _New:
    """A mail not known before, first told of by the mail at `index` of the page."""

    index: int


@dataclass(frozen=True, slots=True)
class Identities:
    """Which message each mail of a page is: a known id, or one of the `new` ones."""

    placed: tuple[int | _New, ...]
    new: tuple[_New, ...]


def message_keys_of(mail: MailItem) -> list[str]:
    """Return what the mail is known by; a draft is known by its copy alone."""
    if mail.is_draft:
        return []
    keys = [f"id:{mail.message_id}"] if mail.message_id else []
    return [*keys, f"fp:{mail.fingerprint}"]


def identify(mails: Sequence[MailItem], known: Mapping[str, int], by_copy: Mapping[str, int]) -> Identities:
    """Decide which message each mail is; two copies on one page may be the same new one. Pure.

    The copy's own row decides first, then the Message-ID, then the fingerprint.
    """
    found: dict[str, int | _New] = dict(known)
    placed: list[int | _New] = []
    new: list[_New] = []
    for index, mail in enumerate(mails):
        keys = message_keys_of(mail)
        where = by_copy.get(mail.remote_id) or next((found[key] for key in keys if key in found), None)
        if where is None:
            where = _New(index)
            new.append(where)
        for key in keys:
            found.setdefault(key, where)
        placed.append(where)
    return Identities(tuple(placed), tuple(new))


def _is_news(mail: MailItem, copy: store.Copy | None) -> bool:
    return copy is None or copy.change_key != mail.change_key or copy.folder_remote_id != mail.folder_remote_id
