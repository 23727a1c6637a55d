"""Meetings outside of Outlook: read what comes by mail, keep who answered what, write what a person may send.

Nothing is sent from here. What is to go out is handed back as a draft; a new time that somebody would like waits until
a person accepts or declines it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.engine import Caller, Database
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.mail.identity import bare_id
from trato.mail.tables import message_keys
from trato.scheduling.invitations import rows
from trato.scheduling.invitations.from_mail import CalendarMail, by_message, in_outlook, note
from trato.scheduling.invitations.itip import Guest, Message, Method, Outcome, decide, is_asked_again
from trato.scheduling.invitations.reading import read_messages
from trato.scheduling.invitations.rows import Invitation
from trato.scheduling.invitations.tables import invitation_proposals, invitations
from trato.scheduling.invitations.writing import MailToSend, Meeting, message_to_send
from trato.scheduling.notices.service import NoticeKind, Word, tell

MOST_LISTED = 200
NOTHING = "nothing"
MOST_GUESTS = 100
SHOWN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one message, and the meeting as it stands now."""

    method: Method
    outcome: Outcome
    subject: str
    invitation: Invitation | None


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting that somebody without Outlook calls."""

    starts_at: datetime
    ends_at: datetime
    subject: str
    place: str
    text: str
    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class ToSend:
    """A meeting as it stands, and the mail that tells the others; None where there is nobody to tell."""

    invitation: Invitation
    mail: MailToSend | None


class Invitations:
    """A user's own meetings outside of Outlook."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, caller: Caller, raw: bytes) -> list[Read]:
        """Take in a mail or a file. Raises InvalidInputError where there is nothing in it."""
        messages = read_messages(raw)
        with self._database.as_system(caller.tenant_id) as connection:
            return [_take_in(connection, caller, one) for one in messages]

    def read_mail(self, caller: Caller, mail: CalendarMail, raw: bytes) -> list[Read]:
        """Take in a synced mail and note what became of it, in one transaction; whose mailbox it is calls."""
        try:
            messages = read_messages(raw)
        except InvalidInputError:
            messages = []
        with self._database.as_system(caller.tenant_id) as connection:
            found = [_take_in(connection, caller, one) for one in messages]
            first = next((one for one in found if one.invitation is not None), None)
            outcome = next((one.outcome.value for one in found if one.outcome is Outcome.APPLIED), None)
            note(
                connection, caller.tenant_id, mail, at=caller.at,
                outcome=outcome or (found[0].outcome.value if found else NOTHING),
                invitation_id=first.invitation.id if first and first.invitation else None,
            )  # fmt: skip
            return found

    def in_mail(self, caller: Caller, internet_message_id: str) -> list[Invitation]:
        """Return the caller's meetings that were found in a mail and that Outlook does not show by itself."""
        of = sa.select(message_keys.c.message_id).where(message_keys.c.key == f"id:{bare_id(internet_message_id)}")
        with self._database.as_user(caller) as connection:
            return _not_in_outlook(connection, caller, rows.several(connection, by_message(connection, of)))

    def of(self, caller: Caller) -> list[Invitation]:
        """Return the caller's meetings that are not long over, by their time."""
        with self._database.as_user(caller) as connection:
            since = sa.or_(invitations.c.ends_at.is_(None), invitations.c.ends_at > caller.at - SHOWN_AFTER)
            order = (invitations.c.starts_at.nulls_last(), invitations.c.id)
            found = connection.execute(sa.select(invitations.c.id).where(since).order_by(*order).limit(MOST_LISTED))
            return _not_in_outlook(connection, caller, rows.several(connection, list(found.scalars())))

    def call(self, caller: Caller, wish: NewMeeting, language: str) -> ToSend:
        """Call a meeting; return the invitation for a person to send. Raises InvalidInputError."""
        if not caller.at < wish.starts_at < wish.ends_at:
            raise InvalidInputError("start: a meeting lies in the future and ends after it begins")
        if not 1 <= len({one.address for one in wish.guests}) <= MOST_GUESTS:
            raise InvalidInputError(f"guests: from 1 to {MOST_GUESTS} people are invited")
        with self._database.as_system(caller.tenant_id) as connection:
            message = Message(
                Method.REQUEST, f"{uuid.uuid4()}@trato", "", 0, caller.at, _address(connection, caller.user_id),
                wish.guests, wish.starts_at, wish.ends_at, "UTC", subject=wish.subject, place=wish.place,
                text=wish.text,
            )  # fmt: skip
            made = rows.insert(connection, caller, message, is_ours=True)
            return _to_send(made, Method.REQUEST, caller.at, language)

    def answer(self, caller: Caller, invitation_id: int, answer: str, language: str) -> ToSend:
        """Answer an invitation; return the answer for a person to send. Raises NotFoundError, InvalidInputError."""
        with self._database.as_system(caller.tenant_id) as connection:
            found = rows.locked(connection, caller, invitation_id)
            if found.is_ours:
                raise InvalidInputError("this is one's own meeting; there is nothing to answer")
            if found.is_cancelled:
                raise ChangedMeanwhileError("this meeting was called off")
            rows.change(connection, found.id, answer=answer)
            now = rows.one(connection, found.id)
            me = Guest(_address(connection, caller.user_id), "", answer)
        mail = message_to_send(Method.REPLY, _meeting(now), [me], to=[now.organizer], at=caller.at, language=language)
        return ToSend(now, mail)

    def settle(self, caller: Caller, invitation_id: int, proposal_id: int, decision: str, language: str) -> ToSend:
        """Accept or decline another time; return the new invitation, or that the time stays.

        Raises NotFoundError, ChangedMeanwhileError where it was settled before.
        """
        with self._database.as_system(caller.tenant_id) as connection:
            found = rows.locked(connection, caller, invitation_id)
            proposal = next((one for one in found.proposals if one.id == proposal_id), None)
            if proposal is None or not found.is_ours:
                raise NotFoundError(f"no proposal {proposal_id} that is yours to settle")
            if proposal.decision or found.is_cancelled:
                raise ChangedMeanwhileError("this was settled meanwhile; look again")
            connection.execute(
                sa.update(invitation_proposals)
                .where(invitation_proposals.c.id == proposal_id)
                .values(decision=decision, decided_at=caller.at, decided_by_id=caller.user_id)
            )
            if decision == "declined":
                now = rows.one(connection, found.id)
                guest = Guest(proposal.address, "", "needs-action")
                mail = message_to_send(
                    Method.DECLINE_COUNTER, _meeting(now), [guest], to=[guest.address], at=caller.at, language=language
                )
                return ToSend(now, mail)
            rows.change(
                connection, found.id, starts_at=proposal.starts_at, ends_at=proposal.ends_at,
                sequence=found.sequence + 1, stamped_at=caller.at,
            )  # fmt: skip
            rows.ask_again(connection, found.id)
            return _to_send(rows.one(connection, found.id), Method.REQUEST, caller.at, language)

    def call_off(self, caller: Caller, invitation_id: int, language: str) -> ToSend:
        """Call off a meeting of one's own; return the cancellation for a person to send. Raises NotFoundError."""
        with self._database.as_system(caller.tenant_id) as connection:
            found = rows.locked(connection, caller, invitation_id)
            if not found.is_ours:
                raise NotFoundError(f"no meeting {invitation_id} that is yours to call off")
            if not found.is_cancelled:
                rows.change(
                    connection, found.id, cancelled_at=caller.at, sequence=found.sequence + 1, stamped_at=caller.at
                )
            return _to_send(rows.one(connection, found.id), Method.CANCEL, caller.at, language)


