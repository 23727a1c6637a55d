"""Who gets what from the operations of privacy; rows for test_access, which hands in its world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.http.api import code_of
from tests.mail_items import deliver, mail
from tests.privacy.scene import rows
from tests.small_company import ANA

ALL = {"scope": "organisation"}
Check = Callable[[Any, str], None]


@dataclass(frozen=True)
class Privacy:
    """Their own mailbox's rules and levels are everybody's, the organisation's an administrator's."""

    callers: tuple[str, ...]
    admins: frozenset[str]
    sees_norte: frozenset[str]

    def rows(self) -> dict[str, Check]:
        return {
            "listExclusions": self._list,
            "previewExclusion": self._preview,
            "addExclusion": self._add,
            "observeExclusion": self._of_ana("GET", "/preview", 200),
            "enactExclusion": self._of_ana("POST", "/enactment", 200),
            "endExclusion": self._of_ana("DELETE", "", 200),
            "rereadAfterExclusion": self._of_ana("POST", "/rereading", 202),
            "forgetThread": self._forget,
            "getVisibility": self._levels,
            "putVisibility": self._choose,
            "getMarking": self._marks,
            "putMarking": self._mark,
            "previewForgetting": self._of_person("GET", 200),
            "forgetPerson": self._of_person("POST", 201),
            "rememberPerson": self._of_person("DELETE", 200),
        }

    def _list(self, world: Any, who: str) -> None:
        own = _observed(world, who, self._words(who, "own"))
        told = world.callers[who].get("/exclusions").get_json()
        assert own in {one["id"] for one in told["items"]}
        assert told["can_decide_for_all"] is (who in self.admins)
        assert len({one["made_by"] for one in told["items"] if one["scope"] == "mailbox"}) == 1

    def _preview(self, world: Any, who: str) -> None:
        assert world.callers[who].post("/exclusions/preview", self._words(who, "seen")).status_code == 200
        self._may(world.callers[who].post("/exclusions/preview", self._words(who, "seen") | ALL), who, 200)

    def _add(self, world: Any, who: str) -> None:
        assert world.callers[who].post("/exclusions", self._words(who, "made")).status_code == 201
        self._may(world.callers[who].post("/exclusions", self._words(who, "made") | ALL), who, 201)

    def _of_ana(self, method: str, below: str, status: int) -> Check:
        def check(world: Any, who: str) -> None:
            rule_id = _observed(world, ANA, self._words(who, f"quiet{method}{below}"))
            body = {"json": {}} if method == "POST" else {}
            answer = world.callers[who].call(method, f"/exclusions/{rule_id}{below}", **body)
            assert answer.status_code == (status if who == ANA else 404)
            assert who == ANA or code_of(answer) == (404, "not_found")

        return check

    def _forget(self, world: Any, who: str) -> None:
        name = f"gone{self.callers.index(who)}"
        deliver(world.company, mail(name, subject=f"To forget {name}"))
        asked = "SELECT thread_id FROM messages m JOIN message_texts t ON t.message_id = m.id WHERE subject = :subject"
        ((thread_id,),) = rows(world.company, asked, subject=f"To forget {name}")
        answer = world.callers[who].post(f"/threads/{thread_id}/forgetting", {})
        assert answer.status_code == (201 if who == ANA else 404)

    def _levels(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/visibility").get_json()["can_decide_for_all"] is (who in self.admins)

    def _choose(self, world: Any, who: str) -> None:
        assert world.callers[who].put("/visibility", {"level": "metadata"}).status_code == 200
        self._may(world.callers[who].put("/visibility", {"level": "metadata", **ALL}), who, 200)

    def _marks(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/marking").get_json()["can_decide_for_all"] is (who in self.admins)

    def _mark(self, world: Any, who: str) -> None:
        assert world.callers[who].put("/marking", {"is_on": False}).get_json()["mails"] == "off"
        self._may(world.callers[who].put("/marking", {"is_on": False, **ALL}), who, 200)

    def _of_person(self, method: str, status: int) -> Check:
        """Somebody whom they see, of their own mailbox; of the organisation an administrator of this one."""

        def check(world: Any, who: str) -> None:
            name = f"nobody{self.callers.index(who)}{method.lower()}"
            new = {
                "account_id": str(world.company.accounts["norte"]),
                "name": name,
                "emails": [f"{name}@norte.example"],
            }
            path = f"/contacts/{world.callers[ANA].post('/contacts', new).get_json()['id']}/forgetting"
            api = world.callers[who]
            sees = who in self.sees_norte
            for scope in ({}, ALL):
                body = {"json": scope} if method == "POST" else {}
                asked = "" if method == "POST" or not scope else "?scope=organisation"
                answer = api.call(method, path + asked, **body)
                if scope and who not in self.admins:
                    assert code_of(answer) == (403, "not_your_decision")
                else:
                    assert answer.status_code == (status if sees else 404)

        return check

    def _may(self, answer: Any, who: str, status: int) -> None:
        assert answer.status_code == (status if who in self.admins else 403)
        assert who in self.admins or code_of(answer) == (403, "not_your_decision")

    def _words(self, who: str, what: str) -> dict[str, Any]:
        return {"kind": "keyword", "value": f"{what} nobody writes {self.callers.index(who)}"}


def _observed(world: Any, who: str, rule: dict[str, Any]) -> str:
    """The id of a rule of somebody's that keeps nothing out yet."""
    found: str = world.callers[who].post("/exclusions", rule | {"observe_days": 1}).get_json()["id"]
    return found
