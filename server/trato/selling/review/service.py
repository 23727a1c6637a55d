"""Begin a review, go through it, finish it: on the server, so that one may stop anywhere and go on elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.crm import opportunity_changes as changes
from trato.crm.tables import opportunities
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory import store as directory
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, InvalidInputError, NotFoundError
from trato.selling.review.candidates import candidates
from trato.selling.review.model import (
    Comment,
    Course,
    Decision,
    Item,
    NotYourReviewError,
    Review,
    ReviewNeedsActionError,
)
from trato.selling.review.rules import Candidate, Verdict, Why, in_order, is_to_be_shared, streak, week_of
from trato.selling.review.tables import review_comments, review_items, reviews

MOST_COMMENTS = 500
MOST_REVIEWS = 60


def start(connection: Connection, caller: Caller) -> int:
    """Begin the caller's review of this week, or find it begun; return its id."""
    zone = ZoneInfo(directory.tenant_profile(connection, caller.tenant_id).timezone)
    week_on = week_of(caller.at, zone)
    values = {"tenant_id": caller.tenant_id, "owner_id": caller.user_id, "week_on": week_on, "started_at": caller.at}
    connection.execute(insert(reviews).values(values).on_conflict_do_nothing())
    mine = sa.and_(reviews.c.owner_id == caller.user_id, reviews.c.week_on == week_on)
    found: int = connection.execute(sa.select(reviews.c.id).where(mine)).scalar_one()
    return found


def all_reviews(connection: Connection) -> list[Review]:
    """Return the newest reviews, one's own and those of the people below."""
    return [_review(row) for row in connection.execute(_REVIEWS.order_by(*_NEWEST).limit(MOST_REVIEWS))]


def course(connection: Connection, caller: Caller, review_id: int) -> Course:
    """Return a review as it stands. Raises NotFoundError for one the caller may not see."""
    review = course_head(connection, review_id)
    verdicts = {
        row.opportunity_id: row
        for row in connection.execute(sa.select(review_items).where(review_items.c.review_id == review_id))
    }
    zone = ZoneInfo(directory.tenant_profile(connection, caller.tenant_id).timezone)
    mine = sa.and_(opportunities.c.owner_id == review.owner.id, opportunities.c.closed_as.is_(None))
    condition = sa.or_(mine, opportunities.c.id.in_(list(verdicts))) if verdicts else mine
    found = candidates(connection, condition, review_id=review_id, now=caller.at)
    ordered = in_order(found, caller.at, caller.at.astimezone(zone).date())
    finished = connection.execute(
        sa.select(reviews.c.week_on).where(reviews.c.owner_id == review.owner.id, reviews.c.finished_at.is_not(None))
    ).scalars()
    shared = connection.execute(
        sa.select(sa.func.max(reviews.c.shared_at)).where(reviews.c.owner_id == review.owner.id)
    ).scalar()
    return Course(
        review=review,
        items=[_item(one, why, verdicts.get(one.opportunity_id)) for one, why in ordered],
        comments=_comments(connection, review_id),
        streak=streak(set(finished), review.week_on),
        is_to_be_shared=is_to_be_shared(shared, caller.at),
    )


def item(connection: Connection, caller: Caller, review_id: int, opportunity_id: int) -> Item:
    """Return one opportunity of a review. Raises NotFoundError for what the caller may not see."""
    course_head(connection, review_id)
    found = candidates(connection, opportunities.c.id == opportunity_id, review_id=review_id, now=caller.at)
    if not found:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    row = connection.execute(sa.select(review_items).where(_of(review_id, opportunity_id))).first()
    zone = ZoneInfo(directory.tenant_profile(connection, caller.tenant_id).timezone)
    ((one, why),) = in_order(found, caller.at, caller.at.astimezone(zone).date())
    return _item(one, why, row)


def since(review: Review, one: Candidate) -> datetime:
    """Return from when on things are news in a review: the last time it was reviewed, or a week before this one."""
    week = review.started_at - timedelta(days=7)
    return max((past.at for past in one.past if past.at < review.started_at), default=week)


def decide(
    connection: Connection, caller: Caller, review_id: int, opportunity_id: int, decision: Decision, *, version: int
) -> Verdict:
    """Write what is decided about an opportunity, with its changes, in one transaction; return what that makes of it.

    Raises NotFoundError, NotYourReviewError, ChangedMeanwhileError when `version` is not the present one,
    ReviewNeedsActionError when it must get an action and this is none, and what changing and closing raise.
    """
    review = require_own(connection, caller, review_id)
    _require_version(connection, opportunity_id, version)
    before = item(connection, caller, review_id, opportunity_id).candidate
    changed = bool(decision.fields) and bool(
        changes.change(connection, caller, opportunity_id, decision.fields or {}, version=None)
    )
    if decision.closure is not None:
        changes.close(connection, caller, opportunity_id, *decision.closure, version=None)
    verdict = verdict_of(decision, before, review.started_at, is_changed=changed)
    if before.must_act and verdict in (Verdict.CONFIRMED, Verdict.SKIPPED):
        raise ReviewNeedsActionError(
            "two reviews changed nothing here: give it a next step, a date, an amount or another stage, or close it"
        )
    row = {"verdict": verdict.value, "at": caller.at}
    connection.execute(
        insert(review_items)
        .values(tenant_id=caller.tenant_id, review_id=review_id, opportunity_id=opportunity_id, **row)
        .on_conflict_do_update(index_elements=["tenant_id", "review_id", "opportunity_id"], set_=row)
    )
    return verdict


