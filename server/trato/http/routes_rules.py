"""`/scheduling-rules`: what makes a next step due, edited by managers and administrators, with history and undo."""

from __future__ import annotations

from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.http import inputs
from trato.http import schemas_rules as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.preconditions import require_version
from trato.http.schemas import NamedOut
from trato.scheduling.due_rules import RULES, DueCode, StepKind
from trato.scheduling.next_step import Step
from trato.scheduling.rule_editing import Preview, Proposed, RuleEditing, Rules
from trato.scheduling.rule_set import Frequency, RuleSet
from trato.scheduling.rule_store import RuleChange

blueprint = APIBlueprint("rules", __name__, tag="Rules")


@blueprint.get("/scheduling-rules")
@blueprint.output(out.RulesOut)
@blueprint.doc(operation_id="getRules", summary="The rules that make a next step due")
def get_rules() -> Response:
    """Return the rules in force, for managers and administrators."""
    return _answer(_editing().current(caller(), _roles()))


@blueprint.post("/scheduling-rules/preview")
@blueprint.input(out.RulesIn)
@blueprint.output(out.RulesPreviewOut)
@blueprint.doc(operation_id="previewRules", summary="Which proposals other rules would change")
def preview_rules(json_data: out.RulesIn) -> Response:
    """Return which proposals would change, of opportunities that the caller sees; nothing is saved."""
    found = _editing().preview(caller(), _roles(), _rule_set(json_data), language())
    return jsonify(_preview(found).model_dump(mode="json"))


@blueprint.put("/scheduling-rules")
@blueprint.input(out.RulesIn)
@blueprint.output(out.RulesOut)
@blueprint.doc(operation_id="putRules", summary="Let other rules be in force")
def put_rules(json_data: out.RulesIn) -> Response:
    """Save the rules; If-Match must name those that were read."""
    version = require_version("the rules")
    return _answer(_editing().save(caller(), _roles(), _rule_set(json_data), version=version))


@blueprint.get("/scheduling-rules/changes")
@blueprint.output(out.RuleChangesOut)
@blueprint.doc(operation_id="listRuleChanges", summary="Who changed which rules")
def list_rule_changes() -> Response:
    """Return what was changed, newest first."""
    found = _editing().history(caller(), _roles())
    items = [_change(one, is_last=place == 0) for place, one in enumerate(found)]
    return jsonify(out.RuleChangesOut(items=items).model_dump(mode="json"))


@blueprint.post("/scheduling-rules/changes/<int:change_id>/undoing")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(out.RulesOut)
@blueprint.doc(operation_id="undoRuleChange", summary="Take the last change of the rules back")
def undo_rule_change(change_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Let the rules be as they were before the last change."""
    return _answer(_editing().undo(caller(), _roles(), change_id))


def _editing() -> RuleEditing:
    return RuleEditing(services().database)


def _roles() -> frozenset[str]:
    return frozenset(role.value for role in signed_in().roles)


def _rule_set(body: out.RulesIn) -> RuleSet:
    return RuleSet(
        steps=tuple(
            Step(_line(one.stage), 1, StepKind(one.kind), _line(one.objective_en), _line(one.objective_es), one.days,
                 one.duration_min)
            for one in body.steps
        ),
        frequencies=tuple(
            Frequency(_line(one.group), StepKind(one.kind), one.times, one.days) for one in body.frequencies
        ),
        rules=tuple(
            replace(
                RULES[DueCode(one.code)], is_on=one.is_on, days=one.days, kind=StepKind(one.kind),
                duration_min=one.duration_min, objective_en=_line(one.objective_en),
                objective_es=_line(one.objective_es),
            )
            for one in body.reasons
        ),
    )  # fmt: skip


def _answer(found: Rules) -> Response:
    is_spanish = language() == "es"
    body = {
        "etag": str(found.version),
        "stages": [{"key": one.key, "name": one.name_es if is_spanish else one.name_en} for one in found.stages],
        "groups": list(found.groups),
        "steps": [
            {
                "stage": one.stage_key, "kind": one.kind.value, "objective_en": one.objective_en,
                "objective_es": one.objective_es, "days": one.days, "duration_min": one.duration_min,
            }
            for one in found.rules.steps
        ],
        "frequencies": [
            {"group": one.group, "kind": one.kind.value, "times": one.times, "days": one.days}
            for one in found.rules.frequencies
        ],
        "reasons": [
            {
                "code": one.code.value, "is_on": one.is_on, "days": one.days, "kind": one.kind.value,
                "duration_min": one.duration_min, "objective_en": one.objective_en, "objective_es": one.objective_es,
            }
            for one in found.rules.rules
        ],
    }  # fmt: skip
    response = jsonify(out.RulesOut.model_validate(body).model_dump(mode="json"))
    response.headers["ETag"] = f'"{found.version}"'
    return response


def _preview(found: Preview) -> out.RulesPreviewOut:
    return out.RulesPreviewOut(
        looked_at=found.looked_at, is_complete=found.is_complete, appear=found.appear, vanish=found.vanish,
        differ=found.differ,
        changes=[
            out.ProposalChangeOut(
                opportunity=NamedOut(id=str(one.opportunity_id), name=one.name), account=one.account,
                before=_proposed(one.before), after=_proposed(one.after),
            )
            for one in found.changes
        ],
    )  # fmt: skip


def _proposed(one: Proposed | None) -> out.ProposedOut | None:
    return None if one is None else out.ProposedOut(code=one.code.value, kind=one.kind.value, objective=one.objective)


def _change(one: RuleChange, *, is_last: bool) -> out.RuleChangeOut:
    body = {
        "id": str(one.id), "at": one.at, "by": one.by, "source": one.source,
        "undoes_id": None if one.undoes_id is None else str(one.undoes_id), "stages": list(one.differs.stages),
        "groups": list(one.differs.groups), "reasons": [code.value for code in one.differs.codes],
        "can_undo": is_last,
    }  # fmt: skip
    return out.RuleChangeOut.model_validate(body)


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
