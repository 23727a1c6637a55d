"""Worker processes that a test starts, pauses and kills."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from tests.chaos.worker import Order, Report

PATIENCE_S = 120.0


@dataclass
class Worker:
    """One pass under way, or what became of it."""

    pid: int
    order: Order
    status: int | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def is_running(self) -> bool:
        return not self.ended.is_set()

    def signal(self, number: int) -> None:
        if self.is_running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> bool:
        """kill -9; tell whether that is what it died of."""
        self.signal(signal.SIGKILL)
        return self.wait() == -signal.SIGKILL

    def wait(self) -> int:
        """Wait for its end; return its exit status, or minus the signal."""
        assert self.ended.wait(PATIENCE_S), f"worker {self.pid} hangs"
        assert self.status is not None
        return self.status

    def report(self) -> Report:
        """What it did; it must have come to its end."""
        assert self.wait() == 0, f"worker {self.pid} ended with {self.status}"
        return Report(**json.loads(Path(self.order.report).read_text("utf-8")))


class Stable:
    """Forks workers from a process that has everything imported."""

    def __init__(self, folder: Path, *, words: IO[str] | None = None) -> None:
        self._folder = folder
        self._workers: dict[int, Worker] = {}
        self._started: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == '{"ready": true}\n'
        self._reader = threading.Thread(target=self._read, name="stable", daemon=True)
        self._reader.start()

    def start(self, order: Order) -> Worker:
        """Start a pass."""
        self._number += 1
        order = Order(**{**asdict(order), "report": str(self._folder / f"report-{self._number}.json")})
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        worker = self._started.get(timeout=PATIENCE_S)
        worker.order = order
        return worker

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "started" in told:
                self._workers[told["started"]] = Worker(told["started"], Order("", "", 0))
                self._started.put(self._workers[told["started"]])
            else:
                worker = self._workers.pop(told["ended"])
                worker.status = told["status"]
                worker.ended.set()

    def close(self) -> None:
        """Kill what still runs."""
        for worker in list(self._workers.values()):
            worker.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Stable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
