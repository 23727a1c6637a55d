"""Mails a second through talon 1.4.4: PYTHON reading_talon.py MAILS.json ROUNDS, in an environment of its own."""

import json
import math
import sys
import time
from pathlib import Path

import joblib
import sklearn.externals

sys.modules["sklearn.externals.joblib"] = joblib  # where talon 1.4.4 looks for it
sklearn.externals.joblib = joblib

from talon import quotations  # noqa: E402 - after its import is made possible
from talon.signature import bruteforce  # noqa: E402


def _both(mail: str) -> object:
    return bruteforce.extract_signature(quotations.extract_from_plain(mail))


def main(file: str, rounds: int) -> None:
    mails = json.loads(Path(file).read_text())
    works = {
        "talon text": quotations.extract_from_plain,
        "talon text and brute-force signature": _both,
    }
    found = {}
    for name, work in works.items():
        best = [math.inf] * len(mails)
        for _ in range(rounds):
            for i, mail in enumerate(mails):
                begun = time.process_time()
                work(mail)
                best[i] = min(best[i], time.process_time() - begun)
        found[name] = len(mails) / sum(best)
    sys.stdout.write(json.dumps(found))


main(sys.argv[1], int(sys.argv[2]))
