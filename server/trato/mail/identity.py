"""Which copies are the same mail: by Message-ID (RFC 5322 §3.6.4), or by a fingerprint of what it says.

Exports and journaling give each copy a Message-ID of its own. Such copies still agree on the author, the subject,
the second it was sent and the text; recipients are left out on purpose, because blind copies and expanded lists
differ between copies.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

TEXT_CHARACTERS = 2000
_BLANK = re.compile(r"\s+")


def fingerprint(*, sender: str, subject: str, sent_at: datetime, text: str) -> str:
    """Return 32 hexadecimal digits that are equal for copies of one mail and differ for different mails."""
    squeezed = _BLANK.sub("", text[: 4 * TEXT_CHARACTERS])
    if len(squeezed) < TEXT_CHARACTERS < len(text):
        squeezed = _BLANK.sub("", text)
    parts = (
        sender.lower(),
        _BLANK.sub(" ", subject).strip(),
        str(int(sent_at.astimezone(UTC).timestamp())),
        squeezed[:TEXT_CHARACTERS],
    )
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def bare_id(value: str) -> str:
    """Return a Message-ID without angle brackets and blanks; ids compare byte by byte."""
    return value.strip().strip("<>").strip()


def bare_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs of a References or In-Reply-To field, oldest first, each once."""
    found = re.findall(r"<([^<>\s]{1,900})>", value)
    return tuple(dict.fromkeys(found))
