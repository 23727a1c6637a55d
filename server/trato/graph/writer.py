"""Writes to a mailbox: events, mails, contacts, and Trato's notes on them; each once, however often it is tried.

A write that makes something carries a key (transactionId of an event, an extended property of a mail or contact): when
its answer is lost, what was made is found by the key instead of being made again. A change is for the version that was
read (If-Match, RFC 9110 §13.1.1): when somebody else wrote first, it is read again and worked out anew. Whatever
reaches other people is done only by functions whose names say so: `…_and_invite`, `…_and_tell_guests`, `send_…`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from O365.calendar import Attendee, AttendeeType, Event, EventSensitivity, EventShowAs
from O365.message import Message

from trato.graph.client import GraphClient
from trato.graph.errors import GraphChangedMeanwhileError, GraphError, GraphNotFoundError, GraphUnavailableError
from trato.graph.outlook_account import account_of
from trato.graph.payloads import Known
from trato.graph.writer_model import (
    KEY_PROPERTY,
    OPPORTUNITY_PROPERTY,
    EventDraft,
    Gathering,
    MailDraft,
    Person,
    Written,
    WrittenPage,
    noted,
)

MOST_TRIES = 3
DUPLICATE = "errorduplicatetransactionid"

Item = TypeVar("Item", bound=Known)
Change = dict[str, Any]


class _KeptEvent(Event):  # type: ignore[misc]
    """An event that carries Trato's notes from the start."""

    notes: list[dict[str, str]]

    def to_api_data(self, restrict_keys: set[str] | None = None) -> dict[str, Any]:
        data: dict[str, Any] = super().to_api_data(restrict_keys=restrict_keys)
        # O365 writes "false" for false, and a provider that is unknown; left out, Graph takes the organisation's.
        data.pop("onlineMeetingProvider", None)
        return data | {
            "isOnlineMeeting": bool(self.is_online_meeting),
            "singleValueExtendedProperties": self.notes,
        }


