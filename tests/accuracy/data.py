"""Where the labelled sets lie, and how each is opened; the sets are read in place and never copied."""

import gzip
import json
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2].parent / "shared" / "data"


class SetAbsentError(Exception):
    """A labelled set is not on this machine."""


def path(name: str) -> Path:
    found = ROOT / name
    if not found.exists():
        raise SetAbsentError(f"{name} is not under {ROOT}")
    return found


def rows(name: str) -> list[dict]:
    with gzip.open(path(name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def whole(name: str) -> list[dict]:
    raw = path(name).read_bytes()
    return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)


@cache
def members(name: str) -> dict[str, bytes]:
    """Every file of a tar archive by its path in it."""
    with tarfile.open(path(name)) as archive:
        return {m.name.removeprefix("./"): archive.extractfile(m).read() for m in archive if m.isfile()}


def matching(name: str, part: str, ending: str = "") -> Iterator[tuple[str, bytes]]:
    return ((file, raw) for file, raw in sorted(members(name).items()) if part in file and file.endswith(ending))
