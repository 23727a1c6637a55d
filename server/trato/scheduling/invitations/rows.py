"""Invitations as rows: a meeting or one date of it, who is invited, and the times they would like instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.errors import NotFoundError
from trato.scheduling.invitations.itip import Guest, Known, Message, Stamp
from trato.scheduling.invitations.tables import invitation_people, invitation_proposals, invitations


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited, with the newest answer heard of them."""

    address: str
    name: str
    response: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A time that somebody invited would like; `decision` is empty until a person settles it."""

    id: int
    address: str
    starts_at: datetime
    ends_at: datetime
    comment: str
    decision: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting outside of Outlook, or one date of it."""

    id: int
    uid: str
    key: str
    is_ours: bool
    organizer: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    is_all_day: bool
    rule: str
    subject: str
    place: str
    text: str
    answer: str
    is_cancelled: bool
    people: tuple[Invited, ...] = ()
    proposals: tuple[OtherTime, ...] = ()


def several(connection: Connection, ids: Sequence[int]) -> list[Invitation]:
    """Return invitations in the order of their ids."""
    found = {row.id: row for row in connection.execute(sa.select(invitations).where(in_list(invitations.c.id, ids)))}
    people: dict[int, list[Invited]] = {}
    for row in connection.execute(
        sa.select(invitation_people)
        .where(in_list(invitation_people.c.invitation_id, ids))
        .order_by(invitation_people.c.address)
    ):
        stamp = Stamp(row.sequence, row.stamped_at)
        people.setdefault(row.invitation_id, []).append(Invited(row.address, row.name, row.response, stamp))
    times: dict[int, list[OtherTime]] = {}
    for row in connection.execute(
        sa.select(invitation_proposals)
        .where(in_list(invitation_proposals.c.invitation_id, ids))
        .order_by(invitation_proposals.c.id)
    ):
        stamp = Stamp(row.sequence, row.stamped_at)
        made = OtherTime(row.id, row.address, row.starts_at, row.ends_at, row.comment, row.decision, stamp)
        times.setdefault(row.invitation_id, []).append(made)
    return [_invitation(found[one], people.get(one, []), times.get(one, [])) for one in ids if one in found]


def one(connection: Connection, invitation_id: int) -> Invitation:
    """Return one invitation. Raises NotFoundError."""
    found = several(connection, [invitation_id])
    if not found:
        raise NotFoundError(f"no meeting {invitation_id}")
    return found[0]


def locked(connection: Connection, caller: Caller, invitation_id: int) -> Invitation:
    """Return one of the caller's, for a change until the transaction ends. Raises NotFoundError."""
    mine = sa.and_(invitations.c.id == invitation_id, invitations.c.user_id == caller.user_id)
    if connection.execute(sa.select(invitations.c.id).where(mine).with_for_update()).first() is None:
        raise NotFoundError(f"no meeting {invitation_id}")
    return one(connection, invitation_id)


def by_uid(connection: Connection, caller: Caller, uid: str, key: str) -> Invitation | None:
    """Return the caller's meeting of that UID and RECURRENCE-ID."""
    found = connection.execute(
        sa.select(invitations.c.id)
        .where(invitations.c.user_id == caller.user_id, invitations.c.uid == uid, invitations.c.recurrence_key == key)
        .with_for_update()
    ).scalar()
    return None if found is None else one(connection, found)


def known(found: Invitation) -> Known:
    """Return what decides about a message for this meeting."""
    proposed: dict[str, Stamp] = {}
    for time in found.proposals:
        proposed[time.address] = time.stamp
    return Known(
        found.is_ours, found.organizer, Stamp(found.sequence, found.stamped_at), found.is_cancelled,
        found.starts_at, found.ends_at, {person.address: person.stamp for person in found.people}, proposed,
    )  # fmt: skip


def known_of_date(whole: Invitation) -> Known:
    """Return what is known of a date that nothing was said of: whose series it is, and who is invited."""
    return Known(
        whole.is_ours, whole.organizer, Stamp(0, None), whole.is_cancelled, None, None,
        {person.address: person.stamp for person in whole.people},
    )  # fmt: skip


