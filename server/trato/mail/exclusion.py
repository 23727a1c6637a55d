"""Which mails rules keep out: as they come, and among those that are kept already.

One pure rule answers both (privacy.rules). The database only names those that may be concerned, so that what is taken
out after a rule was made is what would not have come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.tables import interaction_users, interactions
from trato.db.arrays import in_list
from trato.db.rows import grouped
from trato.directory.tables import mailboxes
from trato.mail.matching import message_keys_of
from trato.mail.model import MailItem
from trato.mail.tables import mail_folders, message_copies, message_keys, message_participants, message_texts, messages
from trato.privacy import store
from trato.privacy.model import Facts, Rule, RuleKind
from trato.privacy.rules import FORGOTTEN_MAIL, Ruleset, domains_above, folded
from trato.privacy.tables import forgotten_keys

WORDS_AT_ONCE = 20_000
# Before the key of a mail that was forgotten by itself: answers to it may come in.
ALONE = "alone:"


@dataclass(frozen=True, slots=True)
class Covered:
    """Kept mails that a rule covers: copies by mailbox, each with its mail, and mails that nobody holds any more.

    `gone` are the mails that nobody else holds either.
    """

    copies: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    unheld: tuple[int, ...] = ()
    gone: frozenset[int] = frozenset()

    @property
    def message_ids(self) -> set[int]:
        """Return the mails."""
        return found_in(self.copies) | set(self.unheld)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Some mails that a rule may cover, in order of their ids; `following` leads to the next, None after the last."""

    message_ids: tuple[int, ...]
    following: int | None


def kept_out(connection: Connection, tenant_id: int, mailbox_id: int, mails: Sequence[MailItem]) -> dict[str, Rule]:
    """Return which of these mails of a mailbox stay out, by their ids, and by which rule.

    Answers to a forgotten thread are remembered with it, so that answers to them stay out too.
    """
    rules = store.in_force(connection, mailbox_id)
    if rules.is_empty or not mails:
        return {}
    paths = folder_paths(connection, mailbox_id) if rules.asks_folders else {}
    keys = {mail.remote_id: _keys(mail) for mail in mails} if rules.thread_ids else {}
    forgotten = store.forgotten_by(connection, rules.thread_ids, {key for named in keys.values() for key in named})
    found: dict[str, Rule] = {}
    for mail in mails:
        known = {forgotten[key] for key in keys.get(mail.remote_id, ()) if key in forgotten}
        path = paths.get(mail.folder_remote_id, ())
        rule = rules.covering(
            Facts(mail.addresses, mail.subject, mail.categories, path, mail.sensitivity, forgotten_by=known)
        )
        if rule is not None:
            found[mail.remote_id] = rule
    answers = [
        (rule.id, key)
        for one, rule in found.items()
        if rule.kind is RuleKind.THREAD and rule.value != FORGOTTEN_MAIL
        for key in keys[one]
        if not key.startswith(ALONE)
    ]
    store.remember(connection, tenant_id, answers)
    return found


def folder_paths(connection: Connection, mailbox_id: int | None) -> dict[str, tuple[str, ...]]:
    """Return the path of names of each folder of a mailbox, or of all of them."""
    table = mail_folders.c
    mine = sa.true() if mailbox_id is None else table.mailbox_id == mailbox_id
    rows = connection.execute(sa.select(table.remote_id, table.parent_remote_id, table.name).where(mine)).all()
    known = {row.remote_id: row for row in rows}
    paths: dict[str, tuple[str, ...]] = {}
    for remote_id in known:
        names: list[str] = []
        seen: set[str] = set()
        at: str | None = remote_id
        while at is not None and at in known and at not in seen:
            seen.add(at)
            names.append(known[at].name)
            at = known[at].parent_remote_id
        paths[remote_id] = tuple(reversed(names))
    return paths


def shut_folders(connection: Connection, mailbox_id: int) -> set[str] | None:
    """Return the folders of a mailbox whose mails stay out, None where no rule asks about folders."""
    rules = store.in_force(connection, mailbox_id)
    if not rules.asks_folders:
        return None
    return {one for one, path in folder_paths(connection, mailbox_id).items() if rules.covering_folder(path)}


