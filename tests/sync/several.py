"""Several folders of Ana's mailbox read at once, by feeds in memory that read ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from tests.mail_items import make_folders, mirror_of
from tests.memory_feed import MemoryFeed
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.mail.model import MailItem
from trato.mail.tables import message_copies
from trato.sync import store
from trato.sync.model import FeedKind
from trato.sync.protocols import Fetched
from trato.sync.reading import Outcome, Reading
from trato.sync.round import Rounds


@dataclass
class Together:
    """Counts how many are asked at a time."""

    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.now -= 1


@dataclass
class AheadFeed(MemoryFeed[MailItem]):
    """Its pages may be asked for before the ones before were applied; `after_page` runs before the answer is given."""

    together: Together = field(default_factory=Together)
    after_page: Callable[[int], None] = lambda _number: None

    def fetch(self, cursor: str) -> Fetched[MailItem]:
        with self.together:
            page = self.page(cursor)
            self.after_page(self.asked)
        return Fetched(page.cursor, page.is_last, lambda: page)


class Refusing:
    """A mirror that refuses its nth page."""

    def __init__(self, mirror, number: int, error: Exception) -> None:
        self._mirror, self._left, self._error = mirror, number, error

    def apply(self, connection, page, *, full_round):
        self._left -= 1
        if self._left == 0:
            raise self._error
        return self._mirror.apply(connection, page, full_round=full_round)

    def __getattr__(self, name):
        return getattr(self._mirror, name)


class Several:
    """Folders by name, each with its feed."""

    def __init__(self, company, *names: str) -> None:
        self.company = company
        self.together = Together()
        self.feeds = {name: AheadFeed(page_size=3, together=self.together) for name in names}
        make_folders(company, ANA, **dict.fromkeys(names, "inbox"))
        self.mailbox_id = company.mailboxes[ANA].id
        self.refusals: dict[str, tuple[int, Exception]] = {}
        with company.system() as connection:
            wanted = [store.Wanted(FeedKind.MESSAGES, name, name) for name in names]
            states = store.ensure_all(connection, company.tenant_id, self.mailbox_id, wanted)
        self.ids = {name: states[FeedKind.MESSAGES, name].id for name in names}

    def refuse(self, name: str, number: int, error: Exception | None) -> None:
        """Have the mirror of a folder refuse its nth page, or nothing any more."""
        self.refusals = {} if error is None else {name: (number, error)}

    def read(self, on_page: Callable[[str, int], None] = lambda _name, _items: None) -> dict[str, Outcome]:
        """Run one round of all of them; return by folder what came of it."""
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW))
        with rounds.holding(self.mailbox_id) as held:
            outcomes = held.read([self._reading(name, place, on_page) for place, name in enumerate(self.feeds)])
        return {name: outcomes[feed_id] for name, feed_id in self.ids.items()}

    def _reading(self, name: str, place: int, on_page: Callable[[str, int], None]) -> Reading:
        with self.company.system() as connection:
            state = store.get(connection, self.ids[name])
        mirror = mirror_of(self.company, ANA, name)
        if name in self.refusals:
            mirror = Refusing(mirror, *self.refusals[name])
        return Reading(state, self.feeds[name], mirror, lambda items: on_page(name, items), place)

    def held(self) -> dict[str, str]:
        """Return the folder in which each copy is."""
        with self.company.system() as connection:
            rows = connection.execute(sa.select(message_copies.c.remote_id, message_copies.c.folder_remote_id))
            return {row.remote_id: row.folder_remote_id for row in rows}

    def there(self) -> dict[str, str]:
        return {remote_id: name for name, feed in self.feeds.items() for remote_id in feed.items}
