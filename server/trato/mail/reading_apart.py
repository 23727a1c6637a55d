"""Read large pages of mail in a process beside, so that a first import uses two processors: one reads, one applies.

Pages go there and back through its standard streams, each with its length in front. It ends with its input, and so
with this process, however that ends. Whatever goes wrong there, the page is read here instead.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO

import msgspec

from trato import typed
from trato.graph import payloads
from trato.mail.model import MailItem
from trato.mail.understanding import Unread, read_but_the_bad
from trato.sync.decoding import decode_page
from trato.sync.protocols import Misread

LARGE = 300
FIRST_APART = 3  # a process is worth its start only when more pages are likely to come
COLLECT_AFTER = 100_000
_LENGTH = 8


class Asked(msgspec.Struct):
    """Undecoded mails, and the folder whose page they are."""

    folder: str
    raws: list[bytes]


class Read(msgspec.Struct):
    """What a page says; see sync.protocols.Page."""

    upserts: list[MailItem]
    removed: list[str]
    misread: list[Misread]


class ReadingApart:
    """Reads pages in a process of its own, started when it is worth it; leave the context to end it."""

    def __init__(self) -> None:
        self._pages = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = (os.cpu_count() or 1) < 2  # a single processor has nobody to hand over to
        self._in_use = threading.Lock()

    def __enter__(self) -> ReadingApart:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        process = self._process
        if process is not None:
            process.kill()  # ends an answer that is waited for
            with self._in_use:
                self._end()

    def read(self, raws: Sequence[msgspec.Raw], folder: str) -> Read | None:
        """Return what the page says, or None if it is to be read here."""
        if self._is_over or len(raws) < LARGE:
            return None
        self._pages += 1
        if self._pages < FIRST_APART:
            return None
        with self._in_use:
            try:
                return self._exchange(Asked(folder, [bytes(raw) for raw in raws]))
            except (OSError, EOFError, msgspec.MsgspecError):
                self._is_over = True
                self._end()
                return None

    def _exchange(self, asked: Asked) -> Read | None:
        if self._is_over:
            return None
        if self._process is None:
            command = [sys.executable, "-m", __name__]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  ours
        there, back = self._process.stdin, self._process.stdout
        if there is None or back is None:
            raise EOFError
        _send(there, msgspec.msgpack.encode(asked))
        return typed.from_msgpack(_receive(back), Read)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the input ends. A page that cannot be answered ends it too: it is read where it came from."""
    with contextlib.suppress(EOFError):
        while True:
            page = typed.from_msgpack(_receive(asked), Asked)
            _send(answers, msgspec.msgpack.encode(_read(page)))


def _read(page: Asked) -> Read:
    answer = payloads.Page(value=[msgspec.Raw(raw) for raw in page.raws])
    unread = decode_page(answer, payloads.Message, lambda message: Unread(message.id, message, page.folder))
    read, misread = read_but_the_bad(unread.upserts)
    return Read(list(read.values()), list(unread.removed), [*unread.misread, *misread])


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_LENGTH, "big"))
    stream.write(content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """Return what the other side sent. Raises EOFError when it has gone."""
    return _exactly(stream, int.from_bytes(_exactly(stream, _LENGTH), "big"))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the keyboard is the worker's to deal with
    gc.set_threshold(COLLECT_AFTER)
    serve(sys.stdin.buffer, sys.stdout.buffer)