def unheld_of(connection: Connection, mailbox_id: int, mails: Sequence[MailItem]) -> set[int]:
    """Return the kept mails that these are, which nobody holds any more and the mailbox's user took part in.

    A mail that was moved to where it stays out has gone from its old folder first: history that nobody holds.
    """
    keys = [key for mail in mails for key in message_keys_of(mail)]
    ids = connection.execute(sa.select(message_keys.c.message_id).where(in_list(message_keys.c.key, keys))).scalars()
    return set(_unheld(connection, set(ids), mailbox_id))


def next_candidates(
    connection: Connection, rule: Rule, named: Sequence[str], *, after: int, at_most: int
) -> Candidates:
    """Return the next mails that the rule may cover, after that id; `named` is what `names` gave."""
    if rule.kind is RuleKind.KEYWORD:
        return _by_words(connection, rule, after)
    column, condition = _condition(rule, named)
    query = sa.select(column).where(condition, column > after).distinct().order_by(column).limit(at_most)
    ids = tuple(connection.execute(query).scalars())
    return Candidates(ids, ids[-1] if len(ids) == at_most else None)


def names(connection: Connection, rule: Rule) -> list[str]:
    """Return the addresses, categories or folders that the rule means, of those that are kept."""
    if rule.kind is RuleKind.DOMAIN:
        known = connection.execute(sa.select(message_participants.c.address).distinct()).scalars()
        return [one for one in known if rule.value in domains_above(one.rpartition("@")[2])]
    if rule.kind is RuleKind.CATEGORY:
        labels = connection.execute(sa.select(sa.func.unnest(message_copies.c.categories)).distinct()).scalars()
        return [one for one in labels if folded(one) == folded(rule.value)]
    if rule.kind is RuleKind.FOLDER:
        rules = Ruleset.of([rule])
        paths = folder_paths(connection, rule.mailbox_id)
        return [remote_id for remote_id, path in paths.items() if rules.covering_folder(path)]
    return [rule.value]


def covered(connection: Connection, rule: Rule, message_ids: Collection[int]) -> Covered:
    """Return what of these mails the rule covers."""
    if not message_ids:
        return Covered()
    rules = Ruleset.of([rule])
    facts = _facts(connection, rule, message_ids)
    copies: dict[int, dict[str, int]] = defaultdict(dict)
    held: set[int] = set()
    staying: set[int] = set()
    paths = folder_paths(connection, rule.mailbox_id) if rules.asks_folders else {}
    for row in connection.execute(
        sa.select(message_copies).where(in_list(message_copies.c.message_id, message_ids))
    ).all():
        held.add(row.message_id)
        if rule.mailbox_id in {None, row.mailbox_id} and rules.covering(
            _of_copy(facts[row.message_id], row, paths.get(row.folder_remote_id, ()))
        ):
            copies[row.mailbox_id][row.remote_id] = row.message_id
        else:
            staying.add(row.message_id)
    alone = {one for one in facts if one not in held and rules.covering(facts[one])}
    unheld = tuple(sorted(_unheld(connection, alone, rule.mailbox_id)))
    return Covered(copies, unheld, frozenset((held & found_in(copies)) - staying | set(unheld)))


def found_in(copies: Mapping[int, Mapping[str, int]]) -> set[int]:
    """Return the mails of these copies."""
    return {one for held in copies.values() for one in held.values()}


def _keys(mail: MailItem) -> list[str]:
    own = message_keys_of(mail)
    return [*own, *(f"{ALONE}{key}" for key in own), *(f"id:{name}" for name in mail.references)]


