"""Attainment and commission equal an independent reckoning, on histories at random, after every change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_company import EVA, PEOPLE, Company

from trato.db.engine import Caller
from trato.insight.quotas.attainment import Asked, By, attainment
from trato.insight.quotas.commission import Band, Earned, Rules, statement
from trato.insight.quotas.ledger import forget, settle
from trato.insight.quotas.model import Credit, Measure, Origin, Span
from trato.insight.quotas.pace import working_days
from trato.insight.quotas.quota_store import reach

from . import oracle

ZONE = ZoneInfo("Europe/Madrid")
BEGIN = datetime(2025, 12, 30, tzinfo=UTC)
SPANS = [Span(date(2026, 1, 1), date(2026, 1, 31)), Span(date(2026, 1, 1), date(2026, 3, 31)),
         Span(date(2026, 1, 15), date(2026, 2, 10))]  # fmt: skip
MEASURES = [Measure.REVENUE, Measure.MARGIN, Measure.UNITS, Measure.NEW_ACCOUNTS]
RATES = {"USD": {date(2026, 1, 1): Fraction("0.91"), date(2026, 2, 1): Fraction("0.93456789")},
         "GBP": {date(2026, 1, 20): Fraction("1.17")}}  # fmt: skip
COSTS = {0: Fraction("3.33"), 1: Fraction(100)}

# Minutes around midnight and the ends of months are where zones and periods meet.
edges = st.sampled_from(
    ["2025-12-31T22:30Z", "2025-12-31T23:00Z", "2026-01-31T22:59Z", "2026-01-31T23:00Z", "2026-03-31T21:59Z",
     "2026-03-31T22:00Z"]
).map(datetime.fromisoformat)  # fmt: skip
instants = st.one_of(
    edges,
    st.integers(0, 100 * 24).map(lambda hours: BEGIN + timedelta(hours=hours)),
)
days = st.dates(date(2025, 12, 31), date(2026, 4, 10))
people = st.integers(0, 4)
money = st.integers(0, 10_000_00).map(lambda cents: Fraction(cents, 100))
products = st.sampled_from([0, 1, 2, None])
quantities = st.integers(0, 5000).map(lambda parts: Fraction(parts, 1000))
lines = st.tuples(products, quantities, st.none() | st.integers(-5000, 90_000).map(lambda c: Fraction(c, 100)),
                  st.none() | st.integers(1, 24))  # fmt: skip
returns = st.tuples(days, products, money, money, quantities)


@st.composite
def shared(draw):
    """Nobody, or a few people whose percentages make 100."""
    who = draw(st.lists(people, unique=True, max_size=3))
    left, found = 100_000, {}
    for one in who[1:]:
        part = draw(st.integers(1, left - 10))
        found[one], left = Fraction(part, 1000), left - part
    return found | {who[0]: Fraction(left, 1000)} if who else {}


deals = st.builds(
    oracle.Deal, number=st.just(0), account=st.integers(0, 2), amount=st.none() | money,
    currency=st.sampled_from(["EUR", "EUR", "USD", "GBP"]), lines=st.lists(lines, max_size=3), closed_at=instants,
    owners=st.tuples(people, st.lists(st.tuples(instants, people), max_size=2, unique_by=lambda one: one[0])).map(
        lambda told: [(BEGIN - timedelta(days=900), told[0]), *sorted(told[1])]
    ),
    shares=shared(), returns=st.lists(returns, max_size=2),
)  # fmt: skip
led = st.lists(
    st.tuples(st.none() | people, st.none() | st.tuples(instants, st.none() | people)), min_size=5, max_size=5
)


@pytest.fixture(scope="module")
def company(new_company) -> Company:
    """The small company without its deals; rates and products as the histories have them."""
    made = new_company()
    with made.system() as connection:
        connection.exec_driver_sql("DELETE FROM opportunities")
        connection.exec_driver_sql("UPDATE users SET manager_id = NULL")
        for currency, by_day in RATES.items():
            for day, rate in by_day.items():
                connection.execute(
                    sa.text("INSERT INTO exchange_rates VALUES (:t, :c, :d, :r, 'bank')"),
                    {"t": made.tenant_id, "c": currency, "d": day, "r": decimal(rate)},
                )
        for number in range(3):
            custom = {"cost": str(decimal(COSTS[number]))} if number in COSTS else {"cost": "unknown"}
            connection.execute(
                sa.text("INSERT INTO products (tenant_id, key, name, custom) VALUES (:t, :k, :k, :c)"),
                {"t": made.tenant_id, "k": f"p{number}", "c": json.dumps(custom)},
            )
    return made


def decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


class Book:
    """Writes a history into the database as it would have come about, under real ids."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.users = [company.users[upn] for upn in PEOPLE]
        self.accounts = list(company.accounts.values())
        with company.system() as connection:
            rows = connection.exec_driver_sql("SELECT id, key FROM products WHERE key LIKE 'p_' ORDER BY key").all()
        self.products = [row.id for row in rows]
        self.deals: list[oracle.Deal] = []

    def begin(self, leaders: list) -> dict[int, list]:
        told = {}
        with self.company.system() as connection:
            connection.exec_driver_sql("DELETE FROM opportunities; DELETE FROM reassignments")
            for place, (first, _) in enumerate(leaders):
                told[self.users[place]] = [(BEGIN - timedelta(days=900), self._user(first))]
                self._lead(connection, place, first)
            connection.exec_driver_sql("DELETE FROM reassignments")
            for place, (_, later) in enumerate(leaders):
                if later is not None:
                    connection.execute(sa.text("SELECT set_config('app.at', :at, true)"), {"at": later[0].isoformat()})
                    self._lead(connection, place, later[1])
                    told[self.users[place]].append((later[0], self._user(later[1])))
        return told

    def _lead(self, connection, place: int, leader: int | None) -> None:
        given = {"leader": self._user(leader), "id": self.users[place]}
        connection.execute(sa.text("UPDATE users SET manager_id = :leader WHERE id = :id"), given)

    def _user(self, place: int | None) -> int | None:
        return None if place is None else self.users[place]

    def _product(self, place: int | None) -> int | None:
        return None if place is None else self.products[place]

    def add(self, deal: oracle.Deal) -> None:
        """Win a deal; what is told to the oracle has the database's ids."""
        tenant = self.company.tenant_id
        with self.company.system() as connection:
            run = lambda text, **given: connection.execute(sa.text(text), {"t": tenant, **given})  # noqa: E731
            number = run(
                "INSERT INTO opportunities (tenant_id, key, name, account_id, owner_id, amount, currency)"
                " VALUES (:t, :key, 'x', :a, :o, :amount, :c) RETURNING id",
                key=f"d{len(self.deals)}", a=self.accounts[deal.account], o=self.users[deal.owners[-1][1]],
                amount=decimal(deal.amount), c=deal.currency,
            ).scalar_one()  # fmt: skip
            for (_, before), (at, after) in zip(deal.owners, deal.owners[1:], strict=False):
                run("INSERT INTO opportunity_changes (tenant_id, opportunity_id, at, field, before, after)"
                    " VALUES (:t, :n, :at, 'owner_id', :b, :a)", n=number, at=at,
                    b=json.dumps(self.users[before]), a=json.dumps(self.users[after]))  # fmt: skip
            for place, (product, quantity, price, months) in enumerate(deal.lines):
                run("INSERT INTO opportunity_lines (tenant_id, opportunity_id, position, product_id, quantity,"
                    " unit_price, months) VALUES (:t, :n, :p, :product, :q, :price, :m)", n=number, p=place,
                    product=self._product(product), q=decimal(quantity), price=decimal(price), m=months)  # fmt: skip
            run("INSERT INTO closures (tenant_id, opportunity_id, outcome, closed_at) VALUES (:t, :n, 'won', :at)",
                n=number, at=deal.closed_at)  # fmt: skip
            for person, percent in deal.shares.items():
                run("INSERT INTO sale_shares VALUES (:t, :n, :u, :p)", n=number, u=self.users[person],
                    p=decimal(percent))  # fmt: skip
            for on, product, amount, margin, quantity in deal.returns:
                run("INSERT INTO sale_returns (tenant_id, opportunity_id, returned_on, product_id, amount, margin,"
                    " quantity) VALUES (:t, :n, :on, :product, :amount, :margin, :q)", n=number, on=on,
                    product=self._product(product), amount=decimal(amount), margin=decimal(margin),
                    q=decimal(quantity))  # fmt: skip
        self.deals.append(
            oracle.Deal(
                number, deal.account, deal.amount, deal.currency,
                [(self._product(one[0]), *one[1:]) for one in deal.lines], deal.closed_at,
                [(at, self.users[who]) for at, who in deal.owners],
                {self.users[who]: percent for who, percent in deal.shares.items()},
                [(one[0], self._product(one[1]), *one[2:]) for one in deal.returns],
            )
        )  # fmt: skip

    def reopen(self, place: int) -> None:
        """Take a win back."""
        gone = self.deals.pop(place)
        with self.company.system() as connection:
            connection.execute(sa.text("DELETE FROM closures WHERE opportunity_id = :n"), {"n": gone.number})

    def told(self, span: Span, by: By, measure: Measure, product: int | None = None) -> dict[int, Decimal]:
        caller = Caller(self.company.tenant_id, self.company.users[EVA], BEGIN + timedelta(days=60))
        settle(self.company.database, self.company.tenant_id)
        with self.company.database.as_user(caller) as connection:
            mine = reach(connection, caller, {"admin"})
            found = attainment(connection, caller, mine, Asked(span, by, measure, product))
        return {row.subject.id: row.standing.attained for row in found.rows}


