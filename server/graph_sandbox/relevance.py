"""Who matters to somebody: whom they write to, who writes to them, whom they keep as contacts, with whom they work.

https://learn.microsoft.com/graph/people-insights-overview: the service ranks by communication and by business
relationships and does not say how. Here what one writes weighs more than what one is sent.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from graph_sandbox.directory import Directory, User
from graph_sandbox.mailbox import Mailbox

Payload = dict[str, Any]
_WRITTEN, _RECEIVED, _KEPT, _NEAR = 3.0, 1.0, 1.0, 2.0
# The ranking looks at the newest mails only.
_NEWEST = 1000


def relevant_people(mailbox: Mailbox, directory: Directory) -> list[Payload]:
    """The people who matter to the mailbox's owner, the most relevant first."""
    names: dict[str, str] = {}
    scores: defaultdict[str, float] = defaultdict(float)
    for written, name, weight in (*_from_mail(mailbox), *_from_contacts(mailbox), *_from_directory(mailbox, directory)):
        colleague = directory.find(written)
        address = colleague.upn.lower() if colleague else written.lower()
        if address in mailbox.user.addresses or (colleague is not None and colleague.is_room):
            continue
        scores[address] += weight
        names[address] = names.get(address) or name
    cards = _cards(mailbox)
    ranked = sorted(scores, key=lambda address: (-scores[address], address))
    return [_person(mailbox, one, scores[one], names[one], directory.find(one), cards.get(one)) for one in ranked]


def _from_mail(mailbox: Mailbox) -> Iterator[tuple[str, str, float]]:
    for message in islice(mailbox.messages.all(), _NEWEST):
        head = message.content.head()
        if head.author is not None and head.author.address.lower() in mailbox.user.addresses:
            yield from ((person.address, person.name, _WRITTEN) for person in (*head.to, *head.cc))
        elif head.author is not None:
            yield head.author.address, head.author.name, _RECEIVED


def _from_contacts(mailbox: Mailbox) -> Iterator[tuple[str, str, float]]:
    for address, card in _cards(mailbox).items():
        yield address, str(card.get("displayName") or ""), _KEPT


def _from_directory(mailbox: Mailbox, directory: Directory) -> Iterator[tuple[str, str, float]]:
    manager = directory.manager_of(mailbox.user)
    for user in (*([manager] if manager else ()), *directory.reports_of(mailbox.user)):
        yield user.upn, user.name, _NEAR


def _cards(mailbox: Mailbox) -> dict[str, Payload]:
    """The contacts of the default folder by their addresses in lower case."""
    shelf = mailbox.cards.contacts(mailbox.cards.default)
    every = shelf.all() if shelf is not None else ()
    return {
        str(entry["address"]).lower(): card.properties
        for card in every
        for entry in card.properties.get("emailAddresses") or ()
        if entry.get("address")
    }


def _person(
    mailbox: Mailbox, address: str, score: float, name: str, colleague: User | None, card: Payload | None
) -> Payload:
    shown = (colleague.name if colleague else "") or str((card or {}).get("displayName") or "") or name or address
    given, _, surname = shown.partition(" ")
    subclass = "OrganizationUser" if colleague else "PersonalContact" if card else "ImplicitContact"
    phones = [{"type": "business", "number": number} for number in (card or {}).get("businessPhones") or ()]
    if (card or {}).get("mobilePhone"):
        phones.append({"type": "mobile", "number": (card or {})["mobilePhone"]})
    return {
        "id": colleague.id if colleague else str(uuid5(UUID(mailbox.user.id), address)),
        "displayName": shown,
        "givenName": given or None,
        "surname": surname or None,
        "birthday": "",
        "personNotes": "",
        "isFavorite": False,
        "jobTitle": colleague.title if colleague else (card or {}).get("jobTitle"),
        "companyName": None if colleague else (card or {}).get("companyName"),
        "yomiCompany": "",
        "department": None if colleague else (card or {}).get("department"),
        "officeLocation": None,
        "profession": "",
        "userPrincipalName": colleague.upn if colleague else None,
        "imAddress": f"sip:{colleague.upn}" if colleague else None,
        "scoredEmailAddresses": [
            {
                "address": colleague.upn if colleague else address,
                "relevanceScore": score,
                "selectionLikelihood": "notSpecified",
            }
        ],
        "phones": phones,
        "postalAddresses": [],
        "websites": [],
        "personType": {"class": "Person", "subclass": subclass},
    }
