"""Steps of the sales process as tasks: made when a stage starts, ticked off by evidence, skipped with a reason."""

from __future__ import annotations

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