@settings(max_examples=12)
@given(history=st.lists(deals, max_size=5), leaders=led, data=st.data())
def test_attainment_equals_going_over_everything(company, history, leaders, data):
    book = Book(company)
    told = book.begin(leaders)
    costs = {book.products[place]: cost for place, cost in COSTS.items()}
    for deal in history:
        book.add(deal)
        if data.draw(st.booleans()):
            settle(company.database, company.tenant_id)
    if book.deals and data.draw(st.booleans()):
        settle(company.database, company.tenant_id)
        book.reopen(data.draw(st.integers(0, len(book.deals) - 1)))
    rows = oracle.figures(oracle.History(ZONE, "EUR", book.deals, RATES, told, costs))
    span, place = data.draw(st.sampled_from(SPANS)), data.draw(st.integers(0, 3))
    compare(book, rows, span, place)
    compare(book, rows, SPANS[0], 0)
    with company.system() as connection:  # working all of it out again changes nothing
        forget(connection)
    compare(book, rows, span, place)


def compare(book: Book, rows: list[dict], span: Span, place: int) -> None:
    """By person, by team and of one product: what is told is what the oracle reckons."""
    first, last = span.first, span.last
    of_people = book.told(span, By.USER, MEASURES[place])
    of_teams = book.told(span, By.TEAM, MEASURES[place])
    of_product = book.told(span, By.USER, MEASURES[place], book.products[0])
    for one in book.users:
        assert Fraction(of_people.get(one, 0)) == oracle.total(rows, first, last, place, person=one)
        right = oracle.total(rows, first, last, place, person=one, product=book.products[0])
        assert Fraction(of_product.get(one, 0)) == right
    for one, attained in of_teams.items():
        assert Fraction(attained) == oracle.total(rows, first, last, place, team=one)


