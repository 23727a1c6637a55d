"""Conversation topics and indexes (MS-OXOMSG 2.2.1.3, 2.2.1.5)."""

import re
from base64 import b64encode
from datetime import UTC, datetime

# The prefixes Outlook puts before a subject in the languages it is much used in.
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|rv|aw|wg|tr|sv|vs|antw|res|enc|r|i)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def topic_of(subject: str) -> str:
    """The subject without reply and forward prefixes."""
    return _SPACES.sub(" ", _PREFIX.sub("", subject)).strip()


def index_of(conversation: bytes, started: datetime, when: datetime) -> str:
    """The conversationIndex: header block of the thread, and a child block for a later mail of it."""
    header = b"\x01" + _ticks(started).to_bytes(8, "big")[1:6] + conversation
    if when <= started:
        return b64encode(header).decode()
    later = min(_ticks(when) - _ticks(started), (1 << 54) - 1)
    return b64encode(header + ((later >> 18) & 0x7FFFFFFF).to_bytes(4, "big") + b"\x10").decode()


def _ticks(when: datetime) -> int:
    return max(0, int((when - _EPOCH).total_seconds() * 10_000_000))
