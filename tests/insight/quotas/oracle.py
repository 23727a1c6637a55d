"""What attainment and commission ought to be, by going over everything each time, with fractions instead of decimals.

Written from the words of the rules alone; it shares no code with what it is held against.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo


def near(value: Fraction, places: int = 2) -> Fraction:
    """Round half away from zero."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**places)


@dataclass
class Deal:
    """What happened to an opportunity; `owners` and `places` are (instant, who from then on), the first since ever."""

    number: int
    account: int
    amount: Fraction | None
    currency: str
    lines: list[tuple[int | None, Fraction, Fraction | None, int | None]]
    closed_at: datetime
    owners: list[tuple[datetime, int]]
    shares: dict[int, Fraction] = field(default_factory=dict)
    returns: list[tuple[date, int | None, Fraction, Fraction, Fraction]] = field(default_factory=list)


@dataclass
class History:
    """All that is known: deals, rates by currency from a day on, who led whom from when on, costs of products."""

    zone: ZoneInfo
    currency: str
    deals: list[Deal]
    rates: dict[str, dict[date, Fraction]]
    leaders: dict[int, list[tuple[datetime, int | None]]]
    costs: dict[int, Fraction]


def then(entries: list[tuple[datetime, int | None]], at: datetime) -> int | None:
    """Who it was at an instant: the last entry that had begun by then."""
    found = entries[0][1]
    for since, who in entries:
        if since <= at:
            found = who
    return found


def figures(history: History) -> list[dict]:
    """Every figure there is: one document a deal, product, day, origin and person."""
    found = []
    firsts = {}
    for deal in sorted(history.deals, key=lambda one: (one.closed_at, one.number)):
        firsts.setdefault(deal.account, deal.number)
    for deal in history.deals:
        day = deal.closed_at.astimezone(history.zone).date()
        rate = Fraction(1)
        if deal.currency != history.currency:
            known = [since for since in history.rates.get(deal.currency, {}) if since <= day]
            if not known:
                continue
            rate = history.rates[deal.currency][max(known)]
        people = deal.shares or {then(deal.owners, deal.closed_at): Fraction(100)}
        parts = whole(deal, rate, history.costs, is_first=firsts[deal.account] == deal.number)
        every = [(day, product, "won", what) for product, what in parts.items()]
        every += came_back(deal, day, rate)
        for on, product, origin, what in every:
            for person, own in divided(what, people).items():
                if any(own):
                    team = chain(person, history.leaders, deal.closed_at)
                    found.append({"deal": deal.number, "day": on, "product": product, "origin": origin,
                                  "person": person, "what": own, "team": team})  # fmt: skip
    return found


def came_back(deal: Deal, day: date, rate: Fraction) -> list[tuple]:
    """What came back of a deal, by day and product."""
    back: dict = {}
    for on, product, amount, margin, quantity in deal.returns:
        key = (max(on, day), product)
        old = back.get(key, (Fraction(0),) * 4)
        new = (-near(amount * rate), -near(margin * rate), -quantity, Fraction(0))
        back[key] = tuple(a + b for a, b in zip(old, new, strict=True))
    return [(on, product, "returned", what) for (on, product), what in back.items()]


def whole(deal: Deal, rate: Fraction, costs: dict[int, Fraction], *, is_first: bool) -> dict:
    """A deal's figures by product: revenue, margin, units, new accounts."""
    parts: dict = {}

    def add(product: int | None, *what: Fraction) -> None:
        old = parts.get(product, (Fraction(0),) * 4)
        parts[product] = tuple(a + b for a, b in zip(old, what, strict=True))

    of_lines = Fraction(0)
    for product, quantity, price, months in deal.lines:
        times = quantity * (months or 1)
        worth = Fraction(0) if price is None else near(times * price * rate)
        is_known = price is not None and product in costs
        margin = worth - near(times * costs[product]) if is_known else Fraction(0)
        of_lines += worth
        add(product, worth, margin, quantity, Fraction(0))
    if deal.amount is not None:
        add(None, near(deal.amount * rate) - of_lines, Fraction(0), Fraction(0), Fraction(0))
    if is_first:
        add(None, Fraction(0), Fraction(0), Fraction(0), Fraction(1))
    return parts


def divided(what: tuple, people: dict[int, Fraction]) -> dict[int, list[Fraction]]:
    """Parts by percent: all but the last rounded, the last what remains."""
    order = sorted(people)
    own: dict[int, list[Fraction]] = {person: [] for person in order}
    for value, places in zip(what, (2, 2, 3, 4), strict=True):
        given = Fraction(0)
        for person in order[:-1]:
            part = near(people[person] * value / 100, places)
            own[person].append(part)
            given += part
        own[order[-1]].append(value - given)
    return own


def chain(person: int, leaders: dict, at: datetime) -> set[int]:
    found: set[int] = set()
    one: int | None = person
    while one is not None and one not in found:
        found.add(one)
        one = then(leaders[one], at)
    return found


def total(rows: list[dict], first: date, last: date, measure: int, *, person=None, team=None, product=0) -> Fraction:
    """The sum of a measure (0 revenue, 1 margin, 2 units, 3 new accounts) over days; product 0 is all of them."""
    result = Fraction(0)
    for row in rows:
        if not first <= row["day"] <= last:
            continue
        if person is not None and row["person"] != person:
            continue
        if team is not None and team not in row["team"]:
            continue
        if product != 0 and row["product"] != product:
            continue
        result += row["what"][measure]
    return result


def commission(
    rows: list[dict],
    quota: Fraction | None,
    rate: Fraction,
    bands: list[tuple[Fraction, Fraction]],
    product_rates: dict[int, Fraction],
    caps: tuple[Fraction | None, Fraction | None],
) -> Fraction:
    """What a person's figures earn: each is walked through the bands from where attainment stands to where it comes."""
    order = sorted(rows, key=lambda one: (one["day"], one["deal"], one["product"] or 0, one["origin"] == "returned"))
    stands = Fraction(0)
    by_deal: dict[int, Fraction] = {}
    for row in order:
        value = row["what"][0]
        own_rate = product_rates.get(row["product"], rate)
        low, high = min(stands, stands + value), max(stands, stands + value)
        if not quota:
            edges = [(None, None, bands[0][1])]
        else:
            feet = [percent * quota / 100 for percent, _ in bands]
            edges = [
                (None if n == 0 else feet[n], feet[n + 1] if n + 1 < len(feet) else None, bands[n][1])
                for n in range(len(bands))
            ]
        for foot, head, factor in edges:
            begin = low if foot is None else max(low, foot)
            end = high if head is None else min(high, head)
            if end > begin:
                piece = (end - begin) * (1 if value > 0 else -1)
                by_deal[row["deal"]] = by_deal.get(row["deal"], Fraction(0)) + near(piece * own_rate * factor / 100)
        stands += value
    deal_cap, period_cap = caps
    result = sum((amount if deal_cap is None else min(amount, deal_cap) for amount in by_deal.values()), Fraction(0))
    return result if period_cap is None else min(result, period_cap)


def workdays(first: date, last: date, today: date, holidays: set[date]) -> tuple[int, int]:
    """Working days of a span, and those of them until today."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    worked = [day for day in days if day.isoweekday() <= 5 and day not in holidays]
    return len(worked), len([day for day in worked if day <= today])
