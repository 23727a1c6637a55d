"""Meetings that mail has arranged: entered, moved, cancelled or declined as life goes."""

from dataclasses import replace

from trato.demo.appointments import Guest, Meeting
from trato.demo.book import Book
from trato.demo.dice import Dice, token
from trato.demo.model import OUR_DOMAIN, Opportunity, Party
from trato.demo.scene import Scene

_TITLES = {
    "es": {"visit": ("Visita {company}", "Visita {company}: {name}", "{company}, visita sala de compresores"),
           "meeting": ("Reunión {company}", "Reunión {name}", "{company}: repaso oferta {quote}")},
    "en": {"visit": ("Visit {company}", "Visit {company}: {name}", "{company}, compressor room visit"),
           "meeting": ("Meeting {company}", "{name}: meeting", "{company}: review of {quote}")},
}  # fmt: skip


def enter(  # noqa: PLR0917 (a meeting has this many sides)
    book: Book, dice: Dice, sort: str, scene: Scene, deal: Opportunity, us: Party,
    guests: tuple[Party, ...], number: int,
) -> None:  # fmt: skip
    """The appointment of a deal in our calendar, with what became of it."""
    if scene.when is None:
        return
    account = book.accounts[deal.account]
    facts = scene.facts | {"name": deal.name}
    meeting = Meeting(
        uid=f"{token('meeting', deal.key, sort, number, length=32)}@{OUR_DOMAIN}",
        summary=dice.pick(_TITLES[account.language][sort]).format_map(facts),
        start=scene.when, minutes=dice.pick((60, 60, 90, 30, 120)), zone=us.zone, organizer=us,
        guests=tuple(Guest(guest, dice.weighted((("ACCEPTED", 8), ("TENTATIVE", 1), ("NEEDS-ACTION", 1))))
                     for guest in guests),
        holders=(us.email,), location=f"{account.sites[0].street}, {account.sites[0].city}",
        description="", account=account.key, opportunity=deal.key,
        category="Visita" if sort == "visit" else "Reunión",
    )  # fmt: skip
    fate = dice.weighted((("held", 80), ("cancelled", 6), ("declined", 4), ("us", 4), ("tentative", 6)))
    if fate == "cancelled":
        meeting = replace(meeting, status="CANCELLED", case="cancelled")
    elif fate == "declined":
        refused = tuple(Guest(guest.party, "DECLINED") for guest in meeting.guests)
        meeting = replace(meeting, guests=refused, case="declined_by_customer")
    elif fate == "us":
        # the customer is the organizer and our only guest said no
        host = guests[0]
        meeting = replace(meeting, organizer=host, guests=(Guest(us, "DECLINED"),),
                          uid=f"{token('theirs', deal.key, number, length=24)}@{account.domains[0]}",
                          case="declined_by_us")  # fmt: skip
    elif fate == "tentative":
        meeting = replace(meeting, status="TENTATIVE", busy="TENTATIVE", case="tentative")
    book.meet(meeting)
