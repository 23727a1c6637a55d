"""Quotas with what divides sales, credits that follow from them, objectives, and commissions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "quotas_0027.sql"
_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)"
_ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
_ALL = "(SELECT current_setting('app.sees_all', true)) = 'true'"
# A manager of a thousand has a thousand people: as a sub-select they are hashed once a statement, as an array each
# row would be compared with all of them.
_PEOPLE = "(SELECT unnest(string_to_array(current_setting('app.people', true), ',')::bigint[]))"
_HELD = "(SELECT unnest(string_to_array(current_setting('app.territories', true), ',')::bigint[]))"
_LEADS = (
    "EXISTS (SELECT 1 FROM user_roles r WHERE r.role = 'manager'"
    " AND r.user_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint))"
)
_OF_DEAL = (
    "EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = {name}.tenant_id AND o.id = {name}.opportunity_id)"
)
_OF_MEMBERS = (
    "EXISTS (SELECT 1 FROM commission_members m WHERE m.tenant_id = {name}.tenant_id AND m.commission_id = {name}.id)"
)
# Who reads a row. People write none of these: Trato does, which asks who may. Only triggers add to the last two.
_RULES = {
    "quotas": (f"{_ALL} OR user_id IN {_PEOPLE} OR team_id IN {_PEOPLE} OR (territory_id IN {_HELD} AND {_LEADS})"),
    "exchange_rates": "true",
    "sale_shares": _OF_DEAL,
    "sale_returns": _OF_DEAL,
    "credit_bases": "true",
    "credited_sales": _OF_DEAL,
    "sale_credits": f"{_ALL} OR user_id IN {_PEOPLE} OR {_ME} = ANY (team)",
    "objectives": f"{_ALL} OR user_id IN {_PEOPLE}",
    "commissions": f"{_ALL} OR {_OF_MEMBERS}",
    "commission_members": f"{_ALL} OR user_id IN {_PEOPLE}",
}
_ADDED_TO = ("reassignments", "credits_due")
_ROW_SECURITY = """
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON {name} TO trato_system USING (tenant_id = {tenant});
CREATE POLICY person ON {name} {deed} (tenant_id = {tenant} AND {me} IS NOT NULL AND ({rule}));
GRANT {rights} ON {name} TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO trato_system;
"""
_TRIGGERS = {
    "opportunities": ("insert", "update", "delete"),
    "opportunity_lines": ("insert", "update", "delete"),
    "closures": ("insert", "update", "delete"),
    "stages": ("update",),
    "products": ("update",),
    "users": ("reassigned",),
    "accounts": ("reassigned",),
}
_FUNCTIONS = (
    "trato_credits_due", "trato_credits_opportunity_made", "trato_credits_opportunity_changed",
    "trato_credits_opportunity_gone", "trato_credits_rate_changed", "trato_credits_stage_changed",
    "trato_credits_product_changed", "trato_reassigned_user", "trato_reassigned_account",
)  # fmt: skip


def upgrade() -> None:
    _asked()
    _sold()
    _followed()
    _paid()
    for name, rule in _RULES.items():
        _secure(name, rule.format(name=name), "FOR SELECT TO trato_app USING", "SELECT")
    for name in _ADDED_TO:
        _secure(name, "true", "FOR INSERT TO trato_app WITH CHECK", "SELECT, INSERT")
    op.execute(sa.text(_SQL.read_text("utf-8").replace(":", "\\:")))


def downgrade() -> None:
    for table, events in _TRIGGERS.items():
        for event in events:
            op.execute(f"DROP TRIGGER credits_{event} ON {table}")
    for name in ("commission_members", *(one for one in reversed(_RULES) if one != "commission_members"), *_ADDED_TO):
        op.execute(f"DROP TABLE {name} CASCADE")
    op.execute(f"DROP FUNCTION {', '.join(_FUNCTIONS)}")


def _secure(name: str, rule: str, deed: str, rights: str) -> None:
    told = _ROW_SECURITY.format(name=name, rule=rule, deed=deed, rights=rights, tenant=_TENANT, me=_ME)
    op.execute(sa.text(told.replace(":", "\\:")))


def _asked() -> None:
    _entity(
        "quotas",
        *(_id(name, nullable=True) for name in ("user_id", "team_id", "territory_id", "product_id")),
        *_span(),
        _text("measure"),
        _number("amount", 18, 2),
        _version(),
        _check("quotas", "one_subject", "num_nonnulls(user_id, team_id, territory_id) = 1"),
        _check("quotas", "span_ordered", "last >= first"),
        _check("quotas", "amount_range", "amount >= 0"),
        _check("quotas", "measure_known", "measure IN ('revenue', 'margin', 'units', 'new_accounts', 'visits')"),
        _refers("quotas", "user_id", "users", "CASCADE"),
        _refers("quotas", "team_id", "users", "CASCADE"),
        _refers("quotas", "territory_id", "territories", "CASCADE"),
        _refers("quotas", "product_id", "products", "CASCADE"),
    )
    subject = ["tenant_id", "first", "last", "measure", "user_id", "team_id", "territory_id", "product_id"]
    op.create_index("uq_quotas_subject", "quotas", subject, unique=True, postgresql_nulls_not_distinct=True)
    _entity(
        "objectives",
        _id("user_id"),
        _text("title"),
        *_span(),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("progress", sa.SmallInteger(), server_default="0", nullable=False),
        _version(),
        _check("objectives", "weight_range", "weight BETWEEN 1 AND 100"),
        _check("objectives", "progress_range", "progress BETWEEN 0 AND 100"),
        _check("objectives", "span_ordered", "last >= first"),
        _refers("objectives", "user_id", "users", "CASCADE"),
    )
    op.create_index("ix_objectives_user", "objectives", ["user_id", "first"])


def _sold() -> None:
    _relation(
        "exchange_rates",
        ("currency", "day"),
        _text("currency"),
        sa.Column("day", sa.Date(), nullable=False),
        _number("rate", 18, 8),
        _text("source"),
        _check("exchange_rates", "rate_range", "rate > 0"),
    )
    _relation(
        "sale_shares",
        ("opportunity_id", "user_id"),
        _id("opportunity_id"),
        _id("user_id"),
        _number("percent", 6, 3),
        _check("sale_shares", "percent_range", "percent > 0 AND percent <= 100"),
        _refers("sale_shares", "opportunity_id", "opportunities", "CASCADE"),
        _refers("sale_shares", "user_id", "users", "CASCADE"),
    )
    _entity(
        "sale_returns",
        _id("opportunity_id"),
        _id("product_id", nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=False),
        _number("amount", 18, 2),
        _number("margin", 18, 2, server_default="0"),
        _number("quantity", 14, 3, server_default="0"),
        _text("reason"),
        _id("by_id", nullable=True),
        _check("sale_returns", "figures_range", "amount >= 0 AND margin >= 0 AND quantity >= 0"),
        _refers("sale_returns", "opportunity_id", "opportunities", "CASCADE"),
        _refers("sale_returns", "product_id", "products", "SET NULL (product_id)"),
        _refers("sale_returns", "by_id", "users", "SET NULL (by_id)"),
    )
    op.create_index("ix_sale_returns_opportunity", "sale_returns", ["opportunity_id"])
    _entity(
        "reassignments",
        _text("kind"),
        _id("subject_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _id("before_id", nullable=True),
        _check("reassignments", "kind_known", "kind IN ('team', 'territory')"),
    )
    op.create_index("ix_reassignments_subject", "reassignments", ["tenant_id", "kind", "subject_id"])


def _followed() -> None:
    _entity("credits_due", _id("opportunity_id"))
    _relation("credit_bases", (), _text("currency"), _text("timezone"))
    _relation(
        "credited_sales",
        ("opportunity_id",),
        _id("opportunity_id"),
        _id("account_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _text("currency"),
        sa.Column("rate", sa.Numeric(18, 8)),
        sa.Column("rate_day", sa.Date()),
        _text("source"),
        sa.Column("is_first", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _refers("credited_sales", "opportunity_id", "opportunities", "CASCADE"),
    )
    op.create_index("ix_credited_sales_first", "credited_sales", ["account_id"], postgresql_where=sa.text("is_first"))
    op.create_index(
        "ix_credited_sales_unconverted", "credited_sales", ["day"], postgresql_where=sa.text("rate IS NULL")
    )
    _entity(
        "sale_credits",
        _id("opportunity_id"),
        _id("user_id"),
        _id("territory_id", nullable=True),
        _id("product_id", nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        _text("origin"),
        _number("revenue", 18, 2),
        _number("margin", 18, 2),
        _number("units", 14, 3),
        _number("new_accounts", 8, 4),
        sa.Column("team", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        _check("sale_credits", "origin_known", "origin IN ('won', 'returned', 'open')"),
        _refers("sale_credits", "opportunity_id", "opportunities", "CASCADE"),
    )
    op.create_index("ix_sale_credits_day", "sale_credits", ["tenant_id", "day"])
    op.create_index("ix_sale_credits_opportunity", "sale_credits", ["opportunity_id"])
    op.create_index("ix_sale_credits_user", "sale_credits", ["user_id", "day"])


def _paid() -> None:
    _entity(
        "commissions",
        _text("name"),
        *_span(),
        sa.Column("rules", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        _id("frozen_by_id", nullable=True),
        _version(),
        _check("commissions", "span_ordered", "last >= first"),
        _refers("commissions", "frozen_by_id", "users", "SET NULL (frozen_by_id)"),
    )
    _relation(
        "commission_members",
        ("commission_id", "user_id"),
        _id("commission_id"),
        _id("user_id"),
        sa.Column("amount", sa.Numeric(18, 2)),
        sa.Column("statement", postgresql.JSONB(), server_default="{}", nullable=False),
        _refers("commission_members", "commission_id", "commissions", "CASCADE"),
        _refers("commission_members", "user_id", "users", "CASCADE"),
    )


def _entity(name: str, *parts: Any) -> None:
    identity = sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)
    _relation(name, ("id",), identity, *parts)


def _relation(name: str, key: tuple[str, ...], *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant_id", *key, name=op.f(f"pk_{name}")),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str, digits: int, places: int, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Numeric(digits, places), nullable=False, **options)


def _span() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return sa.Column("first", sa.Date(), nullable=False), sa.Column("last", sa.Date(), nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, column: str, owner: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{owner}.tenant_id", f"{owner}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
        ondelete=on_delete,
    )
