"""Quotas, attainment and what stands around them as JSON says it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trato.crm.views import Named
from trato.http import schemas_quotas as out
from trato.http.schemas import NamedOut
from trato.insight.quotas.aims import KeptAim
from trato.insight.quotas.attainment import Attainment, Row
from trato.insight.quotas.model import Span
from trato.insight.quotas.pace import Standing
from trato.insight.quotas.periods import name_of
from trato.insight.quotas.quota_lists import Settable, Shown
from trato.insight.quotas.quota_store import Quota, Told
from trato.insight.quotas.sales import Rate
from trato.insight.quotas.sharing import Sharing
from trato.insight.quotas.sheet import REASONS

MOST_FAULTS = 500


def quotas(span: Span, currency: str, found: Sequence[Quota], settable: Sequence[Settable]) -> out.QuotasOut:
    """Tell the grid."""
    return out.QuotasOut(
        period=name_of(span),
        currency=currency,
        items=[quota(one) for one in found],
        settable=[out.SettableOut(subject=one.subject.value, id=str(one.of.id), name=one.of.name) for one in settable],
    )


def quota(one: Quota) -> out.QuotaOut:
    """Tell a quota."""
    target = one.target
    return out.QuotaOut(
        id=str(one.id),
        subject=target.subject.value,
        of=NamedOut(id=str(target.subject_id), name=one.name),
        product=named(one.product),
        period=name_of(target.span),
        measure=target.measure.value,
        amount=str(one.amount),
        etag=str(one.version),
        is_yours=one.is_yours,
    )


def file(done: Told, language: str) -> out.QuotaFileOut:
    """Tell what a file does."""
    return out.QuotaFileOut(
        new=done.new,
        changed=done.changed,
        removed=done.removed,
        unchanged=done.unchanged,
        fault_count=len(done.faults),
        faults=[
            out.QuotaFaultOut(
                line=one.line, code=one.fault.value, value=one.value, reason=REASONS[one.fault][language == "es"]
            )
            for one in done.faults[:MOST_FAULTS]
        ],
    )


def attainment(span: Span, found: Attainment, count: int, page: Sequence[Row]) -> out.AttainmentOut:
    """Tell a page of figures."""
    return out.AttainmentOut(
        period=name_of(span),
        first=span.first,
        last=span.last,
        today=found.today,
        working_days=found.days.total,
        working_days_begun=found.days.begun,
        currency=found.currency,
        people=len(found.rows),
        reached=found.reached,
        count=count,
        unconverted=found.unconverted,
        items=[
            out.AttainmentRowOut(
                subject=sure(one.subject), standing=_standing(one.standing), objectives_percent=text(one.objectives)
            )
            for one in page
        ],
    )


def _standing(one: Standing) -> out.StandingOut:
    return out.StandingOut(
        quota=text(one.quota),
        attained=str(one.attained),
        percent=text(one.percent),
        expected_by_now=text(one.expected_by_now),
        pace_percent=text(one.pace_percent),
        won=str(one.outlook.won),
        open=str(one.outlook.open),
        pace=str(one.outlook.pace),
        forecast=str(one.outlook.total),
        is_reached=one.is_reached,
    )


def credit(one: Shown) -> out.CreditOut:
    """Tell what counts, and how it was converted."""
    what = one.credit
    return out.CreditOut(
        user=sure(one.user),
        opportunity=named(one.opportunity),
        product=named(one.product),
        day=what.day,
        origin=what.origin.value,
        revenue=str(what.revenue),
        margin=str(what.margin),
        units=str(what.units),
        new_accounts=str(what.new_accounts),
        currency=one.currency,
        rate=str(one.rate),
        rate_day=one.rate_day,
        rate_source=one.rate_source,
    )


def objective(one: KeptAim) -> out.ObjectiveOut:
    """Tell an objective."""
    return out.ObjectiveOut(
        id=str(one.id),
        user=sure(one.user),
        title=one.aim.title,
        period=name_of(one.aim.span),
        weight=one.aim.weight,
        progress=one.aim.progress,
        etag=str(one.version),
        is_yours_to_set=one.is_yours_to_set,
    )


def sharing(found: Sharing) -> out.SharingOut:
    """Tell who shares a sale."""
    return out.SharingOut(
        currency=found.currency,
        etag=str(found.version),
        shares=[out.ShareOut(user=sure(who), percent=str(percent)) for who, percent in found.shares],
        returns=[
            out.ReturnOut(
                id=str(one.id),
                returned_on=one.what.returned_on,
                product_id=None if one.what.product_id is None else str(one.what.product_id),
                amount=str(one.what.amount),
                margin=str(one.what.margin),
                quantity=str(one.what.quantity),
                reason=one.reason,
            )
            for one in found.returns
        ],
    )


def rates(currency: str, found: Sequence[tuple[str, Rate]]) -> out.ExchangeRatesOut:
    """Tell the rates."""
    items = [
        out.ExchangeRateOut(currency=name, day=one.day, rate=str(one.rate), source=one.source)
        for name, one in found
        if one.day is not None
    ]
    return out.ExchangeRatesOut(currency=currency, items=items)


def named(one: Named | None) -> NamedOut | None:
    """Tell something that may not be there."""
    return None if one is None else sure(one)


def sure(one: Named) -> NamedOut:
    """Tell something by id and name."""
    return NamedOut(id=str(one.id), name=one.name)


def text(amount: Decimal | None) -> str | None:
    """Tell a figure that may not be there."""
    return None if amount is None else str(amount)
