"""The rest of the calendars: series, cadence visits, days off, fairs, private hours and a night shift."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from trato.demo import team
from trato.demo.appointments import Change, Guest, Meeting
from trato.demo.book import Book
from trato.demo.dice import Dice, token
from trato.demo.hours import is_working_day, local, next_working_day
from trato.demo.model import OUR_DOMAIN, Account, Opportunity, Party

_WEEK = timedelta(days=7)
_VISITS = {"A": 6, "B": 3, "C": 1}
_FIRST = date(2026, 2, 23)
_TALKING = frozenset({"needs", "proposal", "negotiation"})


def tell_all(book: Book) -> None:
    """All calendars."""
    _team_series(book)
    _customer_series(book)
    for account in book.world.accounts:
        _visits(book, account)
    for deal in book.world.opportunities:
        _next_step(book, deal)
    for upn in team.REPS:
        _this_week(book, upn)
        _own_days(book, upn)
    _special_days(book)


def make(
    key: str, summary: str, start: datetime, minutes: int, organizer: Party, *, guests: tuple[Guest, ...] = ()
) -> Meeting:  # fmt: skip
    """An item in the calendars of all of ours who take part."""
    ours = [organizer.email] if organizer.email in team.BY_UPN else []
    ours += [guest.party.email for guest in guests if guest.party.email in team.BY_UPN]
    host = organizer.email.split("@")[1] if organizer.account else OUR_DOMAIN
    return Meeting(
        uid=f"{token('event', key, length=32)}@{host}", summary=summary, start=start, minutes=minutes,
        zone=organizer.zone, organizer=organizer, guests=guests, holders=tuple(dict.fromkeys(ours)),
    )  # fmt: skip


def _staff(*upns: str, answer: str = "ACCEPTED") -> tuple[Guest, ...]:
    return tuple(Guest(team.party(upn), answer) for upn in upns)


def _team_series(book: Book) -> None:
    """Weekly and fortnightly series of ours; they cross every change of the clocks, Mexico's missing one too."""
    javier, carmen = team.party(team.JAVIER), team.party(team.CARMEN)
    monday = local(_FIRST, 9, 0, team.MADRID)
    sales = make("series:sales", "Reunión comercial semanal", monday, 60, javier,
                 guests=_staff(team.MARTA, team.RAFAEL, team.NURIA, team.INES))  # fmt: skip
    moved, off, later = (monday + _WEEK * week for week in (6, 14, 27))
    book.meet(replace(
        sales, weekly=1, count=46, location="Sala Ebro / Teams",
        skipped=tuple(monday + _WEEK * week for week in (5, 24, 25)),
        changes=(Change(moved, moved + timedelta(days=1, hours=1), 60),
                 Change(off, off, 60, "CANCELLED"),
                 Change(later, later + timedelta(hours=2), 90, summary="Reunión comercial: cierre trimestre"),
                 ),
    ))  # fmt: skip
    international = make("series:international", "International sales call",
                         local(date(2026, 2, 26), 16, 0, team.MADRID), 45, carmen,
                         guests=_staff(team.HELEN, team.LUIS, team.JAVIER))  # fmt: skip
    book.meet(replace(international, weekly=2, count=24))
    pipeline_ = make("series:helen", "Pipeline review UK & Ireland",
                     local(date(2026, 2, 25), 15, 0, team.LONDON), 30, team.party(team.HELEN),
                     guests=_staff(team.CARMEN))  # fmt: skip
    third = pipeline_.start + _WEEK * 3
    book.meet(replace(pipeline_, weekly=1, count=45,
                      changes=(Change(third, third - timedelta(hours=2), 30),)))  # fmt: skip
    for upn in team.BY_UPN[team.INES].assists:
        agenda = make(f"series:agenda:{upn}", "Repaso de agenda", local(date(2026, 3, 6), 13, 0, team.MADRID),
                      15, team.party(team.INES), guests=_staff(upn))  # fmt: skip
        book.meet(replace(agenda, weekly=1, count=42))


