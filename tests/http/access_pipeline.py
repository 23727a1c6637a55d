"""Who gets what from the operations of the list of opportunities; rows for the table of test_access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOT_THERE = 999_999_999


@dataclass(frozen=True)
class Pipeline:
    """`sees` are those who see the opportunity; nobody of another tenant does."""

    sees: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "askPipeline": self._ask,
            "groupPipeline": self._group,
            "listChoicesOfPipeline": self._choices,
            "getPipelineRow": self._row,
            "changeFields": self._guarded("PATCH", "fields", {"wants": "Speed"}),
            "closeOpportunity": self._guarded("PUT", "closure", {"outcome": "won"}),
            "reopenOpportunity": self._guarded("DELETE", "closure", None),
            "listChanges": self._changes,
            "undoChange": self._undo,
        }

    def _ask(self, world: Any, who: str) -> None:
        told = world.callers[who].post("/pipeline", {"asked": {"which": "all"}}).get_json()
        found = {one["opportunity"]["id"] for one in told["items"]}
        assert (str(_presses(world)) in found) == (who in self.sees)
        assert told["totals"]["count"] == len(found)

    def _group(self, world: Any, who: str) -> None:
        body = {"asked": {"which": "all"}, "by": "account"}
        items = world.callers[who].post("/pipeline/groups", body).get_json()["items"]
        assert (str(world.company.accounts["norte"]) in {one["key"] for one in items}) == (who in self.sees)

    def _choices(self, world: Any, who: str) -> None:
        """People and territories are those of one's own organisation, and of the list that one sees."""
        told = world.callers[who].get("/pipeline/choices").get_json()
        ours = {str(one) for one in world.company.users.values()}
        assert ({one["id"] for one in told["owners"]} <= ours) == (who in world.company.users)
        assert ("North" in {one["name"] for one in told["territories"]}) == (who in self.sees)

    def _row(self, world: Any, who: str) -> None:
        assert world.callers[who].get(_path(world, "row")).status_code == (200 if who in self.sees else 404)

    def _guarded(self, method: str, what: str, body: Any) -> Callable[[Any, str], None]:
        """Who sees it gets as far as the version, which is an old one."""

        def asked(world: Any, who: str) -> None:
            options = {} if body is None else {"json": body}
            answer = world.callers[who].call(method, _path(world, what), etag="99999", **options)
            assert answer.status_code == (412 if who in self.sees else 404)

        return asked

    def _changes(self, world: Any, who: str) -> None:
        assert world.callers[who].get(_path(world, "changes")).get_json() == {"items": []}

    def _undo(self, world: Any, who: str) -> None:
        assert world.callers[who].post(_path(world, f"changes/{NOT_THERE}/undo"), {}).status_code == 404


def _path(world: Any, what: str) -> str:
    return f"/opportunities/{_presses(world)}/{what}"


def _presses(world: Any) -> int:
    found: int = world.company.opportunities["presses"]
    return found
