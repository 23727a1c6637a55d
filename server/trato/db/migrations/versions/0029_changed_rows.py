"""What an update changed is told apart in one go, however many rows it changed."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parents[1]
_SQL = _FOLDER / "changed_rows_0029.sql"
_BEFORE = ("search_0011.sql", "late_0011.sql", "playbooks_0026.sql")
_FUNCTION = re.compile(r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?^\$\$;$", re.MULTILINE | re.DOTALL)


def upgrade() -> None:
    _run(_SQL.read_text("utf-8"))


def downgrade() -> None:
    now = {found[1] for found in _FUNCTION.finditer(_SQL.read_text("utf-8"))}
    for name in _BEFORE:
        for found in _FUNCTION.finditer((_FOLDER / name).read_text("utf-8")):
            if found[1] in now:
                _run(found[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))


def _run(sql: str) -> None:
    op.execute(sa.text(sql.replace(":", "\\:")))