def _customer_series(book: Book) -> None:
    """A monthly review with some big customers: moved, cancelled and declined occurrences."""
    big = [account for account in book.world.accounts if account.group == "A"][::2]
    for number, account in enumerate(big[:8]):
        dice = book.dice("review", account.key)
        us = book.rep(account)
        weekday, name = (1, "TU") if number % 2 else (2, "WE")
        ordinal = 1 + number % 3
        first = local(_nth(2026, 3, weekday, ordinal), dice.between(9, 12), 0, us.zone)
        people = tuple(Guest(book.person(contact.key)) for contact in book.staff[account.key][:3:2])
        title = "Monthly review {}" if account.language == "en" else "Seguimiento mensual {}"
        base = make(f"review:{account.key}", title.format(account.short), first, 60, us, guests=people)
        when = [local(_nth(2026, month, weekday, ordinal), first.hour, 0, us.zone) for month in range(3, 13)]
        everyone = tuple(guest.party.email for guest in people)
        changes = (
            Change(when[2], when[2] + timedelta(days=2, hours=1), 60),
            Change(when[5], when[5], 60, "CANCELLED"),
            Change(when[6], when[6], 60, declined_by=everyone),
            Change(when[8], when[8] + timedelta(days=1), 45),
        )
        book.meet(replace(base, monthly=f"{ordinal}{name}", count=12, changes=changes, account=account.key,
                          location=account.sites[0].city, category="Seguimiento", case="series"))  # fmt: skip


def _nth(year: int, month: int, weekday: int, ordinal: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))


def _visits(book: Book, account: Account) -> None:
    """Visits that belong to no deal, the past ones and a few to come."""
    dice = book.dice("visits", account.key)
    today = book.now.date()
    count = _VISITS[account.group]
    us = book.rep(account)
    for number in range(count):
        back = dice.between(-18, 255) if number else dice.between(-20, 20)
        start = _free_hour(book, dice, us, next_working_day(today - timedelta(days=back)))
        people = dice.some(book.staff[account.key], dice.between(1, 2))
        names = ("Visit {}", "{}: courtesy visit", "Call on {}") if account.language == "en" \
            else ("Visita {}", "{}: visita de seguimiento", "Visita cortesía {}")  # fmt: skip
        meeting = make(
            f"visit:{account.key}:{number}", dice.pick(names).format(account.short), start,
            dice.pick((45, 60, 60, 90)), us,
            guests=tuple(Guest(book.person(person.key), _reply(dice)) for person in people),
        )  # fmt: skip
        if dice.chance(0.15):
            helper = dice.pick((team.JAVIER, team.CARMEN)) if account.language == "es" else team.CARMEN
            if helper != us.email:
                answer = "DECLINED" if dice.chance(0.4) else "ACCEPTED"
                meeting = replace(meeting, guests=(*meeting.guests, *_staff(helper, answer=answer)),
                                  holders=(*meeting.holders, helper))  # fmt: skip
        meeting = replace(meeting, account=account.key, location=f"{account.sites[0].street}, "
                          f"{account.sites[0].city}", category="Visita")  # fmt: skip
        book.meet(_fate(dice, meeting))


def _next_step(book: Book, deal: Opportunity) -> None:
    """The next date of a deal is often an appointment already."""
    dice = book.dice("next", deal.key)
    if deal.next_date is None or deal.next_date <= book.now.date() or not dice.chance(0.65):
        return
    us, account = book.rep(book.accounts[deal.account]), book.accounts[deal.account]
    start = _free_hour(book, dice, us, next_working_day(deal.next_date))
    people = tuple(Guest(book.person(key), _reply(dice)) for key in deal.contacts[: dice.between(1, 2)])
    title = f"{account.short}: {deal.next_objective}" if account.language == "es" else f"{account.short}: {deal.name}"
    meeting = make(f"next:{deal.key}", title, start, dice.pick((30, 60, 60, 90)), us, guests=people)
    book.meet(replace(meeting, account=account.key, opportunity=deal.key, category="Visita",
                      location=f"{account.sites[0].street}, {account.sites[0].city}"))  # fmt: skip


def _this_week(book: Book, upn: str) -> None:
    """Today and the days after it are never empty: deals to be talked over."""
    dice = book.dice("week", upn)
    alive = [deal for deal in book.world.opportunities if deal.owner == upn and deal.stage in _TALKING]
    for deal, ahead in zip(dice.some(alive, 4), (0, 0, 1, 2), strict=False):
        us, account = team.party(upn), book.accounts[deal.account]
        start = _free_hour(book, dice, us, next_working_day(book.now.date() + timedelta(days=ahead)))
        people = tuple(Guest(book.person(key), _reply(dice)) for key in deal.contacts[:2])
        title = "{}: {} review" if account.language == "en" else "{}: repaso {}"
        meeting = make(f"now:{deal.key}", title.format(account.short, deal.name), start,
                       dice.pick((30, 60)), us, guests=people)  # fmt: skip
        book.meet(replace(meeting, account=account.key, opportunity=deal.key, category="Reunión",
                          location=dice.pick(("Teams", account.sites[0].city))))  # fmt: skip


