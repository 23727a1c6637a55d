"""Hard cases about who writes: strangers, newcomers, movers, shared and common addresses, forged references."""

from dataclasses import replace
from datetime import datetime, timedelta

from trato.demo import odd_people, sales, store, team
from trato.demo.book import Book
from trato.demo.customers import JOBS
from trato.demo.dice import Dice
from trato.demo.hard_deals import role_party
from trato.demo.hours import reply_time
from trato.demo.letters import Envelope, Thread
from trato.demo.model import Account, Party, Truth
from trato.demo.spelling import phone, slug

_SUBJECTS = {
    "es": {"moved": "Mi nueva dirección", "shared_address": "Consulta taller", "role_address": "Proveedores",
           "unknown_person": "Consulta", "subdomain": "Documentación", "free_mail": "Compresor para taller"},
    "en": {"moved": "My new address", "shared_address": "Workshop query", "role_address": "Suppliers",
           "unknown_person": "Enquiry", "subdomain": "Documents", "free_mail": "Workshop compressor"},
}  # fmt: skip
_EVERY = 4
_STRANGERS = ("marketing-fabril.example", "creditolinea.example", "portesrapidos.example")


def tell_all(book: Book) -> None:
    """All of them."""
    accounts = book.world.accounts
    _movers(book)
    _sharers(book)
    for account in accounts[::_EVERY]:
        _unknown_person(book, account, "unknown_person", account.domains[0])
    for account in accounts[1::_EVERY]:
        _role(book, account)
    for account in accounts[2 :: _EVERY * 2]:
        _unknown_person(book, account, "subdomain", f"planta.{account.domains[0]}")
    _forged(book)
    _free_mail(book)


def _thread(book: Book, account: Account, case: str, number: int = 0, *, days: int = 0) -> Thread:
    dice = book.dice(case, account.key, number)
    back = days or dice.between(2, 250)
    start = reply_time(dice, book.now - timedelta(days=back), "Europe/Madrid", 0)
    scene_ = sales.scene_for(book, account)
    model = dice.pick(("K-37", "K-55V", "D-90", "KX-45"))
    scene_.facts["model_any"] = f"the {model}" if account.language == "en" else f"el {model}"
    subject = _SUBJECTS[account.language].get(case, "Consulta")
    thread = Thread(f"{account.key}:{case}{number}", subject, scene_, Truth(account.key, "", case),
                    start=start, until=book.now)  # fmt: skip
    return book.begin(thread, account.register)


def _movers(book: Book) -> None:
    """Old mails from the old company, the new ones from the new: each belongs to the company of its day."""
    for contact in odd_people.moved(book.world.contacts):
        new, old_email = contact.emails
        old = next(account for account in book.world.accounts if account.domains[0] == old_email.split("@")[1])
        before = replace(book.person(contact.key, email=old_email), company=old.short, account=old.key,
                         address="", phone=old.phone, web=f"www.{old.domains[0]}")  # fmt: skip
        us = book.rep(old)
        for number in range(2):
            thread = _thread(book, old, "moved_contact", number, days=120 + 60 * number)
            thread.say("s_question", Envelope(before, (us,)))
            thread.say("s_reply", Envelope(us, (before,)))
            thread.say("s_thanks", Envelope(before, (us,)))
            book.keep(thread)
        here = book.accounts[contact.account]
        now_ = book.person(contact.key, email=new)
        us = book.rep(here)
        thread = _thread(book, here, "moved_contact", 9, days=25)
        thread.subject = _SUBJECTS[here.language]["moved"]
        thread.say("h_moved", Envelope(now_, (us,)))
        thread.say("h_moved_reply", Envelope(us, (now_,)))
        thread.say("s_thanks", Envelope(now_, (us,)))
        book.keep(thread)


def _sharers(book: Book) -> None:
    """Two people, one address: nobody can tell which of them but by the name below."""
    for contact in odd_people.sharing(book.world.contacts):
        account = book.accounts[contact.account]
        us, them = book.rep(account), replace(book.person(contact.key), contact="")
        thread = _thread(book, account, "shared_address", int(contact.key[-1]))
        thread.say("s_spares", Envelope(them, (us,)))
        thread.say("s_spares_price", Envelope(us, (them,)))
        thread.say("s_spares_order", Envelope(them, (us,)))
        book.keep(thread)


def _unknown_person(book: Book, account: Account, case: str, domain: str) -> None:
    """Somebody whom the CRM does not know, at a domain that it does."""
    thread = _thread(book, account, case)
    them, us = newcomer(book, account, domain), book.rep(account)
    thread.say("h_unknown", Envelope(them, (us,)))
    thread.say("h_unknown_reply", Envelope(us, (them,)))
    book.keep(thread)


