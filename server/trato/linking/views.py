"""Links and suggestions as their reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import aggregate_order_by

from trato.crm.tables import opportunities, opportunity_contacts
from trato.db.arrays import in_list
from trato.directory.tables import users
from trato.linking.model import Reason, ReasonCode
from trato.linking.tables import link_decisions, link_suggestions, links, message_links
from trato.linking.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A ranked candidate, as shown."""

    opportunity_id: int
    score: float
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class LinkView:
    """The link in force, as shown, and the candidates that its reader may see, ranked."""

    thread_id: int | None
    event_id: int | None
    state: str
    opportunity_id: int | None
    account_id: int | None
    score: float
    decided_by: str | None
    reasons: Sequence[Mapping[str, Any]]
    version: int
    suggestions: tuple[SuggestionView, ...] = ()


def link_view(
    connection: Connection,
    *,
    thread_id: int | None = None,
    event_id: int | None = None,
    message_id: int | None = None,
) -> LinkView | None:
    """Return the link of a thread or event, None where there is none; of one mail where that turned elsewhere.

    Of an opportunity that the reader may not see nothing is told, not even why or how surely.
    """
    if thread_id is None and event_id is None:
        return None
    asked = {"of": thread_id if thread_id is not None else event_id, "message": message_id}
    row = connection.execute(_LINK_OF_THREAD if thread_id is not None else _LINK_OF_EVENT, asked).first()
    if row is None:
        return None
    decided_by = (row.user_name or "") if row.decision_id is not None else None
    link = LinkView(
        row.thread_id, row.event_id, row.state, row.opportunity_id, row.account_id, row.score, decided_by,
        row.reasons or (), row.version,
        tuple(SuggestionView(chosen, score, reasons or ()) for chosen, score, reasons in row.suggested or ()),
    )  # fmt: skip
    link = link if row.opportunity_id == row.seen_id else _unclaimed(link)
    return link if row.turned_id is None else _of_mail(link, row)


# What a single mail turned to.
_TURNED = opportunities.alias("turned")
# With the link rather than by a statement of their own: each would ask anew who the link is for.
_SUGGESTED = (
    sa.select(
        sa.func.array_agg(
            aggregate_order_by(
                sa.func.jsonb_build_array(
                    link_suggestions.c.opportunity_id, link_suggestions.c.score, link_suggestions.c.reasons
                ),
                link_suggestions.c.rank,
            )
        )
    )
    .where(link_suggestions.c.tenant_id == links.c.tenant_id, link_suggestions.c.link_id == links.c.id)
    .scalar_subquery()
)
# Statements that the pane asks all the time are made once: making one takes longer than to ask it by its key.
_LINK = (
    sa.select(
        links,
        users.c.name.label("user_name"),
        opportunities.c.id.label("seen_id"),
        message_links.c.number,
        _TURNED.c.id.label("turned_id"),
        _TURNED.c.account_id.label("turned_account_id"),
        _SUGGESTED.label("suggested"),
    )
    .outerjoin(
        opportunities,
        sa.and_(opportunities.c.tenant_id == links.c.tenant_id, opportunities.c.id == links.c.opportunity_id),
    )
    .outerjoin(
        link_decisions,
        sa.and_(link_decisions.c.tenant_id == links.c.tenant_id, link_decisions.c.id == links.c.decision_id),
    )
    .outerjoin(
        users,
        sa.and_(users.c.tenant_id == link_decisions.c.tenant_id, users.c.id == link_decisions.c.decided_by_id),
    )
    .outerjoin(
        message_links,
        sa.and_(
            message_links.c.tenant_id == links.c.tenant_id,
            message_links.c.message_id == sa.bindparam("message", type_=sa.BigInteger),
        ),
    )
    .outerjoin(
        _TURNED,
        sa.and_(_TURNED.c.tenant_id == message_links.c.tenant_id, _TURNED.c.id == message_links.c.opportunity_id),
    )
)
_OF = sa.bindparam("of", type_=sa.BigInteger)
_LINK_OF_THREAD, _LINK_OF_EVENT = _LINK.where(links.c.thread_id == _OF), _LINK.where(links.c.event_id == _OF)


def _of_mail(link: LinkView, row: Any) -> LinkView:
    """Return the link of a mail that turned elsewhere, by the number that it names."""
    points = WEIGHTS.points[ReasonCode.REFERENCE_NUMBER]
    reason = Reason(ReasonCode.REFERENCE_NUMBER, points, {"number": row.number})
    return replace(
        link, state="confirmed", opportunity_id=row.turned_id, account_id=row.turned_account_id, score=points,
        reasons=(reason.as_json(),),
    )  # fmt: skip


def as_claimed(
    connection: Connection,
    link: LinkView | None,
    contact_ids: Sequence[int],
    account_ids: Sequence[int],
    *,
    is_internal: bool,
) -> LinkView | None:
    """Hide a thread's opportunity from a mail of outsiders in which nobody of it takes part, as counting does.

    A forged reference shows nobody else's opportunity; what a person decided stands, and what colleagues write to
    each other within the thread belongs to it.
    """
    if (
        link is None
        or is_internal
        or link.opportunity_id is None
        or link.decided_by is not None
        or link.account_id in account_ids
    ):
        return link
    taking_part = connection.execute(
        sa.select(sa.literal(1)).where(
            opportunity_contacts.c.opportunity_id == link.opportunity_id,
            in_list(opportunity_contacts.c.contact_id, contact_ids),
        )
    ).first()
    return link if taking_part else _unclaimed(link)


def _unclaimed(link: LinkView) -> LinkView:
    # That a person decided stays visible, as does who; to what is not for this reader.
    state = link.state if link.decided_by is not None else "none"
    return replace(link, state=state, opportunity_id=None, account_id=None, score=0.0, reasons=())
