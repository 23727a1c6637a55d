"""Read from the database what the rules need, for many threads or events at once: a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.crm.tables import interaction_users, interactions
from trato.db.arrays import in_list
from trato.db.rows import gather, grouped
from trato.directory.tables import mailboxes, users
from trato.linking.counting import Guest, MailFacts, MeetingFacts, ThreadFacts
from trato.linking.model import Manual
from trato.linking.tables import link_decisions, taken_out_holders
from trato.linking.words import number
from trato.mail.model import Direction, NewMail, WellKnown
from trato.mail.store import with_subfolders
from trato.mail.tables import mail_folders, message_copies, message_participants, message_texts, messages, threads

UNCOUNTED_FOLDERS = (WellKnown.JUNK.value, WellKnown.DELETED.value, WellKnown.DRAFTS.value)


def thread_facts(
    connection: Connection, thread_ids: Collection[int], new: Mapping[int, NewMail] | None = None
) -> list[ThreadFacts]:
    """Return the threads with all of their mails; what is given as `new` is not read back."""
    given = new or {}
    placed = connection.execute(
        sa.select(messages.c.id, messages.c.thread_id)
        .where(in_list(messages.c.thread_id, thread_ids))
        .order_by(messages.c.sent_at, messages.c.id)
    ).all()
    holders = _holders(connection, [message_id for message_id, _ in placed])
    read = _mails(connection, [message_id for message_id, _ in placed if message_id not in given], holders)
    mails: dict[int, list[MailFacts]] = defaultdict(list)
    for message_id, thread_id in placed:
        mail = given.get(message_id)
        told = read[message_id] if mail is None else _new_mail(message_id, mail, holders.get(message_id, ()))
        mails[thread_id].append(told)
    topics = connection.execute(sa.select(threads.c.id, threads.c.topic).where(in_list(threads.c.id, thread_ids)))
    return [
        ThreadFacts(
            thread_id=thread_id,
            addresses=frozenset(address for mail in mails[thread_id] for address in mail.addresses),
            topic=topic,
            first_at=mails[thread_id][0].at,
            last_at=mails[thread_id][-1].at,
            mails=tuple(mails[thread_id]),
        )
        for thread_id, topic in topics
        if thread_id in mails
    ]


def _mails(
    connection: Connection, message_ids: Collection[int], holders: Mapping[int, Sequence[int]]
) -> dict[int, MailFacts]:
    rows = connection.execute(
        sa.select(messages, message_texts.c.subject, message_texts.c.summary)
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        # Asked of both sides: else all texts are read to be joined, as long as they are few.
        .where(in_list(messages.c.id, message_ids), in_list(message_texts.c.message_id, message_ids))
    ).all()
    parties = grouped(
        connection,
        sa.select(message_participants.c.message_id, message_participants.c.address)
        .where(in_list(message_participants.c.message_id, message_ids))
        .distinct(),
    )
    return {row.id: _mail_facts(row, parties.get(row.id, ()), holders.get(row.id, ())) for row in rows}


def _new_mail(message_id: int, new: NewMail, holders: Sequence[int]) -> MailFacts:
    mail = new.mail
    return MailFacts(
        message_id=message_id,
        direction=new.direction,
        at=mail.sent_at if new.direction is Direction.OUT else mail.received_at,
        is_draft=mail.is_draft,
        automated_kind=mail.automated_kind,
        sensitivity=mail.sensitivity,
        addresses=tuple(sorted(mail.addresses)),
        holders=tuple(sorted(holders)),
        subject=mail.subject,
        summary=mail.summary,
        numbers=frozenset(map(number, mail.reference_numbers)),
        marks=frozenset(mail.marks),
    )


def threads_of(connection: Connection, message_ids: Collection[int]) -> list[int]:
    """Return the threads these mails are in."""
    rows = connection.execute(sa.select(messages.c.thread_id).where(in_list(messages.c.id, message_ids)).distinct())
    return sorted(rows.scalars())


def meeting_facts(connection: Connection, event_ids: Collection[int]) -> dict[int, list[MeetingFacts]]:
    """Return the dates of each event, with guests and our answers."""
    rows = connection.execute(
        sa.select(events, event_texts.c.subject)
        .join(
            event_texts, sa.and_(event_texts.c.tenant_id == events.c.tenant_id, event_texts.c.event_id == events.c.id)
        )
        .where(in_list(events.c.id, event_ids))
    ).all()
    guests: dict[int, list[Guest]] = defaultdict(list)
    for row in connection.execute(sa.select(event_attendees).where(in_list(event_attendees.c.event_id, event_ids))):
        if row.kind != "resource":
            guests[row.event_id].append(Guest(row.address, row.response))
    responses = _responses(connection, event_ids)
    dates: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(event_occurrences).where(in_list(event_occurrences.c.event_id, event_ids))):
        dates[row.event_id].append(row)
    return {
        row.id: [
            MeetingFacts(
                event_id=row.id,
                occurrence_key=date.occurrence_key,
                starts_at=date.starts_at,
                ends_at=date.ends_at,
                is_cancelled=date.is_cancelled or row.cancelled_at is not None,
                is_online=row.is_online,
                sensitivity=row.sensitivity,
                location=row.location,
                subject=row.subject,
                guests=_with_organizer(_answered(guests[row.id], date.answers), row.organizer),
                responses=_answers(responses[row.id, date.occurrence_key], responses[row.id, ""]),
            )
            for date in sorted(dates[row.id], key=lambda date: date.starts_at)
        ]
        for row in rows
    }


def decisions(connection: Connection, column: str, ids: Collection[int]) -> dict[int, Manual]:
    """Return what people decided and did not undo, the latest for each thread (`thread_id`) or event (`event_id`)."""
    table = link_decisions
    rows = connection.execute(
        sa.select(table, users.c.name.label("user_name"))
        .outerjoin(users, sa.and_(users.c.tenant_id == table.c.tenant_id, users.c.id == table.c.decided_by_id))
        .where(in_list(table.c[column], ids), table.c.undone_at.is_(None))
        .order_by(table.c.decided_at, table.c.id)
    )
    return {
        getattr(row, column): Manual(row.id, row.kind, row.account_id, row.opportunity_id, row.user_name or "")
        for row in rows
    }


def _mail_facts(row: Any, addresses: Sequence[str], holders: Sequence[int]) -> MailFacts:
    return MailFacts(
        message_id=row.id,
        direction=row.direction,
        at=row.sent_at if row.direction == "out" else row.received_at,
        is_draft=row.is_draft,
        automated_kind=row.automated_kind,
        sensitivity=row.sensitivity,
        addresses=tuple(sorted(addresses)),
        holders=tuple(sorted(holders)),
        subject=row.subject,
        summary=row.summary,
        numbers=frozenset(map(number, row.reference_numbers)),
        marks=frozenset(row.marks),
    )


def _answered(guests: Sequence[Guest], answers: Mapping[str, str]) -> list[Guest]:
    return [Guest(guest.address, answers.get(guest.address, guest.response)) for guest in guests]


def _with_organizer(guests: Sequence[Guest], organizer: str) -> tuple[Guest, ...]:
    named = {guest.address for guest in guests}
    extra = [Guest(organizer, "organizer")] if organizer and organizer not in named else []
    return (*guests, *extra)


def _holders(connection: Connection, message_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return whose mailboxes hold each mail outside junk, deleted items and drafts.

    What counted once still counts when nobody holds it there any more: then those are named who took part, or who
    held it while its thread was taken out of business.
    """
    held = _held(connection, message_ids)
    return _took_part(connection, [one for one in message_ids if one not in held]) | held


