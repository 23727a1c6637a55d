"""Runs the sandbox: in its own thread for tests, or in the foreground."""

import contextlib
import logging
import socket
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher, WSGITask

from graph_sandbox.app import HANG_UP, Application
from graph_sandbox.call import State
from graph_sandbox.control import Control
from graph_sandbox.entra import Entra
from graph_sandbox.graph import Graph
from graph_sandbox.metering import Meter
from graph_sandbox.permissions import Applications
from graph_sandbox.scenario import Scenario, apply_scenario, read_scenario
from graph_sandbox.world import World, load_world

# A slow answer (a fault of latency, a large page) holds its thread and no other: more are made as they are needed.
_FEWEST_THREADS, _MOST_THREADS = 4, 512
_POLL_S = 0.2


class _Task(WSGITask):  # type: ignore[misc]
    """Lets the application close the connection without a word."""

    def get_environment(self) -> dict[str, Any]:
        """The usual, and the way to hang up."""
        environ: dict[str, Any] = super().get_environment()
        environ[HANG_UP] = self._hang_up
        return environ

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.channel.socket.shutdown(socket.SHUT_RDWR)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests can be cut off."""

    task_class = _Task


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Gives each request a thread at once, so that what is in flight here is what clients have in flight."""

    def __init__(self) -> None:
        super().__init__()
        self.set_thread_count(_FEWEST_THREADS)

    def add_task(self, task: Any) -> None:
        """Queue a request; with no thread at rest for it, make one."""
        with self.lock:
            at_rest = len(self.threads) - self.stop_count - self.active_count
            wanted = len(self.queue) + 1 - at_rest
            if wanted > 0 and len(self.threads) < _MOST_THREADS:
                self._add_thread()
            self.queue.append(task)
            self.queue_cv.notify()

    def _add_thread(self) -> None:
        number = max(self.threads, default=-1) + 1
        self.threads.add(number)
        self.active_count += 1
        self.start_new_thread(self.handler_thread, number)


class Sandbox:
    """A tenant served over HTTP.

    `with Sandbox.from_folder(folder) as sandbox:` serves it at `sandbox.url` until the block ends.
    """

    def __init__(
        self, world: World, *, scenario: Scenario | None = None, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.world = world
        self.meter = Meter()
        self.state = State(world)
        self._map: dict[int, object] = {}
        logging.getLogger("waitress").setLevel(logging.CRITICAL)
        self._server = create_server(
            self._answer,
            map=self._map,
            host=host,
            port=port,
            _dispatcher=_Dispatcher(),
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=200_000_000,
            channel_request_lookahead=0,
            connection_limit=1000,
            asyncore_use_poll=True,
        )
        self._server.channel_class = _Channel
        self.url = f"http://{host}:{self._server.effective_port}"
        self.entra = Entra(
            world.directory, Applications([]), world.clock, f"{self.url}/{world.directory.tenant.id}/v2.0"
        )
        if scenario is not None:
            apply_scenario(scenario, self.state, self.entra)
        graph = Graph(self.state, self.entra, self.meter)
        self._application = Application(graph, self.entra, Control(self.state, self.entra, self.meter), self.meter)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.serve, name="graph-sandbox", daemon=True)

    @classmethod
    def from_folder(
        cls,
        folder: Path | str,
        *,
        scenario: Path | None = None,
        now: datetime | None = None,
        strict: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> Self:
        """Load a tenant folder.

        Raises:
            TenantFolderError: as `load_world`.
            ScenarioError: as `read_scenario`.
        """
        read = read_scenario(scenario) if scenario else None
        return cls(load_world(Path(folder), now, strict=strict), scenario=read, host=host, port=port)

    def serve_forever(self) -> None:
        """Serve in this thread until stopped."""
        self.state.notifier.start()
        self.serve()

    def serve(self) -> None:
        """Answer requests until stopped."""
        while not self._stop.is_set():
            wasyncore.poll2(_POLL_S, self._map)

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()
        self.state.notifier.start()

    def stop(self) -> None:
        """End serving and free everything."""
        self.state.notifier.stop()
        self._stop.set()
        if self._thread.is_alive():
            self._server.pull_trigger()
            self._thread.join(timeout=5)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)
        self.world.close()
        self.state.cache.close()

    def token(self, user: str | None = None, client_id: str = "sandbox-test") -> str:
        """A Graph token without a sign-in: a user's, or the application's own."""
        return self.entra.direct_token(client_id, user)

    def _answer(self, environ, start_response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - waitress's own types
        return self._application(environ, start_response)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
