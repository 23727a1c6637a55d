"""Who shares an opportunity, and what came back of it; rates of currencies. Written by managers and administrators."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.opportunity_changes import touch
from trato.crm.service import audit
from trato.crm.tables import opportunities, products
from trato.crm.views import Named
from trato.db.arrays import in_list
from trato.db.engine import Caller, Database
from trato.directory.tables import tenants, users
from trato.errors import InvalidInputError, NotFoundError
from trato.insight.quotas.model import Return
from trato.insight.quotas.sales import Rate
from trato.insight.quotas.tables import exchange_rates, sale_returns, sale_shares
from trato.linking.privacy import NotYourDecisionError

ALL = Decimal(100)
MOST_SHARES = 20
MOST_RATES = 5000


@dataclass(frozen=True, slots=True)
class Kept:
    """A return as it is kept."""

    id: int
    what: Return
    reason: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who shares an opportunity, and what came back; `version` is the opportunity's."""

    shares: tuple[tuple[Named, Decimal], ...]
    returns: tuple[Kept, ...]
    currency: str
    version: int


def sharing(connection: Connection, opportunity_id: int) -> Sharing:
    """Return who shares an opportunity. Raises NotFoundError for one that the caller does not see."""
    row = connection.execute(sa.select(opportunities).where(opportunities.c.id == opportunity_id)).first()
    if row is None:
        raise NotFoundError(f"no opportunity {opportunity_id}, or it is not yours to see")
    shares = connection.execute(
        sa.select(sale_shares.c.user_id, users.c.name, sale_shares.c.percent)
        .join(users, sa.and_(users.c.tenant_id == sale_shares.c.tenant_id, users.c.id == sale_shares.c.user_id))
        .where(sale_shares.c.opportunity_id == opportunity_id)
        .order_by(sale_shares.c.percent.desc(), sale_shares.c.user_id)
    )
    back = connection.execute(
        sa.select(sale_returns)
        .where(sale_returns.c.opportunity_id == opportunity_id)
        .order_by(sale_returns.c.returned_on, sale_returns.c.id)
    )
    return Sharing(
        tuple((Named(one.user_id, one.name), one.percent) for one in shares),
        tuple(
            Kept(one.id, Return(one.returned_on, one.product_id, one.amount, one.margin, one.quantity), one.reason)
            for one in back
        ),
        row.currency,
        row.version,
    )


def share(
    connection: Connection, caller: Caller, opportunity_id: int, shares: Sequence[tuple[int, Decimal]], *, version: int
) -> None:
    """Let these people share an opportunity; nobody, and it is its owner's. Within a transaction of the tenant.

    Raises InvalidInputError where percents do not make 100, NotFoundError, ChangedMeanwhileError.
    """
    if len({user_id for user_id, _ in shares}) < len(shares) or len(shares) > MOST_SHARES:
        raise InvalidInputError(f"shares: each person once, at most {MOST_SHARES}")
    if shares and sum(percent for _, percent in shares) != ALL:
        raise InvalidInputError("shares: the percentages make 100")
    known = set(
        connection.execute(
            sa.select(users.c.id).where(in_list(users.c.id, [user_id for user_id, _ in shares]))
        ).scalars()
    )
    for user_id, _ in shares:
        if user_id not in known:
            raise NotFoundError(f"no user {user_id}")
    touch(connection, opportunity_id, version)
    connection.execute(sa.delete(sale_shares).where(sale_shares.c.opportunity_id == opportunity_id))
    if shares:
        connection.execute(
            sa.insert(sale_shares),
            [
                {
                    "tenant_id": caller.tenant_id,
                    "opportunity_id": opportunity_id,
                    "user_id": user_id,
                    "percent": percent,
                }
                for user_id, percent in shares
            ],
        )
    told = {str(user_id): str(percent) for user_id, percent in shares}
    audit(connection, caller, "opportunity.shared", "opportunity", opportunity_id, told)


