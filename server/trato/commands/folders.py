"""`trato folders`: which contact folders and To Do lists of a mailbox are read, and how somebody chooses.

Nothing of either is read before somebody chooses, not even the names: choosing opens the list first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from trato.commands.connect import ConnectError, Tenancy
from trato.directory.model import Mailbox
from trato.errors import InvalidInputError
from trato.jobs.queue import follow_soon
from trato.phonebook import store as phonebook
from trato.phonebook.mirror import FOLDERS
from trato.selling.todo import store as todo
from trato.selling.todo.mirror import LISTS
from trato.sync.choices import Choices
from trato.sync.model import Scope

KINDS: Mapping[str, Choices] = {"contacts": FOLDERS, "tasks": LISTS}


@dataclass(frozen=True, slots=True)
class Choosable:
    """A contact folder or a To Do list of a mailbox."""

    kind: str
    remote_id: str
    name: str
    is_followed: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` writes it."""
        return {"kind": self.kind, "remote_id": self.remote_id, "name": self.name, "is_followed": self.is_followed}


def listed(tenancy: Tenancy, mailbox: Mailbox) -> list[Choosable]:
    """Read the names from Graph now, and tell what there is and what was chosen. Raises ConnectError if it cannot."""
    with tenancy.database.as_system(tenancy.tenant_id) as connection:
        for choices in KINDS.values():
            choices.open_list(connection, tenancy.tenant_id, mailbox.id)
    scope = Scope.only(*(choices.listed_as for choices in KINDS.values()))
    for feed, fault in tenancy.wait(mailbox, lambda _progress: None, scope=scope).items():
        raise ConnectError(f"{mailbox.address}: the {feed} cannot be read now ({fault})")
    return known(tenancy, mailbox)


def known(tenancy: Tenancy, mailbox: Mailbox) -> list[Choosable]:
    """Tell what there is and what was chosen, as it was read last."""
    with tenancy.database.as_system(tenancy.tenant_id) as connection:
        return list(_known(connection, mailbox.id))


def choose(tenancy: Tenancy, mailbox: Mailbox, kind: str, found: Sequence[Choosable], names: Sequence[str]) -> None:
    """Have exactly those of `found` read from now on that have these names or ids.

    Raises InvalidInputError for a name that none has, or several.
    """
    ids = [_named([one for one in found if one.kind == kind], name, kind).remote_id for name in names]
    with tenancy.database.as_system(tenancy.tenant_id) as connection:
        KINDS[kind].choose(connection, tenancy.tenant_id, mailbox.id, ids, by_id=None, at=tenancy.clock.now())
        follow_soon(connection, tenancy.tenant_id, mailbox.id, Scope.everything())


def _named(found: Sequence[Choosable], name: str, kind: str) -> Choosable:
    fitting = [one for one in found if name in (one.remote_id, one.name)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(repr(one.name) for one in found)
    if fitting:
        raise InvalidInputError(f"{len(fitting)} of {kind} are called {name!r}; name one by its id (--json shows it)")
    raise InvalidInputError(f"{kind} has nothing called {name!r}; there is {names}")


def _known(connection: Connection, mailbox_id: int) -> Iterator[Choosable]:
    chosen = {kind: {one.remote_id for one in of.followed(connection, mailbox_id)} for kind, of in KINDS.items()}
    names = {
        "contacts": [(one.remote_id, one.name) for one in phonebook.folders(connection, mailbox_id)],
        "tasks": [(one.remote_id, one.name) for one in todo.lists(connection, mailbox_id)],
    }
    for kind, told in names.items():
        for remote_id, name in told:
            yield Choosable(kind, remote_id, name, remote_id in chosen[kind])
