"""Private mail: family from free-mail addresses in a folder of its own, and customers who are friends."""

from dataclasses import replace
from datetime import timedelta

from trato.demo import team
from trato.demo.book import Book
from trato.demo.hours import reply_time
from trato.demo.letters import Envelope, Thread, refile
from trato.demo.model import Party, Truth
from trato.demo.sales import scene_for

PERSONAL = "Personal"
_FAMILY = (
    (team.MARTA, Party("Aitor Goñi", "Aitor", "aitor.goni.demo@gmail.com", "es", "m", client="apple")),
    (team.RAFAEL, Party("Macarena Luque", "Macarena", "maca.luque.demo@hotmail.com", "es", client="apple")),
    (team.JAVIER, Party("Sara Bueno", "Sara", "sara.bueno.demo@gmail.com", "es", client="gmail")),
    (team.INES, Party("Pau Roca", "Pau", "pau.roca.demo@outlook.es", "es", "m", client="gmail")),
)
_FRIENDS = 9
_MARKED = (("Sensitivity", "Private"),)


def tell_all(book: Book) -> None:
    """Both kinds."""
    for upn, relative in _FAMILY:
        for number in range(9):
            _family(book, upn, relative, number)
    accounts = [account for account in book.world.accounts if account.group == "A"]
    for number, account in enumerate(accounts[:_FRIENDS]):
        _friend(book, account.key, number)


def _family(book: Book, upn: str, relative: Party, number: int) -> None:
    dice = book.dice("family", upn, number)
    at = reply_time(dice, book.now - timedelta(days=dice.between(1, 250)), "Europe/Madrid", 0)
    account = next(iter(book.world.accounts))
    scene_ = scene_for(book, account)
    scene_.language = "es"
    subject = dice.pick(("Fin de semana", "Los niños", "Recordatorio", "Fotos", "Esta tarde"))
    thread = Thread(f"private:{upn.split('@', maxsplit=1)[0]}:{number}", subject, scene_,
                    Truth(why_not="private"), start=at, until=book.now)  # fmt: skip
    us = replace(team.party(upn), title="")
    thread.say("p_private", Envelope(relative, (us,)))
    thread.say("p_private_reply", Envelope(us, (relative,)), hours=2)
    for mail in thread.mails:
        mail.headers = _MARKED if number % 2 else ()
        refile(mail, upn, PERSONAL)
    book.keep(thread)


def _friend(book: Book, key: str, number: int) -> None:
    """A customer writes as a friend and marks it private: it must not show up anywhere."""
    account = book.accounts[key]
    dice = book.dice("friend", key)
    at = reply_time(dice, book.now - timedelta(days=3 * number + 1), "Europe/Madrid", 0)
    thread = Thread(f"{key}:friend", "Quedamos" if account.language == "es" else "Catching up",
                    scene_for(book, account), Truth(key, "", "private", why_not="private"),
                    start=at, until=book.now)  # fmt: skip
    them, us = book.person(book.staff[key][2].key), book.rep(account)
    thread.say("h_padel", Envelope(them, (us,)))
    thread.say("h_padel_reply", Envelope(us, (them,)), hours=2)
    for mail in thread.mails:
        mail.headers = _MARKED
    book.keep(thread)
