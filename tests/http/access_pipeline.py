"""Who gets what from the operations of the list of opportunities; rows for the table of test_access."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOT_THERE = 999_999_999


@dataclass(frozen=True)
class Pipeline:
    """`sees` are those who see the opportunity; nobody of another tenant does."""

    sees: frozenset[str]
    admins: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "askPipeline": self._ask,
            "groupPipeline": self._group,
            "askBoard": self._piled("board", {}, lambda told: told["columns"]),
            "askCloseCalendar": self._piled(
                "calendar", {"first": "2026-01-01", "last": "2026-03-01"}, lambda told: told["days"]
            ),
            "askForecast": self._forecast,
            **self._reviews(),
            "listDueSteps": self._due_steps,
            "previewSpreadsheet": self._sheet("spreadsheets/preview", 200),
            "importSpreadsheet": self._sheet("imports", 201),
            "listSpreadsheetImports": self._imports,
            "undoSpreadsheetImport": self._undo_import,
            "exportSpreadsheet": self._export,
            "listChoicesOfPipeline": self._choices,
            "getPipelineRow": self._row,
            "changeFields": self._guarded("PATCH", "fields", {"wants": "Speed"}),
            "closeOpportunity": self._guarded("PUT", "closure", {"outcome": "won"}),
            "reopenOpportunity": self._guarded("DELETE", "closure", None),
            "listChanges": self._changes,
            "undoChange": self._undo,
            "listLines": self._seen("lines"),
            "putLines": self._guarded("PUT", "lines", {"items": []}),
            "listHeadlines": self._seen("headlines"),
            "keepHeadline": self._keep,
            "dropHeadline": self._drop,
            "putOwnField": self._own_field("PUT", {"name_en": "a", "name_es": "b", "kind": "text"}, 200),
            "dropOwnField": self._own_field("DELETE", None, 404),
            "listOwnFields": self._own_field("GET", None, 200, ""),
            "orderOwnFields": self._own_field("PUT", {"keys": ["nobody_has_it"]}, 412, ""),
            "listSavedViews": self._views,
            "saveView": self._save_view,
            "dropView": self._drop_view,
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

    def _due_steps(self, world: Any, who: str) -> None:
        """One's own, and none that one does not see."""
        listed = world.callers[who].post("/pipeline", {"asked": {"which": "all"}}).get_json()["items"]
        told = world.callers[who].get("/due-steps").get_json()["items"]
        assert {one["opportunity"]["id"] for one in told} <= {one["opportunity"]["id"] for one in listed}

    def _sheet(self, what: str, done: int) -> Callable[[Any, str], None]:
        """An account that one does not see is none; the row is left out, so nothing is written."""

        def asked(world: Any, who: str) -> None:
            content = b64encode(b"Account;Opportunity;Decision maker\nNorte SA;Press;Nobody\n").decode()
            answer = world.callers[who].post(f"/pipeline/{what}", {"name": "a.csv", "content": content})
            assert answer.status_code == done
            if done == 200:
                wanted = "unknown_contact" if who in self.sees else "unknown_account"
                assert [one["code"] for one in answer.get_json()["faults"]] == [wanted]

        return asked

    def _imports(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/pipeline/imports").get_json()["items"]
        assert all(one["opportunities"] == 0 for one in items)

    def _undo_import(self, world: Any, who: str) -> None:
        assert world.callers[who].delete(f"/pipeline/imports/{NOT_THERE}").status_code == 404

    def _export(self, world: Any, who: str) -> None:
        """What goes out is what the list shows; ids of what one does not see give nothing."""
        api, everything = world.callers[who], {"asked": {"which": "all"}}
        listed = api.post("/pipeline", everything).get_json()["totals"]["count"]
        assert len(api.post("/pipeline/export", {**everything, "format": "csv"}).data.splitlines()) == 1 + listed
        chosen = api.post("/pipeline/export", {"ids": [str(_presses(world))], "format": "csv"})
        assert len(chosen.data.splitlines()) == 1 + (who in self.sees)

    def _reviews(self) -> dict[str, Callable[[Any, str], None]]:
        """A review that nobody here has: each sees as much of it as of one that is not there."""
        return {
            "startReview": self._own_review,
            "listReviews": self._listed_reviews,
            "getReview": self._missing("GET", ""),
            "getReviewItem": self._missing("GET", "/items/{presses}"),
            "reviewOpportunity": self._missing("PUT", "/items/{presses}", {}),
            "unreviewOpportunity": self._missing("DELETE", "/items/{presses}"),
            "finishReview": self._missing("POST", "/finish", {}),
            "commentReview": self._missing("POST", "/comments", {"words": "Well done"}),
            "getReviewWorkbook": self._missing("GET", "/workbook"),
            "getReviewDocument": self._missing("GET", "/document"),
            "draftReviewMail": self._missing("POST", "/draft", {}),
            "listUnlinkedThreads": self._unlinked,
        }

    def _own_review(self, world: Any, who: str) -> None:
        """What one reviews is one's own; a stranger's review of the same week is another."""
        told = world.callers[who].post("/reviews", {}).get_json()
        assert told["review"]["is_own"]
        listed = world.callers[who].post("/pipeline", {"asked": {}}).get_json()["items"]
        seen = {one["opportunity"]["id"] for one in listed}
        assert {one["opportunity"]["id"] for one in told["items"]} <= seen

    def _listed_reviews(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/reviews").get_json()["items"]
        ours = {str(one) for one in world.company.users.values()}
        assert who in world.company.users or not {one["owner"]["id"] for one in items} & ours

    def _unlinked(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/reviews/unlinked-threads").get_json() == {"items": []}

    def _missing(self, method: str, what: str, body: Any = None) -> Callable[[Any, str], None]:
        def asked(world: Any, who: str) -> None:
            path = f"/reviews/{NOT_THERE}{what.format(presses=_presses(world))}"
            options = {} if body is None else {"json": body}
            assert world.callers[who].call(method, path, etag="1", **options).status_code == 404

        return asked

    def _piled(self, what: str, more: Any, of: Callable[[Any], list[Any]]) -> Callable[[Any, str], None]:
        """Sums count no more than what is shown of them, and that is what the list shows."""

        def asked(world: Any, who: str) -> None:
            api = world.callers[who]
            listed = api.post("/pipeline", {"asked": {"which": "all"}}).get_json()["items"]
            told = of(api.post(f"/pipeline/{what}", {"asked": {"which": "all"}, **more}).get_json())
            shown = [one.get("opportunity", one)["id"] for pile in told for one in pile["items"]]
            assert set(shown) <= {one["opportunity"]["id"] for one in listed}
            assert sum(pile["total"]["count"] for pile in told) == len(shown)

        return asked

    def _forecast(self, world: Any, who: str) -> None:
        api = world.callers[who]
        listed = api.post("/pipeline", {"asked": {"which": "all"}}).get_json()["totals"]
        told = api.post("/pipeline/forecast", {"asked": {"which": "all"}}).get_json()["total"]
        assert (told["count"], told["sums"]) == (listed["count"], listed["sums"])

    def _choices(self, world: Any, who: str) -> None:
        """People and territories are those of one's own organisation, and of the list that one sees."""
        told = world.callers[who].get("/pipeline/choices").get_json()
        ours = {str(one) for one in world.company.users.values()}
        assert ({one["id"] for one in told["owners"]} <= ours) == (who in world.company.users)
        north = str(world.company.territories["North"])
        assert (north in {one["id"] for one in told["territories"]}) == (who in self.sees)

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
        """Whoever does not see the opportunity sees no change of it either; others may have made some."""
        answer = world.callers[who].get(_path(world, "changes"))
        assert answer.status_code == 200
        assert who in self.sees or answer.get_json() == {"items": []}

    def _undo(self, world: Any, who: str) -> None:
        assert world.callers[who].post(_path(world, f"changes/{NOT_THERE}/undo"), {}).status_code == 404

    def _seen(self, what: str) -> Callable[[Any, str], None]:
        def asked(world: Any, who: str) -> None:
            assert world.callers[who].get(_path(world, what)).status_code == (200 if who in self.sees else 404)

        return asked

    def _keep(self, world: Any, who: str) -> None:
        answer = world.callers[who].post(_path(world, "headlines"), {"words": "Soon", "interaction_id": str(NOT_THERE)})
        assert answer.status_code == 404

    def _drop(self, world: Any, who: str) -> None:
        assert world.callers[who].delete(_path(world, f"headlines/{NOT_THERE}")).status_code == 404

    def _own_field(self, method: str, body: Any, allowed: int, which: str = "/access_{}") -> Callable[[Any, str], None]:
        """Admins of each organisation, for their own."""

        def asked(world: Any, who: str) -> None:
            options = {} if body is None else {"json": body}
            answer = world.callers[who].call(method, "/pipeline/fields" + which.format(method.lower()), **options)
            assert answer.status_code == (allowed if who in self.admins else 403)

        return asked

    def _views(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/pipeline/views").get_json()["items"]
        assert all(one["is_own"] for one in items)

    def _save_view(self, world: Any, who: str) -> None:
        body = {"name": "Mine alone", "question": ""}
        items = world.callers[who].post("/pipeline/views", body).get_json()["items"]
        assert [one["is_own"] for one in items] == [True]

    def _drop_view(self, world: Any, who: str) -> None:
        assert world.callers[who].delete(f"/pipeline/views/{NOT_THERE}").status_code == 404


def _path(world: Any, what: str) -> str:
    return f"/opportunities/{_presses(world)}/{what}"


def _presses(world: Any) -> int:
    found: int = world.company.opportunities["presses"]
    return found
