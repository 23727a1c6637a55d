"""Which web pages may talk to the sandbox.

It may hold somebody's real mail and gives tokens to whoever asks, so a page from the internet in the same browser must
not reach it: neither directly (CORS, Fetch standard §3.2) nor under a name that was pointed at this machine (DNS
rebinding). Pages served by this machine may, and so may those that are named.
"""

import ipaddress
from urllib.parse import urlsplit

_LOCAL_ENDINGS = (".localhost", ".test", ".internal")
_REAL_NAMES = ("graph.microsoft.com", "login.microsoftonline.com")


def is_local_name(host: str) -> bool:
    """A name that no stranger can point anywhere: one label, a reserved ending (RFC 6761), or an address."""
    bare = host.strip("[]").lower()
    if not bare or "." not in bare or bare.endswith(_LOCAL_ENDINGS) or bare in _REAL_NAMES:
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


class Origins:
    """The origins that may call from a browser."""

    def __init__(self) -> None:
        self.named: set[str] = set()

    def allows(self, origin: str) -> bool:
        """Whether a page of this origin may; "null" (a sandboxed frame or a file) may not."""
        if origin.rstrip("/").lower() in self.named:
            return True
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _is_here(parts.hostname or "")


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".test")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
