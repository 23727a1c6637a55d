"""The words of the organisation: tenant, user, role, mailbox (DESIGN: words, exactly)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a user does here; one may hold several."""

    REP = "rep"
    ASSISTANT = "assistant"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class TenantProfile:
    """One customer organisation: its name, own mail domains, and the defaults of its people."""

    name: str
    domains: tuple[str, ...]
    timezone: str
    language: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class UserProfile:
    """A person of the organisation. `manager` is another user's UPN; `aliases` are further addresses of theirs."""

    upn: str
    name: str
    roles: frozenset[Role]
    manager: str = ""
    timezone: str = ""
    language: str = ""
    aliases: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    base: tuple[float, float] | None = None
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A user's connected Microsoft 365 mailbox."""

    id: int
    tenant_id: int
    user_id: int
    address: str
    graph_user_id: str
