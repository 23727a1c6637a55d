"""Mails as a feed tells them, and a mailbox of the small company that takes them through the real mirror."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from tests.small_company import ANA, DOMAIN, LUIS, Company

from trato.directory.tables import user_addresses
from trato.linking.service import Linker
from trato.mail.identity import fingerprint
from trato.mail.mirror import FolderMirror, MessageMirror, Ours
from trato.mail.model import FolderItem, MailItem, Party
from trato.mail.reading import subject as subjects
from trato.sync.protocols import Page

AT = datetime(2026, 2, 10, 9, tzinfo=UTC)
FOLDERS = {"inbox": "inbox", "sent": "sentitems", "drafts": "drafts", "junk": "junkemail", "deleted": "deleteditems"}


def mail(
    remote_id: str = "r1",
    *,
    sender: str = LUIS,
    to: Sequence[str] = (ANA,),
    cc: Sequence[str] = (),
    subject: str = "Hydraulic presses",
    text: str = "",
    message_id: str | None = None,
    references: Sequence[str] = (),
    at: datetime = AT,
    folder: str = "inbox",
    change_key: str = "1",
    **more: object,
) -> MailItem:
    """Make a mail; what is not named is ordinary. The text only enters the fingerprint, as in the feed."""
    topic = subjects.normalise(subject)
    parties = [("from", sender), *(("to", one) for one in to), *(("cc", one) for one in cc)]
    is_draft = bool(more.get("is_draft"))
    own = f"{remote_id}@mail.example" if message_id is None else message_id
    item = MailItem(
        remote_id=remote_id,
        change_key=change_key,
        folder_remote_id=folder,
        message_id=own,
        references=tuple(references),
        conversation_id="",
        fingerprint="" if is_draft else fingerprint(sender=sender, subject=subject, sent_at=at, text=text or own),
        subject=subject,
        topic=topic.casefold(),
        is_reply=topic != subject.strip(),
        summary=text[:80],
        parties=tuple(Party(role, address, address.partition("@")[0]) for role, address in parties if address),
        sent_at=at,
        received_at=at,
        is_draft=is_draft,
        has_attachments=False,
        sensitivity="normal",
        automated_kind="",
        automated_why="",
        reference_numbers=(),
        marks=(),
    )
    return replace(item, **more)  # type: ignore[arg-type]


def page(items: Iterable[object] = (), removed: Sequence[str] = (), *, cursor: str = "c", is_last: bool = True) -> Page:
    return Page(list(items), list(removed), [], cursor, is_last)


def ours_of(company: Company) -> Ours:
    with company.system() as connection:
        known = connection.execute(sa.select(user_addresses.c.address)).scalars().all()
    return Ours(frozenset({DOMAIN}), frozenset(known))


def mirror_of(company: Company, upn: str = ANA, folder: str = "inbox") -> MessageMirror:
    """The mirror of one folder as `jobs` puts it together, linking included."""
    linker = Linker(company.tenant_id)
    return MessageMirror(
        company.tenant_id,
        company.mailboxes[upn].id,
        folder,
        ours_of(company),
        on_change=linker.mails_changed,
        on_merge=linker.threads_merged,
    )


def folders_of(company: Company, upn: str = ANA) -> FolderMirror:
    return FolderMirror(company.tenant_id, company.mailboxes[upn].id, on_change=Linker(company.tenant_id).mails_changed)


def make_folders(company: Company, upn: str = ANA, **below: str) -> None:
    """Give a mailbox its well-known folders, and more of them `below` others; a folder's id is its name here."""
    items = [FolderItem(name, None, name, well_known, 0) for name, well_known in FOLDERS.items()]
    items += [FolderItem(name, parent, name, "", 0) for name, parent in below.items()]
    with company.system() as connection:
        folders_of(company, upn).apply(connection, page(items), full_round=1)


def deliver(company: Company, *mails: MailItem, upn: str = ANA, removed: Sequence[str] = ()) -> int:
    """Let one mailbox tell of these mails, each folder's as one page; return rows changed."""
    make_folders(company, upn)
    folders = list(dict.fromkeys(one.folder_remote_id for one in mails)) or ["inbox"]
    changed = 0
    with company.system() as connection:
        for folder in folders:
            told = [one for one in mails if one.folder_remote_id == folder]
            changed += mirror_of(company, upn, folder).apply(connection, page(told, removed), full_round=1)
    return changed


def remove(company: Company, folder: str, *remote_ids: str, upn: str = ANA) -> int:
    """Let one folder tell that these copies are gone; return rows changed."""
    with company.system() as connection:
        return mirror_of(company, upn, folder).apply(connection, page(removed=remote_ids), full_round=1)
