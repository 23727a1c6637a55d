"""Rules and statements of commission as the database keeps them: amounts and percentages as decimal texts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from trato.insight.quotas.commission import Band, LineKind, PaidLine, Rules, Statement
from trato.insight.quotas.model import Measure, Origin


def document(rules: Rules) -> dict[str, Any]:
    """Return rules as they are kept: amounts and percentages as decimal texts."""
    return {
        "measure": rules.measure.value,
        "rate": str(rules.rate),
        "bands": [{"from_percent": str(one.from_percent), "factor": str(one.factor)} for one in rules.bands],
        "product_rates": {str(key): str(rate) for key, rate in (rules.product_rates or {}).items()},
        "deal_cap": None if rules.deal_cap is None else str(rules.deal_cap),
        "period_cap": None if rules.period_cap is None else str(rules.period_cap),
    }


def rules_of(kept_rules: Mapping[str, Any]) -> Rules:
    """Return rules from what `document` wrote."""
    return Rules(
        measure=Measure(kept_rules["measure"]),
        rate=Decimal(kept_rules["rate"]),
        bands=tuple(Band(Decimal(one["from_percent"]), Decimal(one["factor"])) for one in kept_rules["bands"]),
        product_rates={int(key): Decimal(rate) for key, rate in kept_rules["product_rates"].items()},
        deal_cap=_amount(kept_rules["deal_cap"]),
        period_cap=_amount(kept_rules["period_cap"]),
    )


def kept(told: Statement) -> dict[str, Any]:
    """Return a statement as it is kept once it is frozen."""
    return {
        "attained": str(told.attained),
        "quota": None if told.quota is None else str(told.quota),
        "lines": [
            {
                "kind": one.kind.value, "amount": str(one.amount), "opportunity_id": one.opportunity_id,
                "product_id": one.product_id, "day": None if one.day is None else one.day.isoformat(),
                "origin": None if one.origin is None else one.origin.value, "counted": str(one.counted),
                "rate": str(one.rate), "factor": str(one.factor), "from_percent": str(one.from_percent),
            }
            for one in told.lines
        ],
    }  # fmt: skip


def statement_of(told: Mapping[str, Any]) -> Statement:
    """Return a statement from what `kept` wrote."""
    lines = tuple(
        PaidLine(
            LineKind(one["kind"]), Decimal(one["amount"]), one["opportunity_id"], one["product_id"],
            None if one["day"] is None else date.fromisoformat(one["day"]),
            None if one["origin"] is None else Origin(one["origin"]),
            *(Decimal(one[name]) for name in ("counted", "rate", "factor", "from_percent")),
        )
        for one in told["lines"]
    )  # fmt: skip
    return Statement(Decimal(told["attained"]), _amount(told["quota"]), lines)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
