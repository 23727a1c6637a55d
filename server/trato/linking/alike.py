"""Whom of our contacts an unknown sender is likely: one person writes from several addresses.

Likely ones for a person to confirm; nothing is joined by itself. Who is compared comes from the search, so that the
question costs the same among 200,000 contacts; what joins two names is `mail.reading.same_person`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.queries import contact_views
from trato.crm.search.finding import find
from trato.crm.tables import contact_addresses
from trato.crm.views import ContactView
from trato.db.engine import Caller
from trato.directory.tables import user_addresses
from trato.mail.reading.same_person import Sighting, candidates, words_of

MOST = 3
LOOKED_AT = 40
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Alike:
    """A contact, and by what the sender is likely the same person (the reasons of `same_person`)."""

    contact: ContactView
    reasons: tuple[str, ...]


def alike(connection: Connection, caller: Caller, *, name: str, address: str) -> list[Alike]:
    """Return the contacts that somebody of this name and address is likely: none if the address is known already.

    Where more than a few are meant as well as each other, none is.
    """
    if _is_known(connection, address):
        return []
    sender = Sighting(name, address)
    known = contact_views(connection, _looked_at(connection, caller, sender))
    of_whom = {
        seen: one.id for one in known.values() for seen in (Sighting(one.name, email) for email in one.emails or ("",))
    }
    group = next(one for one in candidates([sender, *of_whom]) if sender in one.sightings)
    ids = dict.fromkeys(of_whom[seen] for seen in group.sightings if seen != sender)
    return [Alike(known[one], group.reasons) for one in ids] if len(ids) <= MOST else []


def _is_known(connection: Connection, address: str) -> bool:
    tables = (contact_addresses, user_addresses)
    known = sa.or_(*(sa.exists().where(table.c.address == address) for table in tables))
    return bool(connection.execute(sa.select(known)).scalar_one())


def _looked_at(connection: Connection, caller: Caller, sender: Sighting) -> Collection[int]:
    """Return contacts that may be meant: of the given name and surname, then of either surname alone."""
    words = words_of(sender.name) or tuple(_LETTERS.findall(sender.email.partition("@")[0].lower()))
    asked = dict.fromkeys([" ".join(words[:2]), *words[1:3]] if len(words) > 1 else words)
    return dict.fromkeys(
        found.id
        for written in asked
        for found in find(
            connection, caller.tenant_id, caller.user_id, written, kinds=("contact",), now=caller.at, limit=LOOKED_AT
        )
    )
