"""Groups and plans as JSON says them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trato.crm.views import Named
from trato.http import schemas_plans as out
from trato.http.schemas import NamedOut
from trato.planning.account_plans import Action, Plan, PlanOf, Progress
from trato.planning.figures import AccountFigures
from trato.planning.grouping import Activity, Compare, Condition, Criterion, Group
from trato.planning.placing import Groups, Move, Placing, Preview
from trato.planning.proposing import ProposedPlan, Visited


def group(asked: out.AccountGroup) -> Group:
    """Read a group as it was sent."""
    return Group(
        code=_clean(asked.code),
        name=_clean(asked.name),
        conditions=tuple(
            Condition(_clean(one.criterion), Compare(one.test), _clean(one.value)) for one in asked.conditions
        ),
        description=_clean(asked.description),
        objectives=_clean(asked.objectives),
        activities=tuple(Activity(one.kind, _clean(one.title), one.times) for one in asked.activities),
        budget=asked.budget,
        growth_percent=asked.growth_percent,
    )


def groups(found: Groups) -> out.AccountGroupsOut:
    """Tell the groups."""
    items = [
        out.AccountGroup.model_validate(
            {
                "code": one.code, "name": one.name, "description": one.description, "objectives": one.objectives,
                "conditions": [{"criterion": c.criterion, "test": c.test.value, "value": c.value}
                               for c in one.conditions],
                "activities": [{"kind": a.kind, "title": a.title, "times": a.times} for a in one.activities],
                "budget": one.budget, "growth_percent": one.growth_percent,
            }
        )
        for one in found.groups
    ]  # fmt: skip
    return out.AccountGroupsOut(
        etag=str(found.version), items=items, criteria=list(found.criteria), currency=found.currency
    )


def preview(found: Preview) -> out.GroupsPreviewOut:
    """Tell who would fall where."""
    codes = dict.fromkeys([*found.after, *found.before])
    return out.GroupsPreviewOut(
        looked_at=found.looked_at,
        groups=[
            out.GroupCountOut(code=code, before=found.before.get(code, 0), after=found.after.get(code, 0))
            for code in codes
        ],
        moved=found.moved,
        unplaced=found.unplaced,
        moves=[_move(one) for one in found.moves],
    )


def placing(one: Placing) -> out.PlacingOut:
    """Tell a placing."""
    return out.PlacingOut(id=str(one.id), at=one.at, by=_named(one.by), moved=one.moved, undone_at=one.undone_at)


def plans(
    year: int, currency: str, found: Sequence[Progress], often: Sequence[tuple[AccountFigures, Visited]]
) -> out.PlansOut:
    """Tell how plans go and who needs fewer visits."""
    return out.PlansOut(
        year=year,
        currency=currency,
        items=[
            out.PlanProgressOut(
                account=_sure(one.account), group=one.group, owner=_named(one.owner), actions=one.actions,
                done=one.done, late=one.late, expected_amount=_text(one.expected), won=str(one.won),
            )
            for one in found
        ],
        fewer_visits=[
            out.FewerVisitsOut(
                account=NamedOut(id=str(account.id), name=account.name), group=account.group,
                owner=_named(account.owner), visits=one.visits, asked=one.asked, purchases=str(one.purchases),
            )
            for account, one in often
        ],
    )  # fmt: skip


def account_plan(year: int, found: PlanOf) -> out.AccountPlanOut:
    """Tell an account's plan."""
    one = found.account
    figures = {name: None if value is None else str(value) for name, value in one.figures.items()}
    return out.AccountPlanOut(
        account=NamedOut(id=str(one.id), name=one.name),
        group=one.group,
        year=year,
        currency=found.currency,
        figures=figures | {name.value: figures.get(name) for name in Criterion},
        orders_elsewhere=one.elsewhere,
        won=str(found.won),
        plan=_plan(found.plan) if found.plan else None,
        proposal=_proposal(found.proposal) if found.proposal else None,
    )


def _plan(plan: Plan) -> out.PlanOut:
    return out.PlanOut(
        objective=plan.words.objective,
        expected_amount=_text(plan.words.expected_amount),
        growth_percent=_text(plan.words.growth_percent),
        resources=plan.words.resources,
        actions=[_action(one) for one in plan.actions],
        made_by=_named(plan.made_by),
        etag=str(plan.version),
    )


def _action(one: Action) -> out.PlanActionOut:
    return out.PlanActionOut.model_validate(
        {
            "task_id": str(one.task_id), "kind": one.kind, "title": one.title, "due_on": one.due_on,
            "assignee": _sure(one.assignee), "resources": one.resources, "expected_result": one.expected_result,
            "done_at": one.done_at, "etag": str(one.version),
        }
    )  # fmt: skip


def _proposal(found: ProposedPlan) -> out.ProposedPlanOut:
    return out.ProposedPlanOut.model_validate(
        {
            "objective": found.objective, "expected_amount": _text(found.expected),
            "growth_percent": _text(found.growth_percent),
            "actions": [{"kind": one.kind, "title": one.title, "due_on": one.due_on} for one in found.actions],
        }
    )  # fmt: skip


def _move(one: Move) -> out.GroupMoveOut:
    return out.GroupMoveOut(
        account=NamedOut(id=str(one.account.id), name=one.account.name),
        owner=_named(one.account.owner),
        before=one.account.group,
        after=one.placed.code or "",
        reasons=[
            out.GroupReasonOut(
                criterion=held.condition.criterion, test=held.condition.test.value, value=held.condition.value,
                figure=None if held.figure is None else str(held.figure),
            )
            for held in one.placed.reasons
        ],
    )  # fmt: skip


def _named(one: Named | None) -> NamedOut | None:
    return None if one is None else _sure(one)


def _sure(one: Named) -> NamedOut:
    return NamedOut(id=str(one.id), name=one.name)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
