"""What counts for whom of a sale: by product, in the tenant's currency, divided among those who share it. Pure.

The rules, in the order they are put:

1. A line is worth quantity x unit price x months (1 where there are none), in the sale's currency; without a unit
   price nothing. Converted: times the sale's rate, rounded to cents.
2. A line's margin is its converted worth less quantity x cost x months, rounded to cents; where price or cost is not
   known the line has none. Its units are its quantity.
3. Lines of one product are added up. Where the sale has an amount, what the converted amount exceeds the lines by, or
   falls short of them, counts without a product; it has no margin and no units.
4. The account's first sale counts as one new account, without a product.
5. An open opportunity counts by its probability: revenue, margin and units times percent / 100, rounded. It is no new
   account.
6. What came back counts against the sale on its own day, though never before the day of closing, at the sale's rate,
   for those who shared the sale. Open opportunities have no returns.
7. Each figure is divided by percent in the order of user ids: all but the last get their part rounded, the last what
   remains. Whoever's figures are all nothing gets no credit.

Rounding is half away from zero: cents for money, three places for units, four for new accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trato.insight.quotas.model import Credit, Line, Origin, Sale, Share

NOTHING = Decimal(0)
_HUNDRED = Decimal(100)
_CENT, _PART, _SHARE = Decimal("0.01"), Decimal("0.001"), Decimal("0.0001")
_PLACES = (_CENT, _CENT, _PART, _SHARE)
Figures = tuple[Decimal, Decimal, Decimal, Decimal]


def cents(amount: Decimal) -> Decimal:
    """Round money half away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def credits_of(sale: Sale) -> list[Credit]:
    """Return what counts for whom, by the rules above."""
    parts = _parts(sale)
    if sale.probability is not None:
        share = Decimal(sale.probability) / _HUNDRED
        weighted = {one: _rounded(tuple(share * figure for figure in parts[one])) for one in parts}
        return list(_divided(weighted, sale.day, Origin.OPEN, sale.shares))
    if sale.is_first:
        revenue, margin, units, _ = parts.get(None, (NOTHING,) * 4)
        parts[None] = (revenue, margin, units, Decimal(1))
    found = list(_divided(parts, sale.day, Origin.WON, sale.shares))
    back: dict[tuple[date, int | None], list[Decimal]] = {}
    for one in sale.returns:
        figures = back.setdefault((max(one.returned_on, sale.day), one.product_id), [NOTHING] * 3)
        figures[0] -= cents(one.amount * sale.rate)
        figures[1] -= cents(one.margin * sale.rate)
        figures[2] -= one.quantity
    for (day, product_id), (revenue, margin, units) in back.items():
        found += _divided({product_id: (revenue, margin, units, NOTHING)}, day, Origin.RETURNED, sale.shares)
    return found


def _parts(sale: Sale) -> dict[int | None, Figures]:
    parts: dict[int | None, Figures] = {}
    told = NOTHING
    for line in sale.lines:
        worth, margin = _worth(line, sale.rate)
        told += worth
        there = parts.get(line.product_id, (NOTHING,) * 4)
        parts[line.product_id] = (there[0] + worth, there[1] + margin, there[2] + line.quantity, NOTHING)
    if sale.amount is not None:
        rest = cents(sale.amount * sale.rate) - told
        revenue, margin, units, _ = parts.get(None, (NOTHING,) * 4)
        parts[None] = (revenue + rest, margin, units, NOTHING)
    return parts


def _worth(line: Line, rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return a line's converted worth and its margin."""
    if line.unit_price is None:
        return NOTHING, NOTHING
    times = line.quantity * (line.months or 1)
    worth = cents(times * line.unit_price * rate)
    return worth, NOTHING if line.cost is None else worth - cents(times * line.cost)


def _divided(parts: dict[int | None, Figures], day: date, origin: Origin, shares: Sequence[Share]) -> Iterator[Credit]:
    ordered = sorted(shares, key=lambda one: one.user_id)
    for product_id, figures in parts.items():
        left = figures
        for number, share in enumerate(ordered, start=1):
            if number == len(ordered):
                own = left
            else:
                own = _rounded(tuple(share.percent * figure / _HUNDRED for figure in figures))
                left = _less(left, own)
            if any(own):
                yield Credit(share.user_id, product_id, day, origin, *own, team=share.team)


def _rounded(figures: Sequence[Decimal]) -> Figures:
    money, margin, units, new = (
        figure.quantize(place, ROUND_HALF_UP) for figure, place in zip(figures, _PLACES, strict=True)
    )
    return money, margin, units, new


def _less(these: Figures, those: Figures) -> Figures:
    return these[0] - those[0], these[1] - those[1], these[2] - those[2], these[3] - those[3]
