"""Everything invented, together."""

from dataclasses import dataclass, field
from datetime import datetime

from trato.demo.appointments import Meeting
from trato.demo.model import Account, Contact, Mail, Opportunity, Product, User


@dataclass
class World:
    """Everything invented."""

    seed: int
    scale: float
    now: datetime
    users: tuple[User, ...]
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    products: tuple[Product, ...]
    opportunities: tuple[Opportunity, ...]
    mails: list[Mail] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
