"""`trato manifest`: the Outlook add-in's manifest for a deployment."""

from __future__ import annotations

from pathlib import Path

import click

from trato.commands.manifest_xml import deployment
from trato.commands.manifest_xml import manifest as written


@click.command()
@click.option("--base-url", required=True, help="where Trato is served, as Outlook sees it: https and a host")
@click.option("--client-id", help="the application's id in Entra; it also gives the add-in its own id")
@click.option("--without-multi-select", is_flag=True, help="ask for less permission; several selected mails go unseen")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="write to this file")
def manifest(base_url: str, client_id: str | None, output: Path | None, *, without_multi_select: bool) -> None:
    """Print the add-in's manifest, to be uploaded in the Microsoft 365 admin centre."""
    text = written(deployment(base_url, client_id, multi_select=not without_multi_select))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"{output} is the manifest of {base_url}.")
