"""Who gets what from groups of accounts and plans of accounts; rows for the table of test_access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOT_THERE = 999_999_999
YEAR = 2027


@dataclass(frozen=True)
class Plans:
    """`sees` are those who see the account; `editors` of any tenant edit its groups."""

    sees: frozenset[str]
    editors: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "getAccountGroups": self._groups,
            "putAccountGroups": self._put_groups,
            "previewAccountGroups": self._preview,
            "listPlacings": self._placings,
            "placeAccounts": self._place,
            "undoPlacing": self._undo,
            "listPlans": self._plans,
            "getPlan": self._plan,
            "putPlan": self._put_plan,
            "addPlanActions": self._add,
            "dropPlanAction": self._drop,
        }

    def _edits(self, who: str, status: int) -> int:
        return status if who in self.editors else 403

    def _groups(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/account-groups").get_json()["items"] == []

    def _put_groups(self, world: Any, who: str) -> None:
        """Who may is told that these are not the groups that were read."""
        answer = world.callers[who].put("/account-groups", {"items": []}, etag=str(NOT_THERE))
        assert answer.status_code == self._edits(who, 412)

    def _preview(self, world: Any, who: str) -> None:
        """What is told is of accounts that the editor sees."""
        rest = {"items": [{"code": "Z", "name": "All", "conditions": []}]}
        answer = world.callers[who].post("/account-groups/preview", rest)
        assert answer.status_code == self._edits(who, 200)
        if answer.status_code == 200:
            moved = {one["account"]["id"] for one in answer.get_json()["moves"]}
            assert (_norte(world) in moved) == (who in self.sees)

    def _placings(self, world: Any, who: str) -> None:
        answer = world.callers[who].get("/account-groups/placings")
        assert answer.status_code == self._edits(who, 200)

    def _place(self, world: Any, who: str) -> None:
        """Who may is told that these are not the groups that were read."""
        answer = world.callers[who].call("POST", "/account-groups/placings", json={}, etag=str(NOT_THERE))
        assert answer.status_code == self._edits(who, 412)

    def _undo(self, world: Any, who: str) -> None:
        answer = world.callers[who].post(f"/account-groups/placings/{NOT_THERE}/undoing", {})
        assert answer.status_code == self._edits(who, 404)

    def _plans(self, world: Any, who: str) -> None:
        """Who sees the account begins its plan here; the others' list never has it."""
        path = f"/accounts/{_norte(world)}/plan?year={YEAR + 1}"
        world.callers[who].put(path, {"objective": "Grow"})
        found = world.callers[who].get("/account-plans", year=YEAR + 1).get_json()["items"]
        assert (_norte(world) in {one["account"]["id"] for one in found}) == (who in self.sees)

    def _plan(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/accounts/{_norte(world)}/plan")
        assert answer.status_code == (200 if who in self.sees else 404)

    def _put_plan(self, world: Any, who: str) -> None:
        """Who sees the account is told that there is no such version of its plan."""
        answer = world.callers[who].put(f"/accounts/{_norte(world)}/plan?year={YEAR}", {}, etag=str(NOT_THERE))
        assert answer.status_code == (412 if who in self.sees else 404)

    def _add(self, world: Any, who: str) -> None:
        """Nobody finds a plan of a year that has none."""
        action = {"kind": "call", "title": "Call", "due_on": f"{YEAR}-05-04"}
        answer = world.callers[who].post(f"/accounts/{_norte(world)}/plan/actions?year=2099", {"items": [action]})
        assert answer.status_code == 404

    def _drop(self, world: Any, who: str) -> None:
        path = f"/accounts/{_norte(world)}/plan/actions/{NOT_THERE}?year={YEAR}"
        assert world.callers[who].delete(path).status_code == 404


def _norte(world: Any) -> str:
    return str(world.company.accounts["norte"])
