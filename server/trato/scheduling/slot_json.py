"""A slot search as JSON, in and out: the contract of `trato slots`. Instants are ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from trato.clock import parse_instant
from trato.errors import InvalidInputError
from trato.graph.zones import UnknownZoneError
from trato.graph.zones import zone as find_zone
from trato.scheduling.model import (
    DEFAULT_LIMIT,
    DEFAULT_STEP_MIN,
    OFFICE_HOURS,
    Attendee,
    Busy,
    Hours,
    Period,
    Place,
    Prefer,
    Reason,
    SlotAnswer,
    SlotRequest,
    Status,
)
from trato.scheduling.slot_words import blocker_text, relaxation_text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_request(given: Mapping[str, Any]) -> SlotRequest:
    """Read a search. Raises InvalidInputError naming the member."""
    try:
        buffers, travel = given.get("buffer_min") or {}, given.get("travel") or {}
        travel = travel if isinstance(travel, Mapping) else {"to_min": travel, "from_min": travel}
        return SlotRequest(
            now=_instant(given, "now"),
            duration=int(given["duration_min"]),
            window=_period(given["window"], "window"),
            attendees=tuple(_attendee(one) for one in given["attendees"]),
            prefer=Prefer(given.get("prefer") or Prefer.EARLIEST),
            step=int(given.get("step_min") or DEFAULT_STEP_MIN),
            notice=int(given.get("notice_min") or 0),
            buffer_before=int(buffers.get("before") or 0),
            buffer_after=int(buffers.get("after") or 0),
            travel_to=int(travel.get("to_min") or 0),
            travel_from=int(travel.get("from_min") or 0),
            place=_place(given.get("place")),
            habits=_hours(given["habits"]) if given.get("habits") else {},
            due=_period(given["due"], "due") if given.get("due") else None,
            limit=int(given.get("limit") or DEFAULT_LIMIT),
        )
    except KeyError as error:
        raise InvalidInputError(f"the request lacks {error.args[0]!r}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidInputError(f"the request does not fit: {error}") from error


def answer_json(answer: SlotAnswer, zone: ZoneInfo) -> dict[str, Any]:
    """Write an answer, its times as the clocks of `zone` show them; `why_none` only where there is no slot."""
    found: dict[str, Any] = {
        "slots": [
            {
                "start": slot.start.astimezone(zone).isoformat(),
                "end": slot.end.astimezone(zone).isoformat(),
                "score": slot.score,
                "reasons": [_reason(reason) for reason in slot.reasons],
            }
            for slot in answer.slots
        ]
    }
    if answer.why_none is not None:
        why = answer.why_none
        found["why_none"] = {
            "text": " ".join(blocker_text(one, "en") for one in why.blockers),
            "blockers": [_reason(one) for one in why.blockers],
            "relax": [
                {
                    "code": one.code,
                    "params": dict(one.params),
                    "slots": one.slots,
                    "earliest": one.earliest.astimezone(zone).isoformat(),
                    "text": relaxation_text(one, "en"),
                }
                for one in why.relax
            ],
        }
    return found


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "points": reason.points, "params": dict(reason.params)}


def _attendee(given: Mapping[str, Any]) -> Attendee:
    return Attendee(
        id=str(given["id"]),
        zone=_zone(str(given["timezone"])),
        is_required=bool(given.get("required", True)),
        hours=OFFICE_HOURS if given.get("working_hours") is None else _hours(given["working_hours"]),
        busy=tuple(_busy(one) for one in given.get("busy") or ()),
        unknown=tuple(_period(one, "unknown") for one in given.get("unknown") or ()),
        country=str(given.get("country") or ""),
        region=str(given.get("region") or ""),
        most_per_day=None if given.get("max_per_day") is None else int(given["max_per_day"]),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return find_zone(name)
    except UnknownZoneError as error:
        raise InvalidInputError(str(error)) from error


def _busy(given: Any) -> Busy:
    period = _period(given, "busy")
    if not isinstance(given, Mapping):
        return Busy(period.start, period.end, Status(given[2]) if len(given) > 2 else Status.BUSY)
    return Busy(period.start, period.end, Status(given.get("status") or Status.BUSY), _place(given.get("place")))


def _period(given: Any, name: str) -> Period:
    if isinstance(given, Mapping):
        pair: Sequence[Any] = [given.get("from", given.get("start")), given.get("to", given.get("end"))]
    else:
        pair = given
    if len(pair) < 2 or not all(isinstance(one, str) for one in pair[:2]):
        raise ValueError(f"{name}: a period is two instants")
    start, end = parse_instant(pair[0]), parse_instant(pair[1])
    if end < start:
        raise ValueError(f"{name}: {pair[1]} lies before {pair[0]}")
    return Period(start, end)


def _instant(given: Mapping[str, Any], name: str) -> datetime:
    return parse_instant(str(given[name]))


def _hours(given: Mapping[str, Any]) -> Hours:
    unknown = set(given) - set(WEEKDAYS)
    if unknown:
        raise ValueError(f"working_hours: {sorted(unknown)} are none of {', '.join(WEEKDAYS)}")
    return {WEEKDAYS.index(day): tuple((_time(a), _time(b)) for a, b in spans) for day, spans in given.items()}


def _time(text: str) -> time:
    """Read a wall time; 24:00 is the day's end."""
    return time() if text in {"24:00", "24:00:00"} else time.fromisoformat(text if ":" in text else f"{text}:00")


def _place(given: Any) -> Place | None:
    return None if not given else Place(float(given["lat"]), float(given["lon"]))
