"""Where each feed of each mailbox stands: facts only, from which its status is derived."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Text, UniqueConstraint

from trato.db.schema import entity, instant, ref, refers, relation, text

# A feed is one stream of changes: the folders of a mailbox, the messages of one folder, a calendar.
# `full_round` numbers the full read under way (or the last one): rows it mentions carry the number, and those
# that it did not mention go when it ends. `cursor` is NULL before the first page. `leased_until` says
# that it is being read; what decides who may is the mailbox's lease.
feeds = entity(
    "feeds",
    ref("mailbox_id"),
    text("kind"),
    text("remote_id"),
    text("name"),
    Column("cursor", Text),
    Column("full_round", Integer, nullable=False, server_default="1"),
    instant("full_round_started_at", nullable=True),
    instant("full_round_done_at", nullable=True),
    instant("caught_up_at", nullable=True),
    Column("items_done", BigInteger, nullable=False, server_default="0"),
    Column("items_estimated", BigInteger),
    Column("failures", Integer, nullable=False, server_default="0"),
    text("last_error", nullable=True),
    instant("retry_at", nullable=True),
    instant("leased_until", nullable=True),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    UniqueConstraint("tenant_id", "mailbox_id", "kind", "remote_id"),
)

# Who follows a mailbox now (sync.lease): `fence` counts the leases, `holder` is the process's presence in the database.
mailbox_leases = relation(
    "mailbox_leases",
    ref("mailbox_id"),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("holder", Integer),
    instant("leased_until", nullable=True),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id",),
)

# What people allowed a full round to remove although it is much (sync.removals).
removal_approvals = entity(
    "removal_approvals",
    ref("mailbox_id"),
    Column("most", Integer, nullable=False),
    text("allowed_by"),
    instant("allowed_at"),
    instant("used_at", nullable=True),
    Column("removed", Integer),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
)

# Items a feed delivered that could not be understood: kept by id so that the rest goes on, and tried again.
quarantine = entity(
    "quarantine",
    ref("feed_id"),
    text("remote_id"),
    text("reason"),
    instant("seen_at"),
    refers("feed_id", "feeds", on_delete="CASCADE"),
    UniqueConstraint("tenant_id", "feed_id", "remote_id"),
)

# What Graph promised to tell us of a mailbox, until when (sync.subscriptions). `remote_id` is Graph's id of the one in
# force, NULL while there is none; `secret_digest` is the SHA-256 of its clientState, which is kept nowhere itself.
# `asked_at`: Graph asked to reauthorize it. With failures and no `retry_at` it waits for a person.
subscriptions = entity(
    "subscriptions",
    ref("mailbox_id"),
    text("kind"),
    text("resource"),
    text("remote_id", nullable=True),
    text("secret_digest", nullable=True),
    text("notification_url"),
    instant("renewed_at", nullable=True),
    instant("expires_at", nullable=True),
    instant("asked_at", nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    instant("failed_at", nullable=True),
    text("last_error", nullable=True),
    instant("retry_at", nullable=True),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    UniqueConstraint("tenant_id", "mailbox_id", "resource"),
    UniqueConstraint("tenant_id", "remote_id"),
)

# What Graph told, until a job has been made of it (sync.hints): ids only. No foreign keys and no second index, because
# a hint must be durable in no time; one whose mailbox is gone is passed over.
hints = entity(
    "hints",
    ref("mailbox_id"),
    ref("subscription_id"),
    text("kind"),
    text("change"),
    text("resource_id"),
    text("lifecycle"),
    instant("received_at"),
)
