"""Save the customers of a tenant folder: references between rows are resolved, a dangling one is a named problem.

Saving again what is there changes no row: an update is written only where a value differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert

from trato.crm.model import AccountRow, ContactRow, CustomerFolder, OpportunityRow, Outcome
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
    territory_ids = importer.territories(folder)
    account_ids = importer.accounts(folder.accounts, territory_ids, user_ids)
    contact_ids = importer.contacts(
        folder.contacts, account_ids, {row.key: _country(row, country) for row in folder.accounts}
    )
    importer.catalogue(folder)
    importer.opportunities(folder.opportunities, account_ids, contact_ids, user_ids, currency=currency, at=at)
    return territory_ids


def _country(row: AccountRow, default: str) -> str:
    return (row.site.country if row.site else "") or default


class _Importer:
    def __init__(self, connection: Connection, tenant_id: int, problems: Problems) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._problems = problems

    def territories(self, folder: CustomerFolder) -> dict[str, int]:
        ids: dict[str, int] = {}
        for row in folder.territories:
            ids[row.name] = self._save(
                territories,
                "name",
                {
                    "name": row.name,
                    "countries": list(row.countries),
                    "regions": list(row.regions),
                    "postal_codes": list(row.postal_codes),
                    "industries": list(row.industries),
                },
            )
        for row in folder.territories:
            parent = self._known(ids, row.parent, "crm/territories.csv", row.name, "parent")
            self._set(territories, ids[row.name], parent_id=parent)
        return ids

    def accounts(self, rows: Sequence[AccountRow], territory_ids: Ids, user_ids: Ids) -> dict[str, int]:
        file = "crm/accounts.csv"
        ids: dict[str, int] = {}
        for row in rows:
            values = {
                "key": row.key,
                "name": row.name,
                "territory_id": self._known(territory_ids, row.territory, file, row.key, "territory"),
                "owner_id": self._known(user_ids, row.owner, file, row.key, "owner"),
                "group_code": row.group,
                "industry": row.industry,
                "phone": row.phone,
                "custom": row.custom,
            }
            ids[row.key] = self._save(accounts, "key", values)
            self._replace(
                account_domains,
                "account_id",
                ids[row.key],
                [{"domain": domain} for domain in dict.fromkeys(row.domains)],
            )
            self._replace(sites, "account_id", ids[row.key], _site_values(row))
        return ids

    def contacts(self, rows: Sequence[ContactRow], account_ids: Ids, countries: Mapping[str, str]) -> dict[str, int]:
        file = "crm/contacts.csv"
        ids: dict[str, int] = {}
        for row in rows:
            values = {
                "key": row.key,
                "name": row.name,
                "account_id": self._known(account_ids, row.account, file, row.key, "account"),
                "title": row.title,
                "department": row.department,
                "influence": row.influence,
                "buying_role": row.buying_role,
                "language": row.language,
                "custom": row.custom,
            }
            ids[row.key] = self._save(contacts, "key", values)
            addresses = [{"address": address, "position": n} for n, address in enumerate(dict.fromkeys(row.emails))]
            self._replace(contact_addresses, "contact_id", ids[row.key], addresses)
            read = [read_phone(typed, country=countries.get(row.account, "")) for typed in row.phones]
            phones = [{"position": n, "number": p.typed, "kind": p.kind, "e164": p.e164} for n, p in enumerate(read)]
            self._replace(contact_phones, "contact_id", ids[row.key], phones)
        for row in rows:
            chief = self._known(ids, row.reports_to, file, row.key, "reports_to")
            self._set(contacts, ids[row.key], reports_to_id=chief)
        return ids

    def catalogue(self, folder: CustomerFolder) -> None:
        for product in folder.products:
            self._save(products, "key", {"key": product.key, "name": product.name, "custom": product.custom})
        for stage in folder.stages:
            values = {
                "name_en": stage.name_en,
                "name_es": stage.name_es,
                "position": stage.position,
                "probability": stage.probability,
            }
            statement = insert(stages).values(tenant_id=self._tenant_id, key=stage.key, **values)
            self._connection.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "key"], set_=values))

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
        file = "crm/opportunities.csv"
        for row in rows:
            account_id = account_ids.get(row.account)
            if account_id is None:
                self._dangling(file, row.key, "account", row.account, "the row is left out")
                continue
            opportunity_id = self._save(
                opportunities,
                "key",
                {
                    "key": row.key,
                    "name": row.name,
                    "account_id": account_id,
                    "owner_id": self._known(user_ids, row.owner, file, row.key, "owner"),
                    "stage_key": row.stage,
                    "amount": row.amount,
                    "currency": row.currency or currency,
                    "created_on": row.created_on,
                    "close_date": row.close_date,
                    "invoice_date": row.invoice_date,
                    "next_date": row.next_date,
                    "next_objective": row.next_objective,
                    "decision_maker_id": self._known(contact_ids, row.decision_maker, file, row.key, "decision_maker"),
                    "product_names": list(row.products),
                    "competitors": list(row.competitors),
                    "custom": row.custom,
                },
            )
            self._people(opportunity_id, row, contact_ids)
            self._closure(opportunity_id, row, at)

    def _people(self, opportunity_id: int, row: OpportunityRow, contact_ids: Ids) -> None:
        found = [self._known(contact_ids, key, "crm/opportunities.csv", row.key, "contacts") for key in row.contacts]
        people = [{"contact_id": contact_id} for contact_id in dict.fromkeys(found) if contact_id is not None]
        self._replace(opportunity_contacts, "opportunity_id", opportunity_id, people)

    def _closure(self, opportunity_id: int, row: OpportunityRow, at: datetime) -> None:
        closed = [{"outcome": row.stage, "closed_at": at}] if row.stage in set(Outcome) else []
        if closed:
            statement = insert(closures).values(tenant_id=self._tenant_id, opportunity_id=opportunity_id, **closed[0])
            self._connection.execute(statement.on_conflict_do_nothing())

    def _save(self, table: Table, key: str, values: dict[str, Any]) -> int:
        statement = insert(table).values(tenant_id=self._tenant_id, **values)
        changed: dict[str, sa.ColumnElement[Any]] = {name: statement.excluded[name] for name in values if name != key}
        differs = sa.or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in changed))
        if "version" in table.c:
            changed["version"] = table.c.version + 1
        upsert = statement.on_conflict_do_update(index_elements=["tenant_id", key], set_=changed, where=differs)
        written = self._connection.execute(upsert.returning(table.c.id)).scalar()
        if written is None:  # nothing differed, so nothing was written
            same = sa.select(table.c.id).where(table.c.tenant_id == self._tenant_id, table.c[key] == values[key])
            written = self._connection.execute(same).scalar_one()
        return int(written)

    def _set(self, table: Table, row_id: int, **values: Any) -> None:
        differs = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
        self._connection.execute(
            sa.update(table).where(table.c.tenant_id == self._tenant_id, table.c.id == row_id, differs).values(**values)
        )

    def _replace(self, table: Table, owner: str, owner_id: int, rows: Sequence[dict[str, Any]]) -> None:
        self._connection.execute(
            sa.delete(table).where(table.c.tenant_id == self._tenant_id, table.c[owner] == owner_id)
        )
        if rows:
            self._connection.execute(
                insert(table), [{"tenant_id": self._tenant_id, owner: owner_id, **row} for row in rows]
            )

    def _known(self, ids: Ids, key: str, file: str, item: str, column: str) -> int | None:
        if not key:
            return None
        if key not in ids:
            self._dangling(file, item, column, key, "the field is left empty")
        return ids.get(key)

    def _dangling(self, file: str, item: str, column: str, key: str, what: str) -> None:
        self._problems.add(
            Problem(file, None, item, f"column {column!r} names {key!r}, which is not in the folder; {what}")
        )


def _site_values(row: AccountRow) -> list[dict[str, Any]]:
    if row.site is None:
        return []
    latitude, longitude = row.site.position or (None, None)
    return [
        {
            "kind": row.site.kind,
            "name": "",
            "street": row.site.street,
            "city": row.site.city,
            "postal_code": row.site.postal_code,
            "country": row.site.country,
            "latitude": latitude,
            "longitude": longitude,
        }
    ]
