"""Learn what each feature of linking is worth, from invented companies whose generator knows the truth.

    python tools/train_linking.py            writes server/trato/linking/weights.json
    python tools/train_linking.py --check    fails when the file would change

Several companies are invented from seeds, followed through the real rounds against the Graph sandbox, and every
thread becomes one example: its candidates with their features, and which of them is right, or none. Then each CRM is
made as poor as many are, people correct the first errors of each mailbox, and the other threads become examples too.
A multinomial logit with a quadratic penalty is fitted by gradient descent, in whole: no chance enters, and the numbers
are rounded, so the same code gives the same file. The company of the demo is left out, for measuring.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from rich.console import Console
from sqlalchemy import Connection

from trato.commands import demo
from trato.commands import evaluate_trials as trials
from trato.demo import company
from trato.linking import facts, neighbours, score
from trato.linking.candidates import candidates, candidates_by_id, candidates_of_owners, rarity_of_names
from trato.linking.counting import customers
from trato.linking.features import of_candidates
from trato.linking.known import known_addresses
from trato.linking.model import ALONE, ReasonCode
from trato.linking.subjects import Fitting, thread_subject, turns_of
from trato.linking.tables import links
from trato.linking.weights import Weights
from trato.mail.tables import message_keys, messages
from trato.settings import Settings

TARGET = Path(__file__).parents[1] / "server" / "trato" / "linking" / "weights.json"
SEEDS = (11, 12, 13)
PENALTY = 0.001
STEPS = 4000
BATCH = 400
# Of everything, poor CRMs and corrections included: what is linked unasked is right more often where a CRM is kept.
PRECISION = 0.965
# Set, not learnt: in the invented companies the same few people talk about everything, so what a link says of them is
# worth less there than in real mail.
SET = {ReasonCode.TAUGHT: 2.0, ReasonCode.TAUGHT_WORDS: 1.0, ReasonCode.NOT_BUSINESS_BEFORE: -3.0}
# What one would believe before having seen any mail: the penalty draws the weights here, so that what the invented
# companies say little about keeps a sensible value.
BELIEVED = SET | {
    ReasonCode.PARTICIPANT_CONTACT: 2.0, ReasonCode.DECISION_MAKER_WRITES: 0.3, ReasonCode.ACCOUNT_DOMAIN: 0.7,
    ReasonCode.ACCOUNT_NAMED: 3.0, ReasonCode.ONLY_OPEN_OPPORTUNITY: 1.0, ReasonCode.NAME_WORDS: 4.0,
    ReasonCode.TEXT_WORDS: 3.0, ReasonCode.PRODUCT_WORDS: 1.0, ReasonCode.PRODUCT_CODE: 1.5,
    ReasonCode.REFERENCE_NUMBER: 5.0, ReasonCode.SAME_NUMBER: 3.0, ReasonCode.SAME_TALK: 2.0,
    ReasonCode.ABOUT_A_SALE: 1.5, ReasonCode.ABOUT_AN_ORDER: 1.0, ReasonCode.ABOUT_SERVICE: -2.0,
    ReasonCode.ABOUT_BILLING: -1.5, ReasonCode.OWNER_MAILBOX: 1.0, ReasonCode.RECENT_ACTIVITY: 0.5,
    ReasonCode.CLOSED_LATELY: -1.0, ReasonCode.CLOSED_OPPORTUNITY: -3.0,
}  # fmt: skip
BELIEVED_THRESHOLD = 6.0
BELIEVED_CERTAIN = 0.75
SILENT = {ReasonCode.EXPLICIT, ReasonCode.SEVERAL_CANDIDATES, ReasonCode.NO_OPPORTUNITY}
CODES = [code for code in ReasonCode if code not in SILENT]


@dataclass(frozen=True)
class Example:
    """A thread: the features of its candidates, which is right (None: none of them), and how many mails it has."""

    features: np.ndarray
    right: int | None
    mails: int


def main() -> int:
    """Train, or check that training would change nothing."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    # What is near a thread depends on what was linked for sure: by what is believed, not by what was learnt last time.
    score.WEIGHTS = Weights(BELIEVED, threshold=BELIEVED_THRESHOLD, certain=BELIEVED_CERTAIN)
    examples = [example for seed in SEEDS for example in _examples(seed)]
    weights, threshold = fit(examples)
    made = json.dumps(
        {
            "points": {code.value: round(float(value), 2) for code, value in zip(CODES, weights, strict=True)},
            "threshold": round(float(threshold), 2),
            "certain": certain(examples, weights, threshold),
        },
        indent=1,
    )
    if options.check:
        return 0 if TARGET.read_text() == made + "\n" else 1
    TARGET.write_text(made + "\n")
    sys.stdout.write(made + "\n")
    return 0


