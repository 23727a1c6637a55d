"""Hard cases that belong to a deal: another subject, another address, another person, another branch."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from trato.demo import sales, scene, team
from trato.demo.book import Book
from trato.demo.dice import Dice
from trato.demo.hours import reply_time
from trato.demo.letters import Envelope, Thread
from trato.demo.model import Opportunity, Party, Truth
from trato.demo.odd_people import private_address
from trato.demo.sales import Cast

CONSULTANTS = (("altube", ("urdalde", "artikutza")), ("airwise", ("thornbury", "penhallow")))
"""Consultancies and the two accounts that each of them serves."""
_OFFERED = frozenset({"proposal", "negotiation", "won", "lost"})


def tell_all(book: Book) -> None:
    """Each case on every so many of the deals that suit it."""
    offered = [deal for deal in book.world.opportunities if deal.stage in _OFFERED]
    cases: tuple[tuple[str, int, Callable[[Book, Opportunity], None]], ...] = (
        ("subject_changed", 4, _subject_changed),
        ("private_forward", 5, _private_forward),
        ("quote_in_text", 3, _quote_in_text),
        ("alias", 4, _alias),
        ("internal_branch", 4, _internal_branch),
        ("role_address", 5, _role_address),
        ("group", 1, _group),
    )
    for case, every, tell in cases:
        offset = book.dice("case", case).below(every)
        for deal in offered[offset::every]:
            tell(book, deal)
    _reused_threads(book, offered)
    _consultants(book)


def _thread(book: Book, deal: Opportunity, case: str, subject: str, share: float) -> tuple[Thread, Cast]:
    """A thread of its own, so far into the life of the deal."""
    cast = sales.cast_of(book, deal)
    account = book.accounts[deal.account]
    dice = book.dice(case, deal.key)
    span = (min(deal.ends, book.now.date()) - deal.began).days
    day = deal.began + timedelta(days=max(1, round(span * share)))
    start = reply_time(dice, datetime.combine(day, book.now.timetz()), cast.them.zone, dice.between(0, 6))
    scene_ = scene.of_opportunity(deal, account, cast.second)
    made = Thread(f"{deal.key}:{case}", subject.format_map(scene_.facts | {"deal": deal.name}), scene_,
                  Truth(deal.account, deal.key, case), start=start, until=book.now)  # fmt: skip
    return book.begin(made, account.register), cast


def _pick(deal: Opportunity, book: Book, spanish: tuple[str, ...], english: tuple[str, ...]) -> str:
    language = book.accounts[deal.account].language
    return Dice("subject", deal.key, spanish[0]).pick(english if language == "en" else spanish)


def _subject_changed(book: Book, deal: Opportunity) -> None:
    """The thread goes on under another subject."""
    first = _pick(deal, book, ("Oferta {quote}", "{deal}"), ("Quote {quote}", "{deal}"))
    thread, cast = _thread(book, deal, "subject_changed", first, 0.75)
    thread.say("u_followup", Envelope(cast.us, (cast.them,)))
    other = _pick(deal, book, ("Preparación de la sala", "Acometida y desagües", "Plazos"),
                  ("Room preparation", "Power and drains", "Timing"))  # fmt: skip
    thread.say("h_subject", Envelope(cast.them, (cast.us,)), hours=30, subject=other)
    thread.say("h_subject_reply", Envelope(cast.us, (cast.them,)))
    thread.say("s_thanks", Envelope(cast.them, (cast.us,)))
    book.keep(thread)


def _private_forward(book: Book, deal: Opportunity) -> None:
    """A customer forwards the thread from an address of their own, without references."""
    first = _pick(deal, book, ("Condiciones {quote}", "{deal}"), ("Terms {quote}", "{deal}"))
    thread, cast = _thread(book, deal, "private_forward", first, 0.8)
    sent = thread.say("u_followup", Envelope(cast.us, (cast.them,)))
    contact = book.contacts[cast.them.contact]
    own = private_address(contact)
    known = own in contact.emails
    private = replace(cast.them, email=own, client="gmail", title="",
                      contact=contact.key if known else "", account=contact.account if known else "")  # fmt: skip
    if sent is None:
        return
    at = reply_time(thread.dice, sent.at, cast.them.zone, 40)
    if at <= book.now:
        text = thread.write("h_forward", Envelope(private, (cast.us,)), at, None)
        mail = thread.mail(Envelope(private, (cast.us,)), text, at, None, subject=f"Fwd: {sent.subject}")
        mail.previous, mail.layout = sent, "forward"
        thread.add(mail)
        thread.say("h_forward_reply", Envelope(cast.us, (private,), (cast.them,)))
    book.keep(thread)


def _quote_in_text(book: Book, deal: Opportunity) -> None:
    """Somebody who is not named in the deal asks about it by its quote number."""
    subject = _pick(deal, book, ("Consulta", "Una duda", "Administración"), ("Question", "Query", "Admin"))
    thread, cast = _thread(book, deal, "quote_in_text", subject, 0.85)
    others = [person for person in book.staff[deal.account] if person.key not in deal.contacts]
    them = book.person(others[-1].key) if others else cast.them
    thread.say("h_quote", Envelope(them, (cast.us,)))
    thread.say("h_quote_reply", Envelope(cast.us, (them,)))
    book.keep(thread)


def _alias(book: Book, deal: Opportunity) -> None:
    """Our person is written to under an alias, the customer writes from a second address."""
    subject = _pick(deal, book, ("{deal}", "Novedades {quote}"), ("{deal}", "Update on {quote}"))
    thread, cast = _thread(book, deal, "alias", subject, 0.6)
    contact = book.contacts[cast.them.contact]
    second = next((email for email in contact.emails[1:] if email.endswith(".example")), contact.emails[0])
    them = replace(cast.them, email=second)
    ours = thread.dice.pick(team.BY_UPN[cast.us.email].aliases)
    us = replace(cast.us, email=ours)
    thread.say("c_wait", Envelope(them, (us,)))
    thread.say("u_nudge", Envelope(cast.us, (them,)), hours=90)
    book.keep(thread)


def _internal_branch(book: Book, deal: Opportunity) -> None:
    """We talk it over among ourselves inside the customer's thread, which then goes on."""
    first = _pick(deal, book, ("Oferta {quote}: plazo y precio", "{deal}"),
                  ("Quote {quote}: price and dates", "{deal}"))  # fmt: skip
    thread, cast = _thread(book, deal, "internal_branch", first, 0.7)
    asked = thread.say("c_discount", Envelope(cast.them, (cast.us,), (cast.second,)))
    english_boss = thread.scene.language == "en"
    thread.register = "tu"
    thread.say("i_branch", Envelope(cast.us, (cast.boss,)), hours=2)
    thread.say("i_branch_reply", Envelope(replace(cast.boss, language="en") if english_boss else cast.boss,
                                          (cast.us,)), hours=3)  # fmt: skip
    thread.register = book.accounts[deal.account].register
    if asked is not None and not thread.over:
        at = reply_time(thread.dice, thread.clock, cast.us.zone, 4)
        envelope = Envelope(cast.us, (cast.them,), (cast.second,))
        if at <= book.now:
            text = thread.write("u_discount_no", envelope, at, asked)
            thread.add(thread.mail(envelope, text, at, asked))
    book.keep(thread)


