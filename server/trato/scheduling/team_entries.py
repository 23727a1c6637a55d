"""Read the entries of several calendars, each as far as the caller may know of it.

That a time is taken is read as Trato itself, and nothing else. What it is about is read as the caller: a customer's
visit where they see the customer; all that is not private in their own calendar, and, as its owner, in the calendar of
somebody who lets them see it. Private and confidential items are busy time to everybody but their owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_copies, event_occurrences, event_texts, events
from trato.crm.tables import accounts, interaction_accounts, interaction_subjects, interaction_texts, interactions
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import mailboxes, users
from trato.scheduling.availability import DECLINED
from trato.scheduling.calendar_people import Access, CalendarPerson
from trato.scheduling.model import Period, Status
from trato.scheduling.tables import bookings, calendar_moves, holds
from trato.scheduling.team_model import Entry, EntryKind

HIDDEN = frozenset({"private", "confidential", "personal"})
# After a move Outlook has the new time at once; the mirror learns of it with its next round.
MIRROR_LAGS = timedelta(minutes=15)
# Why the new time of an event is kept until then.
MOVING = "moving"

Date = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the caller may know of one date of an event."""

    kind: EntryKind
    title: str = ""
    opportunity_id: int | None = None
    accounts: dict[int, Named] = field(default_factory=dict)


def entries(database: Database, caller: Caller, people: Sequence[CalendarPerson], window: Period) -> list[Entry]:
    """Return what these calendars hold, in order of time."""
    ids = [one.id for one in people]
    by_id = {one.id: one for one in people}
    with database.as_user(caller) as connection:
        told = _interactions(connection, window)
        own = _texts(connection, caller.user_id, window) if caller.user_id in by_id else {}
        kept = _holds(connection, by_id, window, caller)
    whole = {caller.user_id: (told, own)}
    for person in people:
        if person.access is Access.DELEGATED and person.is_read_whole:
            # Read with the eyes of whoever lets the caller see their calendar, and no further than this calendar.
            with database.as_user(replace(caller, user_id=person.id)) as connection:
                theirs = _interactions(connection, window) | told
                whole[person.id] = (theirs, _texts(connection, person.id, window))
    with database.as_system(caller.tenant_id) as connection:
        rows = _dates(connection, ids, window)
        moved = _moved(connection, ids, caller.at)
    mirrored = {row.ical_uid for row in rows}
    # What stands in Outlook and was read from there is shown as its event.
    found = [_hold(row, by_id[row.user_id]) for row in kept if not row.ical_uid or row.ical_uid not in mirrored]
    for row in rows:
        knows, texts = whole.get(row.user_id, (told, {}))
        entry = _entry(row, by_id[row.user_id], knows, texts, caller)
        found.append(_as_moved(entry, moved.get((row.user_id, row.event_id), ())))
    return sorted(found, key=lambda one: (one.starts_at, one.user_id, one.id))


def _dates(connection: Connection, ids: Sequence[int], window: Period) -> Sequence[Any]:
    return connection.execute(
        sa.select(
            mailboxes.c.user_id, event_copies.c.event_id, event_copies.c.occurrence_key, event_copies.c.response,
            event_copies.c.remote_id, event_occurrences.c.starts_at, event_occurrences.c.ends_at, events.c.show_as,
            events.c.sensitivity, event_copies.c.sensitivity.label("own_sensitivity"), events.c.is_all_day,
            events.c.is_series, events.c.location, events.c.ical_uid,
        )
        .join(
            event_copies,
            sa.and_(event_copies.c.tenant_id == mailboxes.c.tenant_id, event_copies.c.mailbox_id == mailboxes.c.id),
        )
        .join(
            event_occurrences,
            sa.and_(
                event_occurrences.c.tenant_id == event_copies.c.tenant_id,
                event_occurrences.c.event_id == event_copies.c.event_id,
                event_occurrences.c.occurrence_key == event_copies.c.occurrence_key,
            ),
        )
        .join(events, sa.and_(events.c.tenant_id == event_copies.c.tenant_id, events.c.id == event_copies.c.event_id))
        .where(
            in_list(mailboxes.c.user_id, ids),
            mailboxes.c.disconnected_at.is_(None),
            sa.not_(event_copies.c.is_master),
            sa.func.coalesce(event_copies.c.response, "").not_in(DECLINED),
            events.c.cancelled_at.is_(None),
            sa.not_(event_occurrences.c.is_cancelled),
            event_occurrences.c.starts_at < window.end,
            event_occurrences.c.ends_at > window.start - timedelta(days=1),
            event_occurrences.c.ends_at > window.start,
        )
    ).all()  # fmt: skip


def _interactions(connection: Connection, window: Period) -> dict[Date, _Known]:
    """Return what the reader knows of customers' visits and meetings: with whom, and the subject where it is told."""
    rows = connection.execute(
        sa.select(
            interactions.c.event_id, interactions.c.occurrence_key, interactions.c.kind, interactions.c.opportunity_id,
            sa.func.coalesce(interaction_texts.c.subject, interaction_subjects.c.subject, "").label("subject"),
            accounts.c.id.label("account_id"), accounts.c.name.label("account"),
        )
        .outerjoin(interaction_texts, _part_of(interaction_texts))
        .outerjoin(interaction_subjects, _part_of(interaction_subjects))
        .outerjoin(interaction_accounts, _part_of(interaction_accounts))
        .outerjoin(
            accounts,
            sa.and_(
                accounts.c.tenant_id == interaction_accounts.c.tenant_id,
                accounts.c.id == interaction_accounts.c.account_id,
            ),
        )
        .where(
            interactions.c.event_id.is_not(None),
            interactions.c.starts_at < window.end,
            interactions.c.ends_at > window.start,
        )
    )  # fmt: skip
    found: dict[Date, _Known] = {}
    for row in rows:
        kind = EntryKind.VISIT if row.kind == "visit" else EntryKind.MEETING
        known = found.setdefault((row.event_id, row.occurrence_key), _Known(kind, row.subject, row.opportunity_id))
        if row.account_id is not None:
            known.accounts[row.account_id] = Named(row.account_id, row.account)
    return found


