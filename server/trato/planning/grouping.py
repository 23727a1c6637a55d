"""Which group an account falls into: conditions over figures, the first group all of whose conditions hold. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise

from trato.errors import InvalidInputError

MOST_GROUPS = 20
MOST_CONDITIONS = 10
MOST_ACTIVITIES = 20


class Criterion(StrEnum):
    """What is known of every account. Amounts are in the tenant's currency; `months` are whole ones until today."""

    PURCHASES_12M = "purchases_12m"
    ORDERS_12M = "orders_12m"
    OPEN_AMOUNT = "open_amount"
    MONTHS_SINCE_ORDER = "months_since_order"
    MONTHS_SINCE_CONTACT = "months_since_contact"
    VISITS_12M = "visits_12m"
    PRODUCTS = "products"
    PEOPLE = "people"
    INDUSTRY = "industry"
    COUNTRY = "country"


TEXTS = frozenset({Criterion.INDUSTRY, Criterion.COUNTRY})
OWN = "own:"


class Compare(StrEnum):
    """How a figure is compared with the condition's value."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS = "is"


@dataclass(frozen=True, slots=True)
class Condition:
    """A criterion, or `own:` and the name of a field of the tenant's accounts, compared with a value."""

    criterion: str
    test: Compare
    value: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done for each account of a group, so many times a year."""

    kind: str
    title: str
    times: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of accounts; without conditions it takes whoever is left. Growth in percent a year."""

    code: str
    name: str
    conditions: tuple[Condition, ...] = ()
    description: str = ""
    objectives: str = ""
    activities: tuple[Activity, ...] = ()
    budget: Decimal | None = None
    growth_percent: Decimal | None = None


Figures = Mapping[str, Decimal | str | None]
"""By criterion. None, or nothing, is unknown: no condition on it holds."""


@dataclass(frozen=True, slots=True)
class Held:
    """A condition with the figure it was asked of."""

    condition: Condition
    figure: Decimal | str | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The group an account falls into, None where none takes it, and what was asked of it there."""

    code: str | None
    reasons: tuple[Held, ...]


def place(groups: Sequence[Group], figures: Figures) -> Placed:
    """Return the first group all of whose conditions hold."""
    for group in groups:
        asked = tuple(_held(one, figures.get(one.criterion)) for one in group.conditions)
        if all(one.holds for one in asked):
            return Placed(group.code, asked)
    return Placed(None, ())


def _held(condition: Condition, figure: Decimal | str | None) -> Held:
    return Held(condition, figure, _holds(condition, figure))


def _holds(condition: Condition, figure: Decimal | str | None) -> bool:
    if figure is None or figure == "":
        return False
    if condition.test is Compare.IS:
        number = number_of(condition.value)
        if number is not None and not isinstance(figure, str):
            return figure == number
        return str(figure).strip().casefold() == condition.value.strip().casefold()
    limit, number = number_of(condition.value), number_of(figure)
    if limit is None or number is None:
        return False
    return number >= limit if condition.test is Compare.AT_LEAST else number <= limit


def number_of(value: Decimal | str) -> Decimal | None:
    """Read a number, None where it is none."""
    if isinstance(value, Decimal):
        return value
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def checked(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the groups. Raises InvalidInputError that names the group and what does not fit."""
    if len(groups) > MOST_GROUPS:
        raise InvalidInputError(f"groups: at most {MOST_GROUPS}")
    twice = [code for code, count in Counter(one.code.casefold() for one in groups).items() if count > 1]
    if twice:
        raise InvalidInputError(f"groups: the group {twice[0]!r} stands there twice")
    for group in groups:
        if not group.code.strip():
            raise InvalidInputError("groups: give each group a code, such as A")
        for condition in group.conditions:
            _check(group, condition)
    for group, later in pairwise(groups):
        if not group.conditions:
            raise InvalidInputError(
                f"groups: {group.code!r} has no condition and takes everybody, so {later.code!r} stays empty;"
                " put it last or give it a condition"
            )
    return tuple(groups)


def _check(group: Group, condition: Condition) -> None:
    where = f"group {group.code!r}: {condition.criterion}"
    known = condition.criterion in set(Criterion)
    if not known and not (condition.criterion.startswith(OWN) and len(condition.criterion) > len(OWN)):
        raise InvalidInputError(f"{where} is no criterion")
    if condition.criterion in TEXTS and condition.test is not Compare.IS:
        raise InvalidInputError(f"{where} is a text; it can only be asked what it is")
    if condition.test is not Compare.IS and number_of(condition.value) is None:
        raise InvalidInputError(f"{where} is compared with a number; {condition.value!r} is none")
    if not condition.value.strip():
        raise InvalidInputError(f"{where}: say what it is compared with")
