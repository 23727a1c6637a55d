"""People of phone lists as JSON."""

from __future__ import annotations

from trato.crm.phones import shown_to
from trato.http import schemas_phonebook
from trato.phonebook.lists.fields import EMAILS, PHONES
from trato.phonebook.lists.people import Person


def listed(person: Person, country: str, *, is_from_outlook: bool = False) -> schemas_phonebook.ListedOut:
    """Return somebody with their numbers as one writes them in `country`."""
    values = person.values
    return schemas_phonebook.ListedOut(
        id=str(person.id),
        name=values["display_name"],
        company=values["company_name"],
        title=values["job_title"],
        numbers=[
            schemas_phonebook.NumberOut(
                number=phone["number"],
                e164=phone["e164"],
                extension=phone["extension"],
                kind=phone["kind"],
                shown=shown_to(phone["e164"], country=country) if phone["e164"] else phone["number"],
            )
            for phone in values[PHONES]
        ],
        emails=[str(email["address"]) for email in values[EMAILS]],
        is_from_outlook=is_from_outlook,
    )
