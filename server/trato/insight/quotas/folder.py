"""Quotas, rates and commissions of a tenant folder: `crm/quotas.csv`, `crm/exchange_rates.csv`, `crm/commissions.csv`.

    quotas.csv          user,team,territory,product,period,measure,amount,currency   (one of the first three a row)
    exchange_rates.csv  currency,day,rate,source
    commissions.csv     name,period,measure,rate,bands,deal_cap,period_cap,users     (bands 0:1;100:1.5; all reps: *)

A row that does not fit is named and left out. What people set since in Trato stays where the folder does not name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from trato.crm.answers.words import folded
from trato.directory.rows import Problem, Problems, Row, RowError, read_rows
from trato.directory.tables import user_roles, users
from trato.errors import InvalidInputError
from trato.insight.quotas.commission import Band, Rules, checked
from trato.insight.quotas.commission_json import document
from trato.insight.quotas.model import Measure, Span
from trato.insight.quotas.periods import span_of
from trato.insight.quotas.quota_store import names, write_all
from trato.insight.quotas.sheet import REASONS
from trato.insight.quotas.sheet import read as read_quotas
from trato.insight.quotas.tables import commission_members, commissions, exchange_rates

QUOTAS, RATES, COMMISSIONS = "crm/quotas.csv", "crm/exchange_rates.csv", "crm/commissions.csv"
EVERY_REP = "*"


@dataclass(frozen=True, slots=True)
class RateRow:
    """What one unit of a currency is in the tenant's from a day on."""

    currency: str
    day: date
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """Rules of commission and the addresses of whom they pay."""

    name: str
    span: Span
    rules: Rules
    users: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class QuotaFolder:
    """What a folder tells of quotas; their rows are read once it is known who is who."""

    quotas: tuple[tuple[int, dict[str, str]], ...] = ()
    rates: tuple[RateRow, ...] = ()
    commissions: tuple[CommissionRow, ...] = ()


def read_quota_folder(folder: Path, problems: Problems) -> QuotaFolder:
    """Read those of the files that are there."""
    rows = read_rows(folder, QUOTAS, ("period", "measure", "amount"), problems)
    return QuotaFolder(
        tuple((row.line, dict(row.cells)) for row in rows),
        tuple(_rates(folder, problems)),
        tuple(_commissions(folder, problems)),
    )


def save_quotas(connection: Connection, tenant_id: int, told: QuotaFolder, problems: Problems) -> None:
    """Write what a folder tells; users, territories and products have been saved before."""
    for rate in told.rates:
        values = {"rate": rate.rate, "source": rate.source}
        connection.execute(
            insert(exchange_rates)
            .values(tenant_id=tenant_id, currency=rate.currency, day=rate.day, **values)
            .on_conflict_do_update(index_elements=["tenant_id", "currency", "day"], set_=values)
        )
    wanted, faults = read_quotas(iter(told.quotas), names(connection, "en"))
    for fault in faults:
        problems.add(Problem(QUOTAS, fault.line, fault.value, REASONS[fault.fault][0]))
    write_all(connection, tenant_id, wanted)
    for one in told.commissions:
        _save_commission(connection, tenant_id, one, problems)


def _rates(folder: Path, problems: Problems) -> Iterator[RateRow]:
    for row in read_rows(folder, RATES, ("currency", "day", "rate"), problems):
        try:
            yield _rate(row)
        except RowError as error:
            problems.add(Problem(row.file, row.line, row.text("currency"), str(error)))


def _rate(row: Row) -> RateRow:
    day, rate = row.day("day"), row.money("rate")
    if day is None or rate is None or rate <= 0:
        raise RowError("a rate needs a day and a number above 0")
    return RateRow(row.required("currency").upper(), day, rate, row.text("source"))


def _commissions(folder: Path, problems: Problems) -> Iterator[CommissionRow]:
    for row in read_rows(folder, COMMISSIONS, ("name", "period", "rate"), problems):
        try:
            yield CommissionRow(
                row.required("name"), span_of(row.required("period")), _rules(row), row.names("users"), row.line
            )
        except (RowError, InvalidInputError) as error:
            problems.add(Problem(row.file, row.line, row.text("name"), str(error)))


def _rules(row: Row) -> Rules:
    bands = []
    for text in row.names("bands") or ("0:1",):
        foot, _, factor = text.partition(":")
        try:
            bands.append(Band(Decimal(foot), Decimal(factor)))
        except InvalidOperation as error:
            raise RowError(f"column 'bands' holds {text!r}, expected one like 100:1.5") from error
    rate = row.money("rate")
    if rate is None or not 0 <= rate <= 100:
        raise RowError("column 'rate' needs a percentage from 0 to 100")
    measure = Measure(row.one_of("measure", (Measure.REVENUE, Measure.MARGIN)) or Measure.REVENUE)
    return checked(Rules(measure, rate, tuple(bands), None, row.money("deal_cap"), row.money("period_cap")))


def _save_commission(connection: Connection, tenant_id: int, one: CommissionRow, problems: Problems) -> None:
    """Rules that are there by this name and period stay as they are: a statement may have been made of them."""
    there = sa.and_(
        commissions.c.name == one.name, commissions.c.first == one.span.first, commissions.c.last == one.span.last
    )
    if connection.execute(sa.select(commissions.c.id).where(there)).first() is not None:
        return
    if EVERY_REP in one.users:
        reps = sa.select(user_roles.c.user_id).where(user_roles.c.role == "rep").order_by(user_roles.c.user_id)
        paid = list(connection.execute(reps).scalars())
    else:
        known = {folded(row.upn): row.id for row in connection.execute(sa.select(users.c.id, users.c.upn))}
        paid = list(dict.fromkeys(known[folded(upn)] for upn in one.users if folded(upn) in known))
    if not paid:
        problems.add(Problem(COMMISSIONS, one.line, one.name, "pays nobody who is in the folder; left out"))
        return
    made = sa.insert(commissions).values(
        tenant_id=tenant_id, name=one.name, first=one.span.first, last=one.span.last, rules=document(one.rules)
    )
    number = connection.execute(made.returning(commissions.c.id)).scalar_one()
    rows = [{"tenant_id": tenant_id, "commission_id": number, "user_id": user_id} for user_id in paid]
    connection.execute(sa.insert(commission_members), rows)
