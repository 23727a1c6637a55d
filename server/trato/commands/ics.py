"""`trato ics read`: what a calendar file says, as JSON lines, one for each date."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from trato.calendar.ical_model import CalendarFile, Item, ItemDate
from trato.calendar.ical_read import read_calendar
from trato.clock import parse_instant

MOST_OF_ENDLESS = 100


@click.group("ics")
def ics() -> None:
    """Calendar files (iCalendar)."""


@ics.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "begin", help="ISO instant: only dates that end after it")
@click.option("--to", "end", help="ISO instant: only dates that begin before it")
def read(file: Path, begin: str | None, end: str | None) -> None:
    """Print events, tasks and journals of FILE with their dates, in order of time.

    Without --to, an endless series is told up to its hundredth date. What was not understood goes to standard error.
    """
    calendar = read_calendar(file.read_bytes())
    for problem in calendar.problems:
        click.echo(f"{file}:{problem.line}: {problem.reason}", err=True)
    for row in rows(calendar, _instant(begin, "--from"), _instant(end, "--to")):
        click.echo(json.dumps(row, ensure_ascii=False))


def rows(calendar: CalendarFile, begin: datetime | None, end: datetime | None) -> list[dict[str, Any]]:
    """Return a row for each date, by start; dates without a zone are compared by their clocks."""
    found = [(item, one) for item in calendar.items for one in _dates(item, begin, end)]
    found.sort(key=lambda pair: (pair[1].start.replace(tzinfo=None), pair[1].uid))
    return [_row(item, one) for item, one in found]


def _dates(item: Item, begin: datetime | None, end: datetime | None) -> list[ItemDate]:
    is_endless = item.series is not None and item.series.is_endless and end is None
    dates = item.dates(begin, end, most=MOST_OF_ENDLESS if is_endless else None)
    return [one for one in dates if not one.entry.is_cancelled or one.entry is item.entry]


def _row(item: Item, one: ItemDate) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "recurrence_id": None if one.recurrence_id is None else _text(one.recurrence_id, one, item),
        "start": _text(one.start, one, item),
        "end": _text(one.end, one, item),
        "all_day": one.is_all_day,
        "summary": one.entry.summary,
        "status": (one.entry.status or "confirmed").lower(),
        "component": item.kind,
    }


def _text(moment: datetime, one: ItemDate, item: Item) -> str:
    """Write a moment: with its offset; a floating one without; whole days as dates."""
    if one.is_all_day:
        return moment.date().isoformat()
    if moment.tzinfo is None and moment is one.recurrence_id and item.series is not None:
        return moment.replace(tzinfo=item.series.zone).isoformat()
    return moment.isoformat()


def _instant(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=name) from error
