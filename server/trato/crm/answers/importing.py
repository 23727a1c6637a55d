"""Save what a tenant folder tells of dealings with customers; saving again what is there changes no row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from trato.crm.answers.collateral import match_again
from trato.crm.answers.folder import CampaignRow, CollateralRow, Dealings, OrderRow, SiteRow
from trato.crm.answers.tables import campaign_members, campaigns, collateral, orders
from trato.crm.tables import accounts, contacts, opportunities, products, sites
from trato.db.arrays import in_list
from trato.db.bulk import new_ids
from trato.db.keyed import make_equal, reserve_ids, write_rows
from trato.directory.rows import Problem, Problems

Ids = Mapping[str, int]


def save_dealings(
    connection: Connection, tenant_id: int, dealings: Dealings, *, currency: str, problems: Problems
) -> None:
    """Write sites, orders, promotions and collateral; what they refer to has been saved before."""
    keeper = _Keeper(connection, tenant_id, problems)
    keeper.sites(dealings.sites)
    keeper.orders(dealings.orders, currency)
    keeper.campaigns(dealings.campaigns)
    keeper.collateral(dealings.collateral)


class _Keeper:
    def __init__(self, connection: Connection, tenant_id: int, problems: Problems) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._problems = problems

    def sites(self, rows: Sequence[SiteRow]) -> None:
        """An account's sites are those of this file; one that has none keeps the address it is listed with."""
        account_ids = self._ids_of(accounts, [row.account for row in rows])
        known = [row for row in rows if self._known(account_ids, row.account, "crm/sites.csv", row.line, "account")]
        there: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        present = sa.select(sites.c.account_id, sites.c.kind, sites.c.name, sites.c.id)
        for site in self._connection.execute(
            present.where(in_list(sites.c.account_id, list(account_ids.values()))).order_by(sites.c.id.desc())
        ):
            there[site.account_id, site.kind, site.name].append(site.id)
        values: list[dict[str, Any]] = []
        for row in known:
            kept = there.get((account_ids[row.account], row.kind, row.name))
            values.append({"id": kept.pop() if kept else None, **_site(row, account_ids[row.account])})
        homeless = [value for value in values if value["id"] is None]
        for value, row_id in zip(homeless, new_ids(self._connection, sites, len(homeless)), strict=True):
            value["id"] = row_id
        owners = [account_ids[row.account] for row in known]
        make_equal(self._connection, self._tenant_id, sites, "account_id", owners, values)

    def orders(self, rows: Sequence[OrderRow], currency: str) -> None:
        file = "crm/orders.csv"
        account_ids = self._ids_of(accounts, [row.account for row in rows])
        deal_ids = self._ids_of(opportunities, [row.opportunity for row in rows])
        kept = [row for row in rows if self._known(account_ids, row.account, file, row.line, "account")]
        ids = reserve_ids(self._connection, orders, "key", [row.key for row in kept])
        values = [
            {
                "id": ids[row.key],
                "key": row.key,
                "account_id": account_ids[row.account],
                "opportunity_id": deal_ids.get(row.opportunity),
                "ordered_on": row.ordered_on,
                "amount": row.amount,
                "currency": row.currency or currency,
                "product_names": list(row.products),
                "custom": row.custom,
            }
            for row in kept
        ]
        for row in kept:
            if row.opportunity:
                self._known(deal_ids, row.opportunity, file, row.line, "opportunity", what="the field is left empty")
        write_rows(self._connection, self._tenant_id, orders, values)

    def campaigns(self, rows: Sequence[CampaignRow]) -> None:
        file = "crm/campaigns.csv"
        self._name_unknown_products(file, rows)
        contact_ids = self._ids_of(contacts, [key for row in rows for key in row.members])
        ids = reserve_ids(self._connection, campaigns, "key", [row.key for row in rows])
        values = [
            {
                "id": ids[row.key],
                "key": row.key,
                "name": row.name,
                "product_keys": list(row.products),
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "custom": row.custom,
            }
            for row in rows
        ]
        write_rows(self._connection, self._tenant_id, campaigns, values)
        members = [
            {"campaign_id": ids[row.key], "contact_id": contact_ids[key]}
            for row in rows
            for key in dict.fromkeys(row.members)
            if self._known(contact_ids, key, file, row.line, "members", what="they are left out")
        ]
        owners = list(ids.values())
        make_equal(self._connection, self._tenant_id, campaign_members, "campaign_id", owners, members)

    def collateral(self, rows: Sequence[CollateralRow]) -> None:
        self._name_unknown_products("crm/collateral.csv", rows)
        ids = reserve_ids(self._connection, collateral, "key", [row.key for row in rows])
        values = [
            {
                "id": ids[row.key],
                "key": row.key,
                "name": row.name,
                "product_keys": list(row.products),
                "file_names": list(row.files),
            }
            for row in rows
        ]
        if write_rows(self._connection, self._tenant_id, collateral, values):
            match_again(self._connection, self._tenant_id)

    def _name_unknown_products(self, file: str, rows: Sequence[CampaignRow | CollateralRow]) -> None:
        known = self._ids_of(products, [key for row in rows for key in row.products])
        for row in rows:
            for key in row.products:
                self._known(known, key, file, row.line, "product", what="it is kept as it is written")

    def _ids_of(self, table: Table, keys: Sequence[str]) -> dict[str, int]:
        rows = self._connection.execute(
            sa.select(table.c.key, table.c.id).where(in_list(table.c.key, sorted(set(keys) - {""})))
        )
        return {row.key: row.id for row in rows}

    def _known(
        self, ids: Ids, key: str, file: str, line: int | None, column: str, *, what: str = "the row is left out"
    ) -> bool:
        if key not in ids:
            reason = f"column {column!r} names {key!r}, which is not in the folder; {what}"
            self._problems.add(Problem(file, line, key, reason))
        return key in ids


def _site(row: SiteRow, account_id: int) -> dict[str, Any]:
    latitude, longitude = row.position or (None, None)
    return {
        "account_id": account_id,
        "kind": row.kind,
        "name": row.name,
        "street": row.street,
        "city": row.city,
        "postal_code": row.postal_code,
        "country": row.country,
        "latitude": latitude,
        "longitude": longitude,
        "departments": list(row.departments),
    }
