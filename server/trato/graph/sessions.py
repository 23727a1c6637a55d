"""HTTP to Graph: connections that are kept and shared, a name for every call, and links that may be followed.

A `requests.Session` is not promised to be safe between threads, urllib3's pool of connections is: so each thread has
a session of its own, and all of them one pool. Redirects are never followed, and nothing of the environment (proxies,
.netrc) is used, so that a token goes to Graph and nowhere else.
"""

from __future__ import annotations

import re
import threading
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

from trato import __version__
from trato.graph.errors import UntrustedLinkError

CONNECTIONS = 16
IMMUTABLE_IDS = 'IdType="ImmutableId"'
READING = ("GET", "HEAD")
_MAILBOX = re.compile(r"/users(?:/|\(')([^/?')]+)(?:'\))?/")
_ME = re.compile(r"/me/")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a call needs of a mailbox: so many slots, for that many requests."""

    at_once: int = 1
    requests: int = 1


class _WholeAnswers(HTTPAdapter):
    """Reads an answer in one piece: requests' own way holds it twice, in small parts and then joined."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request and read its answer; raises requests' own errors."""
        response = super().send(request, *args, **options)
        try:
            response._content = response.raw.read(decode_content=True)  # noqa: SLF001  where requests keeps it
            response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001
        except (ProtocolError, ReadTimeoutError) as error:
            response.close()
            raise requests.exceptions.ChunkedEncodingError(error) from error
        except DecodeError as error:
            response.close()
            raise requests.exceptions.ContentDecodingError(error) from error
        response.raw.release_conn()
        return response


class GraphSessions:
    """Sessions to one Graph, one a thread, over one pool of connections."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._base: SplitResult = urlsplit(self.url)
        self._local = threading.local()
        self._adapter = _WholeAnswers(pool_connections=2, pool_maxsize=CONNECTIONS, max_retries=0)

    def session(self) -> requests.Session:
        """Return this thread's session."""
        found: requests.Session | None = getattr(self._local, "session", None)
        if found is None:
            found = self._local.session = self.new()
        return found

    def new(self) -> requests.Session:
        """Make a session over the shared pool."""
        made = requests.Session()
        made.trust_env = False
        made.headers["User-Agent"] = f"Trato/{__version__}"
        made.mount(f"{self._base.scheme}://", self._adapter)
        return made

    def absolute(self, path: str) -> str:
        """Return the address of a path below the service root, or of a link Graph gave.

        Raises UntrustedLinkError when it leads elsewhere.
        """
        url = path if "://" in path else f"{self.url}/{path.lstrip('/')}"
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise UntrustedLinkError(f"refused to follow a link that is none: {error}") from error
        if parts[:2] != self._base[:2]:
            raise UntrustedLinkError(f"refused to follow a link to {parts.netloc or 'nowhere'}: it is not Graph")
        return url

    def below_root(self, path: str) -> str:
        """Return a path or a link Graph gave as an address within a batch. Raises UntrustedLinkError."""
        url = self.absolute(path)
        if not url.startswith(f"{self.url}/"):
            raise UntrustedLinkError("refused to follow a link that is not below Graph's service root")
        return url.removeprefix(self.url)


def new_request_id() -> str:
    """Return a name for one call, to be given to Microsoft's support (client-request-id)."""
    return str(uuid.uuid4())


def mailbox_of(url: str, *, me: str = "") -> str:
    """Return whose mailbox a request goes to: `users/{id}/…`, `users('id')/…`, or `me`; empty for anything else."""
    path = urlsplit(url).path
    found = _MAILBOX.search(path if path.startswith("/") else f"/{path}")
    if found is not None:
        return unquote(found[1]).lower()
    return me.lower() if _ME.search(f"/{path}") else ""