def _part_of(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == interactions.c.tenant_id, table.c.interaction_id == interactions.c.id)


def _texts(connection: Connection, user_id: int, window: Period) -> dict[int, str]:
    """Return the subjects in the reader's own calendar."""
    rows = connection.execute(
        sa.select(event_texts.c.event_id, event_texts.c.subject)
        .join(
            event_copies,
            sa.and_(
                event_copies.c.tenant_id == event_texts.c.tenant_id, event_copies.c.event_id == event_texts.c.event_id
            ),
        )
        .join(
            mailboxes,
            sa.and_(mailboxes.c.tenant_id == event_copies.c.tenant_id, mailboxes.c.id == event_copies.c.mailbox_id),
        )
        .join(
            event_occurrences,
            sa.and_(
                event_occurrences.c.tenant_id == event_copies.c.tenant_id,
                event_occurrences.c.event_id == event_copies.c.event_id,
                event_occurrences.c.occurrence_key == event_copies.c.occurrence_key,
            ),
        )
        .where(
            mailboxes.c.user_id == user_id,
            event_occurrences.c.starts_at < window.end,
            event_occurrences.c.ends_at > window.start,
        )
    )
    return {row[0]: row[1] for row in rows}


def _entry(
    row: Any, person: CalendarPerson, told: Mapping[Date, _Known], texts: Mapping[int, str], caller: Caller
) -> Entry:
    is_private = bool({row.sensitivity, row.own_sensitivity} & HIDDEN)
    is_hidden = is_private and person.access is not Access.OWN
    known = None if is_hidden else told.get((row.event_id, row.occurrence_key))
    subject = "" if is_hidden or not person.is_read_whole else texts.get(row.event_id, "")
    can_move = (
        "book" in person.scopes and row.response == "organizer" and not row.is_series and not row.is_all_day
        and not is_private and row.starts_at > caller.at
    )  # fmt: skip
    is_told = known is not None or bool(subject)
    return Entry(
        id=f"e{row.event_id}-{row.user_id}-{row.occurrence_key}",
        user_id=row.user_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        kind=known.kind if known else EntryKind.OWN if subject else EntryKind.BUSY,
        status=_status(row.show_as),
        is_all_day=row.is_all_day,
        title=subject or (known.title if known else ""),
        place=row.location if is_told and (person.is_read_whole or (known and known.title)) else "",
        accounts=tuple(known.accounts.values()) if known else (),
        opportunity_id=known.opportunity_id if known else None,
        event_id=row.event_id if can_move else None,
        is_movable=can_move,
    )


def _status(text: str) -> Status:
    try:
        return Status(text or Status.BUSY)
    except ValueError:
        return Status.BUSY


def _holds(
    connection: Connection, people: Mapping[int, CalendarPerson], window: Period, caller: Caller
) -> Sequence[Any]:
    """Return times that are kept: while somebody chooses, or booked. Read as the caller."""
    makers = users.alias("makers")
    return connection.execute(
        sa.select(holds, bookings.c.subject, bookings.c.ical_uid, bookings.c.opportunity_id, makers.c.name)
        .outerjoin(bookings, sa.and_(bookings.c.tenant_id == holds.c.tenant_id, bookings.c.id == holds.c.booking_id))
        .outerjoin(makers, sa.and_(makers.c.tenant_id == holds.c.tenant_id, makers.c.id == holds.c.made_by_id))
        .where(
            in_list(holds.c.user_id, list(people)),
            holds.c.released_at.is_(None),
            sa.or_(holds.c.expires_at.is_(None), holds.c.expires_at > caller.at),
            holds.c.reason != MOVING,
            holds.c.starts_at < window.end,
            holds.c.ends_at > window.start,
        )
    ).all()


def _hold(row: Any, person: CalendarPerson) -> Entry:
    is_told = person.is_read_whole
    return Entry(
        id=f"h{row.id}",
        user_id=row.user_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        kind=EntryKind.HOLD,
        status=Status.TENTATIVE,
        title=(row.subject or row.reason) if is_told else "",
        opportunity_id=row.opportunity_id if is_told else None,
        hold_id=row.id,
        booked_by=None if row.made_by_id is None else Named(row.made_by_id, row.name or ""),
        expires_at=row.expires_at,
    )


def _moved(connection: Connection, ids: Sequence[int], now: datetime) -> dict[tuple[int, int], list[Any]]:
    """Return the moves of each event that the mirror may not have heard of yet, in order."""
    table = calendar_moves.c
    rows = connection.execute(
        sa.select(calendar_moves)
        .where(in_list(table.user_id, ids), table.event_id.is_not(None), table.asked_at > now - MIRROR_LAGS)
        .order_by(table.id)
    )
    found: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        found.setdefault((row.user_id, row.event_id), []).append(row)
    return found


def _as_moved(entry: Entry, moves: Sequence[Any]) -> Entry:
    if not any(one.from_start == entry.starts_at for one in moves):
        return entry
    return replace(entry, starts_at=moves[-1].to_start, ends_at=moves[-1].to_end)
