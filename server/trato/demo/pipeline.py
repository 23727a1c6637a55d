"""Products and opportunities: what is being sold to whom, how far it has come and what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta

from trato.demo import store
from trato.demo.dice import Dice
from trato.demo.model import Account, Contact, Opportunity, Product
from trato.demo.spelling import money

STAGES = ("qualified", "needs", "proposal", "negotiation", "won", "lost", "cancelled")
CLOSED = frozenset({"won", "lost", "cancelled"})
COMPETITORS = ("Aerovanta", "Pneumalis", "Kompreks", "Sorbel Air", "Ventralia", "Brisker & Holm")
CURRENCY = {"ES": ("EUR", 1.0), "IE": ("EUR", 1.0), "GB": ("GBP", 0.87), "MX": ("MXN", 20.5)}
SEVERAL_OPEN = ("urdalde", "artikutza", "leizalde", "tartesa", "thornbury")
"""Accounts with at least three opportunities open at a time."""
LATE = ("ebroplast-1", "urdalde-2", "tartesa-2", "artikutza-2", "thornbury-2", "leizalde-2", "azulmar-1")
"""Opportunities created weeks after their first thread began."""

_MACHINES = ("K-22", "K-37", "K-37V", "K-55V", "K-75V", "K-110", "KS-15", "KX-45")
_GAS_INDUSTRIES = frozenset({"Alimentación", "Bebidas", "Farmacia", "Química", "Metal"})


@dataclass(frozen=True)
class Kind:
    """A kind of deal: what it holds, what it is called, which phrases suit it."""

    name: str
    suffix: str
    es: tuple[str, ...]
    en: tuple[str, ...]


KINDS = {
    "machine": Kind("machine", "",
        ("{model} para {place}", "Renovación de {place}", "Compresor {model}, {place}",
         "Aire comprimido {place}", "{model} y secador"),
        ("{model} for {place}", "Renewal of {place}", "Compressor {model}, {place}",
         "Compressed air {place}", "{model} and dryer")),
    "gas": Kind("gas", "_gas",
        ("Generador de nitrógeno {place}", "Nitrógeno en planta", "{model} autogeneración"),
        ("Nitrogen generator {place}", "On-site nitrogen", "{model} self-generation")),
    "vacuum": Kind("vacuum", "_vacuum",
        ("Vacío centralizado {place}", "{model} para {place}"),
        ("Central vacuum {place}", "{model} for {place}")),
    "maintenance": Kind("maintenance", "_service",
        ("Contrato de mantenimiento 2027", "Mantenimiento plurianual", "Servicio completo {place}"),
        ("Service contract 2027", "Multi-year maintenance", "Full service {place}")),
    "rental": Kind("rental", "_project",
        ("Alquiler campaña", "Alquiler 75 kW {place}"), ("Seasonal hire", "75 kW hire {place}")),
    "survey": Kind("survey", "_project",
        ("Plan de ahorro de aire", "Estudio de fugas {place}"), ("Air saving plan", "Leak survey {place}")),
    "piping": Kind("piping", "_project",
        ("Red de aire {place}", "Tubería de aluminio {place}"),
        ("Air network {place}", "Aluminium pipework {place}")),
}  # fmt: skip
PLACES = {
    "es": ("la línea 1", "la línea 2", "la línea 3", "la nave 2", "la nave nueva", "la sala de compresores",
           "el taller", "la zona de envasado", "la planta de {city}", "la ampliación", "el almacén"),
    "en": ("line 1", "line 2", "line 3", "building 2", "the new building", "the compressor room",
           "the workshop", "the packing hall", "the {city} plant", "the extension", "the warehouse"),
}  # fmt: skip


def products() -> dict[str, Product]:
    """The price list by key."""
    return {
        row["key"]: Product(row["key"], row["family"], row["es"], row["en"], int(row["price"]), row["unit"])
        for row in store.table("products")
    }


def kind_of(opportunity: Opportunity) -> Kind:
    """Which kind of deal it is, by its first product."""
    family = opportunity.products[0][0].family
    return KINDS[{"compressors": "machine", "gas": "gas", "vacuum": "vacuum", "service": "maintenance",
                  "rental": "rental", "control": "survey", "piping": "piping"}[family]]  # fmt: skip


def place_of(opportunity: Opportunity, account: Account) -> str:
    """The part of the plant it is about."""
    dice = Dice("place", opportunity.key)
    return _place(dice, account)


def opportunities(
    seed: int, today: date, accounts: tuple[Account, ...], contacts: tuple[Contact, ...]
) -> tuple[Opportunity, ...]:
    """One to four an account, numbered, newest last."""
    made: list[Opportunity] = []
    for account in accounts:
        people = [person for person in contacts if person.account == account.key]
        dice = Dice(seed, "count", account.key)
        count = {"A": dice.between(3, 4), "B": dice.between(1, 2), "C": dice.between(0, 1)}[account.group]
        count = max(count, 3) if account.key in SEVERAL_OPEN else count
        count = 0 if account.industry == "Ingeniería" else count
        own: list[Opportunity] = []
        for number in range(1, count + 1):
            taken = {deal.products[0][0].key for deal in own}
            own.append(_opportunity(Dice(seed, "deal", account.key, number), number, today, account, people, taken))
        made += own
    return tuple(made)


def _opportunity(
    dice: Dice, number: int, today: date, account: Account, people: list[Contact], taken: set[str]
) -> Opportunity:
    key = f"{account.key}-{number}"
    late = key in LATE
    must_stay_open = late or account.key in SEVERAL_OPEN
    stage = dice.weighted(_odds(still_open=must_stay_open))
    stage = dice.pick(("proposal", "negotiation")) if late else stage
    closed = stage in CLOSED
    began = today - timedelta(days=dice.between(95, 265) if closed else _age(dice, stage))
    began = min(began, today - timedelta(days=60)) if late else began
    created = began + timedelta(days=dice.between(28, 41) if late else dice.between(0, 6))
    ends = min(began + timedelta(days=dice.between(60, 150)), today - timedelta(days=6)) if closed else today
    created = min(created, ends)
    close = ends if closed else _close_date(dice, today)
    currency, rate = CURRENCY[account.sites[0].country]
    lines = _lines(dice, account)
    while lines[0][0].key in taken:
        lines = _lines(dice, account)
    amount = round(sum(product.price * count for product, count in lines) * rate / 10) * 10
    chosen = _cast(dice, people)
    decider = people[0].key
    next_date = None if closed else _next_date(dice, today)
    place = _place(Dice("place", key), account)
    return Opportunity(
        key=key, account=account.key, name=_name(dice, account, lines, place), owner=account.owner,
        stage=stage, amount=amount, currency=currency, created_on=created, close_date=close,
        invoice_date=ends + timedelta(days=dice.between(25, 60)) if stage == "won" else None,
        contacts=tuple(person.key for person in chosen), decision_maker=decider, next_date=next_date,
        next_objective=_objective(dice, stage) if next_date else "", products=lines,
        competitors=tuple(dice.some(COMPETITORS, dice.weighted(((0, 4), (1, 5), (2, 2))))),
        quote=f"Q-{2100 + int(Dice('quote', key).share() * 6900)}", began=began, ends=ends,
    )  # fmt: skip


def _odds(*, still_open: bool) -> tuple[tuple[str, float], ...]:
    open_ = (("qualified", 16), ("needs", 17), ("proposal", 20), ("negotiation", 13))
    return open_ if still_open else (*open_, ("won", 26), ("lost", 15), ("cancelled", 4))


def _age(dice: Dice, stage: str) -> int:
    low, high = {"qualified": (6, 30), "needs": (20, 70), "proposal": (35, 120)}.get(stage, (60, 190))
    return dice.between(low, high)


def _close_date(dice: Dice, today: date) -> date:
    """Mostly ahead; one in ten has slipped and nobody has moved it."""
    return today + timedelta(days=-dice.between(3, 25) if dice.chance(0.1) else dice.between(12, 150))


def _next_date(dice: Dice, today: date) -> date | None:
    mark = dice.share()
    if mark < 1 / 5:
        return None
    return today + timedelta(days=-dice.between(1, 12) if mark < 2 / 5 else dice.between(1, 24))


def _objective(dice: Dice, stage: str) -> str:
    return dice.pick({
        "qualified": ("Conocer el consumo en hora punta", "Concertar primera visita",
                      "Confirmar quién decide"),
        "needs": ("Visitar la sala de compresores", "Recibir plano y horarios de parada",
                  "Instalar el registrador de caudal"),
        "proposal": ("Repasar la oferta con mantenimiento", "Resolver dudas técnicas",
                     "Reunión con la dirección de planta"),
        "negotiation": ("Cerrar plazo de entrega", "Acordar forma de pago", "Conseguir el pedido"),
    }[stage])  # fmt: skip


def _lines(dice: Dice, account: Account) -> tuple[tuple[Product, int], ...]:
    price_list = products()
    gas = 3.0 if account.industry in _GAS_INDUSTRIES else 0.5
    vacuum = 2.0 if account.industry in {"Envases", "Artes gráficas", "Madera", "Plásticos"} else 0.3
    kind = dice.weighted((("machine", 9), ("gas", gas), ("vacuum", vacuum), ("maintenance", 3),
                          ("rental", 1.2), ("survey", 1.6), ("piping", 1.2)))  # fmt: skip
    clean = account.industry in {"Farmacia", "Sanidad"} and dice.chance(0.6)
    match kind:
        case "machine":
            picked = [("KX-45" if clean else dice.pick(_MACHINES), dice.weighted(((1, 6), (2, 2)))),
                      (dice.pick(("D-40", "D-90", "DA-60")), 1)]  # fmt: skip
            if dice.chance(0.5):
                picked.append((dice.pick(("R-2000", "R-5000")), 1))
        case "gas":
            picked = [(dice.pick(("N-20", "N-50")), 1), ("R-2000", 1)]
        case "vacuum":
            picked = [("V-30", dice.between(1, 2))]
        case "maintenance":
            picked = [(dice.pick(("MC-1", "MC-2")), dice.between(1, 3))]
        case "rental":
            picked = [("AQ-75", dice.between(2, 6))]
        case "survey":
            picked = [("C-8", 1), ("EF-1", dice.between(1, 3))]
        case _:
            picked = [("TB-1", 1), ("R-2000", 1)]
    return tuple((price_list[key], count) for key, count in picked)


def _cast(dice: Dice, people: list[Contact]) -> list[Contact]:
    """Who takes part: one or two of buyer, maintenance and engineering; the accounts office never."""
    able = [person for person in people if person.job not in {"payables", "shift"}]
    first = [person for person in able if person.job in {"buyer", "maintenance", "engineer"}] or able
    lead = dice.pick(first)
    rest = [person for person in able if person is not lead]
    return [lead, *dice.some(rest, dice.between(1, 2))]


def _place(dice: Dice, account: Account) -> str:
    return dice.pick(PLACES[account.language]).format(city=account.sites[0].city)


def _name(dice: Dice, account: Account, lines: tuple[tuple[Product, int], ...], place: str) -> str:
    family = lines[0][0].family
    kind = {"compressors": "machine", "service": "maintenance", "control": "survey"}.get(family, family)
    shapes = KINDS[kind].en if account.language == "en" else KINDS[kind].es
    bare = place.removeprefix("la ").removeprefix("el ").removeprefix("the ")
    shape = dice.pick(shapes)
    inner = place if "para {" in shape or "de {" in shape or "for {" in shape or "of {" in shape else bare
    name = shape.format(model=lines[0][0].key, place=inner)
    name = name.replace(" de el ", " del ")
    return name[0].upper() + name[1:]


def items(opportunity: Opportunity, language: str) -> str:
    """The lines in words: un compresor …, un secador … y montaje."""
    words = []
    for product, count in opportunity.products:
        label = product.en if language == "en" else product.es
        words.append(f"{count} × {label}" if count > 1 else f"{'one' if language == 'en' else 'un'} {label}")
    if kind_of(opportunity).suffix not in {"_service", "_project"}:
        words.append("installation" if language == "en" else "el montaje")
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {'and' if language == 'en' else 'y'} {words[-1]}"


def price(opportunity: Opportunity, language: str, *, cut: int = 0) -> str:
    """The amount in words, perhaps `cut` percent lower."""
    amount = opportunity.amount * (100 - cut) // 1000 * 10 if cut else opportunity.amount
    return money(amount, opportunity.currency, language)
