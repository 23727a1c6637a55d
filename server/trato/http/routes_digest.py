"""`/digest` and `/digest-wish`: the caller's page of the day, and when they want to be told of it."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import present, present_scheduling
from trato.http import schemas_digest as out
from trato.http.auth import caller, language, services
from trato.scheduling.digest.gathering import DigestView, DueStep, TodaysVisit
from trato.scheduling.digest.service import Digests, DigestWish
from trato.scheduling.digest.words import digest_text

blueprint = APIBlueprint("digest", __name__, tag="The day")


@blueprint.get("/digest")
@blueprint.output(out.DigestOut)
@blueprint.doc(operation_id="getDigest", summary="What is due today, whom one meets, which kept times run out")
def get_digest() -> Response:
    """Return the caller's day as it stands now, in fields and as a text."""
    found = Digests(services().database).today(caller())
    return jsonify(_digest(found).model_dump(mode="json"))


@blueprint.get("/digest-wish")
@blueprint.output(out.DigestWishOut)
@blueprint.doc(operation_id="getDigestWish", summary="When the caller is told of their day")
def get_digest_wish() -> Response:
    """Return whether and at which hour the caller is told of their day."""
    return _wish(Digests(services().database).wish_of(caller()))


@blueprint.put("/digest-wish")
@blueprint.input(out.DigestWishIn)
@blueprint.output(out.DigestWishOut)
@blueprint.doc(operation_id="setDigestWish", summary="Say when to be told of one's day, or never")
def set_digest_wish(json_data: out.DigestWishIn) -> Response:
    """Note when the caller wants to be told of their day."""
    wish = DigestWish(json_data.is_on, json_data.hour)
    Digests(services().database).wish(caller(), wish)
    return _wish(wish)


def _wish(wish: DigestWish) -> Response:
    return jsonify(out.DigestWishOut(is_on=wish.is_on, hour=wish.hour).model_dump(mode="json"))


def _digest(view: DigestView) -> out.DigestOut:
    return out.DigestOut(
        steps=[_step(one) for one in view.steps],
        steps_in_all=view.steps_in_all,
        visits=[_visit(one) for one in view.visits],
        holds=[
            out.ExpiringHoldOut(
                id=str(one.id), start=one.starts_at, end=one.ends_at, expires_at=one.expires_at, reason=one.reason
            )
            for one in view.holds
        ],
        text=digest_text(view, language()),
    )


def _step(one: DueStep) -> out.DueStepOut:
    due = one.proposal.due
    return out.DueStepOut.model_validate(
        {
            "opportunity_id": str(one.opportunity.id), "opportunity": one.opportunity.name,
            "kind": one.proposal.need.kind.value, "objective": one.proposal.need.objective(language()),
            "due": {"start": due.start, "end": due.end},
            "reasons": [present_scheduling.reason(reason) for reason in one.proposal.reasons],
        }
    )  # fmt: skip


def _visit(one: TodaysVisit) -> out.TodaysVisitOut:
    return out.TodaysVisitOut(
        meeting=present.interaction(one.meeting),
        accounts=[named.name for named in one.accounts],
        opportunity=one.opportunity.name if one.opportunity else None,
        opportunity_id=str(one.opportunity.id) if one.opportunity else None,
        next_objective=one.opportunity.next_objective if one.opportunity else "",
        last=present.interaction(one.last) if one.last else None,
    )
