"""The web server: granian, within this process; with more than one process asked for, in children that it forks.

Granian binds its address itself and tells of a taken port in its own words; here it is given a socket that listens
already, so that port 0 works and what can be wrong is said before anything else is started. Its in-process server is
meant for interpreters without a global lock; with one it works as well, and is what one process needs: nothing is left
behind when it is killed (docs/decisions/0007).
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server.mp import MPServer
from granian.server.mt import MTServer

THREADS = 48
BACKLOG = 1024
GRACE_S = 5.0

Wsgi = Callable[..., Any]


class _OnSocket:
    """Takes a socket that listens already; a hang-up of the terminal ends it, as every other signal."""

    _shd: Any
    _sfd: Any
    _ssp: Any
    _sso: Any = None

    def __init__(self, listening: socket.socket, *, processes: int = 1) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(  # type: ignore[call-arg]
            "trato",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=THREADS,
            backlog=BACKLOG,
            log_enabled=False,
            workers_kill_timeout=int(GRACE_S),
        )
        self._listening = listening

    def _init_shared_socket(self) -> None:
        self._sfd = self._listening.fileno()
        self._shd = SocketHolder(self._sfd, False, BACKLOG)  # type: ignore[call-arg]  # noqa: FBT003  granian's own order
        self._ssp = None

    def signal_handler_reload(self, *args: Any, **options: Any) -> None:
        """End; there is nothing to read anew."""
        self.signal_handler_interrupt(*args, **options)  # type: ignore[attr-defined]


class _Ending:
    """An application whose streams end when the server does, at their next part."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner
        self.is_over = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._inner(environ, start_response)
        return answer if isinstance(answer, list) else self._parts(answer)

    def _parts(self, answer: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for part in answer:
                yield part
                if self.is_over.is_set():
                    return
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()


class _InProcess(_OnSocket, MTServer):
    before_stop: Callable[[], None]

    def _check_gil(self) -> None:
        """Granian refuses an interpreter with a global lock here, and works with one."""

    def _spawn_worker(self, *args: Any, **options: Any) -> Any:
        worker = super()._spawn_worker(*args, **options)
        # An answer that never ends, such as a stream of events, must not keep the process for ever.
        worker.inner.daemon = True
        setattr(worker, "_watch", threading.Thread(target=worker._watcher, daemon=True).start)  # noqa: B010, SLF001
        return worker

    def _stop_workers(self) -> None:
        self.before_stop()
        for worker in self.wrks:
            worker.terminate()  # type: ignore[no-untyped-call]
        for worker in self.wrks:
            worker.join(GRACE_S)  # type: ignore[no-untyped-call]
        if any(worker.inner.is_alive() for worker in self.wrks):
            # Granian's threads must not outlive the interpreter, which they call: it ends without taking itself down.
            atexit.register(_leave)


class _Processes(_OnSocket, MPServer):
    pass


def serve(application: Wsgi, listening: socket.socket, *, processes: int, after_fork: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, within this process or in `processes` children.

    `after_fork` is called in each child before it answers: what must not be shared with the parent is made anew.
    """
    if processes == 1:
        ending = _Ending(application)
        server = _InProcess(listening)
        server.before_stop = ending.is_over.set
        server.serve(target_loader=lambda: ending, wrap_loader=False)
        return
    parent = os.getpid()

    def in_child() -> Wsgi:
        after_fork()
        _end_with(parent)
        return application

    _Processes(listening, processes=processes).serve(target_loader=in_child, wrap_loader=False)


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, even if it was killed and could not say so."""

    def watch() -> None:
        over = threading.Event()
        while os.getppid() == parent:
            over.wait(1.0)
        os.kill(os.getpid(), signal.SIGTERM)
        # What is being answered may end; a server that nobody watches must not stay for it.
        over.wait(GRACE_S)
        _leave()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
