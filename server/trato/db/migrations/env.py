"""Alembic's entry: runs migrations on the connection it is given, with time-outs that spare a live system."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    compare_type=True,
    transaction_per_migration=True,
)
connection.execute(sa.text("SET lock_timeout = '4s'"))
connection.execute(sa.text("SET statement_timeout = '60s'"))
connection.commit()
with context.begin_transaction():
    context.run_migrations()
