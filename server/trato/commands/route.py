"""`trato route`: order visits around time windows, from a file; no database is needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from trato.errors import InvalidInputError
from trato.scheduling.route_json import read_route, route_json
from trato.scheduling.routes import plan


@click.command("route")
@click.option("--json", "file", type=click.Path(allow_dash=True, path_type=Path), required=True, help="the request")
def route(file: Path) -> None:
    """Plan visits over tours from base to base, with the least way, as JSON: stops in order, with times and cost."""
    try:
        given = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{file} is no JSON that can be read: {error}") from error
    if not isinstance(given, dict):
        raise InvalidInputError(f"{file} does not hold a JSON object")
    request, begin = read_route(given)
    click.echo(json.dumps(route_json(plan(request), begin), ensure_ascii=False, indent=1))
