"""Who gets what from quotas, attainment and commissions; rows for the table of test_access."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

NOT_THERE = 999_999_999
# Months that no other test has, all of them over.
_MONTHS = (f"{1951 + number // 12}-{number % 12 + 1:02}" for number in count(1))
FILE = {"content": b64encode(b"user,period,measure,amount\nana@vega.example,1950,revenue,1\n").decode()}


@dataclass(frozen=True)
class Quotas:
    """`leads` are those above Ana (an administrator among them), `admins` of any tenant; Norte is seen by `sees`."""

    ana: str
    leads: frozenset[str]
    admins: frozenset[str]
    managers: frozenset[str]
    sees: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "listQuotas": self._list,
            "setQuota": self._set,
            "changeQuota": self._change,
            "dropQuota": self._drop,
            "previewQuotas": self._preview,
            "importQuotas": self._import,
            "exportQuotas": self._export,
            "getAttainment": self._attainment,
            "listCredits": self._credits,
            "listObjectives": self._objectives,
            "setObjective": self._set_objective,
            "tellProgress": self._progress,
            "dropObjective": self._drop_objective,
            "getSharing": self._sharing,
            "putSharing": self._put_sharing,
            "addReturn": self._add_return,
            "dropReturn": self._drop_return,
            "listExchangeRates": self._rates,
            "setExchangeRate": self._set_rate,
            "listCommissions": self._commissions,
            "makeCommission": self._make,
            "changeCommission": self._change_commission,
            "simulateCommission": self._simulate,
            "listStatements": self._statements,
            "freezeCommission": self._freeze,
            "exportStatements": self._export_statements,
        }

    def _sees_ana(self, who: str) -> bool:
        return who in self.leads or who == self.ana

    def _decides(self, who: str) -> bool:
        return who in self.admins | self.managers

    def _quota(self, world: Any) -> dict[str, Any]:
        """A quota of Ana's in a month that no other test has, set by the administrator."""
        wanted = {"subject": "user", "subject_id": _ana(world), "period": next(_MONTHS), "measure": "revenue"}
        answer = world.callers["eva@vega.example"].post("/quotas", {**wanted, "amount": "100"})
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def _list(self, world: Any, who: str) -> None:
        made = self._quota(world)
        found = world.callers[who].get("/quotas", period=made["period"]).get_json()
        assert (made["id"] in {one["id"] for one in found["items"]}) == self._sees_ana(who)
        assert (_ana(world) in {one["id"] for one in found["settable"]}) == (who in self.leads)

    def _set(self, world: Any, who: str) -> None:
        wanted = {"subject": "user", "subject_id": _ana(world), "period": next(_MONTHS), "measure": "visits"}
        answer = world.callers[who].post("/quotas", {**wanted, "amount": "5"})
        # Another tenant's administrator finds no such person.
        assert answer.status_code == (201 if who in self.leads else 404 if _is_strange(who) else 403)

    def _change(self, world: Any, who: str) -> None:
        made = self._quota(world)
        answer = world.callers[who].put(f"/quotas/{made['id']}", {"amount": "1"}, etag=made["etag"])
        assert answer.status_code == self._of_ana(who, 200)

    def _drop(self, world: Any, who: str) -> None:
        made = self._quota(world)
        assert world.callers[who].delete(f"/quotas/{made['id']}", etag=made["etag"]).status_code == self._of_ana(
            who, 200
        )

    def _of_ana(self, who: str, status: int) -> int:
        return status if who in self.leads else 403 if who == self.ana else 404

    def _preview(self, world: Any, who: str) -> None:
        """A row about somebody whom one does not lead is left out."""
        answer = world.callers[who].post("/quotas/preview", FILE)
        assert answer.status_code == (200 if self._decides(who) else 403)
        if answer.status_code == 200:
            done = answer.get_json()
            is_in = who in self.leads or _is_strange(who)  # a namesake of the other tenant
            assert done["new"] + done["unchanged"] == (1 if is_in else 0)

    def _import(self, world: Any, who: str) -> None:
        answer = world.callers[who].post("/quotas/imports", FILE)
        assert answer.status_code == (200 if self._decides(who) else 403)

    def _export(self, world: Any, who: str) -> None:
        made = self._quota(world)
        answer = world.callers[who].get("/quotas/export", period=made["period"], format="csv")
        assert (b",100.00" in answer.data) == self._sees_ana(who)

    def _attainment(self, world: Any, who: str) -> None:
        made = self._quota(world)
        found = world.callers[who].get("/quotas/attainment", period=made["period"]).get_json()
        assert (_ana(world) in {one["subject"]["id"] for one in found["items"]}) == self._sees_ana(who)

    def _credits(self, world: Any, who: str) -> None:
        found = world.callers[who].get("/quotas/credits", period="2024-01-01..2027-12-31").get_json()["items"]
        assert (_ana(world) in {one["user"]["id"] for one in found}) == self._sees_ana(who)

    def _objectives(self, world: Any, who: str) -> None:
        made = self._objective(world)
        found = world.callers[who].get("/objectives", period=made["period"]).get_json()["items"]
        assert (made["id"] in {one["id"] for one in found}) == self._sees_ana(who)

    def _objective(self, world: Any) -> dict[str, Any]:
        wanted = {"user_id": _ana(world), "title": "Certify", "period": next(_MONTHS), "weight": 50}
        answer = world.callers["eva@vega.example"].post("/objectives", wanted)
        assert answer.status_code == 201, answer.text
        return answer.get_json()["items"][0]

    def _set_objective(self, world: Any, who: str) -> None:
        wanted = {"user_id": _ana(world), "title": "Learn", "period": next(_MONTHS), "weight": 50}
        answer = world.callers[who].post("/objectives", wanted)
        assert answer.status_code == (201 if who in self.leads else 404 if _is_strange(who) else 403)

    def _progress(self, world: Any, who: str) -> None:
        """Whose it is tells of it, too."""
        made = self._objective(world)
        answer = world.callers[who].put(f"/objectives/{made['id']}", {"progress": 5}, etag=made["etag"])
        assert answer.status_code == (200 if self._sees_ana(who) else 404)

    def _drop_objective(self, world: Any, who: str) -> None:
        made = self._objective(world)
        answer = world.callers[who].delete(f"/objectives/{made['id']}", etag=made["etag"])
        assert answer.status_code == self._of_ana(who, 200)

    def _of_norte(self, who: str, status: int) -> int:
        return 404 if who not in self.sees else status if self._decides(who) else 403

    def _sharing(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"{_deal(world)}/sharing")
        assert answer.status_code == (200 if who in self.sees else 404)

    def _put_sharing(self, world: Any, who: str) -> None:
        """Who may is told that this is not the opportunity that was read."""
        answer = world.callers[who].put(f"{_deal(world)}/sharing", {"items": []}, etag=str(NOT_THERE))
        assert answer.status_code == self._of_norte(who, 412)

    def _add_return(self, world: Any, who: str) -> None:
        """Who may is told that it was not won."""
        back = {"returned_on": "2026-03-01", "amount": "1"}
        answer = world.callers[who].call("POST", f"{_deal(world)}/returns", json=back, etag="1")
        assert answer.status_code == self._of_norte(who, 422)

    def _drop_return(self, world: Any, who: str) -> None:
        answer = world.callers[who].delete(f"{_deal(world)}/returns/{NOT_THERE}")
        assert answer.status_code == self._of_norte(who, 404)

    def _rates(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/exchange-rates").get_json()["currency"] == "EUR"

    def _set_rate(self, world: Any, who: str) -> None:
        rate = {"currency": "GBP", "day": "1999-01-04", "rate": "1.4", "source": "test"}
        answer = world.callers[who].put("/exchange-rates", rate)
        assert answer.status_code == (200 if who in self.admins else 403)

    def _commission(self, world: Any) -> dict[str, Any]:
        wanted = {"name": "Plan", "period": next(_MONTHS), "rate": "3", "user_ids": [_ana(world)]}
        answer = world.callers["eva@vega.example"].post("/commissions", wanted)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def _commissions(self, world: Any, who: str) -> None:
        made = self._commission(world)
        found = world.callers[who].get("/commissions").get_json()["items"]
        assert (made["id"] in {one["id"] for one in found}) == self._sees_ana(who)

    def _make(self, world: Any, who: str) -> None:
        wanted = {"name": "Mine", "period": next(_MONTHS), "rate": "90", "user_ids": [_ana(world)]}
        answer = world.callers[who].post("/commissions", wanted)
        # Another tenant's administrator finds no such person.
        assert answer.status_code == (403 if who not in self.admins else 404 if _is_strange(who) else 201)

    def _change_commission(self, world: Any, who: str) -> None:
        made = self._commission(world)
        wanted = {"name": "Less", "period": made["period"], "rate": "1", "user_ids": [_ana(world)]}
        answer = world.callers[who].put(f"/commissions/{made['id']}", wanted, etag=made["etag"])
        assert answer.status_code == (403 if who not in self.admins else 404 if _is_strange(who) else 200)

    def _simulate(self, world: Any, who: str) -> None:
        wanted = {"name": "Try", "period": "2027", "like": "2026", "rate": "1", "user_ids": [_ana(world)]}
        answer = world.callers[who].post("/commissions/simulations", wanted)
        assert answer.status_code == (200 if self._decides(who) else 403)
        if answer.status_code == 200:
            assert len(answer.get_json()["items"]) == (1 if who in self.leads else 0)

    def _statements(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/commissions/{self._commission(world)['id']}/statements")
        assert answer.status_code == (200 if self._sees_ana(who) else 404)

    def _freeze(self, world: Any, who: str) -> None:
        made = self._commission(world)
        answer = world.callers[who].call("POST", f"/commissions/{made['id']}/freezing", json={}, etag=made["etag"])
        assert answer.status_code == (403 if who not in self.admins else 404 if _is_strange(who) else 200)

    def _export_statements(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/commissions/{self._commission(world)['id']}/export")
        assert answer.status_code == (200 if self._sees_ana(who) else 404)


def _ana(world: Any) -> str:
    return str(world.company.users["ana@vega.example"])


def _deal(world: Any) -> str:
    return f"/opportunities/{world.company.opportunities['presses']}"


def _is_strange(who: str) -> bool:
    return "another tenant" in who
