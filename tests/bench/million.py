"""A tenant of a million mails, made by the database itself in minutes and kept under build/ for the next run.

200,000 contacts at 50,000 accounts with 50,000 opportunities; few accounts have much, most have little (an account's
share of anything falls with the square root of its rank). Everything follows from one seed, so two runs ask the same.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from trato.db.embedded import EmbeddedServer
from trato.db.engine import make_engine
from trato.db.migrate import FOLDER, upgrade

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TENANT_ID = 1
ENTRA_TENANT_ID = "00000000-0000-4000-8000-00000000beef"
HOME = Path("build") / "bench-million"
SETTINGS = ("shared_buffers = '512MB'", "max_wal_size = '4GB'", "maintenance_work_mem = '256MB'", "autovacuum = off")

_GIVEN = (
    "María", "Carmen", "Ana", "Isabel", "Laura", "Cristina", "Marta", "Pilar", "Lucía", "Elena", "José", "Antonio",
    "Manuel", "Francisco", "David", "Juan", "Javier", "Carlos", "Daniel", "Miguel", "Rafael", "Pedro", "Pablo",
    "Sergio", "Fernando", "Jorge", "Alberto", "Luis", "Álvaro", "Diego", "Íñigo", "Begoña", "Núria", "Jordi",
    "John", "Sarah", "James", "Emma", "Oliver", "Charlotte", "Thomas", "Hannah", "George", "Alice", "Harry",
    "Grace", "Andrew", "Claire",
)  # fmt: skip
_FAMILY = (
    "García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Martín",
    "Jiménez", "Hernández", "Ruiz", "Díaz", "Moreno", "Muñoz", "Álvarez", "Romero", "Gutiérrez", "Alonso",
    "Navarro", "Torres", "Domínguez", "Ramos", "Vázquez", "Gil", "Serrano", "Blanco", "Molina", "Morales", "Suárez",
    "Ortega", "Delgado", "Castro", "Ortiz", "Rubio", "Marín", "Sanz", "Iglesias", "Núñez", "Etxeberria", "Aguirre",
    "Zubizarreta", "Puig", "Ferrer", "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies",
    "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green",
)  # fmt: skip
_PARTS = (
    "al", "ba", "cor", "de", "es", "fer", "gu", "hor", "in", "ja", "ki", "lo", "mar", "no", "or", "pe", "quin",
    "ro", "sa", "ter", "ul", "va", "xi", "yo", "za",
)  # fmt: skip
_TRADES = (
    "Aceros", "Talleres", "Bodegas", "Conservas", "Maderas", "Plásticos", "Textiles", "Papelera", "Fundición",
    "Lácteos", "Foods", "Metals",
)  # fmt: skip
_CITIES = (
    "Bilbao", "Logroño", "Sevilla", "A Coruña", "Córdoba", "Madrid", "León", "Cádiz", "Leeds", "Bristol",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each."""

    accounts: int = 50_000
    contacts: int = 200_000
    opportunities: int = 50_000
    threads: int = 250_000
    mails: int = 1_000_000
    events: int = 20_000
    territories: int = 40
    users: int = 100


@dataclass(frozen=True, slots=True)
class Million:
    """The server that runs with the tenant in it."""

    folder: Path
    server: EmbeddedServer
    made_in_s: float


