"""Write links: the decision in force for each thread or event, with its ranked suggestions; who held what is out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import array_literal, in_list
from trato.db.bulk import insert_many, insert_new, new_ids
from trato.linking.counting import MailFacts
from trato.linking.model import Decision, Reason
from trato.linking.segments import Turn
from trato.linking.tables import link_suggestions, links, message_links, taken_out_holders


def reasons_json(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Return reasons in the form that is stored and sent."""
    return [reason.as_json() for reason in reasons]


def _written(reasons: Sequence[Reason]) -> str:
    return msgspec.json.encode(reasons_json(reasons)).decode()


def save_decisions(connection: Connection, tenant_id: int, column: str, decided: Mapping[int, Decision]) -> list[int]:
    """Make the links of these threads (`thread_id`) or events (`event_id`) equal the decisions.

    A link that does not change keeps its version, so that a client's ETag still fits. Return the ids of links that
    stand alone, or stood, where that or their opportunity changed: what is near them may be decided otherwise now.
    """
    rows = connection.execute(
        sa.select(links.c[column].label("subject_id"), links.c.id, links.c.opportunity_id, links.c.stands_alone).where(
            in_list(links.c[column], list(decided))
        )
    )
    present = {row.subject_id: row for row in rows}
    new = [subject_id for subject_id in decided if subject_id not in present]
    columns = [
        "tenant_id", "id", column, "account_id", "opportunity_id", "state", "score", "reasons", "decision_id",
        "stands_alone",
    ]  # fmt: skip
    fresh = list(zip(new_ids(connection, links, len(new)), new, strict=True))
    insert_new(connection, links, columns, _links(tenant_id, fresh, decided))
    insert_new(connection, link_suggestions, _SUGGESTIONS, _suggestions(tenant_id, fresh, decided))
    kept = [(row.id, subject_id) for subject_id, row in present.items()]
    insert_many(connection, links, columns, _links(tenant_id, kept, decided), update=columns[3:], count_in="version")
    _cut_suggestions(connection, {link_id: len(decided[subject_id].suggestions) for link_id, subject_id in kept})
    suggestions = _suggestions(tenant_id, kept, decided)
    insert_many(connection, link_suggestions, _SUGGESTIONS, suggestions, update=_SUGGESTIONS[3:])
    before = {key: (row.opportunity_id if row.stands_alone else None) for key, row in present.items()}
    after = {key: (one.opportunity_id if one.stands_alone else None) for key, one in decided.items()}
    return [link_id for link_id, key in (*fresh, *kept) if before.get(key) != after[key]]


def save_apart(connection: Connection, tenant_id: int, message_ids: Sequence[int], apart: Mapping[int, Turn]) -> None:
    """Make what single mails among these concern, apart from their thread, equal `apart`."""
    gone = in_list(message_links.c.message_id, [one for one in message_ids if one not in apart])
    connection.execute(sa.delete(message_links).where(gone))
    rows = [(tenant_id, message_id, turn.opportunity_id, turn.number) for message_id, turn in apart.items()]
    columns = ["tenant_id", "message_id", "opportunity_id", "number"]
    insert_many(connection, message_links, columns, rows, update=columns[2:])


def keep_holders(connection: Connection, tenant_id: int, mails: Iterable[MailFacts]) -> None:
    """Keep who holds these mails of threads that are no business, so that an undo finds them."""
    rows = [(tenant_id, mail.message_id, user_id) for mail in mails for user_id in mail.holders]
    insert_many(connection, taken_out_holders, ["tenant_id", "message_id", "user_id"], rows)


Placed = Sequence[tuple[int, int]]
_SUGGESTIONS = ("tenant_id", "link_id", "rank", "opportunity_id", "score", "reasons")


def _links(tenant_id: int, placed: Placed, decided: Mapping[int, Decision]) -> list[tuple[Any, ...]]:
    pairs = [(link_id, subject_id, decided[subject_id]) for link_id, subject_id in placed]
    return [
        (
            tenant_id, link_id, subject_id, decision.account_id, decision.opportunity_id, decision.state.value,
            round(decision.score, 3), _written(decision.reasons), decision.decision_id,
            decision.stands_alone,
        )
        for link_id, subject_id, decision in pairs
    ]  # fmt: skip


def _suggestions(tenant_id: int, placed: Placed, decided: Mapping[int, Decision]) -> list[tuple[Any, ...]]:
    return [
        (tenant_id, link_id, rank, one.opportunity_id, round(one.score, 3), _written(one.reasons))
        for link_id, subject_id in placed
        for rank, one in enumerate(decided[subject_id].suggestions, start=1)
    ]


def _cut_suggestions(connection: Connection, lengths: Mapping[int, int]) -> None:
    """Remove what ranks behind the suggestions that these links have now."""
    if lengths:
        given = {"links": array_literal(list(lengths)), "lengths": array_literal(list(lengths.values()))}
        connection.execute(_CUT, given)


_CUT = sa.text(
    "DELETE FROM link_suggestions AS one"
    " USING unnest(CAST(:links AS bigint[]), CAST(:lengths AS int[])) AS now (id, length)"
    " WHERE one.link_id = now.id AND one.rank > now.length"
).bindparams(sa.bindparam("links", type_=sa.types.NullType()), sa.bindparam("lengths", type_=sa.types.NullType()))
