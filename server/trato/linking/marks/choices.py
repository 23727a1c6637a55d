"""Whether linked items are marked in Outlook: what the organisation and its users chose, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.engine import Database
from trato.directory.tables import mailboxes
from trato.graph.permissions import NEEDS, Feature
from trato.linking.marks import noting
from trato.linking.marks.tables import item_marks, marking_choices, marking_states
from trato.linking.privacy import Decider, NotYourDecisionError, note
from trato.privacy import store

RECENT = timedelta(days=30)
NEEDED = {"message": Feature.MARK_MAIL, "event": Feature.BOOK, "colour": Feature.COLOUR_CATEGORIES}


class MarkingState(StrEnum):
    """Whether items are marked, and if not, why."""

    OFF = "off"
    ON = "on"
    NOT_PERMITTED = "not_permitted"


@dataclass(frozen=True, slots=True)
class Marking:
    """What was chosen and what came of it; `own` is None where the user chose nothing and the organisation's counts.

    `permissions` are those that Graph wanted and Trato does not have, by what they are for.
    """

    organisation: bool
    own: bool | None
    mails: MarkingState
    events: MarkingState
    permissions: dict[str, str]
    waiting: int
    marked: int

    @property
    def is_on(self) -> bool:
        """Tell whether the caller's mailbox is marked."""
        return self.organisation if self.own is None else self.own


@dataclass(frozen=True, slots=True)
class MarkingChoices:
    """Use cases of marking within one tenant."""

    database: Database

    def marking(self, who: Decider, mailbox_id: int | None) -> Marking:
        """Return what holds for a user's mailbox; None for somebody without one."""
        with self.database.as_system(who.tenant_id) as connection:
            return _marking(connection, mailbox_id)

    def choose(self, who: Decider, mailbox_id: int | None, *, is_on: bool | None) -> None:
        """Switch on or off for a mailbox, or with None for a mailbox leave it to the organisation.

        Switched on, the items of the last weeks are marked and what is linked from now on; switched off, what was
        marked is taken back. Raises NotYourDecisionError.
        """
        with self.database.as_system(who.tenant_id) as connection:
            may = who.caller is None or store.may_change(connection, who.caller, mailbox_id, is_admin=who.is_admin)
            if not may:
                raise NotYourDecisionError("only an administrator decides this for the organisation")
            connection.execute(_ONE_AT_A_TIME, {"tenant": who.tenant_id})
            table = marking_choices.c
            connection.execute(sa.delete(marking_choices).where(table.mailbox_id.is_not_distinct_from(mailbox_id)))
            if is_on is not None:
                row = {"mailbox_id": mailbox_id, "is_on": is_on, "set_by_id": who.user_id, "set_at": who.at}
                connection.execute(sa.insert(marking_choices).values(tenant_id=who.tenant_id, **row))
            noting.take_back_where_off(connection)
            noting.note_recent(connection, who.tenant_id, since=who.at - RECENT)
            scope = "organisation" if mailbox_id is None else "mailbox"
            note(connection, who, "marking.chosen", mailbox_id or 0, {"scope": scope, "is_on": is_on})


def _marking(connection: Connection, mailbox_id: int | None) -> Marking:
    table = marking_choices.c
    rows = connection.execute(
        sa.select(table.mailbox_id, table.is_on).where(
            sa.or_(table.mailbox_id.is_(None), table.mailbox_id == mailbox_id)
        )
    )
    chosen = {row.mailbox_id: row.is_on for row in rows}
    organisation = chosen.get(None, False)
    own = chosen.get(mailbox_id) if mailbox_id is not None else None
    refused = set(
        connection.execute(
            sa.select(marking_states.c.what)
            .join(mailboxes, mailboxes.c.id == marking_states.c.mailbox_id)
            .where(marking_states.c.mailbox_id == mailbox_id, marking_states.c.refused_at.is_not(None))
        ).scalars()
    )
    is_on = organisation if own is None else own
    counts = connection.execute(
        sa.select(
            sa.func.count().filter(item_marks.c.written_at.is_(None)),
            sa.func.count().filter(item_marks.c.written_at.is_not(None)),
        ).where(item_marks.c.mailbox_id == mailbox_id)
    ).one()
    return Marking(
        organisation=organisation,
        own=own,
        mails=_state("message", refused, is_on=is_on),
        events=_state("event", refused, is_on=is_on),
        permissions={what: NEEDS[NEEDED[what]].application for what in sorted(refused)} if is_on else {},
        waiting=counts[0],
        marked=counts[1],
    )


def _state(what: str, refused: set[str], *, is_on: bool) -> MarkingState:
    if not is_on:
        return MarkingState.OFF
    return MarkingState.NOT_PERMITTED if what in refused else MarkingState.ON


_ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(:tenant, hashtext('marking_choices'))").bindparams(
    sa.bindparam("tenant", type_=sa.Integer)
)
