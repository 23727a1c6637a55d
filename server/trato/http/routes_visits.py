"""`/visits-due` and `/visit-plans`: which customers to visit, and in which order on which day."""

from __future__ import annotations

from datetime import timedelta

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.http import schemas_rules as out
from trato.http.auth import caller, services
from trato.http.schemas import NamedOut
from trato.scheduling.model import Place
from trato.scheduling.visit_choice import Due
from trato.scheduling.visit_planning import PlannedDay, VisitPlan, VisitPlanning, VisitWish

blueprint = APIBlueprint("visits", __name__, tag="Visits")

USUAL = timedelta(days=14)


@blueprint.get("/visits-due")
@blueprint.input(out.DueQuery, location="query")
@blueprint.output(out.VisitsDueOut)
@blueprint.doc(operation_id="listVisitsDue", summary="Customers that are due for a visit")
def list_visits_due(query_data: out.DueQuery) -> Response:
    """Return a rep's customers that their group's frequency makes due, the most urgent first."""
    who = caller()
    if query_data.until is not None and query_data.until.tzinfo is None:
        raise InvalidInputError("until must be an instant with an offset")
    until = query_data.until or who.at + USUAL
    found = _planning().due(who, int(query_data.user_id or who.user_id), until=until)
    return jsonify(out.VisitsDueOut(items=[_due(one) for one in found]).model_dump(mode="json"))


@blueprint.post("/visit-plans")
@blueprint.input(out.VisitPlanIn)
@blueprint.output(out.VisitPlanOut)
@blueprint.doc(operation_id="planVisits", summary="Plan visits over some days, around what the calendar holds")
def plan_visits(json_data: out.VisitPlanIn) -> Response:
    """Return the days from base to base; nothing is written, and unknown time is never planned."""
    who = caller()
    wish = VisitWish(
        user_id=int(json_data.user_id or who.user_id),
        days=tuple(json_data.days),
        account_ids=tuple(int(one) for one in json_data.account_ids),
        without=tuple(int(one) for one in json_data.without),
        most=json_data.most,
        duration_min=json_data.duration_min,
        within_min=json_data.within_min,
    )
    found = _planning().plan(who, wish)
    return jsonify(_plan(found).model_dump(mode="json"))


def _planning() -> VisitPlanning:
    return VisitPlanning(services().database, services().schedules)


def _plan(found: VisitPlan) -> out.VisitPlanOut:
    return out.VisitPlanOut(
        user_id=str(found.user_id),
        base=_place(found.base),
        travel_min=found.travel_min,
        days=[_day(one) for one in found.days],
        left_out=[_due(one) for one in found.left_out],
    )


def _day(one: PlannedDay) -> out.VisitDayOut:
    return out.VisitDayOut(
        day=one.day,
        travel_min=one.travel_min,
        state="unknown" if one.is_unknown else "off" if one.is_off else "planned",
        stops=[
            out.VisitStopOut(
                visit=None if stop.due is None else _due(stop.due), place=_place(stop.place), arrives=stop.arrives,
                begins=stop.begins, leaves=stop.leaves,
            )
            for stop in one.stops
        ],
    )  # fmt: skip


def _due(one: Due) -> out.VisitDueOut:
    customer = one.customer
    return out.VisitDueOut(
        account=NamedOut(id=str(customer.account_id), name=customer.name), group=customer.group, city=customer.city,
        place=_place(customer.place), last_at=customer.last_at, every_days=customer.every_days,
        overdue_days=one.overdue_days,
    )  # fmt: skip


def _place(one: Place) -> out.PlaceOut:
    return out.PlaceOut(lat=one.latitude, lon=one.longitude)
