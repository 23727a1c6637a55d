"""Who gets what from calendars of several people, moves, rules and visit plans; rows for the table of test_access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.small_company import ANA, BEN, EVA, MARTA, NOW

NOT_THERE = 999_999_999
WINDOW = {"from": NOW.isoformat(), "to": "2026-03-09T09:00:00+00:00"}
RULES = {"steps": [], "frequencies": [], "reasons": []}
EMPTY = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
EDITORS = {MARTA, EVA}


@dataclass(frozen=True)
class Calendars:
    """`inside` are the people of the tenant; those who manage or administer change its rules."""

    inside: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        nothing = {"user_id": str(NOT_THERE), "event_id": str(NOT_THERE), "start": WINDOW["to"]}
        return {
            "getTeamCalendar": self._calendar,
            "exportTeamCalendar": self._table,
            "exportTeamCalendarFile": self._file,
            "previewCalendarFile": self._look_at_file,
            "importCalendarFile": self._bring_in,
            "listCalendarImports": self._imports,
            "undoCalendarImport": self._nothing_there(
                lambda api: api.post(f"/calendar-imports/{NOT_THERE}/undoing", {})
            ),
            "whoCanCover": self._cover,
            "getCalendarDay": self._day,
            "previewMove": self._nothing_there(lambda api: api.post("/moves/preview", nothing)),
            "makeMove": self._make_move,
            "getRules": self._rules,
            "previewRules": self._preview,
            "putRules": self._put,
            "listRuleChanges": self._changes,
            "undoRuleChange": self._undo,
            "listVisitsDue": self._due,
            "planVisits": self._plan,
        }

    def _calendar(self, world: Any, who: str) -> None:
        """A manager looks at their people, an admin at everybody's, a rep at their own; nobody at another tenant's."""
        ana = str(world.company.users[ANA])
        answer = world.callers[who].get("/team-calendar", **WINDOW, users=ana)
        assert answer.status_code == (200 if who in {ANA, MARTA, EVA} else 404)
        people = {one["id"] for one in world.callers[who].get("/team-calendar", **WINDOW).get_json()["people"]}
        ours = {str(one) for one in world.company.users.values()}
        assert (people <= ours) is (who in self.inside)
        if who == MARTA:
            assert people == {str(world.company.users[upn]) for upn in (ANA, BEN, MARTA)}

    def _table(self, world: Any, who: str) -> None:
        ana = str(world.company.users[ANA])
        answer = world.callers[who].get("/team-calendar/table", **WINDOW, users=ana)
        assert answer.status_code == (200 if who in {ANA, MARTA, EVA} else 404)

    def _file(self, world: Any, who: str) -> None:
        ana = str(world.company.users[ANA])
        answer = world.callers[who].get("/team-calendar/file", **WINDOW, users=ana)
        assert answer.status_code == (200 if who in {ANA, MARTA, EVA} else 404)

    def _look_at_file(self, world: Any, who: str) -> None:
        """A file that one holds is shown to anybody who is signed in; it is into one's own calendar that it goes."""
        assert world.callers[who].post("/calendar-files/preview", {"content": EMPTY}).get_json()["dates"] == []

    def _bring_in(self, world: Any, who: str) -> None:
        """Nothing comes in by a Trato that is not connected to Outlook."""
        body = {"content": EMPTY, "places": [0]}
        assert world.callers[who].post("/calendar-imports", body).status_code == 503

    def _imports(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/calendar-imports").get_json()["items"] == []

    def _cover(self, world: Any, who: str) -> None:
        asked = {"user_id": str(world.company.users[ANA]), "from": WINDOW["from"], "to": "2026-03-02T10:00:00+00:00"}
        answer = world.callers[who].get("/team-calendar/cover", **asked)
        assert answer.status_code == (200 if who in {ANA, MARTA, EVA} else 404)

    def _day(self, world: Any, who: str) -> None:
        """One's own day alone, as long as nobody let one look after theirs."""
        people = world.callers[who].get("/calendar-day").get_json()["people"]
        assert [one["access"] for one in people if one["access"] != "delegated"] == ["own"]

    def _make_move(self, world: Any, who: str) -> None:
        """Nothing is moved by a Trato that is not connected to Outlook."""
        ana = str(world.company.users[ANA])
        body = {"user_id": ana, "event_id": str(NOT_THERE), "start": WINDOW["to"], "token": "0" * 32}
        assert world.callers[who].post("/moves", body).status_code == 503

    def _rules(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/scheduling-rules").status_code == _edits(who)

    def _preview(self, world: Any, who: str) -> None:
        answer = world.callers[who].post("/scheduling-rules/preview", RULES)
        assert answer.status_code == _edits(who)
        if who == MARTA:
            named = {one["opportunity"]["name"] for one in answer.get_json()["changes"]}
            assert "Olive mill modernisation" not in named

    def _put(self, world: Any, who: str) -> None:
        """Who may is told that these are not the rules that were read."""
        answer = world.callers[who].put("/scheduling-rules", RULES, etag=str(NOT_THERE))
        assert answer.status_code == (412 if _edits(who) == 200 else 403)

    def _changes(self, world: Any, who: str) -> None:
        answer = world.callers[who].get("/scheduling-rules/changes")
        assert answer.status_code == _edits(who)

    def _undo(self, world: Any, who: str) -> None:
        answer = world.callers[who].post(f"/scheduling-rules/changes/{NOT_THERE}/undoing", {})
        assert answer.status_code == (404 if _edits(who) == 200 else 403)

    def _due(self, world: Any, who: str) -> None:
        """Visits are planned by whose they are, and by whom they let act for them; a manager does not by being one."""
        answer = world.callers[who].get("/visits-due", user_id=str(world.company.users[ANA]))
        assert answer.status_code == (200 if who == ANA else 404)

    def _plan(self, world: Any, who: str) -> None:
        body = {"user_id": str(world.company.users[ANA]), "days": ["2026-03-03"]}
        answer = world.callers[who].post("/visit-plans", body)
        assert answer.status_code == (200 if who == ANA else 404)

    @staticmethod
    def _nothing_there(ask: Callable[[Any], Any]) -> Callable[[Any, str], None]:
        def row(world: Any, who: str) -> None:
            assert ask(world.callers[who]).status_code == 404

        return row


def _edits(who: str) -> int:
    """Managers and admins, also of their own tenant."""
    return 200 if who in EDITORS or who.startswith(("admin of", "nuria")) else 403
