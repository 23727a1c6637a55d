"""Subscriptions: make, list, renew, reauthorize, end.

https://learn.microsoft.com/graph/api/resources/subscription
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from graph_sandbox.call import Call, top_routes
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.odata import listed
from graph_sandbox.subscriptions import (
    MOST_MINUTES,
    MOST_PER_MAILBOX,
    Subscription,
    Target,
    new_id,
    payload_of,
    renewed,
    target_of,
)
from graph_sandbox.web import GraphError, Reply, access_denied, bad_request

Payload = dict[str, Any]
_CHANGES = ("created", "updated", "deleted")
_MOST_STATE = 128


@top_routes.on("POST", "/subscriptions")
def create_subscription(call: Call) -> Reply:
    """Subscribe, after the client proved that it listens."""
    payload = call.request.json()
    if payload.get("includeResourceData"):
        raise bad_request("Notifications with resource data are not available here.", "InvalidRequest")
    made = _made(call, payload)
    for other in call.state.subscriptions.all(call.world.clock.now()):
        if _is_twin(other, made):
            raise GraphError(
                409, "ExtensionError", f"Subscription Id {other.id} already exists for the requested combination"
            )
    for url in (made.notification_url, made.lifecycle_url):
        problem = call.state.notifier.validate(url) if url else None
        if problem:
            raise bad_request(problem, "ValidationError")
    call.state.subscriptions.put(made)
    return _shown(call, made, 201)


@top_routes.on("GET", "/subscriptions")
def list_subscriptions(call: Call) -> Reply:
    """The application's own."""
    return listed(call.request, call.context("subscriptions"), [payload_of(s) for s in _own(call)])


@top_routes.on("GET", "/subscriptions/{subscription}")
def get_subscription(call: Call) -> Reply:
    """One of them."""
    return _shown(call, _found(call), 200)


@top_routes.on("PATCH", "/subscriptions/{subscription}")
def renew(call: Call) -> Reply:
    """Another end, or another address."""
    found, payload, now = _found(call), call.request.json(), call.world.clock.now()
    if "lifecycleNotificationUrl" in payload:
        raise bad_request("lifecycleNotificationUrl can't be changed.", "InvalidRequest")
    if "notificationUrl" in payload:
        problem = call.state.notifier.validate(str(payload["notificationUrl"]))
        if problem:
            raise bad_request(problem, "ValidationError")
        found = replace(found, notification_url=str(payload["notificationUrl"]))
    if "expirationDateTime" in payload:
        found = renewed(found, _until(payload, now), now)
    call.state.subscriptions.put(found)
    return _shown(call, found, 200)


@top_routes.on("DELETE", "/subscriptions/{subscription}")
def unsubscribe(call: Call) -> Reply:
    """No more notifications."""
    call.state.subscriptions.remove(_found(call).id)
    return Reply(204)


@top_routes.on("POST", "/subscriptions/{subscription}/reauthorize")
def reauthorize(call: Call) -> Reply:
    """Go on with fresh rights; the end stays."""
    _found(call)
    return Reply(204)


def _made(call: Call, payload: Payload) -> Subscription:
    now, resource = call.world.clock.now(), str(payload.get("resource") or "")
    changes = tuple(part.strip().lower() for part in str(payload.get("changeType") or "").split(",") if part.strip())
    if not changes or any(change not in _CHANGES for change in changes):
        raise bad_request("changeType has to be created, updated or deleted.", "InvalidRequest")
    url, lifecycle_url = str(payload.get("notificationUrl") or ""), payload.get("lifecycleNotificationUrl")
    if not url.startswith(("http://", "https://")):
        raise bad_request("notificationUrl has to be an absolute address.", "InvalidRequest")
    state = payload.get("clientState")
    if state is not None and len(str(state)) > _MOST_STATE:
        raise bad_request("clientState may have at most 128 characters.", "InvalidRequest")
    target, mailbox = _target(call, resource)
    immutable = call.request.prefer.get("idtype", "").lower() == "immutableid"
    made = Subscription(
        id=new_id(),
        application=call.caller.application,
        creator=call.caller.user or call.caller.application,
        mailbox=mailbox.user.id,
        change_types=changes,
        resource=resource,
        what=target.what,
        folder=target.folder,
        notification_url=url,
        lifecycle_url=str(lifecycle_url) if lifecycle_url else None,
        client_state=str(state) if state is not None else None,
        until=_until(payload, now),
        immutable=immutable,
    )
    return renewed(made, made.until, now)


def _target(call: Call, resource: str) -> tuple[Target, Mailbox]:
    def mailbox_of(name: str | None) -> Mailbox | None:
        return call.world.mailbox_of(name or call.caller.user or "")

    target = target_of(resource, mailbox_of)
    if target is None:
        raise bad_request(f"Resource '{resource}' is not supported for subscriptions.", "ExtensionError")
    mailbox = mailbox_of(target.user)
    if mailbox is None or mailbox.is_gone:
        raise GraphError(404, "ResourceNotFound", "The mailbox of the resource was not found.")
    if call.caller.user not in (None, mailbox.user.id):
        raise access_denied()
    if (
        sum(s.mailbox == mailbox.user.id for s in call.state.subscriptions.all(call.world.clock.now()))
        >= MOST_PER_MAILBOX
    ):
        raise GraphError(403, "ErrorQuotaExceeded", "A mailbox can have at most 1000 active subscriptions.")
    return target, mailbox


def _until(payload: Payload, now: datetime) -> datetime:
    try:
        until = datetime.fromisoformat(str(payload.get("expirationDateTime")))
    except ValueError as error:
        raise bad_request("expirationDateTime is required.", "InvalidRequest") from error
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    # The service leaves a minute or so for the way.
    if until > now + timedelta(minutes=MOST_MINUTES + 1):
        raise bad_request(
            f"Subscription expiration can only be {MOST_MINUTES} minutes in the future.", "ExtensionError"
        )
    if until <= now:
        raise bad_request("Subscription expiration is in the past.", "InvalidRequest")
    return until


def _is_twin(one: Subscription, other: Subscription) -> bool:
    same = (one.application, one.creator, one.resource.strip("/").lower(), sorted(one.change_types))
    return same == (other.application, other.creator, other.resource.strip("/").lower(), sorted(other.change_types))


def _own(call: Call) -> list[Subscription]:
    everybody = call.state.subscriptions.all(call.world.clock.now())
    own = [s for s in everybody if s.application == call.caller.application]
    return [s for s in own if call.caller.user in (None, s.creator)]


def _found(call: Call) -> Subscription:
    found = next((s for s in _own(call) if s.id == call.args["subscription"]), None)
    if found is None:
        raise GraphError(404, "ResourceNotFound", "The object was not found.")
    return found


def _shown(call: Call, subscription: Subscription, status: int) -> Reply:
    return Reply.json({"@odata.context": call.context("subscriptions/$entity")} | payload_of(subscription), status)
