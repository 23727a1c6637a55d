"""A worker process for tests: some threads call a mailbox in turn, and say as JSON what became of it.

Prints `ready` when it is connected, starts at the first line of its input. Killing and stopping it is the test's part.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from trato.db.engine import open_database
from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.graph.governor import Governor, Limits
from trato.graph.payloads import Page
from trato.graph.slot_session import Liveness, SlotSession


@dataclass(frozen=True)
class Order:
    """What a caller does: `calls` GETs of `path` in each of `threads` threads."""

    conninfo: str
    url: str
    token: str
    path: str
    tenant_id: int
    threads: int = 4
    calls: int = 5
    is_user: bool = False
    stale_s: float = 15.0
    limits: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A token that was handed in (trato.graph.auth.Tokens)."""

    value: str

    def token(self) -> str:
        return self.value


@dataclass
class Caller:
    """A running worker process."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls, order: Order) -> Caller:
        arguments = [sys.executable, "-m", "tests.graph.caller", json.dumps(dataclasses.asdict(order))]
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline().strip() == "ready"
        return cls(process)

    def go(self) -> None:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def report(self) -> dict[str, int]:
        """What became of each call: `done`, or the code of its error."""
        return json.loads(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def main() -> None:
    order = Order(**json.loads(sys.argv[1]))
    database = open_database(order.conninfo)
    session = SlotSession(database, Liveness(beat_s=0.2, stale_s=order.stale_s))
    governor = Governor(database, limits=Limits(**order.limits), tenant_id=order.tenant_id, session=session)
    client = GraphClient(order.url, Given(order.token), governor)
    client = client.as_user_action() if order.is_user else client
    governor.enter("nobody").answered()
    _say("ready")
    sys.stdin.readline()

    def call(_number: int) -> Counter[str]:
        became: Counter[str] = Counter()
        for _ in range(order.calls):
            try:
                client.get(order.path, Page)
                became["done"] += 1
            except TratoError as error:
                became[error.code] += 1
        return became

    started = time.monotonic()
    with ThreadPoolExecutor(order.threads) as pool:
        total = sum(pool.map(call, range(order.threads)), Counter())
    _say(json.dumps(total | {"ms": int((time.monotonic() - started) * 1000)}))
    governor.close()
    database.dispose()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
