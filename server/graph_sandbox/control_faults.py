"""The part of the control API that makes things go wrong."""

from graph_sandbox.control import Control, Payload, control_routes
from graph_sandbox.control_world import mailbox_in
from graph_sandbox.faults import Fault
from graph_sandbox.scenario import LimitSettings, ScenarioError, Settings, apply_limits, apply_settings, convert
from graph_sandbox.subscriptions import lifecycle, payload_of
from graph_sandbox.web import Request, bad_request

CONTROLS = control_routes
_EVENTS = ("missed", "subscriptionRemoved", "reauthorizationRequired")


@control_routes.on("GET", "/faults")
def list_faults(control: Control, _: Request) -> Payload:
    """The faults in force, with how often they may still happen."""
    return {"faults": list(control.state.faults.active.values())}


@control_routes.on("POST", "/faults")
def add_fault(control: Control, request: Request) -> Payload:
    """Put a fault in force; the answer has its id."""
    try:
        fault: Fault = convert(request.json(), Fault)
    except ScenarioError as error:
        raise bad_request(str(error)) from error
    return {"fault": control.state.faults.add(fault)}


@control_routes.on("DELETE", "/faults")
def clear_faults(control: Control, request: Request) -> Payload:
    """End all faults."""
    control.state.faults.clear()
    return list_faults(control, request)


@control_routes.on("DELETE", "/faults/{id}")
def clear_fault(control: Control, request: Request) -> Payload:
    """End one."""
    control.state.faults.clear(request.path.rpartition("/")[2])
    return list_faults(control, request)


@control_routes.on("PATCH", "/settings")
def change_settings(control: Control, request: Request) -> Payload:
    """Settings, as in a scenario file."""
    try:
        apply_settings(convert(request.json(), Settings), control.state, control.entra)
    except ScenarioError as error:
        raise bad_request(str(error)) from error
    return {"changed": True}


@control_routes.on("PATCH", "/limits")
def change_limits(control: Control, request: Request) -> Payload:
    """Limits, as in a scenario file."""
    try:
        apply_limits(convert(request.json(), LimitSettings), control.state)
    except ScenarioError as error:
        raise bad_request(str(error)) from error
    return {"limits": control.state.gate.limits}


@control_routes.on("GET", "/subscriptions")
def list_subscriptions(control: Control, _: Request) -> Payload:
    """Every application's subscriptions, and what became of the notifications."""
    state = control.state
    shown = [payload_of(s) for s in state.subscriptions.all(state.world.clock.now())]
    return {"subscriptions": shown, "notifications": dict(state.notifier.counts), "idle": state.notifier.is_idle()}


@control_routes.on("POST", "/subscriptions/{id}/lifecycle")
def send_lifecycle(control: Control, request: Request) -> Payload:
    """{"event": "missed" | "subscriptionRemoved" | "reauthorizationRequired"}: tell a client so."""
    event, ident = str(request.json().get("event")), request.path.split("/")[-2]
    state = control.state
    found = next((s for s in state.subscriptions.all(state.world.clock.now()) if s.id == ident), None)
    if event not in _EVENTS or found is None:
        raise bad_request(f"No subscription {ident}, or no event {event}.")
    if event == "subscriptionRemoved":
        state.subscriptions.remove(ident)
    if found.lifecycle_url:
        state.notifier.send(found.lifecycle_url, lifecycle(found, event, state.world.directory.tenant.id))
    return {"sent": bool(found.lifecycle_url)}


@control_routes.on("POST", "/mailboxes/{upn}")
def change_mailbox(control: Control, request: Request) -> Payload:
    """{"state": "deleted"}: as if gone; "back": there again; "moved": elsewhere, all ids new, delta tokens void."""
    mailbox = mailbox_in(control, request.path.rpartition("/")[2])
    match request.json().get("state"):
        case "deleted":
            mailbox.is_gone = True
        case "back":
            mailbox.is_gone = False
        case "moved":
            mailbox.move()
        case other:
            raise bad_request(f"A mailbox can't be {other!r}.")
    return {"mailbox": mailbox.user.upn, "gone": mailbox.is_gone}


@control_routes.on("POST", "/consent/{application}")
def change_consent(control: Control, request: Request) -> Payload:
    """{"granted": false} takes the consent for an application away, true gives it back."""
    application, is_granted = request.path.rpartition("/")[2], request.json().get("granted") is True
    if is_granted:
        control.entra.applications.grant(application)
    else:
        control.entra.applications.revoke(application)
    return {"application": application, "granted": is_granted}


@control_routes.on("POST", "/sign-ins/revoke")
def revoke_sign_ins(control: Control, _: Request) -> Payload:
    """Every refresh token is void."""
    control.entra.forget_sign_ins()
    return {"revoked": True}
