"""Tables of invitations that go by mail: meetings by UID and RECURRENCE-ID, who answered what, times proposed."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer

from trato.db.schema import entity, instant, ref, refers, relation, text

# A meeting of one of us, known by UID and RECURRENCE-ID (empty for the whole). `is_ours`: that user organizes it.
# `sequence` and `stamped_at` (SEQUENCE, DTSTAMP) tell what is newer (RFC 5546 §2.1.5). `rule` is an RRULE, or empty.
invitations = entity(
    "invitations",
    ref("user_id"),
    text("uid"),
    text("recurrence_key"),
    Column("is_ours", Boolean, nullable=False, server_default="false"),
    text("organizer"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    instant("stamped_at"),
    instant("starts_at", nullable=True),
    instant("ends_at", nullable=True),
    text("time_zone"),
    Column("is_all_day", Boolean, nullable=False, server_default="false"),
    text("rule"),
    text("subject"),
    text("place"),
    text("body"),
    text("answer"),
    instant("cancelled_at", nullable=True),
    instant("made_at"),
    refers("user_id", "users", on_delete="CASCADE"),
)
Index(
    "uq_invitations_uid",
    invitations.c.user_id,
    invitations.c.uid,
    invitations.c.recurrence_key,
    invitations.c.tenant_id,
    unique=True,
)

# Who is invited, with the newest answer: an older one never stands over a newer.
invitation_people = relation(
    "invitation_people",
    ref("invitation_id"),
    text("address"),
    text("name"),
    text("response"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    instant("stamped_at", nullable=True),
    refers("invitation_id", "invitations", on_delete="CASCADE"),
    key=("invitation_id", "address"),
)

# Another time that somebody invited would like (COUNTER); a person accepts or declines it.
invitation_proposals = entity(
    "invitation_proposals",
    ref("invitation_id"),
    text("address"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    instant("stamped_at"),
    instant("starts_at"),
    instant("ends_at"),
    text("comment"),
    text("decision"),
    instant("decided_at", nullable=True),
    ref("decided_by_id", nullable=True),
    CheckConstraint("decision IN ('', 'accepted', 'declined')", name="decision"),
    refers("invitation_id", "invitations", on_delete="CASCADE"),
    refers("decided_by_id", "users", on_delete="SET NULL"),
)
Index("ix_invitation_proposals_invitation", invitation_proposals.c.invitation_id)

# A mail that was looked at for a meeting in it, by whose mailbox it lies in; `outcome` is what became of it (itip), or
# why there was nothing: `nothing`, `gone`.
calendar_mails = relation(
    "calendar_mails",
    ref("mailbox_id"),
    ref("message_id"),
    ref("invitation_id", nullable=True),
    text("outcome"),
    instant("read_at"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("message_id", "messages", on_delete="CASCADE"),
    refers("invitation_id", "invitations", on_delete="SET NULL"),
    key=("mailbox_id", "message_id"),
)
Index("ix_calendar_mails_message", calendar_mails.c.message_id)
