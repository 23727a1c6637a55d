"""Tables of the sales process at work: which stages an opportunity began, and whose steps are to be looked at."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index

from trato.db.schema import entity, instant, ref, refers, relation, text

# A stage that an opportunity began and the rules whose steps it got then. One that it comes back to is the same again.
stage_starts = relation(
    "stage_starts",
    ref("opportunity_id"),
    text("stage_key"),
    instant("started_at"),
    instant("left_at", nullable=True),
    Column("rules_version", BigInteger, nullable=False, server_default="0"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("opportunity_id", "stage_key"),
)

# Whose steps are to be looked at again, and from when on; written by triggers of migration 0026, whoever wrote.
playbook_checks = entity("playbook_checks", ref("opportunity_id"), instant("at"))
Index("ix_playbook_checks_at", playbook_checks.c.tenant_id, playbook_checks.c.at)
