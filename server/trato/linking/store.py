"""Write links: the decision in force for each thread or event, with its ranked suggestions; who held what is out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.db.arrays import in_list
from trato.db.bulk import insert_many, new_ids
from trato.linking.counting import MailFacts
from trato.linking.model import Decision, Reason
from trato.linking.tables import link_suggestions, links, taken_out_holders


def reasons_json(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Return reasons in the form that is stored and sent."""
    return [reason.as_json() for reason in reasons]


def save_decisions(connection: Connection, tenant_id: int, column: str, decided: Mapping[int, Decision]) -> int:
    """Make the links of these threads (`thread_id`) or events (`event_id`) equal the decisions; return rows written.

    A link that does not change keeps its version, so that a client's ETag still fits.
    """
    rows = connection.execute(
        sa.select(links.c.id, links.c[column].label("subject_id"), links.c.version).where(
            in_list(links.c[column], list(decided))
        )
    )
    present = {row.subject_id: (row.id, row.version) for row in rows}
    new = [subject_id for subject_id in decided if subject_id not in present]
    ids = dict(zip(new, new_ids(connection, links, len(new)), strict=True))
    ids |= {subject_id: link_id for subject_id, (link_id, _) in present.items()}
    columns = ["tenant_id", "id", column, "account_id", "opportunity_id", "state", "score", "reasons", "decision_id"]
    values = [
        (
            tenant_id, ids[subject_id], subject_id, decision.account_id, decision.opportunity_id, decision.state.value,
            round(decision.score, 3), json.dumps(reasons_json(decision.reasons)), decision.decision_id,
        )
        for subject_id, decision in decided.items()
    ]  # fmt: skip
    written = insert_many(connection, links, columns, values, update=columns[3:], count_in="version")
    return written + _save_suggestions(connection, tenant_id, {ids[key]: decision for key, decision in decided.items()})


def keep_holders(connection: Connection, tenant_id: int, mails: Iterable[MailFacts]) -> None:
    """Keep who holds these mails of threads that are no business, so that an undo finds them."""
    rows = [(tenant_id, mail.message_id, user_id) for mail in mails for user_id in mail.holders]
    insert_many(connection, taken_out_holders, ["tenant_id", "message_id", "user_id"], rows)


def _save_suggestions(connection: Connection, tenant_id: int, decided: Mapping[int, Decision]) -> int:
    rows: list[tuple[Any, ...]] = [
        (tenant_id, link_id, rank, one.opportunity_id, round(one.score, 3), json.dumps(reasons_json(one.reasons)))
        for link_id, decision in decided.items()
        for rank, one in enumerate(decision.suggestions, start=1)
    ]
    columns = ["tenant_id", "link_id", "rank", "opportunity_id", "score", "reasons"]
    written = insert_many(connection, link_suggestions, columns, rows, update=columns[3:])
    lengths = {link_id: len(decision.suggestions) for link_id, decision in decided.items()}
    for length in set(lengths.values()):
        of_length = [link_id for link_id, count in lengths.items() if count == length]
        connection.execute(
            sa.delete(link_suggestions).where(
                in_list(link_suggestions.c.link_id, of_length), link_suggestions.c.rank > length
            )
        )
    return written
