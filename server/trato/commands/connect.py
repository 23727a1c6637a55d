"""`trato connect` and `trato disconnect`: whose mailboxes are followed.

Connecting looks first whether Graph knows the user and gives the mailbox to read, and says what to do where it does
not; then it notes who connected it and has it followed. Nothing is ever sent, and nothing in the mailbox is changed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection

from trato.clock import Clock
from trato.commands.tenancy import who_types
from trato.db.engine import Database
from trato.directory import following, mailboxes, tables
from trato.directory import store as directory
from trato.directory.model import Mailbox
from trato.directory.store import Member
from trato.errors import NotFoundError, TratoError
from trato.graph import payloads
from trato.graph.client import GraphClient
from trato.graph.errors import ConsentRevokedError, GraphNotFoundError
from trato.jobs.mailboxes import PROVIDERS, MailboxSync, Progress
from trato.jobs.queue import follow_soon
from trato.jobs.streams import Box
from trato.linking.service import Linker
from trato.mail.mirror import Ours
from trato.sync import lease, removals
from trato.sync import store as feeds
from trato.sync.errors import MailboxBusyError, MassRemovalError
from trato.sync.model import FeedKind, FeedState, Scope

MAIL = {FeedKind.FOLDERS, FeedKind.MESSAGES}
LATER_THAN_EVERY_ROUND = 2**31 - 1
BUSY_PAUSE_S = 1.0
HELD_BACK = re.compile(r"would remove (\d+) of \d+ items")


class ConnectError(TratoError):
    """A mailbox cannot be connected; the message says whose, why, and what to do."""

    code = "mailbox_not_connected"


@dataclass(frozen=True, slots=True)
class Found:
    """A user whose mailbox Graph gives us to read."""

    member: Member
    entra_object_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A user whose mailbox cannot be connected, and why."""

    member: Member
    error: TratoError

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` writes it."""
        return {"upn": self.member.upn, "code": self.error.code, "reason": str(self.error)}


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The organisation whose mailboxes are connected, and Graph on its behalf."""

    database: Database
    tenant_id: int
    clock: Clock
    client: GraphClient
    consent_url: str

    def look(self, member: Member) -> Found | Refused:
        """Find the user in Entra and see whether the mailbox can be read."""
        try:
            user = self._user(member)
            self._try_inbox(member, user.id)
        except TratoError as error:
            return Refused(member, error)
        return Found(member, user.id)

    def connect(self, found: Found) -> Mailbox:
        """Note that the mailbox is followed from now on, and have a worker read it."""
        at = self.clock.now()
        with self.database.as_system(self.tenant_id) as connection:
            mailbox_id = mailboxes.connect(
                connection, found.member, entra_object_id=found.entra_object_id, at=at, by=who_types()
            )
            following.wake(connection, mailbox_id, at=at)
            follow_soon(connection, self.tenant_id, mailbox_id, Scope.everything())
            return _mailbox(connection, mailbox_id)

    def allow_removals(self, mailbox: Mailbox) -> list[int]:
        """Allow what full rounds of this mailbox wait to remove; return how many items of each feed."""
        at = self.clock.now()
        with self.database.as_system(self.tenant_id) as connection:
            held_back = list(_held_back(feeds.of_mailbox(connection, mailbox.id)))
            for most in held_back:
                removals.allow(connection, self.tenant_id, mailbox.id, most=most, by=who_types(), at=at)
            if held_back:
                follow_soon(connection, self.tenant_id, mailbox.id, Scope.everything())
        return held_back

    def connected(self, member: Member) -> Mailbox:
        """Return the mailbox of a user. Raises NotFoundError where none is connected."""
        with self.database.as_system(self.tenant_id) as connection:
            found = [one for one in directory.connected_mailboxes(connection) if one.user_id == member.id]
        if not found:
            raise NotFoundError(f"{member.upn} is not connected; `trato connect {member.upn}` connects it")
        return found[0]

    def wait(
        self, mailbox: Mailbox, on_progress: Callable[[Progress], None], *, scope: Scope | None = None
    ) -> dict[str, str]:
        """Read the mailbox until it is current, beside workers or instead of them; return what could not be read."""
        sync = MailboxSync(self.database, self.tenant_id, self.clock, self.client)
        pause = threading.Event()
        while True:
            try:
                return sync.follow(mailbox, on_progress, scope=scope).faults
            except MailboxBusyError:
                pause.wait(BUSY_PAUSE_S)

    def _user(self, member: Member) -> payloads.User:
        path = f"users/{quote(member.upn)}?$select=id,userPrincipalName,displayName,mail"
        try:
            return self.client.get(path, payloads.User)
        except GraphNotFoundError as error:
            raise ConnectError(
                f"{member.upn}: Entra has no such user; check the UPN in users.csv and import it again ({error})"
            ) from error
        except ConsentRevokedError as error:
            raise self._no_consent(member, error) from error

    def _try_inbox(self, member: Member, user_id: str) -> None:
        try:
            self.client.get(f"users/{quote(user_id)}/mailFolders/inbox?$select=id", payloads.MailFolder)
        except GraphNotFoundError as error:
            raise ConnectError(
                f"{member.upn} has no mailbox in Exchange Online; give the account a licence with a mailbox, "
                f"or leave it out ({error})"
            ) from error
        except ConsentRevokedError as error:
            raise self._no_consent(member, error) from error

    def _no_consent(self, member: Member, error: TratoError) -> ConnectError:
        return ConnectError(
            f"{member.upn}: Trato may not read this mailbox; an administrator gives consent at {self.consent_url} "
            f"or lets the application into it by RBAC for Applications, then connect again ({error})"
        )


def disconnect(database: Database, tenant_id: int, member: Member, *, clock: Clock, forget_mail: bool) -> bool:
    """Follow a user's mailbox no longer; return whether it was followed until now.

    History, links and decisions stay. With `forget_mail` the copies of its mail go too, as if its owner had emptied
    it: what happened with customers stays the company's, and so do the meetings, which are nobody's copy alone. Raises
    NotFoundError for one that was never connected.
    """
    at = clock.now()
    with database.as_system(tenant_id) as connection:
        mailbox = _mailbox_of(connection, member)
        was_connected = mailboxes.disconnect(connection, tenant_id, mailbox.id, at=at, by=who_types())
        lease.break_off(connection, mailbox.id)
        if forget_mail:
            _forget(connection, database, mailbox, clock)
            mailboxes.note_forgotten(connection, tenant_id, mailbox.id, at=at, by=who_types())
    return was_connected


def _forget(connection: Connection, database: Database, mailbox: Mailbox, clock: Clock) -> None:
    # As a full round does that mentions nothing. Whose an address is does not matter to what goes.
    nobody = Ours(frozenset(), frozenset())
    box = Box(database, mailbox.tenant_id, mailbox, clock, nobody, Linker(mailbox.tenant_id))
    for provider in reversed(PROVIDERS):
        if provider.kind in MAIL:
            for stream in provider.streams(connection, box):
                stream.mirror.sweep(connection, full_round=LATER_THAN_EVERY_ROUND)
    gone = [state for state in feeds.of_mailbox(connection, mailbox.id) if state.kind in MAIL]
    for state in gone:
        feeds.remove(connection, mailbox.id, state.kind, [state.remote_id])


def _held_back(states: Iterable[FeedState]) -> Iterator[int]:
    for state in states:
        error = state.last_error or ""
        told = HELD_BACK.search(error) if error.startswith(MassRemovalError.code) else None
        if told:
            yield int(told[1])


def _mailbox(connection: Connection, mailbox_id: int) -> Mailbox:
    return next(one for one in directory.connected_mailboxes(connection) if one.id == mailbox_id)


def _mailbox_of(connection: Connection, member: Member) -> Mailbox:
    found = following.visible_mailboxes(connection, tables.mailboxes.c.user_id == member.id)
    if not found:
        raise NotFoundError(f"{member.upn} was never connected")
    return Mailbox(found[0].id, member.tenant_id, member.id, found[0].address, member.upn)
