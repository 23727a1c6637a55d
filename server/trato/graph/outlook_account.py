"""O365 on Trato's own client: its words for events and mails, our sign-in, limits and errors.

O365 brings a sign-in of its own that knows one authority only, keeps tokens in plain files, waits between calls, does
not repeat a POST that was throttled, and at DEBUG logs whole requests. Here it only writes requests: what it would
send goes through `GraphClient`, and what Graph refuses comes back as a GraphError through it. It is not promised to be
safe between threads: an account belongs to one thread.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from O365 import Account, MSGraphProtocol
from O365.connection import Connection
from O365.utils.token import MemoryTokenBackend

from trato.graph.client import GraphClient

# At DEBUG it logs headers and bodies of requests.
logging.getLogger("O365").setLevel(logging.INFO)


class _Wire(requests.Session):
    """Hands O365's requests to the client, which adds who is calling."""

    def __init__(self, client: GraphClient) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Authorization"] = "added by the client"  # O365 demands one before it sends
        self._client = client

    def request(self, method: str | bytes, url: str | bytes, **options: Any) -> requests.Response:  # type: ignore[override]
        parts = requests.Request(
            str(method).upper(), str(url), params=options.get("params"), data=options.get("data")
        ).prepare()
        body = parts.body.encode() if isinstance(parts.body, str) else parts.body
        headers = {name: str(value) for name, value in (options.get("headers") or {}).items()}
        return self._client.exchange(str(parts.method), str(parts.url), headers=headers, body=body)


def account_of(client: GraphClient, mailbox: str) -> Account:
    """Return O365's account of one mailbox, for one thread. Dates without a zone are UTC."""

    class Protocol(MSGraphProtocol):  # type: ignore[misc]
        _protocol_url = f"{client.url.rpartition('/')[0]}/"

    class Wired(Connection):  # type: ignore[misc]
        def get_session(self, *_arguments: Any, **_options: Any) -> requests.Session:
            return _Wire(client)

    class WiredAccount(Account):  # type: ignore[misc]
        connection_constructor = Wired

    version = urlsplit(client.url).path.rpartition("/")[2]
    return WiredAccount(
        ("unused", "unused"),
        protocol=Protocol(api_version=version, timezone="UTC"),
        main_resource=f"user:{quote(mailbox)}",
        token_backend=MemoryTokenBackend(),
        requests_delay=0,
    )