small = st.integers(0, 400).map(lambda tenths: Fraction(tenths, 10))
factors = st.integers(0, 30).map(lambda tenths: Fraction(tenths, 10))
earned = st.tuples(st.integers(1, 4), days, st.none() | st.integers(1, 2), st.booleans(), st.integers(-9999, 99_999))


@settings(max_examples=200)
@given(
    rows=st.lists(earned, max_size=8, unique_by=lambda one: one[:4]),
    quota=st.none() | st.integers(0, 200_000).map(lambda cents: Fraction(cents, 100)),
    rate=small,
    feet=st.lists(st.integers(1, 300), unique=True, max_size=3).map(sorted),
    data=st.data(),
)
def test_commission_equals_walking_through_the_bands(rows, quota, rate, feet, data):
    bands = [(Fraction(foot), data.draw(factors)) for foot in [0, *feet]]
    own_rates = data.draw(st.dictionaries(st.integers(1, 2), small, max_size=2))
    deal_cap, period_cap = (data.draw(st.none() | st.integers(0, 500).map(Fraction)) for _ in range(2))
    right = oracle.commission(
        [
            {"deal": deal, "day": day, "product": product, "origin": "returned" if back else "won",
             "what": (Fraction(cents, 100),)}
            for deal, day, product, back, cents in rows
        ],
        quota, rate, bands, own_rates, (deal_cap, period_cap),
    )  # fmt: skip
    rules = Rules(
        Measure.REVENUE, decimal(rate), tuple(Band(decimal(foot), decimal(factor)) for foot, factor in bands),
        {product: decimal(own) for product, own in own_rates.items()}, decimal(deal_cap), decimal(period_cap),
    )  # fmt: skip
    zero = Decimal(0)
    counted = [
        Earned(deal, Credit(1, product, day, Origin.RETURNED if back else Origin.WON, Decimal(cents) / 100,
                            zero, zero, zero))
        for deal, day, product, back, cents in rows
    ]  # fmt: skip
    found = statement(rules, decimal(quota), counted)
    assert Fraction(found.amount) == right
    assert found.amount == sum((line.amount for line in found.lines), zero)
    assert Fraction(found.attained) == sum((Fraction(one[4], 100) for one in rows), Fraction(0))


@given(first=days, length=st.integers(0, 90), today=days, free=st.sets(days, max_size=5))
def test_working_days_are_counted_one_by_one(first, length, today, free):
    last = first + timedelta(days=length)
    found = working_days(Span(first, last), today, lambda day: day in free)
    assert (found.total, found.begun) == oracle.workdays(first, last, today, free)
