"""Why a next step is due for an opportunity, and the one proposal that follows. Pure.

Every rule looks at the facts alone and names the fact behind it, so that a decision about it stands until there is a
new fact: a need that was accepted, changed or dismissed is not proposed again, one that was postponed comes back on its
day. There is one proposal for an opportunity at a time, for its strongest need, with the others as further reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from trato.scheduling.due_rules import DueCode, DueRule, StepKind
from trato.scheduling.model import Period, Reason

_DAY = timedelta(days=1)
DUE_WITHIN = timedelta(days=7)
SOON = timedelta(days=3)
LEAST_TRUST = 0.35


@dataclass(frozen=True, slots=True)
class Waiting:
    """The customer's newest mail that nobody of us has answered since, as far as it may be read.

    What it asks for is known once its words were read (`mail_words.read_words`).
    """

    interaction_id: int
    at: datetime
    is_question: bool = False
    asks_to_meet: bool = False
    times: tuple[Period, ...] = ()
    subject: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sales process."""

    stage_key: str
    position: int
    kind: StepKind
    objective_en: str
    objective_es: str
    days: int
    duration_min: int


@dataclass(frozen=True, slots=True)
class Cadence:
    """How many days may pass between contacts of one kind."""

    group: str
    kind: StepKind
    days: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an opportunity: instants of what happened, None where nothing did.

    An order is one that was placed or an opportunity that was won, with the account. What the account needs is proposed
    for one of its open opportunities: the one that `speaks_for_account`.
    """

    opportunity_id: int
    stage_key: str
    group: str
    created_at: datetime
    changed_at: datetime
    next_date: date | None
    last_by_kind: Mapping[str, tuple[datetime, int]] = field(default_factory=dict)
    account_last_by_kind: Mapping[str, datetime] = field(default_factory=dict)
    planned_at: datetime | None = None
    waiting: Waiting | None = None
    last_order_on: date | None = None
    speaks_for_account: bool = True
    steps: Sequence[Step] = ()
    cadences: Sequence[Cadence] = ()

    @property
    def last_at(self) -> datetime | None:
        """Return when anything last happened with the opportunity."""
        return max((at for at, _ in self.last_by_kind.values()), default=None)


class Decision(StrEnum):
    """What a person said of a proposal."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    POSTPONED = "postponed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a need; a postponed one is open again from `until` on."""

    need: str
    decision: Decision
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Need:
    """Something that makes a step due: the fact behind it in `key`, and since when it is due."""

    code: DueCode
    key: str
    since: datetime
    kind: StepKind
    duration_min: int
    weight: float
    objective_en: str
    objective_es: str
    params: Mapping[str, str] = field(default_factory=dict)
    times: tuple[Period, ...] = ()

    def objective(self, language: str) -> str:
        """Return the objective in a language."""
        return self.objective_es if language == "es" else self.objective_en


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next step proposed: its strongest need, all reasons by weight, and when it should be."""

    need: Need
    reasons: tuple[Reason, ...]
    due: Period


def propose(
    facts: Facts,
    rules: Mapping[DueCode, DueRule],
    decided: Sequence[Decided],
    *,
    now: datetime,
    zone: ZoneInfo,
    trust: Mapping[DueCode, float] | None = None,
) -> Proposal | None:
    """Return the proposal for an opportunity, or None where nothing is due.

    `trust` tells by rule how readily its proposals were taken so far, from 0 to 1: one that is mostly dismissed weighs
    less.
    """
    settled = {one.need for one in decided if not _is_open_again(one, now)}
    found = [need for need in needs(facts, rules, now=now, zone=zone) if need.key not in settled]
    if not found:
        return None
    known = trust or {}
    ranked = sorted(found, key=lambda need: (-need.weight * max(LEAST_TRUST, known.get(need.code, 1.0)), need.code))
    reasons = tuple(Reason(need.code, round(need.weight, 2), need.params) for need in ranked)
    return Proposal(ranked[0], reasons, _due(ranked[0], now, zone))


def needs(facts: Facts, rules: Mapping[DueCode, DueRule], *, now: datetime, zone: ZoneInfo) -> Iterator[Need]:
    """Yield everything that makes a step due now."""
    for code, look in _LOOKS.items():
        rule = rules[code]
        if rule.is_on:
            yield from look(facts, rule, now, zone)


def _is_open_again(one: Decided, now: datetime) -> bool:
    return one.decision is Decision.POSTPONED and one.until is not None and one.until <= now


def _due(need: Need, now: datetime, zone: ZoneInfo) -> Period:
    """Return when the step should be: at the times the customer named, else within days."""
    ahead = [period for period in need.times if period.end > now]
    if ahead:
        return Period(max(now, ahead[0].start), max(period.end for period in ahead))
    span = SOON if need.code in {DueCode.QUESTION_UNANSWERED, DueCode.MEETING_WITHOUT_FOLLOW_UP} else DUE_WITHIN
    last = (now + span).astimezone(zone).date()
    return Period(now, datetime.combine(last + _DAY, time(), zone))


def _need(rule: DueRule, fact: object, since: datetime, **changes: object) -> Need:
    values: dict[str, object] = {
        "kind": rule.kind, "duration_min": rule.duration_min, "weight": rule.weight,
        "objective_en": rule.objective_en, "objective_es": rule.objective_es,
    }  # fmt: skip
    return Need(rule.code, f"{rule.code}:{fact}", since, **(values | changes))  # type: ignore[arg-type]


