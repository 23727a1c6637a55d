"""Mail among ourselves: prices to approve, questions to service, weekly reports, lunch."""

from dataclasses import replace
from datetime import datetime, timedelta

from trato.demo import scene, team
from trato.demo.book import Book
from trato.demo.dice import Dice
from trato.demo.hours import local, next_working_day
from trato.demo.letters import Envelope, Thread
from trato.demo.model import Opportunity, Party, Truth
from trato.demo.sales import scene_for

_WEEKS = 38
_AUGUST = 8
_WEEK = timedelta(days=7)


def tell_all(book: Book) -> None:
    """Everything internal; the truth is that none of it is an interaction."""
    for deal in book.world.opportunities:
        dice = book.dice("inside", deal.key)
        if deal.stage in {"negotiation", "won", "lost"} and dice.chance(0.7):
            _price(book, deal)
        if dice.chance(0.3):
            _technical(book, deal)
    for week in range(_WEEKS):
        for upn in team.REPS:
            if upn != team.JAVIER and book.dice("report", week, upn).chance(0.75):
                _report(book, upn, week)
        _weekly(book, week)


def _about(book: Book, deal: Opportunity, topic: str, subject: str, share: float) -> Thread:
    """A thread of ours about a deal: it concerns the deal, yet is no interaction."""
    account = book.accounts[deal.account]
    dice = book.dice(topic, deal.key)
    day = next_working_day(deal.began + timedelta(days=round((deal.ends - deal.began).days * share)))
    start = local(day, dice.between(9, 17), dice.below(60), team.BY_UPN[deal.owner].zone)
    scene_ = scene.of_opportunity(deal, account, book.person(deal.contacts[0]))
    made = Thread(f"{deal.key}:{topic}", subject.format_map(scene_.facts), scene_,
                  Truth(deal.account, deal.key, "internal", why_not="internal"),
                  start=min(start, book.now), until=book.now)  # fmt: skip
    return book.begin(made, "tu")


def _price(book: Book, deal: Opportunity) -> None:
    english = book.accounts[deal.account].language == "en"
    subject = "Discount for {company}" if english else "Precio {company}"
    thread = _about(book, deal, "approval", subject, 0.78)
    us, boss = team.party(deal.owner), _speaking(team.MANAGER_OF[deal.owner], english=english)
    thread.say("i_price", Envelope(us, (boss,)))
    thread.say("i_price_yes", Envelope(boss, (us,)), hours=3)
    if thread.dice.chance(0.6):
        thread.say("i_price_thanks", Envelope(us, (boss,)), hours=1)
    book.keep(thread)


def _technical(book: Book, deal: Opportunity) -> None:
    english = book.accounts[deal.account].language == "en"
    thread = _about(book, deal, "technical", "Technical question" if english else "Consulta técnica", 0.5)
    us, service = team.party(deal.owner), replace(team.TECHNICIAN, language="en" if english else "es")
    thread.say("i_tech", Envelope(us, (service,), (team.party(team.INES),) if not english else ()))
    thread.say("i_tech_reply", Envelope(service, (us,)), hours=5)
    book.keep(thread)


def _speaking(upn: str, *, english: bool) -> Party:
    return replace(team.party(upn), language="en") if english else team.party(upn)


def _general(book: Book, topic: str, number: object, subject: str, upn: str, at: datetime) -> Thread:
    """A thread of ours about no customer in particular, though it may name one or two."""
    accounts = [account for account in book.world.accounts if account.owner == upn] or \
        list(book.world.accounts)  # fmt: skip
    dice = book.dice(topic, number, upn)
    first, second = dice.some(accounts, 2) if len(accounts) > 1 else (accounts[0], accounts[0])
    scene_ = scene_for(book, first)
    scene_.language = team.BY_UPN[upn].language
    scene_.facts |= {"company": first.short, "company2": second.short, "n1": str(dice.between(4, 12)),
                     "n2": str(dice.between(1, 5)), "model": _model(dice, scene_.language)}  # fmt: skip
    made = Thread(f"{topic}:{number}:{upn.split('@', maxsplit=1)[0]}", subject, scene_,
                  Truth(why_not="internal"), start=at, until=book.now)  # fmt: skip
    return book.begin(made, "tu")