def verdict_of(decision: Decision, before: Candidate, started_at: datetime, *, is_changed: bool) -> Verdict:
    """Tell what a decision makes of an opportunity; what was changed since the review began counts as well."""
    if decision.closure is not None:
        return Verdict.CLOSED
    if is_changed or (before.changed_at is not None and before.changed_at >= started_at):
        return Verdict.CHANGED
    return Verdict.SKIPPED if decision.is_skipped else Verdict.CONFIRMED


def take_back(connection: Connection, caller: Caller, review_id: int, opportunity_id: int) -> None:
    """Have an opportunity as not reviewed yet; what was changed of it stays. Raises NotFoundError."""
    require_own(connection, caller, review_id)
    gone = connection.execute(sa.delete(review_items).where(_of(review_id, opportunity_id)))
    if not gone.rowcount:
        raise NotFoundError(f"opportunity {opportunity_id} is not reviewed yet, or it is not yours to see")


def finish(connection: Connection, caller: Caller, review_id: int) -> None:
    """End a review; what is left stays for the next.

    Raises ReviewNeedsActionError while something waits for an action.
    """
    require_own(connection, caller, review_id)
    waiting = course(connection, caller, review_id).waiting
    if waiting:
        raise ReviewNeedsActionError(f"{waiting} opportunities must get an action first: two reviews changed nothing")
    _mark(connection, review_id, "finished_at", caller.at)


def note_shared(connection: Connection, caller: Caller, review_id: int) -> None:
    """Note that a review went to somebody, or into a draft for them."""
    require_own(connection, caller, review_id)
    _mark(connection, review_id, "shared_at", caller.at)


def comment(connection: Connection, caller: Caller, review_id: int, words: str, opportunity_id: int | None) -> None:
    """Say something of a review that one may see. Raises NotFoundError, InvalidInputError without words."""
    course_head(connection, review_id)
    if opportunity_id is not None:
        item(connection, caller, review_id, opportunity_id)
    if not words.strip():
        raise InvalidInputError("words: say something")
    connection.execute(
        sa.insert(review_comments).values(
            tenant_id=caller.tenant_id,
            review_id=review_id,
            opportunity_id=opportunity_id,
            author_id=caller.user_id,
            at=caller.at,
            words=words.strip(),
        )
    )


_REVIEWS = sa.select(reviews, users.c.name.label("owner_name")).join(
    users, sa.and_(users.c.tenant_id == reviews.c.tenant_id, users.c.id == reviews.c.owner_id)
)
_NEWEST = (reviews.c.week_on.desc(), sa.func.trato_fold(users.c.name), reviews.c.id)


def course_head(connection: Connection, review_id: int) -> Review:
    """Return whose review it is, and of which week. Raises NotFoundError for one the caller may not see."""
    row = connection.execute(_REVIEWS.where(reviews.c.id == review_id)).first()
    if row is None:
        raise NotFoundError(f"no review {review_id}, or it is not yours to see")
    return _review(row)


def require_own(connection: Connection, caller: Caller, review_id: int) -> Review:
    """Return a review of the caller's. Raises NotFoundError, NotYourReviewError."""
    found = course_head(connection, review_id)
    if found.owner.id != caller.user_id:
        raise NotYourReviewError(f"this is the review of {found.owner.name}; you can look and comment")
    return found


def _mark(connection: Connection, review_id: int, column: str, at: datetime) -> None:
    connection.execute(sa.update(reviews).where(reviews.c.id == review_id).values({column: at}))


def _review(row: Any) -> Review:
    owner = Named(row.owner_id, row.owner_name)
    return Review(row.id, owner, row.week_on, row.started_at, row.finished_at, row.shared_at)


def _item(one: Candidate, why: tuple[Why, ...], row: Any) -> Item:
    return Item(one, why, None if row is None else Verdict(row.verdict), None if row is None else row.at)


def _of(review_id: int, opportunity_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(review_items.c.review_id == review_id, review_items.c.opportunity_id == opportunity_id)


def _require_version(connection: Connection, opportunity_id: int, version: int) -> None:
    row = connection.execute(
        sa.select(opportunities.c.version).where(opportunities.c.id == opportunity_id).with_for_update()
    ).first()
    if row is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    if row.version != version:
        raise ChangedMeanwhileError("somebody changed this opportunity meanwhile; look again, then decide")


def _comments(connection: Connection, review_id: int) -> list[Comment]:
    table = review_comments
    rows = connection.execute(
        sa.select(table, users.c.name.label("author_name"))
        .join(users, sa.and_(users.c.tenant_id == table.c.tenant_id, users.c.id == table.c.author_id))
        .where(table.c.review_id == review_id)
        .order_by(table.c.at, table.c.id)
        .limit(MOST_COMMENTS)
    )
    return [
        Comment(row.id, row.opportunity_id, Named(row.author_id, row.author_name), row.at, row.words) for row in rows
    ]
