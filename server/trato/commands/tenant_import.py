"""`trato import`: a tenant folder into the configured database, by the same code as the demo's.

The organisation, its users and customers come in; mailboxes are connected by `trato connect`. A folder that was
imported before in this very state changes nothing, so what people changed since then stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trato.commands import folder_import
from trato.crm.tables import accounts, contacts, opportunities
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.rows import Problem
from trato.directory.tables import users
from trato.errors import InvalidInputError

COUNTED = (users, accounts, contacts, opportunities)


@dataclass(frozen=True, slots=True)
class Imported:
    """What the database holds after an import. `was_known` tells that this very folder had been imported before."""

    organisation: str
    entra_tenant_id: str
    was_known: bool
    counts: dict[str, int]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report of `--json`."""
        return {
            "organisation": self.organisation,
            "entra_tenant_id": self.entra_tenant_id,
            "changed": not self.was_known,
            **self.counts,
            "problems": [
                {"file": one.file, "line": one.line, "item": one.item, "reason": one.reason} for one in self.problems
            ],
        }


def import_folder(
    database: Database, folder: Path, *, entra_tenant_id: str | None, strict: bool, at: datetime
) -> Imported:
    """Import a folder as the organisation with that id in Entra.

    Without an id it is the folder's own, else that of the only organisation there is. Raises FolderError where the
    folder cannot be read (or, when `strict`, has a fault), InvalidInputError where no organisation is named.
    """
    source = folder_import.read(folder, strict=strict)
    named = entra_tenant_id or source.organisation.entra_tenant_id or _only_tenant(database)
    saved = folder_import.save(source, database, named, at=at)
    with database.as_system(saved.tenant_id) as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in COUNTED
        }
    return Imported(source.organisation.profile.name, named, saved.was_known, counts, tuple(source.problems.found))


def in_words(imported: Imported) -> str:
    """Say in one line what an import did."""
    counts = imported.counts
    state = "had been imported before and was left as it is" if imported.was_known else "is imported"
    return (
        f"{imported.organisation} {state}: {counts['users']} users, {counts['accounts']} accounts, "
        f"{counts['contacts']} contacts, {counts['opportunities']} opportunities."
    )


def _only_tenant(database: Database) -> str:
    with database.as_operator() as connection:
        known = directory.all_tenants(connection)
    if len(known) != 1:
        raise InvalidInputError(
            "no organisation of Entra is named; give --entra-tenant ID, or entra_tenant_id in tenant.toml"
            " (the Entra admin centre shows it under Overview, as tenant id)"
        )
    return known[0][1]
