"""What Graph posts, and a subscription that it may post about."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import sqlalchemy as sa
from tests.http.conftest import entra_name
from tests.small_company import NOW, Company

from trato.directory.tables import mailboxes
from trato.http.routes_notifications import NOTIFICATIONS
from trato.sync.subscriptions import digest_of
from trato.sync.tables import hints, subscriptions

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Subscribed:
    """A subscription in force, as Graph and Trato know it."""

    company: Company
    mailbox_id: int
    entra_tenant_id: str
    kind: str = "messages"
    remote_id: str = field(default_factory=lambda: f"00000000-0000-4000-8000-{next(_numbers):012}")
    secret: str = field(default_factory=lambda: f"secret-{next(_numbers)}")

    def notice(self, **told: object) -> dict:
        """One notification of it, as Graph documents it."""
        return {
            "subscriptionId": self.remote_id,
            "subscriptionExpirationDateTime": "2026-03-05T09:00:00Z",
            "changeType": "created",
            "resource": "Users/ana/Messages/AAMk-1",
            "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "id": "AAMk-1"},
            "clientState": self.secret,
            "tenantId": self.entra_tenant_id,
        } | told

    def hints(self) -> list[tuple]:
        """What of it is stored: change, item, lifecycle event."""
        with self.company.system() as connection:
            rows = connection.execute(
                sa.select(hints.c.change, hints.c.resource_id, hints.c.lifecycle)
                .where(hints.c.mailbox_id == self.mailbox_id)
                .order_by(hints.c.id)
            )
            return [tuple(row) for row in rows]


def subscribe(company: Company, upn: str, kind: str = "messages") -> Subscribed:
    """Note a subscription of a mailbox."""
    with company.system() as connection:
        mailbox_id = connection.execute(sa.select(mailboxes.c.id).where(mailboxes.c.address == upn)).scalar_one()
        made = Subscribed(company, mailbox_id, entra_name(company), kind)
        connection.execute(
            sa.insert(subscriptions).values(
                tenant_id=company.tenant_id,
                mailbox_id=mailbox_id,
                kind=kind,
                resource=f"users/{upn}/{made.remote_id}",
                remote_id=made.remote_id,
                secret_digest=digest_of(made.secret),
                renewed_at=NOW,
                expires_at=NOW,
            )
        )
    return made


def post(app, *notices, path=NOTIFICATIONS):
    """Post what Graph would; return the answer."""
    return app.test_client().post(path, json={"value": list(notices)})
