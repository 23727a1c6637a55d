"""Times when people can meet.

https://learn.microsoft.com/graph/api/user-findmeetingtimes: confidence is the mean of free 100, unknown 49, busy 0.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from graph_sandbox import zones
from graph_sandbox.availability import Busy, busy_times
from graph_sandbox.compose import parameter, person_of
from graph_sandbox.compose_event import when_of
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.routes_users import settings_of
from graph_sandbox.style import Style
from graph_sandbox.web import bad_request
from graph_sandbox.world import World

Payload = dict[str, Any]
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$", re.IGNORECASE)
_STEP = timedelta(minutes=30)
_SCORES = {"free": 100, "unknown": 49, "busy": 0}
_MOST = 20


class Guest(Struct, frozen=True):
    """Somebody asked for; `busy` None means their calendar is unknown."""

    name: str
    address: str
    kind: str
    busy: list[Busy] | None


def suggest(world: World, organizer: Mailbox, payload: Payload, style: Style) -> Payload:
    """The result of findMeetingTimes."""
    duration = _duration(parameter(payload, "meetingDuration"))
    periods = _periods(world, payload)
    first, last = min(p[0] for p in periods), max(p[1] for p in periods)
    guests = [_guest(world, entry, first, last) for entry in parameter(payload, "attendees") or []]
    own = busy_times(organizer, first, last)
    is_optional = parameter(payload, "isOrganizerOptional") is True
    least = float(parameter(payload, "minimumAttendeePercentage") or 50)
    domain = str((parameter(payload, "timeConstraint") or {}).get("activityDomain") or "work").lower()
    found = []
    for start in _starts(periods, duration):
        mine = _state(own, start, start + duration)
        if (mine == "busy" and not is_optional) or (
            domain == "work" and not _at_work(organizer, start, start + duration)
        ):
            continue
        states = [(guest, _state(guest.busy, start, start + duration)) for guest in guests]
        confidence = _mean([_SCORES[state] for _, state in states] or [100])
        if confidence >= least:
            found.append((-confidence, start, mine, states))
    most = min(int(parameter(payload, "maxCandidates") or _MOST), _MOST)
    chosen = sorted(found, key=lambda entry: entry[:2])[:most]
    return {
        "emptySuggestionsReason": "" if chosen else "attendeesUnavailable" if guests else "organizerUnavailable",
        "meetingTimeSuggestions": [
            _suggestion(rank, -score, start, duration, mine, states, style)
            for rank, (score, start, mine, states) in enumerate(chosen, 1)
        ],
    }


def _suggestion(
    rank: int,
    confidence: float,
    start: datetime,
    duration: timedelta,
    mine: str,
    states: list[tuple[Guest, str]],
    style: Style,
) -> Payload:
    return {
        "confidence": confidence,
        "order": rank,
        "organizerAvailability": mine,
        "suggestionReason": "Suggested because it is one of the nearest times when all attendees are available.",
        "locations": [],
        "meetingTimeSlot": {"start": style.zoned(start), "end": style.zoned(start + duration)},
        "attendeeAvailability": [
            {
                "availability": state,
                "attendee": {"type": g.kind, "emailAddress": {"name": g.name, "address": g.address}},
            }
            for g, state in states
        ],
    }


def _duration(given: object) -> timedelta:
    if not given:
        return timedelta(minutes=30)
    match = _DURATION.match(str(given))
    if not match:
        raise bad_request(f"'{given}' is no duration.", "ErrorInvalidRequest")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _periods(world: World, payload: Payload) -> list[tuple[datetime, datetime]]:
    slots = (parameter(payload, "timeConstraint") or {}).get("timeSlots") or (
        parameter(payload, "timeConstraint") or {}
    ).get("timeslots")
    if not slots:
        now = world.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return [(now, now + timedelta(days=7))]
    return [
        (when_of(s.get("start"), "start").astimezone(UTC), when_of(s.get("end"), "end").astimezone(UTC)) for s in slots
    ]


def _guest(world: World, entry: Payload, start: datetime, end: datetime) -> Guest:
    person = person_of(entry, "attendees")
    mailbox = world.mailbox_of(person.address)
    busy = None if mailbox is None or mailbox.is_gone else busy_times(mailbox, start, end)
    return Guest(person.name, person.address, str(entry.get("type") or "required").lower(), busy)


def _starts(periods: list[tuple[datetime, datetime]], duration: timedelta) -> list[datetime]:
    found = []
    for start, end in periods:
        at = start
        while at + duration <= end:
            found.append(at)
            at += _STEP
    return sorted(set(found))


def _state(busy: list[Busy] | None, start: datetime, end: datetime) -> str:
    if busy is None:
        return "unknown"
    taken = (b for b in busy if b.status not in ("free", "workingElsewhere"))
    return "busy" if any(b.start < end and b.end > start for b in taken) else "free"


def _at_work(mailbox: Mailbox, start: datetime, end: datetime) -> bool:
    hours = (settings_of(mailbox.user) | mailbox.settings)["workingHours"]
    zone = zones.zone(hours["timeZone"]["name"]) or UTC
    begin, finish = start.astimezone(zone), end.astimezone(zone)
    days = {str(day).lower() for day in hours["daysOfWeek"]}
    is_day = begin.strftime("%A").lower() in days and begin.date() == finish.date()
    return is_day and hours["startTime"][:5] <= f"{begin:%H:%M}" and f"{finish:%H:%M}" <= hours["endTime"][:5]


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)
