"""Edit the rules that make a next step due: look first at which proposals would change, save, take back.

For managers and administrators. What a preview tells is of opportunities that the editor sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.service import audit
from trato.crm.tables import accounts, closures, opportunities
from trato.db.engine import Caller, Database
from trato.directory import store as directory
from trato.directory.tables import audit_log
from trato.errors import ChangedMeanwhileError
from trato.linking.privacy import NotYourDecisionError
from trato.scheduling import rule_store, step_facts
from trato.scheduling.availability import zone_of
from trato.scheduling.due_rules import DueCode, StepKind
from trato.scheduling.mail_words import read_words
from trato.scheduling.next_step import Decided, Facts, Proposal, propose
from trato.scheduling.rule_set import RuleSet, checked, with_rules
from trato.scheduling.rule_store import RuleChange, Stage

MOST_LOOKED_AT = 300
MOST_TOLD = 40
EDITORS = frozenset({"manager", "admin"})


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force with what one needs to edit them; `version` is 0 as long as nobody changed them."""

    rules: RuleSet
    version: int
    stages: tuple[Stage, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for an opportunity, as far as it shows: why, which kind, and to what end."""

    code: DueCode
    kind: StepKind
    objective: str


@dataclass(frozen=True, slots=True)
class ProposalChange:
    """An opportunity for which something else would be proposed; None where nothing is due."""

    opportunity_id: int
    name: str
    account: str
    before: Proposed | None
    after: Proposed | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Which proposals would change: how many, the first of them, and how many opportunities were looked at."""

    looked_at: int
    is_complete: bool
    appear: int
    vanish: int
    differ: int
    changes: tuple[ProposalChange, ...]


class RuleEditing:
    """Edits the rules as a manager or administrator."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self, caller: Caller, roles: frozenset[str]) -> Rules:
        """Return the rules in force. Raises NotYourDecisionError."""
        _require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            return _rules(connection)

    def history(self, caller: Caller, roles: frozenset[str]) -> list[RuleChange]:
        """Return what was changed, newest first. Raises NotYourDecisionError."""
        _require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            return rule_store.history(connection)

    def preview(self, caller: Caller, roles: frozenset[str], wanted: RuleSet, language: str) -> Preview:
        """Return which proposals would change. Raises NotYourDecisionError, InvalidInputError."""
        _require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            now = _rules(connection)
            after = checked(wanted, stages=[one.key for one in now.stages])
            zone = zone_of(directory.tenant_profile(connection, caller.tenant_id).timezone)
            trust = step_facts.trust_of(connection)
            changed_at = _changed_at(connection)
        changes: list[ProposalChange] = []
        with self._database.as_user(caller) as connection:
            rows = _open_opportunities(connection)
            known = [
                (
                    row,
                    step_facts.facts_of(
                        connection, row.id, changed_at=changed_at.get(row.id), now=caller.at, zone=zone
                    ),
                    step_facts.decisions_of(connection, row.id),
                )
                for row in rows[:MOST_LOOKED_AT]
            ]
        for row, unread, decided in known:
            facts = read_words(unread, zone)

            def told(rules: RuleSet, facts: Facts = facts, decided: Sequence[Decided] = decided) -> Proposed | None:
                found = propose(
                    with_rules(facts, rules), rules.by_code(), decided, now=caller.at, zone=zone, trust=trust
                )
                return _proposed(found, language)

            before, then = told(now.rules), told(after)
            if before != then:
                changes.append(ProposalChange(row.id, row.name, row.account, before, then))
        return _preview(changes, min(len(rows), MOST_LOOKED_AT), is_complete=len(rows) <= MOST_LOOKED_AT)

    def save(self, caller: Caller, roles: frozenset[str], wanted: RuleSet, *, version: int) -> Rules:
        """Let these rules be in force. Raises ChangedMeanwhileError, NotYourDecisionError, InvalidInputError."""
        _require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            rule_store.guard(connection, caller.tenant_id)
            now = _rules(connection)
            if now.version != version:
                raise ChangedMeanwhileError("somebody changed the rules meanwhile; look again, then decide")
            after = checked(wanted, stages=[one.key for one in now.stages])
            self._write(connection, caller, after, "person", None)
            return _rules(connection)

    def undo(self, caller: Caller, roles: frozenset[str], change_id: int) -> Rules:
        """Take the last change back. Raises ChangedMeanwhileError where it is not the last, NotFoundError."""
        _require_editor(roles)
        with self._database.as_system(caller.tenant_id) as connection:
            rule_store.guard(connection, caller.tenant_id)
            before, _ = rule_store.change_of(connection, change_id)
            if rule_store.version(connection) != change_id:
                raise ChangedMeanwhileError("the rules were changed again since; take the last change back first")
            self._write(connection, caller, before, "undo", change_id)
            return _rules(connection)

    @staticmethod
    def _write(connection: Connection, caller: Caller, after: RuleSet, source: str, undoes: int | None) -> None:
        earlier = rule_store.version(connection)
        number = rule_store.write_rules(
            connection, caller.tenant_id, after, at=caller.at, by=caller.user_id, source=source, undoes=undoes
        )
        if number != earlier:
            audit(connection, caller, "rules.changed", "rule_change", number, {"source": source})


def _require_editor(roles: frozenset[str]) -> None:
    if not roles & EDITORS:
        raise NotYourDecisionError("a manager or an administrator changes these rules")


def _rules(connection: Connection) -> Rules:
    return Rules(
        rule_store.read_rules(connection),
        rule_store.version(connection),
        tuple(rule_store.process(connection)),
        tuple(rule_store.groups(connection)),
    )


def _changed_at(connection: Connection) -> Mapping[int, datetime]:
    rows = connection.execute(
        sa.select(audit_log.c.object_id, sa.func.max(audit_log.c.at))
        .where(audit_log.c.object_kind == "opportunity", audit_log.c.action == "opportunity.changed")
        .group_by(audit_log.c.object_id)
    )
    return {row[0]: row[1] for row in rows}


def _open_opportunities(connection: Connection) -> Sequence[Any]:
    """Return open opportunities that the reader sees, the youngest first; one more than are looked at."""
    return connection.execute(
        sa.select(opportunities.c.id, opportunities.c.name, accounts.c.name.label("account"))
        .join(
            accounts,
            sa.and_(accounts.c.tenant_id == opportunities.c.tenant_id, accounts.c.id == opportunities.c.account_id),
        )
        .outerjoin(
            closures,
            sa.and_(closures.c.tenant_id == opportunities.c.tenant_id, closures.c.opportunity_id == opportunities.c.id),
        )
        .where(closures.c.opportunity_id.is_(None))
        .order_by(opportunities.c.id.desc())
        .limit(MOST_LOOKED_AT + 1)
    ).all()


def _proposed(found: Proposal | None, language: str) -> Proposed | None:
    return None if found is None else Proposed(found.need.code, found.need.kind, found.need.objective(language))


def _preview(changes: Sequence[ProposalChange], looked_at: int, *, is_complete: bool) -> Preview:
    return Preview(
        looked_at=looked_at,
        is_complete=is_complete,
        appear=sum(one.before is None for one in changes),
        vanish=sum(one.after is None for one in changes),
        differ=sum(one.before is not None and one.after is not None for one in changes),
        changes=tuple(changes[:MOST_TOLD]),
    )