def _asked(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    waiting = facts.waiting
    if waiting and waiting.asks_to_meet and facts.planned_at is None and now - waiting.at >= rule.days * _DAY:
        params = {"at": waiting.at.isoformat(), "words": waiting.words}
        yield _need(rule, waiting.interaction_id, waiting.at, params=params, times=waiting.times)


def _unanswered(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    waiting = facts.waiting
    if waiting and waiting.is_question and not waiting.asks_to_meet and now - waiting.at >= rule.days * _DAY:
        params = {"at": waiting.at.isoformat(), "days": str((now - waiting.at).days), "words": waiting.words}
        yield _need(rule, waiting.interaction_id, waiting.at, params=params)


def _followed(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    met = max((facts.last_by_kind[kind] for kind in ("meeting", "visit") if kind in facts.last_by_kind), default=None)
    if met is None or now - met[0] < rule.days * _DAY:
        return
    after = [at for kind, (at, _) in facts.last_by_kind.items() if kind in {"mail_out", "call"}]
    if max(after, default=met[0]) <= met[0]:
        yield _need(rule, met[1], met[0], params={"at": met[0].isoformat(), "days": str((now - met[0]).days)})


def _passed(facts: Facts, rule: DueRule, now: datetime, zone: ZoneInfo) -> Iterator[Need]:
    today = now.astimezone(zone).date()
    if facts.next_date is not None and (today - facts.next_date).days >= rule.days:
        since = datetime.combine(facts.next_date, time(), zone)
        yield _need(rule, facts.next_date, since, params={"date": facts.next_date.isoformat()})


def _missing(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    since = facts.last_at or facts.created_at
    if facts.next_date is None and facts.planned_at is None and now - since >= rule.days * _DAY:
        yield _need(rule, since.date(), since)


def _in_process(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    """The first step of the stage whose kind has not happened since the stage began."""
    if facts.planned_at is not None:
        return
    for step in sorted(facts.steps, key=lambda one: one.position):
        if step.stage_key != facts.stage_key:
            continue
        done = facts.last_by_kind.get("mail_out" if step.kind is StepKind.MAIL else step.kind)
        if done is not None and done[0] >= facts.changed_at:
            continue
        if now - facts.changed_at >= step.days * _DAY:
            yield _need(
                rule, f"{step.stage_key}/{step.position}/{facts.changed_at.date()}", facts.changed_at, kind=step.kind,
                duration_min=step.duration_min, objective_en=step.objective_en or rule.objective_en,
                objective_es=step.objective_es or rule.objective_es, params={"stage": step.stage_key},
            )  # fmt: skip
        return


def _overdue(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    if facts.planned_at is not None:
        return
    for cadence in facts.cadences:
        if cadence.group != facts.group:
            continue
        kinds = ("mail_in", "mail_out") if cadence.kind is StepKind.MAIL else (cadence.kind,)
        last = max(
            (facts.account_last_by_kind[kind] for kind in kinds if kind in facts.account_last_by_kind), default=None
        )
        since = (last or facts.created_at) + cadence.days * _DAY
        if now - since >= rule.days * _DAY:
            days = str((now - (last or facts.created_at)).days)
            params = {"group": cadence.group, "kind": cadence.kind, "every": str(cadence.days), "days": days}
            fact = f"{cadence.kind}/{last.date() if last else 'never'}"
            yield _need(rule, fact, since, kind=cadence.kind, params=params)


def _unchanged(facts: Facts, rule: DueRule, now: datetime, _zone: ZoneInfo) -> Iterator[Need]:
    since = max(filter(None, (facts.changed_at, facts.last_at)))
    if facts.planned_at is None and now - since >= rule.days * _DAY:
        yield _need(rule, since.date(), since, params={"days": str((now - since).days)})


def _inactive(facts: Facts, rule: DueRule, now: datetime, zone: ZoneInfo) -> Iterator[Need]:
    """Nothing with the whole account, not even an order: armed again by the next thing that happens."""
    if not facts.speaks_for_account:
        return
    last = max(facts.account_last_by_kind.values(), default=facts.created_at)
    if facts.last_order_on is not None:
        last = max(last, datetime.combine(facts.last_order_on, time(), zone))
    if facts.planned_at is None and now - last >= rule.days * _DAY:
        yield _need(rule, last.date(), last, params={"days": str((now - last).days)})


def _without_order(facts: Facts, rule: DueRule, now: datetime, zone: ZoneInfo) -> Iterator[Need]:
    """Somebody who ordered once and not again: armed again by the next order."""
    if facts.last_order_on is None or not facts.speaks_for_account or facts.planned_at is not None:
        return
    last = datetime.combine(facts.last_order_on, time(), zone)
    if now - last >= rule.days * _DAY:
        yield _need(rule, facts.last_order_on, last, params={"days": str((now - last).days)})


_LOOKS: dict[DueCode, Callable[[Facts, DueRule, datetime, ZoneInfo], Iterator[Need]]] = {
    DueCode.MEETING_ASKED: _asked,
    DueCode.QUESTION_UNANSWERED: _unanswered,
    DueCode.MEETING_WITHOUT_FOLLOW_UP: _followed,
    DueCode.NEXT_DATE_PASSED: _passed,
    DueCode.PLAYBOOK_STEP: _in_process,
    DueCode.CADENCE_OVERDUE: _overdue,
    DueCode.NO_NEXT_DATE: _missing,
    DueCode.UNCHANGED: _unchanged,
    DueCode.INACTIVE: _inactive,
    DueCode.WITHOUT_ORDER: _without_order,
}
