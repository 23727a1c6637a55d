"""Meeting rooms and lists of rooms.

https://learn.microsoft.com/graph/api/place-list, .../place-get, .../place-update
"""

from typing import Any

from graph_sandbox.call import Call, top_routes
from graph_sandbox.odata import listed, selected
from graph_sandbox.web import GraphError, Reply, access_denied

Payload = dict[str, Any]
_READ, _WRITE = ("Place.Read.All", "Place.ReadWrite.All"), ("Place.ReadWrite.All",)
_KINDS = ("graph.room", "microsoft.graph.room", "graph.roomList", "microsoft.graph.roomList")


def _cast(kind: str) -> tuple[str, str]:
    return f"/places/graph.{kind}", f"/places/microsoft.graph.{kind}"


@top_routes.on("GET", *_cast("room"))
def list_rooms(call: Call) -> Reply:
    """Every room of the tenant."""
    _need(call, _READ)
    return _listed(call, "places/microsoft.graph.room", call.world.places.rooms())


@top_routes.on("GET", *_cast("roomList"))
def list_room_lists(call: Call) -> Reply:
    """Every list of rooms."""
    _need(call, _READ)
    return _listed(call, "places/microsoft.graph.roomList", call.world.places.lists())


@top_routes.on("GET", "/places/{place}/graph.roomList/rooms", "/places/{place}/microsoft.graph.roomList/rooms")
def list_rooms_on_list(call: Call) -> Reply:
    """The rooms of one list."""
    _need(call, _READ)
    found = _place(call)
    context = f"places('{found['emailAddress'].replace('@', '%40')}')/microsoft.graph.roomList/rooms"
    return _listed(call, context, call.world.places.on_list(found))


@top_routes.on("GET", "/places/{place}", *(f"/places/{{place}}/{kind}" for kind in _KINDS))
def get_place(call: Call) -> Reply:
    """A room or a list, by its id or its address."""
    _need(call, _READ)
    return _shown(call, _place(call))


@top_routes.on("PATCH", "/places/{place}")
def update_place(call: Call) -> Reply:
    """Change what is named."""
    _need(call, _WRITE)
    found = _place(call)
    given = call.request.json()
    kind = str(given.get("@odata.type") or found["@odata.type"]).removeprefix("#")
    if kind.lower() != found["@odata.type"].removeprefix("#").lower():
        raise GraphError(400, "BadRequest", f"{found['emailAddress']} is no {kind}.")
    call.world.places.change(found, given)
    return _shown(call, found)


def _need(call: Call, permissions: tuple[str, ...]) -> None:
    if not call.caller.permissions & set(permissions):
        raise access_denied()


def _place(call: Call) -> Payload:
    found = call.world.places.find(call.args["place"])
    if found is None:
        raise GraphError(404, "ErrorItemNotFound", "The requested place was not found.")
    return found


def _listed(call: Call, context: str, found: list[Payload]) -> Reply:
    """A collection of one kind does not repeat the kind with each."""
    plain = [{name: value for name, value in place.items() if name != "@odata.type"} for place in found]
    return listed(call.request, call.context(context), plain)


def _shown(call: Call, found: Payload) -> Reply:
    return Reply.json({"@odata.context": call.context("places/$entity")} | selected(found, call.options.select))