def _not_in_outlook(connection: Connection, caller: Caller, found: Sequence[Invitation]) -> list[Invitation]:
    shown = in_outlook(connection, caller.user_id, [one.uid for one in found if not one.is_ours])
    return [one for one in found if one.is_ours or one.uid not in shown]


def _take_in(connection: Connection, caller: Caller, message: Message) -> Read:
    # Messages of one meeting are taken in one after another, whoever reads them.
    connection.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"invitation:{caller.tenant_id}:{caller.user_id}:{message.uid}"},
    )
    found = rows.by_uid(connection, caller, message.uid, message.key)
    # Of a date that nothing was said of, the organizer of its series decides.
    whole = rows.by_uid(connection, caller, message.uid, "") if found is None and message.key else None
    is_organizers = message.method not in {Method.REPLY, Method.COUNTER}
    known = rows.known(found) if found else rows.known_of_date(whole) if whole and is_organizers else None
    outcome = decide(message, known)
    if outcome is Outcome.APPLIED:
        found = _apply(connection, caller, message, found)
    return Read(message.method, outcome, message.subject, found or whole)


def _apply(connection: Connection, caller: Caller, message: Message, found: Invitation | None) -> Invitation:
    match message.method:
        case Method.REQUEST:
            return _asked(connection, caller, message, found)
        case Method.CANCEL:
            return _called_off(connection, caller, message, found)
        case Method.REPLY:
            assert found is not None  # noqa: S101  an answer to nothing known is not applied
            (guest,) = message.guests
            rows.answered(connection, found.id, guest, message)
            return rows.one(connection, found.id)
        case Method.COUNTER:
            assert found is not None  # noqa: S101  as above
            proposal_id = rows.proposed(connection, caller, found.id, message)
            params = {"subject": found.subject, "by": message.guests[0].address,
                      "start": message.starts_at.isoformat() if message.starts_at else ""}  # fmt: skip
            word = Word(NoticeKind.PROPOSED, f"{NoticeKind.PROPOSED}:{proposal_id}", params)
            tell(connection, caller.tenant_id, [caller.user_id], word, at=caller.at)
            return rows.one(connection, found.id)
        case Method.DECLINE_COUNTER:
            return found or rows.insert(connection, caller, message, is_ours=False)


