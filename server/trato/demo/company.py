"""Writes the demo company as a tenant folder with the answers beside it."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from trato.demo import (
    VERSION,
    answers,
    crm_files,
    customers,
    folders,
    hard_deals,
    odd_people,
    phonebook,
    pipeline,
    story,
    team,
)
from trato.demo.book import Book
from trato.demo.world import World

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Madrid"))
_STAMP = ".generated"


@dataclass(frozen=True)
class Company:
    """Where the company was written and what it counts."""

    folder: Path
    now: datetime
    expected: dict[str, int]


def invent(*, seed: int = 7, scale: float = 1.0) -> World:
    """The company itself, before anything is written."""
    accounts = customers.accounts(seed, scale)
    contacts = customers.contacts(seed, accounts)
    deals = pipeline.opportunities(seed, NOW.date(), accounts, contacts)
    staff = {account.key: [c.key for c in contacts if c.account == account.key] for account in accounts}
    deals = hard_deals.advised(deals, staff)
    contacts = odd_people.with_odd_ones(seed, accounts, contacts)
    world = World(seed, scale, NOW, team.USERS, accounts, contacts,
                  tuple(pipeline.products().values()), deals)  # fmt: skip
    story.tell(Book(world))
    return world


def write(folder: Path, *, seed: int = 7, scale: float = 1.0) -> Company:
    """Writes the tenant folder, replacing what a former run wrote there.

    Raises FileExistsError when the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _STAMP).is_file():
            raise FileExistsError(f"{folder} is not empty and was not written by this command")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _STAMP).write_text(stamp(seed, scale), encoding="utf-8")
    world = invent(seed=seed, scale=scale)
    crm_files.write(folder, world)
    folders.write_mail(folder, world)
    folders.write_calendars(folder, world)
    phonebook.write(folder, world)
    return Company(folder, world.now, answers.write(folder, world))


def stamp(seed: int, scale: float) -> str:
    """What identifies a folder: the generator's version and its arguments."""
    return f"trato.demo version {VERSION} seed {seed} scale {scale:g}\n"


def is_current(folder: Path, *, seed: int = 7, scale: float = 1.0) -> bool:
    """True if the folder was written in full by this version with these arguments."""
    mark = folder / _STAMP
    done = folder / "answers" / "expected.json"
    return mark.is_file() and done.is_file() and mark.read_text(encoding="utf-8") == stamp(seed, scale)
