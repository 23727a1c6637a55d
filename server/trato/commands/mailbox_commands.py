"""The commands about mailboxes: `trato connect`, `trato disconnect`, `trato status`, `trato folders`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import click
from rich.console import Console

from trato.clock import Clock
from trato.commands import connect as connecting
from trato.commands import connect_preview, tenancy
from trato.commands import folders as choosing
from trato.commands import status as standing
from trato.commands.connect import ConnectError, Found, Refused, Tenancy
from trato.commands.progress import MailboxBars
from trato.commands.wiring import clients, database_of
from trato.directory.model import Mailbox
from trato.errors import InvalidInputError, TratoError
from trato.graph.entra import EntraApp
from trato.settings import Settings

ENTRA_TENANT = click.option("--entra-tenant", help="the organisation's id in Entra, where there are several")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="print JSON")


@click.command()
@click.argument("upns", nargs=-1, metavar="[UPN]…")
@click.option("--all", "everybody", is_flag=True, help="every user of the organisation")
@click.option("--dry-run", is_flag=True, help="only tell what would come in; write nothing")
@click.option(
    "--sample", type=click.IntRange(1, 10_000), default=500, help="how many of the newest mails a dry run reads"
)
@click.option("--allow-removal", is_flag=True, help="allow what a full round waits to remove, as far as it told")
@click.option("--wait", is_flag=True, help="read the mailboxes here until they are current")
@ENTRA_TENANT
@AS_JSON
def connect(
    upns: tuple[str, ...],
    sample: int,
    entra_tenant: str | None,
    *,
    everybody: bool,
    dry_run: bool,
    allow_removal: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Have users' mailboxes followed, again if they were disconnected. Sends nothing and changes nothing in them."""
    if bool(upns) is everybody:
        raise InvalidInputError("name users by their UPN, or give --all")
    with _tenancy(entra_tenant) as told:
        looked = [told.look(member) for member in tenancy.members_named(told.database, told.tenant_id, upns)]
        if dry_run:
            refused = _rehearse(told, looked, sample=sample, as_json=as_json)
        else:
            refused = _connect(told, looked, allow_removal=allow_removal, wait=wait, as_json=as_json)
    for one in refused:
        click.echo(str(one.error), err=True)
    if refused:
        raise ConnectError(f"{len(refused)} of {len(looked)} mailboxes cannot be connected; the reasons are above")


@click.command()
@click.argument("upns", nargs=-1, required=True, metavar="UPN…")
@click.option("--forget-mail", is_flag=True, help="also let the copies of what the mailbox held go")
@ENTRA_TENANT
@AS_JSON
def disconnect(upns: tuple[str, ...], entra_tenant: str | None, *, forget_mail: bool, as_json: bool) -> None:
    """Follow mailboxes no longer. History, links and decisions stay, and connecting again finds them."""
    settings = Settings.from_environment()
    done = []
    with database_of(settings) as database:
        tenant_id, _ = tenancy.one_tenant(database, entra_tenant)
        for member in tenancy.members_named(database, tenant_id, upns):
            was = connecting.disconnect(database, tenant_id, member, clock=_clock(settings), forget_mail=forget_mail)
            done.append({"upn": member.upn, "was_connected": was, "forgot_mail": forget_mail})
    if as_json:
        click.echo(json.dumps({"disconnected": done}))
        return
    for one in done:
        state = "is followed no longer" if one["was_connected"] else "was not connected"
        click.echo(f"{one['upn']} {state}{'; its copies of mail are gone' if forget_mail else ''}.")


