"""What we remark of a contact: the notes that a phone list keeps of them, so that there is one place for both."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.db.arrays import in_list
from trato.phonebook.lists.fields import NOTES
from trato.phonebook.lists.tables import contact_details


def remarks(connection: Connection, contact_ids: Collection[int]) -> dict[int, str]:
    """Return the remarks on those of these contacts that have any and that the transaction may see."""
    words = contact_details.c.fields[NOTES].astext
    rows = connection.execute(
        sa.select(contact_details.c.contact_id, words.label("words")).where(
            in_list(contact_details.c.contact_id, contact_ids), words != ""
        )
    )
    return {row.contact_id: row.words for row in rows}


def remark(connection: Connection, tenant_id: int, contact_id: int, words: str) -> None:
    """Write the remarks on a contact; no words take them away."""
    added = insert(contact_details).values(tenant_id=tenant_id, contact_id=contact_id, fields={NOTES: words})
    kept = contact_details.c.fields.op("||")(added.excluded.fields)
    connection.execute(added.on_conflict_do_update(index_elements=["tenant_id", "contact_id"], set_={"fields": kept}))
