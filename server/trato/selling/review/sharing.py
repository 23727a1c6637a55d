"""A review for somebody else: as the rows of a workbook, and as a mail that a person looks at and sends. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.rows import PipelineRow
from trato.selling.review.model import Course
from trato.selling.review.rules import Verdict, Why

VERDICTS: Mapping[Verdict | None, tuple[str, str]] = {
    Verdict.CONFIRMED: ("As it was", "Sin cambios"),
    Verdict.CHANGED: ("Changed", "Cambiada"),
    Verdict.CLOSED: ("Closed", "Cerrada"),
    Verdict.SKIPPED: ("Left for later", "Para después"),
    None: ("To be reviewed", "Por revisar"),
}
WHY: Mapping[Why, tuple[str, str]] = {
    Why.NO_NEXT_DATE: ("No next date", "Sin próxima fecha"),
    Why.PAST_DUE: ("Past due", "Vencida"),
    Why.SILENT: ("Nothing said for long", "Sin contacto reciente"),
}
_HEADINGS = (
    ("Opportunity", "Oportunidad"), ("Account", "Cuenta"), ("Stage", "Etapa"), ("Amount", "Importe"),
    ("Currency", "Moneda"), ("Probability", "Probabilidad"), ("Close date", "Fecha de cierre"),
    ("Next date", "Próxima fecha"), ("Objective", "Objetivo"), ("Last interaction", "Última interacción"),
    ("Review", "Revisión"), ("Attention", "Atención"),
)  # fmt: skip
_SUBJECT = ("Weekly review of {week}: {owner}", "Revisión semanal del {week}: {owner}")
_OPENING = (
    "This is where my opportunities stand in the week of {week}.",
    "Este es el estado de mis oportunidades en la semana del {week}.",
)
_TOTAL = ("Open: {count}. {sums}", "Abiertas: {count}. {sums}")
_SUM = ("{amount} {currency} ({weighted} by probability)", "{amount} {currency} ({weighted} por probabilidad)")
_CLOSES = ("closes {day}", "cierre el {day}")
_NEXT = ("next on {day}", "próxima cita el {day}")
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Shared:
    """What is told of a review: its course, its rows by opportunity, and the sum of what is open."""

    course: Course
    rows: Mapping[int, PipelineRow]
    total: Group


def workbook_rows(shared: Shared, language: str) -> Iterator[Sequence[str]]:
    """Yield the rows of a sheet: headings, then each opportunity in the review's order."""
    place = int(language == "es")
    yield [words[place] for words in _HEADINGS]
    for one in shared.course.items:
        row = shared.rows.get(one.candidate.opportunity_id)
        if row is None:
            continue
        view = row.opportunity
        yield [
            view.name,
            row.account.name if row.account else "",
            view.stage.name_es if place else view.stage.name_en,
            "" if view.amount is None else str(view.amount),
            view.currency,
            str(row.probability),
            view.close_date.isoformat() if view.close_date else "",
            view.next_date.isoformat() if view.next_date else "",
            view.next_objective,
            row.last.ends_at.date().isoformat() if row.last else "",
            VERDICTS[one.verdict][place],
            ", ".join(WHY[why][place] for why in one.why),
        ]


def mail_of(shared: Shared, language: str) -> tuple[str, str]:
    """Return the subject and the plain text of a mail about a review, for its owner to look at and send."""
    place = int(language == "es")
    review = shared.course.review
    words = {"week": _day(review.week_on, place), "owner": review.owner.name}
    lines = [_OPENING[place].format(**words), "", _total(shared.total, place), ""]
    for one in shared.course.items[:_MOST_LINES]:
        row = shared.rows.get(one.candidate.opportunity_id)
        if row is not None:
            lines.append(_line(row, VERDICTS[one.verdict][place], place))
    return _SUBJECT[place].format(**words), "\n".join(lines)


def _total(total: Group, place: int) -> str:
    sums = "; ".join(
        _SUM[place].format(
            amount=_money(one.amount, place), currency=one.currency, weighted=_money(one.weighted, place)
        )
        for one in total.sums
    )
    return _TOTAL[place].format(count=total.count, sums=sums).strip()


def _line(row: PipelineRow, verdict: str, place: int) -> str:
    view = row.opportunity
    named = f"{view.name} ({row.account.name})" if row.account else view.name
    facts = [verdict]
    if view.amount is not None:
        facts.append(f"{_money(view.amount, place)} {view.currency}")
    if view.close_date:
        facts.append(_CLOSES[place].format(day=_day(view.close_date, place)))
    told = [", ".join(facts)]
    if view.next_date:
        told.append(_NEXT[place].format(day=_day(view.next_date, place)))
    return f"- {named}: " + "; ".join([*told, *([view.next_objective] if view.next_objective else [])])


def _day(day: date, place: int) -> str:
    return f"{day:%d/%m/%Y}" if place else f"{day.day} {day:%b %Y}"


def _money(amount: Decimal, place: int) -> str:
    written = f"{amount:,.0f}"
    return written.replace(",", ".") if place else written
