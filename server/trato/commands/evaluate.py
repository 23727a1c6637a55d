"""`trato evaluate`: the demo's database against an answer key, published as it is.

The key (`T/answers`) tells which copies are the same mail (messages.csv) and which opportunity a mail belongs to
(threads.csv by content key, or links.csv by Message-ID).
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.commands import evaluate_trials as trials
from trato.commands.demo import DATABASE
from trato.db import migrate
from trato.db.embedded import EmbeddedServer
from trato.db.engine import Database, open_database
from trato.directory import store as directory
from trato.errors import InvalidInputError
from trato.settings import Settings


def _leave(_connection: Connection) -> None:
    """Change nothing."""


AS_IT_IS = "as it is"
TRIALS: Mapping[str, Callable[[Connection], None]] = {
    AS_IT_IS: _leave,
    "subjects masked": trials.mask_subjects,
    "CRM poor": trials.impoverish,
}

_LINKS = """
SELECT k.key, m.id AS message_id, CASE WHEN e.message_id IS NULL THEN l.state ELSE 'confirmed' END AS state,
  CASE WHEN i.id IS NOT NULL THEN c.key WHEN e.message_id IS NOT NULL THEN t.key
    WHEN claims.it THEN o.key END AS linked,
  s.key AS first
FROM message_keys k
JOIN messages m ON m.tenant_id = k.tenant_id AND m.id = k.message_id
LEFT JOIN links l ON l.tenant_id = m.tenant_id AND l.thread_id = m.thread_id
LEFT JOIN opportunities o ON o.tenant_id = l.tenant_id AND o.id = l.opportunity_id
LEFT JOIN link_suggestions g ON g.tenant_id = l.tenant_id AND g.link_id = l.id AND g.rank = 1
LEFT JOIN opportunities s ON s.tenant_id = g.tenant_id AND s.id = g.opportunity_id
LEFT JOIN interactions i ON i.tenant_id = m.tenant_id AND i.message_id = m.id
LEFT JOIN opportunities c ON c.tenant_id = i.tenant_id AND c.id = i.opportunity_id
LEFT JOIN message_links e ON e.tenant_id = m.tenant_id AND e.message_id = m.id
LEFT JOIN opportunities t ON t.tenant_id = e.tenant_id AND t.id = e.opportunity_id
CROSS JOIN LATERAL (
  SELECT m.direction = 'internal' OR EXISTS (
    SELECT 1 FROM message_participants p
    LEFT JOIN contact_addresses a ON a.tenant_id = p.tenant_id AND a.address = p.address
    LEFT JOIN contacts n ON n.tenant_id = a.tenant_id AND n.id = a.contact_id
    LEFT JOIN account_domains d ON d.tenant_id = p.tenant_id AND d.domain = split_part(p.address, '@', 2)
    LEFT JOIN opportunity_contacts w
      ON w.tenant_id = n.tenant_id AND w.contact_id = n.id AND w.opportunity_id = o.id
    WHERE p.tenant_id = m.tenant_id AND p.message_id = m.id
      AND (o.account_id IN (n.account_id, d.account_id) OR w.contact_id IS NOT NULL)
  ) AS it
) claims
WHERE k.key LIKE 'id:%'
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """What the database says of a mail."""

    message_id: int
    state: str
    linked: str
    first: str


def evaluate_demo(settings: Settings, answers: Path, *, with_trials: bool = False) -> dict[str, Any]:
    """Return the figures for the tenant whose mail the key names. Raises InvalidInputError when none does.

    `with_trials`: also what they would be if subject lines said nothing, and if the CRM knew less; and for each what
    corrections in one mailbox do to the rest of it. All of that is taken back.
    """
    server = EmbeddedServer(settings.prepare_home() / "postgres", database=DATABASE).start()
    database = open_database(server.conninfo())
    try:
        with database.as_operator() as connection:
            migrate.require_current(connection)
            tenants = directory.all_tenants(connection)
        mails = {row["message_id"] for row in _rows(answers / "messages.csv")}
        for tenant_id, _ in reversed(tenants):
            with database.as_system(tenant_id) as connection:
                found = _linked(connection)
            if mails & found.keys():
                tried = _trials(database, tenant_id, answers) if with_trials else {}
                return {**figures(answers, found), **tried}
        raise InvalidInputError(
            f"no mail that {answers} names is in the demo's database; run `trato demo` on its folder first"
        )
    finally:
        database.dispose()
        server.stop_if_unused()


def figures(answers: Path, found: Mapping[str, Linked]) -> dict[str, Any]:
    """Return identity and linking figures from what was found by Message-ID."""
    keys = _keys(answers)
    return {**identity(keys, found), **linking(_truth(answers, keys), found)}