def _free_hour(book: Book, dice: Dice, us: Party, day: date) -> datetime:
    """An hour of that day with room for a visit and the way there; the last try stands."""
    for _ in range(8):
        start = local(day, dice.between(10, 17), dice.pick((0, 30)), us.zone)
        if book.is_free(us.email, start - timedelta(minutes=30), 150):
            return start
    return local(day, 8, 0, us.zone)


def _reply(dice: Dice) -> str:
    return dice.weighted((("ACCEPTED", 12), ("TENTATIVE", 2), ("NEEDS-ACTION", 3), ("DECLINED", 1)))


def _fate(dice: Dice, meeting: Meeting) -> Meeting:
    theirs = [guest for guest in meeting.guests if guest.party.account]
    match dice.weighted((("held", 84), ("cancelled", 7), ("tentative", 5), ("private", 4))):
        case "cancelled":
            return replace(meeting, status="CANCELLED", case="cancelled")
        case "tentative":
            return replace(meeting, status="TENTATIVE", busy="TENTATIVE", case="tentative")
        case "private":
            return replace(meeting, visibility="PRIVATE", case="private")
        case _:
            refused = all(guest.answer == "DECLINED" for guest in theirs)
            return replace(meeting, case="declined_by_customer" if refused else "")


def _own_days(book: Book, upn: str) -> None:
    """Holidays, private hours, office mornings of one rep."""
    user, us = team.BY_UPN[upn], team.party(upn)
    dice = book.dice("days", upn)
    english = user.language == "en"
    august = local(date(2026, 8, dice.between(3, 10)), 0, 0, user.zone)
    book.meet(replace(make(f"holiday:{upn}", "Annual leave" if english else "Vacaciones", august, 0, us),
                      days=dice.pick((11, 14, 18)), busy="OOF", category="Vacaciones"))  # fmt: skip
    december = local(date(2026, 12, 23), 0, 0, user.zone)
    book.meet(replace(make(f"christmas:{upn}", "Christmas" if english else "Navidad", december, 0, us),
                      days=8, busy="OOF"))  # fmt: skip
    for number in range(10):
        day = next_working_day(_FIRST + timedelta(days=dice.between(0, 300)))
        title = dice.pick(("Dentist", "School", "Gym") if english else ("Dentista", "Tutoría colegio", "Pádel"))
        start = local(day, dice.pick((8, 14, 18)), 0, user.zone)
        book.meet(replace(make(f"private:{upn}:{number}", title, start, 60, us), visibility="PRIVATE"))
    for week in range(0, 42, 2):
        day = _FIRST + _WEEK * week + timedelta(days=4)
        if is_working_day(day):
            title = "Quotes and paperwork" if english else "Ofertas y papeleo"
            start = local(day, 9, 30, user.zone)
            book.meet(replace(make(f"desk:{upn}:{week}", title, start, 120, us),
                              busy="TENTATIVE" if week % 4 else "BUSY"))  # fmt: skip


def _special_days(book: Book) -> None:
    """A fair, a night at the change of the clocks, a call between two zones, a free reminder."""
    carmen = team.party(team.CARMEN)
    fair = make("fair", "Feria de maquinaria, Zaragoza", local(date(2026, 9, 22), 0, 0, team.MADRID), 0, carmen,
                guests=_staff(team.JAVIER, team.MARTA, team.NURIA))  # fmt: skip
    book.meet(replace(fair, days=3, location="Zaragoza", category="Feria"))
    for account in book.world.accounts:
        if account.key in {"urdalde", "thornbury"}:
            _night(book, account)
    birthday = make("birthday", "Cumpleaños Óscar", local(date(2026, 10, 7), 0, 0, team.MADRID), 0,
                    team.party(team.INES))  # fmt: skip
    book.meet(replace(birthday, days=1, busy="FREE"))


def _night(book: Book, account: Account) -> None:
    """A start-up over the night in which the clocks go back: five hours that take six."""
    us = book.rep(account)
    start = local(date(2026, 10, 24), 23, 0, us.zone)
    end = local(date(2026, 10, 25), 4, 0, us.zone)
    minutes = round((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60)
    title = "Night start-up" if account.language == "en" else "Puesta en marcha nocturna"
    guests = (Guest(book.person(book.staff[account.key][2].key)),)
    meeting = make(f"night:{account.key}", f"{title} {account.short}", start, minutes, us, guests=guests)
    book.meet(replace(meeting, account=account.key, case="dst", location=account.sites[0].city))
