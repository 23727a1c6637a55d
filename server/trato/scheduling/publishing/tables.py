"""Tables of calendars for other programs: feeds by a secret address, and what came in by files."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer

from trato.db.schema import entity, instant, ref, refers, text

# Only the digest of the secret is kept; an ended feed answers like one that never was.
calendar_feeds = entity(
    "calendar_feeds",
    ref("user_id"),
    text("scope"),
    text("name"),
    text("language"),
    text("secret_digest"),
    instant("made_at"),
    instant("ended_at", nullable=True),
    instant("read_at", nullable=True),
    CheckConstraint("scope IN ('mine', 'team')", name="scope_known"),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index("ix_calendar_feeds_user", calendar_feeds.c.user_id)

# A calendar file that somebody had brought into their own calendar, and that it was taken back.
calendar_imports = entity(
    "calendar_imports",
    ref("user_id"),
    text("name"),
    instant("made_at"),
    instant("undone_at", nullable=True),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index("ix_calendar_imports_user", calendar_imports.c.user_id)

# One date of it. `remote_id` is Outlook's, once it stands there; `fault` is why Outlook never takes it, or why an undo
# left it; `removed_at` is when an undo took it out.
calendar_import_dates = entity(
    "calendar_import_dates",
    ref("import_id"),
    Column("position", Integer, nullable=False),
    text("uid"),
    text("subject"),
    text("place"),
    text("time_zone"),
    text("shown_as"),
    Column("is_all_day", Boolean, nullable=False, server_default="false"),
    Column("is_private", Boolean, nullable=False, server_default="false"),
    instant("starts_at"),
    instant("ends_at"),
    text("remote_id"),
    text("fault"),
    instant("removed_at", nullable=True),
    refers("import_id", "calendar_imports", on_delete="CASCADE"),
)
Index("ix_calendar_import_dates_import", calendar_import_dates.c.import_id, calendar_import_dates.c.position)