def _keys(answers: Path) -> dict[str, str]:
    return {
        row["message_id"]: row.get("content_key") or row.get("message_key") or row["message_id"]
        for row in _rows(answers / "messages.csv")
    }


def _trials(database: Database, tenant_id: int, answers: Path) -> dict[str, Any]:
    """Return the figures of each trial, named for it."""
    truth = _truth(answers, _keys(answers))
    found: dict[str, Any] = {}
    with database.as_system(tenant_id) as connection:
        for name, prepare in TRIALS.items():
            with trials.taken_back(connection):
                prepare(connection)
                trials.link_all(connection, tenant_id)
                if name != AS_IT_IS:
                    told = linking(truth, _linked(connection))
                    found |= {f"{name}: {key}": told[key] for key in ("linked_right", "automatic_precision")}
                found[f"{name}: learning"] = learning(trials.learning(connection, tenant_id, truth))
    return found


def learning(lessons: Iterable[trials.Lesson]) -> str:
    """Say what corrections did, over all mailboxes that had enough errors."""
    told = list(lessons)
    if not told:
        return f"no mailbox has {trials.CORRECTIONS + trials.LEAST_REST} errors"
    before, after = sum(one.errors_before for one in told), sum(one.errors_after for one in told)
    less = (before - after) / before if before else 0.0
    return (
        f"{trials.CORRECTIONS} corrected in each of {len(told)} mailboxes, errors in the rest {before} -> {after}"
        f" ({less:.0%} fewer), linked wrongly {sum(one.wrong_before for one in told)}"
        f" -> {sum(one.wrong_after for one in told)}"
    )


def identity(keys: Mapping[str, str], found: Mapping[str, Linked]) -> dict[str, Any]:
    """Compare which copies were joined with which should be: any pair too many or too few is counted."""
    by_message: dict[int, set[str]] = defaultdict(set)
    by_key: dict[str, set[int]] = defaultdict(set)
    for message_id, key in keys.items():
        if message_id in found:
            by_message[found[message_id].message_id].add(key)
            by_key[key].add(found[message_id].message_id)
    return {
        "mails": len(by_key),
        "mails_missing": sum(message_id not in found for message_id in keys),
        "mails_joined_wrongly": sum(len(same) > 1 for same in by_message.values()),
        "mails_split_wrongly": sum(len(same) > 1 for same in by_key.values()),
    }


def linking(truth: Mapping[str, set[str]], found: Mapping[str, Linked]) -> dict[str, Any]:
    """Return shares of the mails whose answer is known, each with its 95 % Wilson interval.

    A mail may belong to several opportunities, and to none: then linking it is wrong too.
    """
    counted: Counter[str] = Counter()
    for message_id, answers in truth.items():
        one = found.get(message_id)
        if one is None:
            continue
        linked = one.linked if one.state == "confirmed" else ""
        if not answers:
            counted["needless"] += bool(linked)
        elif linked:
            counted["right" if linked in answers else "wrong"] += 1
        elif one.first:
            counted["first_right" if one.first in answers else "first_wrong"] += 1
    total = sum(bool(answers) for answers in truth.values())
    right, wrong = counted["right"], counted["wrong"]
    return {
        "mails_of_opportunities": total,
        "linked_right": _share(right, total),
        "linked_wrong": _share(wrong, total),
        "linked_or_suggested_right": _share(right + counted["first_right"], total),
        "linked_or_suggested_wrong": _share(wrong + counted["first_wrong"], total),
        "linked_though_none": _share(counted["needless"], len(truth) - total),
        "automatic_precision": _share(right, right + wrong + counted["needless"]),
    }


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share (Wilson 1927)."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _share(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    share = hits / total if total else 0.0
    return f"{hits}/{total} = {share:.3f} [{low:.3f}, {high:.3f}]"


def _truth(answers: Path, keys: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the opportunities of each mail by one of its Message-IDs; none where the key says that it has none."""
    if (answers / "threads.csv").is_file():
        one_of = {key: message_id for message_id, key in keys.items()}
        pairs = [(one_of.get(row["content_key"], ""), row["opportunity"]) for row in _rows(answers / "threads.csv")]
    else:
        pairs = [(row["message_id"], row["opportunity"]) for row in _rows(answers / "links.csv")]
    truth: dict[str, set[str]] = defaultdict(set)
    for message_id, opportunity in pairs:
        if message_id:
            truth[message_id] |= {opportunity} - {""}
    return truth


def _linked(connection: Connection) -> dict[str, Linked]:
    rows = connection.execute(sa.text(_LINKS))
    return {
        f"<{row.key.removeprefix('id:')}>": Linked(row.message_id, row.state or "", row.linked or "", row.first or "")
        for row in rows
    }


def _rows(path: Path) -> Iterable[dict[str, str]]:
    if not path.is_file():
        raise InvalidInputError(f"{path} is not there; the answer key needs it")
    with path.open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
