"""Which organisation a command is about, and who of it: named, or the only one there is."""

from __future__ import annotations

import getpass
from collections.abc import Sequence

from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.store import Member
from trato.errors import InvalidInputError, NotFoundError


def one_tenant(database: Database, entra_tenant_id: str | None) -> tuple[int, str]:
    """Return the id and the Entra id of the organisation that is meant. Raises InvalidInputError or NotFoundError."""
    with database.as_operator() as connection:
        known = directory.all_tenants(connection)
    if entra_tenant_id is None:
        if len(known) != 1:
            raise InvalidInputError(
                f"there are {len(known)} organisations here; "
                + ("name one with --entra-tenant ID" if known else "`trato import DIR` brings one in")
            )
        return known[0]
    for tenant_id, entra_id in known:
        if entra_id == entra_tenant_id:
            return tenant_id, entra_id
    raise NotFoundError(f"no organisation {entra_tenant_id} here; `trato import DIR --entra-tenant` brings it in")


def members_named(database: Database, tenant_id: int, upns: Sequence[str]) -> list[Member]:
    """Return the users with these UPNs, all of them without any. Raises NotFoundError naming who is no user."""
    with database.as_system(tenant_id) as connection:
        by_upn = {member.upn: member for member in directory.members(connection)}
    wanted = [upn.lower() for upn in upns] or list(by_upn)
    strangers = [upn for upn in wanted if upn not in by_upn]
    if strangers:
        raise NotFoundError(f"{', '.join(strangers)}: no user of this organisation; `trato import DIR` brings users in")
    return [by_upn[upn] for upn in dict.fromkeys(wanted)]


def who_types() -> str:
    """Return who has the terminal, for the audit log."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (OSError, KeyError):
        return "command line"