def _model(dice: Dice, language: str) -> str:
    model = dice.pick(("K-37", "K-55V", "K-75V", "D-90", "N-20", "KX-45"))
    return model if language == "en" else f"el {model}"


def _monday(book: Book, week: int) -> datetime:
    """The Monday so many weeks ago, in the morning."""
    day = book.now.date() - timedelta(days=book.now.weekday()) - _WEEK * week
    return local(day, 9, 0, "Europe/Madrid")


def _report(book: Book, upn: str, week: int) -> None:
    dice = book.dice("report-at", week, upn)
    at = _monday(book, week + 1) + timedelta(days=4, hours=dice.between(3, 8), minutes=dice.below(60))
    english = team.BY_UPN[upn].language == "en"
    number = at.isocalendar().week
    subject = f"Week {number}" if english else dice.pick((f"Resumen semana {number}", f"Semana {number}",
                                                          "Informe semanal"))  # fmt: skip
    thread = _general(book, "report", week, subject, upn, at)
    boss = _speaking(team.MANAGER_OF[upn], english=english)
    carmen = team.party(team.CARMEN)
    cc = (carmen,) if boss.email != team.CARMEN else ()
    us = team.party(upn)
    thread.say("i_report", Envelope(us, (boss,), cc))
    if dice.chance(0.4):
        thread.say("i_report_reply", Envelope(boss, (us,)), hours=14)
    book.keep(thread)


def _weekly(book: Book, week: int) -> None:
    """What goes round the office in a week."""
    dice = book.dice("week", week)
    monday = _monday(book, week)
    if monday.month == _AUGUST:
        return
    everybody = tuple(team.party(user.upn) for user in team.USERS)
    if week % 2 == 0:
        reps = tuple(team.party(upn) for upn in team.REPS if upn != team.JAVIER)
        _round(book, "forecast", week, team.JAVIER, reps, monday + timedelta(days=1, minutes=dice.below(90)))
    if dice.chance(0.5):
        office = (team.CARMEN, team.JAVIER, team.INES, team.OSCAR)
        sender = dice.pick(office)
        others = tuple(team.party(upn) for upn in office if upn != sender)
        _round(book, "lunch", week, sender, others, monday + timedelta(days=2, hours=2))
    if week % 3 == 0:
        readers = tuple(party for party in everybody if party.email != team.OSCAR)
        _round(book, "system", week, team.OSCAR, readers, monday + timedelta(days=3, hours=1))
    for upn in team.BY_UPN[team.INES].assists:
        if dice.chance(0.5):
            at = monday + timedelta(days=3, hours=dice.between(0, 5), minutes=dice.below(60))
            _route(book, week, upn, at)


_ROUNDS = {"forecast": ("Previsión", "i_forecast"), "lunch": ("Comida", "i_lunch"),
           "system": ("Aviso de sistemas", "i_system")}  # fmt: skip


def _round(book: Book, topic: str, week: int, sender: str, readers: tuple[Party, ...], at: datetime) -> None:
    subject, act = _ROUNDS[topic]
    thread = _general(book, topic, week, subject, sender, at)
    thread.say(act, Envelope(team.party(sender), readers))
    if topic != "system":
        answering = [reader for reader in readers if reader.language == "es"]
        for reader in thread.dice.some(answering, 2):
            thread.scene.facts["company"] = _their_company(book, reader)
            thread.say(f"{act}_reply", Envelope(reader, (team.party(sender),)), hours=2)
    book.keep(thread)


def _their_company(book: Book, reader: Party) -> str:
    own = [account.short for account in book.world.accounts if account.owner == reader.email]
    return own[0] if own else book.world.accounts[0].short


def _route(book: Book, week: int, upn: str, at: datetime) -> None:
    thread = _general(book, "route", f"{week}", "Ruta de la semana", upn, at)
    ines, us = team.party(team.INES), team.party(upn)
    thread.say("i_route", Envelope(ines, (us,)))
    thread.say("i_route_reply", Envelope(us, (ines,)), hours=3)
    book.keep(thread)
