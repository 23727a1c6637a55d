"""A round of visits as JSON, in and out: the contract of `trato route`. Instants are ISO 8601, lengths minutes.

In: `visits` (`id`, `duration_min`; `lat` and `lon`, or `index`; `window` with `from` and `to` for its beginning;
`priority` for one that may be left out), `tours` (`id`, `from`, `to`; `lat` and `lon`, or `index`), `matrix_min`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from trato.clock import parse_instant
from trato.errors import InvalidInputError
from trato.scheduling.model import Place
from trato.scheduling.route_model import Route, RouteRequest, Tour, Visit

_MINUTE = timedelta(minutes=1)
MOST_SECONDS = 60.0


def read_route(given: Mapping[str, Any]) -> tuple[RouteRequest, datetime]:
    """Read a request; return it with the instant that its minutes count from. Raises InvalidInputError."""
    try:
        tours = given["tours"]
        begin = min(parse_instant(str(one["from"])) for one in tours)
        return RouteRequest(
            visits=tuple(_visit(one, begin) for one in given["visits"]),
            tours=tuple(_tour(one, begin) for one in tours),
            matrix=tuple(tuple(int(way) for way in row) for row in given.get("matrix_min") or ()),
            seconds=min(MOST_SECONDS, float(given.get("seconds") or 1.0)),
            seed=int(given.get("seed") or 1),
        ), begin
    except KeyError as error:
        raise InvalidInputError(f"the request lacks {error.args[0]!r}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidInputError(f"the request does not fit: {error}") from error


def route_json(route: Route, begin: datetime) -> dict[str, Any]:
    """Write a plan: each tour with its stops in order, the visits left out, and the minutes of way as the cost."""

    def at(minute: int) -> str:
        return (begin + minute * _MINUTE).isoformat()

    return {
        "cost": route.travel,
        "tours": [
            {
                "id": one.tour.id,
                "travel_min": one.travel,
                "stops": [
                    {
                        "id": stop.visit.id,
                        "arrives": at(stop.arrives),
                        "begins": at(stop.begins),
                        "leaves": at(stop.leaves),
                    }
                    for stop in one.stops
                ],
            }
            for one in route.tours
        ],
        "left_out": [visit.id for visit in route.left_out],
    }


def _visit(given: Mapping[str, Any], begin: datetime) -> Visit:
    window = given.get("window") or {}
    return Visit(
        id=str(given["id"]),
        duration=int(given["duration_min"]),
        place=_place(given),
        earliest=max(0, _minute(window["from"], begin)) if window.get("from") else 0,
        latest=_minute(window["to"], begin) if window.get("to") else None,
        prize=None if given.get("priority") is None else int(given["priority"]),
        index=None if given.get("index") is None else int(given["index"]),
    )


def _tour(given: Mapping[str, Any], begin: datetime) -> Tour:
    index = None if given.get("index") is None else int(given["index"])
    return Tour(str(given["id"]), _minute(given["from"], begin), _minute(given["to"], begin), _place(given), index)


def _minute(text: str, begin: datetime) -> int:
    minute = (parse_instant(str(text)) - begin) // _MINUTE
    if minute < 0:
        raise ValueError(f"{text} lies before the first tour")
    return minute


def _place(given: Mapping[str, Any]) -> Place | None:
    return None if given.get("lat") is None else Place(float(given["lat"]), float(given["lon"]))