def _role_address(book: Book, deal: Opportunity) -> None:
    """The purchasing department writes from its common address."""
    subject = _pick(deal, book, ("Oferta {quote}", "Expediente de compra"),
                    ("Quote {quote}", "Purchase file"))  # fmt: skip
    thread, cast = _thread(book, deal, "role_address", subject, 0.65)
    role = role_party(book, deal.account, "purchasing")
    thread.register = "usted"
    thread.say("h_role", Envelope(role, (cast.us,)))
    thread.say("h_role_reply", Envelope(cast.us, (role,)))
    book.keep(thread)


def role_party(book: Book, account_key: str, kind: str) -> Party:
    """A department's address: compras@, info@, purchasing@."""
    account = book.accounts[account_key]
    english = account.language == "en"
    local = {"purchasing": "purchasing" if english else "compras", "info": "info"}[kind]
    name = {"purchasing": "Purchasing" if english else "Departamento de Compras", "info": account.short}[kind]
    zone = book.person(book.staff[account_key][0].key).zone
    return Party(name, "", f"{local}@{account.domains[0]}", account.language, company=account.short,
                 client="outlook", zone=zone, register="usted", account=account.key)  # fmt: skip


def _group(book: Book, deal: Opportunity) -> None:
    """Somebody of the parent company writes about a subsidiary's deal."""
    parent = book.accounts[deal.account].parent
    if parent not in book.accounts:
        return
    thread, cast = _thread(book, deal, "group", "Acuerdo marco", 0.7)
    central = book.person(book.staff[parent][1].key)
    thread.say("h_group", Envelope(central, (cast.us,)))
    thread.say("h_group_reply", Envelope(cast.us, (central,)))
    book.keep(thread)


def _reused_threads(book: Book, offered: list[Opportunity]) -> None:
    """A customer answers an old mail of one deal to speak about another."""
    by_account: dict[str, list[Opportunity]] = {}
    for deal in offered:
        by_account.setdefault(deal.account, []).append(deal)
    for deals in by_account.values():
        if len(deals) < len(("one", "other")):
            continue
        old, new = deals[0], deals[1]
        before = [thread for thread in book.threads if thread.key.startswith(f"{old.key}:offer")]
        if not before:
            continue
        thread, cast = _thread(book, new, "reused_thread", before[0].subject, 0.9)
        base = before[0].last
        if base.at > thread.clock:
            continue
        envelope = Envelope(cast.them, (cast.us,))
        text = thread.write("h_reused", envelope, thread.clock, base)
        thread.add(thread.mail(envelope, text, thread.clock, base))
        thread.say("h_reused_reply", Envelope(cast.us, (cast.them,)))
        book.keep(thread)


def _consultants(book: Book) -> None:
    """A consultant writes about the deals of two accounts from an address of neither."""
    for office, clients in CONSULTANTS:
        if office not in book.accounts:
            continue
        adviser = book.person(book.staff[office][0].key)
        deals = [deal for deal in book.world.opportunities if deal.account in clients]
        for deal in deals:
            thread, cast = _thread(
                book, deal, "consultant",
                _pick(deal, book, ("{company}: comparativa", "Consulta técnica", "{deal}", "Datos de consumo"),
                      ("{company}: comparison", "Technical question", "{deal}", "Power data")), 0.7,
            )  # fmt: skip
            cc = (cast.them,) if thread.dice.chance(0.4) else ()
            thread.register = "tu"
            thread.say("h_consultant", Envelope(adviser, (cast.us,), cc))
            thread.say("h_consultant_reply", Envelope(cast.us, (adviser,), cc))
            book.keep(thread)


def advised(deals: tuple[Opportunity, ...], staff: dict[str, list[str]]) -> tuple[Opportunity, ...]:
    """The deals with their consultant among the contacts, as the CRM knows half of them."""
    adviser = {client: staff[office][0] for office, clients in CONSULTANTS if office in staff
               for client in clients}  # fmt: skip
    return tuple(
        replace(deal, contacts=(*deal.contacts, adviser[deal.account]))
        if deal.account in adviser and Dice("advised", deal.key).chance(0.5) else deal
        for deal in deals
    )  # fmt: skip
