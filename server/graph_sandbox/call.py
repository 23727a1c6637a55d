"""What a Graph route gets to work with, and the table of routes."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox.cache import RenderCache
from graph_sandbox.delta import DeltaState
from graph_sandbox.faults import Faults
from graph_sandbox.limits import Gate
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.notifier import Notifier
from graph_sandbox.odata import Options
from graph_sandbox.origins import Origins
from graph_sandbox.router import Router
from graph_sandbox.style import Style, style_of
from graph_sandbox.subscriptions import Subscriptions
from graph_sandbox.web import Reply, Request
from graph_sandbox.world import World


class Caller(Struct, frozen=True):
    """Who calls: an application, for a signed-in user or by itself."""

    application: str
    user: str | None
    permissions: frozenset[str]


class Sent(Struct, frozen=True):
    """A mail that left: what somebody out there would have received, and which application had it sent."""

    kind: str
    mailbox: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    internet_message_id: str
    sent: str
    application: str


class State:
    """What lives as long as the sandbox does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.deltas = DeltaState()
        self.deltas.generation = world.generation
        self.cache = RenderCache()
        self.outbox: list[Sent] = []
        self.uploads: dict[str, Any] = {}
        self.origins = Origins()
        self.gate = Gate(world.clock)
        self.faults = Faults()
        self.subscriptions = Subscriptions()
        self.notifier = Notifier(world, self.subscriptions, self.faults)
        # The real service gives plain occurrences in calendarView/delta with little more than ids and times.
        self.has_sparse_occurrences = False
        # A transactionId used before: False gives the event made with it, True answers 409.
        self.has_transaction_conflicts = False
        # Sign-in names of mailboxes, each with the addresses its user may send as.
        self.send_as: dict[str, set[str]] = {}

    def may_send_as(self, mailbox: Mailbox) -> set[str]:
        """The foreign addresses a mailbox's user may send from, in lower case."""
        return self.send_as.get(mailbox.user.upn.lower(), set())


class Call:
    """One request to Graph."""

    def __init__(self, state: State, request: Request, caller: Caller, args: dict[str, str]) -> None:
        self.state = state
        self.request = request
        self.caller = caller
        self.args = args
        self.options = Options(request)
        self.preferences: list[str] = []
        self.is_basic = False

    @property
    def world(self) -> World:
        """The tenant."""
        return self.state.world

    @cached_property
    def style(self) -> Style:
        """How items are to look; reading it confirms the preferences."""
        style, applied = style_of(self.request)
        self.preferences += applied
        return replace(style, basic=self.is_basic)

    def context(self, path: str) -> str:
        """An @odata.context address."""
        chosen = f"({','.join(self.options.select)})" if self.options.select else ""
        return f"{self.request.origin}/v1.0/$metadata#{path}{chosen}"


class MailboxCall(Call):
    """A request about one mailbox."""

    def __init__(self, call: Call, mailbox: Mailbox) -> None:
        super().__init__(call.state, call.request, call.caller, call.args)
        self.mailbox = mailbox
        # The role on the owner's calendar of a caller who is not the owner.
        self.role: str | None = None
        # Done after this mailbox's lock is free: what concerns other mailboxes.
        self.afterwards: list[Callable[[], None]] = []

    def owner_context(self, path: str) -> str:
        """An @odata.context address below the mailbox's user."""
        return self.context(f"users('{self.mailbox.user.id}')/{path}")


Handler = Callable[[Call], Reply]
MailboxHandler = Callable[[MailboxCall], Reply]
top_routes: Router[Handler] = Router()
mailbox_routes: Router[MailboxHandler] = Router()
