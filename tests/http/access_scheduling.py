"""Who gets what from the operations of the next appointment; rows for the table of test_access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.small_company import ANA, EVA

WISH = {"key": "wish-access", "start": "2026-03-12T09:00:00+00:00", "subject": "Visita"}
PAGE = {"subject": "Visita", "window_to": "2026-03-12T09:00:00+00:00"}
DECISION = {"need": "no_next_date:never", "decision": "dismiss"}
HOLD = {"start": "2026-03-13T09:00:00+00:00", "expires_at": "2026-03-04T09:00:00+00:00"}
NOT_THERE = 999_999_999


@dataclass(frozen=True)
class Scheduling:
    """`sees` are those who see the opportunity; nobody of another tenant does."""

    sees: frozenset[str]

    def rows(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "getNextStep": self._next_step,
            "decideNextStep": self._decide,
            "getSlots": self._own_slots,
            "findSlots": self._slots,
            "book": self._book,
            "cancelBooking": self._nothing_there(lambda api: api.delete(f"/bookings/{NOT_THERE}")),
            "endCustomerLink": self._nothing_there(lambda api: api.delete(f"/bookings/{NOT_THERE}/customer-link")),
            "placeHold": self._hold,
            "listHolds": self._holds,
            "releaseHold": self._nothing_there(lambda api: api.delete(f"/holds/{NOT_THERE}")),
            "listNotices": self._notices,
            "seeNotices": self._see,
            "makeCalendarFeed": self._make_feed,
            "listCalendarFeeds": self._feeds,
            "endCalendarFeed": self._nothing_there(lambda api: api.delete(f"/calendar-feeds/{NOT_THERE}")),
            "exportCalendar": self._export,
            "readCalendarMail": self._mail,
            "listInvitations": self._invitations,
            "callMeeting": self._call,
            "answerInvitation": self._nothing_there(
                lambda api: api.post(f"/invitations/{NOT_THERE}/answer", {"answer": "accepted"})
            ),
            "settleProposal": self._nothing_there(
                lambda api: api.post(f"/invitations/{NOT_THERE}/proposals/1", {"decision": "accepted"})
            ),
            "callOffMeeting": self._nothing_there(lambda api: api.delete(f"/invitations/{NOT_THERE}")),
            "getDigest": self._digest,
            "getDigestWish": self._wish,
            "setDigestWish": self._set_wish,
            "makeBookingLink": self._make_page,
            "listBookingLinks": self._pages,
            "endBookingLink": self._nothing_there(lambda api: api.delete(f"/booking-links/{NOT_THERE}")),
            "listDelegations": self._delegations,
            "delegate": self._delegate,
            "revokeDelegation": self._nothing_there(lambda api: api.delete(f"/delegations/{NOT_THERE}")),
        }

    def _next_step(self, world: Any, who: str) -> None:
        answer = world.callers[who].get(f"/opportunities/{_presses(world)}/next-step")
        assert answer.status_code == (200 if who in self.sees else 404)

    def _decide(self, world: Any, who: str) -> None:
        answer = world.callers[who].post(f"/opportunities/{_presses(world)}/next-step", DECISION)
        assert answer.status_code == (412 if who in self.sees else 404)

    def _own_slots(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/slots").status_code == 200

    def _slots(self, world: Any, who: str) -> None:
        """Everybody of the organisation may ask when a colleague is free, nobody else."""
        ana = world.company.users[ANA]
        answer = world.callers[who].post("/slots", {"user_ids": [str(ana)]})
        assert answer.status_code == (200 if who in world.company.users else 404)

    def _book(self, world: Any, who: str) -> None:
        """Who sees the opportunity gets as far as Outlook, to which this Trato is not connected."""
        answer = world.callers[who].post("/bookings", WISH | {"opportunity_id": str(_presses(world))})
        assert answer.status_code == (503 if who in self.sees else 404)

    def _hold(self, world: Any, who: str) -> None:
        """A time is kept for oneself, and for others only by whom they let."""
        ana = str(world.company.users[ANA])
        answer = world.callers[who].post("/holds", HOLD | {"user_id": ana})
        assert answer.status_code == (201 if who == ANA else 404)

    def _holds(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/holds").get_json()["items"]
        ours = {str(world.company.users[upn]) for upn in world.company.users}
        assert all((one["user_id"] in ours) == (who in world.company.users) for one in items)

    def _notices(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/notices").get_json()["items"] == []

    def _see(self, world: Any, who: str) -> None:
        """Others' notices are passed over."""
        assert world.callers[who].post("/notices/seen", {"ids": [str(NOT_THERE)]}).status_code == 200

    def _make_feed(self, world: Any, who: str) -> None:
        assert world.callers[who].post("/calendar-feeds", {"scope": "team"}).status_code == 201

    def _feeds(self, world: Any, who: str) -> None:
        assert all(one["path"] is None for one in world.callers[who].get("/calendar-feeds").get_json()["items"])

    def _export(self, world: Any, who: str) -> None:
        """What a meeting was about is in the file of whoever took part, and in nobody else's."""
        window = {"window_from": "2026-02-01T00:00:00+00:00", "window_to": "2026-03-02T00:00:00+00:00"}
        content = world.callers[who].get("/calendar/export", scope="mine", **window).get_json()["content"]
        assert ("Hydraulic presses Bilbao kept" in content) == (who in {ANA, "ana of another tenant"})
        if who == "ana of another tenant":
            assert "SUMMARY:Zafiro Hydraulic" in content

    def _mail(self, world: Any, who: str) -> None:
        assert world.callers[who].post("/invitations/mail", {"content": "no calendar"}).status_code == 422

    def _call(self, world: Any, who: str) -> None:
        wish = {"start": "2026-03-14T09:00:00+00:00", "subject": who, "guests": [{"address": "luis@norte.example"}]}
        assert world.callers[who].post("/invitations", wish).status_code == 201

    def _invitations(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/invitations").get_json()["items"]
        assert all(one["subject"] == who for one in items)

    def _digest(self, world: Any, who: str) -> None:
        """One's own opportunities only, whatever else one sees."""
        steps = world.callers[who].get("/digest").get_json()["steps"]
        assert (str(_presses(world)) in {one["opportunity_id"] for one in steps}) == (who == ANA)

    def _wish(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/digest-wish").status_code == 200

    def _set_wish(self, world: Any, who: str) -> None:
        assert world.callers[who].put("/digest-wish", {"is_on": True, "hour": 7}).status_code == 200

    def _make_page(self, world: Any, who: str) -> None:
        answer = world.callers[who].post("/booking-links", PAGE | {"opportunity_id": str(_presses(world))})
        assert answer.status_code == (201 if who in self.sees else 404)

    def _pages(self, world: Any, who: str) -> None:
        items = world.callers[who].get("/booking-links").get_json()["items"]
        assert all(one["path"] is None for one in items)
        ours = {str(user_id) for user_id in world.company.users.values()}
        assert all((set(one["user_ids"]) <= ours) == (who in world.company.users) for one in items)

    def _delegations(self, world: Any, who: str) -> None:
        assert world.callers[who].get("/delegations").status_code == 200

    def _delegate(self, world: Any, who: str) -> None:
        """One gives leave for oneself, an admin for anybody."""
        ana, eva = (str(world.company.users[upn]) for upn in (ANA, EVA))
        answer = world.callers[who].post("/delegations", {"user_id": ana, "assistant_id": eva, "scopes": ["see"]})
        assert answer.status_code == (201 if who in {ANA, EVA} else 404)

    @staticmethod
    def _nothing_there(ask: Callable[[Any], Any]) -> Callable[[Any, str], None]:
        def row(world: Any, who: str) -> None:
            assert ask(world.callers[who]).status_code == 404

        return row


def _presses(world: Any) -> int:
    found: int = world.company.opportunities["presses"]
    return found
