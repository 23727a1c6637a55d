"""Tables of quotas: what is asked for, what divides sales and what came back, the credits that follow, what is paid."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Numeric,
    SmallInteger,
)
from sqlalchemy import text as sql

from trato.crm.tables import version
from trato.db.schema import document, entity, instant, ref, refers, relation, text

# Of a user, of the branch below a manager (`team_id`), or of a territory with those below; money has the tenant's
# currency. `product_id` narrows it to one product.
quotas = entity(
    "quotas",
    ref("user_id", nullable=True),
    ref("team_id", nullable=True),
    ref("territory_id", nullable=True),
    ref("product_id", nullable=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    text("measure"),
    Column("amount", Numeric(18, 2), nullable=False),
    version(),
    CheckConstraint("num_nonnulls(user_id, team_id, territory_id) = 1", name="one_subject"),
    CheckConstraint("last >= first", name="span_ordered"),
    CheckConstraint("amount >= 0", name="amount_range"),
    CheckConstraint("measure IN ('revenue', 'margin', 'units', 'new_accounts', 'visits')", name="measure_known"),
    refers("user_id", "users", on_delete="CASCADE"),
    refers("team_id", "users", on_delete="CASCADE"),
    refers("territory_id", "territories", on_delete="CASCADE"),
    refers("product_id", "products", on_delete="CASCADE"),
)
Index(
    "uq_quotas_subject",
    quotas.c.tenant_id,
    quotas.c.first,
    quotas.c.last,
    quotas.c.measure,
    quotas.c.user_id,
    quotas.c.team_id,
    quotas.c.territory_id,
    quotas.c.product_id,
    unique=True,
    postgresql_nulls_not_distinct=True,
)

# What one unit of a currency is in the tenant's, from a day on, and who says so.
exchange_rates = relation(
    "exchange_rates",
    text("currency"),
    Column("day", Date, nullable=False),
    Column("rate", Numeric(18, 8), nullable=False),
    text("source"),
    CheckConstraint("rate > 0", name="rate_range"),
    key=("currency", "day"),
)

# Who shares an opportunity, in percent that make 100; without a row it is its owner's at the closing.
sale_shares = relation(
    "sale_shares",
    ref("opportunity_id"),
    ref("user_id"),
    Column("percent", Numeric(6, 3), nullable=False),
    CheckConstraint("percent > 0 AND percent <= 100", name="percent_range"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("opportunity_id", "user_id"),
)

# What came back of a sale, in its currency, all positive.
sale_returns = entity(
    "sale_returns",
    ref("opportunity_id"),
    ref("product_id", nullable=True),
    Column("returned_on", Date, nullable=False),
    Column("amount", Numeric(18, 2), nullable=False),
    Column("margin", Numeric(18, 2), nullable=False, server_default="0"),
    Column("quantity", Numeric(14, 3), nullable=False, server_default="0"),
    text("reason"),
    ref("by_id", nullable=True),
    CheckConstraint("amount >= 0 AND margin >= 0 AND quantity >= 0", name="figures_range"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("product_id", "products", on_delete="SET NULL"),
    refers("by_id", "users", on_delete="SET NULL"),
)
Index("ix_sale_returns_opportunity", sale_returns.c.opportunity_id)

# Whose team a user was in, and in which territory an account lay, until `at`; kept by triggers of migration 0027.
reassignments = entity(
    "reassignments",
    text("kind"),
    ref("subject_id"),
    instant("at"),
    ref("before_id", nullable=True),
    CheckConstraint("kind IN ('team', 'territory')", name="kind_known"),
)
Index("ix_reassignments_subject", reassignments.c.tenant_id, reassignments.c.kind, reassignments.c.subject_id)

# Opportunities whose credits are to be worked out again; rows are only added, and taken by insight/quotas/ledger.py.
credits_due = entity("credits_due", ref("opportunity_id"))

# What the credits were worked out with: where the tenant says otherwise, all are worked out again.
credit_bases = relation("credit_bases", text("currency"), text("timezone"), key=())

# How an opportunity was converted; without a rate it has no credits. Follows from others, as sale_credits do.
credited_sales = relation(
    "credited_sales",
    ref("opportunity_id"),
    ref("account_id"),
    Column("day", Date, nullable=False),
    text("currency"),
    Column("rate", Numeric(18, 8)),
    Column("rate_day", Date),
    text("source"),
    Column("is_first", Boolean, nullable=False, server_default=sql("false")),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    key=("opportunity_id",),
)
Index("ix_credited_sales_first", credited_sales.c.account_id, postgresql_where=sql("is_first"))
Index("ix_credited_sales_unconverted", credited_sales.c.day, postgresql_where=sql("rate IS NULL"))

# What counts for whom, on which day; `team` is the user and whoever led them then. Who reads it: see the migration.
sale_credits = entity(
    "sale_credits",
    ref("opportunity_id"),
    ref("user_id"),
    ref("territory_id", nullable=True),
    ref("product_id", nullable=True),
    Column("day", Date, nullable=False),
    text("origin"),
    Column("revenue", Numeric(18, 2), nullable=False),
    Column("margin", Numeric(18, 2), nullable=False),
    Column("units", Numeric(14, 3), nullable=False),
    Column("new_accounts", Numeric(8, 4), nullable=False),
    Column("team", ARRAY(BigInteger), nullable=False),
    CheckConstraint("origin IN ('won', 'returned', 'open')", name="origin_known"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
)
Index("ix_sale_credits_day", sale_credits.c.tenant_id, sale_credits.c.day)
Index("ix_sale_credits_opportunity", sale_credits.c.opportunity_id)
Index("ix_sale_credits_user", sale_credits.c.user_id, sale_credits.c.day)

# What somebody is to reach beside money.
objectives = entity(
    "objectives",
    ref("user_id"),
    text("title"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("weight", SmallInteger, nullable=False),
    Column("progress", SmallInteger, nullable=False, server_default="0"),
    version(),
    CheckConstraint("weight BETWEEN 1 AND 100", name="weight_range"),
    CheckConstraint("progress BETWEEN 0 AND 100", name="progress_range"),
    CheckConstraint("last >= first", name="span_ordered"),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index("ix_objectives_user", objectives.c.user_id, objectives.c.first)

# Rules of a period's commission; `rules` as insight/quotas/commissions.py reads them. Frozen once somebody closed it.
commissions = entity(
    "commissions",
    text("name"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    document("rules"),
    instant("frozen_at", nullable=True),
    ref("frozen_by_id", nullable=True),
    version(),
    CheckConstraint("last >= first", name="span_ordered"),
    refers("frozen_by_id", "users", on_delete="SET NULL"),
)

# Whom the rules pay; once they are frozen with the statement that stands.
commission_members = relation(
    "commission_members",
    ref("commission_id"),
    ref("user_id"),
    Column("amount", Numeric(18, 2)),
    document("statement"),
    refers("commission_id", "commissions", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("commission_id", "user_id"),
)