def part_of(parts: int) -> Size:
    """Return the sizes of a tenant that has one of so many parts of everything but people and territories."""
    whole = Size()
    return Size(
        *(getattr(whole, name) // (1 if name in {"territories", "users"} else parts) for name in Size.__slots__)
    )


def open_million(size: Size = Size(), *, home: Path = HOME, say: Callable[[str], None] = print) -> Million:
    """Start the server that has the tenant, making it first where this state of the schema has not seen it."""
    mark = home / f"made-{_mark(size)}"
    begun = time.perf_counter()
    if not mark.is_file():
        _stop(home)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        say(f"making {size.mails:,} mails under {home}; minutes, once")
        _make(EmbeddedServer(home / "pg").start(), size, say)
        mark.touch()
    server = EmbeddedServer(home / "pg").start()
    return Million(home, server, time.perf_counter() - begun)


def close_million(million: Million) -> None:
    """Stop the server; what it holds stays for the next run."""
    _close(million.server)


def _stop(home: Path) -> None:
    if (home / "pg").is_dir():
        _close(EmbeddedServer(home / "pg").start())


def _close(server: EmbeddedServer) -> None:
    server._server.stop()
    server._server._cleanup()


def _mark(size: Size) -> str:
    told = hashlib.blake2b(repr(size).encode(), digest_size=8)
    for path in [
        Path(__file__),
        Path(__file__).with_suffix(".sql"),
        *sorted(FOLDER.rglob("*.py")),
        *sorted(FOLDER.glob("*.sql")),
    ]:
        told.update(path.read_bytes())
    return told.hexdigest()


def _make(server: EmbeddedServer, size: Size, say: Callable[[str], None]) -> None:
    with psycopg.connect(server.conninfo(user="postgres", database="postgres"), autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
    _close(server)
    server.start()
    owner = make_engine(server.conninfo(user="postgres"))
    upgrade(owner)
    owner.dispose()
    with psycopg.connect(server.conninfo(user="postgres"), autocommit=True) as connection:
        # Checks of foreign keys would be run for each row; the entries of the search are made by a statement of theirs.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        indexes = _without_indexes(connection)
        _people(connection, size)
        _customers(connection, size)
        connection.execute(_ROLL)
        for name, statement in _statements():
            begun = time.perf_counter()
            connection.execute(_filled(statement, size))
            say(f"  {name}: {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        for statement in indexes:
            connection.execute(statement.encode())
        say(f"  indexes: {time.perf_counter() - begun:.0f} s")
        connection.execute("DROP TABLE made, made_threads")
        connection.execute("DROP FUNCTION roll")
        connection.execute("VACUUM ANALYZE")
        _count_on(connection)
        connection.execute("CHECKPOINT")


_ROLL = (
    "CREATE FUNCTION roll(thing bigint, seed bigint, below bigint) RETURNS int LANGUAGE sql IMMUTABLE"
    " RETURN (abs(hashint8extended(thing, seed)) % below)::int"
)


def _statements() -> Iterator[tuple[str, str]]:
    """Return the statements of the file beside this one, in their order, by name."""
    written = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for part in written.split("-- name: ")[1:]:
        name, _, statement = part.partition("\n")
        yield name, statement


def _count_on(connection: psycopg.Connection[Any]) -> None:
    """Let ids that are drawn from now on be new ones."""
    rows = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
    ).fetchall()
    for (name,) in rows:
        table, drawn = sql.Identifier(name), sql.Literal(name)
        draw = "SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT coalesce(max(id), 1) FROM {}))"
        connection.execute(sql.SQL(draw).format(drawn, table))


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop the indexes of large tables that are no keys; return the statements that make them again.

    Those of customers stay: by them the search's entries are put together, and without each would read whole tables.
    """
    rows = connection.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
        " JOIN pg_index x ON x.indexrelid = c.oid WHERE i.schemaname = 'public' AND NOT x.indisprimary"
        " AND i.tablename ~ '^(message|thread|interaction|link|search)'"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = c.oid)"
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}".encode())
    return [definition for _, definition in rows]


def _filled(statement: str, size: Size) -> bytes:
    for name in size.__slots__:
        statement = statement.replace(f":{name}", str(getattr(size, name)))
    return statement.replace(":now", f"timestamptz '{NOW.isoformat()}'").encode()


def copy(connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy rows into a table."""
    with connection.cursor().copy(f"COPY {table} (tenant_id, {columns}) FROM STDIN".encode()) as target:
        for row in rows:
            target.write_row((TENANT_ID, *row))


def upn(user_id: int) -> str:
    """Return how a user is addressed."""
    return f"user{user_id}@bench.example"


def _people(connection: psycopg.Connection[Any], size: Size) -> None:
    connection.execute(
        "INSERT INTO tenants (id, entra_tenant_id, name, domains, timezone, language, country, currency)"
        " OVERRIDING SYSTEM VALUE VALUES (%s, %s, 'Bench', '{bench.example}', 'Europe/Madrid', 'es', 'ES', 'EUR')",
        (TENANT_ID, ENTRA_TENANT_ID),
    )
    ids = range(1, size.users + 1)
    # The first is the admin, the next eight lead, the others sell; each of them in one territory.
    copy(
        connection,
        "users",
        "id, entra_object_id, upn, name, language, timezone, manager_id",
        ((i, upn(i), upn(i), f"User {i}", "es", "Europe/Madrid", None if i <= 9 else 2 + i % 8) for i in ids),
    )
    roles = ((i, "admin" if i == 1 else "manager" if i <= 9 else "rep") for i in ids)
    copy(connection, "user_roles", "user_id, role", roles)
    copy(connection, "user_addresses", "address, user_id, is_primary", ((upn(i), i, True) for i in ids))
    copy(connection, "mailboxes", "id, user_id, address, connected_at", ((i, i, upn(i), NOW) for i in ids))
    lands = range(1, size.territories + 1)
    copy(connection, "territories", "id, name", ((i, f"Territory {i}") for i in lands))
    held = ((i, 1 + i % size.territories, i, datetime(2020, 1, 1, tzinfo=UTC)) for i in ids if i > 9)
    copy(connection, "territory_assignments", "id, territory_id, user_id, valid_from", held)
    names = (("qualified", 10), ("needs", 25), ("proposal", 50), ("negotiation", 75))
    copy(
        connection,
        "stages",
        "key, name_en, name_es, position, probability",
        ((key, key, key, place, share) for place, (key, share) in enumerate(names, 1)),
    )


def _customers(connection: psycopg.Connection[Any], size: Size) -> None:
    dice = random.Random(20261120)  # noqa: S311  a bench, no secret
    sellers = list(range(10, size.users + 1))
    called = [_company(dice) for _ in range(size.accounts)]
    owners = [dice.choice(sellers) for _ in called]
    domains = [f"{_slug(name)}{i % 97}.example" for i, name in enumerate(called, 1)]
    contacts_at, deals_at = (
        _shares(dice, size.contacts, size.accounts),
        _shares(dice, size.opportunities, size.accounts),
    )
    copy(
        connection,
        "accounts",
        "id, key, name, territory_id, owner_id, group_code, industry, phone",
        (
            (i, f"a{i}", name, 1 + owner % size.territories, owner, "ABC"[i % 3], "", f"+3491{i:07d}")
            for i, (name, owner) in enumerate(zip(called, owners, strict=True), 1)
        ),
    )
    copy(connection, "account_domains", "domain, account_id", ((one, i) for i, one in enumerate(domains, 1)))
    copy(
        connection,
        "sites",
        "id, account_id, kind, street, city, postal_code, country",
        (
            (i, i, "office", f"Calle {i % 400}", _CITIES[i % 10], f"{i % 52_000:05d}", "ES")
            for i in range(1, size.accounts + 1)
        ),
    )
    people, places = [], []
    for account, count in enumerate(contacts_at, 1):
        places.append(len(people))
        people += [(account, _person(dice)) for _ in range(count)]
    copy(
        connection,
        "contacts",
        "id, key, account_id, name, title, department, influence, buying_role, language",
        (
            (i, f"c{i}", account, name, "Jefe de compras", "Compras", i % 100, ("buyer", "", "", "user")[i % 4], "es")
            for i, (account, name) in enumerate(people, 1)
        ),
    )
    copy(
        connection,
        "contact_addresses",
        "address, contact_id, position",
        ((address(i, name, domains[account - 1]), i, 0) for i, (account, name) in enumerate(people, 1)),
    )
    phones = (
        (i, 0, f"6{i:08d}", "mobile", f"+346{(i * 7919) % 10**8:08d}") for i in range(1, size.contacts + 1) if i % 5
    )
    copy(connection, "contact_phones", "contact_id, position, number, kind, e164", phones)
    connection.execute(
        "CREATE TABLE made (tenant_id int, id int, owner int, domain text, contact int, contacts int, deal int,"
        " deals int)"
    )
    deals, made = 0, []
    for i, count in enumerate(deals_at):
        made.append((i + 1, owners[i], domains[i], places[i], contacts_at[i], deals, count))
        deals += count
    copy(connection, "made", "id, owner, domain, contact, contacts, deal, deals", made)
    connection.execute("ALTER TABLE made ADD PRIMARY KEY (id)")


def address(number: int, name: str, domain: str) -> str:
    """Return a contact's address: given.family, with a number where it would repeat."""
    return f"{_slug(name.split(maxsplit=1)[0])}.{_slug(name.split()[1])}{number % 1000 or ''}@{domain}"


def _slug(name: str) -> str:
    return "".join(one for one in name.lower().translate(_PLAIN) if one.isalnum())


_PLAIN = str.maketrans("áéíóúüñç", "aeiouunc")


def _company(dice: random.Random) -> str:
    return f"{dice.choice(_TRADES)} {_word(dice)} {dice.choice(('SA', 'SL', 'Ltd'))}"


def _person(dice: random.Random) -> str:
    family = dice.choice(_FAMILY) if dice.random() < 0.7 else _word(dice)
    second = dice.choice(_FAMILY) if dice.random() < 0.5 else _word(dice)
    return f"{dice.choice(_GIVEN)} {family} {second}"


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(_PARTS) for _ in range(dice.randint(2, 4))).capitalize()


def _shares(dice: random.Random, things: int, owners: int) -> list[int]:
    counts = [0] * owners
    for _ in range(things):
        counts[int(owners * dice.random() ** 2)] += 1
    return counts
