"""Serve the application on this machine, with a worker beside it that goes on following the mailboxes."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from waitress.server import create_server

from trato.errors import TratoError

THREADS = 8


class PortInUseError(TratoError):
    """Something else listens at the port."""

    code = "port_in_use"


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises PortInUseError naming it and the remedy."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortInUseError(
                f"port {port} of {host} is taken; choose another with --port, 0 takes any free one"
            ) from error
        raise
    taken.listen(128)
    return taken


def serve(application: Any, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM."""
    server = create_server(
        application, sockets=[listening], threads=THREADS, ident="trato", clear_untrusted_proxy_headers=True
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[None]:
    """Run `trato work` beside the web server: a child process, so that it never slows an answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "trato", "work", "--until-parent-ends"],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
