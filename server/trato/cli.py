"""The command line: `trato --help`. Every command ends non-zero with one clear line on error."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar

import click

from trato import __version__
from trato.clock import Clock, parse_instant
from trato.errors import TratoError
from trato.settings import Settings

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


class InstantType(click.ParamType[datetime]):
    """An ISO 8601 instant with its offset."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the instant or say what is wrong with it."""
        try:
            return parse_instant(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class RoomGroup(click.Group):
    """Knows commands that live in a room, and imports them only when they are asked for."""

    rooms: ClassVar[dict[str, str]] = {
        "read": "trato.mail.commands",
        "doctor": "trato.commands.doctor",
        "phones": "trato.commands.phonebook",
        "ics": "trato.commands.ics",
        "slots": "trato.commands.slots",
        "route": "trato.commands.route",
        "exclude": "trato.commands.exclude",
        "manifest": "trato.commands.manifest",
        **dict.fromkeys(("connect", "disconnect", "status", "folders"), "trato.commands.mailbox_commands"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted([*super().list_commands(ctx), *self.rooms])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        if cmd_name not in self.rooms:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(self.rooms[cmd_name]), cmd_name)
        return command


@click.group(cls=RoomGroup)
@click.version_option(__version__, prog_name="trato")
def cli() -> None:
    """Trato: the CRM inside Outlook."""


@cli.command()
@click.option("--tenant", type=FOLDER, help="a tenant folder; without it, an invented company")
@click.option("--now", type=InstantType(), help="the instant to look at it (default: the folder's own)")
@click.option("--port", type=click.IntRange(0, 65535), help="where to serve (default: 8000, or any free one)")
@click.option("--once", is_flag=True, help="stop after the first full round")
@click.option("--fresh", is_flag=True, help="forget what former runs kept")
@click.option("--strict", is_flag=True, help="stop at the first bad row, mail or event")
@click.option("--json", "json_file", type=FILE, help="write the report here")
def demo(
    tenant: Path | None,
    now: datetime | None,
    port: int | None,
    json_file: Path | None,
    *,
    once: bool,
    fresh: bool,
    strict: bool,
) -> None:
    """Run the main job on this machine: mailboxes in, linked history out, seen beside a mail."""
    from rich.console import Console

    from trato.commands import demo as demos
    from trato.commands import demo_web, web

    console = Console(stderr=True, highlight=False)
    settings = Settings.from_environment()
    listening = None if once else _listen(settings.host, port)
    options = demos.Options(tenant=tenant, now=now, fresh=fresh, strict=strict)
    with demos.prepared(settings, options, console) as prepared:
        figures = demos.report(prepared)
        demos.print_summary(console, prepared, figures)
        if json_file:
            demos.write_report(json_file, figures)
        if listening is not None:
            url = f"http://{settings.host}:{listening.getsockname()[1]}"
            application = demo_web.application(prepared, url=url)
            with web.worker(demo_web.environment(settings, prepared, url=url)):
                console.print(f"\nOpen [bold]{url}/outlook[/bold] and choose who you are. Stop with Ctrl+C.")
                click.echo(f"ready {url}")
                web.serve(application, listening, prepared.database, processes=settings.web_processes)


def _listen(host: str, port: int | None) -> Any:
    from trato.commands import web

    if port is not None:
        return web.listen(host, port)
    try:
        return web.listen(host, 8000)
    except web.PortInUseError:
        return web.listen(host, 0)


@cli.command()
@click.option("--tenant", type=FOLDER, required=True, help="the tenant folder to load")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="where to serve (default: any free port)")
@click.option("--scenario", type=FILE, help="faults and applications, as TOML")
@click.option("--strict", is_flag=True, help="stop at the first bad file or item")
def sandbox(tenant: Path, port: int, scenario: Path | None, *, strict: bool) -> None:
    """Serve a tenant folder as Microsoft Graph and Entra ID."""
    from graph_sandbox.__main__ import main as serve_sandbox

    arguments = ["--tenant", str(tenant), "--port", str(port)]
    arguments += ["--scenario", str(scenario)] if scenario else []
    arguments += ["--strict"] if strict else []
    sys.exit(serve_sandbox(arguments))


@cli.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, help="mailboxes followed at a time")
@click.option("--every", "every_s", type=click.FloatRange(1), help="seconds between proof rounds of a mailbox")
@click.option("--until-parent-ends", is_flag=True, help="stop when the process that started this one is gone")
def work(concurrency: int, every_s: float | None, *, until_parent_ends: bool) -> None:
    """Follow the connected mailboxes until stopped; run as many as you like, on as many machines."""
    from trato.commands.graph_access import keyring_of
    from trato.commands.wiring import clients, database_of
    from trato.jobs import worker
    from trato.jobs.following import Workshop

    settings = Settings.from_environment()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if until_parent_ends:
        worker.stop_with_parent(stop)
    with database_of(settings) as database:
        workshop = Workshop(
            database=database,
            clock=Clock(timedelta(seconds=settings.clock_shift_s)),
            client_for=clients(settings.graph, database, keyring_of(settings)),
            every=timedelta(seconds=every_s or settings.proof_every_s),
            public_url=settings.notification_url,
            site=settings.site,
            stop=stop,
        )
        worker.work(workshop, concurrency=concurrency)


