"""The tenant and its people, as Entra ID would know them."""

from uuid import NAMESPACE_DNS, UUID, uuid5

from msgspec import Struct


class User(Struct, frozen=True):
    """One user with a mailbox; `id` is the object id (`oid`) in tokens."""

    id: str
    upn: str
    name: str
    timezone: str
    language: str
    manager: str | None = None
    aliases: tuple[str, ...] = ()
    title: str | None = None
    mailbox: UUID = UUID(int=0)
    is_room: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address mail for this user may carry, in lower case."""
        return tuple(dict.fromkeys(a.lower() for a in (self.upn, *self.aliases)))


class Tenant(Struct, frozen=True):
    """An organisation; the id is made from its first domain, so it is the same in each run."""

    id: str
    name: str
    domains: tuple[str, ...]
    timezone: str
    language: str
    country: str | None


class Directory:
    """Finds users by object id, sign-in name or any address."""

    def __init__(self, tenant: Tenant, users: list[User]) -> None:
        self.tenant = tenant
        self.users = users
        self._found: dict[str, User] = {}
        for user in users:
            for name in (user.id, *user.addresses):
                self._found.setdefault(name.lower(), user)

    def find(self, name: str) -> User | None:
        """The user of an id, sign-in name or address; None if it is nobody here."""
        return self._found.get(name.lower())

    def manager_of(self, user: User) -> User | None:
        """The user's manager, if known."""
        return self.find(user.manager) if user.manager else None

    def reports_of(self, user: User) -> list[User]:
        """The users whose manager this is."""
        return [other for other in self.users if other.manager and self.find(other.manager) == user]


def tenant_id(domain: str) -> str:
    """The directory id of a tenant with this domain."""
    return str(uuid5(NAMESPACE_DNS, domain.lower()))


def user_id(tenant: str, upn: str) -> str:
    """The object id of a user."""
    return str(uuid5(UUID(tenant), upn.lower()))


def mailbox_guid(user: str) -> UUID:
    """The GUID that item ids of this user's mailbox carry."""
    return uuid5(UUID(user), "mailbox")
