"""Subscriptions as Graph keeps them: make, renew, list, end (Graph: subscription resource type)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

import msgspec

from trato.graph.client import GraphClient
from trato.graph.errors import GraphError, GraphNotFoundError


class TwinSubscriptionError(GraphError):
    """This application has a subscription of the same resource and changes already (409)."""

    code = "graph_subscription_exists"


class LifetimeRefusedError(GraphError):
    """Graph does not grant so long a subscription; ask for a shorter one."""

    code = "graph_lifetime_refused"


class HeldSubscription(msgspec.Struct, rename="camel", frozen=True):
    """A subscription that Graph holds."""

    id: str
    resource: str
    notification_url: str
    expiration_date_time: datetime


class _New(msgspec.Struct, rename="camel", frozen=True):
    change_type: str
    notification_url: str
    lifecycle_notification_url: str
    resource: str
    expiration_date_time: datetime
    client_state: str


class _Renewed(msgspec.Struct, rename="camel", frozen=True):
    expiration_date_time: datetime


class _Listed(msgspec.Struct):
    value: list[HeldSubscription]
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")


def create(
    client: GraphClient, resource: str, changes: str, *, url: str, lifecycle_url: str, secret: str, until: datetime
) -> HeldSubscription:
    """Subscribe; the client asks for immutable ids, which the notifications then carry.

    Raises TwinSubscriptionError, LifetimeRefusedError, or a GraphError by name; Graph refuses (400) when it does not
    reach `url`.
    """
    new = _New(changes, url, lifecycle_url, resource, until, secret)
    try:
        return client.send("POST", "subscriptions", new, answer=HeldSubscription)
    except GraphError as error:
        if error.status == HTTPStatus.CONFLICT:
            raise TwinSubscriptionError(str(error), status=error.status) from error
        if error.status == HTTPStatus.BAD_REQUEST and "minutes in the future" in str(error):
            raise LifetimeRefusedError(str(error), status=error.status) from error
        raise


def renew(client: GraphClient, remote_id: str, *, until: datetime) -> HeldSubscription:
    """Prolong one; this reauthorizes it, too. Raises GraphNotFoundError when it is gone, LifetimeRefusedError."""
    try:
        return client.send("PATCH", f"subscriptions/{remote_id}", _Renewed(until), answer=HeldSubscription)
    except GraphError as error:
        if error.status == HTTPStatus.BAD_REQUEST and "minutes in the future" in str(error):
            raise LifetimeRefusedError(str(error), status=error.status) from error
        raise


def end(client: GraphClient, remote_id: str) -> None:
    """End one; nothing happens when it is gone already."""
    try:
        client.send("DELETE", f"subscriptions/{remote_id}")
    except GraphNotFoundError:
        return


def held(client: GraphClient) -> Iterator[HeldSubscription]:
    """List all of this application's subscriptions in the tenant."""
    path: str | None = "subscriptions"
    while path:
        page = client.get(path, _Listed)
        yield from page.value
        path = page.next_link
