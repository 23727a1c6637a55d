"""Tables of the daily digest: when somebody wants it, and the one of each day."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, SmallInteger

from trato.db.schema import instant, ref, refers, relation

# No row: as Trato has it. `hour` is that of the user's own zone.
digest_wishes = relation(
    "digest_wishes",
    ref("user_id"),
    Column("is_on", Boolean, nullable=False, server_default="true"),
    Column("hour", SmallInteger, nullable=False, server_default="7"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour_bounded"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("user_id",),
)

# The key makes it one a day, whoever else tries. What it says is read when it is looked at, so that nothing is kept
# here of what was taken out since; `steps`, `visits` and `holds` are how many there were.
digests = relation(
    "digests",
    ref("user_id"),
    Column("day", Date, nullable=False),
    instant("made_at"),
    Column("steps", Integer, nullable=False, server_default="0"),
    Column("visits", Integer, nullable=False, server_default="0"),
    Column("holds", Integer, nullable=False, server_default="0"),
    refers("user_id", "users", on_delete="CASCADE"),
    key=("user_id", "day"),
)
