"""Save the customers of a tenant folder: references between rows are resolved, a dangling one is a named problem.

Saving again what is there changes no row: an update is written only where a value differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from trato.crm.model import AccountRow, ContactRow, CustomerFolder, OpportunityRow, Outcome, Site, TerritoryRow
from trato.crm.opportunity_rewrites import note_rewrites
from trato.crm.phones import read_phone
from trato.crm.tables import (
    account_domains,
    accounts,
    closures,
    contact_addresses,
    contact_phones,
    contacts,
    opportunities,
    opportunity_contacts,
    products,
    sites,
    stages,
)
from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids
from trato.db.keyed import make_equal, reserve_ids, write_rows
from trato.directory.rows import Problem, Problems
from trato.directory.tables import territories

Ids = Mapping[str, int]


def save_customers(
    connection: Connection,
    tenant_id: int,
    folder: CustomerFolder,
    *,
    user_ids: Ids,
    country: str,
    currency: str,
    at: datetime,
    problems: Problems,
) -> dict[str, int]:
    """Write everything in one transaction; return the ids of the territories by name."""
    importer = _Importer(connection, tenant_id, problems)
    territory_ids = importer.territories(folder.territories)
    account_ids = importer.accounts(folder.accounts, territory_ids, user_ids)
    contact_ids = importer.contacts(
        folder.contacts, account_ids, {row.key: _country(row, country) for row in folder.accounts}
    )
    importer.catalogue(folder)
    importer.opportunities(folder.opportunities, account_ids, contact_ids, user_ids, currency=currency, at=at)
    return territory_ids


def _country(row: AccountRow, default: str) -> str:
    return (row.site.country if row.site else "") or default


@dataclass(frozen=True, slots=True)
class _Place:
    """Which row of the folder a problem is about."""

    file: str
    line: int | None
    item: str


class _Importer:
    def __init__(self, connection: Connection, tenant_id: int, problems: Problems) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._problems = problems
        self._stages: frozenset[str] = frozenset(Outcome)

    def territories(self, rows: Sequence[TerritoryRow]) -> dict[str, int]:
        file = "crm/territories.csv"
        ids = self._ids(territories, "name", [row.name for row in rows])
        values = [
            {
                "id": ids[row.name],
                "name": row.name,
                "parent_id": self._known(ids, row.parent, _Place(file, row.line, row.name), "parent"),
                "countries": list(row.countries),
                "regions": list(row.regions),
                "postal_codes": list(row.postal_codes),
                "industries": list(row.industries),
            }
            for row in rows
        ]
        write_rows(self._connection, self._tenant_id, territories, values)
        return ids

    def accounts(self, rows: Sequence[AccountRow], territory_ids: Ids, user_ids: Ids) -> dict[str, int]:
        ids = self._ids(accounts, "key", [row.key for row in rows])
        values = []
        for row in rows:
            place = _Place("crm/accounts.csv", row.line, row.key)
            values.append(
                {
                    "id": ids[row.key],
                    "key": row.key,
                    "name": row.name,
                    "territory_id": self._known(territory_ids, row.territory, place, "territory"),
                    "owner_id": self._known(user_ids, row.owner, place, "owner"),
                    "group_code": row.group,
                    "industry": row.industry,
                    "phone": row.phone,
                    "custom": row.custom,
                }
            )
        write_rows(self._connection, self._tenant_id, accounts, values)
        domains = [
            {"domain": domain, "account_id": ids[row.key]} for row in rows for domain in dict.fromkeys(row.domains)
        ]
        self._equal(account_domains, "account_id", ids, domains)
        placed = [row for row in rows if not row.has_sites]
        self._sites(placed, {row.key: ids[row.key] for row in placed})
        return ids

    def contacts(self, rows: Sequence[ContactRow], account_ids: Ids, countries: Mapping[str, str]) -> dict[str, int]:
        ids = self._ids(contacts, "key", [row.key for row in rows])
        values = []
        for row in rows:
            place = _Place("crm/contacts.csv", row.line, row.key)
            values.append(
                {
                    "id": ids[row.key],
                    "key": row.key,
                    "name": row.name,
                    "account_id": self._known(account_ids, row.account, place, "account"),
                    "title": row.title,
                    "department": row.department,
                    "reports_to_id": self._known(ids, row.reports_to, place, "reports_to"),
                    "influence": row.influence,
                    "buying_role": row.buying_role,
                    "language": row.language,
                    "custom": row.custom,
                }
            )
        write_rows(self._connection, self._tenant_id, contacts, values)
        addresses = [
            {"address": address, "contact_id": ids[row.key], "position": position}
            for row in rows
            for position, address in enumerate(dict.fromkeys(row.emails))
        ]
        self._equal(contact_addresses, "contact_id", ids, addresses)
        self._equal(contact_phones, "contact_id", ids, list(_phones(rows, ids, countries)))
        return ids

    def catalogue(self, folder: CustomerFolder) -> None:
        ids = self._ids(products, "key", [product.key for product in folder.products])
        rows = [
            {"id": ids[product.key], "key": product.key, "name": product.name, "custom": product.custom}
            for product in folder.products
        ]
        write_rows(self._connection, self._tenant_id, products, rows)
        steps = [
            {
                "key": stage.key,
                "name_en": stage.name_en,
                "name_es": stage.name_es,
                "position": stage.position,
                "probability": stage.probability,
                "pipeline": stage.pipeline,
            }
            for stage in folder.stages
        ]
        write_rows(self._connection, self._tenant_id, stages, steps)
        self._stages |= {stage.key for stage in folder.stages}

    def opportunities(
        self,
        rows: Sequence[OpportunityRow],
        account_ids: Ids,
        contact_ids: Ids,
        user_ids: Ids,
        *,
        currency: str,
        at: datetime,
    ) -> None:
        kept = [row for row in rows if self._has_account(row, account_ids)]
        ids = self._ids(opportunities, "key", [row.key for row in kept])
        values, people = [], []
        for row in kept:
            place = _Place("crm/opportunities.csv", row.line, row.key)
            values.append(
                {
                    "id": ids[row.key],
                    "key": row.key,
                    "name": row.name,
                    "account_id": account_ids[row.account],
                    "owner_id": self._known(user_ids, row.owner, place, "owner"),
                    "stage_key": self._stage(row, place),
                    "amount": row.amount,
                    "currency": row.currency or currency,
                    "created_on": row.created_on,
                    "close_date": row.close_date,
                    "invoice_date": row.invoice_date,
                    "next_date": row.next_date,
                    "next_objective": row.next_objective,
                    "decision_maker_id": self._known(contact_ids, row.decision_maker, place, "decision_maker"),
                    "product_names": list(row.products),
                    "competitors": list(row.competitors),
                    "custom": row.custom,
                }
            )
            found = (self._known(contact_ids, key, place, "contacts") for key in dict.fromkeys(row.contacts))
            people += [
                {"opportunity_id": ids[row.key], "contact_id": contact_id}
                for contact_id in found
                if contact_id is not None
            ]
        note_rewrites(self._connection, self._tenant_id, values, at=at)
        write_rows(self._connection, self._tenant_id, opportunities, values)
        self._equal(opportunity_contacts, "opportunity_id", ids, people)
        self._close(kept, ids, at)

    def _stage(self, row: OpportunityRow, place: _Place) -> str:
        if not row.stage or row.stage in self._stages:
            return row.stage
        self._dangling(place, "stage", row.stage, "the field is left empty")
        return ""

    def _close(self, rows: Sequence[OpportunityRow], ids: Ids, at: datetime) -> None:
        # A closure that is there already says when and why: the folder does not know better.
        outcomes = set(Outcome)
        closed = [
            (self._tenant_id, ids[row.key], row.stage, _closed_at(row, at)) for row in rows if row.stage in outcomes
        ]
        insert_many(self._connection, closures, ["tenant_id", "opportunity_id", "outcome", "closed_at"], closed)

    def _sites(self, rows: Sequence[AccountRow], ids: Ids) -> None:
        there: dict[int, int] = {}
        for row in self._connection.execute(
            sa.select(sites.c.account_id, sites.c.id)
            .where(in_list(sites.c.account_id, list(ids.values())))
            .order_by(sites.c.id)
        ):
            there.setdefault(row.account_id, row.id)
        wanted = [(ids[row.key], row.site) for row in rows if row.site is not None]
        homeless = [account_id for account_id, _ in wanted if account_id not in there]
        there |= dict(zip(homeless, new_ids(self._connection, sites, len(homeless)), strict=True))
        values = [{"id": there[account_id], "account_id": account_id, **_site(site)} for account_id, site in wanted]
        self._equal(sites, "account_id", ids, values)

    def _has_account(self, row: OpportunityRow, account_ids: Ids) -> bool:
        if row.account in account_ids:
            return True
        place = _Place("crm/opportunities.csv", row.line, row.key)
        self._dangling(place, "account", row.account, "the row is left out")
        return False

    def _ids(self, table: Table, column: str, keys: Sequence[str]) -> dict[str, int]:
        return reserve_ids(self._connection, table, column, keys)

    def _equal(self, table: Table, owner: str, ids: Ids, rows: Sequence[dict[str, Any]]) -> None:
        make_equal(self._connection, self._tenant_id, table, owner, list(ids.values()), rows)

    def _known(self, ids: Ids, key: str, place: _Place, column: str) -> int | None:
        if key and key not in ids:
            self._dangling(place, column, key, "the field is left empty")
        return ids.get(key)

    def _dangling(self, place: _Place, column: str, key: str, what: str) -> None:
        reason = f"column {column!r} names {key!r}, which is not in the folder; {what}"
        self._problems.add(Problem(place.file, place.line, place.item, reason))


def _phones(rows: Sequence[ContactRow], ids: Ids, countries: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for position, typed in enumerate(row.phones):
            phone = read_phone(typed, country=countries.get(row.account, ""))
            yield {
                "contact_id": ids[row.key],
                "position": position,
                "number": phone.typed,
                "kind": phone.kind,
                "e164": phone.e164,
                "extension": phone.extension,
            }


def _site(site: Site) -> dict[str, Any]:
    latitude, longitude = site.position or (None, None)
    return {
        "kind": site.kind,
        "name": "",
        "street": site.street,
        "city": site.city,
        "postal_code": site.postal_code,
        "country": site.country,
        "latitude": latitude,
        "longitude": longitude,
    }


def _closed_at(row: OpportunityRow, at: datetime) -> datetime:
    """Return when a closed opportunity was closed: on its close date, at the latest now."""
    if row.close_date is None:
        return at
    return min(at, datetime(row.close_date.year, row.close_date.month, row.close_date.day, 12, tzinfo=UTC))
