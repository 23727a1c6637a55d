"""Duplicates among invented contacts, beside splink and recordlinkage in one run: `python -m tests.bench.duplicates`.

Peers run in the environment whose Python TRATO_BENCH_DUPLICATES names, each with the threshold that suits it best on
this very data; ours has one threshold for all. FEBRL4 (two files of 5,000 people, each in both) comes from there too.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.bench.invented_contacts import invented

from trato.phonebook.duplicates.pairs import THRESHOLD_BETWEEN, find, groups, one_to_one
from trato.phonebook.duplicates.records import Record

HERE = Path(__file__).parent
Truth = set[tuple[int, int]]


def measures(found: Truth, truth: Truth) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / max(1, len(truth))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def joined(pairs) -> Truth:
    """Return all pairs within the groups that these pairs make."""
    return {(a, b) for group in groups(pairs) for place, a in enumerate(group) for b in group[place + 1 :]}


def best(pairs: list[list[float]], truth: Truth) -> tuple[float, float, float]:
    """Return what a peer reaches with the threshold that gives it the best F1."""
    found = [(tuple(sorted((int(a), int(b)))), chance) for a, b, chance in pairs]
    steps = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]
    return max(
        (measures({pair for pair, p in found if p >= step}, truth) for step in steps), key=lambda three: three[2]
    )


def rows_for_peers(records: list[Record]) -> list[dict[str, object]]:
    """Return the records as tables have them: the first address and the first number of each."""
    return [
        {
            "id": one.id, "given": one.given.lower(), "surname": one.surname.lower(), "company": one.company.lower(),
            "email": one.emails[0] if one.emails else "", "number": one.numbers[0] if one.numbers else "",
            "street": one.street.lower(), "city": one.city.lower(), "postal_code": one.postal_code,
        }
        for one in records
    ]  # fmt: skip


def febrl4(python: str) -> tuple[float, float, float]:
    """Return what we reach on FEBRL4."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "febrl4.json"
        subprocess.run([python, str(HERE / "duplicates_peers.py"), "--febrl4", str(file)], check=True)
        given = json.loads(file.read_text("utf-8"))
    numbers = {row["id"]: place for place, row in enumerate(given["rows"])}
    records = [_of_febrl(numbers[row["id"]], row) for row in given["rows"]]
    left = {numbers[row["id"]] for row in given["rows"] if row["set"] == "a"}
    truth = {tuple(sorted((numbers[a], numbers[b]))) for a, b in given["links"]}
    found = one_to_one(find(records, threshold=THRESHOLD_BETWEEN), left)
    return measures({(pair.first, pair.second) for pair in found}, truth)


def _of_febrl(number: int, row: dict[str, str | None]) -> Record:
    def text(name: str) -> str:
        return row.get(name) or ""

    return Record(
        number, given=text("given_name"), surname=text("surname"),
        street=f"{text('street_number')} {text('address_1')}".strip(), city=text("suburb"),
        postal_code=text("postcode"), birthday=text("date_of_birth"), marks=(text("soc_sec_id"),),
    )  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--contacts", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=20260302)
    options = asked.parse_args()
    records, truth = invented(options.contacts, seed=options.seed)
    begun, begun_cpu = time.perf_counter(), time.process_time()
    pairs = find(records)
    took, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
    table = Table(title=f"Duplicates among {options.contacts:,} invented contacts, {len(truth):,} true pairs")
    for name in ("who", "precision", "recall", "F1", "seconds", "processor s", "contacts/s"):
        table.add_column(name, justify="left" if name == "who" else "right")

    def add(name: str, reached: tuple[float, float, float], seconds: float | None, processor_s: float = 0) -> None:
        per_s = "" if seconds is None else f"{options.contacts / seconds:,.0f}"
        speed = ("", "", "") if seconds is None else (f"{seconds:.1f}", f"{processor_s:.1f}", per_s)
        table.add_row(name, *(f"{one:.4f}" for one in reached), *speed)

    add("Trato", measures(joined(pairs), truth), took, cpu)
    python = os.environ.get("TRATO_BENCH_DUPLICATES", "")
    if python:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder) / "work.json"
            work.write_text(json.dumps(rows_for_peers(records)), "utf-8")
            subprocess.run([python, str(HERE / "duplicates_peers.py"), str(work)], check=True)
            told = json.loads(work.with_suffix(".out").read_text("utf-8"))
        for name, peer in told.items():
            add(f"{name}, at its best threshold", best(peer["pairs"], truth), peer["seconds"], peer["processor_s"])
        add("Trato on FEBRL4 (one to one)", febrl4(python), None)
    console = Console(width=120)
    console.print(table)
    if not python:
        console.print("splink, recordlinkage and FEBRL4 were not run: TRATO_BENCH_DUPLICATES names no Python.")


if __name__ == "__main__":
    main()
