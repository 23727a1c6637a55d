"""How far a quota should be by now, and what is to be expected at its end. Pure.

Working days are Monday to Friday without public holidays. Today counts as begun: at the end of the first working day
of twenty a twentieth is expected. What is expected until the end has three parts, each shown: what was won; what is
open and expected within the span, by its probability; and what the pace so far would bring in the working days that
are left, as far as that goes beyond what is open. So no deal counts twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from trato.insight.quotas.crediting import NOTHING, cents
from trato.insight.quotas.model import Span

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """How many working days a span has, and how many of them have begun."""

    total: int
    begun: int

    @property
    def left(self) -> int:
        """Return the working days that have not begun."""
        return self.total - self.begun


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected at the end of a span: the sum of three parts."""

    won: Decimal
    open: Decimal
    pace: Decimal

    @property
    def total(self) -> Decimal:
        """Return the sum."""
        return self.won + self.open + self.pace


@dataclass(frozen=True, slots=True)
class Standing:
    """How a quota stands. Percents are None where there is no quota, or it asks for nothing."""

    quota: Decimal | None
    attained: Decimal
    percent: Decimal | None
    expected_by_now: Decimal | None
    pace_percent: Decimal | None
    outlook: Outlook

    @property
    def is_reached(self) -> bool:
        """Tell whether there is a quota and all of it was attained."""
        return self.quota is not None and self.attained >= self.quota


def working_days(span: Span, today: date, is_holiday: Callable[[date], bool]) -> WorkingDays:
    """Count the working days of a span, and those until today, today included."""
    days = (span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1))
    worked = [day for day in days if day.weekday() < _SATURDAY and not is_holiday(day)]
    return WorkingDays(len(worked), sum(day <= today for day in worked))


def outlook(won: Decimal, weighted: Decimal, days: WorkingDays) -> Outlook:
    """Return what is to be expected; before the first working day and after the last there is no pace."""
    at_pace = cents(won * days.left / days.begun) if days.begun else NOTHING
    return Outlook(won, weighted, max(NOTHING, at_pace - weighted))


def standing(quota: Decimal | None, won: Decimal, weighted: Decimal, days: WorkingDays) -> Standing:
    """Put what was attained beside its quota. Percents have one place, rounded half away from zero."""
    expected = None if quota is None or not days.total else cents(quota * days.begun / days.total)
    return Standing(quota, won, _percent(won, quota), expected, _percent(won, expected), outlook(won, weighted, days))


def _percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return None if not whole or whole < 0 else (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
