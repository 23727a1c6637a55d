"""What others see of a meeting: copies in attendees' calendars, invitations, cancellations and answers by mail."""

from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.availability import busy_times
from graph_sandbox.call import MailboxCall, Sent, State
from graph_sandbox.delivery import deliver, known_folder, new_message
from graph_sandbox.event import Attendee, Event
from graph_sandbox.fields import Person
from graph_sandbox.letter import Body, Head, WrittenContent
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.recurrence import between
from graph_sandbox.style import stamp

_ANSWERS = {
    "accepted": ("Accepted", "meetingAccepted"),
    "declined": ("Declined", "meetingDeclined"),
    "tentativelyAccepted": ("Tentative", "meetingTenativelyAccepted"),
}
# How far ahead a room looks for collisions of a series (Exchange: BookingWindowInDays).
_BOOKED_AHEAD = timedelta(days=180)


def tell_attendees(call: MailboxCall, before: Event | None, after: Event) -> None:
    """After the organizer wrote a meeting: copies and invitations, and cancellations for who is no longer invited."""
    if not after.is_organizer:
        return
    kept = {a.person.address.lower() for a in after.attendees}
    dropped = [a for a in (before.attendees if before else ()) if a.person.address.lower() not in kept]
    if after.attendees:
        _write(call, after, after.attendees, _Letter("invitation", "meetingRequest", after.subject))
        call.afterwards.append(lambda: _copy_to_all(call.state, after))
    if dropped and before is not None:
        gone = before
        _write(call, gone, tuple(dropped), _Letter("cancellation", "meetingCancelled", f"Canceled: {gone.subject}"))
        call.afterwards.append(lambda: _cancel_copies(call.state, gone, tuple(dropped)))


def cancel(call: MailboxCall, event: Event, comment: str = "") -> None:
    """After the organizer deleted or cancelled a meeting."""
    if event.is_organizer and event.attendees:
        _write(
            call,
            event,
            event.attendees,
            _Letter("cancellation", "meetingCancelled", f"Canceled: {event.subject}", comment),
        )
        call.afterwards.append(lambda: _cancel_copies(call.state, event, event.attendees))


def answer(call: MailboxCall, event: Event, response: str, comment: str, *, is_sent: bool) -> None:
    """After an attendee answered: the organizer's copy knows it, and a mail tells it."""
    if is_sent:
        prefix, kind = _ANSWERS[response]
        organizer = (Attendee(event.organizer),)
        _write(call, event, organizer, _Letter("response", kind, f"{prefix}: {event.subject}", comment))
        call.afterwards.append(lambda: _note_answer(call.state, event, call.mailbox, response))


class _Letter(Struct, frozen=True):
    """What a mail about a meeting says."""

    kind: str
    meeting: str
    subject: str
    comment: str = ""


def _write(call: MailboxCall, event: Event, attendees: tuple[Attendee, ...], letter: _Letter) -> None:
    """One mail to everybody named, into the outbox record and the inboxes here."""
    own = Person(call.mailbox.user.name, call.mailbox.user.upn)
    people = tuple(a.person for a in attendees if a.person.address.lower() not in call.mailbox.user.addresses)
    if not people:
        return
    head, body = Head(letter.subject, own, own, people), Body(event.body_kind, letter.comment or event.body)
    drafts = known_folder(call.mailbox, "sentitems")
    mail = new_message(call.mailbox, drafts.key, WrittenContent(head, body), call.world.clock.now(), [])
    mail = replace(mail, is_draft=False, meeting=letter.meeting, meeting_event=event.uid)
    call.mailbox.put_message(mail)
    addresses = tuple(person.address for person in people)
    call.state.outbox.append(
        Sent(
            letter.kind,
            call.mailbox.user.upn,
            own.address,
            addresses,
            letter.subject,
            mail.internet_message_id,
            stamp(mail.sent),
            call.caller.application,
        )
    )
    call.afterwards.append(lambda: deliver(call.state, addresses, head, body, mail))