def _took_part(connection: Connection, message_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    counted = (
        sa.select(interactions.c.message_id, interaction_users.c.user_id)
        .join(
            interaction_users,
            sa.and_(
                interaction_users.c.tenant_id == interactions.c.tenant_id,
                interaction_users.c.interaction_id == interactions.c.id,
            ),
        )
        .where(in_list(interactions.c.message_id, message_ids))
    )
    taken_out = sa.select(taken_out_holders.c.message_id, taken_out_holders.c.user_id).where(
        in_list(taken_out_holders.c.message_id, message_ids)
    )
    return gather(connection.execute(counted.union(taken_out)).all())


def _held(connection: Connection, message_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    holding = sa.select(message_copies.c.mailbox_id).where(in_list(message_copies.c.message_id, message_ids))
    uncounted = with_subfolders(
        mail_folders.c.well_known_name.in_(UNCOUNTED_FOLDERS), mail_folders.c.mailbox_id.in_(holding)
    )
    rows = connection.execute(
        sa.select(message_copies.c.message_id, mailboxes.c.user_id)
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == message_copies.c.tenant_id, mailboxes.c.id == message_copies.c.mailbox_id),
        )
        .outerjoin(
            uncounted,
            sa.and_(
                uncounted.c.tenant_id == message_copies.c.tenant_id,
                uncounted.c.mailbox_id == message_copies.c.mailbox_id,
                uncounted.c.remote_id == message_copies.c.folder_remote_id,
            ),
        )
        .where(in_list(message_copies.c.message_id, message_ids), uncounted.c.remote_id.is_(None))
        .distinct()
    )
    return gather(rows.all())


def _answers(of_date: Mapping[int, str], of_series: Mapping[int, str]) -> dict[int, str]:
    # Only those whose calendar holds the date come to it. Graph tells a plain date without an answer: that of its
    # series stands (Graph: event delta).
    return {user_id: response or of_series.get(user_id, "") for user_id, response in of_date.items()}


def _responses(connection: Connection, event_ids: Collection[int]) -> dict[tuple[int, str], dict[int, str]]:
    found: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    rows = connection.execute(
        sa.select(event_copies.c.event_id, event_copies.c.occurrence_key, event_copies.c.response, mailboxes.c.user_id)
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == event_copies.c.tenant_id, mailboxes.c.id == event_copies.c.mailbox_id),
        )
        .where(in_list(event_copies.c.event_id, event_ids))
    )
    for row in rows:
        found[row.event_id, row.occurrence_key][row.user_id] = row.response
    return found
