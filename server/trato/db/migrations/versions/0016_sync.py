"""What keeps rounds right: when a full round began, and what guests' copies say of a date beside the organizer's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("full_round_started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event_copies", sa.Column("says", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("event_copies", "says")
    op.drop_column("feeds", "full_round_started_at")
