"""The words a thread fills its phrases with: product, quote, dates, people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trato.demo import pipeline
from trato.demo.dice import Dice
from trato.demo.hours import next_working_day
from trato.demo.model import Account, Opportunity, Party
from trato.demo.spelling import long_date, money, short_date, weekday

_NOON = 14
_NEAR_DAYS = 6


@dataclass
class Scene:
    """What a thread is about and the appointment it is arranging."""

    language: str
    facts: dict[str, str] = field(default_factory=dict)
    when: datetime | None = None
    """The appointment under discussion."""
    met: datetime | None = None
    """The visit people look back on."""


def of_opportunity(opportunity: Opportunity, account: Account, colleague: Party) -> Scene:
    """The facts of a deal, the same in all its threads."""
    language = account.language
    dice = Dice("facts", opportunity.key)
    product = opportunity.products[0][0]
    words = product.en if language == "en" else product.es
    place = pipeline.place_of(opportunity, account)
    cut = dice.between(3, 8)
    facts = common(dice, account, colleague)
    facts |= {
        "product": f"the {words}" if language == "en" else f"el {words}",
        "model": f"the {product.key}" if language == "en" else f"el {product.key}",
        "Model": product.key,
        "items": pipeline.items(opportunity, language),
        "place": at_place(place, language),
        "place_of": place,
        "place_for": f"de {place}",
        "where": bare(place),
        "model_bare": product.key,
        "quote": opportunity.quote,
        "amount": pipeline.price(opportunity, language),
        "amount2": pipeline.price(opportunity, language, cut=cut),
        "discount": str(cut),
        "competitor": opportunity.competitors[0] if opportunity.competitors
                      else dice.pick(pipeline.COMPETITORS),
    }  # fmt: skip
    return Scene(language, facts)


def common(dice: Dice, account: Account, colleague: Party) -> dict[str, str]:
    """Facts that any thread with an account may need."""
    english = account.language == "en"
    low = dice.between(50, 65) / 10
    separator = "." if english else ","
    closing = dice.pick((("from 3 to 21 August", "del 3 al 21 de agosto"),
                         ("for Easter week", "en Semana Santa"),
                         ("from 23 December to 4 January", "del 23 de diciembre al 4 de enero"),
                         ("for stocktaking on the last Friday of the month",
                          "por inventario el último viernes de mes")))  # fmt: skip
    currency, rate = pipeline.CURRENCY[account.sites[0].country]
    return {
        "company": account.short,
        "domain": account.domains[0],
        "city": account.sites[-1].city,
        "colleague": colleague.given,
        "low": f"{low:.1f}".replace(".", separator),
        "pressure": f"{dice.between(7, 10)}",
        "flow": f"{dice.between(30, 180) / 10:.1f}".replace(".", separator),
        "hours": f"{dice.between(2, 8)}{',' if english else '.'}{dice.pick(('000', '500'))}",
        "weeks": str(dice.between(4, 11)),
        "saving": str(dice.between(12, 31)),
        "po": f"{dice.pick(('PC', 'PO-', '45', 'P26/'))}{dice.between(10000, 99999)}",
        "invoice": f"F26-{dice.between(1000, 9800)}",
        "serial": f"{dice.pick(('K37', 'K55', 'K75', 'KX45'))}-{dice.between(1200, 8900)}",
        "service": "maintenance" if english else "mantenimiento",
        "small": money(round(dice.between(180, 2400) * rate), currency, account.language),
        "qty": str(dice.between(2, 6)),
        "qty2": str(dice.between(2, 9)),
        "line": str(dice.between(1, 5)),
        "alarm": str(dice.between(10, 49)),
        "closing": closing[0] if english else closing[1],
    }


def at_place(place: str, language: str) -> str:
    """In the workshop, on line 2, at the Leeds plant; en el taller."""
    if language == "es":
        return f"en {place}"
    if place.startswith("line"):
        return f"on {place}"
    return f"at {place}" if place.endswith("plant") else f"in {place}"


def bare(place: str) -> str:
    """The place without its article, for subjects."""
    return place.removeprefix("la ").removeprefix("el ").removeprefix("the ")


def slots(scene: Scene, dice: Dice, at: datetime, sender: Party, reader: Party) -> Mapping[str, str]:
    """All slots for one mail."""
    language, zone = scene.language, ZoneInfo(sender.zone)
    today = at.astimezone(zone).date()
    soon = scene.when.astimezone(ZoneInfo(reader.zone if reader.contact else sender.zone)) \
        if scene.when else at + timedelta(days=dice.between(3, 6))  # fmt: skip
    later = next_working_day(today + timedelta(days=dice.between(3, 7)))
    wording = when(soon, today, language)
    woman, reads_woman = sender.gender == "f", reader.gender == "f"
    return scene.facts | {
        "name": reader.given or reader.name,
        "me": sender.name,
        "my_title": sender.title.lower() if language == "es" else sender.title,
        "o": "a" if woman else "o",
        "or": "a" if reads_woman else "o",
        "ra": "a" if woman else "",
        "when": wording,
        "When": wording[0].upper() + wording[1:],
        "when_maybe": wording,
        "slot": slot(soon, language),
        "day": f"el {weekday(later, language)}" if language == "es" else weekday(later, language),
        "day_only": weekday(later, language),
        "when_day": f"el {weekday(soon.date(), 'es')}" if language == "es" else weekday(soon.date(), "en"),
        "ago": ago(scene.met, at, language, zone),
        "soon": _soon(dice, language),
        "delivery": _delivery(dice, scene, language, today),
        "delivery_late": _delivery(dice, scene, language, today, late=7),
    }


def when(moment: datetime, today: date, language: str) -> str:
    """An appointment in words; the date only when it is some days off."""
    day = moment.date()
    clock = f"{moment.hour}:{moment.minute:02d}"
    if language == "en":
        label = weekday(day, "en") if 0 < (day - today).days <= _NEAR_DAYS else long_date(day, "en")
        return f"{label} at {clock}"
    label = weekday(day, "es") if 0 < (day - today).days <= _NEAR_DAYS else long_date(day, "es")
    hour = f"a la{'' if moment.hour == 1 else 's'} {clock}"
    return f"el {label} {hour}"


def slot(moment: datetime, language: str) -> str:
    """The part of a day: el martes por la tarde, on Tuesday afternoon."""
    afternoon = moment.hour >= _NOON
    day = weekday(moment.date(), language)
    if language == "en":
        return f"on {day} {'afternoon' if afternoon else 'morning'}"
    return f"el {day} por la {'tarde' if afternoon else 'mañana'}"


def ago(met: datetime | None, at: datetime, language: str, zone: ZoneInfo) -> str:
    """When people met: yesterday, on Tuesday, last week."""
    if met is None:
        return "the other day" if language == "en" else "el otro día"
    days = (at.astimezone(zone).date() - met.astimezone(zone).date()).days
    day = weekday(met.astimezone(zone).date(), language)
    match days:
        case 0:
            return "this morning" if language == "en" else "hoy"
        case 1:
            return "yesterday" if language == "en" else "ayer"
        case 2 | 3 | 4 | 5:
            return f"on {day}" if language == "en" else f"el {day}"
        case _:
            return "the other day" if language == "en" else "el otro día"


def _soon(dice: Dice, language: str) -> str:
    english = ("this afternoon", "tomorrow first thing", "before noon tomorrow")
    spanish = ("esta tarde", "mañana a primera hora", "mañana antes de las doce")
    return dice.pick(english if language == "en" else spanish)


def _delivery(dice: Dice, scene: Scene, language: str, today: date, *, late: int = 0) -> str:
    """The delivery date: once named it stays, unless it has become `late` by so many days."""
    if "delivery_day" not in scene.facts:
        named = next_working_day(today + timedelta(days=dice.between(30, 75)))
        scene.facts["delivery_day"] = named.isoformat()
    day = date.fromisoformat(scene.facts["delivery_day"]) + timedelta(days=late)
    return short_date(day, language) if language == "en" else f"el {short_date(day, language)}"
