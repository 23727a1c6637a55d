"""Read phone numbers as people type them into E.164 (ITU-T E.164), by the country they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

_KINDS_READ = 50_000


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed, what kind it is, and its E.164 form (with its extension apart) when it is a valid number."""

    typed: str
    kind: str
    e164: str | None
    extension: str = ""


@lru_cache(maxsize=_KINDS_READ)
def read_phone(typed: str, *, country: str) -> Phone:
    """Read one number. `country` is an ISO 3166 code for numbers without an international prefix.

    What is no valid number (a short code, an extension alone) keeps its typed form and no E.164.
    """
    try:
        number = phonenumbers.parse(typed, country.upper() or None)
    except phonenumbers.NumberParseException:
        return Phone(typed, "other", None)
    if not phonenumbers.is_valid_number(number):
        return Phone(typed, "other", None)
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(typed, "mobile" if mobile else "business", e164, number.extension or "")


def shown_to(e164: str, *, country: str) -> str:
    """Return a number as somebody in that country writes it: nationally at home, else internationally (E.123)."""
    number = phonenumbers.parse(e164)
    is_home = phonenumbers.region_code_for_number(number) == country.upper()
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))
