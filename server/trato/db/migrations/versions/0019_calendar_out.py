"""Feeds, invitations from outside Graph, bookings that are moved or cancelled, and digests."""

from __future__ import annotations

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