@click.command()
@click.option("--feeds", "every_feed", is_flag=True, help="every folder, not only those that are not current")
@ENTRA_TENANT
@AS_JSON
def status(entra_tenant: str | None, *, every_feed: bool, as_json: bool) -> None:
    """Tell how far each mailbox is followed, what stands in the way and what to do about it."""
    settings = Settings.from_environment()
    with database_of(settings) as database:
        tenant_id, _ = tenancy.one_tenant(database, entra_tenant)
        found = standing.status(database, tenant_id, clock=_clock(settings))
    if as_json:
        click.echo(json.dumps({"mailboxes": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        for line in standing.in_words(one, every_feed=every_feed):
            click.echo(line)
    if not found:
        click.echo("No mailbox is connected; `trato connect UPN` connects one.")


@click.command()
@click.argument("upn", metavar="UPN")
@click.option(
    "--contacts", multiple=True, metavar="NAME", help="read this contact folder and no other; may be repeated"
)
@click.option("--tasks", multiple=True, metavar="NAME", help="read this To Do list and no other; may be repeated")
@click.option("--no-contacts", is_flag=True, help="read no contact folder any more")
@click.option("--no-tasks", is_flag=True, help="read no To Do list any more")
@ENTRA_TENANT
@AS_JSON
def folders(
    upn: str,
    contacts: tuple[str, ...],
    tasks: tuple[str, ...],
    entra_tenant: str | None,
    *,
    no_contacts: bool,
    no_tasks: bool,
    as_json: bool,
) -> None:
    """Tell which contact folders and To Do lists a mailbox has and which of them are read; choose others."""
    if (contacts and no_contacts) or (tasks and no_tasks):
        raise InvalidInputError("name what is to be read, or say that nothing is; not both")
    with _tenancy(entra_tenant) as told:
        (member,) = tenancy.members_named(told.database, told.tenant_id, (upn,))
        mailbox = told.connected(member)
        found = choosing.listed(told, mailbox)
        for kind, names, none in (("contacts", contacts, no_contacts), ("tasks", tasks, no_tasks)):
            if names or none:
                choosing.choose(told, mailbox, kind, found, names)
        found = choosing.known(told, mailbox)
    if as_json:
        click.echo(json.dumps({"folders": [one.as_json() for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.kind}: {one.name}{' (read)' if one.is_followed else ''}")


def _rehearse(told: Tenancy, looked: list[Found | Refused], *, sample: int, as_json: bool) -> list[Refused]:
    refused = [one for one in looked if isinstance(one, Refused)]
    found: list[connect_preview.Preview] = []
    for one in looked:
        if isinstance(one, Found):
            try:
                found.append(connect_preview.preview(told, one, sample=sample))
            except TratoError as error:
                refused.append(Refused(one.member, error))
    if as_json:
        _print({"dry_run": [one.as_json() for one in found]}, refused)
        return refused
    for preview in found:
        for line in connect_preview.in_words(preview):
            click.echo(line)
    click.echo(connect_preview.NOTHING_SENT)
    return refused


def _connect(
    told: Tenancy, looked: list[Found | Refused], *, allow_removal: bool, wait: bool, as_json: bool
) -> list[Refused]:
    refused = [one for one in looked if isinstance(one, Refused)]
    mailboxes = [told.connect(one) for one in looked if isinstance(one, Found)]
    allowed = {one.address: told.allow_removals(one) for one in mailboxes} if allow_removal else {}
    faults = _wait(told, mailboxes) if wait else {}
    if as_json:
        rows = [
            {
                "upn": one.address,
                "allowed_removals": allowed.get(one.address, []),
                "faults": faults.get(one.address, {}),
            }
            for one in mailboxes
        ]
        _print({"connected": rows}, refused)
        return refused
    for one in mailboxes:
        click.echo(f"{one.address} is connected{'' if wait else '; a worker reads it (`trato status` tells how far)'}.")
        for count in allowed.get(one.address, ()):
            click.echo(f"  {count} items may be removed by the next full round.")
        for feed, fault in faults.get(one.address, {}).items():
            click.echo(f"  {feed}: {fault}", err=True)
    return refused


def _wait(told: Tenancy, mailboxes: list[Mailbox]) -> dict[str, dict[str, str]]:
    faults = {}
    with MailboxBars(Console(stderr=True, highlight=False), len(mailboxes)) as bars:
        for mailbox in mailboxes:
            faults[mailbox.address] = told.wait(mailbox, bars.told)
            bars.finished(mailbox.address)
    return faults


def _print(body: dict[str, Any], refused: list[Refused]) -> None:
    click.echo(json.dumps({**body, "refused": [one.as_json() for one in refused]}, ensure_ascii=False))


@contextmanager
def _tenancy(entra_tenant: str | None) -> Iterator[Tenancy]:
    settings = Settings.from_environment()
    with database_of(settings) as database:
        tenant_id, entra_tenant_id = tenancy.one_tenant(database, entra_tenant)
        graph = settings.graph
        client = clients(graph, database)(entra_tenant_id).as_user_action()
        app = EntraApp(graph.login_url, entra_tenant_id, graph.client_id, graph.client_secret)
        yield Tenancy(
            database=database,
            tenant_id=tenant_id,
            clock=_clock(settings),
            client=client,
            consent_url=app.admin_consent_url,
        )


def _clock(settings: Settings) -> Clock:
    return Clock(timedelta(seconds=settings.clock_shift_s))
