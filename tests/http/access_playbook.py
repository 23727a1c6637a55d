"""Who gets what of tasks in lists and of an opportunity's process; rows for the table of test_access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Playbook:
    """`sees` are those who see the account; `leads` those above the person whose task it is."""

    sees: frozenset[str]
    leads: frozenset[str]
    owner: str

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "listTasks": self._list,
            "skipTask": self._guarded("PUT", "skip", {"reason": "no need"}, self.sees),
            "takeTaskUp": self._guarded("DELETE", "skip", None, self.sees),
            "assignTask": self._assign,
            "draftOfTask": self._draft,
            "getProcess": self._process,
        }

    def _made(self, world: Any) -> dict[str, Any]:
        body = {"title": "Send the list", "account_id": str(world.company.accounts["norte"])}
        made: dict[str, Any] = world.callers[self.owner].post("/tasks", body).get_json()
        return made

    def _list(self, world: Any, who: str) -> None:
        made = self._made(world)
        for asked in ("team", made["assignee"]["id"]):
            told = world.callers[who].get("/tasks", who=asked, limit=200).get_json()
            allowed = {self.owner, *self.leads} if asked == "team" else self.sees
            assert (made["id"] in {one["id"] for one in told["items"]}) == (who in allowed)

    def _guarded(self, method: str, what: str, body: Any, sees: frozenset[str]) -> Callable[[Any, str], None]:
        """Who sees it gets as far as the version, which is an old one."""

        def asked(world: Any, who: str) -> None:
            options = {} if body is None else {"json": body}
            path = f"/tasks/{self._made(world)['id']}/{what}"
            answer = world.callers[who].call(method, path, etag="99999", **options)
            assert answer.status_code == (412 if who in sees else 404)

        return asked

    def _assign(self, world: Any, who: str) -> None:
        """A task is given to oneself: by its own person, and by whoever leads them."""
        made = self._made(world)
        me = str(world.callers[who].get("/me").get_json()["id"])
        answer = world.callers[who].put(f"/tasks/{made['id']}/assignee", {"assignee_id": me}, made["etag"])
        allowed = 200 if who == self.owner or who in self.leads else 403
        assert answer.status_code == (allowed if who in self.sees else 404)

    def _draft(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/tasks/{self._made(world)['id']}/draft")
        assert answer.status_code == (422 if who in self.sees else 404)

    def _process(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/opportunities/{world.company.opportunities['presses']}/process")
        assert answer.status_code == (200 if who in self.sees else 404)
