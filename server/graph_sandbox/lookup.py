"""Finds what an id in a path means, or says so as Graph does."""

from datetime import datetime, timedelta

from graph_sandbox import ids
from graph_sandbox.call import MailboxCall
from graph_sandbox.contact import Contact
from graph_sandbox.event import Event
from graph_sandbox.ids import ItemId, Kind, MalformedIdError
from graph_sandbox.letter import Message
from graph_sandbox.mailbox import ROOT, Folder
from graph_sandbox.recurrence import Occurrence, at, happens_at
from graph_sandbox.web import GraphError, malformed_id, not_found

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - occurrences are told apart by wall-clock time


def folder_in(call: MailboxCall, text: str) -> Folder:
    """The mail folder of an id or well-known name."""
    known = call.mailbox.well_known(text)
    if known is not None:
        return known
    key = folder_key(text)
    found = call.mailbox.folders.get(key) if key != ROOT else call.mailbox.well_known("msgfolderroot")
    if found is None:
        raise GraphError(404, "ErrorItemNotFound", "The specified folder could not be found in the store.")
    return found


def folder_key(text: str) -> int:
    """The key in a folder's (calendar's, contact folder's) id."""
    try:
        return ids.folder_key(text)
    except MalformedIdError as error:
        raise malformed_id() from error


def item_id(call: MailboxCall, text: str) -> ItemId:
    """An item id of this mailbox."""
    try:
        ident = ids.read(text)
    except MalformedIdError as error:
        raise malformed_id() from error
    if ident.mailbox != call.mailbox.guid:
        raise not_found()
    return ident


def message_in(call: MailboxCall, text: str) -> Message:
    """The mail of an id; a default id is void once the mail moved."""
    ident = item_id(call, text)
    found = call.mailbox.messages.get(ident.key)
    if found is None or ident.kind is not Kind.MESSAGE:
        raise not_found()
    if not ident.immutable and (ident.folder, ident.place) != (found.folder, found.place):
        raise not_found()
    return found


def event_in(call: MailboxCall, text: str) -> tuple[Event, Occurrence]:
    """The event of an id: as kept, and the occurrence meant (the event itself if it is no occurrence)."""
    ident = item_id(call, text)
    found = call.mailbox.agenda.find(ident.key)
    if found is None or ident.kind not in (Kind.EVENT, Kind.OCCURRENCE):
        raise not_found()
    if not ident.immutable and (ident.folder, ident.place) != (found.calendar, found.place):
        raise not_found()
    if ident.start is None:
        return found, Occurrence(found)
    wall = wall_of(ident.start)
    if found.recurrence is None or not happens_at(found, wall):
        raise not_found()
    return found, at(found, wall)


def contact_in(call: MailboxCall, text: str) -> Contact:
    """The contact of an id."""
    ident = item_id(call, text)
    found = call.mailbox.cards.find(ident.key)
    if found is None or ident.kind is not Kind.CONTACT:
        raise not_found()
    if not ident.immutable and (ident.folder, ident.place) != (found.folder, found.place):
        raise not_found()
    return found


def wall_number(wall: datetime) -> int:
    """A wall-clock time as the number an occurrence's id carries."""
    return int((wall - _EPOCH).total_seconds())


def wall_of(number: int) -> datetime:
    """And back."""
    return _EPOCH + timedelta(seconds=number)
