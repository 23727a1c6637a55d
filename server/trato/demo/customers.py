"""Accounts with their sites, and the people who work there."""

from trato.demo import store
from trato.demo.dice import Dice
from trato.demo.model import Account, Contact, Party, Site
from trato.demo.spelling import phone, slug, spoken
from trato.demo.team import REP_OF

JOBS: dict[str, dict[str, tuple[str, str, str, str]]] = {
    # job: (title of a woman, title of a man, department, buying role)
    "es": {
        "plant": ("Directora de planta", "Director de planta", "Producción", "decision maker"),
        "owner": ("Gerente", "Gerente", "Dirección", "decision maker"),
        "buyer": ("Jefa de compras", "Jefe de compras", "Compras", "buyer"),
        "maintenance": ("Responsable de mantenimiento", "Responsable de mantenimiento", "Mantenimiento",
                        "influencer"),
        "engineer": ("Ingeniera de proyectos", "Ingeniero de proyectos", "Ingeniería", "evaluator"),
        "payables": ("Administración y pagos", "Administración y pagos", "Administración", "gatekeeper"),
        "shift": ("Encargada de taller", "Encargado de taller", "Producción", "user"),
        "consultant": ("Consultora energética", "Consultor energético", "Consultoría", "influencer"),
    },
    "en": {
        "plant": ("Plant Director", "Plant Director", "Production", "decision maker"),
        "owner": ("Managing Director", "Managing Director", "Board", "decision maker"),
        "buyer": ("Purchasing Manager", "Purchasing Manager", "Purchasing", "buyer"),
        "maintenance": ("Maintenance Manager", "Maintenance Manager", "Maintenance", "influencer"),
        "engineer": ("Project Engineer", "Project Engineer", "Engineering", "evaluator"),
        "payables": ("Accounts Payable", "Accounts Payable", "Finance", "gatekeeper"),
        "shift": ("Shift Supervisor", "Shift Supervisor", "Production", "user"),
        "consultant": ("Energy Consultant", "Energy Consultant", "Consultancy", "influencer"),
    },
}  # fmt: skip
INFLUENCE = {"plant": 88, "owner": 95, "buyer": 68, "maintenance": 60, "engineer": 45, "payables": 12,
             "shift": 25, "consultant": 55}  # fmt: skip
_WITH_MAINTENANCE = 3
"""From the third on, a team has somebody whom engineers and shifts report to."""
_TAIL = 7
TEAMS = {
    "A": ("plant", "buyer", "maintenance", "engineer", "payables"),
    "B": ("owner", "buyer", "maintenance"),
    "C": ("owner", "maintenance"),
}


