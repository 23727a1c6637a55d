"""The small company's mailboxes and calendars as they come in, rules that keep some of it out, and what is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from tests.event_items import WINDOW
from tests.mail_items import make_folders, ours_of, page
from tests.small_company import ANA, EVA, NOW, Company

from trato.calendar.mirror import CalendarMirror
from trato.calendar.model import EventItem
from trato.clock import Clock
from trato.db.engine import Caller
from trato.linking.going import events_going, threads_going
from trato.linking.privacy import Decider, PrivacyChoices
from trato.linking.service import Linker
from trato.mail.mirror import FolderMirror, MessageMirror
from trato.mail.model import FolderItem, MailItem
from trato.privacy.model import RuleKind, StoredRule

DAY = timedelta(days=1)


def choices_of(company: Company) -> PrivacyChoices:
    return PrivacyChoices(company.database, Clock.starting_at(NOW))


def decider(company: Company, upn: str, *, at: datetime = NOW) -> Decider:
    """Who decides; Eva is the administrator."""
    caller = Caller(company.tenant_id, company.users[upn], at)
    return Decider(company.tenant_id, at, caller, is_admin=upn == EVA)


def exclude(company: Company, kind: str, value: str, *, upn: str = ANA, observe: timedelta | None = None) -> StoredRule:
    """Make a rule of somebody's own mailbox, or of the organisation if it is Eva who makes it."""
    mailbox_id = None if upn == EVA else company.mailboxes[upn].id
    return choices_of(company).add(decider(company, upn), RuleKind(kind), value, mailbox_id, observe=observe)


def mail_mirror(company: Company, upn: str = ANA, folder: str = "inbox") -> MessageMirror:
    linker = Linker(company.tenant_id)
    return MessageMirror(
        company.tenant_id, company.mailboxes[upn].id, folder, ours_of(company),
        on_change=linker.mails_changed, on_merge=linker.threads_merged, before_gone=threads_going,
    )  # fmt: skip


def calendar_mirror(company: Company, upn: str = ANA) -> CalendarMirror:
    linker = Linker(company.tenant_id)
    return CalendarMirror(
        company.tenant_id, company.mailboxes[upn].id, WINDOW, on_change=linker.relink_events, before_gone=events_going
    )


def tell_mails(company: Company, *mails: MailItem, upn: str = ANA, full_round: int = 1) -> None:
    """Let a mailbox tell of mails, each folder's as one page."""
    make_folders(company, upn)
    with company.system() as connection:
        for folder in dict.fromkeys(one.folder_remote_id for one in mails):
            told = [one for one in mails if one.folder_remote_id == folder]
            mail_mirror(company, upn, folder).apply(connection, page(told), full_round=full_round)


def tell_gone(company: Company, *remote_ids: str, upn: str = ANA, folder: str = "inbox") -> None:
    with company.system() as connection:
        mail_mirror(company, upn, folder).apply(connection, page(removed=remote_ids), full_round=1)


def tell_folders(company: Company, upn: str = ANA, **below: str | None) -> None:
    """Tell of folders; each is named as it is known by, and lies in the one given."""
    items = [FolderItem(name, parent, name, "", 0) for name, parent in below.items()]
    rename_folders(company, items, upn=upn)


def rename_folders(company: Company, items: Iterable[FolderItem], *, upn: str = ANA) -> None:
    linker = Linker(company.tenant_id)
    mirror = FolderMirror(
        company.tenant_id, company.mailboxes[upn].id, on_change=linker.mails_changed, before_gone=threads_going
    )
    with company.system() as connection:
        mirror.apply(connection, page(list(items)), full_round=1)


def tell_events(company: Company, *items: EventItem, upn: str = ANA) -> None:
    with company.system() as connection:
        calendar_mirror(company, upn).apply(connection, page(items), full_round=1)


def rows(company: Company, query: str, **values: object) -> list[tuple[object, ...]]:
    with company.system() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]


def timeline(company: Company) -> list[tuple[object, ...]]:
    """All interactions with whom and what, ids apart."""
    return rows(
        company,
        "SELECT i.kind, i.starts_at, i.ends_at, o.name,"
        " ARRAY(SELECT k.name FROM interaction_contacts c JOIN contacts k ON k.id = c.contact_id"
        "       WHERE c.interaction_id = i.id ORDER BY 1),"
        " ARRAY(SELECT a.name FROM interaction_accounts c JOIN accounts a ON a.id = c.account_id"
        "       WHERE c.interaction_id = i.id ORDER BY 1),"
        " ARRAY(SELECT u.name FROM interaction_users c JOIN users u ON u.id = c.user_id"
        "       WHERE c.interaction_id = i.id ORDER BY 1), t.subject, t.summary, t.level"
        " FROM interactions i LEFT JOIN opportunities o ON o.id = i.opportunity_id"
        " LEFT JOIN interaction_texts t ON t.interaction_id = i.id ORDER BY i.ends_at, 1, 8",
    )


def subjects(company: Company) -> list[object]:
    return [row[0] for row in rows(company, "SELECT subject FROM message_texts ORDER BY 1")]


def traces(company: Company, word: str) -> list[str]:
    """The tables in which some row of the tenant has the word, wherever in it; rules and the audit log apart."""
    found = []
    names = rows(
        company,
        "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t"
        " ON t.table_name = c.table_name AND t.table_schema = c.table_schema AND t.table_type = 'BASE TABLE'"
        " WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id'",
    )
    for (name,) in names:
        if name not in {"exclusion_rules", "audit_log", "graph_mailboxes", "token_caches"}:
            query = f"SELECT count(*) FROM {name} t WHERE lower(t::text) LIKE lower(:word)"  # noqa: S608  its own names
            if rows(company, query, word=f"%{word}%")[0][0]:
                found.append(str(name))
    return sorted(found)
