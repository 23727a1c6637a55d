"""Tables of the next appointment: what makes a step due, what people decided, holds, bookings, links, delegations."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Boolean, CheckConstraint, Column, Date, Index, Integer, SmallInteger, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from trato.db.schema import created_at, document, entity, instant, ref, refers, relation, text

# What a tenant changed of the rules that make a step due; a rule without a row is as Trato has it.
due_rules = relation(
    "due_rules",
    text("code"),
    Column("is_on", Boolean, nullable=False, server_default="true"),
    Column("days", Integer),
    Column("duration_min", Integer),
    text("kind"),
    text("objective_en"),
    text("objective_es"),
    CheckConstraint("days BETWEEN 0 AND 3650", name="days_bounded"),
    CheckConstraint("duration_min BETWEEN 5 AND 1440", name="duration_bounded"),
    key=("code",),
)

# How often the accounts of a group must be seen, called or written to: so many `times` in so many `days`.
cadences = relation(
    "cadences",
    text("group_code"),
    text("kind"),
    Column("days", Integer, nullable=False),
    Column("times", SmallInteger, nullable=False, server_default="1"),
    CheckConstraint("kind IN ('visit', 'meeting', 'call', 'mail')", name="kind_known"),
    CheckConstraint("days BETWEEN 1 AND 3650", name="days_bounded"),
    CheckConstraint("times BETWEEN 1 AND 100", name="times_bounded"),
    key=("group_code", "kind"),
)

# What the sales process asks for in a stage: `days` after the opportunity came into being or was last changed.
playbook_steps = relation(
    "playbook_steps",
    text("stage_key"),
    Column("position", SmallInteger, nullable=False),
    text("kind"),
    text("objective_en"),
    text("objective_es"),
    Column("days", Integer, nullable=False, server_default="7"),
    Column("duration_min", Integer, nullable=False, server_default="45"),
    CheckConstraint("kind IN ('visit', 'meeting', 'call', 'mail')", name="kind_known"),
    key=("stage_key", "position"),
)

# What a person decided about a proposal. `need` names what made it due, with the fact behind it: the same need is
# never proposed again, a new fact is a new need.
next_step_decisions = entity(
    "next_step_decisions",
    ref("opportunity_id"),
    text("need"),
    text("code"),
    text("decision"),
    text("reason"),
    text("objective"),
    Column("on_date", Date),
    instant("until", nullable=True),
    ref("decided_by_id", nullable=True),
    instant("decided_at"),
    CheckConstraint("decision IN ('accepted', 'changed', 'postponed', 'dismissed')", name="decision_known"),
    refers("opportunity_id", "opportunities", on_delete="CASCADE"),
    refers("decided_by_id", "users", on_delete="SET NULL"),
)
Index("ix_next_step_decisions_opportunity", next_step_decisions.c.opportunity_id, next_step_decisions.c.need)
Index("ix_next_step_decisions_code", next_step_decisions.c.tenant_id, next_step_decisions.c.code)

# When somebody can be booked: `hours` by weekday, where they are, and what must lie between. No row: as Trato has it.
availabilities = relation(
    "availabilities",
    ref("user_id"),
    document("hours"),
    text("country"),
    text("region"),
    Column("buffer_before_min", Integer, nullable=False, server_default="0"),
    Column("buffer_after_min", Integer, nullable=False, server_default="0"),
    Column("notice_min", Integer, nullable=False, server_default="120"),
    Column("most_per_day", Integer),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("user_id",),
)

# A page on which customers choose a time. Only the digest of its secret is kept; an ended one books nothing more.
booking_links = entity(
    "booking_links",
    text("secret_digest"),
    Column("user_ids", ARRAY(BigInteger), nullable=False, server_default="{}"),
    Column("is_round_robin", Boolean, nullable=False, server_default="false"),
    text("subject"),
    text("place"),
    text("language"),
    Column("duration_min", Integer, nullable=False),
    Column("is_online", Boolean, nullable=False, server_default="false"),
    instant("window_from"),
    instant("window_to"),
    Column("most", Integer),
    ref("opportunity_id", nullable=True),
    ref("created_by_id"),
    created_at(),
    instant("ended_at", nullable=True),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("created_by_id", "users", on_delete="CASCADE"),
)

# A time kept for somebody while a customer chooses, and after that while it is booked: the database lets no two of one
# person overlap. One that ran out is released by whoever wants the time next.
holds = entity(
    "holds",
    ref("user_id"),
    instant("starts_at"),
    instant("ends_at"),
    instant("expires_at", nullable=True),
    instant("released_at", nullable=True),
    ref("booking_id", nullable=True),
    ref("made_by_id", nullable=True),
    text("reason"),
    created_at(),
    CheckConstraint("ends_at > starts_at", name="period_ordered"),
    ExcludeConstraint(
        (sql("int8range(user_id, user_id, '[]')"), "&&"),
        (sql("tstzrange(starts_at, ends_at)"), "&&"),
        name="holds_apart",
        using="gist",
        where=sql("released_at IS NULL"),
    ),
    refers("user_id", "users", on_delete="CASCADE"),
    refers("booking_id", "bookings", on_delete="CASCADE"),
    refers("made_by_id", "users", on_delete="SET NULL"),
)
Index("ix_holds_booking", holds.c.booking_id)

# An appointment that somebody clicked for. `key` is the transaction id under which Outlook makes it once, however
# often it is tried; until `written_at` it is still to be written. Each change is a `version` more, which stands in
# Outlook once `written_version` has reached it. The customer's own link ends with `guest_ended_at`; `wish` names what
# they sent, so that who sends it again after a crash finds it done.
bookings = entity(
    "bookings",
    text("key"),
    ref("organizer_id"),
    Column("user_ids", ARRAY(BigInteger), nullable=False, server_default="{}"),
    ref("link_id", nullable=True),
    ref("opportunity_id", nullable=True),
    instant("starts_at"),
    instant("ends_at"),
    text("subject"),
    text("body"),
    text("place"),
    text("guest_name"),
    text("guest_address"),
    document("guests"),
    text("time_zone"),
    text("language"),
    Column("is_online", Boolean, nullable=False, server_default="false"),
    ref("booked_by_id", nullable=True),
    instant("booked_at"),
    instant("written_at", nullable=True),
    instant("cancelled_at", nullable=True),
    text("remote_id"),
    text("ical_uid"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("written_version", Integer, nullable=False, server_default="1"),
    instant("changed_at", nullable=True),
    instant("guest_ended_at", nullable=True),
    text("wish"),
    CheckConstraint("ends_at > starts_at", name="period_ordered"),
    refers("organizer_id", "users", on_delete="CASCADE"),
    refers("link_id", "booking_links", on_delete="SET NULL"),
    refers("opportunity_id", "opportunities", on_delete="SET NULL"),
    refers("booked_by_id", "users", on_delete="SET NULL"),
)
Index("uq_bookings_key", bookings.c.key, bookings.c.tenant_id, unique=True)
Index("ix_bookings_link", bookings.c.link_id)
Index(
    "uq_bookings_wish",
    bookings.c.link_id,
    bookings.c.wish,
    bookings.c.tenant_id,
    unique=True,
    postgresql_where=sql("wish <> ''"),
)
Index(
    "ix_bookings_unwritten",
    bookings.c.booked_at,
    postgresql_where=sql("(written_at IS NULL AND cancelled_at IS NULL) OR written_version < version"),
)

# Who may act for whom: an assistant under their own name, for what `scopes` say, from an instant until another.
delegations = entity(
    "delegations",
    ref("user_id"),
    ref("assistant_id"),
    Column("scopes", ARRAY(Text), nullable=False, server_default="{}"),
    instant("valid_from"),
    instant("valid_until", nullable=True),
    ref("granted_by_id", nullable=True),
    instant("revoked_at", nullable=True),
    created_at(),
    CheckConstraint("user_id <> assistant_id", name="two_people"),
    refers("user_id", "users", on_delete="CASCADE"),
    refers("assistant_id", "users", on_delete="CASCADE"),
    refers("granted_by_id", "users", on_delete="SET NULL"),
)
Index("ix_delegations_assistant", delegations.c.assistant_id, delegations.c.user_id)


# What was changed of the rules above, as a whole before and after, so that each change can be taken back.
rule_changes = entity(
    "rule_changes",
    instant("at"),
    ref("by_id", nullable=True),
    text("source"),
    ref("undoes_id", nullable=True),
    document("before"),
    document("after"),
    CheckConstraint("source IN ('person', 'folder', 'undo')", name="source_known"),
    refers("by_id", "users", on_delete="SET NULL"),
)

# An appointment that somebody moved in a person's calendar: asked for, then written to Outlook.
calendar_moves = entity(
    "calendar_moves",
    ref("user_id"),
    ref("by_id", nullable=True),
    ref("event_id", nullable=True),
    ref("booking_id", nullable=True),
    text("remote_id"),
    instant("from_start"),
    instant("from_end"),
    instant("to_start"),
    instant("to_end"),
    Column("told", Integer, nullable=False, server_default="0"),
    instant("asked_at"),
    instant("written_at", nullable=True),
    CheckConstraint("to_end > to_start", name="period_ordered"),
    refers("user_id", "users", on_delete="CASCADE"),
    refers("by_id", "users", on_delete="SET NULL"),
    refers("event_id", "events", on_delete="CASCADE"),
    refers("booking_id", "bookings", on_delete="CASCADE"),
)
Index("ix_calendar_moves_user", calendar_moves.c.user_id, calendar_moves.c.asked_at)
Index("ix_calendar_moves_event", calendar_moves.c.event_id)
Index("ix_calendar_moves_booking", calendar_moves.c.booking_id)
