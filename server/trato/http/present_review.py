"""From weekly reviews to the API's JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from trato.crm.opportunity_changes import ChangeView
from trato.crm.views import InteractionView
from trato.db.engine import Caller
from trato.http import present, present_pipeline
from trato.http import schemas_review as out
from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.piles import Brief
from trato.selling.pipeline.rows import PipelineRow
from trato.selling.review.model import Course, Item, Review
from trato.selling.review.rules import Verdict
from trato.selling.review.unlinked import Unlinked


def head(one: Review, who: Caller) -> out.ReviewHeadOut:
    """Present whose review it is, and of which week."""
    return out.ReviewHeadOut(
        id=str(one.id),
        owner=present.named(one.owner),
        is_own=one.owner.id == who.user_id,
        week_on=one.week_on,
        started_at=one.started_at,
        finished_at=one.finished_at,
        shared_at=one.shared_at,
    )


def course(found: Course, shown: Mapping[int, Brief], total: Group, who: Caller) -> out.ReviewOut:
    """Present a review as it stands."""
    counts = found.counts
    return out.ReviewOut(
        review=head(found.review, who),
        now=who.at,
        items=[
            stand(one, shown[one.candidate.opportunity_id])
            for one in found.items
            if one.candidate.opportunity_id in shown
        ],
        summary=out.ReviewSummaryOut(
            confirmed=counts[Verdict.CONFIRMED],
            changed=counts[Verdict.CHANGED],
            closed=counts[Verdict.CLOSED],
            skipped=counts[Verdict.SKIPPED],
            left=counts[None],
            waiting=found.waiting,
            total=present_pipeline.group(total),
        ),
        comments=[
            out.ReviewCommentOut(
                id=str(one.id),
                opportunity_id=present.text_id(one.opportunity_id),
                author=present.named(one.author),
                at=one.at,
                words=one.words,
            )
            for one in found.comments
        ],
        streak=found.streak,
        is_to_be_shared=found.is_to_be_shared,
    )


def stand(one: Item, brief: Brief) -> out.ReviewStandOut:
    """Present an opportunity as it stands in a review."""
    return out.ReviewStandOut.model_validate(
        {
            "opportunity": present_pipeline.brief(brief),
            "close_date": one.candidate.close_date,
            "next_date": one.candidate.next_date,
            "why": [why.value for why in one.why],
            "must_act": one.must_act,
            "reviews_without_change": one.candidate.reviews_without_change,
            "verdict": one.verdict.value if one.verdict else None,
            "at": one.at,
        }
    )


def item(
    one: Item,
    brief: Brief,
    row: PipelineRow,
    since: datetime,
    happened: Sequence[InteractionView],
    changed: Sequence[ChangeView],
    language: str,
) -> out.ReviewItemOut:
    """Present an opportunity in a review with what happened since."""
    return out.ReviewItemOut(
        stand=stand(one, brief),
        row=present_pipeline.row(row, language),
        since=since,
        happened=[present.interaction(each) for each in happened],
        changes=[present_pipeline.change(each) for each in changed],
    )


def unlinked(one: Unlinked) -> out.UnlinkedOut:
    """Present a thread that may become an opportunity."""
    return out.UnlinkedOut(
        thread_id=str(one.thread_id),
        subject=one.subject,
        account=present.named(one.account),
        contacts=[present.named(person) for person in one.people],
        mails=one.mails,
        last_at=one.last_at,
    )