def _condition(rule: Rule, named: Sequence[str]) -> tuple[sa.Column[Any], sa.ColumnElement[bool]]:
    if rule.kind in {RuleKind.PARTICIPANT, RuleKind.DOMAIN}:
        return message_participants.c.message_id, in_list(message_participants.c.address, named)
    copy = message_copies.c
    if rule.kind is RuleKind.CATEGORY:
        return copy.message_id, copy.categories.op("&&")(sa.cast(list(named), copy.categories.type))
    if rule.kind is RuleKind.FOLDER:
        return copy.message_id, in_list(copy.folder_remote_id, named)
    if rule.kind is RuleKind.SENSITIVITY:
        marked = sa.exists().where(copy.message_id == messages.c.id, copy.sensitivity == rule.value)
        return messages.c.id, sa.or_(messages.c.sensitivity == rule.value, marked)
    remembered = sa.select(forgotten_keys.c.digest).where(forgotten_keys.c.rule_id == rule.id)
    known = (_digest_of(before) for before in ("", ALONE))
    return message_keys.c.message_id, sa.or_(*(one.in_(remembered) for one in known))


def _digest_of(before: str) -> sa.ColumnElement[str]:
    # As privacy.rules.digest does it.
    key = sa.func.convert_to(sa.literal(before).concat(message_keys.c.key), "UTF8")
    return sa.func.encode(sa.func.sha256(key), "hex")


def _by_words(connection: Connection, rule: Rule, after: int) -> Candidates:
    rules = Ruleset.of([rule])
    table = message_texts.c
    query = sa.select(table.message_id, table.subject).where(table.message_id > after)
    rows = connection.execute(query.order_by(table.message_id).limit(WORDS_AT_ONCE)).all()
    ids = tuple(row.message_id for row in rows if rules.covering(Facts((), row.subject)))
    return Candidates(ids, rows[-1].message_id if len(rows) == WORDS_AT_ONCE else None)


def _facts(connection: Connection, rule: Rule, message_ids: Collection[int]) -> dict[int, Facts]:
    """Return what the rule sees of these mails, copies apart."""
    parties = message_participants.c
    addresses = grouped(
        connection, sa.select(parties.message_id, parties.address).where(in_list(parties.message_id, message_ids))
    )
    rows = connection.execute(
        sa.select(messages.c.id, messages.c.sensitivity, message_texts.c.subject)
        .join(
            message_texts,
            sa.and_(message_texts.c.tenant_id == messages.c.tenant_id, message_texts.c.message_id == messages.c.id),
        )
        .where(in_list(messages.c.id, message_ids))
    ).all()
    known = {rule.id} if rule.kind is RuleKind.THREAD else set()
    return {
        row.id: Facts(addresses.get(row.id, ()), row.subject, sensitivity=row.sensitivity, forgotten_by=known)
        for row in rows
    }


def _of_copy(facts: Facts, copy: Any, path: tuple[str, ...]) -> Facts:
    return Facts(
        facts.addresses,
        facts.subject,
        copy.categories,
        path,
        copy.sensitivity or facts.sensitivity,
        facts.forgotten_by,
    )


def _unheld(connection: Connection, message_ids: Collection[int], mailbox_id: int | None) -> list[int]:
    """Return those of these mails that nobody holds and, if a mailbox is named, its user took part in."""
    if not message_ids:
        return []
    held = sa.exists().where(
        message_copies.c.tenant_id == messages.c.tenant_id, message_copies.c.message_id == messages.c.id
    )
    query = sa.select(messages.c.id).where(in_list(messages.c.id, message_ids), sa.not_(held))
    if mailbox_id is not None:
        part = (
            sa.select(sa.literal(1))
            .select_from(interactions)
            .join(
                interaction_users,
                sa.and_(
                    interaction_users.c.tenant_id == interactions.c.tenant_id,
                    interaction_users.c.interaction_id == interactions.c.id,
                ),
            )
            .join(
                mailboxes,
                sa.and_(
                    mailboxes.c.tenant_id == interaction_users.c.tenant_id,
                    mailboxes.c.user_id == interaction_users.c.user_id,
                ),
            )
            .where(interactions.c.message_id == messages.c.id, mailboxes.c.id == mailbox_id)
        )
        query = query.where(part.exists())
    return list(connection.execute(query).scalars())
