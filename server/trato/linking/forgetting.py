"""Forget a person: whatever their addresses take part in stays out, and what was there is taken out.

Of one's own mailbox, or as an administrator of the organisation. It is a rule for each of their addresses, so all that
holds of rules holds here: it is told in numbers first, it does not come back with a resync, and it can be ended.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from trato.clock import Clock
from trato.crm.tables import contact_addresses, contacts
from trato.db.engine import Database
from trato.errors import InvalidInputError, NotFoundError
from trato.linking.privacy import Decider, NotYourDecisionError, PrivacyChoices
from trato.privacy.model import RuleKind, RuleState, StoredRule


@dataclass(frozen=True, slots=True)
class WouldGo:
    """What would be taken out if a person were forgotten; a mail of two of their addresses counts for both."""

    name: str
    addresses: tuple[str, ...]
    mails: int
    events: int
    interactions: int


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Use cases of forgetting people within one tenant."""

    database: Database
    clock: Clock

    def look(self, who: Decider, contact_id: int, mailbox_id: int | None) -> WouldGo:
        """Tell what would go. Raises NotFoundError, NotYourDecisionError, or InvalidInputError without an address."""
        name, addresses = self._person(who, contact_id, mailbox_id)
        found = [self._choices.look(who, RuleKind.PARTICIPANT, one, mailbox_id).preview for one in addresses]
        return WouldGo(
            name,
            addresses,
            mails=sum(one.mails for one in found),
            events=sum(one.events for one in found),
            interactions=sum(one.interactions for one in found),
        )

    def forget(self, who: Decider, contact_id: int, mailbox_id: int | None) -> list[StoredRule]:
        """Make a rule of each address that has none; return those that hold now. Raises as `look`."""
        _, addresses = self._person(who, contact_id, mailbox_id)
        there = self._in_force(who, addresses, mailbox_id)
        made = [
            self._choices.add(who, RuleKind.PARTICIPANT, one, mailbox_id)
            for one in addresses
            if one not in {rule.rule.value for rule in there}
        ]
        return [*there, *made]

    def remember(self, who: Decider, contact_id: int, mailbox_id: int | None) -> list[int]:
        """End those rules and have the mailboxes read from the beginning; return them. Raises as `look`."""
        _, addresses = self._person(who, contact_id, mailbox_id)
        boxes: set[int] = set()
        for rule in self._in_force(who, addresses, mailbox_id):
            self._choices.end(who, rule.rule.id)
            boxes |= set(self._choices.read_again(who, rule.rule.id))
        return sorted(boxes)

    @property
    def _choices(self) -> PrivacyChoices:
        return PrivacyChoices(self.database, self.clock)

    def _in_force(self, who: Decider, addresses: tuple[str, ...], mailbox_id: int | None) -> list[StoredRule]:
        return [
            one
            for one in self._choices.rules(who)
            if one.rule.kind is RuleKind.PARTICIPANT
            and one.rule.value in addresses
            and one.rule.mailbox_id == mailbox_id
            and one.state is not RuleState.OBSERVING
        ]

    def _person(self, who: Decider, contact_id: int, mailbox_id: int | None) -> tuple[str, tuple[str, ...]]:
        if who.caller is None:
            raise NotFoundError("a person is forgotten by somebody who is signed in")
        if mailbox_id is None and not who.is_admin:
            raise NotYourDecisionError("only an administrator decides this for the organisation")
        with self.database.as_user(who.caller) as connection:
            name = connection.execute(sa.select(contacts.c.name).where(contacts.c.id == contact_id)).scalar()
            table = contact_addresses.c
            query = sa.select(table.address).where(table.contact_id == contact_id).order_by(table.position)
            addresses = tuple(connection.execute(query).scalars())
        if name is None:
            raise NotFoundError(f"no contact {contact_id}, or it is not yours to see")
        if not addresses:
            raise InvalidInputError(f"{name} has no mail address by which they would be known")
        return name, addresses
