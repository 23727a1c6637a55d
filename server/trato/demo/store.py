"""Reads the packaged lists: cities, accounts, products, names and phrases."""

import csv
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of data/<name>.csv."""
    return tuple(csv.DictReader(text(f"{name}.csv").splitlines()))


def text(name: str) -> str:
    """The file data/<name> as it is."""
    return (files("trato.demo") / "data" / name).read_text(encoding="utf-8")


@cache
def names() -> dict[str, dict[str, list[str]]]:
    """Given names and surnames by language: es, mx, en."""
    return tomllib.loads(text("names.toml"))


@cache
def phrases(language: str) -> dict[str, dict[str, list[str]]]:
    """All phrase tables of a language: act → part → variants."""
    merged: dict[str, dict[str, list[str]]] = {}
    folder = files("trato.demo") / "phrases" / language
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".toml"):
            merged.update(tomllib.loads(entry.read_text(encoding="utf-8")))
    return merged
