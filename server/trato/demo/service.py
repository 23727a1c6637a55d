"""Day-to-day mail of every account: spares, breakdowns, invoices, papers; it belongs to no opportunity."""

from datetime import datetime, timedelta

from trato.demo import sales, team
from trato.demo.book import Book
from trato.demo.dice import Dice
from trato.demo.hours import meeting_time, reply_time
from trato.demo.letters import Envelope, Thread
from trato.demo.model import Account, Contact, Party, Truth
from trato.demo.scene import common

MATTERS = {
    # matter: steps; c is the customer's hand, u ours
    "spares": ("c:s_spares", "u:s_spares_price", "c:s_spares_order", "u:s_spares_done"),
    "breakdown": ("c:s_breakdown", "u:s_breakdown_go", "c:s_breakdown_ok"),
    "invoice": ("c:s_invoice", "u:s_invoice_fix", "c:s_invoice_ok"),
    "papers": ("c:s_docs", "u:s_docs_send", "c:s_docs_ok"),
    "complaint": ("c:s_complaint", "u:s_apology", "c:s_settled"),
    "closing": ("c:s_holidays", "u:s_noted"),
    "check": ("u:s_service_date", "c:s_service_ok", "u:s_service_done"),
    "training": ("c:s_training", "u:s_training_ok", "c:s_training_yes"),
    "question": ("c:s_question", "u:s_reply", "c:s_thanks"),
}
_OFTEN = (("spares", 7), ("breakdown", 4), ("invoice", 4), ("papers", 3), ("complaint", 2), ("closing", 1.5),
          ("check", 4), ("training", 1), ("question", 3))  # fmt: skip
SUBJECTS = {
    "es": {
        "spares": ("Repuestos", "Pedido de repuestos", "Filtros y aceite", "Precio repuestos {serial}",
                   "Consulta"),
        "breakdown": ("AVERÍA línea {line}", "Equipo parado", "Alarma en el compresor", "Urgente",
                      "Secador: problema"),
        "invoice": ("Factura {invoice}", "Factura devuelta", "Incidencia factura", "Consulta factura"),
        "papers": ("Documentación {serial}", "Certificados", "Declaración CE", "Auditoría: papeles"),
        "complaint": ("Queja", "Última revisión", "Servicio técnico", "Incidencia"),
        "closing": ("Cierre de planta", "Vacaciones", "Calendario de cierre"),
        "check": ("Revisión {serial}", "Mantenimiento programado", "Revisión anual"),
        "training": ("Formación", "Formación mantenimiento", "Curso Conecta"),
        "question": ("Consulta", "Una duda", "Consulta técnica", "Pregunta rápida"),
    },
    "en": {
        "spares": ("Spares", "Spares order", "Filters and oil", "Price for spares {serial}", "Enquiry"),
        "breakdown": ("BREAKDOWN line {line}", "Machine down", "Compressor alarm", "Urgent", "Dryer problem"),
        "invoice": ("Invoice {invoice}", "Invoice query", "Returned invoice"),
        "papers": ("Documents for {serial}", "Certificates", "Audit paperwork"),
        "complaint": ("Not happy", "Last service", "Complaint"),
        "closing": ("Plant closure", "Holidays", "Shutdown dates"),
        "check": ("Service {serial}", "Planned maintenance", "Annual service"),
        "training": ("Training", "Maintenance training"),
        "question": ("Question", "Quick question", "Technical query"),
    },
}  # fmt: skip
_WHO = {"invoice": "payables", "spares": "buyer", "papers": "engineer", "complaint": "plant"}
_PER_GROUP = {"A": 11, "B": 7, "C": 4}
_MONTHS = 9


def tell_all(book: Book) -> None:
    """Every account."""
    for account in book.world.accounts:
        dice = book.dice("service", account.key)
        count = _PER_GROUP[account.group] + dice.between(-2, 2)
        matters = [dice.weighted(_OFTEN) for _ in range(max(1, count))]
        for number, matter in enumerate(matters):
            tell(book, account, matter, number)


def tell(book: Book, account: Account, matter: str, number: int) -> Thread:
    """One matter from start to end, or as far as time allows."""
    dice = book.dice("matter", account.key, matter, number)
    start = reply_time(dice, _some_day(dice, book.now), "Europe/Madrid", 0)
    scene_ = sales.scene_for(book, account)
    scene_.facts |= _varied(book, account, dice)
    subject = dice.pick(SUBJECTS[account.language][matter]).format_map(scene_.facts)
    them = book.person(_contact(book, account, matter, dice).key)
    us = _answering(account, matter, dice)
    thread = book.begin(
        Thread(f"{account.key}:{matter}{number}", subject, scene_, Truth(account.key),
               start=start, until=book.now),
        account.register,
    )  # fmt: skip
    thread.filed = dice.weighted((("", 6), ("Archive", 3), ("Inbox/Servicio", 1)))
    scene_.when = meeting_time(dice, start + timedelta(days=1), them.zone)
    steps = MATTERS[matter][: dice.weighted(((1, 1), (2, 3), (3, 6), (4, 8)))]
    for step in steps:
        side, act = step.split(":")
        copied = dice.chance(0.1) and account.owner in _assisted() and us.email != team.INES
        cc = (team.party(team.INES),) if copied else ()
        envelope = Envelope(them, (us,), cc) if side == "c" else Envelope(us, (them,), cc)
        if act == "s_service_done":
            thread.clock = max(thread.clock, scene_.when)
        slow = ((1, 4), (5, 4), (22, 3), (48, 1))
        thread.say(act, envelope, hours=dice.weighted(((0.2, 3), (1, 2)) if matter == "breakdown" else slow))
    return book.keep(thread)


def _assisted() -> tuple[str, ...]:
    return team.BY_UPN[team.INES].assists


def _some_day(dice: Dice, now: datetime) -> datetime:
    """Any time in the nine months before now, a little more often lately."""
    share = dice.share() ** 1.25
    return now - timedelta(days=share * _MONTHS * 30)


def _contact(book: Book, account: Account, matter: str, dice: Dice) -> Contact:
    people = book.staff[account.key]
    fitting = [person for person in people if person.job == _WHO.get(matter, "maintenance")]
    return fitting[0] if fitting and dice.chance(0.75) else dice.pick(people)


def _answering(account: Account, matter: str, dice: Dice) -> Party:
    """Mostly the rep; the assistant deals with many of the papers and invoices."""
    if matter in {"invoice", "papers", "spares"} and account.owner in _assisted() and dice.chance(0.4):
        return team.party(team.INES)
    return team.party(account.owner)


def _varied(book: Book, account: Account, dice: Dice) -> dict[str, str]:
    """Numbers of this matter alone."""
    return common(dice, account, book.person(book.staff[account.key][0].key))
