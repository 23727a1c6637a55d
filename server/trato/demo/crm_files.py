"""The CSV and TOML files of the tenant folder: people, accounts, deals, products, plans."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from trato.demo import papers, pipeline, store, team
from trato.demo.dice import Dice
from trato.demo.model import OUR_DOMAINS, Account, Opportunity
from trato.demo.world import World

_QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file in UTF-8 with LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write(folder: Path, world: World) -> None:
    """Everything but mail, calendars and phone lists."""
    domains = ", ".join(f'"{domain}"' for domain in OUR_DOMAINS)
    (folder / "tenant.toml").write_text(
        f'name = "Tornalba Industrial, S.A."\ndomains = [{domains}]\ntimezone = "Europe/Madrid"\n'
        f'language = "es"\ncountry = "ES"\ncurrency = "EUR"\nnow = "{world.now.isoformat()}"\n',
        encoding="utf-8",
    )
    write_rows(
        folder / "users.csv",
        ("upn", "name", "roles", "manager", "timezone", "language", "aliases", "territories",
         "base_location", "title", "assists"),
        ((user.upn, user.name, ";".join(user.roles), user.manager, user.zone, user.language,
          ";".join(user.aliases), ";".join(user.territories), user.base, user.title, ";".join(user.assists))
         for user in team.USERS),
    )  # fmt: skip
    crm = folder / "crm"
    write_rows(
        crm / "territories.csv",
        ("name", "parent", "countries", "regions", "postal_codes", "industries"),
        team.TERRITORIES,
    )
    _accounts(crm, world)
    _contacts(crm, world)
    _opportunities(crm, world)
    _products(crm)
    _orders(crm, world)
    _plans(crm, world)
    (crm / "playbooks.toml").write_text(store.text("playbooks.toml"), encoding="utf-8")


def _accounts(crm: Path, world: World) -> None:
    write_rows(
        crm / "accounts.csv",
        ("key", "name", "domains", "territory", "owner", "group", "industry", "phone", "street", "city",
         "postal_code", "country", "lat", "lon", "parent"),
        ((a.key, a.name, ";".join(a.domains), a.territory, a.owner, a.group, a.industry, a.phone,
          a.sites[0].street, a.sites[0].city, a.sites[0].postal_code, a.sites[0].country,
          f"{a.sites[0].lat:.5f}", f"{a.sites[0].lon:.5f}", a.parent) for a in world.accounts),
    )  # fmt: skip
    write_rows(
        crm / "sites.csv",
        ("account", "name", "kind", "street", "city", "postal_code", "country", "lat", "lon", "departments"),
        ((a.key, s.name, s.kind, s.street, s.city, s.postal_code, s.country, f"{s.lat:.5f}", f"{s.lon:.5f}",
          s.departments) for a in world.accounts for s in a.sites),
    )  # fmt: skip


def _contacts(crm: Path, world: World) -> None:
    write_rows(
        crm / "contacts.csv",
        ("key", "account", "name", "title", "department", "emails", "phones", "reports_to", "influence",
         "buying_role", "language"),
        ((c.key, c.account, c.name, c.title, c.department, ";".join(c.emails), ";".join(c.phones),
          c.reports_to, c.influence, c.buying_role, c.language) for c in world.contacts),
    )  # fmt: skip


def _opportunities(crm: Path, world: World) -> None:
    write_rows(
        crm / "opportunities.csv",
        ("key", "account", "name", "owner", "stage", "amount", "currency", "created_on", "close_date",
         "invoice_date", "contacts", "decision_maker", "next_date", "next_objective", "products",
         "competitors", "quotes", "closed_reason"),
        ((o.key, o.account, o.name, o.owner, o.stage, o.amount, o.currency, o.created_on, o.close_date,
          o.invoice_date or "", ";".join(o.contacts), o.decision_maker, o.next_date or "", o.next_objective,
          ";".join(f"{product.key}:{count}" for product, count in o.products), ";".join(o.competitors),
          o.quote if o.stage not in {"qualified", "needs"} else "", _reason(o)) for o in world.opportunities),
    )  # fmt: skip


def _reason(deal: Opportunity) -> str:
    dice = Dice("reason", deal.key)
    match deal.stage:
        case "won":
            return dice.pick(("Mejor consumo", "Servicio cercano", "Plazo de entrega", "Relación previa"))
        case "lost":
            return dice.pick(("Precio", "Plazo de entrega", "Decisión del grupo"))
        case "cancelled":
            return "Inversión parada"
        case _:
            return ""


def _products(crm: Path) -> None:
    write_rows(crm / "products.csv", ("key", "family", "name", "name_en", "price", "currency", "unit"),
               ((row["key"], row["family"], row["es"], row["en"], row["price"], "EUR", row["unit"])
                for row in store.table("products")))  # fmt: skip


def _orders(crm: Path, world: World) -> None:
    """Orders of two years: what deals brought in, and the supplies in between."""
    rows: list[tuple[object, ...]] = []
    accounts = {account.key: account for account in world.accounts}
    for deal in world.opportunities:
        if deal.stage == "won":
            lines = ";".join(f"{product.key}:{count}" for product, count in deal.products)
            rows.append((deal.account, deal.close_date, deal.amount, deal.currency, lines, deal.key))
    for account in accounts.values():
        rows += _supplies(account, world.now.date())
    rows.sort(key=lambda row: (str(row[1]), str(row[0])))
    write_rows(crm / "orders.csv", ("key", "account", "date", "amount", "currency", "products",
                                    "opportunity"),
               ((f"P{24000 + number}", *row) for number, row in enumerate(rows)))  # fmt: skip


def _supplies(account: Account, today: date) -> list[tuple[object, ...]]:
    dice = Dice("orders", account.key)
    currency, rate = pipeline.CURRENCY[account.sites[0].country]
    quiet = 190 if dice.chance(0.2) else dice.between(5, 80)
    made: list[tuple[object, ...]] = []
    day = today - timedelta(days=quiet)
    for _ in range({"A": 12, "B": 7, "C": 3}[account.group]):
        kits, drums = dice.between(1, 6), dice.between(1, 8)
        amount = round((kits * 640 + drums * 285) * rate)
        made.append((account.key, day, amount, currency, f"FK-3:{kits};OIL-46:{drums}", ""))
        day -= timedelta(days=dice.between(25, 110))
    return made


def _plans(crm: Path, world: World) -> None:
    quotas: list[tuple[object, ...]] = []
    for upn in team.REPS:
        dice = Dice("quota", upn)
        base = dice.between(14, 22) * 10_000
        quotas += [(upn, "", quarter, "revenue", base + position * 10_000, "EUR")
                   for position, quarter in enumerate(_QUARTERS)]  # fmt: skip
        quotas += [(upn, "", quarter, "visits", dice.between(36, 60), "") for quarter in _QUARTERS]
    quotas += [("", territory, "2026", "revenue", 3_200_000 if territory == "Iberia" else 760_000, "EUR")
               for territory in ("Iberia", "UK & Ireland", "México")]  # fmt: skip
    write_rows(crm / "quotas.csv", ("user", "territory", "period", "measure", "amount", "currency"), quotas)
    write_rows(
        crm / "exchange_rates.csv",
        ("currency", "day", "rate", "source"),
        (
            (currency, "2024-01-01", f"{1 / rate:.6f}", "Tornalba, tipo del año")
            for currency, rate in dict(pipeline.CURRENCY.values()).items()
            if currency != "EUR"
        ),
    )
    write_rows(
        crm / "commissions.csv",
        ("name", "period", "measure", "rate", "bands", "deal_cap", "period_cap", "users"),
        (
            (f"Comisión {quarter}", quarter, "revenue", "1.5", "0:1;80:1.25;100:1.6", 6000, 15_000, ";".join(team.REPS))
            for quarter in _QUARTERS[2:4]
        ),
    )
    days = {"A": (30, 14, 14), "B": (60, 30, 30), "C": (180, 90, 60)}
    write_rows(
        crm / "cadences.csv", ("group", "kind", "every_days"),
        ((group, kind, every) for group, each in days.items()
         for kind, every in zip(("visit", "call", "mail"), each, strict=True)),
    )  # fmt: skip
    write_rows(crm / "campaigns.csv", ("key", "name", "product", "starts", "ends", "members"), _campaigns(world))
    write_rows(crm / "collateral.csv", ("key", "name", "files"), papers.list_of_brochures())


def _campaigns(world: World) -> list[tuple[object, ...]]:
    def members(group: str, industries: frozenset[str]) -> str:
        keys = {
            account.key
            for account in world.accounts
            if account.group in group and (not industries or account.industry in industries)
        }
        jobs = {"owner", "plant", "maintenance"}
        return ";".join(c.key for c in world.contacts if c.account in keys and c.job in jobs)

    food = frozenset({"Alimentación", "Bebidas", "Farmacia"})
    return [
        ("ahorro-2026", "Plan ahorro de aire, primavera 2026", "EF-1", "2026-03-15", "2026-05-31",
         members("AB", frozenset())),
        ("nitrogeno-2026", "Nitrógeno en planta", "N-20", "2026-06-01", "2026-07-31", members("ABC", food)),
        ("conecta-2026", "Conecta 8: demostración", "C-8", "2026-09-15", "2026-11-30",
         members("A", frozenset())),
    ]  # fmt: skip
