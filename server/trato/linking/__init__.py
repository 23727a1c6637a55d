"""Which contacts, account and opportunity a thread or an event concerns, and why."""
