"""Meeting rooms and lists of rooms, as the places API shows them.

https://learn.microsoft.com/graph/api/resources/room, .../roomlist
"""

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from graph_sandbox import zones
from graph_sandbox.directory import Tenant, User, mailbox_guid, user_id
from graph_sandbox.problems import Problems

Payload = dict[str, Any]
Told = Callable[[str], None]
_ROOM, _LIST = "#microsoft.graph.room", "#microsoft.graph.roomList"
_OWN = ("id", "emailAddress")
_PARTS = ("address", "geoCoordinates")


class Places:
    """The rooms of a tenant, each a mailbox of its own, and the lists they are on."""

    def __init__(self) -> None:
        self.users: list[User] = []
        self._found: dict[str, Payload] = {}
        self._on_list: dict[str, list[Payload]] = {}

    def add(self, user: User, room: Payload, list_address: str) -> None:
        """Take a room in, and the list it is on, if it is on one."""
        self.users.append(user)
        self._keep(room)
        if not list_address:
            return
        if list_address.lower() not in self._found:
            ident = str(uuid5(UUID(user.id), f"list {list_address.lower()}")).upper()
            name = list_address.partition("@")[0]
            self._keep({"@odata.type": _LIST, "id": ident, "emailAddress": list_address, "displayName": name})
        self._on_list.setdefault(self._found[list_address.lower()]["id"], []).append(room)

    def rooms(self) -> list[Payload]:
        """Every room."""
        return self._of(_ROOM)

    def lists(self) -> list[Payload]:
        """Every list of rooms."""
        return self._of(_LIST)

    def find(self, name: str) -> Payload | None:
        """The room or list of an id or address."""
        return self._found.get(name.lower())

    def on_list(self, found: Payload) -> list[Payload]:
        """The rooms of a list."""
        return self._on_list.get(found["id"], [])

    def change(self, found: Payload, given: Payload) -> None:
        """Replace what is named; an address or a position is replaced in those parts that are named."""
        for name, value in given.items():
            if name in _OWN or name.startswith("@"):
                continue
            is_part = name in _PARTS and isinstance(value, dict)
            found[name] = (found.get(name) or {}) | value if is_part else value

    def _keep(self, place: Payload) -> None:
        self._found[place["id"].lower()] = self._found[place["emailAddress"].lower()] = place

    def _of(self, kind: str) -> list[Payload]:
        every = {place["id"]: place for place in self._found.values() if place["@odata.type"] == kind}
        return list(every.values())


def read_places(folder: Path, tenant: Tenant, taken: set[str], problems: Problems) -> Places:
    """Read rooms.csv where there is one; `taken` are the addresses in lower case that belong to users."""
    places, file = Places(), folder / "rooms.csv"
    if not file.is_file():
        return places
    try:
        rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        problems.add(file, None, "rooms", f"cannot be read: {error}")
        return places
    for row in rows:
        upn = _text(row, "upn") or ""
        told = partial(problems.add, file, rows.line_num, f"room {upn or '?'}")
        if "@" not in upn or upn.lower() in taken:
            told("not an address" if "@" not in upn else "named twice")
            continue
        taken.add(upn.lower())
        user = _mailbox(row, upn, tenant, told)
        places.add(user, _room(row, user, told), _text(row, "list") or "")
    return places


def _mailbox(row: dict[str, Any], upn: str, tenant: Tenant, told: Told) -> User:
    zone = _text(row, "timezone") or tenant.timezone
    if zones.zone(zone) is None:
        told(f"unknown time zone {zone!r}; the tenant's is used")
        zone = tenant.timezone
    ident = user_id(tenant.id, upn)
    return User(
        id=ident,
        upn=upn,
        name=_text(row, "name") or upn.partition("@")[0],
        timezone=zone,
        language=tenant.language,
        mailbox=mailbox_guid(ident),
        is_room=True,
    )


def _room(row: dict[str, Any], user: User, told: Told) -> Payload:
    return {
        "@odata.type": _ROOM,
        "id": str(uuid5(UUID(user.id), "place")).upper(),
        "emailAddress": user.upn,
        "displayName": user.name,
        "address": {
            "street": _text(row, "street"),
            "city": _text(row, "city"),
            "state": _text(row, "region"),
            "postalCode": _text(row, "postal_code"),
            "countryOrRegion": _text(row, "country"),
        },
        "geoCoordinates": {"latitude": _number(row, "lat", told), "longitude": _number(row, "lon", told)},
        "phone": _text(row, "phone"),
        "nickname": user.name,
        "label": _text(row, "label"),
        "capacity": _whole(row, "capacity", told),
        "building": _text(row, "building"),
        "floorNumber": _whole(row, "floor", told),
        "isWheelChairAccessible": (_text(row, "wheelchair") or "").lower() in {"yes", "true", "1"},
        "bookingType": "standard",
        "tags": [tag.strip() for tag in (_text(row, "tags") or "").split(";") if tag.strip()],
        "audioDeviceName": None,
        "videoDeviceName": None,
        "displayDeviceName": None,
    }


def _text(row: dict[str, Any], name: str) -> str | None:
    return (row.get(name) or "").strip() or None


def _number(row: dict[str, Any], name: str, told: Told) -> float | None:
    text = _text(row, name)
    try:
        return float(text) if text else None
    except ValueError:
        told(f"{name} is no number: {text!r}; it is left out")
        return None


def _whole(row: dict[str, Any], name: str, told: Told) -> int | None:
    number = _number(row, name, told)
    return None if number is None else int(number)
