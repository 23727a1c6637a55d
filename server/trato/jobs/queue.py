"""Ask for a mailbox to be followed: in the caller's own transaction, and at most one job waits for each mailbox.

Whoever asks again while a job waits widens it: what it reads becomes what either asked for, and it runs at the earlier
time. The queue is Procrastinate's; its table is written here directly, because a waiting job that is widened while a
worker may be fetching it needs one row lock, and a second job of the same name would be refused by an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from trato.sync.model import Scope

QUEUE = "mailboxes"
FOLLOW = "follow_mailbox"
AT_ONCE = timedelta(0)

_FIND = sa.text(
    "SELECT id, args, scheduled_at FROM procrastinate_jobs WHERE queueing_lock = :name AND status = 'todo' FOR UPDATE"
)
_MAKE = sa.text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at)"
    " VALUES (:queue, :task, :name, :name, :args, CASE WHEN :after > 0 THEN now() + :after * interval '1 s' END)"
    " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING RETURNING id"
).bindparams(sa.bindparam("args", type_=JSONB), sa.bindparam("after", type_=sa.Double))
_WIDEN = sa.text(
    "UPDATE procrastinate_jobs SET args = :args, scheduled_at = CASE"
    " WHEN :after > 0 AND scheduled_at IS NOT NULL THEN least(scheduled_at, now() + :after * interval '1 s')"
    " END WHERE id = :id"
).bindparams(sa.bindparam("args", type_=JSONB), sa.bindparam("after", type_=sa.Double))
# As Procrastinate's own trigger tells of a new job; of one that may run earlier it does not.
_WAKE = sa.text("SELECT pg_notify('procrastinate_any_queue_v1', :told), pg_notify(:channel, :told)")


def follow_soon(
    connection: Connection, tenant_id: int, mailbox_id: int, scope: Scope, *, after: timedelta = AT_ONCE
) -> None:
    """Have a worker follow the mailbox in this scope, not before `after` has passed.

    `connection` is a transaction of the system's (`Database.as_system`); with it the job is made, or nothing is.
    """
    name = f"mailbox:{tenant_id}:{mailbox_id}"
    after_s = max(0.0, after.total_seconds())
    while True:
        waiting = connection.execute(_FIND, {"name": name}).first()
        if waiting is not None:
            _widen(connection, waiting, scope, after_s)
            return
        args = {"tenant_id": tenant_id, "mailbox_id": mailbox_id, "scope": scope.to_json()}
        values = {"queue": QUEUE, "task": FOLLOW, "name": name, "args": args, "after": after_s}
        if connection.execute(_MAKE, values).first() is not None:
            return


def ask_once(connection: Connection, task: str, name: str, args: Mapping[str, Any]) -> None:
    """Have a worker do a task, unless a job of that name waits already; one of a name runs at a time.

    `connection` is a transaction of the system's (`Database.as_system`); with it the job is made, or nothing is.
    """
    connection.execute(_MAKE, {"queue": QUEUE, "task": task, "name": name, "args": args, "after": 0.0})


def _widen(connection: Connection, waiting: Any, scope: Scope, after_s: float) -> None:
    args: Mapping[str, Any] = waiting.args
    wider = {**args, "scope": (Scope.from_json(args["scope"]) | scope).to_json()}
    if wider == args and waiting.scheduled_at is None:
        return
    connection.execute(_WIDEN, {"id": waiting.id, "args": wider, "after": after_s})
    if waiting.scheduled_at is not None and after_s == 0:
        told = f'{{"type": "job_inserted", "job_id": {waiting.id}}}'
        connection.execute(_WAKE, {"told": told, "channel": f"procrastinate_queue_v1#{QUEUE}"})
