"""Find customers by what somebody typed: candidates by index, ranked by fit, then by whose and how lately.

It runs as its caller in a fixed number of statements. Candidates are bounded for each kind of record, so a word that
is everywhere costs no more than one that is rare; what the caller owns is looked for by itself, so it is not lost
among the many. What is shown of a record is read from the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import TSQUERY

from trato.crm.search import typed as typing
from trato.crm.search.tables import search_entries
from trato.crm.search.typed import Entry, Match

KINDS = ("contact", "account", "opportunity", "order")
# A person who sees more than these is shown so much that narrowing the index costs more than it saves.
NARROW = 8
MOST_OWN = 40
MOST = 120
ENOUGH = 6
SURE = 3
RANKED = 10
RARE = 8
OWN_BONUS = 0.08
RECENT_BONUS = 0.08
RECENT = timedelta(days=120)
Way = Callable[[int, typing.Typed], str]


@dataclass(frozen=True, slots=True)
class Found:
    """A record that fits. `score` ranks records of all kinds; `last_at` is when any of us last dealt with it."""

    kind: str
    id: int
    score: float
    fit: typing.Fit
    place: typing.Place
    is_own: bool
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the caller sees, as far as it narrows a search; empty where it would not."""

    folded: str
    scope: str


def find(
    connection: Connection,
    tenant_id: int,
    user_id: int,
    written: str,
    *,
    kinds: Collection[str],
    now: datetime,
    limit: int,
) -> list[Found]:
    """Return the records that fit what was written, best first: at most `limit` of each kind."""
    written = written.replace("\0", "").strip()
    reach = _reach(connection, tenant_id, written)
    asked = typing.read(written, reach.folded)
    if asked.is_empty:
        return []
    wanted = [kind for kind in KINDS if kind in kinds]
    seek = _Seek(connection, tenant_id, user_id, reach.scope, wanted)
    entries: dict[tuple[str, int], Entry] = {}
    matches: list[Match] = []
    # As typed, then spelt otherwise, then within words: what begins as typed is what was meant, if there is enough.
    for way in (typing.exactly, typing.spelt, typing.inside):
        entries |= seek.entries(way(tenant_id, asked))
        matches = [match for one in entries.values() if (match := typing.match(asked, one)) is not None]
        if _is_enough(asked, matches, way):
            break
    found = [_found(match, user_id) for match in matches]
    best = [one for kind in wanted for one in _best([one for one in found if one.kind == kind], max(limit, RANKED))]
    lately = _last_interactions(connection, [one for one in _best(best, RANKED) if one.kind != "order"], now=now)
    ranked = [_with_recency(one, lately.get((one.kind, one.id)), now) for one in best]
    return _best(
        [one for kind in wanted for one in _best([r for r in ranked if r.kind == kind], limit)], limit * len(KINDS)
    )


def _is_enough(asked: typing.Typed, matches: Sequence[Match], way: Way) -> bool:
    """Tell whether to look no further: other spellings, and above all parts of words, cost most and mean least.

    Of what has many words, all of them whole, somebody was sure: a name in full, an address. Two words or more that are
    found, one of them spelt otherwise, are seldom parts of other words.
    """
    if len(matches) >= ENOUGH:
        return True
    if len(asked.words) >= SURE and any(match.fit is typing.Fit.WHOLE for match in matches):
        return True
    return way is typing.spelt and len(asked.words) > 1 and bool(matches)


def fitting(
    connection: Connection, tenant_id: int, kind: str, key: sa.Column[int], written: str
) -> sa.ColumnElement[bool]:
    """Return the condition that a record of a kind, by its id, fits what was written: for lists in an order of theirs.

    Where nothing begins as written, it is what is spelt much like it or has it within a word.
    """
    folded = connection.execute(sa.select(sa.func.trato_fold(written.replace("\0", "")))).scalar_one()
    asked = typing.read(written, folded or "")
    if asked.is_empty:
        return sa.true() if not written.strip() else sa.false()
    ways = [_has(tenant_id, kind, way(tenant_id, asked)) for way in (typing.exactly, typing.spelt, typing.inside)]
    which = connection.execute(sa.select(*(sa.exists(one) for one in ways[:2]))).one()
    return key.in_(next((way for way, is_any in zip(ways, which, strict=False) if is_any), ways[-1]))


def _has(tenant_id: int, kind: str, query: str) -> sa.Select[tuple[int]]:
    asked = sa.cast(f"({query}) & {typing.of_kind(tenant_id, kind)}", TSQUERY)
    return sa.select(search_entries.c.object_id).where(
        search_entries.c.kind == kind, search_entries.c.terms.op("@@")(asked)
    )


