"""Tables of the calendar: events once per tenant, their occurrences, attendees, and copies per calendar."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

from trato.db.schema import document, entity, instant, ref, refers, relation, text

# A series is one row, known by its iCalUId (RFC 5545 §3.8.4.7); its dates are in event_occurrences.
events = entity(
    "events",
    text("ical_uid"),
    text("organizer"),
    text("time_zone"),
    text("show_as"),
    text("sensitivity"),
    text("location"),
    Column("is_all_day", Boolean, nullable=False, server_default="false"),
    Column("is_series", Boolean, nullable=False, server_default="false"),
    Column("is_online", Boolean, nullable=False, server_default="false"),
    instant("starts_at"),
    instant("ends_at"),
    instant("cancelled_at", nullable=True),
    document("recurrence"),
)
Index("uq_events_ical_uid", events.c.ical_uid, events.c.tenant_id, unique=True)
Index("ix_events_starts", events.c.starts_at, events.c.tenant_id)

event_texts = relation(
    "event_texts",
    ref("event_id"),
    text("subject"),
    refers("event_id", "events", on_delete="CASCADE"),
    key=("event_id",),
)

# `occurrence_key` is the original start in UTC (RFC 5545 RECURRENCE-ID), empty for an event that does not repeat.
# `answers` tells by address what guests said to this date, where it differs from its series.
event_occurrences = relation(
    "event_occurrences",
    ref("event_id"),
    text("occurrence_key"),
    instant("starts_at"),
    instant("ends_at"),
    Column("is_cancelled", Boolean, nullable=False, server_default="false"),
    document("answers"),
    refers("event_id", "events", on_delete="CASCADE"),
    CheckConstraint("ends_at >= starts_at", name="period_ordered"),
    key=("event_id", "occurrence_key"),
)
Index("ix_event_occurrences_starts", event_occurrences.c.starts_at, event_occurrences.c.tenant_id)

event_attendees = relation(
    "event_attendees",
    ref("event_id"),
    text("address"),
    text("name"),
    text("kind"),
    text("response"),
    refers("event_id", "events", on_delete="CASCADE"),
    key=("event_id", "address"),
)
Index("ix_event_attendees_address", event_attendees.c.address, event_attendees.c.tenant_id)

# `says` is what a copy tells of its date (starts_at, ends_at, is_cancelled) while the organizer's tells it: it counts
# when that one goes.
event_copies = relation(
    "event_copies",
    ref("mailbox_id"),
    text("remote_id"),
    ref("event_id"),
    text("occurrence_key"),
    text("change_key"),
    text("response"),
    Column("is_master", Boolean, nullable=False, server_default="false"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    Column("categories", ARRAY(Text), nullable=False, server_default="{}"),
    text("sensitivity"),
    Column("says", JSONB, nullable=True),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("event_id", "events"),
    key=("mailbox_id", "remote_id"),
)
Index("ix_event_copies_event", event_copies.c.event_id, event_copies.c.occurrence_key)
