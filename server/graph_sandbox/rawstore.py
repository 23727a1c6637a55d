"""Bytes on disk: one nameless temporary file that is appended to and read from by any thread."""

import os
import tempfile
import threading

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """Where something lies in the store."""

    offset: int
    length: int


class RawStore:
    """Keeps bytes out of memory; the operating system's page cache makes reading them cheap."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="graph-sandbox-", buffering=0)  # noqa: SIM115 - lives as long as the store
        self._end = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._end

    def add(self, raw: bytes) -> Span:
        """Append some bytes."""
        with self._lock:
            span = Span(self._end, len(raw))
            self._end += len(raw)
        _write(self._file.fileno(), raw, span.offset)
        return span

    def read(self, span: Span) -> bytes:
        """The bytes of a span."""
        return _read(self._file.fileno(), span)

    def clear(self) -> None:
        """Forget everything; spans given so far mean nothing any more."""
        with self._lock:
            self._file.truncate(0)
            self._end = 0

    def close(self) -> None:
        """Free the disk space."""
        self._file.close()


if hasattr(os, "pread"):

    def _write(file: int, raw: bytes, offset: int) -> None:
        view = memoryview(raw)
        while view:
            done = os.pwrite(file, view, offset)
            view, offset = view[done:], offset + done

    def _read(file: int, span: Span) -> bytes:
        return os.pread(file, span.length, span.offset)

else:  # Windows has no reading at a place: the file's own position is shared, so one at a time
    _AT_A_TIME = threading.Lock()

    def _write(file: int, raw: bytes, offset: int) -> None:
        with _AT_A_TIME:
            os.lseek(file, offset, os.SEEK_SET)
            view = memoryview(raw)
            while view:
                view = view[os.write(file, view) :]

    def _read(file: int, span: Span) -> bytes:
        with _AT_A_TIME:
            os.lseek(file, span.offset, os.SEEK_SET)
            return os.read(file, span.length)
