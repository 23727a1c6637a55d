"""The weekly review and spreadsheets that come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')\\:\\:bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')\\:\\:bigint)"
_PEOPLE = "(SELECT string_to_array(current_setting('app.people', true), ','))\\:\\:bigint[]"
_ADMIN = "(SELECT current_setting('app.sees_all', true)) = 'true'"
_REVIEW = "EXISTS (SELECT 1 FROM reviews r WHERE r.tenant_id = {name}.tenant_id AND r.id = {name}.review_id{more})"
_SEEN = "EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = {name}.tenant_id AND o.id = {name}.opportunity_id)"
_OF_MINE = _REVIEW.replace("{more}", " AND r.owner_id = {me}")
_OF_THEIRS = _REVIEW.replace("{more}", "")
# Who may read a row, who may write it, and with what rights. A review is its owner's; those above look and comment.
_RULES = {
    "reviews": ("owner_id = ANY ({people}) OR {admin}", "owner_id = {me}", "SELECT, INSERT, UPDATE"),
    "review_items": (f"{_SEEN} AND {_OF_THEIRS}", f"{_SEEN} AND {_OF_MINE}", "SELECT, INSERT, UPDATE, DELETE"),
    "review_comments": (_OF_THEIRS, _OF_THEIRS + " AND author_id = {me}", "SELECT, INSERT"),
    "spreadsheet_imports": ("by_id = {me}", "by_id = {me}", "SELECT, INSERT, UPDATE"),
    "spreadsheet_headings": ("true", "true", "SELECT, INSERT, UPDATE, DELETE"),
}
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} TO trato_app USING (tenant_id = {tenant} AND {me} IS NOT NULL AND ({read}))
  WITH CHECK (tenant_id = {tenant} AND {me} IS NOT NULL AND ({write}));
GRANT {rights} ON {name} TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_system;
"""
_CLOSED = Path(__file__).parent.parent / "reviews_0022.sql"


def upgrade() -> None:
    _reviews()
    _spreadsheets()
    op.add_column("opportunities", sa.Column("closed_as", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_opportunities_closed_as_known"), "opportunities", "closed_as IN ('won', 'lost', 'cancelled')"
    )
    op.execute(sa.text(_CLOSED.read_text("utf-8").replace(":", "\\:")))
    for name, (read, write, rights) in _RULES.items():
        words = {"name": name, "me": _ME, "tenant": _TENANT, "people": _PEOPLE, "admin": _ADMIN}
        rules = {"read": read.format(**words), "write": write.format(**words)}
        op.execute(sa.text(_ROW_SECURITY.format(**words, **rules, rights=rights)))


def downgrade() -> None:
    for event in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER closed_{event} ON closures")
    op.execute("DROP FUNCTION trato_closed, trato_reopened")
    op.drop_column("opportunities", "closed_as")
    op.drop_column("opportunity_changes", "import_id")
    for name in ("review_comments", "review_items", "reviews", "spreadsheet_imports", "spreadsheet_headings"):
        op.drop_table(name)


def _reviews() -> None:
    _entity(
        "reviews",
        _id("owner_id"),
        sa.Column("week_on", sa.Date(), nullable=False),
        _instant("started_at"),
        _instant("finished_at", nullable=True),
        _instant("shared_at", nullable=True),
        _refers("reviews", "owner_id", "users", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "owner_id", "week_on", name=op.f("uq_reviews_tenant_id_owner_id_week_on")),
    )
    op.create_table(
        "review_items",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        _id("review_id"),
        _id("opportunity_id"),
        _text("verdict"),
        _instant("at"),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'changed', 'closed', 'skipped')", name=op.f("ck_review_items_verdict_known")
        ),
        _refers("review_items", "review_id", "reviews", "CASCADE"),
        _refers("review_items", "opportunity_id", "opportunities", "CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "review_id", "opportunity_id", name=op.f("pk_review_items")),
    )
    op.create_index("ix_review_items_opportunity", "review_items", ["opportunity_id", "at"])
    _entity(
        "review_comments",
        _id("review_id"),
        _id("opportunity_id", nullable=True),
        _id("author_id"),
        _instant("at"),
        _text("words"),
        _refers("review_comments", "review_id", "reviews", "CASCADE"),
        _refers("review_comments", "opportunity_id", "opportunities", "CASCADE"),
        _refers("review_comments", "author_id", "users", "CASCADE"),
    )
    op.create_index("ix_review_comments_review", "review_comments", ["review_id", "at"])


def _spreadsheets() -> None:
    _entity(
        "spreadsheet_imports",
        _text("file_name"),
        _id("by_id"),
        _instant("at"),
        sa.Column("account_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        _instant("undone_at", nullable=True),
        _refers("spreadsheet_imports", "by_id", "users", "CASCADE"),
    )
    op.create_index("ix_spreadsheet_imports_by", "spreadsheet_imports", ["by_id", "at"])
    op.create_table(
        "spreadsheet_headings",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        _text("heading"),
        _text("field"),
        sa.PrimaryKeyConstraint("tenant_id", "heading", name=op.f("pk_spreadsheet_headings")),
    )
    op.add_column("opportunity_changes", sa.Column("import_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_opportunity_changes_tenant_id_import_id"),
        "opportunity_changes",
        "spreadsheet_imports",
        ["tenant_id", "import_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (import_id)",
    )
    op.create_index(
        "ix_opportunity_changes_import",
        "opportunity_changes",
        ["import_id"],
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )


def _entity(name: str, *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
