"""Change what we think of a contact: how much they weigh in a decision, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.queries import is_present
from trato.crm.service import audit
from trato.crm.tables import contacts
from trato.db.engine import Caller
from trato.errors import ChangedMeanwhileError, NotFoundError


def change_contact(
    connection: Connection,
    caller: Caller,
    contact_id: int,
    wanted: Mapping[str, Any],
    *,
    version: int,
    also: tuple[str, ...] = (),
) -> None:
    """Write `influence` (0–100 or None) and `buying_role`; `also` names what else is written of the contact with them.

    Raises NotFoundError for a contact the caller cannot see, ChangedMeanwhileError when `version` is an earlier one.
    """
    seen = sa.select(contacts.c.version).where(contacts.c.id == contact_id, is_present(contacts)).with_for_update()
    present = connection.execute(seen).scalar()
    if present is None:
        raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")
    if present != version:
        raise ChangedMeanwhileError("this contact was changed meanwhile; read it again and repeat what is still wanted")
    values = {**wanted, "version": present + 1}
    connection.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(**values))
    audit(connection, caller, "contact.changed", "contact", contact_id, {"fields": sorted({*wanted, *also})})
