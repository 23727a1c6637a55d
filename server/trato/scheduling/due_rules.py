"""The rules that make a next step due, as Trato has them; a tenant changes or switches off each by its code. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What one does next."""

    VISIT = "visit"
    MEETING = "meeting"
    CALL = "call"
    MAIL = "mail"


class DueCode(StrEnum):
    """Why a step is due."""

    MEETING_ASKED = "meeting_asked"
    QUESTION_UNANSWERED = "question_unanswered"
    MEETING_WITHOUT_FOLLOW_UP = "meeting_without_follow_up"
    NEXT_DATE_PASSED = "next_date_passed"
    NO_NEXT_DATE = "no_next_date"
    PLAYBOOK_STEP = "playbook_step"
    CADENCE_OVERDUE = "cadence_overdue"
    UNCHANGED = "unchanged"
    INACTIVE = "inactive"
    WITHOUT_ORDER = "without_order"


@dataclass(frozen=True, slots=True)
class DueRule:
    """One rule: it holds from `days` after the fact behind it on, or not at all.

    `weight` ranks the rules; the objectives are one line each, in the reader's language.
    """

    code: DueCode
    days: int
    kind: StepKind
    duration_min: int
    weight: float
    objective_en: str
    objective_es: str
    is_on: bool = True

    def objective(self, language: str) -> str:
        """Return the objective in a language."""
        return self.objective_es if language == "es" else self.objective_en


RULES: dict[DueCode, DueRule] = {
    rule.code: rule
    for rule in (
        DueRule(DueCode.MEETING_ASKED, 0, StepKind.MEETING, 45, 1.0, "Agree on a time to meet", "Acordar una cita"),
        DueRule(
            DueCode.QUESTION_UNANSWERED, 1, StepKind.CALL, 20, 0.9,
            "Answer the customer's question", "Responder la pregunta del cliente",
        ),
        DueRule(
            DueCode.MEETING_WITHOUT_FOLLOW_UP, 1, StepKind.MAIL, 20, 0.85,
            "Send what was agreed in the meeting", "Enviar lo acordado en la reunión",
        ),
        DueRule(
            DueCode.NEXT_DATE_PASSED, 1, StepKind.CALL, 20, 0.8,
            "Do what was due, or agree on a new date", "Hacer lo pendiente o acordar otra fecha",
        ),
        DueRule(
            DueCode.PLAYBOOK_STEP, 7, StepKind.MEETING, 45, 0.7,
            "Take the next step of the sales process", "Dar el siguiente paso del proceso de venta",
        ),
        DueRule(
            DueCode.CADENCE_OVERDUE, 0, StepKind.VISIT, 60, 0.65,
            "Visit the customer again", "Volver a visitar al cliente",
        ),
        DueRule(
            DueCode.NO_NEXT_DATE, 0, StepKind.CALL, 20, 0.55,
            "Agree on the next step", "Acordar la próxima acción",
        ),
        DueRule(
            DueCode.UNCHANGED, 14, StepKind.CALL, 20, 0.5,
            "Find out whether anything has moved", "Averiguar si hay novedades",
        ),
        DueRule(
            DueCode.INACTIVE, 183, StepKind.VISIT, 60, 0.6,
            "Take up the contact again", "Retomar el contacto",
        ),
        DueRule(
            DueCode.WITHOUT_ORDER, 183, StepKind.MAIL, 20, 0.58,
            "Send the customer a proposal", "Enviar una propuesta al cliente",
        ),
    )
}  # fmt: skip
