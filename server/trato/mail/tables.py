"""Tables of mail: folders and copies per mailbox, messages once per tenant, threads, and the keys that join them.

Further indexes lead with what tells rows apart, never with the tenant: see migration 0008 for why. Ids are unique
over all tenants.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Index, Integer, SmallInteger, Text

from trato.db.schema import entity, instant, ref, refers, relation, text

mail_folders = relation(
    "mail_folders",
    ref("mailbox_id"),
    text("remote_id"),
    text("parent_remote_id", nullable=True),
    text("name"),
    text("well_known_name"),
    Column("total_items", Integer, nullable=False, server_default="0"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)

threads = entity(
    "threads",
    text("topic"),
    instant("first_at"),
    instant("last_at"),
    text("opener"),
    Column("opens_as_reply", Boolean, nullable=False, server_default="false"),
)
Index("ix_threads_topic", threads.c.topic, threads.c.tenant_id)

# One row a mail, however many mailboxes hold it. The words people wrote are apart, in message_texts.
messages = entity(
    "messages",
    ref("thread_id"),
    instant("sent_at"),
    instant("received_at"),
    text("sender"),
    text("sender_name"),
    text("direction"),
    text("automated_kind"),
    text("automated_why"),
    text("sensitivity"),
    Column("is_draft", Boolean, nullable=False, server_default="false"),
    Column("has_attachments", Boolean, nullable=False, server_default="false"),
    Column("reference_numbers", ARRAY(Text), nullable=False, server_default="{}"),
    Column("marks", ARRAY(SmallInteger), nullable=False, server_default="{}"),
    refers("thread_id", "threads"),
    CheckConstraint("direction IN ('in', 'out', 'internal')", name="direction_known"),
)
Index("ix_messages_thread", messages.c.thread_id, messages.c.sent_at)
Index("ix_messages_calendar", messages.c.sent_at, postgresql_where=messages.c.automated_kind == "calendar")

message_texts = relation(
    "message_texts",
    ref("message_id"),
    text("subject"),
    text("summary"),
    refers("message_id", "messages", on_delete="CASCADE"),
    key=("message_id",),
)

# What a mail is known by: "id:<Message-ID>" (RFC 5322 §3.6.4) and "fp:<fingerprint>". The key decides, so two
# workers that meet the same mail in two mailboxes cannot make it two.
message_keys = relation(
    "message_keys",
    text("key"),
    ref("message_id"),
    refers("message_id", "messages", on_delete="CASCADE"),
    key=("key",),
)
Index("ix_message_keys_message", message_keys.c.message_id)

message_participants = relation(
    "message_participants",
    ref("message_id"),
    text("role"),
    text("address"),
    text("name"),
    refers("message_id", "messages", on_delete="CASCADE"),
    CheckConstraint("role IN ('from', 'to', 'cc', 'bcc')", name="role_known"),
    key=("message_id", "address", "role"),
)
Index("ix_message_participants_address", message_participants.c.address, message_participants.c.tenant_id)

message_copies = relation(
    "message_copies",
    ref("mailbox_id"),
    text("remote_id"),
    ref("message_id"),
    text("folder_remote_id"),
    text("change_key"),
    text("conversation_id"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    Column("categories", ARRAY(Text), nullable=False, server_default="{}"),
    text("sensitivity"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    refers("message_id", "messages"),
    key=("mailbox_id", "remote_id"),
)
Index("ix_message_copies_message", message_copies.c.message_id)
Index(
    "ix_message_copies_folder",
    message_copies.c.mailbox_id,
    message_copies.c.folder_remote_id,
    message_copies.c.full_round,
)
Index("ix_message_copies_conversation", message_copies.c.mailbox_id, message_copies.c.conversation_id)

# What leads to a thread: "id:<Message-ID>" of any mail in it or referred to by one.
thread_keys = relation(
    "thread_keys",
    text("key"),
    ref("thread_id"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    key=("key",),
)
Index("ix_thread_keys_thread", thread_keys.c.thread_id)

thread_participants = relation(
    "thread_participants",
    ref("thread_id"),
    text("address"),
    refers("thread_id", "threads", on_delete="CASCADE"),
    key=("thread_id", "address"),
)
