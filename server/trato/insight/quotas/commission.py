"""What a period's credits earn: rates by product, bands of attainment, caps, each amount explained by its lines. Pure.

The rules, in the order they are put:

1. Credits of the period that are won or came back count, by the measure of the rules (revenue or margin), in the
   order of day, opportunity, product (none first) and origin (won before returned).
2. What is attained runs along with them. A credit is cut where it crosses the foot of a band; each band begins at a
   percentage of the quota, the first at 0. Each piece earns piece x rate / 100 x the band's factor, rounded to cents.
   The rate is that of its product, else the usual one. What comes back runs down the same bands and takes away what
   they gave; below zero the first band holds. Without a quota the first band holds throughout.
3. With a cap on one opportunity, a line of its own takes away what its credits earn beyond it.
4. With a cap on the period, a last line takes away what all lines earn beyond it. Caps never add.

Rounding is half away from zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trato.errors import InvalidInputError
from trato.insight.quotas.crediting import NOTHING, cents
from trato.insight.quotas.model import Credit, Measure, Origin

MOST_BANDS = 12
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """From a percentage of the quota on, the rate counts times `factor`."""

    from_percent: Decimal
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """What is paid: `rate` and `product_rates` in percent; caps in the tenant's currency, None for none."""

    measure: Measure
    rate: Decimal
    bands: tuple[Band, ...] = (Band(NOTHING, Decimal(1)),)
    product_rates: Mapping[int, Decimal] | None = None
    deal_cap: Decimal | None = None
    period_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """A credit with the opportunity that it is of."""

    opportunity_id: int
    credit: Credit


class LineKind(StrEnum):
    """What a line of a statement says."""

    CREDIT = "credit"
    DEAL_CAP = "deal_cap"
    PERIOD_CAP = "period_cap"


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of a statement: what counted, at which rate and factor, and what that pays."""

    kind: LineKind
    amount: Decimal
    opportunity_id: int | None = None
    product_id: int | None = None
    day: date | None = None
    origin: Origin | None = None
    counted: Decimal = NOTHING
    rate: Decimal = NOTHING
    factor: Decimal = NOTHING
    from_percent: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody earned, with the lines that explain it: the amount is their sum."""

    attained: Decimal
    quota: Decimal | None
    lines: tuple[PaidLine, ...]

    @property
    def amount(self) -> Decimal:
        """Return the sum of the lines."""
        return sum((line.amount for line in self.lines), NOTHING)


def checked(rules: Rules) -> Rules:
    """Return the rules. Raises InvalidInputError, naming what does not fit."""
    if rules.measure not in (Measure.REVENUE, Measure.MARGIN):
        raise InvalidInputError("commission is paid on revenue or margin")
    feet = [band.from_percent for band in rules.bands]
    if not feet or feet[0] != 0:
        raise InvalidInputError("bands: the first begins at 0 percent")
    if feet != sorted(set(feet)) or len(feet) > MOST_BANDS:
        raise InvalidInputError(f"bands: each begins above the one before, at most {MOST_BANDS}")
    return rules


def statement(rules: Rules, quota: Decimal | None, earned: Iterable[Earned]) -> Statement:
    """Return what the credits of one person in one period earn, by the rules above."""
    counting = sorted((one for one in earned if one.credit.origin is not Origin.OPEN), key=_order)
    attained = NOTHING
    lines: list[PaidLine] = []
    for one in counting:
        counted = one.credit.of(rules.measure)
        rate = (rules.product_rates or {}).get(one.credit.product_id or 0, rules.rate)
        for band, piece in _pieces(rules.bands, quota, attained, counted):
            lines.append(
                PaidLine(
                    LineKind.CREDIT, cents(piece * rate * band.factor / _HUNDRED), one.opportunity_id,
                    one.credit.product_id, one.credit.day, one.credit.origin, piece, rate, band.factor,
                    band.from_percent,
                )
            )  # fmt: skip
        attained += counted
    lines += _capped_deals(rules.deal_cap, lines)
    beyond = sum((line.amount for line in lines), NOTHING) - (rules.period_cap or NOTHING)
    if rules.period_cap is not None and beyond > 0:
        lines.append(PaidLine(LineKind.PERIOD_CAP, -beyond))
    return Statement(attained, quota, tuple(lines))


def _order(one: Earned) -> tuple[date, int, int, bool]:
    return one.credit.day, one.opportunity_id, one.credit.product_id or 0, one.credit.origin is Origin.RETURNED


def _pieces(
    bands: Sequence[Band], quota: Decimal | None, attained: Decimal, counted: Decimal
) -> Iterator[tuple[Band, Decimal]]:
    """Yield a credit cut at the feet of the bands, from where it begins to where it ends."""
    if not quota or quota < 0:
        if counted:
            yield bands[0], counted
        return
    low, high = sorted((attained, attained + counted))
    pieces = []
    for number, band in enumerate(bands):
        # The first band reaches down without end, the last one up.
        foot = band.from_percent * quota / _HUNDRED if number else low
        head = bands[number + 1].from_percent * quota / _HUNDRED if number + 1 < len(bands) else high
        inside = min(high, head) - max(low, foot)
        if inside > 0:
            pieces.append((band, inside))
    yield from pieces if counted > 0 else [(band, -inside) for band, inside in reversed(pieces)]


def _capped_deals(cap: Decimal | None, lines: Sequence[PaidLine]) -> Iterator[PaidLine]:
    if cap is None:
        return
    by_deal: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.opportunity_id is not None:
            by_deal[line.opportunity_id] += line.amount
    for opportunity_id, amount in by_deal.items():
        if amount > cap:
            yield PaidLine(LineKind.DEAL_CAP, cap - amount, opportunity_id)