def _asked(connection: Connection, caller: Caller, message: Message, found: Invitation | None) -> Invitation:
    if found is None:
        return rows.insert(connection, caller, message, is_ours=False)
    answer = "" if is_asked_again(message, rows.known(found)) else found.answer
    rows.renew(connection, found.id, message, answer=answer)
    return rows.one(connection, found.id)


def _called_off(connection: Connection, caller: Caller, message: Message, found: Invitation | None) -> Invitation:
    """A cancellation that comes before its invitation is kept, so that the invitation comes too late."""
    if found is None:
        found = rows.insert(connection, caller, message, is_ours=False)
    mine = _address(connection, caller.user_id)
    named = {guest.address for guest in message.guests}
    # Who is taken off the list is told by a cancellation that names them; the others' meeting stands.
    is_for_me = not named or mine in named or not (named < {one.address for one in found.people})
    rows.change(
        connection, found.id, sequence=message.sequence, stamped_at=message.stamped_at,
        **({"cancelled_at": caller.at} if is_for_me else {}),
    )  # fmt: skip
    return rows.one(connection, found.id)


def _to_send(found: Invitation, method: Method, at: datetime, language: str) -> ToSend:
    guests: Sequence[Guest] = [Guest(one.address, one.name, one.response) for one in found.people]
    to = [one.address for one in guests]
    mail = message_to_send(method, _meeting(found), guests, to=to, at=at, language=language) if to else None
    return ToSend(found, mail)


def _meeting(found: Invitation) -> Meeting:
    return Meeting(
        found.uid, found.key, found.sequence, found.organizer, found.subject, found.place, found.text,
        found.starts_at, found.ends_at, found.is_all_day,
    )  # fmt: skip


def _address(connection: Connection, user_id: int) -> str:
    upn: str = connection.execute(sa.select(users.c.upn).where(users.c.id == user_id)).scalar_one()
    return upn.lower()
