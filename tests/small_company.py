"""A small invented organisation, written as a tenant folder and saved through the real importers.

Ana and Ben sell in the North, Carla in the South; Marta leads Ana and Ben; Eva is the admin. Of the four customers
two lie in the North, one in the South, and one in no territory: Ben owns it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from trato.crm.folder import read_customers
from trato.crm.importing import save_customers
from trato.crm.tables import accounts, contacts, opportunities
from trato.db.engine import Caller, Database
from trato.directory import store as directory
from trato.directory.folder import read_organisation
from trato.directory.model import Mailbox
from trato.directory.rows import Problems

DOMAIN = "vega.example"
ANA, BEN, CARLA = f"ana@{DOMAIN}", f"ben@{DOMAIN}", f"carla@{DOMAIN}"
MARTA, EVA = f"marta@{DOMAIN}", f"eva@{DOMAIN}"
PEOPLE = (ANA, BEN, CARLA, MARTA, EVA)
LUIS, PILAR = "luis@norte.example", "pilar@norte.example"
NOA, TEO = "noa@rioja.example", "teo@sur.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

TENANT = f"""name = "Vega"
domains = ["{DOMAIN}"]
timezone = "Europe/Madrid"
language = "es"
country = "ES"
currency = "EUR"
now = "{NOW.isoformat()}"
"""
USERS = f"""upn,name,roles,manager,timezone,language,aliases,territories
{ANA},Ana Ruiz,rep,{MARTA},Europe/Madrid,es,aruiz@{DOMAIN},North
{BEN},Ben Hill,rep,{MARTA},Europe/London,en,,North
{CARLA},Carla Paz,rep,,Europe/Madrid,es,,South
{MARTA},Marta Gil,manager,,Europe/Madrid,es,,
{EVA},Eva Sanz,admin,,Europe/Madrid,es,,
"""
TERRITORIES = """name,parent,countries
Iberia,,ES;PT
North,Iberia,ES
South,Iberia,ES
"""
ACCOUNTS = f"""key,name,domains,territory,owner,group,city,country
norte,Norte SA,norte.example,North,{ANA},A,Bilbao,ES
rioja,Bodegas Rioja,rioja.example,North,{BEN},B,Logroño,ES
sur,Sur y Cía,sur.example,South,{CARLA},A,Sevilla,ES
libre,Libre Ltd,libre.example,,{BEN},C,London,GB
"""
CONTACTS = f"""key,account,name,title,emails,phones,reports_to,influence,buying_role
luis,norte,Luis Ortega,Director,{LUIS},600 111 222,,90,decision_maker
pilar,norte,Pilar Soto,Compras,{PILAR};compras@norte.example,944 000 111,luis,60,buyer
noa,rioja,Noa Vidal,Enóloga,{NOA},,,70,influencer
teo,sur,Teo Mora,Gerente,{TEO},,,80,decision_maker
"""
OPPORTUNITIES = f"""key,account,name,owner,stage,amount,currency,created_on,contacts,decision_maker,products
presses,norte,Hydraulic presses Bilbao,{ANA},proposal,125000,EUR,2026-01-15,luis;pilar,luis,Press P400
barrels,rioja,Oak barrels renewal,{BEN},needs,40000,EUR,2026-02-01,noa,,
olives,sur,Olive mill modernisation,{CARLA},negotiation,90000,EUR,2026-02-10,teo,teo,
loading,norte,Loading dock automation,{ANA},won,15000,EUR,2025-06-01,pilar,,
"""


@dataclass(frozen=True)
class Company:
    """The organisation as saved: ids by the names used above."""

    database: Database
    tenant_id: int
    users: dict[str, int]
    accounts: dict[str, int]
    contacts: dict[str, int]
    opportunities: dict[str, int]
    territories: dict[str, int]
    mailboxes: dict[str, Mailbox]

    def system(self):
        """A transaction of Trato itself in this tenant."""
        return self.database.as_system(self.tenant_id)

    def as_user(self, upn: str, at: datetime = NOW):
        """A transaction of that person."""
        return self.database.as_user(Caller(self.tenant_id, self.users[upn], at))


def write_folder(folder: Path) -> Path:
    """Write organisation and customers; mail and calendars are a test's own."""
    (folder / "crm").mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("tenant.toml", TENANT), ("users.csv", USERS), ("crm/territories.csv", TERRITORIES),
        ("crm/accounts.csv", ACCOUNTS), ("crm/contacts.csv", CONTACTS), ("crm/opportunities.csv", OPPORTUNITIES),
    ):  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    return folder


def save_folder(database: Database, folder: Path, *, entra_tenant_id: str = "vega", at: datetime = NOW) -> Company:
    """Save a tenant folder as `trato import` does and connect every mailbox; a fault in it fails the test."""
    problems = Problems(strict=True)
    organisation = read_organisation(folder, problems)
    customers = read_customers(folder, problems)
    with database.as_operator() as connection:
        tenant_id = directory.save_tenant(connection, entra_tenant_id, organisation.profile)
    with database.as_system(tenant_id) as connection:
        users = directory.save_users(connection, tenant_id, organisation)
        territories = save_customers(
            connection, tenant_id, customers, user_ids=users, country=organisation.profile.country,
            currency=organisation.profile.currency, at=at, problems=problems,
        )  # fmt: skip
        pairs = [(territories[name], users[user.upn]) for user in organisation.users for name in user.territories]
        directory.save_assignments(connection, tenant_id, pairs, valid_from=datetime(2020, 1, 1, tzinfo=UTC))
        for upn, user_id in users.items():
            directory.connect_mailbox(connection, tenant_id, user_id, upn, at=at)
    return open_company(database, tenant_id)


def open_company(database: Database, tenant_id: int) -> Company:
    """Read back the ids of a saved organisation."""
    with database.as_system(tenant_id) as connection:
        mailboxes = {box.address: box for box in directory.connected_mailboxes(connection)}
        return Company(
            database=database,
            tenant_id=tenant_id,
            users={member.upn: member.id for member in directory.members(connection)},
            accounts=_ids(connection, accounts),
            contacts=_ids(connection, contacts),
            opportunities=_ids(connection, opportunities),
            territories={row.name: row.id for row in connection.execute(sa.text("SELECT name, id FROM territories"))},
            mailboxes=mailboxes,
        )


def _ids(connection: sa.Connection, table: sa.Table) -> dict[str, int]:
    return {row.key: row.id for row in connection.execute(sa.select(table.c.key, table.c.id))}
