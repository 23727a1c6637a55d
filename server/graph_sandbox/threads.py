"""Finds the conversation of a mail as Exchange does on delivery: by reference, else by topic."""

from datetime import datetime

from graph_sandbox import ids


class Threads:
    """The conversations of one mailbox."""

    def __init__(self) -> None:
        self._by_message_id: dict[str, bytes] = {}
        self._by_topic: dict[str, bytes] = {}
        self.started: dict[bytes, datetime] = {}

    def alias(self, name: str, conversation: bytes) -> None:
        """A mail's own Message-ID, where it is known only after it was joined."""
        self._by_message_id.setdefault(name, conversation)

    def join(self, own: str, references: list[str], topic: str, when: datetime) -> bytes:
        """The conversation of a mail that arrives now; a new one if nothing is known of it."""
        known = next((self._by_message_id[r] for r in (own, *reversed(references)) if r in self._by_message_id), None)
        if known is None and not references and topic:
            known = self._by_topic.get(topic)
        if known is None:
            known = ids.key_of("conversation", references[0] if references else (topic or own)).to_bytes(8, "big") * 2
        for name in (own, *references):
            self._by_message_id.setdefault(name, known)
        if topic and not references:
            self._by_topic.setdefault(topic, known)
        self.started.setdefault(known, when)
        return known
