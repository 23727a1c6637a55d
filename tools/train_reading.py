"""Makes the weights that ship with the reader: `python tools/train_reading.py [--check]`.

Trained: `firmness.bin` (company or person) on names/probablepeople_*_labeled.jsonl.gz of ../shared/data (datamade
probablepeople, MIT). Nothing else is learnt: the sets under GPL, CC BY-SA or without a licence are only measured on.
Logistic regression over hashed letter groups, full-batch gradient with L2, no randomness but the fixed shuffle of the
cross-validation: the same data give the same bytes. `--check` fails if the file in the package differs.
"""

import argparse
import gzip
import json
import random
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "server"))

from trato.mail.reading import firmness  # noqa: E402 - found by the line above

NAMES = ROOT.parent / "shared" / "data" / "names"
OUT = ROOT / "server" / "trato" / "mail" / "reading" / "firmness.bin"
STEPS, RATE, L2, FOLDS = 400, 0.5, 5e-4, 5

Row = tuple[list[int], int]


def rows() -> list[Row]:
    """Buckets and label (1 firm, 0 person) of every labelled name, each different name once."""
    found: dict[tuple[str, int], None] = {}
    for kind, label in (("person", 0), ("company", 1)):
        with gzip.open(NAMES / f"probablepeople_{kind}_labeled.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                found[(json.loads(line)["text"], label)] = None
    return [(firmness.buckets(text), label) for text, label in found]


def fit(data: list[Row]) -> np.ndarray:
    """Weights by full-batch gradient descent (Adam), the two classes weighing the same."""
    index = np.concatenate([np.asarray(b) for b, _ in data])
    owner = np.concatenate([np.full(len(b), i) for i, (b, _) in enumerate(data)])
    labels = np.asarray([label for _, label in data], dtype=float)
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    weights, first, second = (np.zeros(firmness.BUCKETS) for _ in range(3))
    for step in range(1, STEPS + 1):
        score = np.bincount(owner, weights=weights[index], minlength=len(data))
        error = balance * (1 / (1 + np.exp(-score)) - labels)
        gradient = np.bincount(index, weights=error[owner], minlength=firmness.BUCKETS) / len(data) + L2 * weights
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights -= RATE * 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return np.clip(np.round(weights * firmness.SCALE), -127, 127).astype(np.int8)


def accuracy(weights: np.ndarray, data: list[Row]) -> list[float]:
    """Share of persons and of firms told right."""
    right: dict[int, list[bool]] = {0: [], 1: []}
    for found, label in data:
        right[label].append((int(weights[found].astype(int).sum()) > 0) == bool(label))
    return [sum(ok) / len(ok) for ok in right.values()]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Cross-validate, fit on all, write (or compare)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if the file in the package differs")
    is_check = parser.parse_args().check
    data = rows()
    shuffled = data[:]
    random.Random(7).shuffle(shuffled)  # noqa: S311 - the same folds each time, no secret
    for fold in range(0 if is_check else FOLDS):
        kept = [row for i, row in enumerate(shuffled) if i % FOLDS != fold]
        held = shuffled[fold::FOLDS]
        _say(f"fold {fold}: person, company = {accuracy(fit(kept), held)}")
    made = fit(data).tobytes()
    if is_check:
        return int(OUT.read_bytes() != made)
    OUT.write_bytes(made)
    _say(f"{OUT.name}: {len(made)} bytes from {len(data)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
