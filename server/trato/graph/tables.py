"""Tables of access to Graph: what all processes know of a mailbox's limits, and sign-in kept encrypted."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, Double, Integer, LargeBinary

from trato.db.schema import created_at, instant, relation, text

# One row a mailbox that was ever called. Who holds a slot is not here but in session-level advisory locks, which end
# with the process that took them. `paused_until` stands from a refusal until a probe went through; `counts` are
# the requests of the last window, newest bucket first; `reserved_*` keeps the next free slot for one who waits.
graph_mailboxes = relation(
    "graph_mailboxes",
    text("mailbox"),
    instant("paused_until", nullable=True),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("reserved_for", BigInteger),
    Column("reserved_rank", Integer, nullable=False, server_default="0"),
    instant("reserved_until", nullable=True),
    Column("paced_until", Double, nullable=False, server_default="0"),
    Column("bucket", BigInteger, nullable=False, server_default="0"),
    Column("counts", ARRAY(Integer), nullable=False, server_default="{}"),
    key=("mailbox",),
)

# MSAL's cache of one application or one user, sealed (AES-256-GCM) with the key of that id; never readable here.
token_caches = relation(
    "token_caches",
    text("holder"),
    text("key_id"),
    Column("sealed", LargeBinary, nullable=False),
    created_at(),
    key=("holder",),
)
