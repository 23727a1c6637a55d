"""Which permissions exist, who has them, and which a Graph route asks for.

https://learn.microsoft.com/graph/permissions-reference
"""

from msgspec import Struct

GRAPH_APP = "00000003-0000-0000-c000-000000000000"
OIDC = frozenset(("openid", "profile", "email", "offline_access"))
DELEGATED = frozenset(
    (
        "User.Read",
        "User.ReadWrite",
        "User.ReadBasic.All",
        "User.Read.All",
        "Mail.ReadBasic",
        "Mail.Read",
        "Mail.ReadWrite",
        "Mail.Send",
        "Mail.Read.Shared",
        "Mail.ReadWrite.Shared",
        "Mail.Send.Shared",
        "Calendars.ReadBasic",
        "Calendars.Read",
        "Calendars.ReadWrite",
        "Calendars.Read.Shared",
        "Calendars.ReadWrite.Shared",
        "Contacts.Read",
        "Contacts.ReadWrite",
        "MailboxSettings.Read",
        "MailboxSettings.ReadWrite",
        "Tasks.Read",
        "Tasks.ReadWrite",
        "People.Read",
        "Place.Read.All",
        "Place.ReadWrite.All",
    )
)
APPLICATION = frozenset(
    (
        "User.Read.All",
        "User.ReadWrite.All",
        "User.ReadBasic.All",
        "Mail.ReadBasic.All",
        "Mail.Read",
        "Mail.ReadWrite",
        "Mail.Send",
        "Calendars.ReadBasic.All",
        "Calendars.Read",
        "Calendars.ReadWrite",
        "Contacts.Read",
        "Contacts.ReadWrite",
        "MailboxSettings.Read",
        "MailboxSettings.ReadWrite",
        "Tasks.Read.All",
        "Tasks.ReadWrite.All",
        "People.Read.All",
        "Place.Read.All",
        "Place.ReadWrite.All",
    )
)


class Application(Struct, frozen=True):
    """A registered application. `secret` None takes any; the permissions are those consented to."""

    id: str
    name: str = "Application"
    secret: str | None = None
    application_permissions: frozenset[str] = APPLICATION
    delegated_permissions: frozenset[str] = DELEGATED


class Applications:
    """The registered applications; if none is listed, any client id is one with every permission."""

    def __init__(self, listed: list[Application]) -> None:
        self._listed = {application.id: application for application in listed}
        self._revoked: set[str] = set()

    def register(self, applications: list[Application]) -> None:
        """List more applications; from the first one on, only listed ones exist."""
        self._listed |= {application.id: application for application in applications}

    def find(self, client_id: str) -> Application | None:
        """The application of a client id; None if only listed ones exist and it is not listed."""
        if self._listed:
            return self._listed.get(client_id)
        return Application(client_id) if client_id else None

    def revoke(self, client_id: str) -> None:
        """Take the consent for an application away."""
        self._revoked.add(client_id)

    def grant(self, client_id: str) -> None:
        """Give it back."""
        self._revoked.discard(client_id)

    def is_revoked(self, client_id: str) -> bool:
        """Whether consent was taken away."""
        return client_id in self._revoked
