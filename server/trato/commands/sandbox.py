"""Start the Graph sandbox as a process of its own and wait until it serves."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from trato.errors import TratoError


class SandboxError(TratoError):
    """The sandbox did not start; the message carries its last words."""

    code = "sandbox_failed"


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that serves at `url`."""

    url: str
    process: subprocess.Popen[str]

    def tell(self, path: str = "") -> dict[str, Any]:
        """Ask the sandbox's control API."""
        answer = requests.get(f"{self.url}/_sandbox{path}", timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def set_clock(self, now: datetime) -> None:
        """Have the sandbox go on from this instant."""
        answer = requests.put(f"{self.url}/_sandbox/clock", json={"now": now.isoformat()}, timeout=30)
        answer.raise_for_status()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(folder: Path, *, port: int = 0, now: str | None = None, strict: bool = False) -> RunningSandbox:
    """Start a sandbox on `folder`. Raises SandboxError with its reason when it does not serve."""
    arguments: list[str] = [sys.executable, "-m", "graph_sandbox", "--tenant", str(folder), "--port", str(port)]
    arguments += ["--until-parent-ends"]
    arguments += ["--now", now] if now else []
    arguments += ["--strict"] if strict else []
    process = _spawn(arguments)
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line.startswith("ready "):
        words = process.stderr.read().strip().splitlines() if process.stderr else []
        process.wait()
        raise SandboxError(words[-1] if words else "the Graph sandbox did not start")
    _drain(process)
    return RunningSandbox(line.removeprefix("ready "), process)


def _spawn(arguments: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own module, arguments as a list
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )


def _drain(process: subprocess.Popen[str]) -> None:
    # What it says on stderr is asked of its control API; unread, it would fill the pipe and stop the sandbox.
    def read() -> None:
        for _line in process.stderr or ():
            continue

    threading.Thread(target=read, name="sandbox-stderr", daemon=True).start()
