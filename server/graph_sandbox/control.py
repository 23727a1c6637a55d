"""The control API below /_sandbox/: clock, counters, problems, keys, delta tokens. It needs no token."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_sandbox.call import State
from graph_sandbox.entra import Entra
from graph_sandbox.metering import Meter
from graph_sandbox.router import Router
from graph_sandbox.web import GraphError, Reply, Request, bad_request

Payload = dict[str, Any]


class Control:
    """What tests and demos turn."""

    def __init__(self, state: State, entra: Entra, meter: Meter) -> None:
        self.state = state
        self.entra = entra
        self.meter = meter

    def answer(self, request: Request) -> Reply:
        """One request to the control API."""
        found = control_routes.find([part for part in request.path.split("/") if part][1:])
        if found is None or request.method not in found[0]:
            message = f"{request.method} {request.path} is no control"
            return Reply.json({"error": {"code": "NotFound", "message": message}}, 404)
        try:
            return Reply.json(found[0][request.method](self, request))
        except GraphError as error:
            return Reply.json({"error": {"code": error.code, "message": error.message}}, error.status)


control_routes: Router[Callable[[Control, Request], Payload]] = Router()


@control_routes.on("GET", "")
def overview(control: Control, _: Request) -> Payload:
    """What there is."""
    world = control.state.world
    tenant = world.directory.tenant
    return {
        "tenant": {"id": tenant.id, "name": tenant.name, "domains": tenant.domains},
        "users": [{"id": user.id, "upn": user.upn, "name": user.name} for user in world.directory.users],
        "messages": sum(len(mailbox.messages) for mailbox in world.mailboxes.values()),
        "problems": len(world.problems.found),
        "issuer": control.entra.issuer,
        "now": world.clock.now().isoformat(),
    }


@control_routes.on("GET", "/problems")
def problems(control: Control, _: Request) -> Payload:
    """What could not be loaded, or only leniently."""
    return {"problems": control.state.world.problems.found}


@control_routes.on("GET", "/clock")
def get_clock(control: Control, _: Request) -> Payload:
    """The sandbox's time."""
    clock = control.state.world.clock
    return {"now": clock.now().isoformat(), "skew_s": clock.skew.total_seconds()}


@control_routes.on("PUT", "/clock")
def set_clock(control: Control, request: Request) -> Payload:
    """{"now": ISO} sets it, {"skew_s": n} makes the Date header and new tokens wrong by n seconds."""
    wanted, clock = request.json(), control.state.world.clock
    if "now" in wanted:
        try:
            moment = datetime.fromisoformat(str(wanted["now"]))
        except ValueError as error:
            raise bad_request(str(error)) from error
        clock.set(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if "skew_s" in wanted:
        clock.skew = timedelta(seconds=float(wanted["skew_s"]))
    return get_clock(control, request)


@control_routes.on("POST", "/clock/advance")
def advance_clock(control: Control, request: Request) -> Payload:
    """{"seconds": n}: jump ahead; tokens grow older too."""
    control.state.world.clock.advance(timedelta(seconds=float(request.json().get("seconds", 0))))
    return get_clock(control, request)


@control_routes.on("GET", "/counters")
def counters(control: Control, _: Request) -> Payload:
    """What clients did since the start or the last reset."""
    return control.meter.report()


@control_routes.on("DELETE", "/counters")
def reset_counters(control: Control, _: Request) -> Payload:
    """Count from zero."""
    control.meter.reset()
    return control.meter.report()


@control_routes.on("GET", "/requests")
def requests(control: Control, _: Request) -> Payload:
    """The latest requests to Graph, as they came."""
    return control.meter.recorder.report()


@control_routes.on("DELETE", "/requests")
def forget_requests(control: Control, _: Request) -> Payload:
    """Forget them."""
    control.meter.recorder.clear()
    return control.meter.recorder.report()


@control_routes.on("GET", "/outbox")
def outbox(control: Control, _: Request) -> Payload:
    """Every mail, invitation and answer that was sent, oldest first."""
    return {"outbox": control.state.outbox}


@control_routes.on("DELETE", "/outbox")
def empty_outbox(control: Control, _: Request) -> Payload:
    """Forget what was sent."""
    control.state.outbox.clear()
    return {"outbox": []}


@control_routes.on("POST", "/keys/roll-over")
def roll_keys(control: Control, request: Request) -> Payload:
    """Sign with a new key; {"keep_old": false} makes tokens signed before invalid."""
    keep = bool(request.json().get("keep_old", True)) if request.body else True
    control.entra.keys.roll_over(keep_old=keep)
    return control.entra.keys.jwks()


@control_routes.on("POST", "/delta/expire")
def expire_deltas(control: Control, request: Request) -> Payload:
    """Every delta token given so far is gone; {"at_page": n}: the next round breaks off at its page n instead."""
    page = request.json().get("at_page") if request.body else None
    if page is None:
        control.state.deltas.expire_all()
    else:
        control.state.deltas.expire_at_page = int(page)
    return {"expired": True}
