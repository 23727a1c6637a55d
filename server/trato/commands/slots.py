"""`trato slots`: find times for a meeting from a file; no database is needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from trato.errors import InvalidInputError
from trato.scheduling.slot_json import answer_json, read_request
from trato.scheduling.slots import find_slots


@click.command("slots")
@click.option("--json", "file", type=click.Path(allow_dash=True, path_type=Path), required=True, help="the request")
def slots(file: Path) -> None:
    """Find times at which everybody required is surely free, with reasons, as JSON; or say why there is none."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        given = json.loads(text)
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{file} is no JSON that can be read: {error}") from error
    if not isinstance(given, dict):
        raise InvalidInputError(f"{file} does not hold a JSON object")
    request = read_request(given)
    answer = answer_json(find_slots(request), request.attendees[0].zone)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
