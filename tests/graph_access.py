"""Graph clients for a running sandbox, with a token that needs no sign-in."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from graph_sandbox import Sandbox
from trato.graph.client import GraphClient
from trato.graph.governor import Governor


@dataclass(frozen=True)
class SandboxTokens:
    """The application's own token (trato.graph.auth.Tokens)."""

    sandbox: Sandbox

    def token(self) -> str:
        return self.sandbox.token()


def client_of(sandbox: Sandbox, governor: Governor | None = None) -> GraphClient:
    return GraphClient(f"{sandbox.url}/v1.0", SandboxTokens(sandbox), governor)


def control(sandbox: Sandbox, method: str, path: str, payload: object = None) -> dict:
    """Turn one of the sandbox's knobs."""
    reply = requests.request(method, f"{sandbox.url}/_sandbox{path}", json=payload, timeout=10)
    reply.raise_for_status()
    return reply.json()


def call(sandbox: Sandbox, method: str, upn: str, path: str, payload: object = None) -> dict:
    """Do something in a mailbox as its owner would."""
    headers = {"Authorization": f"Bearer {sandbox.token(upn)}", "Prefer": 'IdType="ImmutableId"'}
    reply = requests.request(method, f"{sandbox.url}/v1.0/me{path}", json=payload, headers=headers, timeout=10)
    reply.raise_for_status()
    return reply.json() if reply.content else {}
