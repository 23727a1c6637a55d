"""The index of the search is filled by statements over many records; `feeds.fence`, which nothing named, goes."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parents[1]
_OWN_TRIGGERS = "DO $do$"


def upgrade() -> None:
    _run(_read("search_0023.sql"))
    op.drop_column("feeds", "fence")


def downgrade() -> None:
    op.add_column("feeds", sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("DROP FUNCTION trato_search_told(text, bigint[])")
    functions = _read("search_0011.sql").partition(_OWN_TRIGGERS)[0]
    _run(functions.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    left_out = (
        _read("removed_0017.sql").partition("-- The index leaves out")[2].partition("CREATE FUNCTION trato_removed")
    )
    _run(f"-- The index leaves out{left_out[0]}")


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _run(statements: str) -> None:
    # By the driver itself: the colons and percent signs of PL/pgSQL are no parameters.
    op.get_bind().connection.cursor().execute(statements)
