"""A tenant of a million mails, made by the database itself in minutes and kept under build/ for the next run.

200,000 contacts at 50,000 accounts with 50,000 opportunities; few accounts have much, most have little (an account's
share of anything falls with the square root of its rank). Everything follows from one seed, so two runs ask the same.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from trato.db.embedded import EmbeddedServer
from trato.db.engine import make_engine
from trato.db.migrate import FOLDER, upgrade

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TENANT_ID = 1
ENTRA_TENANT_ID = "00000000-0000-4000-8000-00000000beef"
HOME = Path("build") / "bench-million"
SETTINGS = ("shared_buffers = '512MB'", "max_wal_size = '4GB'", "maintenance_work_mem = '256MB'", "autovacuum = off")

_GIVEN = (
    "María Carmen Ana Isabel Laura Cristina Marta Pilar Lucía Elena José Antonio Manuel Francisco David Juan Javier "
    "Carlos Daniel Miguel Rafael Pedro Pablo Sergio Fernando Jorge Alberto Luis Álvaro Diego Íñigo Begoña Núria Jordi "
    "John Sarah James Emma Oliver Charlotte Thomas Hannah George Alice Harry Grace Andrew Claire"
).split()
_FAMILY = (
    "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno "
    "Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Gil Serrano Blanco Molina Morales "
    "Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias Núñez Etxeberria Aguirre Zubizarreta Puig Ferrer "
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green"
).split()
_PARTS = "al ba cor de es fer gu hor in ja ki lo mar no or pe quin ro sa ter ul va xi yo za".split()
_TRADES = "Aceros Talleres Bodegas Conservas Maderas Plásticos Textiles Papelera Fundición Lácteos Foods Metals".split()
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
    for path in [Path(__file__), *sorted(FOLDER.rglob("*.py")), *sorted(FOLDER.glob("*.sql"))]:
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
        # Checks of foreign keys and the triggers of the search would be run for each row; the search is made at the end.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        indexes = _without_indexes(connection)
        _people(connection, size)
        _customers(connection, size)
        for name, statement in _STATEMENTS.items():
            begun = time.perf_counter()
            connection.execute(_filled(statement, size))
            say(f"  {name}: {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        for statement in indexes:
            connection.execute(statement.encode())
        say(f"  indexes: {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        for kind, table in (("account", "accounts"), ("contact", "contacts"), ("opportunity", "opportunities")):
            connection.execute(f"SELECT trato_index('{kind}', (SELECT array_agg(id) FROM {table}))".encode())
        say(f"  search: {time.perf_counter() - begun:.0f} s")
        connection.execute("DROP TABLE made, made_threads")
        connection.execute("VACUUM ANALYZE")
        for (name,) in connection.execute(_IDENTITIES).fetchall():
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 1) FROM {name}))".encode()
            )
        connection.execute("CHECKPOINT")


_IDENTITIES = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop the indexes of large tables that are no keys; return the statements that make them again."""
    rows = connection.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
        " JOIN pg_index x ON x.indexrelid = c.oid WHERE i.schemaname = 'public' AND NOT x.indisprimary"
        " AND i.tablename ~ '^(message|thread|interaction|link|search|contact|opportun)'"
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
        "CREATE TABLE made (tenant_id int, id int, owner int, domain text, contact int, contacts int, deal int, deals int)"
    )
    deals, made = 0, []
    for i, count in enumerate(deals_at):
        made.append((i + 1, owners[i], domains[i], places[i], contacts_at[i], deals, count))
        deals += count
    copy(connection, "made", "id, owner, domain, contact, contacts, deal, deals", made)
    connection.execute("ALTER TABLE made ADD PRIMARY KEY (id)")


def address(number: int, name: str, domain: str) -> str:
    """Return a contact's address: given.family, with a number where it would repeat."""
    return f"{_slug(name.split()[0])}.{_slug(name.split()[1])}{number % 1000 or ''}@{domain}"


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


