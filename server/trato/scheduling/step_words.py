"""The mail that goes with a proposed step, in the customer's language. Plain text, drafted and never sent by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trato.scheduling.due_rules import DueCode, StepKind
from trato.scheduling.model import Slot
from trato.scheduling.next_step import Need

LANGUAGES = ("es", "en")
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_OPENINGS = {
    DueCode.MEETING_ASKED: (
        "Thank you for your message; let us find a time.", "Gracias por el mensaje; busquemos una fecha.",
    ),
    DueCode.QUESTION_UNANSWERED: ("I come back to your question.", "Retomo la pregunta pendiente."),
    DueCode.MEETING_WITHOUT_FOLLOW_UP: (
        "Thank you for the meeting. Here is what we agreed on:", "Gracias por la reunión. Esto es lo acordado:",
    ),
    DueCode.NEXT_DATE_PASSED: ("We had a step pending.", "Teníamos un paso pendiente."),
    DueCode.PLAYBOOK_STEP: (
        "I would like to go over the next step with you.", "Me gustaría repasar el siguiente paso.",
    ),
    DueCode.CADENCE_OVERDUE: ("It has been a while since we last met.", "Hace tiempo de nuestro último encuentro."),
    DueCode.NO_NEXT_DATE: ("I would like to agree on the next step.", "Me gustaría acordar el próximo paso."),
    DueCode.UNCHANGED: ("How are things on your side?", "¿Hay novedades?"),
    DueCode.INACTIVE: ("It has been a long time since we last spoke.", "Hace mucho que no hablamos."),
    DueCode.WITHOUT_ORDER: (
        "Some time has passed since your last order, and we have prepared a proposal that may be of interest.",
        "Ha pasado un tiempo desde el último pedido y hemos preparado una propuesta que puede interesar.",
    ),
}  # fmt: skip
_OFFER = {
    StepKind.VISIT: ("I could visit you at one of these times:", "Podría hacer una visita en uno de estos momentos:"),
    StepKind.MEETING: ("We could meet at one of these times:", "Podríamos reunirnos en uno de estos momentos:"),
    StepKind.CALL: ("I could call you at one of these times:", "Podría llamar en uno de estos momentos:"),
}
_CLOSING = ("Which of them suits you?", "¿Cuál viene mejor?")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom one writes to, and in which language."""

    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be looked at and sent by a person."""

    to: tuple[str, ...]
    subject: str
    text: str
    language: str


def draft(
    need: Need, *, subject: str, to: Recipient, sender: str, slots: Sequence[Slot], zone: ZoneInfo,
) -> Draft:  # fmt: skip
    """Write the mail for a proposal: why one writes, up to three times, and a question."""
    spoken = to.language if to.language in LANGUAGES else "en"
    es = spoken == "es"
    first = to.name.partition(" ")[0]
    lines = [f"Hola, {first}:" if es else f"Dear {first},"] if first else ["Hola:" if es else "Hello,"]
    lines += ["", _OPENINGS[need.code][es]]
    if need.kind in _OFFER and slots:
        lines += ["", _OFFER[need.kind][es], *(f"- {when(slot, zone, spoken)}" for slot in slots[:3]), "", _CLOSING[es]]
    lines += ["", "Un saludo," if es else "Kind regards,", sender]
    return Draft((to.address,) if to.address else (), subject, "\n".join(lines), spoken)


def when(slot: Slot, zone: ZoneInfo, language: str) -> str:
    """Write a slot as one says it: the day, the date and the hours in that zone."""
    return f"{day_of(slot.start.astimezone(zone).date(), language)}, {time_of(slot, zone)} ({zone.key})"


def day_of(day: date, language: str) -> str:
    """Write a day as one says it."""
    name, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{name}, {day.day} de {month}" if language == "es" else f"{name}, {day.day} {month}"


def time_of(slot: Slot, zone: ZoneInfo) -> str:
    """Write the hours of a slot in a zone."""
    return f"{_hour(slot.start.astimezone(zone))}–{_hour(slot.end.astimezone(zone))}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"
