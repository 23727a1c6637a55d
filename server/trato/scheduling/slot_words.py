"""The words of a slot's reasons and of why there is none, in Spanish and English: one line each."""

from __future__ import annotations

from datetime import datetime

from trato.scheduling.model import Reason, Relaxation

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_BLOCKERS = {
    "window_too_short": ("The time asked for is too short.", "El periodo pedido es demasiado corto."),
    "does_not_work": ("{who} does not work in that time.", "{who} no trabaja en ese periodo."),
    "unknown": ("{who}'s calendar is unknown.", "El calendario de {who} no se conoce."),
    "partly_unknown": ("{who}'s calendar is known from {from} only.", "El calendario de {who} se conoce desde {from}."),
    "busy_throughout": ("{who} has no free time.", "{who} no tiene ningún hueco."),
    "only_mornings": ("{who} is free in the mornings only.", "{who} solo tiene libre por la mañana."),
    "only_afternoons": ("{who} is free in the afternoons only.", "{who} solo tiene libre por la tarde."),
    "away_until": ("{who} is away until {from}.", "{who} no está libre hasta {from}."),
    "some_times": (
        "{who} is free, but not when the others are.",
        "{who} tiene huecos, pero no a la vez que los demás.",
    ),
}
_UNKNOWN_WHY = {
    "not_connected": ("Their mailbox is not connected.", "Su buzón no está conectado."),
    "beyond": ("Those dates are not read yet.", "Esas fechas aún no se han leído."),
    "no_mailbox": ("Outlook knows no mailbox of theirs.", "Outlook no conoce ningún buzón suyo."),
    "not_answered": ("Outlook did not answer.", "Outlook no ha respondido."),
    "refused": ("Outlook does not tell.", "Outlook no lo dice."),
    "too_many": ("There are too many entries to tell.", "Hay demasiadas citas para saberlo."),
}
_RELAX = {
    "without_buffers": ("Without time to spare around it", "Sin margen antes y después"),
    "shorter_notice": ("At shorter notice", "Con menos antelación"),
    "shorter": ("In {minutes} minutes", "En {minutes} minutos"),
    "over_tentative": ("Over what is only tentative", "Sobre lo que es provisional"),
    "longer_days": ("Between {from} and {to}", "Entre las {from} y las {to}"),
    "without": ("Without {who}", "Sin {who}"),
}


def blocker_text(reason: Reason, language: str) -> str:
    """Say what stands in the way."""
    params = {name: _moment(value, language) for name, value in reason.params.items()}
    said = _BLOCKERS[reason.code][language == "es"].format(**params)
    why = _UNKNOWN_WHY.get(reason.params.get("why", ""))
    return said if why is None else f"{said} {why[language == 'es']}"


def relaxation_text(one: Relaxation, language: str) -> str:
    """Say what would help, and how much."""
    head = _RELAX[one.code][language == "es"].format(**one.params)
    tail = f"{one.slots} horas posibles" if language == "es" else f"{one.slots} possible times"
    return f"{head}: {tail}."


def _moment(value: str, language: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{_DAYS[language][moment.weekday()]} {moment:%H:%M}"