def take_back(
    connection: Connection, caller: Caller, opportunity_id: int, what: Return, reason: str, *, version: int
) -> None:
    """Note what came back of a sale. Raises NotFoundError, ChangedMeanwhileError, InvalidInputError."""
    if what.product_id is not None:
        product = sa.select(products.c.id).where(products.c.id == what.product_id)
        if connection.execute(product).first() is None:
            raise NotFoundError(f"no product {what.product_id}")
    closed_as = sa.select(opportunities.c.closed_as).where(opportunities.c.id == opportunity_id)
    if connection.execute(closed_as).scalar() != "won":
        raise InvalidInputError("only of a sale that was won can something come back")
    touch(connection, opportunity_id, version)
    connection.execute(
        sa.insert(sale_returns)
        .inline()
        .values(
            tenant_id=caller.tenant_id, opportunity_id=opportunity_id, product_id=what.product_id,
            returned_on=what.returned_on, amount=what.amount, margin=what.margin, quantity=what.quantity,
            reason=reason, by_id=caller.user_id,
        )
    )  # fmt: skip
    told = {"amount": str(what.amount), "on": what.returned_on.isoformat()}
    audit(connection, caller, "opportunity.returned", "opportunity", opportunity_id, told)


def drop_return(connection: Connection, caller: Caller, opportunity_id: int, return_id: int) -> None:
    """Take a return away again. Raises NotFoundError."""
    gone = sa.delete(sale_returns).where(
        sale_returns.c.opportunity_id == opportunity_id, sale_returns.c.id == return_id
    )
    if connection.execute(gone.returning(sale_returns.c.id)).first() is None:
        raise NotFoundError(f"no return {return_id} of this opportunity")
    touch(connection, opportunity_id, None)
    audit(connection, caller, "opportunity.return_dropped", "opportunity", opportunity_id, {"return": return_id})


def may_share(roles: Collection[str]) -> None:
    """Raise NotYourDecisionError for whoever does not decide what counts for whom."""
    if not {"manager", "admin"} & set(roles):
        raise NotYourDecisionError("who shares a sale is set by managers and administrators")


def rates(connection: Connection) -> list[tuple[str, Rate]]:
    """Return the rates into the tenant's currency, the newest first."""
    rows = connection.execute(
        sa.select(exchange_rates).order_by(exchange_rates.c.day.desc(), exchange_rates.c.currency).limit(MOST_RATES)
    )
    return [(row.currency, Rate(row.rate, row.day, row.source)) for row in rows]


def set_rate(
    database: Database,
    caller: Caller,
    roles: Collection[str],
    currency: str,
    day: date,
    rate: Decimal | None,
    source: str,
) -> None:
    """Set what one unit of a currency is from a day on, or take it away; sales are converted anew.

    Raises NotYourDecisionError, InvalidInputError, NotFoundError.
    """  # fmt: skip
    if "admin" not in roles:
        raise NotYourDecisionError("rates of currencies are set by an administrator")
    with database.as_system(caller.tenant_id) as connection:
        if currency == connection.execute(sa.select(tenants.c.currency)).scalar_one():
            raise InvalidInputError(f"{currency} is the organisation's own currency")
        is_it = sa.and_(exchange_rates.c.currency == currency, exchange_rates.c.day == day)
        gone = connection.execute(sa.delete(exchange_rates).where(is_it).returning(exchange_rates.c.day)).first()
        if rate is None and gone is None:
            raise NotFoundError(f"no rate of {currency} for {day}")
        if rate is not None:
            values = {"tenant_id": caller.tenant_id, "currency": currency, "day": day, "rate": rate, "source": source}
            connection.execute(sa.insert(exchange_rates).values(**values))
        told = {"currency": currency, "day": day.isoformat(), "rate": None if rate is None else str(rate)}
        audit(connection, caller, "exchange_rate.set", "exchange_rates", 0, told)
