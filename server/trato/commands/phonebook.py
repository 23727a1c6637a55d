"""`trato phones`: bring phone lists in from files, write them out, take an import back, see who calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy import Connection

from trato.clock import Clock
from trato.commands import tenancy
from trato.commands.wiring import database_of
from trato.crm.tables import contacts
from trato.db.engine import Caller
from trato.directory.tables import tenants
from trato.errors import InvalidInputError
from trato.phonebook import lookup
from trato.phonebook.files import importing, printed, table, vcard
from trato.phonebook.lists.fields import Values
from trato.phonebook.lists.people import people
from trato.phonebook.lists.pictures import read_pictures
from trato.phonebook.lists.tables import removed_contacts
from trato.settings import Settings

USER = click.option("--user", "upn", required=True, metavar="UPN", help="on whose behalf: what they may see")
TENANT = click.option("--entra-tenant", help="the organisation's id in Entra (default: the only one)")
JSON = click.option("--json", "as_json", is_flag=True, help="print JSON")


@dataclass(frozen=True, slots=True)
class _Desk:
    connection: Connection
    caller: Caller
    language: str
    country: str


@click.group()
def phones() -> None:
    """Phone lists as files, and who calls."""


@phones.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@USER
@TENANT
@click.option(
    "--map", "chosen", multiple=True, metavar="HEADING=FIELD", help="what a column is; an empty field leaves it out"
)
@click.option("--dry-run", is_flag=True, help="only tell what would be done, and what each column is taken for")
@JSON
def import_(
    file: Path, upn: str, entra_tenant: str | None, chosen: tuple[str, ...], *, dry_run: bool, as_json: bool
) -> None:
    """Bring the people of a .vcf, .csv or .xlsx FILE into the CRM; `trato phones undo-import` takes it back."""
    pairs = dict(_pair(one) for one in chosen)
    with _desk(upn, entra_tenant) as desk:
        understood = importing.understand(desk.connection, file.read_bytes(), file.name, chosen=pairs)
        told = importing.forecast(desk.connection, understood)
        batch = "" if dry_run else importing.bring_in(desk.connection, desk.caller, told)
    columns = {understood.headings[place]: str(one) for place, one in understood.columns.items()}
    if as_json:
        click.echo(json.dumps(told.as_json() | {"columns": columns, "import": batch}, ensure_ascii=False))
        return
    for heading in understood.headings:
        click.echo(f"  {heading or '(no heading)'} → {columns.get(heading, 'left out')}")
    for fault in told.faults:
        click.echo(f"{file.name}:{fault.line}: {fault.reason}", err=True)
    done = "would be added" if dry_run else "added"
    click.echo(f"{len(told.new)} {done}, {len(told.filled)} filled, {told.unchanged} are there as they are.")
    if batch:
        click.echo(f"Take it back with: trato phones undo-import {batch} --user {upn}")


@phones.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@USER
@TENANT
def export(file: Path, upn: str, entra_tenant: str | None) -> None:
    """Write the contacts that a user sees to FILE: .vcf (3.0), .csv, .xlsx, or .html to print."""
    with _desk(upn, entra_tenant) as desk:
        gone = sa.select(removed_contacts.c.contact_id)
        ids = desk.connection.execute(sa.select(contacts.c.id).where(contacts.c.id.not_in(gone))).scalars().all()
        found = people(desk.connection, ids)
        there = [one.values for one in found.values()]
        photos = read_pictures(desk.connection, ids) if file.suffix.lower() == ".vcf" else {}
        language, country = desk.language, desk.country
    writers: dict[str, Callable[[list[Values]], bytes]] = {
        ".vcf": lambda who: vcard.write_cards(who, [photos.get(one) for one in found]),
        ".csv": table.write_csv,
        ".xlsx": table.write_workbook,
        ".html": lambda who: printed.write_page(who, language=language, country=country),
    }
    if file.suffix.lower() not in writers:
        raise InvalidInputError(f"{file.name}: write a .vcf, .csv, .xlsx or .html file")
    file.write_bytes(writers[file.suffix.lower()](there))
    click.echo(f"{len(there)} people written to {file}.")


@phones.command("undo-import")
@click.argument("batch")
@USER
@TENANT
def undo_import(batch: str, upn: str, entra_tenant: str | None) -> None:
    """Take a whole import back; what somebody changed since stays."""
    with _desk(upn, entra_tenant) as desk:
        undone = importing.take_back(desk.connection, desk.caller, batch)
    click.echo(f"{undone} changes taken back.")


@phones.command()
@click.argument("number")
@USER
@TENANT
@JSON
def who(number: str, upn: str, entra_tenant: str | None, *, as_json: bool) -> None:
    """Tell whose NUMBER this is, as far as a user may see."""
    with _desk(upn, entra_tenant) as desk:
        found = lookup.who_calls(desk.connection, number)
    if as_json:
        named = [{"id": one.contact_id, "name": one.name, "account": one.account} for one in found.people]
        click.echo(json.dumps({"e164": found.phone.e164, "shown": found.shown, "people": named}, ensure_ascii=False))
        return
    for one in found.people:
        click.echo(" · ".join(part for part in (one.name, one.title, one.account, found.shown) if part))
    if not found.people:
        click.echo(f"Nobody is known by {found.shown}.")


@contextmanager
def _desk(upn: str, entra_tenant: str | None) -> Iterator[_Desk]:
    settings = Settings.from_environment()
    with database_of(settings) as database:
        tenant_id, _ = tenancy.one_tenant(database, entra_tenant)
        (member,) = tenancy.members_named(database, tenant_id, [upn])
        caller = Caller(tenant_id, member.id, Clock(timedelta(seconds=settings.clock_shift_s)).now())
        with database.as_user(caller) as connection:
            country = connection.execute(sa.select(tenants.c.country)).scalar_one()
            yield _Desk(connection, caller, member.language, country)


def _pair(text: str) -> tuple[str, str]:
    heading, equals, field = text.rpartition("=")
    if not equals:
        raise InvalidInputError(f"--map {text!r}: write HEADING=FIELD, for example --map 'Tel. 2=phones:mobile'")
    return heading, field
