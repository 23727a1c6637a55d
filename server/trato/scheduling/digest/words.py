"""The digest as a text in Spanish and English: one to read, or to put into a note to oneself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from trato.crm.views import InteractionView
from trato.scheduling.digest.gathering import DigestView, DueStep, TodaysVisit
from trato.scheduling.holding import Hold
from trato.scheduling.model import Slot
from trato.scheduling.step_words import day_of, time_of

_WORDS = {
    "en": {"steps": "What is due", "more": "and {count} more", "visits": "Today", "holds": "Kept times that run out",
           "last": "last", "until": "until", "nothing": "Nothing is due today."},
    "es": {"steps": "Lo que toca", "more": "y {count} más", "visits": "Hoy", "holds": "Horas reservadas que caducan",
           "last": "último", "until": "hasta", "nothing": "Hoy no hay nada pendiente."},
}  # fmt: skip
_KINDS = {
    "en": {"mail_in": "mail from them", "mail_out": "mail to them", "meeting": "meeting", "visit": "visit",
           "call": "call", "note": "note"},
    "es": {"mail_in": "correo suyo", "mail_out": "correo nuestro", "meeting": "reunión", "visit": "visita",
           "call": "llamada", "note": "nota"},
}  # fmt: skip


def digest_text(view: DigestView, language: str) -> str:
    """Write the digest, a part a paragraph; parts that hold nothing are left out."""
    words, zone = _WORDS[language], view.zone
    parts = [
        _part(words["visits"], [_visit(one, language, zone) for one in view.visits]),
        _part(words["steps"], list(_steps(view, language))),
        _part(words["holds"], [_hold(one, language, zone) for one in view.holds]),
    ]
    return "\n\n".join(part for part in parts if part) or words["nothing"]


def _part(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""


def _steps(view: DigestView, language: str) -> Iterator[str]:
    for one in view.steps:
        yield _step(one, language)
    left = view.steps_in_all - len(view.steps)
    if left:
        yield _WORDS[language]["more"].format(count=left)


def _step(one: DueStep, language: str) -> str:
    return f"{one.opportunity.name}: {one.proposal.need.objective(language)}"


def _visit(one: TodaysVisit, language: str, zone: ZoneInfo) -> str:
    slot = Slot(one.meeting.starts_at, one.meeting.ends_at, 1.0, ())
    who = ", ".join(named.name for named in (*one.meeting.contacts, *one.accounts))
    about = one.opportunity.name if one.opportunity else one.meeting.subject
    facts = [time_of(slot, zone), who, about, *([_last(one.last, language, zone)] if one.last else [])]
    return " · ".join(fact for fact in facts if fact)


def _last(last: InteractionView, language: str, zone: ZoneInfo) -> str:
    kind = _KINDS[language].get(last.kind, last.kind)
    told = f"{_WORDS[language]['last']}: {kind}, {day_of(last.ends_at.astimezone(zone).date(), language)}"
    return f"{told}: {last.summary}" if last.summary else told


def _hold(one: Hold, language: str, zone: ZoneInfo) -> str:
    slot = Slot(one.starts_at, one.ends_at, 1.0, ())
    told = f"{day_of(one.starts_at.astimezone(zone).date(), language)}, {time_of(slot, zone)}"
    runs_out = one.expires_at
    until = ""
    if runs_out is not None:
        local = runs_out.astimezone(zone)
        until = f"{_WORDS[language]['until']} {day_of(local.date(), language)} {local.hour}:{local.minute:02}"
    return " · ".join(fact for fact in (told, one.reason, until) if fact)
