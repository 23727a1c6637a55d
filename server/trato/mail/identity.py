"""Which copies are the same mail: by Message-ID (RFC 5322 §3.6.4), or by a fingerprint of what it says.

Exports and journaling give each copy a Message-ID of its own. Such copies still agree on the author, the subject,
the second it was sent and the text; recipients are left out on purpose, because blind copies and expanded lists
differ between copies.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

TEXT_CHARACTERS = 2000
_BLANKS = bytes(code for code in range(128) if chr(code).isspace())
_BRACKETED = re.compile(r"<([^<>\s]{1,900})>")


def fingerprint(*, sender: str, subject: str, sent_at: datetime, text: str) -> str:
    """Return 32 hexadecimal digits that are equal for copies of one mail and differ for different mails."""
    parts = (sender.lower(), " ".join(subject.split()), str(int(sent_at.timestamp())), _squeezed(text))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _squeezed(text: str) -> str:
    # Without blanks, as far as it counts: more of a long text is looked at only where blanks fill its beginning.
    seen = TEXT_CHARACTERS + TEXT_CHARACTERS // 2
    while True:
        squeezed = _without_blanks(text[:seen])
        if len(squeezed) >= TEXT_CHARACTERS or seen >= len(text):
            return squeezed[:TEXT_CHARACTERS]
        seen *= 4


def _without_blanks(text: str) -> str:
    return text.encode("ascii").translate(None, _BLANKS).decode("ascii") if text.isascii() else "".join(text.split())


def bare_id(value: str) -> str:
    """Return a Message-ID without angle brackets and blanks; ids compare byte by byte."""
    return value.strip().strip("<>").strip()


def bare_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs of a References or In-Reply-To field, oldest first, each once."""
    return tuple(dict.fromkeys(_BRACKETED.findall(value)))
