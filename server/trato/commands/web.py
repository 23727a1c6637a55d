"""Serve the application on this machine, with a worker beside it that goes on following the mailboxes."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from apiflask import APIFlask

from trato.commands import web_server
from trato.db.engine import Database
from trato.errors import TratoError


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
    taken.listen(web_server.BACKLOG)
    return taken


def serve(application: APIFlask, listening: socket.socket, database: Database, *, processes: int = 1) -> None:
    """Serve until SIGINT or SIGTERM."""
    # A child must not share the connections that its parent opened.
    web_server.serve(application, listening, processes=processes, after_fork=database.forget_connections)


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
