"""Tables of contact lists: folders, which of them are followed, and contacts as they are in Outlook."""

from __future__ import annotations

from trato.db.schema import text
from trato.sync.choices import choice_table, collection_table, is_so, item_table

INSIDE = "folder_remote_id"

contact_folders = collection_table(
    "contact_folders", text("parent_remote_id", nullable=True), text("name"), is_so("is_default", usually=False)
)
followed_contact_folders = choice_table("followed_contact_folders", "contact_folders")

# `fields` is a Card (phonebook/model.py) as JSON.
outlook_contacts = item_table("outlook_contacts", text("photo_etag"), inside=INSIDE, index="ix_outlook_contacts_folder")