def fit(examples: list[Example]) -> tuple[np.ndarray, float]:
    """Return the weights and the threshold of the likeliest multinomial logit, in the order of CODES."""
    most = max(len(one.features) for one in examples)
    x = np.zeros((len(examples), most, len(CODES)))
    there = np.zeros((len(examples), most), dtype=bool)
    right = np.full(len(examples), -1)
    for row, one in enumerate(examples):
        x[row, : len(one.features)] = one.features
        there[row, : len(one.features)] = True
        right[row] = -1 if one.right is None else one.right
    counted = np.sqrt(np.array([one.mails for one in examples], dtype=float))
    counted /= counted.mean()
    fixed = np.array([code in SET for code in CODES])
    believed = np.array([BELIEVED[code] for code in CODES])
    weights = believed.copy()
    threshold, speed, speed_t = 5.0, np.zeros(len(CODES)), 0.0
    wanted = np.zeros((len(examples), most + 1))
    wanted[np.arange(len(examples)), np.where(right >= 0, right, most)] = 1.0
    for _ in range(STEPS):
        chances = _chances(x, there, weights, threshold)
        error = (chances - wanted) * counted[:, None]
        slope = np.einsum("nc,ncf->f", error[:, :-1], x) / len(examples) + PENALTY * (weights - believed)
        slope_t = error[:, -1].sum() / len(examples)
        speed = 0.9 * speed - 0.5 * np.where(fixed, 0.0, slope)
        speed_t = 0.9 * speed_t - 0.5 * slope_t
        weights = weights + speed
        weights = np.where(fixed | (weights * believed > 0), weights, 0.0)
        threshold += speed_t
    return weights, threshold


def certain(examples: list[Example], weights: np.ndarray, threshold: float) -> float:
    """Return the least chance, in steps of 1 %, above which what is linked is right often enough, by mails."""
    told = []
    for one in examples:
        scores = np.append(one.features @ weights, threshold)
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        best = int(chances[:-1].argmax())
        told.append((float(chances[best]), best == one.right, one.mails))
    for percent in range(50, 100):
        above = [(is_right, mails) for chance, is_right, mails in told if chance >= percent / 100]
        total = sum(mails for _, mails in above)
        if total and sum(mails for is_right, mails in above if is_right) / total >= PRECISION:
            return percent / 100
    return 0.99


def _chances(x: np.ndarray, there: np.ndarray, weights: np.ndarray, threshold: float) -> np.ndarray:
    scores = np.where(there, x @ weights, -np.inf)
    scores = np.concatenate([scores, np.full((len(x), 1), threshold)], axis=1)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _examples(seed: int) -> list[Example]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "company"
        company.write(folder, seed=seed)
        settings = Settings.from_environment({"TRATO_HOME": f"{scratch}/home"})
        options = demo.Options(folder, None, fresh=True, strict=True)
        console = Console(stderr=True)
        with (
            demo.prepared(settings, options, console) as made,
            made.database.as_system(made.tenant_id) as connection,
        ):
            truth = _truth(folder / "answers" / "links.csv")
            examples = list(examples_of(connection, made.tenant_id, truth))
            corrected = _corrected(connection, made.tenant_id, truth)
            return examples + list(examples_of(connection, made.tenant_id, truth, without=corrected))


