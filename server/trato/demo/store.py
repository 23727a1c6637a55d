"""Reads the packaged lists: cities, accounts, products, names and phrases."""

import csv
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of data/<name>.csv."""
    text = (files("trato.demo") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def names() -> dict[str, dict[str, list[str]]]:
    """Given names and surnames by language: es, mx, en."""
    return tomllib.loads((files("trato.demo") / "data" / "names.toml").read_text(encoding="utf-8"))


@cache
def phrases(language: str) -> dict[str, dict[str, list[str]]]:
    """All phrase tables of a language: act → part → variants."""
    merged: dict[str, dict[str, list[str]]] = {}
    folder = files("trato.demo") / "phrases" / language
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".toml"):
            merged.update(tomllib.loads(entry.read_text(encoding="utf-8")))
    return merged