@cli.command()
@click.option("--host", help="the address to serve at (default: TRATO_HOST)")
@click.option("--port", type=click.IntRange(0, 65535), help="the port (default: TRATO_PORT)")
def serve(host: str | None, port: int | None) -> None:
    """Serve the API and the add-in's pages for a real tenant, with a worker beside."""
    from trato.commands import web
    from trato.commands.wiring import application, database_of

    settings = Settings.from_environment()
    listening = web.listen(host or settings.host, settings.port if port is None else port)
    with database_of(settings) as database, web.worker({}):
        click.echo("ready http://{}:{}".format(*listening.getsockname()[:2]))
        web.serve(application(settings, database), listening, database, processes=settings.web_processes)


@cli.command()
@click.option("--check", is_flag=True, help="also tell whether tables in code and migrations agree")
def migrate(*, check: bool) -> None:
    """Bring the database's schema up to date."""
    from trato.commands.wiring import migrate_home

    differences = migrate_home(Settings.from_environment(), check=check)
    for difference in differences:
        click.echo(difference)
    if differences:
        raise click.ClickException("tables in code and migrations differ; write a migration")
    click.echo("The schema is up to date.")


@cli.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--entra-tenant", help="the organisation's id in Entra (default: as tenant.toml says, or the only one)")
@click.option("--strict", is_flag=True, help="stop at the first row that does not fit")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def import_(folder: Path, entra_tenant: str | None, *, strict: bool, as_json: bool) -> None:
    """Bring a tenant folder's organisation, users and customers into the database; again changes nothing twice."""
    from trato.commands import tenant_import
    from trato.commands.wiring import database_of

    settings = Settings.from_environment()
    clock = Clock(timedelta(seconds=settings.clock_shift_s))
    with database_of(settings) as database:
        done = tenant_import.import_folder(
            database, folder, entra_tenant_id=entra_tenant, strict=strict, at=clock.now()
        )
    for problem in done.problems:
        click.echo(str(problem), err=True)
    click.echo(json.dumps(done.as_json(), ensure_ascii=False) if as_json else tenant_import.in_words(done))


@cli.command()
@click.option("--check", type=FILE, help="only tell whether this file holds the present document")
def openapi(check: Path | None) -> None:
    """Print the API's OpenAPI 3.1 document."""
    from trato.commands.wiring import openapi_document

    document = json.dumps(openapi_document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if check is None:
        click.echo(document, nl=False)
    elif not check.is_file() or check.read_text(encoding="utf-8") != document:
        raise click.ClickException(f"{check} is not the present document; write it with `trato openapi > {check}`")


@cli.command()
@click.argument("answers", type=FOLDER)
@click.option("--trials", is_flag=True, help="also with subjects masked, with a poor CRM, and after corrections")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def evaluate(answers: Path, *, trials: bool, as_json: bool) -> None:
    """Compare the demo's database with an answer key (T/answers): same mails joined, right opportunities linked."""
    from trato.commands.evaluate import evaluate_demo

    figures = evaluate_demo(Settings.from_environment(), answers, with_trials=trials)
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name:28} {value}")


def main() -> None:
    """Run the command line; our own errors are one line on stderr and exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        cli(standalone_mode=True)
    except TratoError as error:
        click.echo(f"trato: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
