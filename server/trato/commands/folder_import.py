"""Bring the organisation and the customers of a tenant folder into the database, once for each state of the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from trato.crm.answers.folder import Dealings, read_dealings
from trato.crm.answers.importing import save_dealings
from trato.crm.folder import read_customers
from trato.crm.importing import save_customers
from trato.crm.model import CustomerFolder
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.folder import Organisation, read_organisation
from trato.directory.rows import Problem, Problems
from trato.insight.quotas.folder import QuotaFolder, read_quota_folder, save_quotas
from trato.insight.quotas.ledger import settle as settle_credits
from trato.linking.identities import concerned, identities
from trato.linking.late import opportunities as late
from trato.linking.service import Linker
from trato.planning.playbook.settling import settle
from trato.scheduling.rules_folder import RulesFolder, read_rules_folder, save_assistants, save_rules

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MARK = "imported"
FAULTS = "import_problems"


@dataclass(frozen=True, slots=True)
class Source:
    """A tenant folder that was read; `mark` tells its state, `problems` what did not fit."""

    organisation: Organisation
    customers: CustomerFolder
    dealings: Dealings
    rules: RulesFolder
    quotas: QuotaFolder
    problems: Problems
    mark: str


def read(folder: Path, *, strict: bool) -> Source:
    """Read a folder. Raises FolderError when it is none, and when `strict` at the first row that does not fit."""
    problems = Problems(strict=strict)
    organisation = read_organisation(folder, problems)
    dealings = read_dealings(folder, problems)
    customers = _with_sites(read_customers(folder, problems), {row.account for row in dealings.sites})
    rules, quotas = read_rules_folder(folder, problems), read_quota_folder(folder, problems)
    return Source(organisation, customers, dealings, rules, quotas, problems, _digest(folder))


def _with_sites(customers: CustomerFolder, sited: set[str]) -> CustomerFolder:
    rows = tuple(replace(row, has_sites=row.key in sited) for row in customers.accounts)
    return replace(customers, accounts=rows)


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a folder was saved, and whether this very state of it had been saved before."""

    tenant_id: int
    was_known: bool


def save(source: Source, database: Database, entra_tenant_id: str, *, at: datetime) -> Saved:
    """Save what was read; no mailbox is connected by it.

    A folder that was saved before in this very state is left alone: what people changed since then stays. What did
    not fit then is told again.
    """
    with database.as_operator() as connection:
        tenant_id = directory.save_tenant(connection, entra_tenant_id, source.organisation.profile)
    with database.as_system(tenant_id) as connection:
        was_known = directory.setting(connection, tenant_id, MARK) == source.mark
        if not was_known:
            read = len(source.problems.found)
            before = identities(connection)
            _save(source, connection, tenant_id, at)
            found = concerned(connection, before, identities(connection))
            Linker(tenant_id).relink(connection, found.thread_ids, found.event_ids)
            if late.has_nothing_earlier(connection):
                late.forget(connection)
            directory.save_setting(connection, tenant_id, MARK, source.mark)
            faults = [[one.file, one.line, one.item, one.reason] for one in source.problems.found[read:]]
            directory.save_setting(connection, tenant_id, FAULTS, faults)
        else:
            for file, line, item, reason in directory.setting(connection, tenant_id, FAULTS) or ():
                source.problems.add(Problem(file, line, item, reason))
    # Threads around opportunities that changed are looked at, and those of people who are known otherwise; no others.
    late.LateLinking(database, tenant_id).run()
    settle(database, tenant_id, now=at)
    settle_credits(database, tenant_id)
    return Saved(tenant_id, was_known)


def connect_everybody(database: Database, tenant_id: int, *, at: datetime) -> None:
    """Connect a mailbox for each user: for a demo, where nobody has to be asked."""
    with database.as_system(tenant_id) as connection:
        for member in directory.members(connection):
            directory.connect_mailbox(connection, tenant_id, member.id, member.upn, at=at)


def _save(source: Source, connection: Connection, tenant_id: int, at: datetime) -> None:
    profile = source.organisation.profile
    user_ids = directory.save_users(connection, tenant_id, source.organisation)
    territory_ids = save_customers(
        connection,
        tenant_id,
        source.customers,
        user_ids=user_ids,
        country=profile.country,
        currency=profile.currency,
        at=at,
        problems=source.problems,
    )
    save_dealings(connection, tenant_id, source.dealings, currency=profile.currency, problems=source.problems)
    save_rules(connection, tenant_id, source.rules, at=at, problems=source.problems)
    save_quotas(connection, tenant_id, source.quotas, source.problems)
    users = source.organisation.users
    save_assistants(connection, tenant_id, users, user_ids, at=at, problems=source.problems)
    pairs = list(_assignments(source.organisation, territory_ids, user_ids, source.problems))
    directory.save_assignments(connection, tenant_id, pairs, valid_from=LONG_AGO)


def _assignments(
    organisation: Organisation, territory_ids: dict[str, int], user_ids: dict[str, int], problems: Problems
) -> Iterator[tuple[int, int]]:
    for user in organisation.users:
        for name in user.territories:
            if name in territory_ids:
                yield territory_ids[name], user_ids[user.upn]
            else:
                reason = f"column 'territories' names {name!r}, which is not in the folder; left out"
                problems.add(Problem("users.csv", None, user.upn, reason))


def _digest(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted([folder / "tenant.toml", folder / "users.csv", *folder.glob("crm/*")]):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
