"""What a person decides about privacy: rules, what is forgotten, and how much others may read; each of it audited.

A user decides for their own mailbox, an administrator for the organisation; the values of a user's own rules are
nobody else's to read, in the audit log neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.clock import Clock
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import audit_log, mailboxes
from trato.errors import InvalidInputError, NotFoundError, TratoError
from trato.linking import exclusions
from trato.linking.exclusion_preview import Preview, Sample, preview, sample
from trato.mail.exclusion import ALONE
from trato.mail.identity import bare_id
from trato.mail.tables import message_copies, message_keys, messages, thread_keys, threads
from trato.privacy import levels, store
from trato.privacy.model import LevelChoice, Rule, RuleKind, RuleState, StoredRule
from trato.privacy.rules import FORGOTTEN_MAIL, FORGOTTEN_THREAD, typed

STEPS_AT_ONCE = 4
LONGEST_OBSERVATION = timedelta(days=90)


class NotYourDecisionError(TratoError):
    """Only an administrator decides this for the organisation; everybody may for their own mailbox."""

    code = "not_your_decision"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a rule would keep out, or keeps an eye on, with some of the reader's own mails."""

    preview: Preview
    sample: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: a caller, or whoever has the terminal (`by`), who stands for the organisation."""

    tenant_id: int
    at: datetime
    caller: Caller | None = None
    is_admin: bool = False
    by: str = ""

    @property
    def user_id(self) -> int | None:
        """Return the user, None at the terminal."""
        return None if self.caller is None else self.caller.user_id


@dataclass(frozen=True, slots=True)
class PrivacyChoices:
    """Use cases of privacy within one tenant.

    What is little is taken out while its maker waits, in `steps_at_once` small transactions; a worker does the rest.
    """

    database: Database
    clock: Clock
    steps_at_once: int = STEPS_AT_ONCE
    taken_at_once: int = exclusions.TAKEN_AT_ONCE

    def rules(self, who: Decider, *, with_ended: bool = False) -> list[StoredRule]:
        """Return the organisation's rules and the caller's own, newest first."""
        with self._reading(who) as connection:
            return store.stored(connection, with_ended=with_ended)

    def rule(self, who: Decider, rule_id: int) -> StoredRule:
        """Return one rule. Raises NotFoundError for one that is not the caller's to see."""
        with self._reading(who) as connection:
            found = store.stored(connection, rule_id=rule_id, with_ended=True)
        if not found:
            raise NotFoundError(f"no rule {rule_id}, or it is not yours to see")
        return found[0]

    def own_mailbox(self, who: Decider) -> int:
        """Return the caller's mailbox. Raises NotFoundError for somebody without one."""
        with self.database.as_system(who.tenant_id) as connection:
            query = sa.select(mailboxes.c.id).where(mailboxes.c.user_id == who.user_id)
            found: int | None = connection.execute(query).scalar()
        if found is None:
            raise NotFoundError("you have no mailbox here that rules could be about")
        return found

    def look(self, who: Decider, kind: RuleKind, value: str, mailbox_id: int | None) -> Looked:
        """Tell what a rule would keep out. Raises InvalidInputError or NotYourDecisionError."""
        self._require(who, mailbox_id)
        with self.database.as_system(who.tenant_id) as connection:
            draft = exclusions.drafted(connection, kind, value, mailbox_id)
            found = preview(connection, Rule(0, draft.kind, draft.value, draft.mailbox_id))
            if mailbox_id is None:
                # Whoever asks how much there is of a word in everybody's mail leaves a trace.
                note(connection, who, "exclusion.previewed", 0, {"kind": kind, "value": draft.value})
        return self._with_sample(who, found)

    def observed(self, who: Decider, rule_id: int, *, since_made: bool) -> Looked:
        """Tell what a rule covers of what is kept, or of what came since it was made."""
        found = self.rule(who, rule_id)
        self._require(who, found.rule.mailbox_id)
        with self.database.as_system(who.tenant_id) as connection:
            counted = preview(connection, found.rule, since=found.made_at if since_made else None)
        return self._with_sample(who, counted)

    def add(
        self, who: Decider, kind: RuleKind, value: str, mailbox_id: int | None, *, observe: timedelta | None = None
    ) -> StoredRule:
        """Make a rule: in force at once, or only observed for a time. Raises as `look`, or for one there is already."""
        self._require(who, mailbox_id)
        if observe is not None and not timedelta(0) < observe <= LONGEST_OBSERVATION:
            raise InvalidInputError(f"a rule is observed for 1 to {LONGEST_OBSERVATION.days} days")
        with self.database.as_system(who.tenant_id) as connection:
            exclusions.lock(connection, who.tenant_id)
            draft = exclusions.drafted(connection, kind, value, mailbox_id)
            if store.find_same(connection, draft) is not None:
                raise InvalidInputError(f"there is a rule for {draft.value!r} already")
            until = None if observe is None else who.at + observe
            rule_id = store.add(connection, who.tenant_id, draft, by=who.user_id, at=who.at, observe_until=until)
            action = "exclusion.enacted" if observe is None else "exclusion.observed"
            note(connection, who, action, rule_id, _told_of(draft))
        return self._purged(who, rule_id)

    def enact(self, who: Decider, rule_id: int) -> StoredRule:
        """Let a rule that was observed be in force. Raises NotFoundError or NotYourDecisionError."""
        found = self.rule(who, rule_id)
        self._require(who, found.rule.mailbox_id)
        if found.state is RuleState.OBSERVING:
            with self.database.as_system(who.tenant_id) as connection:
                exclusions.lock(connection, who.tenant_id)
                store.enact(connection, rule_id, by=who.user_id, at=who.at)
                note(connection, who, "exclusion.enacted", rule_id, _told_of(found.rule))
        return self._purged(who, rule_id)

    def end(self, who: Decider, rule_id: int) -> StoredRule:
        """Let a rule hold no more; what it took out comes back only when mailboxes are read again."""
        found = self.rule(who, rule_id)
        self._require(who, found.rule.mailbox_id)
        if found.state is not RuleState.ENDED:
            with self.database.as_system(who.tenant_id) as connection:
                exclusions.lock(connection, who.tenant_id)
                store.end(connection, rule_id, by=who.user_id, at=who.at)
                note(connection, who, "exclusion.ended", rule_id, _told_of(found.rule))
        return self.rule(who, rule_id)

    def read_again(self, who: Decider, rule_id: int) -> list[int]:
        """Have the mailboxes that a rule is about read from the beginning; return them."""
        found = self.rule(who, rule_id)
        self._require(who, found.rule.mailbox_id)
        with self.database.as_system(who.tenant_id) as connection:
            boxes = exclusions.concerned_mailboxes(connection, found.rule.mailbox_id)
            for mailbox_id in boxes:
                exclusions.read_again(connection, mailbox_id)
            note(connection, who, "exclusion.read_again", rule_id, {"mailboxes": len(boxes)})
        return boxes

    def forget(self, who: Decider, thread_id: int, internet_message_id: str = "") -> StoredRule:
        """Forget a thread that the caller holds, or one mail of it: out of their mailbox's part, for good.

        Colleagues who hold a copy keep theirs. Raises NotFoundError.
        """
        mailbox_id = self.own_mailbox(who)
        with self._reading(who) as connection:
            if connection.execute(sa.select(threads.c.id).where(threads.c.id == thread_id)).first() is None:
                raise NotFoundError(f"no thread {thread_id}, or it is not yours to see")
        with self.database.as_system(who.tenant_id) as connection:
            exclusions.lock(connection, who.tenant_id)
            keys = _keys_of(connection, thread_id, mailbox_id, internet_message_id)
            said = FORGOTTEN_MAIL if internet_message_id else FORGOTTEN_THREAD
            draft = store.Draft(RuleKind.THREAD, said, mailbox_id)
            rule_id = store.add(connection, who.tenant_id, draft, by=who.user_id, at=who.at, observe_until=None)
            store.remember(connection, who.tenant_id, [(rule_id, key) for key in keys])
            note(connection, who, "exclusion.forgotten", rule_id, _told_of(draft))
        return self._purged(who, rule_id)

    def level_choices(self, who: Decider) -> list[LevelChoice]:
        """Return the organisation's levels and the caller's own."""
        with self._reading(who) as connection:
            return levels.choices(connection)

    def choose_level(self, who: Decider, chosen: levels.Chosen, level: str | None) -> int:
        """Set how much others may read, or with None leave it to what is chosen elsewhere; effective at once.

        Return how many interactions others now read more or less of. Raises NotYourDecisionError or NotFoundError.
        """
        self._require(who, chosen.mailbox_id)
        if chosen.domain:
            chosen = levels.Chosen(chosen.mailbox_id, chosen.thread_id, typed(RuleKind.DOMAIN, chosen.domain))
        if chosen.thread_id is not None:
            with self._reading(who) as connection:
                if connection.execute(sa.select(threads.c.id).where(threads.c.id == chosen.thread_id)).first() is None:
                    raise NotFoundError(f"no thread {chosen.thread_id}, or it is not yours to see")
        with self.database.as_system(who.tenant_id) as connection:
            exclusions.lock(connection, who.tenant_id)
            levels.choose(connection, who.tenant_id, chosen, level, by=who.user_id, at=who.at)
            changed = levels.apply(connection, chosen)
            detail: dict[str, Any] = {"for": chosen.kind, "level": level}
            if chosen.mailbox_id is None and chosen.domain:
                detail["domain"] = chosen.domain
            note(connection, who, "visibility.chosen", chosen.mailbox_id or 0, detail)
        return changed

    def _purged(self, who: Decider, rule_id: int) -> StoredRule:
        purge = exclusions.Purge(self.database, who.tenant_id, self.clock, taken_at_once=self.taken_at_once)
        purge.run(at_most=self.steps_at_once)
        return self.rule(who, rule_id)

    def _with_sample(self, who: Decider, found: Preview) -> Looked:
        if who.caller is None or not found.message_ids:
            return Looked(found, ())
        with self.database.as_user(who.caller) as connection:
            return Looked(found, tuple(sample(connection, found.message_ids)))

    def _reading(self, who: Decider) -> Any:
        return self.database.as_system(who.tenant_id) if who.caller is None else self.database.as_user(who.caller)

    def _require(self, who: Decider, mailbox_id: int | None) -> None:
        if who.caller is None:
            return
        with self.database.as_system(who.tenant_id) as connection:
            if not store.may_change(connection, who.caller, mailbox_id, is_admin=who.is_admin):
                raise NotYourDecisionError("only an administrator decides this for the organisation")


