"""Recurrence rules in Graph's words and back (patternedRecurrence ↔ RFC 5545 RRULE).

https://learn.microsoft.com/graph/api/resources/recurrencepattern
"""

from datetime import date, datetime
from typing import Any

from graph_sandbox import zones
from graph_sandbox.event import Event
from graph_sandbox.web import GraphError

Payload = dict[str, Any]
_DAYS = {
    "SU": "sunday",
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
}
_CODES = {name: code for code, name in _DAYS.items()}
_MOST_INTERVAL, _SHORTEST_MONTH = 999, 28
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_INDEXES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last", "5": "last"}
_POSITIONS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_FREQUENCY = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "absolutemonthly": "MONTHLY",
    "relativemonthly": "MONTHLY",
    "absoluteyearly": "YEARLY",
    "relativeyearly": "YEARLY",
}


def recurrence_payload(event: Event) -> Payload | None:
    """The recurrence of a series; a rule that Outlook has no words for is told by the nearest pattern."""
    if event.recurrence is None:
        return None
    parts = _parts(event.recurrence.rule or "FREQ=DAILY;COUNT=1")
    return {"pattern": _pattern(parts, event.start), "range": _range(parts, event)}


def rule_of(recurrence: Payload, start: datetime) -> str:
    """The RRULE of a recurrence that a client sent.

    Raises:
        GraphError: 400 if a field its type needs is missing or contradicts the event.
    """
    pattern, span = recurrence.get("pattern") or {}, recurrence.get("range") or {}
    kind = str(pattern.get("type", "")).lower()
    if kind not in _FREQUENCY:
        raise _invalid(f"The recurrence pattern type '{pattern.get('type')}' is not valid.")
    interval = pattern.get("interval", 1)
    if not isinstance(interval, int) or not 1 <= interval <= _MOST_INTERVAL:
        raise _invalid("The recurrence pattern's interval is not valid.")
    rule = [f"FREQ={_FREQUENCY[kind]}", f"INTERVAL={interval}"]
    if kind == "weekly":
        first = str(pattern.get("firstDayOfWeek", "sunday")).lower()
        rule += [f"BYDAY={','.join(_named_days(pattern))}", f"WKST={_CODES.get(first, 'SU')}"]
    elif kind.startswith("relative"):
        position = _POSITIONS.get(str(pattern.get("index") or "first").lower())
        if position is None:
            raise _invalid("The recurrence pattern's index is not valid.")
        rule += [f"BYDAY={','.join(_named_days(pattern))}", f"BYSETPOS={position}"]
    elif kind.startswith("absolute"):
        rule += _month_day(pattern)
    if kind.endswith("yearly"):
        rule.append(f"BYMONTH={_number(pattern, 'month', 12)}")
    return ";".join(rule + _ending(span, start))


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _pattern(parts: dict[str, str], start: datetime) -> Payload:
    frequency = parts.get("FREQ", "DAILY")
    days = [day.strip() for day in parts.get("BYDAY", "").split(",") if day.strip()]
    payload: Payload = {
        "type": "daily",
        "interval": int(parts.get("INTERVAL", "1")),
        "month": 0,
        "dayOfMonth": 0,
        "firstDayOfWeek": _DAYS.get(parts.get("WKST", "SU"), "sunday"),
        "index": "first",
    }
    if frequency == "WEEKLY":
        names = [_DAYS[day[-2:]] for day in days if day[-2:] in _DAYS] or [_DAYS[_WEEKDAYS[start.weekday()]]]
        return payload | {"type": "weekly", "daysOfWeek": names}
    if frequency not in ("MONTHLY", "YEARLY"):
        return payload
    unit = frequency.capitalize()
    if frequency == "YEARLY":
        payload["month"] = int(parts.get("BYMONTH", str(start.month)).split(",")[0])
    if days:
        position = parts.get("BYSETPOS", "").split(",")[0] or days[0][:-2].lstrip("+") or "1"
        names = list(dict.fromkeys(_DAYS[day[-2:]] for day in days if day[-2:] in _DAYS))
        return payload | {
            "type": f"relative{unit}",
            "daysOfWeek": names,
            "index": _INDEXES.get(position, "first"),
        }
    month_day = int(parts.get("BYMONTHDAY", str(start.day)).split(",")[0])
    return payload | {"type": f"absolute{unit}", "dayOfMonth": month_day if month_day > 0 else 31}


def _range(parts: dict[str, str], event: Event) -> Payload:
    zone = event.start.tzinfo
    payload: Payload = {
        "type": "noEnd",
        "startDate": event.start.date().isoformat(),
        "endDate": "0001-01-01",
        "recurrenceTimeZone": zones.graph_name(zone) if zone else "UTC",
        "numberOfOccurrences": 0,
    }
    if "COUNT" in parts:
        return payload | {"type": "numbered", "numberOfOccurrences": int(parts["COUNT"])}
    if "UNTIL" in parts:
        day = parts["UNTIL"][:8]
        return payload | {"type": "endDate", "endDate": f"{day[:4]}-{day[4:6]}-{day[6:8]}"}
    return payload


def _named_days(pattern: Payload) -> list[str]:
    names = [str(name).lower() for name in pattern.get("daysOfWeek") or []]
    if not names or any(name not in _CODES for name in names):
        raise _invalid("The recurrence pattern needs daysOfWeek.")
    return [_CODES[name] for name in names]


def _month_day(pattern: Payload) -> list[str]:
    """A month too short for the day has the occurrence on its last day, as in Outlook."""
    day = _number(pattern, "dayOfMonth", 31)
    if day <= _SHORTEST_MONTH:
        return [f"BYMONTHDAY={day}"]
    return [f"BYMONTHDAY={','.join(str(d) for d in range(_SHORTEST_MONTH, day + 1))}", "BYSETPOS=-1"]


def _number(pattern: Payload, name: str, most: int) -> int:
    value = pattern.get(name)
    if not isinstance(value, int) or not 1 <= value <= most:
        raise _invalid(f"The recurrence pattern needs {name} between 1 and {most}.")
    return value


def _ending(span: Payload, start: datetime) -> list[str]:
    kind = str(span.get("type", "noEnd")).lower()
    given = span.get("startDate")
    if given is not None and str(given)[:10] != start.date().isoformat():
        raise _invalid("The recurrence range's startDate must be the date the event starts on.")
    if kind == "numbered":
        count = span.get("numberOfOccurrences")
        if not isinstance(count, int) or count < 1:
            raise _invalid("The recurrence range needs numberOfOccurrences.")
        return [f"COUNT={count}"]
    if kind == "enddate":
        try:
            last = date.fromisoformat(str(span.get("endDate"))[:10])
        except ValueError as error:
            raise _invalid("The recurrence range needs endDate.") from error
        if last < start.date():
            raise _invalid("The recurrence range ends before it starts.")
        return [f"UNTIL={last:%Y%m%d}"]
    return []


def _invalid(message: str) -> GraphError:
    return GraphError(400, "ErrorPropertyValidationFailure", message)