class OutlookWriter:
    """Writes to one mailbox. Belongs to one thread."""

    def __init__(self, client: GraphClient, mailbox: str) -> None:
        self._client = client
        self._root = f"users/{quote(mailbox)}"
        self._account = account_of(client, mailbox)

    def note_event(self, draft: EventDraft, *, key: str) -> Written:
        """Make an event that is the owner's own affair. Raises ValueError if it has guests."""
        if draft.guests:
            raise ValueError("an event with guests invites them: that is book_and_invite")
        return self._new_event(draft, key)

    def book_and_invite(self, draft: EventDraft, *, key: str) -> Written:
        """Make an event; its guests are invited at once, by Graph itself."""
        return self._new_event(draft, key)

    def change_event_and_tell_guests(self, event_id: str, merge: Callable[[Written], Change]) -> Written:
        """Change an event; guests are told by Graph of what concerns them. `merge` as in `change`."""
        return self.change(f"events/{quote(event_id)}", Written, merge)

    def event_by_key(self, key: str, start: datetime, end: datetime) -> str:
        """Return the id of the event that was made under a key for that time, empty if there is none."""
        found = self._by_transaction(EventDraft("", start, end), key)
        return "" if found is None else found.id

    def cancel_event_and_tell_guests(self, event_id: str, *, comment: str = "") -> None:
        """Cancel a meeting one organizes: every guest gets a cancellation."""
        event = Event(parent=self._account.schedule())
        event.object_id = event_id
        self._unless_done(lambda: event.cancel_event(comment=comment or None), is_done=lambda: self._is_gone(event_id))

    def remove_event_without_guests(self, event_id: str) -> bool:
        """Remove an event of the owner's alone; one that has guests by now stays, for removing it would tell them.

        Tell whether it is gone. Raises GraphChangedMeanwhileError where somebody changes it at the same time.
        """
        path = f"{self._root}/events/{quote(event_id)}"
        try:
            found = self._client.get(f"{path}?$select=id,attendees", Gathering)
            if found.attendees:
                return False
            self._client.send("DELETE", path, if_match=found.etag)
        except GraphNotFoundError:
            return True
        return True

    def draft_mail(self, draft: MailDraft, *, key: str) -> Written:
        """Put a mail into Drafts. Nothing is sent."""
        mail = Message(parent=self._account.mailbox())
        mail.subject, mail.body, mail.body_type = draft.subject, draft.text, "text"
        mail.to.add([_pair(person) for person in draft.to])
        mail.cc.add([_pair(person) for person in draft.cc])
        mail.categories = list(draft.categories)
        mail.attachments.add([(BytesIO(content), name) for name, content in draft.files])
        mail.single_value_extended_properties.extend(noted(key, draft.opportunity))
        return self._made_once(mail.save_draft, lambda: self._by_key("messages", key))

    def draft_reply(self, message_id: str, text: str, *, key: str, is_to_all: bool, opportunity: str = "") -> Written:
        """Put an answer to a mail into Drafts, with what it answers below. Nothing is sent."""
        path = f"{self._root}/messages/{quote(message_id)}/{'createReplyAll' if is_to_all else 'createReply'}"
        payload = {"comment": text, "message": {"singleValueExtendedProperties": noted(key, opportunity)}}
        return self._made_once(lambda: self._client.send("POST", path, payload), lambda: self._by_key("messages", key))

    def send_draft(self, message_id: str) -> None:
        """Send a mail that lies in Drafts; one that was sent already is not sent again."""
        mail = Message(parent=self._account.mailbox(), is_draft=True)
        mail.object_id = message_id
        self._unless_done(mail.send, is_done=lambda: self._is_sent(message_id))

    def send_mail(self, draft: MailDraft, *, key: str) -> Written:
        """Send a mail: put it into Drafts, then send it, so that neither is done twice."""
        made = self.draft_mail(draft, key=key)
        if made.is_draft is not False:
            self.send_draft(made.id)
        return made

    def make_contact(self, fields: Change, *, key: str, folder_id: str = "") -> Written:
        """Put a person into a contact folder, the mailbox's own if none is named."""
        below = f"contactFolders/{quote(folder_id)}/contacts" if folder_id else "contacts"
        payload = fields | {"singleValueExtendedProperties": noted(key, "")}
        return self._made_once(
            lambda: self._client.send("POST", f"{self._root}/{below}", payload), lambda: self._by_key(below, key)
        )

    def change_contact(self, contact_id: str, answer: type[Item], merge: Callable[[Item], Change]) -> Item:
        """Change a person of the address book; see `change`."""
        return self.change(f"contacts/{quote(contact_id)}", answer, merge)

    def remove_contact(self, contact_id: str, *, etag: str) -> None:
        """Remove a person, unless they were changed since. Raises GraphChangedMeanwhileError then."""
        self._client.send("DELETE", f"{self._root}/contacts/{quote(contact_id)}", if_match=etag)

    def change(self, path: str, answer: type[Item], merge: Callable[[Item], Change]) -> Item:
        """Change an item below the mailbox: `merge` is given what is there and says which properties become what.

        When somebody else wrote first, it is asked again with what they wrote; an empty change ends it. Raises
        GraphChangedMeanwhileError when others keep being first.
        """
        for tries in range(MOST_TRIES):
            item = self._read(path, answer)
            change = merge(item)
            if not change:
                return item
            try:
                etag = str(getattr(item, "etag", ""))
                return self._client.send("PATCH", f"{self._root}/{path}", change, answer=answer, if_match=etag)
            except (GraphChangedMeanwhileError, GraphUnavailableError):
                if tries == MOST_TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    def _new_event(self, draft: EventDraft, key: str) -> Written:
        event = _KeptEvent(parent=self._account.schedule(), subject=draft.subject)
        event.notes = noted("", draft.opportunity)
        event.start, event.end = draft.start, draft.end
        event.body, event.body_type = draft.text, "text"
        event.location = draft.place
        event.transaction_id = key
        event.categories = list(draft.categories)
        event.is_online_meeting = draft.is_online
        if draft.is_all_day:
            event.is_all_day = True
        if draft.is_private:
            event.sensitivity = EventSensitivity.Private
        if draft.shown_as:
            event.show_as = EventShowAs(draft.shown_as)
        for guest in draft.guests:
            event.attendees.add(_attendee(event, guest))
        return self._made_once(event.save, lambda: self._by_transaction(draft, key))

    def _made_once(self, make: Callable[[], Any], find: Callable[[], Written | None]) -> Written:
        """Make something, and return it as it is found by its key; a lost answer is looked for before trying again."""
        for tries in range(MOST_TRIES):
            try:
                make()
            except GraphUnavailableError:
                if tries == MOST_TRIES - 1:
                    raise
            except GraphError as error:
                if error.graph_code.lower() != DUPLICATE:
                    raise
            if found := find():
                return found
        raise GraphUnavailableError("Graph took a write but does not show what it made")

    def _unless_done(self, write: Callable[[], Any], *, is_done: Callable[[], bool]) -> None:
        for tries in range(MOST_TRIES):
            try:
                write()
            except GraphUnavailableError:
                if is_done():
                    return
                if tries == MOST_TRIES - 1:
                    raise
            else:
                return

    def _by_transaction(self, draft: EventDraft, key: str) -> Written | None:
        options = {
            "startDateTime": draft.start.astimezone(UTC).isoformat(),
            "endDateTime": draft.end.astimezone(UTC).isoformat(),
            "$select": "id,transactionId",
        }
        page = self._client.get(f"{self._root}/calendarView?{urlencode(options, safe='$')}", WrittenPage)
        return self._first(page, "events", lambda item: item.transaction_id == key)

    def _by_key(self, below: str, key: str) -> Written | None:
        value = key.replace("'", "''")
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY_PROPERTY}' and ep/value eq '{value}')"
        options = urlencode({"$filter": wanted, "$select": "id"}, safe="$", quote_via=quote)
        page = self._client.get(f"{self._root}/{below}?{options}", WrittenPage)
        return self._first(page, below.rpartition("/")[2], lambda _item: True)

    def _first(self, page: WrittenPage, below: str, is_it: Callable[[Written], bool]) -> Written | None:
        found = next((item for item in page.value if is_it(item)), None)
        return None if found is None else self._read(f"{below}/{quote(found.id)}", Written)

    def _read(self, path: str, answer: type[Item]) -> Item:
        notes = f"singleValueExtendedProperties($filter=id eq '{OPPORTUNITY_PROPERTY}')"
        options = urlencode({"$expand": notes}, safe="$", quote_via=quote)
        return self._client.get(f"{self._root}/{path}?{options}", answer)

    def _is_sent(self, message_id: str) -> bool:
        try:
            return not self._read(f"messages/{quote(message_id)}", Written).is_draft
        except GraphNotFoundError:  # on its way to the sent items, where it turns up after a while
            return True

    def _is_gone(self, event_id: str) -> bool:
        try:
            return bool(self._read(f"events/{quote(event_id)}", Written).is_cancelled)
        except GraphNotFoundError:
            return True


def _attendee(event: Event, guest: Person) -> Attendee:
    kind = AttendeeType.Optional if guest.is_optional else AttendeeType.Required
    return Attendee(guest.address, name=guest.name, attendee_type=kind, event=event)


def _pair(person: Person) -> tuple[str, str]:
    return person.name, person.address
