"""`trato demo` as a process of its own, as a person starts it; nothing of it is left running afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

READY = "ready "
PATIENCE_S = 300


@dataclass
class DemoServer:
    """A demo with a home folder of its own. It leads a process group, so that nobody it started gets away."""

    home: Path
    arguments: Sequence[str] = ("--port", "0")
    url: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def words(self) -> str:
        """What it said on stderr."""
        log = self.home / "stderr.txt"
        return log.read_text("utf-8", "replace") if log.is_file() else ""

    def start(self) -> DemoServer:
        """Start it and wait until it serves; its last words are the failure where it does not."""
        process = self.spawn()
        watchdog = threading.Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            line = next((line for line in process.stdout or () if line.startswith(READY)), "")
        finally:
            watchdog.cancel()
        if not line:
            raise RuntimeError(f"the demo ended with {self.kill()} before it served: {self.words}")
        self.url = line.removeprefix(READY).strip()
        return self

    def spawn(self) -> subprocess.Popen[str]:
        """Start it and return at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "stderr.txt").open("w") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "trato", "demo", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
                env=environment(self.home),
                start_new_session=True,
            )
        return self.process

    def stop(self) -> int | None:
        """End it as a person does; return its exit status."""
        if self.process is None:
            return None
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        return self.kill()

    def kill(self) -> int:
        """Kill it and what it started, without a word; its database goes on, as after a real crash."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        status = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def environment(home: Path) -> dict[str, str]:
    """The surroundings of a command: the machine's, none of its settings, and this home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRATO_")}
    return {**kept, "TRATO_HOME": str(home), "PYTHONFAULTHANDLER": "1"}  # a crash in a library says where it was


def stop_database(home: Path) -> None:
    """Stop the embedded PostgreSQL of a home where it still runs, and wait until it is gone."""
    noted = home / "postgres" / "postmaster.pid"
    if not noted.is_file():
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        server = psutil.Process(int(noted.read_text().splitlines()[0]))
        # A killed server leaves its number behind, which may be another process's by now.
        if server.name() == "postgres":
            server.send_signal(signal.SIGQUIT)
    for _ in range(300):
        if not noted.is_file():
            return
        threading.Event().wait(0.1)


@contextlib.contextmanager
def home_folder() -> Iterator[Path]:
    """A TRATO_HOME with a short path (sockets need one), gone afterwards with the database in it."""
    home = Path(tempfile.mkdtemp(prefix="trato-home-"))
    try:
        yield home
    finally:
        stop_database(home)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    """The demo of the invented company, serving."""
    with home_folder() as home:
        server = DemoServer(home)
        try:
            yield server.start()
        finally:
            server.stop()
