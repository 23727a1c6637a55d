"""Read the customers from a tenant folder's `crm/` files; a row that does not fit is named and left out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from trato.crm.model import (
    AccountRow,
    BuyingRole,
    ContactRow,
    CustomerFolder,
    OpportunityRow,
    Outcome,
    ProductRow,
    Site,
    Stage,
    TerritoryRow,
)
from trato.directory.rows import Problem, Problems, Row, RowError, read_rows

ACCOUNT_COLUMNS = (
    "key", "name", "domains", "territory", "owner", "group", "industry", "phone", "street", "city", "postal_code",
    "country", "lat", "lon",
)  # fmt: skip
CONTACT_COLUMNS = (
    "key", "account", "name", "title", "department", "emails", "phones", "reports_to", "influence", "buying_role",
    "language",
)  # fmt: skip
OPPORTUNITY_COLUMNS = (
    "key", "account", "name", "owner", "stage", "amount", "currency", "created_on", "close_date", "invoice_date",
    "contacts", "decision_maker", "next_date", "next_objective", "products", "competitors",
)  # fmt: skip

DEFAULT_STAGES = (
    Stage("qualified", "Qualified", "Cualificada", 1, 10),
    Stage("needs", "Needs", "Necesidades", 2, 25),
    Stage("proposal", "Proposal", "Oferta", 3, 50),
    Stage("negotiation", "Negotiation", "Negociación", 4, 75),
    Stage("commitment", "Commitment", "Compromiso", 5, 90),
)
# An opportunity that ended has a closure instead of a stage.
OUTCOMES = frozenset(outcome.value for outcome in Outcome)

Parsed = TypeVar("Parsed")


def read_customers(folder: Path, problems: Problems) -> CustomerFolder:
    """Read every file under `crm/` that is there; what refers to a missing row is a problem of its own row."""
    territories = _read(folder, "crm/territories.csv", ("name",), _territory, problems)
    accounts = _read(folder, "crm/accounts.csv", ("key", "name"), _account, problems)
    contacts = _read(folder, "crm/contacts.csv", ("key", "name"), _contact, problems)
    opportunities = _read(folder, "crm/opportunities.csv", ("key", "account", "name"), _opportunity, problems)
    products = _read(folder, "crm/products.csv", ("key", "name"), _product, problems)
    return CustomerFolder(
        territories=tuple(territories),
        accounts=tuple(accounts),
        contacts=tuple(contacts),
        opportunities=tuple(opportunities),
        products=tuple(products),
        stages=_stages(folder, problems),
    )


def _read(
    folder: Path, name: str, columns: Sequence[str], parse: Callable[[Row], Parsed], problems: Problems
) -> Iterator[Parsed]:
    seen: set[str] = set()
    for row in read_rows(folder, name, columns, problems):
        key = row.text(columns[0])
        try:
            parsed = parse(row)
        except RowError as error:
            problems.add(Problem(row.file, row.line, key, str(error)))
            continue
        if key in seen:
            problems.add(
                Problem(row.file, row.line, key, f"{columns[0]} {key!r} is listed twice; the first row stands")
            )
            continue
        seen.add(key)
        yield parsed


def _territory(row: Row) -> TerritoryRow:
    return TerritoryRow(
        name=row.required("name"),
        parent=row.text("parent"),
        countries=row.names("countries"),
        regions=row.names("regions"),
        postal_codes=row.names("postal_codes"),
        industries=row.names("industries"),
        line=row.line,
    )


def _account(row: Row) -> AccountRow:
    return AccountRow(
        key=row.required("key"),
        name=row.required("name"),
        domains=tuple(_domain(value) for value in row.names("domains")),
        territory=row.text("territory"),
        owner=row.text("owner").lower(),
        group=row.text("group"),
        industry=row.text("industry"),
        phone=row.text("phone"),
        site=_site(row),
        custom=row.others(ACCOUNT_COLUMNS),
        line=row.line,
    )


def _domain(value: str) -> str:
    domain = value.lower().strip(".")
    if "." not in domain or "@" in domain or "/" in domain:
        raise RowError(f"column 'domains' holds {value!r}, expected a mail domain like example.com")
    return domain


def _site(row: Row) -> Site | None:
    latitude, longitude = row.number("lat"), row.number("lon")
    if not any(row.text(column) for column in ("street", "city", "postal_code", "country", "lat", "lon")):
        return None
    position = None if latitude is None or longitude is None else (latitude, longitude)
    if position and not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180):
        raise RowError(f"lat and lon hold {position}, which is nowhere on Earth")
    return Site("office", row.text("street"), row.text("city"), row.text("postal_code"), row.text("country"), position)


def _contact(row: Row) -> ContactRow:
    return ContactRow(
        key=row.required("key"),
        account=row.text("account"),
        name=row.required("name"),
        title=row.text("title"),
        department=row.text("department"),
        emails=tuple(_address(value) for value in row.names("emails")),
        phones=row.names("phones"),
        reports_to=row.text("reports_to"),
        influence=row.percent("influence"),
        buying_role=row.one_of("buying_role", tuple(BuyingRole)),
        language=row.text("language"),
        custom=row.others(CONTACT_COLUMNS),
        line=row.line,
    )


def _address(value: str) -> str:
    if value.count("@") != 1 or " " in value:
        raise RowError(f"column 'emails' holds {value!r}, expected an address like ana@example.com")
    return value.lower()


def _opportunity(row: Row) -> OpportunityRow:
    return OpportunityRow(
        key=row.required("key"),
        account=row.required("account"),
        name=row.required("name"),
        owner=row.text("owner").lower(),
        stage=row.text("stage"),
        amount=row.money("amount"),
        currency=row.text("currency"),
        created_on=row.day("created_on"),
        close_date=row.day("close_date"),
        invoice_date=row.day("invoice_date"),
        contacts=row.names("contacts"),
        decision_maker=row.text("decision_maker"),
        next_date=row.day("next_date"),
        next_objective=row.text("next_objective"),
        products=row.names("products"),
        competitors=row.names("competitors"),
        custom=row.others(OPPORTUNITY_COLUMNS),
        line=row.line,
    )


def _product(row: Row) -> ProductRow:
    return ProductRow(row.required("key"), row.required("name"), row.others(("key", "name")))


def _stages(folder: Path, problems: Problems) -> tuple[Stage, ...]:
    path = folder / "crm" / "playbooks.toml"
    if not path.is_file():
        return DEFAULT_STAGES
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [entry for entry in _stage_entries(data) if entry["key"] not in OUTCOMES]
        return tuple(_stage(entry, number) for number, entry in enumerate(entries, start=1))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, OverflowError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        problems.add(Problem("crm/playbooks.toml", None, "", f"not understood, the usual stages stand in: {reason}"))
        return DEFAULT_STAGES


def _stage_entries(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stages of the file, or those of all its playbooks, each key once."""
    stages = data.get("stage") or [
        {"pipeline": book.get("name", ""), **stage}
        for book in _tables(data, "playbook")
        for stage in _tables(book, "stage")
    ]
    if not stages:
        raise ValueError("it names no [[playbook.stage]]")
    by_key: dict[str, dict[str, Any]] = {}
    for stage in _tables({"stage": stages}, "stage"):
        by_key.setdefault(str(stage["key"]), stage)
    return list(by_key.values())


def _tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TypeError(f"{name} must be tables, like [[{name}]]")
    return found


def _stage(entry: dict[str, Any], number: int) -> Stage:
    name = entry.get("name", entry["key"])
    names = name if isinstance(name, dict) else {"en": name, "es": name}
    return Stage(
        key=str(entry["key"]),
        name_en=str(entry.get("name_en", names.get("en", entry["key"]))),
        name_es=str(entry.get("name_es", names.get("es", entry["key"]))),
        position=number,
        probability=max(0, min(100, int(entry.get("probability", 50)))),
        pipeline=str(entry.get("pipeline", "")),
    )
