"""Read from a tenant folder what answers stand on: sites, orders, promotions with their members, and collateral."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from trato.directory.rows import Problem, Problems, Row, RowError, read_rows

SITE_KINDS = ("mailing", "billing", "delivery", "office")
ORDER_COLUMNS = ("key", "account", "date", "amount", "currency", "products", "opportunity")
CAMPAIGN_COLUMNS = ("key", "name", "product", "starts", "ends", "members")

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """An address of an account, with the departments that sit there."""

    account: str
    name: str
    kind: str
    street: str
    city: str
    postal_code: str
    country: str
    position: tuple[float, float] | None
    departments: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What an account ordered; accounts and opportunities are keys there."""

    key: str
    account: str
    ordered_on: date
    amount: Decimal | None
    currency: str
    products: tuple[str, ...]
    opportunity: str
    custom: dict[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A promotion of products and who was in it; products and members are keys there."""

    key: str
    name: str
    products: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    members: tuple[str, ...]
    custom: dict[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CollateralRow:
    """A brochure or the like; `files` are the names that its file goes by."""

    key: str
    name: str
    products: tuple[str, ...]
    files: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Dealings:
    """What a folder tells of dealings with customers, checked row by row."""

    sites: tuple[SiteRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    campaigns: tuple[CampaignRow, ...] = ()
    collateral: tuple[CollateralRow, ...] = ()


def read_dealings(folder: Path, problems: Problems) -> Dealings:
    """Read every one of these files that is there; a row that does not fit is named and left out."""
    return Dealings(
        sites=tuple(_parsed(folder, "crm/sites.csv", ("account", "kind"), _site, problems)),
        orders=tuple(_parsed(folder, "crm/orders.csv", ("key", "account", "date"), _order, problems)),
        campaigns=tuple(_parsed(folder, "crm/campaigns.csv", ("key", "name"), _campaign, problems)),
        collateral=tuple(_parsed(folder, "crm/collateral.csv", ("key", "name", "files"), _collateral, problems)),
    )


def _parsed(
    folder: Path, name: str, columns: Sequence[str], parse: Callable[[Row], Parsed], problems: Problems
) -> Iterator[Parsed]:
    seen: set[str] = set()
    for row in read_rows(folder, name, columns, problems):
        key = row.text("key")
        if key and key in seen:
            problems.add(Problem(row.file, row.line, key, f"key {key!r} is listed twice; the first row stands"))
            continue
        try:
            parsed = parse(row)
        except RowError as error:
            problems.add(Problem(row.file, row.line, row.text(columns[0]), str(error)))
            continue
        seen.add(key)
        yield parsed


def _site(row: Row) -> SiteRow:
    latitude, longitude = row.number("lat"), row.number("lon")
    position = None if latitude is None or longitude is None else (latitude, longitude)
    if position and not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180):
        raise RowError(f"lat and lon hold {position}, which is nowhere on Earth")
    return SiteRow(
        account=row.required("account"),
        name=row.text("name"),
        kind=row.one_of("kind", SITE_KINDS) or "office",
        street=row.text("street"),
        city=row.text("city"),
        postal_code=row.text("postal_code"),
        country=row.text("country"),
        position=position,
        departments=row.names("departments"),
        line=row.line,
    )


def _order(row: Row) -> OrderRow:
    ordered_on = row.day("date")
    if ordered_on is None:
        raise RowError("column 'date' is empty")
    return OrderRow(
        key=row.required("key"),
        account=row.required("account"),
        ordered_on=ordered_on,
        amount=row.money("amount"),
        currency=row.text("currency"),
        products=row.names("products"),
        opportunity=row.text("opportunity"),
        custom=row.others(ORDER_COLUMNS),
        line=row.line,
    )


def _campaign(row: Row) -> CampaignRow:
    return CampaignRow(
        key=row.required("key"),
        name=row.required("name"),
        products=row.names("product"),
        starts_on=row.day("starts"),
        ends_on=row.day("ends"),
        members=row.names("members"),
        custom=row.others(CAMPAIGN_COLUMNS),
        line=row.line,
    )


def _collateral(row: Row) -> CollateralRow:
    files = row.names("files")
    if not files:
        raise RowError("column 'files' is empty: without the names of its files nobody can be known to have it")
    return CollateralRow(row.required("key"), row.required("name"), row.names("product"), files, row.line)
