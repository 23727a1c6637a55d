"""An HTTP server that answers as it is told and remembers what it was asked: Graph with bad manners, or a stranger."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass(frozen=True)
class Answer:
    """What to answer; `promised` is a Content-Length that differs from the body's, as when a line breaks."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    promised: int | None = None


class PlainServer:
    """Serves `answer` to everybody; `asked` holds the path and the headers of each request."""

    def __init__(self) -> None:
        self.answer = Answer()
        self.asked: list[tuple[str, Message]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, self.headers))
                told = server.answer
                self.send_response(told.status)
                for name, value in told.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told.body) if told.promised is None else told.promised))
                self.end_headers()
                self.wfile.write(told.body)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> PlainServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
