"""Look into mails that Graph calls meeting messages, and take in the meetings of people without Outlook (RFC 6047).

Graph tells that a mail is one (eventMessage), not what is in it: so each is read as it came, once (Graph: get MIME
content of a message). A meeting that stands in the calendar already is Outlook's to show and to answer.
"""

from __future__ import annotations

import logging

import procrastinate

from trato.db.engine import Caller
from trato.directory import store as directory
from trato.graph.client import GraphClient
from trato.graph.errors import GraphError, GraphNotFoundError
from trato.jobs.following import Workshop
from trato.jobs.queue import QUEUE
from trato.scheduling.invitations.from_mail import CalendarMail, note, unread
from trato.scheduling.invitations.service import Invitations

log = logging.getLogger(__name__)

READ = "read_calendar_mails"
GONE = "gone"


def register(app: procrastinate.App, workshop: Workshop) -> None:
    """Have it looked after every minute, by one worker at a time."""

    @app.periodic(cron="* * * * *")
    @app.task(name=READ, queue=QUEUE, lock=READ, queueing_lock=READ)
    def read_calendar_mails(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        read(workshop)


def read(workshop: Workshop) -> int:
    """Read what is new of every tenant; return how many mails were read."""
    with workshop.database.as_operator() as connection:
        known = directory.all_tenants(connection)
    return sum(_of_tenant(workshop, tenant_id, entra_tenant_id) for tenant_id, entra_tenant_id in known)


def _of_tenant(workshop: Workshop, tenant_id: int, entra_tenant_id: str) -> int:
    now = workshop.clock.now()
    with workshop.database.as_system(tenant_id) as connection:
        mails = unread(connection, now=now)
    if not mails:
        return 0
    client, done = workshop.client_for(entra_tenant_id), 0
    for mail in mails:
        try:
            raw = _raw(client, mail)
        except GraphNotFoundError:
            raw = None
        except GraphError as error:
            # Later mails of this mailbox would fare the same; all are asked for again in the next minute.
            log.warning("a meeting message of mailbox %s waits: %s", mail.mailbox_id, error)
            continue
        if raw is None:
            with workshop.database.as_system(tenant_id) as connection:
                note(connection, tenant_id, mail, outcome=GONE, at=now)
        else:
            Invitations(workshop.database).read_mail(Caller(tenant_id, mail.user_id, now), mail, raw)
        done += 1
    return done


def _raw(client: GraphClient, mail: CalendarMail) -> bytes:
    path = f"users/{mail.graph_user_id}/messages/{mail.remote_id}/$value"
    content: bytes = client.exchange("GET", path, headers={"Accept": "*/*"}).content
    return content
