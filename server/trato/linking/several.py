"""Several mails selected at once: what each concerns, and one decision for all their threads.

A fixed number of statements tells of any number of mails. Decisions are made thread by thread, each as if it were
alone, so that what one of them cannot do stops none of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import accounts, contact_addresses, opportunities
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.errors import NotFoundError, TratoError
from trato.linking.decisions import Decisions, Target
from trato.linking.service import Linker
from trato.linking.tables import links
from trato.mail.identity import bare_id
from trato.mail.tables import message_copies, message_keys, messages, thread_participants

MOST_RELINKED = 200
_ONE = {"accounts": "account", "opportunities": "opportunity"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A selected mail by the ids that Outlook tells."""

    item_id: str = ""
    internet_message_id: str = ""
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a selected mail concerns; a mail that is not kept has no thread."""

    thread_id: int | None
    state: str
    account: Named | None
    opportunity: Named | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants for threads: linked, taken out of business, or back to what the rules say."""

    kind: str
    account_id: int | None = None
    opportunity_id: int | None = None


def concerns(connection: Connection, asked: Sequence[Asked]) -> list[Found]:
    """Return what each mail concerns, in the order asked, as far as its reader may see it."""
    threads = _threads(connection, asked)
    known = _links(connection, set(threads.values()))
    nothing = ("none", None, None)
    return [
        Found(thread_id, *(nothing if thread_id is None else known.get(thread_id, nothing)))
        for thread_id in (threads.get(position) for position in range(len(asked)))
    ]


def decide(database: Database, caller: Caller, thread_ids: Collection[int], choice: Choice) -> dict[int, str | None]:
    """Decide the same for each thread; return by thread why it could not be done, None where it was.

    Raises NotFoundError for an account or opportunity that the caller cannot see: then nothing is decided.
    """
    with database.as_user(caller) as connection:
        for table, row_id in ((accounts, choice.account_id), (opportunities, choice.opportunity_id)):
            seen = sa.select(table.c.id).where(table.c.id == row_id)
            if row_id is not None and connection.execute(seen).first() is None:
                raise NotFoundError(f"no {_ONE[table.name]} {row_id}, or it is not yours to see")
    decisions = Decisions(database)
    outcome: dict[int, str | None] = {}
    for thread_id in dict.fromkeys(thread_ids):
        try:
            _decide(decisions, caller, Target.thread(thread_id), choice)
        except TratoError as error:
            outcome[thread_id] = error.code
        else:
            outcome[thread_id] = None
    return outcome


def recognise(database: Database, caller: Caller, contact_id: int) -> int:
    """Have the newest threads with a new contact looked at again, so that their history begins; return how many."""
    with database.as_system(caller.tenant_id) as connection:
        thread_ids = (
            connection.execute(
                sa.select(thread_participants.c.thread_id)
                .distinct()
                .join(contact_addresses, contact_addresses.c.address == thread_participants.c.address)
                .where(contact_addresses.c.contact_id == contact_id)
                .order_by(thread_participants.c.thread_id.desc())
                .limit(MOST_RELINKED)
            )
            .scalars()
            .all()
        )
        if thread_ids:
            Linker(caller.tenant_id).relink_threads(connection, thread_ids)
    return len(thread_ids)


def _decide(decisions: Decisions, caller: Caller, target: Target, choice: Choice) -> None:
    match choice.kind:
        case "link":
            decisions.link(
                caller, target, account_id=choice.account_id, opportunity_id=choice.opportunity_id, version=None
            )
        case "not_business":
            decisions.take_out(caller, target, version=None)
        case _:
            decisions.undo(caller, target, version=None)


def _threads(connection: Connection, asked: Sequence[Asked]) -> Mapping[int, int]:
    """The thread of each mail by its place; its own ids before that of its conversation."""
    copied = sa.and_(message_copies.c.tenant_id == messages.c.tenant_id, message_copies.c.message_id == messages.c.id)
    keyed = sa.and_(message_keys.c.tenant_id == messages.c.tenant_id, message_keys.c.message_id == messages.c.id)
    ways = (
        (lambda one: one.conversation_id, message_copies, copied, message_copies.c.conversation_id),
        (lambda one: one.item_id, message_copies, copied, message_copies.c.remote_id),
        (lambda one: _key(one.internet_message_id), message_keys, keyed, message_keys.c.key),
    )
    found: dict[int, int] = {}
    for value_of, table, joined, column in ways:
        values = {value for one in asked if (value := value_of(one))}
        if not values:
            continue
        rows = connection.execute(
            sa.select(column, messages.c.thread_id).join_from(table, messages, joined).where(in_list(column, values))
        )
        threads = {row[0]: row.thread_id for row in rows}
        found |= {place: threads[value_of(one)] for place, one in enumerate(asked) if value_of(one) in threads}
    return found


def _key(internet_message_id: str) -> str:
    return f"id:{bare_id(internet_message_id)}" if internet_message_id else ""


def _links(connection: Connection, thread_ids: Collection[int]) -> Mapping[int, tuple[str, Named | None, Named | None]]:
    if not thread_ids:
        return {}
    rows = connection.execute(
        sa.select(
            links.c.thread_id,
            links.c.state,
            links.c.opportunity_id.label("claimed_id"),
            accounts.c.id.label("account_id"),
            accounts.c.name.label("account"),
            opportunities.c.id.label("opportunity_id"),
            opportunities.c.name.label("opportunity"),
        )
        .outerjoin(accounts, sa.and_(accounts.c.tenant_id == links.c.tenant_id, accounts.c.id == links.c.account_id))
        .outerjoin(
            opportunities,
            sa.and_(opportunities.c.tenant_id == links.c.tenant_id, opportunities.c.id == links.c.opportunity_id),
        )
        .where(in_list(links.c.thread_id, thread_ids))
    )
    return {
        row.thread_id: (
            # Of an opportunity that the reader may not see nothing is told, not even how sure it is.
            row.state if row.claimed_id == row.opportunity_id else "none",
            None if row.account_id is None else Named(row.account_id, row.account),
            None if row.opportunity_id is None else Named(row.opportunity_id, row.opportunity),
        )
        for row in rows
    }
