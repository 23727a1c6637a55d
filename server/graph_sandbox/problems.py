"""What could not be loaded, or only leniently: which file, where in it, which item, why."""

from pathlib import Path

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One bad item; `line` counts from 1 in the (decompressed) file and is None where lines mean nothing."""

    file: str
    line: int | None
    item: str
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.item}: {self.reason}"


class TenantFolderError(Exception):
    """The tenant folder cannot be used at all (or, in strict mode, has a problem)."""


class Problems:
    """Collects problems while loading; file names are told relative to the tenant folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.found: list[Problem] = []

    def add(self, file: Path, line: int | None, item: str, reason: str) -> None:
        """Record one bad item."""
        name = str(file.relative_to(self._root)) if file.is_relative_to(self._root) else str(file)
        self.found.append(Problem(name, line, item, reason))
