"""Serve the application on this machine, with a worker beside it that goes on following the mailboxes."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from apiflask import APIFlask

from trato.commands import web_server
from trato.db.engine import Database
from trato.errors import TratoError

LOOK_S = 0.5
PAUSE_S = 5.0


class PortInUseError(TratoError):
    """Something else listens at the port."""

    code = "port_in_use"


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises PortInUseError naming it and the remedy."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Inherited by each connection: an answer goes out as two writes, and the second would wait some 40 ms for the
    # caller to say that it has the first (Nagle's algorithm, RFC 896, meeting delayed acknowledgements, RFC 1122).
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortInUseError(
                f"port {port} of {host} is taken; choose another with --port, 0 takes any free one"
            ) from error
        raise
    taken.listen(web_server.BACKLOG)
    return taken


def serve(application: APIFlask, listening: socket.socket, database: Database, *, processes: int = 1) -> None:
    """Serve until SIGINT or SIGTERM."""
    # A child must not share the connections that its parent opened.
    web_server.serve(application, listening, processes=processes, after_fork=database.forget_connections)


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[None]:
    """Run `trato work` beside the web server: a child process, so that it never slows an answer.

    One that ends by itself is started again, so that mailboxes are followed for as long as the pages are served.
    """
    over = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=({**os.environ, **environment}, over), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_working(environment: Mapping[str, str], over: threading.Event) -> None:
    command = [sys.executable, "-m", "trato", "work", "--until-parent-ends"]
    while not over.is_set():
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603  our own module
        while process.poll() is None and not over.wait(LOOK_S):
            continue
        _end(process)
        over.wait(PAUSE_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
