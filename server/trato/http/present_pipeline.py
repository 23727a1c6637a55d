"""From the list of opportunities to the API's JSON, and from its questions to ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trato.crm.opportunity_changes import ChangeView
from trato.crm.opportunity_fields import CUSTOM
from trato.http import present
from trato.http import schemas_pipeline as out
from trato.http.schemas_pipeline_views import BriefOut
from trato.selling.pipeline.asked import Asked, Span
from trato.selling.pipeline.choices import Choices, StageChoice
from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.piles import Brief
from trato.selling.pipeline.rows import PipelineRow

CLEARED = {
    "next_objective": "", "wants": "", "main_competitor": "", "product_names": [], "competitors": [], "stage_key": "",
}  # fmt: skip
KEPT = frozenset({"name", "currency"})


def asked(given: out.AskedIn) -> Asked:
    """Read the question."""
    return Asked(
        which=given.which,
        query=given.query.replace("\0", ""),
        stages=tuple(given.stages),
        owner_ids=tuple(map(int, given.owner_ids)),
        account_ids=tuple(map(int, given.account_ids)),
        territory_ids=tuple(map(int, given.territory_ids)),
        groups=tuple(given.groups),
        currencies=tuple(given.currencies),
        products=tuple(given.products),
        least=given.least,
        most=given.most,
        closes=Span(given.closes.first, given.closes.last),
        next=Span(given.next.first, given.next.last),
        attention=tuple(given.attention),
        silent_days=given.silent_days,
        custom=given.custom,
    )


def row(one: PipelineRow, language: str) -> out.PipelineRowOut:
    """Present a row."""
    return out.PipelineRowOut(
        opportunity=present.opportunity(one.opportunity, language),
        account=present.named(one.account) if one.account else None,
        group=one.group or None,
        territory=one.territory or None,
        created_on=one.created_on,
        invoice_date=one.invoice_date,
        monthly_amount=number(one.monthly_amount),
        probability=one.probability,
        wants=one.wants,
        product_names=list(one.product_names),
        units=number(one.units),
        competitors=list(one.competitors),
        main_competitor=one.main_competitor,
        last_interaction=present.interaction(one.last) if one.last else None,
        next_interaction=present.interaction(one.planned) if one.planned else None,
        closure=(
            out.ClosureOut.model_validate(
                {"outcome": one.closure.outcome, "reason": one.closure.reason, "closed_at": one.closure.closed_at}
            )
            if one.closure
            else None
        ),
        custom=dict(one.custom),
    )


def group(one: Group) -> out.GroupOut:
    """Present a group, or the totals."""
    sums = [
        out.SumOut(
            currency=each.currency, amount=str(each.amount), monthly=str(each.monthly), weighted=str(each.weighted)
        )
        for each in one.sums
    ]
    return out.GroupOut(key=one.key, name=one.name, count=one.count, sums=sums)


def choices(found: Choices, language: str) -> out.PipelineChoicesOut:
    """Present what one can choose from."""
    is_spanish = language == "es"
    return out.PipelineChoicesOut(
        stages=[stage(one, language) for one in found.stages],
        owners=[present.named(one) for one in found.owners],
        territories=[present.named(one) for one in found.territories],
        groups=list(found.groups),
        currencies=list(found.currencies),
        products=list(found.products),
        fields=[
            out.OwnFieldOut.model_validate(
                {
                    "key": one.key,
                    "name": one.name_es if is_spanish else one.name_en,
                    "kind": one.kind,
                    "choices": list(one.choices),
                }
            )
            for one in found.fields
        ],
    )


def stage(one: StageChoice, language: str) -> out.StageChoiceOut:
    """Present a stage."""
    return out.StageChoiceOut(key=one.key, name=one.name(language), probability=one.probability)


def brief(one: Brief) -> BriefOut:
    """Present an opportunity in few words."""
    return BriefOut.model_validate(
        {
            "id": str(one.id),
            "name": one.name,
            "account": one.account,
            "stage": one.stage_key,
            "amount": number(one.amount),
            "currency": one.currency,
            "probability": one.probability,
            "outcome": one.closed_as,
            "etag": str(one.version),
        }
    )


def change(one: ChangeView) -> out.ChangeOut:
    """Present a change."""
    return out.ChangeOut(
        id=str(one.id),
        at=one.at,
        actor=present.named(one.actor) if one.actor else None,
        field={"stage_key": "stage"}.get(one.field, one.field),
        before=_shown(one.field, one.before),
        after=_shown(one.field, one.after),
        is_undone=one.is_undone,
    )


def wanted(given: out.FieldsIn) -> dict[str, Any]:
    """Read which fields are to change, by the columns they are kept in."""
    found: dict[str, Any] = {}
    for name in given.model_fields_set - {"custom"}:
        column = "stage_key" if name == "stage" else name
        value = getattr(given, name)
        if value is None and column in KEPT:
            continue
        if isinstance(value, str):
            value = value.replace("\0", "").strip()
        if column.endswith("_id") and value is not None:
            value = int(value)
        found[column] = CLEARED.get(column) if value is None else value
    for key, value in (given.custom or {}).items():
        found[f"{CUSTOM}{key}"] = None if value is None else value.replace("\0", "").strip()
    return found


def number(value: Decimal | None) -> str | None:
    """Write an amount without decimals that say nothing."""
    return None if value is None else format(value.normalize(), "f") if value == value.to_integral() else str(value)


def _shown(field: str, value: Any) -> Any:
    return str(value) if field.endswith("_id") and value is not None else value
