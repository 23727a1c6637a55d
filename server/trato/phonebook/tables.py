"""Tables of contact lists: folders, which of them are followed, and contacts as they are in Outlook."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer

from trato.db.schema import document, instant, ref, refers, relation, text

contact_folders = relation(
    "contact_folders",
    ref("mailbox_id"),
    text("remote_id"),
    text("parent_remote_id", nullable=True),
    text("name"),
    Column("is_default", Boolean, nullable=False, server_default="false"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)

# A choice somebody made; it goes with its folder.
followed_contact_folders = relation(
    "followed_contact_folders",
    ref("mailbox_id"),
    text("remote_id"),
    ref("followed_by_id", nullable=True),
    instant("followed_since"),
    ForeignKeyConstraint(
        ["tenant_id", "mailbox_id", "remote_id"],
        ["contact_folders.tenant_id", "contact_folders.mailbox_id", "contact_folders.remote_id"],
        ondelete="CASCADE",
    ),
    refers("followed_by_id", "users", on_delete="SET NULL"),
    key=("mailbox_id", "remote_id"),
)

# `fields` is a Card (phonebook/model.py) as JSON: the last that Outlook told of each field.
outlook_contacts = relation(
    "outlook_contacts",
    ref("mailbox_id"),
    text("remote_id"),
    text("folder_remote_id"),
    text("change_key"),
    text("photo_etag"),
    document("fields"),
    Column("full_round", Integer, nullable=False, server_default="0"),
    refers("mailbox_id", "mailboxes", on_delete="CASCADE"),
    key=("mailbox_id", "remote_id"),
)
Index(
    "ix_outlook_contacts_folder",
    outlook_contacts.c.tenant_id,
    outlook_contacts.c.mailbox_id,
    outlook_contacts.c.folder_remote_id,
    outlook_contacts.c.full_round,
)
