"""How people spell things: phones, amounts, dates, names in addresses."""

import unicodedata
from datetime import date

from trato.demo.dice import Dice

MONTHS = {
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
           "octubre", "noviembre", "diciembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip
DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def slug(text: str) -> str:
    """Lower-case letters only, accents dropped: José María → jose-maria."""
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain
                   if not unicodedata.combining(letter))  # fmt: skip
    return "-".join(kept.split()) if "'" not in text else "".join(kept.split())


def phone(dice: Dice, country: str, area: str) -> str:
    """An invented number; British ones from the range kept for drama."""
    mobile = area == "mobile"
    match country:
        case "GB":
            tail = f"0{dice.between(100, 999)}"
            return f"+44 7700 900{dice.between(100, 999)}" if mobile else f"+44 {area} {tail}"
        case "IE":
            return f"+353 8{dice.pick('567')} 555 0{dice.between(100, 999)}" if mobile \
                else f"+353 {area} {dice.between(1000, 9999)}"  # fmt: skip
        case "MX":
            code = dice.pick(("55", "81", "33")) if mobile else area
            body = f"5555 {dice.between(1000, 9999)}" if len(code) < len("123") \
                else f"555 {dice.between(1000, 9999)}"  # fmt: skip
            return f"+52 {code} {body}"
        case _:
            if mobile:
                return f"+34 6{dice.between(10, 99)} {dice.between(100, 999)} {dice.between(100, 999)}"
            return f"+34 {area} {dice.between(100, 999)} {dice.between(100, 999)}"


def spoken(dice: Dice, number: str, extension: int) -> str:
    """The same number as somebody would type it, perhaps with an extension."""
    digits = number.split(" ", 1)[1]
    british = number.startswith("+44")
    shapes = [
        number,
        f"0{digits}" if british else digits,
        number.replace("+", "00").replace(" ", ""),
        f"({number.split(maxsplit=1)[0]}) {digits}",
        digits.replace(" ", ".") if not british else f"0{digits.replace(' ', '-')}",
        f"{number} ext. {extension}",
    ]
    return dice.pick(shapes)


def money(amount: int, currency: str, language: str) -> str:
    """An amount as written in a mail."""
    grouped = f"{amount:,}"
    if currency == "EUR" and language == "es":
        return f"{grouped.replace(',', '.')} €"
    return {"EUR": "€", "GBP": "£"}.get(currency, "$") + grouped + (" MXN" if currency == "MXN" else "")


def weekday(day: date, language: str) -> str:
    """Its weekday in words."""
    return DAYS[language][day.weekday()]


def long_date(day: date, language: str) -> str:
    """Martes 3 de noviembre; Tuesday 3 November."""
    month = MONTHS[language][day.month - 1]
    link = " de " if language == "es" else " "
    return f"{weekday(day, language)} {day.day}{link}{month}"


def short_date(day: date, language: str) -> str:
    """3 de noviembre; 3 November."""
    return long_date(day, language).split(" ", 1)[1]


def tidy(text: str) -> str:
    """Contract articles as Spanish does and drop doubled spaces."""
    for wide, narrow in ((" de el ", " del "), (" a el ", " al "), ("De el ", "Del "), ("A el ", "Al ")):
        text = text.replace(wide, narrow)
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()
