"""What people and their guests do with appointments and series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.chaos.office import times
from tests.chaos.scenario import Scenario, outsiders, owners, picks
from tests.small_company import ANA, BEN, NOW


class CalendarActs(Scenario):
    """Meetings and series are made, moved, renamed, answered and called off."""

    @rule(upn=owners, guest=outsiders, colleague=st.booleans(), days=st.integers(-20, 20), hour=st.integers(7, 18),
          weeks=st.sampled_from((0, 0, 2, 4)))  # fmt: skip
    def meet(self, upn: str, guest: str, colleague: bool, days: int, hour: int, weeks: int) -> None:
        n = self.next_number()
        guests = [guest, *([BEN if upn == ANA else ANA] if colleague else [])]
        start = (NOW + timedelta(days=days)).replace(hour=hour, minute=n % 60)
        self.did(f"{upn} meets {guests} at {start}, {weeks} weeks, number {n}")
        self.events.append((upn, self.office.meet(upn, n, guests, start, weeks=weeks)))

    def _dates_of(self, pick: int) -> tuple[str, str, list[dict[str, Any]]] | None:
        event = self.one(self.events, pick)
        if event is None:
            return None
        upn, ident = event
        around = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-06-30T00:00:00Z"
        found = self.office.do(upn, "GET", f"/events/{ident}")
        if found is None or found["type"] != "seriesMaster":
            return upn, ident, []
        return upn, ident, self.office.every(upn, f"/events/{ident}/instances?{around}&$top=50")

    @precondition(lambda self: self.events)
    @rule(pick=picks, days=st.integers(-3, 3), hour=st.integers(7, 18))
    def move_event(self, pick: int, days: int, hour: int) -> None:
        event = self.one(self.events, pick)
        found = self.office.do(event[0], "GET", f"/events/{event[1]}") if event else None
        if event is not None and found is not None and found["type"] == "singleInstance":
            start = (NOW + timedelta(days=days)).replace(hour=hour, minute=self.next_number() % 60)
            self.did(f"move {event} to {start}")
            self.office.do(event[0], "PATCH", f"/events/{event[1]}", times(start))

    @precondition(lambda self: self.events)
    @rule(pick=picks)
    def rename_event(self, pick: int) -> None:
        event = self.one(self.events, pick)
        if event is not None:
            n = self.next_number()
            self.did(f"rename {event} to {n}")
            self.office.do(event[0], "PATCH", f"/events/{event[1]}", {"subject": f"Visita {n}"})

    @precondition(lambda self: self.events)
    @rule(pick=picks, which=picks, days=st.integers(-2, 2), hour=st.integers(7, 18))
    def move_one_date(self, pick: int, which: int, days: int, hour: int) -> None:
        found = self._dates_of(pick)
        if found and found[2]:
            upn, _, dates = found
            date = dates[which % len(dates)]
            day = NOW.fromisoformat(date["start"]["dateTime"][:19]) + timedelta(days=days)
            start = day.replace(hour=hour, minute=self.next_number() % 60)
            self.did(f"move date {date['id']} of {pick} to {start}")
            self.office.do(upn, "PATCH", f"/events/{date['id']}", times(start))

    @precondition(lambda self: self.events)
    @rule(pick=picks, which=picks)
    def delete_one_date(self, pick: int, which: int) -> None:
        found = self._dates_of(pick)
        if found and len(found[2]) > 1:
            upn, _, dates = found
            self.did(f"delete date {dates[which % len(dates)]['id']} of {pick}")
            self.office.do(upn, "DELETE", f"/events/{dates[which % len(dates)]['id']}")

    @precondition(lambda self: self.events)
    @rule(pick=picks, hours=st.sampled_from((-1, 1, 24)))
    def shift_series(self, pick: int, hours: int) -> None:
        event = self.one(self.events, pick)
        found = self.office.do(event[0], "GET", f"/events/{event[1]}") if event else None
        if event is not None and found is not None and found["type"] == "seriesMaster" and abs(hours) < 24:
            first = NOW.fromisoformat(found["start"]["dateTime"][:19]) + timedelta(hours=hours + 1)
            self.did(f"shift series {event} by {hours} h")
            start = first if first.date().isoformat() == found["recurrence"]["range"]["startDate"] else None
            if start is not None:
                self.office.do(event[0], "PATCH", f"/events/{event[1]}", times(start))

    @precondition(lambda self: self.events)
    @rule(pick=picks, how=st.sampled_from(("DELETE", "cancel")))
    def call_off(self, pick: int, how: str) -> None:
        event = self.one(self.events, pick)
        if event is not None:
            self.did(f"{how} {event}")
            path = f"/events/{event[1]}"
            if how == "DELETE":
                self.office.do(event[0], "DELETE", path)
            else:
                self.office.do(event[0], "POST", f"{path}/cancel", {"comment": "no"})

    @precondition(lambda self: self.events)
    @rule(upn=owners, pick=picks, response=st.sampled_from(("accept", "decline", "tentativelyAccept")))
    def answer_invitation(self, upn: str, pick: int, response: str) -> None:
        asked = [one for one in self.office.every(upn, "/events?$top=500") if not one["isOrganizer"]]
        if asked:
            event = asked[pick % len(asked)]
            if not event["isCancelled"]:
                self.did(f"{upn} answers {event['subject']}: {response}")
                self.office.do(upn, "POST", f"/events/{event['id']}/{response}", {"sendResponse": True})

    @precondition(lambda self: self.events)
    @rule(upn=owners, pick=picks, which=picks, days=st.integers(-2, 2), change=st.sampled_from(("move", "mark")))
    def change_own_copy(self, upn: str, pick: int, which: int, days: int, change: str) -> None:
        """A guest moves or marks a meeting, or one date of it, in their own calendar; nobody else hears of it."""
        mine = [one for one in self.office.every(upn, "/events?$top=500") if not one["isOrganizer"]]
        if not mine:
            return
        event = mine[pick % len(mine)]
        dates = [event]
        if event["type"] == "seriesMaster":
            around = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-06-30T00:00:00Z"
            dates = self.office.every(upn, f"/events/{event['id']}/instances?{around}&$top=50") or dates
        date = dates[which % len(dates)]
        self.did(f"{upn} changes their own copy of {date['subject']} {date['start']}: {change}")
        start = NOW.fromisoformat(date["start"]["dateTime"][:19]) + timedelta(days=days, minutes=7)
        payload = times(start) if change == "move" and date["type"] != "seriesMaster" else {"categories": ["Red"]}
        self.office.do(upn, "PATCH", f"/events/{date['id']}", payload)

    @precondition(lambda self: self.events)
    @rule(upn=owners, pick=picks)
    def drop_from_own_calendar(self, upn: str, pick: int) -> None:
        mine = [one for one in self.office.every(upn, "/events?$top=500") if not one["isOrganizer"]]
        if mine:
            event = mine[pick % len(mine)]
            self.did(f"{upn} takes {event['subject']} out of their own calendar")
            self.office.do(upn, "DELETE", f"/events/{event['id']}")

    @precondition(lambda self: self.events)
    @rule(pick=picks, response=st.sampled_from(("accepted", "declined", "none")))
    def customer_answers(self, pick: int, response: str) -> None:
        event = self.one(self.events, pick)
        found = self.office.do(event[0], "GET", f"/events/{event[1]}") if event else None
        if found is not None and found["attendees"]:
            who = found["attendees"][0]["emailAddress"]["address"]
            self.did(f"{who} answers {event}: {response}")
            payload = {"iCalUId": found["iCalUId"], "attendee": who, "response": response}
            self.office.control("POST", f"/mailboxes/{event[0]}/answers", payload)