def _reach(connection: Connection, tenant_id: int, written: str) -> _Reach:
    row = connection.execute(_REACH, {"typed": written}).one()
    if row.sees_all == "true":
        return _Reach(row.folded, "")
    people, territories = _numbers(row.people), _numbers(row.territories)
    granted = _numbers(row.granted)
    if len(people) + len(territories) + len(granted) > NARROW:
        return _Reach(row.folded, "")
    return _Reach(row.folded, typing.scope(tenant_id, people=people, territories=territories, accounts=granted))


_REACH = sa.text("""
SELECT trato_fold(:typed) AS folded, current_setting('app.sees_all', true) AS sees_all,
       current_setting('app.people', true) AS people, current_setting('app.territories', true) AS territories,
       current_setting('app.granted', true) AS granted
""")


def _numbers(listed: str | None) -> list[int]:
    return [int(one) for one in (listed or "").split(",") if one]


@dataclass(frozen=True, slots=True)
class _Seek:
    """Asks the index: for what the caller owns, for what they see, and for rarer kinds where there is too much."""

    connection: Connection
    tenant_id: int
    user_id: int
    scope: str
    kinds: Sequence[str]

    def entries(self, query: str) -> dict[tuple[str, int], Entry]:
        """Return the entries that the query finds, some of them where there are many."""
        everything = f"({query}) & ({self.scope})" if self.scope else query
        if len(self.kinds) < len(KINDS):
            everything = f"({everything}) & ({self._of(self.kinds)})"
        own = typing.scope(self.tenant_id, people=[self.user_id], territories=[], accounts=[])
        found = self._some([(f"({everything}) & ({own})", MOST_OWN), (everything, MOST)])
        told = Counter(kind for kind, _ in found)
        rare = [kind for kind in self.kinds if told[kind] < RARE]
        if len(found) >= MOST and rare:
            found |= self._some([(f"({everything}) & ({self._of([kind])})", MOST_OWN) for kind in rare])
        return found

    def _of(self, kinds: Sequence[str]) -> str:
        return " | ".join(typing.of_kind(self.tenant_id, kind) for kind in kinds)

    def _some(self, asked: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        parts = " UNION ALL ".join(_SOME.format(at=at, most=most) for at, (_, most) in enumerate(asked))
        rows = self.connection.execute(sa.text(parts), {f"query_{at}": query for at, (query, _) in enumerate(asked)})
        return {(row.kind, row.object_id): _entry(row) for row in rows}


_SOME = (
    "(SELECT kind, object_id, owner_ids, called, addressed, within, digits FROM search_entries"
    " WHERE terms @@ CAST(:query_{at} AS tsquery) LIMIT {most})"
)


def _entry(row: Any) -> Entry:
    return Entry(row.kind, row.object_id, tuple(row.owner_ids), row.called, row.addressed, row.within, row.digits)


def _found(match: Match, user_id: int) -> Found:
    is_own = user_id in match.entry.owner_ids
    score = match.score + (OWN_BONUS if is_own else 0.0)
    return Found(match.entry.kind, match.entry.object_id, score, match.fit, match.place, is_own)


def _best(found: Collection[Found], most: int) -> list[Found]:
    return sorted(found, key=lambda one: (-one.score, one.kind, one.id))[:most]


def _with_recency(one: Found, last_at: datetime | None, now: datetime) -> Found:
    if last_at is None:
        return one
    freshness = max(0.0, 1.0 - (now - last_at) / RECENT)
    return replace(one, score=one.score + RECENT_BONUS * freshness, last_at=last_at)


def _last_interactions(
    connection: Connection, found: Sequence[Found], *, now: datetime
) -> dict[tuple[str, int], datetime]:
    rows = connection.execute(
        _LAST, {"kinds": [one.kind for one in found], "ids": [one.id for one in found], "now": now}
    )
    return {(row.kind, row.id): row.last_at for row in rows if row.last_at is not None}


# One probe of an index for each: whose row comes first under row security is the newest that the caller may know of.
_LAST = sa.text("""
SELECT a.kind, a.id, CASE a.kind
  WHEN 'contact' THEN (SELECT c.ends_at FROM interaction_contacts c WHERE c.contact_id = a.id AND c.ends_at <= :now
                       ORDER BY c.ends_at DESC LIMIT 1)
  WHEN 'account' THEN (SELECT c.ends_at FROM interaction_accounts c WHERE c.account_id = a.id AND c.ends_at <= :now
                       ORDER BY c.ends_at DESC LIMIT 1)
  ELSE (SELECT i.ends_at FROM interactions i WHERE i.opportunity_id = a.id AND i.ends_at <= :now
        ORDER BY i.ends_at DESC LIMIT 1) END AS last_at
FROM unnest(:kinds, :ids) AS a(kind, id)
""").bindparams(
    sa.bindparam("kinds", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)),
    sa.bindparam("now", type_=sa.DateTime(timezone=True)),
)