def _corrected(connection: Connection, tenant_id: int, truth: dict[str, str]) -> set[int]:
    """Make the CRM poor, and let each mailbox's owner correct its first errors; return the threads they corrected."""
    trials.impoverish(connection)
    trials.link_all(connection, tenant_id)
    answers = {f"<{key.removeprefix('id:')}>": {answer} - {""} for key, answer in truth.items()}
    corrected: set[int] = set()
    for talks, user_id in list(trials.errors_by_mailbox(connection, answers)):
        first = {one.thread_id: one.answer for one in talks if one.thread_id not in corrected}
        chosen = dict(list(first.items())[: trials.CORRECTIONS])
        if chosen:
            trials.correct(connection, tenant_id, user_id, chosen)
            corrected |= chosen.keys()
    return corrected


def _truth(path: Path) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8") as lines:
        return {f"id:{row['message_id'].strip('<>')}": row["opportunity"] for row in csv.DictReader(lines)}


def examples_of(
    connection: Connection, tenant_id: int, truth: dict[str, str], *, without: Collection[int] = ()
) -> Iterator[Example]:
    """Return an example for each thread whose mails have an answer, with its neighbours as they are linked now."""
    rows = connection.execute(
        sa.select(messages.c.thread_id, messages.c.id, message_keys.c.key).join(
            message_keys,
            sa.and_(message_keys.c.tenant_id == messages.c.tenant_id, message_keys.c.message_id == messages.c.id),
        )
    )
    answers = {row.id: truth[row.key] for row in rows if row.key in truth}
    thread_ids = sorted(connection.execute(sa.select(links.c.thread_id).where(links.c.thread_id > 0)).scalars())
    thread_ids = [one for one in thread_ids if one not in without]
    keys = {row.key: row.id for row in connection.execute(sa.text("SELECT key, id FROM opportunities"))}
    rarity = rarity_of_names(connection)
    for start in range(0, len(thread_ids), BATCH):
        threads = facts.thread_facts(connection, thread_ids[start : start + BATCH])
        known = known_addresses(connection, tenant_id, {a for thread in threads for a in thread.addresses})
        outside = sorted({*known.people, *known.accounts})
        contact_ids, account_ids = customers(outside, known)
        pool = candidates(connection, account_ids=account_ids, contact_ids=contact_ids)
        pool |= candidates_of_owners(
            connection,
            set(known.users.values()),
            first_at=min(thread.first_at for thread in threads),
            last_at=max(thread.last_at for thread in threads),
        )
        fitting = Fitting(pool.values())
        turned = {thread.thread_id: turns_of(thread, known, fitting) for thread in threads}
        subjects = {thread.thread_id: thread_subject(thread, turned[thread.thread_id], known) for thread in threads}
        near = neighbours.neighbours_of(connection, "thread_id", subjects, subjects)
        pool |= candidates_by_id(connection, {told for one in near.values() for told in one.taught} - pool.keys())
        for thread in threads:
            told = [
                answers[mail.message_id]
                for mail in thread.mails
                if mail.message_id in answers and mail.message_id not in turned[thread.thread_id]
            ]
            beside = near.get(thread.thread_id, ALONE)
            fits = fitting.to(subjects[thread.thread_id])
            fits += [pool[one] for one in beside.taught if pool[one] not in fits]
            if told and fits:
                answer = Counter(told).most_common(1)[0][0]
                found = of_candidates(subjects[thread.thread_id], fits, rarity, beside)
                right = [place for place, (one, _) in enumerate(found) if one.id == keys.get(answer)]
                yield Example(_matrix(found), right[0] if right else None, len(told))


def _matrix(found: Iterable[tuple[object, Iterable[object]]]) -> np.ndarray:
    rows = []
    for _, features in found:
        row = np.zeros(len(CODES))
        for one in features:
            row[CODES.index(one.code)] += one.strength  # type: ignore[attr-defined]
        rows.append(row)
    return np.array(rows)


if __name__ == "__main__":
    sys.exit(main())
