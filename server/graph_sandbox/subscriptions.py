"""Subscriptions, and which change concerns which of them.

https://learn.microsoft.com/graph/api/resources/subscription, .../change-notifications-delivery-webhooks
"""

import re
import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from graph_sandbox import ids
from graph_sandbox.contact import Contact
from graph_sandbox.event import Event
from graph_sandbox.ids import Kind, MalformedIdError
from graph_sandbox.letter import Message
from graph_sandbox.mailbox import ItemChange, Mailbox
from graph_sandbox.style import Style, etag, stamp

Payload = dict[str, Any]
MOST_MINUTES, LEAST_MINUTES, MOST_PER_MAILBOX = 10_080, 45, 1_000
_RESOURCE = re.compile(
    r"^/?(?:me|users/(?P<user>[^/]+))/(?:(?:mailfolders/(?P<folder>[^/]+)/)?(?P<mail>messages)|(?:calendars?/(?:(?P<calendar>[^/]+)/)?)?"
    r"(?P<event>events)|(?:contactfolders/(?P<cards>[^/]+)/)?(?P<contact>contacts))$",
    re.IGNORECASE,
)
_TYPES = {
    Message: ("Message", Kind.MESSAGE, "Messages"),
    Event: ("Event", Kind.EVENT, "Events"),
    Contact: ("Contact", Kind.CONTACT, "Contacts"),
}


class Subscription(Struct, frozen=True):
    """Who wants to hear of what, until when."""

    id: str
    application: str
    creator: str
    mailbox: str
    change_types: tuple[str, ...]
    resource: str
    what: type
    folder: int | None
    notification_url: str
    lifecycle_url: str | None
    client_state: str | None
    until: datetime
    immutable: bool


class Subscriptions:
    """The subscriptions in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Subscription] = {}

    def all(self, now: datetime) -> list[Subscription]:
        """Those not over yet; the others are forgotten."""
        with self._lock:
            self._kept = {ident: s for ident, s in self._kept.items() if s.until > now}
            return list(self._kept.values())

    def put(self, subscription: Subscription) -> None:
        """Add or replace one."""
        with self._lock:
            self._kept[subscription.id] = subscription

    def remove(self, ident: str) -> Subscription | None:
        """Take one away."""
        with self._lock:
            return self._kept.pop(ident, None)


class Target(Struct, frozen=True):
    """What a subscription's resource means: whose items of which kind in which folder."""

    user: str | None
    what: type
    folder: int | None


def target_of(resource: str, mailbox_of: Any) -> Target | None:
    """Read a resource path; None if it is none that can be subscribed to."""
    plain = re.sub(r"\('([^']*)'\)", r"/\1", resource.partition("?")[0])
    match = _RESOURCE.match(plain)
    if not match:
        return None
    what = Message if match["mail"] else Event if match["event"] else Contact
    folder = None
    if match["folder"]:
        mailbox = mailbox_of(match["user"])
        known = mailbox.well_known(match["folder"]) if mailbox else None
        folder = known.key if known else _key(match["folder"])
    elif match["cards"] or match["calendar"]:
        folder = _key(match["cards"] or match["calendar"])
    return Target(match["user"], what, folder)


def changes_for(subscription: Subscription, change: ItemChange) -> list[str]:
    """What a write looks like through a subscription: entering a folder is created, leaving it deleted."""
    item = change.after or change.before
    if not isinstance(item, subscription.what):
        return []
    before, after = (_inside(subscription, side) for side in (change.before, change.after))
    if (
        isinstance(change.after, Message)
        and change.after.is_draft
        and change.before is None
        and subscription.folder is None
    ):
        return [kind for kind in ("created",) if kind in subscription.change_types]
    seen = "updated" if before and after else "created" if after else "deleted" if before else None
    return [seen] if seen in subscription.change_types else []


def notification(subscription: Subscription, mailbox: Mailbox, change: ItemChange, seen: str, tenant: str) -> Payload:
    """A change notification without content."""
    item = change.after or change.before
    assert item is not None  # noqa: S101 - a change has a side
    name, kind, path = _TYPES[type(item)]
    ident = Style(immutable=subscription.immutable).item_id(mailbox.guid, kind, item)
    resource = f"Users/{mailbox.user.id}/{path}/{ident}"
    return {
        "subscriptionId": subscription.id,
        "subscriptionExpirationDateTime": stamp(subscription.until),
        "changeType": seen,
        "resource": resource,
        "resourceData": {
            "@odata.type": f"#Microsoft.Graph.{name}",
            "@odata.id": resource,
            "@odata.etag": etag(mailbox.guid, item.version),
            "id": ident,
        },
        "clientState": subscription.client_state,
        "tenantId": tenant,
    }


def lifecycle(subscription: Subscription, event: str, tenant: str) -> Payload:
    """A lifecycle notification."""
    return {
        "subscriptionId": subscription.id,
        "subscriptionExpirationDateTime": stamp(subscription.until),
        "tenantId": tenant,
        "clientState": subscription.client_state,
        "lifecycleEvent": event,
    }


def payload_of(subscription: Subscription) -> Payload:
    """A subscription as Graph shows it."""
    return {
        "id": subscription.id,
        "resource": subscription.resource,
        "applicationId": subscription.application,
        "changeType": ",".join(subscription.change_types),
        "clientState": subscription.client_state,
        "notificationUrl": subscription.notification_url,
        "lifecycleNotificationUrl": subscription.lifecycle_url,
        "expirationDateTime": stamp(subscription.until),
        "creatorId": subscription.creator,
        "latestSupportedTlsVersion": "v1_2",
        "notificationQueryOptions": None,
        "encryptionCertificate": None,
        "encryptionCertificateId": None,
        "includeResourceData": None,
        "notificationUrlAppId": None,
    }


def renewed(subscription: Subscription, until: datetime, now: datetime) -> Subscription:
    """The same with another end, at least 45 minutes away."""
    return replace(subscription, until=max(until, now + timedelta(minutes=LEAST_MINUTES)))


def new_id() -> str:
    """An id."""
    return str(uuid.uuid4())


def _inside(subscription: Subscription, item: Message | Event | Contact | None) -> bool:
    if item is None:
        return False
    folder = item.calendar if isinstance(item, Event) else item.folder
    return subscription.folder is None or subscription.folder == folder


def _key(text: str) -> int | None:
    try:
        return ids.folder_key(text)
    except MalformedIdError:
        return None
