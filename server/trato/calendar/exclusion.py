"""Which events rules keep out: as they come, and among those that are kept already (privacy.rules decides both)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.model import EventItem, EventType
from trato.calendar.shutting import is_shut, without_words
from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.db.arrays import in_list
from trato.db.rows import grouped
from trato.privacy import store
from trato.privacy.model import Facts, Rule, RuleKind
from trato.privacy.rules import Ruleset


@dataclass(frozen=True, slots=True)
class Covered:
    """Kept events that a rule covers: copies by mailbox, each with its event, and events that nobody holds any more."""

    copies: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    unheld: tuple[int, ...] = ()


def kept_out(
    connection: Connection, mailbox_id: int, items: Sequence[EventItem]
) -> tuple[list[EventItem], dict[str, Rule]]:
    """Return the items as they may be kept, and by the ids of those that are shut which rule shuts them."""
    rules = store.in_force(connection, mailbox_id)
    by_rule = {item.remote_id: rule for item in items if (rule := rules.covering(_facts_of(item))) is not None}
    shut_series = {item.remote_id for item in items if item.type is EventType.MASTER and item.remote_id in by_rule}
    told = {item.remote_id for item in items if item.type is EventType.MASTER}
    asked = {item.series_remote_id for item in items if item.is_part_of_series} - told
    if asked:
        shut_series |= set(shut_among(connection, mailbox_id, asked))
    kept = []
    for item in items:
        is_of_shut_series = item.is_part_of_series and item.series_remote_id in shut_series
        is_shut_too = is_of_shut_series or item.remote_id in by_rule
        kept.append(without_words(item, mailbox_id, series_is_shut=is_of_shut_series) if is_shut_too else item)
    # Dates of a shut series are shut with it.
    return kept, {one: rule for one, rule in by_rule.items() if one not in _dates_of(items, shut_series)}


def shut_among(connection: Connection, mailbox_id: int, remote_ids: Collection[str]) -> dict[str, int]:
    """Return which of these copies are shut, each with its event."""
    copy = event_copies.c
    joined = sa.and_(events.c.tenant_id == copy.tenant_id, events.c.id == copy.event_id)
    rows = connection.execute(
        sa.select(copy.remote_id, copy.event_id)
        .join(events, joined)
        .where(copy.mailbox_id == mailbox_id, in_list(copy.remote_id, list(remote_ids)), is_shut())
    )
    return {row.remote_id: row.event_id for row in rows}


def candidates(connection: Connection, rule: Rule, *, after: int, at_most: int) -> tuple[int, ...]:
    """Return the next events that are not shut, by their ids: there are few enough to look at each."""
    query = sa.select(events.c.id).where(events.c.id > after, sa.not_(is_shut())).order_by(events.c.id).limit(at_most)
    return tuple(connection.execute(query).scalars()) if rule.kind not in _NOT_OF_EVENTS else ()


def covered(connection: Connection, rule: Rule, event_ids: Collection[int]) -> Covered:
    """Return what of these events the rule covers: with a series its master, else single events and dates."""
    if not event_ids:
        return Covered()
    rules = Ruleset.of([rule])
    facts = _kept_facts(connection, event_ids)
    guests = _guests_of_dates(connection, event_ids)
    copies: dict[int, dict[str, int]] = defaultdict(dict)
    held: set[int] = set()
    for row in connection.execute(sa.select(event_copies).where(in_list(event_copies.c.event_id, list(event_ids)))):
        held.add(row.event_id)
        if rule.mailbox_id not in {None, row.mailbox_id}:
            continue
        of_copy = _of_copy(facts[row.event_id], row, guests.get((row.event_id, row.occurrence_key), ()))
        if rules.covering(of_copy):
            copies[row.mailbox_id][row.remote_id] = row.event_id
    unheld = tuple(sorted(one for one in facts if one not in held and rules.covering(facts[one])))
    return Covered(copies, unheld)


_NOT_OF_EVENTS = frozenset({RuleKind.FOLDER, RuleKind.THREAD})


def _facts_of(item: EventItem) -> Facts:
    addresses = {one.address for one in item.attendees} | ({item.organizer} if item.organizer else set())
    return Facts(addresses, item.subject, item.categories, sensitivity=item.sensitivity)


def _dates_of(items: Sequence[EventItem], shut_series: Collection[str]) -> set[str]:
    return {item.remote_id for item in items if item.is_part_of_series and item.series_remote_id in shut_series}


def _kept_facts(connection: Connection, event_ids: Collection[int]) -> dict[int, Facts]:
    guest = event_attendees.c
    guests = grouped(connection, sa.select(guest.event_id, guest.address).where(in_list(guest.event_id, event_ids)))
    joined = sa.and_(event_texts.c.tenant_id == events.c.tenant_id, event_texts.c.event_id == events.c.id)
    rows = connection.execute(
        sa.select(events.c.id, events.c.organizer, events.c.sensitivity, event_texts.c.subject)
        .join(event_texts, joined)
        .where(in_list(events.c.id, list(event_ids)))
    )
    return {
        row.id: Facts(
            {*guests.get(row.id, ()), *((row.organizer,) if row.organizer else ())},
            row.subject,
            sensitivity=row.sensitivity,
        )
        for row in rows.all()
    }


def _guests_of_dates(connection: Connection, event_ids: Collection[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    date = event_occurrences.c
    rows = connection.execute(
        sa.select(date.event_id, date.occurrence_key, date.answers).where(
            in_list(date.event_id, list(event_ids)), date.answers != sa.cast({}, date.answers.type)
        )
    )
    return {(row.event_id, row.occurrence_key): tuple(row.answers) for row in rows}


def _of_copy(facts: Facts, copy: Any, guests: Collection[str]) -> Facts:
    return Facts(
        {*facts.addresses, *guests},
        facts.subject,
        copy.categories,
        sensitivity=copy.sensitivity or facts.sensitivity,
    )
