"""How long the way between two places takes, estimated from the great circle. Pure.

A road is a third longer than the line; one drives at 60 km/h over the first stretch and faster on a long one, and
needs ten minutes for leaving and arriving. An estimate that keeps a calendar honest, not a route.
"""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

from trato.scheduling.model import Place

EARTH_KM = 6371.0
ROAD = 1.3
TOWN_KM, TOWN_KMH, FAR_KMH = 40.0, 50.0, 95.0
ARRIVING_MIN = 10
NEAR_KM = 0.3


def distance_km(one: Place, other: Place) -> float:
    """Return the length of the great circle between two places."""
    low, high = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    arc = sin((high - low) / 2) ** 2 + cos(low) * cos(high) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(arc)))


def travel_min(one: Place, other: Place) -> int:
    """Return the minutes from one place to another, rounded up to five."""
    line = distance_km(one, other)
    if line < NEAR_KM:
        return 0
    road = line * ROAD
    minutes = 60 * (min(road, TOWN_KM) / TOWN_KMH + max(0.0, road - TOWN_KM) / FAR_KMH) + ARRIVING_MIN
    return 5 * ceil(minutes / 5)
