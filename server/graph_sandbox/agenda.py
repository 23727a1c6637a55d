"""A mailbox's calendars and their events."""

from uuid import UUID

from msgspec import Struct

from graph_sandbox import ids
from graph_sandbox.event import Event
from graph_sandbox.shelf import Shelf


class Permission(Struct, frozen=True):
    """What a calendar's owner lets someone else do; `address` None stands for the whole organisation."""

    id: str
    address: str | None
    name: str
    role: str
    is_removable: bool = True


class Calendar(Struct, frozen=True):
    """A calendar."""

    key: int
    name: str
    version: int = 1
    is_default: bool = False
    color: str = "auto"
    # The key of its group; 0 stands for the one that every mailbox has.
    group: int = 0
    permissions: tuple[Permission, ...] = ()


class Agenda:
    """Calendars by key, and one shelf of events each."""

    def __init__(self, mailbox: UUID) -> None:
        default = Calendar(
            ids.key_of("calendar", str(mailbox)),
            "Calendar",
            is_default=True,
            permissions=(Permission("default", None, "My Organization", "freeBusyRead", is_removable=False),),
        )
        self.calendars: dict[int, Calendar] = {default.key: default}
        self._events: dict[int, Shelf[Event]] = {default.key: Shelf()}
        self.default = default.key

    def events(self, calendar: int) -> Shelf[Event]:
        """The events of one calendar."""
        return self._events[calendar]

    def add_calendar(self, calendar: Calendar) -> None:
        """Add or replace a calendar."""
        self.calendars[calendar.key] = calendar
        self._events.setdefault(calendar.key, Shelf())

    def find(self, key: int) -> Event | None:
        """An event in any calendar."""
        return next((event for shelf in self._events.values() if (event := shelf.get(key))), None)

    def by_uid(self, uid: str) -> Event | None:
        """The event of an iCalendar UID."""
        return next((event for shelf in self._events.values() for event in shelf.all() if event.uid == uid), None)

    def by_transaction(self, transaction_id: str) -> Event | None:
        """The event a client made with this transactionId."""
        events = (event for shelf in self._events.values() for event in shelf.all())
        return next((event for event in events if event.transaction_id == transaction_id), None)

    def put(self, event: Event) -> None:
        """Add or replace an event; its `version` must be the mailbox's newest change number."""
        self._events[event.calendar].put(event.rank, event, event.version)

    def remove(self, event: Event, number: int) -> None:
        """Take an event away."""
        self._events[event.calendar].remove(event.key, number)
