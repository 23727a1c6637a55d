"""Read and write rules, and what forgotten threads are known by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many
from trato.db.engine import Caller
from trato.directory.tables import mailboxes, users
from trato.privacy.model import Rule, RuleKind, StoredRule
from trato.privacy.rules import Ruleset, digest
from trato.privacy.tables import exclusion_rules, forgotten_keys

_COLUMNS = (exclusion_rules.c.id, exclusion_rules.c.kind, exclusion_rules.c.value, exclusion_rules.c.mailbox_id)


def in_force(connection: Connection, mailbox_id: int | None = None) -> Ruleset:
    """Return the enacted rules that hold for a mailbox: its user's and the organisation's.

    Without a mailbox, those that the transaction's caller may see, which are the same for their own.
    """
    table = exclusion_rules.c
    mine = sa.true() if mailbox_id is None else sa.or_(table.mailbox_id.is_(None), table.mailbox_id == mailbox_id)
    rows = connection.execute(
        sa.select(*_COLUMNS).where(table.ended_at.is_(None), table.enacted_at.is_not(None), mine).order_by(table.id)
    )
    return Ruleset.of(Rule(row.id, RuleKind(row.kind), row.value, row.mailbox_id) for row in rows)


def forgotten_by(connection: Connection, rule_ids: Collection[int], keys: Iterable[str]) -> dict[str, int]:
    """Return which of these keys belong to a forgotten thread, by its rule."""
    wanted = {digest(key): key for key in keys}
    if not wanted or not rule_ids:
        return {}
    rows = connection.execute(
        sa.select(forgotten_keys.c.digest, forgotten_keys.c.rule_id).where(
            in_list(forgotten_keys.c.digest, list(wanted)), in_list(forgotten_keys.c.rule_id, list(rule_ids))
        )
    )
    return {wanted[row.digest]: row.rule_id for row in rows}


def remember(connection: Connection, tenant_id: int, keys: Iterable[tuple[int, str]]) -> None:
    """Note by rule what the mails of a forgotten thread are known by."""
    rows = sorted({(tenant_id, rule_id, digest(key)) for rule_id, key in keys})
    insert_many(connection, forgotten_keys, ["tenant_id", "rule_id", "digest"], rows)


def count_removed(connection: Connection, mails: dict[int, int], events: dict[int, int]) -> None:
    """Add to what each rule (by id) has taken out."""
    for rule_id in sorted({*mails, *events}):
        connection.execute(
            sa.update(exclusion_rules)
            .where(exclusion_rules.c.id == rule_id)
            .values(
                mails_removed=exclusion_rules.c.mails_removed + mails.get(rule_id, 0),
                events_removed=exclusion_rules.c.events_removed + events.get(rule_id, 0),
            )
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule before anybody made it: of one mailbox, or of the organisation."""

    kind: RuleKind
    value: str
    mailbox_id: int | None


def add(
    connection: Connection,
    tenant_id: int,
    draft: Draft,
    *,
    by: int | None,
    at: datetime,
    observe_until: datetime | None,
) -> int:
    """Write a rule; without `observe_until` it is in force from now on. Return its id."""
    enacted = {} if observe_until is not None else {"enacted_at": at, "enacted_by_id": by}
    row_id: int = connection.execute(
        sa.insert(exclusion_rules)
        .values(
            tenant_id=tenant_id,
            mailbox_id=draft.mailbox_id,
            kind=draft.kind,
            value=draft.value,
            made_by_id=by,
            made_at=at,
            observe_until=observe_until,
            **enacted,
        )
        .returning(exclusion_rules.c.id)
    ).scalar_one()
    return row_id


def enact(connection: Connection, rule_id: int, *, by: int | None, at: datetime) -> None:
    """Let a rule that was observed be in force."""
    connection.execute(
        sa.update(exclusion_rules)
        .where(exclusion_rules.c.id == rule_id, exclusion_rules.c.enacted_at.is_(None))
        .values(enacted_at=at, enacted_by_id=by)
    )


def end(connection: Connection, rule_id: int, *, by: int | None, at: datetime) -> None:
    """Let a rule hold no more. What it took out is not brought back by that."""
    connection.execute(
        sa.update(exclusion_rules)
        .where(exclusion_rules.c.id == rule_id, exclusion_rules.c.ended_at.is_(None))
        .values(ended_at=at, ended_by_id=by)
    )


def note_purged(connection: Connection, rule_id: int, *, at: datetime) -> None:
    """Note that nothing is left of what the rule covers."""
    connection.execute(
        sa.update(exclusion_rules)
        .where(exclusion_rules.c.id == rule_id, exclusion_rules.c.purged_at.is_(None))
        .values(purged_at=at)
    )


def to_purge(connection: Connection) -> list[Rule]:
    """Return the rules in force of which something may be left, the oldest first."""
    table = exclusion_rules.c
    waiting = (table.enacted_at.is_not(None), table.purged_at.is_(None), table.ended_at.is_(None))
    rows = connection.execute(sa.select(*_COLUMNS).where(*waiting).order_by(table.id))
    return [Rule(row.id, RuleKind(row.kind), row.value, row.mailbox_id) for row in rows]


def find_same(connection: Connection, draft: Draft) -> int | None:
    """Return the rule that says the same and has not ended."""
    table = exclusion_rules.c
    found: int | None = connection.execute(
        sa.select(table.id).where(
            table.kind == draft.kind,
            table.value == draft.value,
            table.mailbox_id.is_not_distinct_from(draft.mailbox_id),
            table.ended_at.is_(None),
        )
    ).scalar()
    return found


def stored(connection: Connection, *, rule_id: int | None = None, with_ended: bool = False) -> list[StoredRule]:
    """Return the rules that the transaction's caller may see, newest first."""
    table = exclusion_rules
    made, enacted, ended = (users.alias(name) for name in ("made", "enacted", "ended"))
    query = sa.select(
        table,
        made.c.name.label("made_by"),
        enacted.c.name.label("enacted_by"),
        ended.c.name.label("ended_by"),
    )
    source: Any = table
    for who, column in ((made, "made_by_id"), (enacted, "enacted_by_id"), (ended, "ended_by_id")):
        source = source.outerjoin(who, sa.and_(who.c.tenant_id == table.c.tenant_id, who.c.id == table.c[column]))
    query = query.select_from(source).order_by(table.c.id.desc())
    if rule_id is not None:
        query = query.where(table.c.id == rule_id)
    if not with_ended:
        query = query.where(table.c.ended_at.is_(None))
    return [_stored(row) for row in connection.execute(query)]


def may_change(connection: Connection, caller: Caller, mailbox_id: int | None, *, is_admin: bool) -> bool:
    """Tell whether the caller decides for this mailbox (its user does), or for the organisation (an admin does)."""
    if mailbox_id is None:
        return is_admin
    owner = connection.execute(sa.select(mailboxes.c.user_id).where(mailboxes.c.id == mailbox_id)).scalar()
    return owner == caller.user_id


def _stored(row: Any) -> StoredRule:
    return StoredRule(
        rule=Rule(row.id, RuleKind(row.kind), row.value, row.mailbox_id),
        made_at=row.made_at,
        made_by=row.made_by or "",
        observe_until=row.observe_until,
        enacted_at=row.enacted_at,
        enacted_by=row.enacted_by or "",
        purged_at=row.purged_at,
        mails_removed=row.mails_removed,
        events_removed=row.events_removed,
        ended_at=row.ended_at,
        ended_by=row.ended_by or "",
    )