def _roll(of: str, seed: int, below: str) -> str:
    """Return SQL for a whole number from 0 below a bound that follows from `of`."""
    return f"(abs(hashint8extended({of}, {seed})) % ({below}))::int"


# h(i, s) below is a number of the row, spread evenly; its square spreads accounts as the customers are.
_STATEMENTS = {
    "opportunities": f"""
INSERT INTO opportunities (tenant_id, id, key, name, account_id, owner_id, stage_key, amount, currency, created_on,
                           close_date, custom, product_names)
OVERRIDING SYSTEM VALUE
SELECT 1, n, 'o' || n, (ARRAY['Línea de corte','Compresor','Renovación','Ampliación','Planta','Envasado'])[1 + n % 6]
         || ' ' || (ARRAY['norte','2027','fase dos','automática','urgente','anual','piloto'])[1 + n % 7] || ' ' || n % 997,
       m.id, m.owner, (ARRAY['qualified','needs','proposal','negotiation'])[1 + n % 4], 1000 + n % 90000, 'EUR',
       (:now - (n % 700) * interval '1 day')::date, (:now + (n % 120) * interval '1 day')::date,
       jsonb_build_object('quotes', 'Q-' || 20000 + n), ARRAY['K-' || n % 300]
FROM made m, LATERAL generate_series(m.deal + 1, m.deal + m.deals) AS n""",
    "closures": """
INSERT INTO closures (tenant_id, opportunity_id, outcome, closed_at)
SELECT 1, id, (ARRAY['won','lost'])[1 + id % 2], created_on + interval '60 days' FROM opportunities WHERE id % 5 < 3""",
    "opportunity_contacts": f"""
INSERT INTO opportunity_contacts (tenant_id, opportunity_id, contact_id)
SELECT DISTINCT 1, o.id, m.contact + 1 + {_roll("o.id * 3 + k", 5, "m.contacts")}
FROM opportunities o JOIN made m ON m.id = o.account_id CROSS JOIN generate_series(0, 1) AS k WHERE m.contacts > 0""",
    "threads": f"""
CREATE TABLE made_threads AS
SELECT t AS id, m.id AS account, m.owner, m.domain,
       CASE WHEN m.contacts > 0 THEN m.contact + 1 + {_roll("t", 2, "greatest(m.contacts, 1)")} END AS contact,
       CASE WHEN m.contacts > 1 THEN m.contact + 1 + {_roll("t", 3, "greatest(m.contacts, 1)")} END AS other,
       CASE WHEN m.deals > 0 THEN m.deal + 1 + {_roll("t", 4, "greatest(m.deals, 1)")} END AS deal,
       :now - interval '1 minute' - {_roll("t", 6, "1000000")} * interval '1 minute' AS first_at
FROM generate_series(1, :threads) AS t
JOIN made m ON m.id = 1 + floor(:accounts * power({_roll("t", 1, "1000000")} / 1000000.0, 2))::int;
INSERT INTO threads (tenant_id, id, topic, first_at, last_at, opener) OVERRIDING SYSTEM VALUE
SELECT 1, id, 'asunto ' || id, first_at, first_at + interval '6 hours', 'user' || owner || '@bench.example'
FROM made_threads;
ALTER TABLE made_threads ADD PRIMARY KEY (id);
ANALYZE made_threads""",
    "messages": """
INSERT INTO messages (tenant_id, id, thread_id, sent_at, received_at, sender, sender_name, direction)
OVERRIDING SYSTEM VALUE
SELECT 1, i, t.id, t.first_at + (i / :threads) * interval '2 hours', t.first_at + (i / :threads) * interval '2 hours',
       CASE WHEN i % 2 = 0 THEN 'user' || t.owner || '@bench.example' ELSE coalesce(a.address, 'info@' || t.domain) END,
       '', CASE WHEN i % 2 = 0 THEN 'out' ELSE 'in' END
FROM generate_series(1, :mails) AS i JOIN made_threads t ON t.id = 1 + i % :threads
LEFT JOIN contact_addresses a ON a.contact_id = t.contact;
INSERT INTO message_texts (tenant_id, message_id, subject, summary)
SELECT 1, id, 'Re: asunto ' || thread_id, 'Adjunto la oferta revisada número ' || id || ' para el pedido' FROM messages""",
    "participants": """
INSERT INTO message_participants (tenant_id, message_id, role, address, name)
SELECT 1, m.id, CASE WHEN m.direction = 'out' THEN 'from' ELSE 'to' END, 'user' || t.owner || '@bench.example', ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id
UNION ALL
SELECT 1, m.id, CASE WHEN m.direction = 'in' THEN 'from' ELSE 'to' END, coalesce(a.address, 'info@' || t.domain), ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id LEFT JOIN contact_addresses a ON a.contact_id = t.contact
UNION ALL
SELECT 1, m.id, 'cc', a.address, '' FROM messages m JOIN made_threads t ON t.id = m.thread_id
JOIN contact_addresses a ON a.contact_id = t.other WHERE t.other <> t.contact AND m.id % 2 = 0;
INSERT INTO thread_participants (tenant_id, thread_id, address)
SELECT DISTINCT 1, m.thread_id, p.address FROM message_participants p JOIN messages m ON m.id = p.message_id""",
    "keys": """
INSERT INTO message_keys (tenant_id, key, message_id)
SELECT 1, 'id:m' || id || '@bench.example', id FROM messages
UNION ALL SELECT 1, 'fp:' || md5(id::text), id FROM messages;
INSERT INTO thread_keys (tenant_id, key, thread_id) SELECT 1, 'id:m' || id || '@bench.example', thread_id FROM messages""",
    "copies": """
INSERT INTO mail_folders (tenant_id, mailbox_id, remote_id, name, well_known_name)
SELECT 1, id, 'inbox' || id, 'Inbox', 'inbox' FROM mailboxes;
INSERT INTO message_copies (tenant_id, mailbox_id, remote_id, message_id, folder_remote_id, change_key, conversation_id)
SELECT 1, t.owner, 'AAkALg' || m.id || 'x' || t.owner, m.id, 'inbox' || t.owner, 'W/"' || m.id || '"', 'conv' || t.id
FROM messages m JOIN made_threads t ON t.id = m.thread_id
UNION ALL
SELECT 1, 10 + m.id % 90, 'AAkALg' || m.id || 'y' || 10 + m.id % 90, m.id, 'inbox' || 10 + m.id % 90,
       'W/"' || m.id || '"', 'conv' || m.thread_id
FROM messages m JOIN made_threads t ON t.id = m.thread_id WHERE m.id % 4 = 0 AND 10 + m.id % 90 <> t.owner""",
    "interactions": """
INSERT INTO interactions (tenant_id, id, kind, starts_at, ends_at, opportunity_id, message_id, occurrence_key)
OVERRIDING SYSTEM VALUE
SELECT 1, m.id, 'mail_' || m.direction, m.sent_at, m.sent_at, CASE WHEN m.id % 3 > 0 THEN t.deal END, m.id, ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id WHERE m.id % 10 < 8;
INSERT INTO interaction_texts (tenant_id, interaction_id, subject, summary, level)
SELECT 1, i.id, t.subject, t.summary, CASE WHEN i.id % 10 = 0 THEN 'full' ELSE 'metadata' END
FROM interactions i JOIN message_texts t ON t.message_id = i.message_id;
INSERT INTO interaction_accounts (tenant_id, account_id, interaction_id, ends_at)
SELECT 1, t.account, i.id, i.ends_at FROM interactions i JOIN messages m ON m.id = i.message_id
JOIN made_threads t ON t.id = m.thread_id;
INSERT INTO interaction_contacts (tenant_id, contact_id, interaction_id, ends_at)
SELECT 1, c.id, i.id, i.ends_at FROM interactions i JOIN messages m ON m.id = i.message_id
JOIN made_threads t ON t.id = m.thread_id, LATERAL (
  SELECT t.contact AS id WHERE t.contact IS NOT NULL
  UNION SELECT t.other WHERE t.other IS NOT NULL AND m.id % 2 = 0) c;
INSERT INTO interaction_users (tenant_id, interaction_id, user_id)
SELECT DISTINCT 1, i.id, c.mailbox_id FROM interactions i JOIN message_copies c ON c.message_id = i.message_id""",
    "events": f"""
INSERT INTO events (tenant_id, id, ical_uid, organizer, starts_at, ends_at) OVERRIDING SYSTEM VALUE
SELECT 1, e, 'e' || e || '@bench.example', 'user' || 10 + e % 90 || '@bench.example',
       :now + ({_roll("e", 9, "1000")} - 800) * interval '1 day',
       :now + ({_roll("e", 9, "1000")} - 800) * interval '1 day' + interval '1 hour'
FROM generate_series(1, :events) AS e;
INSERT INTO event_texts (tenant_id, event_id, subject) SELECT 1, id, 'Visita ' || id FROM events;
INSERT INTO event_occurrences (tenant_id, event_id, occurrence_key, starts_at, ends_at)
SELECT 1, id, '', starts_at, ends_at FROM events;
INSERT INTO event_copies (tenant_id, mailbox_id, remote_id, event_id, occurrence_key)
SELECT 1, 10 + id % 90, 'EV' || id, id, '' FROM events;
INSERT INTO event_attendees (tenant_id, event_id, address, name, kind, response)
SELECT 1, e.id, a.address, '', 'required', 'accepted' FROM events e
JOIN contact_addresses a ON a.contact_id = 1 + {_roll("e.id", 10, ":contacts")};
INSERT INTO interactions (tenant_id, id, kind, starts_at, ends_at, event_id, occurrence_key) OVERRIDING SYSTEM VALUE
SELECT 1, :mails + id, 'meeting', starts_at, ends_at, id, '' FROM events;
INSERT INTO interaction_texts (tenant_id, interaction_id, subject, summary, level)
SELECT 1, :mails + id, 'Visita ' || id, '', 'metadata' FROM events;
INSERT INTO interaction_contacts (tenant_id, contact_id, interaction_id, ends_at)
SELECT 1, a.contact_id, :mails + e.id, e.ends_at FROM events e JOIN event_attendees p ON p.event_id = e.id
JOIN contact_addresses a ON a.address = p.address;
INSERT INTO interaction_accounts (tenant_id, account_id, interaction_id, ends_at)
SELECT 1, k.account_id, c.interaction_id, c.ends_at FROM interaction_contacts c JOIN contacts k ON k.id = c.contact_id
WHERE c.interaction_id > :mails;
INSERT INTO interaction_users (tenant_id, interaction_id, user_id)
SELECT 1, :mails + id, 10 + id % 90 FROM events""",
    "links": """
INSERT INTO links (tenant_id, id, thread_id, account_id, opportunity_id, state, score, reasons, stands_alone)
OVERRIDING SYSTEM VALUE
SELECT 1, id, id, account, CASE WHEN id % 3 > 0 THEN deal END,
       CASE WHEN deal IS NULL OR id % 3 = 0 THEN 'none' WHEN id % 3 = 1 THEN 'confirmed' ELSE 'suggested' END, 3.2,
       '[{"code": "account_domain", "points": 1.2, "params": {}}]', id % 3 = 1 AND deal IS NOT NULL
FROM made_threads;
INSERT INTO link_suggestions (tenant_id, link_id, rank, opportunity_id, score, reasons)
SELECT 1, id, 1, deal, 3.2, '[{"code": "account_domain", "points": 1.2, "params": {}}]' FROM made_threads
WHERE id % 3 > 0 AND deal IS NOT NULL""",
}
