"""New contacts and opportunities as a person adds them, one at a time, from beside a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.model import BuyingRole
from trato.crm.phones import read_phone
from trato.crm.queries import is_present
from trato.crm.service import audit
from trato.crm.tables import (
    accounts,
    contact_addresses,
    contact_phones,
    contacts,
    opportunities,
    opportunity_contacts,
    sites,
    stages,
)
from trato.db.arrays import in_list
from trato.db.engine import Caller
from trato.directory.tables import tenants
from trato.errors import InvalidInputError, NotFoundError


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person at an account, as somebody adds them."""

    account_id: int
    name: str
    title: str
    department: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    influence: int | None
    buying_role: BuyingRole | None


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """An opportunity as somebody begins it; without a stage it starts at the first of the sales process."""

    account_id: int
    name: str
    stage: str | None
    amount: Decimal | None
    currency: str | None
    close_date: date | None
    next_date: date | None
    next_objective: str
    contact_ids: tuple[int, ...]


def create_contact(connection: Connection, caller: Caller, new: NewContact) -> int:
    """Write a contact down; return its id.

    Raises NotFoundError for an account the caller cannot see, InvalidInputError without a name, or where one of the
    addresses is a contact's already.
    """
    if not new.name.strip():
        raise InvalidInputError("a contact needs a name")
    _require_account(connection, new.account_id)
    emails = list(dict.fromkeys(email.strip().lower() for email in new.emails if email.strip()))
    _require_nobody_has(connection, emails)
    contact_id: int = connection.execute(
        sa.insert(contacts)
        .values(
            tenant_id=caller.tenant_id,
            key=f"added-{uuid4()}",
            account_id=new.account_id,
            owner_id=caller.user_id,
            name=new.name.strip(),
            title=new.title.strip(),
            department=new.department.strip(),
            influence=new.influence,
            buying_role=new.buying_role or "",
        )
        .returning(contacts.c.id)
    ).scalar_one()
    tied = {"tenant_id": caller.tenant_id, "contact_id": contact_id}
    if emails:
        rows = [{**tied, "address": email, "position": position} for position, email in enumerate(emails)]
        connection.execute(sa.insert(contact_addresses), rows)
    country = _country(connection, caller.tenant_id, new.account_id)
    numbers = [read_phone(phone.strip(), country=country) for phone in dict.fromkeys(new.phones) if phone.strip()]
    if numbers:
        rows = [
            {**tied, "position": position, "number": phone.typed, "kind": phone.kind, "e164": phone.e164}
            for position, phone in enumerate(numbers)
        ]
        connection.execute(sa.insert(contact_phones), rows)
    audit(connection, caller, "contact.added", "contact", contact_id, {})
    return contact_id


def add_address(connection: Connection, caller: Caller, contact_id: int, email: str) -> None:
    """Note one more address from which a contact writes.

    Raises NotFoundError for a contact the caller cannot see, InvalidInputError where it is a contact's already.
    """
    seen = sa.select(contacts.c.id).where(contacts.c.id == contact_id, is_present(contacts))
    if connection.execute(seen).first() is None:
        raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")
    address = email.strip().lower()
    _require_nobody_has(connection, [address])
    last = sa.select(sa.func.coalesce(sa.func.max(contact_addresses.c.position), -1)).where(
        contact_addresses.c.contact_id == contact_id
    )
    position = connection.execute(last).scalar_one() + 1
    row = {"tenant_id": caller.tenant_id, "contact_id": contact_id, "address": address, "position": position}
    connection.execute(sa.insert(contact_addresses), [row])
    audit(connection, caller, "contact.address_added", "contact", contact_id, {})


def create_opportunity(connection: Connection, caller: Caller, new: NewOpportunity) -> int:
    """Write an opportunity down, the caller's own; return its id.

    Raises NotFoundError for an account or people the caller cannot see, InvalidInputError without a name or for a
    stage that the sales process does not have.
    """
    if not new.name.strip():
        raise InvalidInputError("an opportunity needs a name")
    _require_account(connection, new.account_id)
    people = connection.execute(
        sa.select(contacts.c.id, contacts.c.buying_role).where(in_list(contacts.c.id, new.contact_ids))
    ).all()
    if missing := set(new.contact_ids) - {person.id for person in people}:
        raise NotFoundError(f"no contact {min(missing)}, or it is not yours to see")
    currency = connection.execute(sa.select(tenants.c.currency).where(tenants.c.id == caller.tenant_id)).scalar_one()
    deciders = [person.id for person in people if person.buying_role == BuyingRole.DECISION_MAKER]
    opportunity_id: int = connection.execute(
        sa.insert(opportunities)
        .values(
            tenant_id=caller.tenant_id,
            key=f"added-{uuid4()}",
            name=new.name.strip(),
            account_id=new.account_id,
            owner_id=caller.user_id,
            stage_key=_stage(connection, new.stage),
            amount=new.amount,
            currency=new.currency or currency,
            created_on=caller.at.date(),
            close_date=new.close_date,
            next_date=new.next_date,
            next_objective=new.next_objective.strip() if new.next_date else "",
            decision_maker_id=deciders[0] if deciders else None,
        )
        .returning(opportunities.c.id)
    ).scalar_one()
    if people:
        tied = {"tenant_id": caller.tenant_id, "opportunity_id": opportunity_id}
        rows = [{**tied, "contact_id": person.id, "role": person.buying_role} for person in people]
        connection.execute(sa.insert(opportunity_contacts), rows)
    audit(connection, caller, "opportunity.added", "opportunity", opportunity_id, {})
    return opportunity_id


def _require_account(connection: Connection, account_id: int) -> None:
    if connection.execute(sa.select(accounts.c.id).where(accounts.c.id == account_id)).first() is None:
        raise NotFoundError(f"no account {account_id}, or it is not yours to see")


def _require_nobody_has(connection: Connection, emails: Sequence[str]) -> None:
    """Refuse an address of somebody the caller sees; of others nothing is said."""
    row = connection.execute(
        sa.select(contact_addresses.c.address, contacts.c.name)
        .join(
            contacts,
            sa.and_(
                contacts.c.tenant_id == contact_addresses.c.tenant_id, contacts.c.id == contact_addresses.c.contact_id
            ),
        )
        .where(in_list(contact_addresses.c.address, emails))
        .limit(1)
    ).first()
    if row is not None:
        raise InvalidInputError(f"{row.address} is already the address of {row.name}")


def _country(connection: Connection, tenant_id: int, account_id: int) -> str:
    """Return the country in which national numbers are read: the customer's, else our own."""
    there = connection.execute(
        sa.select(sites.c.country).where(sites.c.account_id == account_id, sites.c.country != "").limit(1)
    ).scalar()
    ours = sa.select(tenants.c.country).where(tenants.c.id == tenant_id)
    return str(there or connection.execute(ours).scalar_one())


def _stage(connection: Connection, asked: str | None) -> str:
    keys = connection.execute(sa.select(stages.c.key).order_by(stages.c.position)).scalars().all()
    if asked is not None and asked not in keys:
        raise InvalidInputError(f"stage {asked!r} is not one of the sales process")
    return asked or (keys[0] if keys else "")