def _copy_to_all(state: State, event: Event) -> None:
    for attendee in event.attendees:
        mailbox = state.world.mailbox_of(attendee.person.address)
        if mailbox is not None and not mailbox.is_gone and mailbox.user.upn.lower() != event.organizer.address.lower():
            with mailbox.lock:
                _copy_to(mailbox, event)
            if mailbox.user.is_room:
                _answer_by_itself(state, mailbox, event)


def _answer_by_itself(state: State, room: Mailbox, event: Event) -> None:
    """A room accepts what collides with nothing there, and keeps nothing of what it declines."""
    now = state.world.clock.now()
    with room.lock:
        own = room.agenda.by_uid(event.uid)
        if own is None or own.is_cancelled or own.response == "accepted":
            return
        response = "declined" if _collides(room, own) else "accepted"
        if response == "declined":
            room.remove_event(own)
        else:
            number = room.next_number()
            room.put_event(replace(own, response=response, answered=now, show_as="busy", version=number, modified=now))
    _note_answer(state, event, room, response)


def _collides(room: Mailbox, own: Event) -> bool:
    for date in between(own, own.start, own.start + _BOOKED_AHEAD):
        taken = busy_times(room, date.event.start, date.event.end)
        if any(slot.event.uid != own.uid and slot.status != "free" for slot in taken):
            return True
    return False


def _note_answer(state: State, event: Event, attendee: Mailbox, response: str) -> None:
    """Let the organizer's own item know what somebody answered."""
    box, now = state.world.mailbox_of(event.organizer.address), state.world.clock.now()
    if box is None or box.is_gone:
        return
    with box.lock:
        own = box.agenda.by_uid(event.uid)
        if own is None:
            return
        attendees = tuple(
            replace(a, response=response, answered=now) if a.person.address.lower() in attendee.user.addresses else a
            for a in own.attendees
        )
        box.put_event(replace(own, attendees=attendees, version=box.next_number(), modified=now))


def _copy_to(mailbox: Mailbox, event: Event) -> None:
    """The attendee's own item: same UID, own key, own answer."""
    before = mailbox.agenda.by_uid(event.uid)
    is_moved = before is not None and (before.start, before.end, before.recurrence) != (
        event.start,
        event.end,
        event.recurrence,
    )
    response = "notResponded" if before is None or is_moved else before.response
    key = before.key if before else ids.key_of("event", str(mailbox.guid), event.uid)
    calendar = before.calendar if before else mailbox.agenda.default
    place, number = (before.place if before else 0), mailbox.next_number()
    shown = (
        before.show_as if before is not None and not is_moved else ("free" if event.show_as == "free" else "tentative")
    )

    def own(item: Event) -> Event:
        return replace(
            item,
            key=key,
            calendar=calendar,
            place=place,
            version=number,
            is_organizer=False,
            response=response,
            show_as=shown,
            categories=before.categories if before else (),
            transaction_id=None,
            extended=before.extended if before else (),
        )

    mailbox.put_event(replace(own(event), exceptions=tuple(own(e) for e in event.exceptions)))


def _cancel_copies(state: State, event: Event, attendees: tuple[Attendee, ...]) -> None:
    """Outlook leaves a cancelled meeting in an attendee's calendar, marked, until they remove it."""
    for attendee in attendees:
        mailbox = state.world.mailbox_of(attendee.person.address)
        if mailbox is None or mailbox.is_gone:
            continue
        with mailbox.lock:
            own = mailbox.agenda.by_uid(event.uid)
            if own is not None and not own.is_organizer:
                subject = own.subject if own.is_cancelled else f"Canceled: {own.subject}"
                mailbox.put_event(
                    replace(
                        own,
                        is_cancelled=True,
                        subject=subject,
                        show_as="free",
                        version=mailbox.next_number(),
                        modified=state.world.clock.now(),
                    )
                )
