"""Raw mails on disk: one nameless temporary file that mails are appended to and read from by any thread."""

import tempfile
import threading

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """Where a raw mail lies in the store."""

    offset: int
    length: int


class RawStore:
    """Keeps mails out of memory; the operating system's page cache makes reading them cheap."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="graph-sandbox-")  # noqa: SIM115 - lives as long as the store
        self._end = 0
        self._lock = threading.Lock()

    def add(self, raw: bytes) -> Span:
        """Append one mail."""
        with self._lock:
            span = Span(self._end, len(raw))
            self._file.seek(self._end)
            self._file.write(raw)
            self._end += len(raw)
        return span

    def read(self, span: Span) -> bytes:
        """One mail's bytes."""
        with self._lock:
            self._file.seek(span.offset)
            return self._file.read(span.length)

    def close(self) -> None:
        """Free the disk space."""
        self._file.close()