def accounts(seed: int, scale: float) -> tuple[Account, ...]:
    """The accounts of the list; a scale above 1 repeats them as further plants of their own."""
    rows = store.table("accounts")
    wanted = max(12, round(len(rows) * scale))
    if wanted < len(rows):
        return tuple(_account(seed, row, round_=0) for row in _fair_part(rows, wanted))
    made = [_account(seed, rows[n % len(rows)], round_=n // len(rows)) for n in range(wanted)]
    return tuple(made)


def _fair_part(rows: tuple[dict[str, str], ...], wanted: int) -> tuple[dict[str, str], ...]:
    """Some of every territory, those that the hard cases need first."""
    step = len(rows) / wanted
    needed = {"urdalde", "artikutza", "altube", "leizalde", "ebroplast", "tartesa", "thornbury", "zubialde"}
    chosen = {rows[int(n * step)]["key"] for n in range(wanted)} | needed
    return tuple(row for row in rows if row["key"] in chosen)


def _account(seed: int, row: dict[str, str], *, round_: int) -> Account:
    key = row["key"] if round_ == 0 else f"{row['key']}-{round_ + 1}"
    dice = Dice(seed, "account", key)
    cities = {city["city"]: city for city in store.table("cities")}
    city_names = row["cities"].split(";")
    domains = tuple(row["domains"].split(";"))
    name = row["name"]
    if round_:
        domains = tuple(f"planta{round_ + 1}.{domain}" for domain in domains[:1])
        name = f"{name.split(',')[0]} {round_ + 1}{name[len(name.split(',')[0]) :]}"
    first = cities[city_names[0]]
    language = "en" if first["country"] in {"GB", "IE"} else "es"
    formal = first["country"] == "MX" or (language == "es" and dice.chance(0.3))
    sites = tuple(_site(dice, cities[city], position) for position, city in enumerate(city_names))
    if row["group"] == "A":
        sites += (_billing(sites[0], language),)
    return Account(
        key=key, name=name, domains=domains, territory=row["territory"], owner=REP_OF[row["territory"]],
        group=row["group"], industry=row["industry"], language=language,
        register="usted" if formal else "tu", parent=row["parent"],
        phone=phone(dice, first["country"], first["area"]), sites=sites, pattern=row["pattern"],
    )  # fmt: skip


def _site(dice: Dice, city: dict[str, str], position: int) -> Site:
    number = dice.between(2, 140)
    street = dice.pick(city["streets"].split(";"))
    english = city["country"] in {"GB", "IE"}
    return Site(
        name=city["city"].split(" (")[0], kind="office" if position == 0 else "delivery",
        street=f"{number} {street}" if english else f"{street} {number}",
        city=city["city"].split(" (")[0], postal_code=city["postal"], country=city["country"],
        lat=round(float(city["lat"]) + (dice.share() - 0.5) * 0.06, 5),
        lon=round(float(city["lon"]) + (dice.share() - 0.5) * 0.06, 5),
        departments="" if position == 0 else ("Production" if english else "Producción"),
    )  # fmt: skip


def _billing(office: Site, language: str) -> Site:
    english = language == "en"
    return Site(
        name=f"{office.name}, {'accounts office' if english else 'oficinas'}", kind="billing",
        street=office.street, city=office.city, postal_code=office.postal_code, country=office.country,
        lat=office.lat, lon=office.lon, departments="Finance" if english else "Administración",
    )  # fmt: skip


def contacts(seed: int, accounts_: tuple[Account, ...]) -> tuple[Contact, ...]:
    """Two to five people an account, the first of them at the top."""
    made: list[Contact] = []
    for account in accounts_:
        made += _people(seed, account)
    return tuple(made)


def _people(seed: int, account: Account) -> list[Contact]:
    dice = Dice(seed, "people", account.key)
    jobs = list(TEAMS[account.group])
    if account.industry == "Ingeniería":
        jobs = ["consultant", "consultant"]
    elif account.group == "B" and dice.chance(0.6):
        jobs.append("payables" if dice.chance(0.5) else "shift")
    made: list[Contact] = []
    for job in jobs:
        made.append(_contact(dice, account, job, made))
    return made


def _contact(dice: Dice, account: Account, job: str, colleagues: list[Contact]) -> Contact:
    country = account.sites[0].country
    pool = store.names()["mx" if country == "MX" else account.language]
    gender = dice.pick("fm")
    taken = {person.emails[0] for person in colleagues}
    while True:
        given, family = dice.pick(pool[gender]), dice.pick(pool["family"])
        if account.language == "es":
            family = f"{family} {dice.pick([name for name in pool['family'] if name != family])}"
        email = address(account, given, family)
        if email not in taken:
            break
    woman, man, department, role = JOBS[account.language][job]
    phones = [phone(dice, country, "mobile")]
    if dice.chance(0.7):
        phones.insert(dice.below(2), spoken(dice, account.phone, dice.between(10, 99)))
    boss = colleagues[0].key if colleagues else ""
    if job in {"engineer", "shift"} and len(colleagues) >= _WITH_MAINTENANCE:
        boss = colleagues[2].key
    return Contact(
        key=f"{account.key}.{slug(given)}.{slug(family.split()[0])}", account=account.key, given=given,
        family=family, gender=gender, job=job, title=woman if gender == "f" else man, department=department,
        emails=(email,), phones=tuple(phones), reports_to=boss,
        influence=max(5, min(100, INFLUENCE[job] + dice.between(-8, 8))), buying_role=role,
        language=account.language, register=account.register,
    )  # fmt: skip


def address(account: Account, given: str, family: str) -> str:
    """A person's mail address as this company builds them."""
    first, last = slug(given), slug(family.split(maxsplit=1)[0])
    local = {"first.last": f"{first}.{last}", "flast": f"{first[0]}{last}", "first": first}[account.pattern]
    return f"{local}@{account.domains[0]}"


def party(seed: int, contact: Contact, account: Account, *, email: str = "") -> Party:
    """A contact as a writer."""
    dice = Dice(seed, "style", contact.key)
    site = account.sites[0]
    place = f"{site.city} {site.postal_code}" if account.language == "en" else f"{site.postal_code} {site.city}"
    zone = {"ES": "Europe/Madrid", "MX": "America/Mexico_City"}.get(site.country, "Europe/London")
    client = dice.weighted((("outlook", 6), ("gmail", 2), ("apple", 1.2), ("thunderbird", 0.8)))
    return Party(
        name=contact.name, given=contact.given, email=email or contact.emails[0],
        language=contact.language, gender=contact.gender, title=contact.title, company=account.short,
        phone=account.phone, mobile=_mobile(contact, account),
        address=f"{site.street}, {place}", web=f"www.{account.domains[0]}",
        client=client, zone=zone, register=contact.register, contact=contact.key, account=account.key,
    )  # fmt: skip


def _mobile(contact: Contact, account: Account) -> str:
    """The first number that is not the switchboard's in other clothes."""
    office = _digits(account.phone)[-_TAIL:]
    return next((number for number in contact.phones if office not in _digits(number)), "")


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