def insert(connection: Connection, caller: Caller, message: Message, *, is_ours: bool) -> Invitation:
    """Write a new meeting."""
    invitation_id = connection.execute(
        sa.insert(invitations)
        .values(
            tenant_id=caller.tenant_id, user_id=caller.user_id, uid=message.uid, recurrence_key=message.key,
            is_ours=is_ours, made_at=caller.at, **_values(message),
        )
        .returning(invitations.c.id)
    ).scalar_one()  # fmt: skip
    _invite(connection, caller.tenant_id, invitation_id, message.guests)
    return one(connection, invitation_id)


def renew(connection: Connection, invitation_id: int, message: Message, *, answer: str) -> None:
    """Write what a newer request says of a meeting; one that was called off stands again."""
    tenant_id: int = connection.execute(
        sa.update(invitations)
        .where(invitations.c.id == invitation_id)
        .values(answer=answer, cancelled_at=None, **_values(message))
        .returning(invitations.c.tenant_id)
    ).scalar_one()
    connection.execute(sa.delete(invitation_people).where(invitation_people.c.invitation_id == invitation_id))
    _invite(connection, tenant_id, invitation_id, message.guests)


def change(connection: Connection, invitation_id: int, **values: Any) -> None:
    """Change fields of a meeting."""
    connection.execute(sa.update(invitations).where(invitations.c.id == invitation_id).values(**values))


def ask_again(connection: Connection, invitation_id: int) -> None:
    """Take nobody's earlier answer for one to the new time."""
    connection.execute(
        sa.update(invitation_people)
        .where(invitation_people.c.invitation_id == invitation_id)
        .values(response="needs-action")
    )


def answered(connection: Connection, invitation_id: int, guest: Guest, message: Message) -> None:
    """Write what a guest answered."""
    connection.execute(
        sa.update(invitation_people)
        .where(invitation_people.c.invitation_id == invitation_id, invitation_people.c.address == guest.address)
        .values(response=guest.response, sequence=message.sequence, stamped_at=message.stamped_at)
    )


def proposed(connection: Connection, caller: Caller, invitation_id: int, message: Message) -> int:
    """Write the time somebody would like; their earlier one, if nobody settled it, is taken back."""
    (guest,) = message.guests
    table = invitation_proposals
    connection.execute(
        sa.delete(table).where(
            table.c.invitation_id == invitation_id, table.c.address == guest.address, table.c.decision == ""
        )
    )
    made: int = connection.execute(
        sa.insert(table)
        .values(
            tenant_id=caller.tenant_id, invitation_id=invitation_id, address=guest.address,
            sequence=message.sequence, stamped_at=message.stamped_at, starts_at=message.starts_at,
            ends_at=message.ends_at, comment=message.text,
        )
        .returning(table.c.id)
    ).scalar_one()  # fmt: skip
    return made


def _values(message: Message) -> dict[str, Any]:
    return {
        "organizer": message.organizer, "sequence": message.sequence, "stamped_at": message.stamped_at,
        "starts_at": message.starts_at, "ends_at": message.ends_at, "time_zone": message.time_zone,
        "is_all_day": message.is_all_day, "rule": message.rule, "subject": message.subject, "place": message.place,
        "body": message.text,
    }  # fmt: skip


def _invite(connection: Connection, tenant_id: int, invitation_id: int, guests: Sequence[Guest]) -> None:
    rows = [
        {"tenant_id": tenant_id, "invitation_id": invitation_id, "address": guest.address, "name": guest.name,
         "response": guest.response}
        for guest in {one.address: one for one in guests if one.address}.values()
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(invitation_people), rows)


def _invitation(row: Any, people: Sequence[Invited], times: Sequence[OtherTime]) -> Invitation:
    return Invitation(
        row.id, row.uid, row.recurrence_key, row.is_ours, row.organizer, row.sequence, row.stamped_at, row.starts_at,
        row.ends_at, row.is_all_day, row.rule, row.subject, row.place, row.body, row.answer,
        row.cancelled_at is not None, tuple(people), tuple(times),
    )  # fmt: skip
