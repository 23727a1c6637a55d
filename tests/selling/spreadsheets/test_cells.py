"""What people write in cells and headings: days, amounts, lists, and which field a heading names."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.selling.spreadsheets.faults import Fault, RowFault
from trato.selling.spreadsheets.headings import Field, mapped, name_of, understood
from trato.selling.spreadsheets.values import (
    EARLIEST,
    LATEST,
    Reading,
    currency_in,
    read_amount,
    read_currency,
    read_day,
    reading_of,
    texts,
)

SPANISH, ENGLISH = Reading(), Reading(is_month_first=True, decimal_mark=".")
ES = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
]  # fmt: skip
EN = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
days = st.dates(EARLIEST, LATEST)
amounts = st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100)


@given(days)
def test_a_day_is_read_however_it_is_written(day):
    spanish = [f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day.day} de {ES[day.month - 1]} de {day.year}"]
    english = [
        f"{day:%m/%d/%Y}",
        f"{EN[day.month - 1]} {day.day}, {day.year}",
        f"{day.day} {EN[day.month - 1]} {day.year}",
    ]
    assert {read_day(one, SPANISH) for one in [*spanish, day.isoformat(), f"{day} 00:00:00"]} == {day}
    assert {read_day(one, ENGLISH) for one in [*english, day.isoformat()]} == {day}


@given(st.lists(days, min_size=1, max_size=30), st.booleans())
def test_a_column_tells_by_itself_where_its_months_stand(found, is_month_first):
    form = "%m/%d/%Y" if is_month_first else "%d/%m/%Y"
    cells = [f"{day:{form}}" for day in [*found, date(2026, 5, 25)]]
    how = reading_of(cells, Reading(is_month_first=not is_month_first))
    assert [read_day(cell, how) for cell in cells[:-1]] == found


@given(amounts)
def test_an_amount_is_read_however_it_is_written(amount):
    english = f"{amount:,.2f}"
    spanish = english.replace(",", "_").replace(".", ",").replace("_", ".")
    for how in (SPANISH, ENGLISH):
        for cell in (english, spanish, f"{spanish} €", f"${english}", f"EUR {spanish}", spanish.replace(".", " ")):
            assert read_amount(cell, how) == amount


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_behind_a_mark_are_thousands_or_decimals_as_is_usual(thousands, rest):
    cell = f"{thousands}.{rest:03}"
    assert read_amount(cell, SPANISH) == thousands * 1000 + rest
    assert read_amount(cell, ENGLISH) == Decimal(cell)


@given(st.text(max_size=40))
def test_no_cell_breaks_a_reader(cell):
    how = reading_of([cell], SPANISH)
    day, amount = read_day(cell, how), read_amount(cell, how)
    assert day is None or EARLIEST <= day <= LATEST
    assert amount is None or amount.is_finite()
    assert all(texts(cell))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/02/2026", None), ("2026-13-01", None), ("mañana", None), ("3/4/26", date(2026, 4, 3)),
        ("12 mar 2026", date(2026, 3, 12)), ("1/2/3", None), ("123/1/2026", None),
        ("martes 3 de marzo de 2026", date(2026, 3, 3)),
        ("46084", date(2026, 3, 3)),
        ("1/1/1800", None), ("22-03-2026", date(2026, 3, 22)), ("2026/3/2", date(2026, 3, 2)),
    ],
)  # fmt: skip
def test_days_by_example(cell, day):
    assert read_day(cell, SPANISH) == day


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("15k", 15000), ("2 M", 2_000_000), ("1'234.50", Decimal("1234.50")), ("12 unidades", None), ("-", None),
        ("1.234.567", 1_234_567), ("3,5", Decimal("3.5")), ("-20", -20), ("50 %", 50),
    ],
)  # fmt: skip
def test_amounts_by_example(cell, amount):
    assert read_amount(cell, SPANISH) == amount


def test_currencies_stand_beside_amounts_or_alone():
    assert [currency_in(one) for one in ("3 €", "$5", "5 GBP", "5")] == ["EUR", "USD", "GBP", None]
    assert [read_currency(one) for one in ("usd", "€", "euros", "doubloons")] == ["USD", "EUR", "EUR", None]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_heading_that_is_written_is_understood(language):
    assert [understood(name_of(field, language)) for field in Field] == list(Field)
    assert len({name_of(field, language) for field in Field}) == len(Field)


@given(st.permutations(list(Field)), st.sampled_from(["en", "es"]))
def test_columns_may_stand_in_any_order(order, language):
    found = mapped([name_of(field, language).upper() for field in order], (), remembered={}, chosen={})
    assert [found[place] for place in range(len(order))] == list(order)


def test_what_somebody_says_of_a_column_comes_before_what_is_understood():
    headings = ["Cliente", "Importe", "Valor"]
    assert mapped(headings, (), remembered={}, chosen={}) == {0: "account", 1: "amount"}
    assert mapped(headings, (), remembered={"importe": ""}, chosen={}) == {0: "account", 2: "amount"}
    assert mapped(headings, (), remembered={"importe": ""}, chosen={"Importe": "monthly_amount"}) == {
        0: "account", 1: "monthly_amount", 2: "amount",
    }  # fmt: skip


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_says_in_both_languages_what_is_wrong_and_what_mends_it(fault):
    told = RowFault(7, fault, "Importe", "muy caro", "uno, dos")
    said = {told.reason("en"), told.reason("es"), told.remedy("en"), told.remedy("es")}
    assert len(said) == 4
    assert not any("{" in words for words in said)


def test_a_lost_format_is_a_count_of_days():
    assert read_day(str((date(2026, 3, 3) - date(1899, 12, 30)).days), SPANISH) == date(2026, 3, 3)
    assert read_day(str((LATEST + timedelta(days=1) - date(1899, 12, 30)).days), SPANISH) is None