def _keys_of(connection: Connection, thread_id: int, mailbox_id: int, internet_message_id: str) -> list[str]:
    """Return what the mailbox's mails of a thread are known by, and what leads to the thread; of one mail its own."""
    held = sa.select(message_copies.c.message_id).where(message_copies.c.mailbox_id == mailbox_id)
    mine = sa.select(messages.c.id).where(messages.c.thread_id == thread_id, messages.c.id.in_(held))
    ids = list(connection.execute(mine).scalars())
    if internet_message_id:
        named = message_keys.c.key == f"id:{bare_id(internet_message_id)}"
        ids = list(
            connection.execute(
                sa.select(message_keys.c.message_id).where(named, in_list(message_keys.c.message_id, ids))
            ).scalars()
        )
    if not ids:
        raise NotFoundError("your mailbox holds no such mail in this thread")
    own = list(
        connection.execute(sa.select(message_keys.c.key).where(in_list(message_keys.c.message_id, ids))).scalars()
    )
    if internet_message_id:
        return [f"{ALONE}{key}" for key in own]
    leading = connection.execute(sa.select(thread_keys.c.key).where(thread_keys.c.thread_id == thread_id)).scalars()
    return [*own, *leading]


def _told_of(rule: Rule | store.Draft) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": rule.kind.value,
        "scope": "mailbox" if rule.mailbox_id is not None else "organisation",
    }
    return told if rule.mailbox_id is not None else told | {"value": rule.value}


def note(connection: Connection, who: Decider, action: str, rule_id: int, detail: dict[str, Any]) -> None:
    """Write into the audit log what somebody decided; `action` begins with what it is about."""
    kind = action.partition(".")[0]
    by = {"by": who.by} if who.by else {}
    connection.execute(
        sa.insert(audit_log)
        .inline()
        .values(
            tenant_id=who.tenant_id,
            at=who.at,
            actor_id=who.user_id,
            action=action,
            object_kind=kind,
            object_id=rule_id,
            detail=detail | by,
        )
    )
