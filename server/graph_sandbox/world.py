"""Everything the sandbox knows, loaded from a tenant folder."""

import csv
import gc
import logging
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from graph_sandbox import zones
from graph_sandbox.clock import Clock
from graph_sandbox.directory import Directory, Tenant, User, mailbox_guid, tenant_id, user_id
from graph_sandbox.load_calendar import CalendarSource, read_calendar
from graph_sandbox.load_contacts import read_contacts
from graph_sandbox.load_mail import MailReader
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.places import Places, read_places
from graph_sandbox.problems import Problems, TenantFolderError
from graph_sandbox.rawstore import RawStore

_LOG = logging.getLogger("graph_sandbox")


class World:
    """The tenant's directory and mailboxes. `generation` tells one loaded state from another."""

    def __init__(self, directory: Directory, clock: Clock, problems: Problems, places: Places) -> None:
        self.directory = directory
        self.places = places
        self.clock = clock
        self.problems = problems
        self.store = RawStore()
        self.mailboxes: dict[str, Mailbox] = {user.id: Mailbox(user) for user in directory.users}
        self.generation = ""

    def mailbox_of(self, name: str) -> Mailbox | None:
        """The mailbox of a user id, sign-in name or address."""
        user = self.directory.find(name)
        return self.mailboxes.get(user.id) if user else None

    def close(self) -> None:
        """Free what the world holds outside memory."""
        self.store.close()


def load_world(folder: Path, now: datetime | None = None, *, strict: bool = False) -> World:
    """Read a tenant folder.

    Raises:
        TenantFolderError: if there is no usable tenant.toml or users.csv, or in strict mode if anything is wrong.
    """
    settings = _settings(folder)
    problems = Problems(folder)
    tenant = _tenant(settings, folder, problems)
    start = now or _instant(settings.get("now"), folder, problems)
    users = _users(folder, tenant, problems)
    taken = {address for user in users for address in user.addresses}
    places = read_places(folder, tenant, taken, problems)
    world = World(Directory(tenant, [*users, *places.users]), Clock(start), problems, places)
    with _no_collection():
        for mailbox in world.mailboxes.values():
            _fill(world, mailbox, folder)
        _tell_strangers(world, folder)
        world.generation = _fingerprint(world)
    for problem in problems.found:
        if strict:
            world.close()
            raise TenantFolderError(str(problem))
        _LOG.warning("%s", problem)
    return world


@contextmanager
def _no_collection() -> Iterator[None]:
    """What is loaded stays, so looking for garbage among it again and again would be in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _settings(folder: Path) -> dict[str, Any]:
    file = folder / "tenant.toml"
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise TenantFolderError(f"{file}: a tenant folder needs a tenant.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise TenantFolderError(f"{file}: {error}") from error


def _tenant(settings: dict[str, Any], folder: Path, problems: Problems) -> Tenant:
    domains = tuple(str(d).lower() for d in settings.get("domains", [])) or (f"{folder.name.lower()}.example",)
    zone = str(settings.get("timezone", "UTC"))
    if zones.zone(zone) is None:
        problems.add(folder / "tenant.toml", None, "timezone", f"unknown time zone {zone!r}; UTC is used")
        zone = "UTC"
    return Tenant(
        tenant_id(domains[0]),
        str(settings.get("name", folder.name)),
        domains,
        zone,
        str(settings.get("language", "en")),
        settings.get("country"),
    )


def _instant(value: object, folder: Path, problems: Problems) -> datetime | None:
    if value is None:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        problems.add(folder / "tenant.toml", None, "now", f"{value!r} is no ISO instant; the real time is used")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _users(folder: Path, tenant: Tenant, problems: Problems) -> list[User]:
    file = folder / "users.csv"
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TenantFolderError(f"{file}: {error}") from error
    rows = csv.DictReader(text.splitlines())
    if "upn" not in (rows.fieldnames or []):
        raise TenantFolderError(f"{file}: needs a header line with a column upn")
    users: dict[str, User] = {}
    for row in rows:
        upn = (row.get("upn") or "").strip()
        told = partial(problems.add, file, rows.line_num, f"user {upn or '?'}")
        if "@" not in upn or upn.lower() in users:
            told("not a sign-in name" if "@" not in upn else "named twice")
            continue
        users[upn.lower()] = _user(row, upn, tenant, told)
    return list(users.values())


def _user(row: dict[str, Any], upn: str, tenant: Tenant, told: Callable[[str], None]) -> User:
    zone = (row.get("timezone") or "").strip() or tenant.timezone
    if zones.zone(zone) is None:
        told(f"unknown time zone {zone!r}; the tenant's is used")
        zone = tenant.timezone
    if None in row:
        told("more values than columns; the surplus is left out")
    ident = user_id(tenant.id, upn)
    return User(
        id=ident,
        upn=upn,
        name=(row.get("name") or "").strip() or upn.partition("@")[0],
        timezone=zone,
        language=(row.get("language") or "").strip() or tenant.language,
        manager=(row.get("manager") or "").strip() or None,
        aliases=tuple(a.strip() for a in (row.get("aliases") or "").split(";") if a.strip()),
        title=(row.get("title") or row.get("roles") or "").strip() or None,
        mailbox=mailbox_guid(ident),
    )


def _fill(world: World, mailbox: Mailbox, folder: Path) -> None:
    user, now, problems = mailbox.user, world.clock.now(), world.problems
    reader = MailReader(mailbox, world.store, problems, now)
    mail = _named(folder / "mail", user)
    if mail is not None:
        reader.read(mail)
    calendar = _named(folder / "calendar", user, ".ics")
    if calendar is not None:
        zone = zones.zone(user.timezone) or UTC
        default = zones.zone(world.directory.tenant.timezone) or zone
        source = CalendarSource(calendar, user, mailbox.agenda.default, default, now)
        mailbox.agenda.events(mailbox.agenda.default).load([(e.rank, e) for e in read_calendar(source, problems)])
    cards = _named(folder / "contacts", user, ".vcf")
    shelf = mailbox.cards.contacts(mailbox.cards.default)
    if cards is not None and shelf is not None:
        shelf.load([(c.rank, c) for c in read_contacts(cards, user, mailbox.cards.default, now, problems)])


def _named(folder: Path, user: User, suffix: str = "") -> Path | None:
    """The user's file or folder, whatever its letters' case."""
    if not folder.is_dir():
        return None
    return next((p for p in sorted(folder.iterdir()) if p.name.lower() == user.upn.lower() + suffix), None)


def _tell_strangers(world: World, folder: Path) -> None:
    """Files for somebody who is not known would be overlooked silently."""
    known = {user.upn.lower() for user in world.directory.users}
    for part, suffix in (("mail", ""), ("calendar", ".ics"), ("contacts", ".vcf")):
        for file in sorted((folder / part).iterdir()) if (folder / part).is_dir() else []:
            if file.name.lower().removesuffix(suffix) not in known:
                world.problems.add(file, None, part, "belongs to nobody in users.csv or rooms.csv; not loaded")


def _fingerprint(world: World) -> str:
    digest = blake2b(digest_size=8)
    for mailbox in world.mailboxes.values():
        digest.update(mailbox.guid.bytes)
        for message in mailbox.messages.all():
            digest.update(message.key.to_bytes(8, "big"))
        for event in mailbox.agenda.events(mailbox.agenda.default).all():
            digest.update(repr(event).encode())
        cards = mailbox.cards.contacts(mailbox.cards.default)
        for contact in cards.all() if cards is not None else ():
            digest.update(contact.key.to_bytes(8, "big"))
    return digest.hexdigest()