def newcomer(book: Book, account: Account, domain: str) -> Party:
    """A person at an account who is not among its contacts."""
    dice = book.dice("newcomer", account.key, domain)
    pool = store.names()[account.language]
    gender = dice.pick("fm")
    given, family = dice.pick(pool[gender]), dice.pick(pool["family"])
    woman, man, _, _ = JOBS[account.language]["engineer"]
    country = account.sites[0].country
    model = book.person(book.staff[account.key][0].key)
    return Party(
        name=f"{given} {family}", given=given, email=f"{slug(given)}.{slug(family)}2@{domain}",
        language=account.language, gender=gender, title=woman if gender == "f" else man,
        company=account.short, phone=account.phone, mobile=phone(dice, country, "mobile"),
        address=model.address, web=model.web, client=dice.pick(("outlook", "gmail", "thunderbird")),
        zone=model.zone, register=account.register, account=account.key,
    )  # fmt: skip


def _role(book: Book, account: Account) -> None:
    """A common address, about nothing that is being sold."""
    thread = _thread(book, account, "role_address")
    thread.register = "usted"
    role, us = role_party(book, account.key, "info"), book.rep(account)
    thread.say("h_role_plain", Envelope(role, (us,)))
    thread.say("h_role_reply", Envelope(us, (role,)))
    book.keep(thread)


def _forged(book: Book) -> None:
    """References to a mail of somebody else's deal: by mistake, or by a stranger on purpose."""
    deals = [thread for thread in book.threads if ":offer" in thread.key][::6]
    accounts = book.world.accounts
    for number, target in enumerate(deals):
        stolen = target.last
        account = accounts[(number * 7 + 3) % len(accounts)]
        if account.key == stolen.truth.account or account.industry == "Ingeniería":
            continue
        dice = book.dice("forged", target.key)
        at = reply_time(dice, stolen.at, "Europe/Madrid", dice.between(5, 60))
        if at > book.now:
            continue
        them, truth = _forger(book, account, number)
        _send_forged(book, account, them, truth, target, at)


def _forger(book: Book, account: Account, number: int) -> tuple[Party, Truth]:
    if number % 3 == 0:
        domain = _STRANGERS[number // 3 % len(_STRANGERS)]
        stranger = Party("", "", f"comercial@{domain}", account.language, client="thunderbird")
        return stranger, Truth("", "", "forged_reference")
    them = book.person(book.staff[account.key][0].key)
    return them, Truth(account.key, "", "forged_reference")


def _send_forged(book: Book, account: Account, them: Party, truth: Truth, target: Thread, at: datetime) -> None:
    thread = Thread(f"forged:{target.key}", f"RE: {target.subject}", sales.scene_for(book, account), truth,
                    start=at, until=book.now)  # fmt: skip
    thread.register = account.register if them.contact else "usted"
    envelope = Envelope(them, (book.rep(account),))
    text = thread.write("h_forged" if them.contact else "h_stranger", envelope, at, None)
    mail = thread.mail(envelope, text, at, None)
    mail.references = (*target.last.references, target.last.message_id)
    thread.add(mail)
    book.keep(thread)


def _free_mail(book: Book) -> None:
    """Private people who ask for a price: no account at all."""
    for number in range(12):
        dice = Dice("free", number)
        rep = team.REPS[number % len(team.REPS)]
        language = team.BY_UPN[rep].language
        pool = store.names()[language]
        gender = dice.pick("fm")
        given, family = dice.pick(pool[gender]), dice.pick(pool["family"])
        email = f"{slug(given)}{slug(family)}{dice.between(60, 99)}.demo@{dice.pick(odd_people.FREE_MAIL)}"
        them = Party(f"{given} {family}", given, email, language, gender, client="gmail", register="usted")
        start = reply_time(dice, book.now - timedelta(days=dice.between(3, 240)), "Europe/Madrid", 0)
        account = next((one for one in book.world.accounts if one.owner == rep), book.world.accounts[0])
        thread = Thread(f"free:{number}", _SUBJECTS[language]["free_mail"], sales.scene_for(book, account),
                        Truth("", "", "free_mail", why_not="no_customer"),
                        start=start, until=book.now)  # fmt: skip
        book.begin(thread, "usted")
        thread.say("h_gmail", Envelope(them, (team.party(rep),)))
        thread.say("h_gmail_reply", Envelope(team.party(rep), (them,)))
        book.keep(thread)
