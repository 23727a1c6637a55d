"""A client's notification address, for tests."""

import threading

from waitress import wasyncore
from waitress.server import create_server


class Listener:
    """Collects what is posted to it; `script` may answer otherwise."""

    def __init__(self):
        self.received = []
        self.validations = 0
        self.statuses = []
        self.echo = True
        self._arrived = threading.Condition()
        self._map = {}
        self._server = create_server(self._answer, map=self._map, host="127.0.0.1", port=0, threads=4)
        self.url = f"http://127.0.0.1:{self._server.effective_port}/hook?keep=1"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            wasyncore.poll2(0.05, self._map)

    def _answer(self, environ, start_response):
        import json
        from urllib.parse import parse_qs

        body = environ["wsgi.input"].read()
        token = parse_qs(environ.get("QUERY_STRING", "")).get("validationToken")
        with self._arrived:
            if token:
                self.validations += 1
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [token[0].encode() if self.echo else b"something else"]
            status = self.statuses.pop(0) if self.statuses else "202 Accepted"
            if status.startswith("2"):
                self.received += json.loads(body)["value"]
            self._arrived.notify_all()
        start_response(status, [("Content-Length", "0")])
        return [b""]

    def wait_for(self, number, seconds=5):
        with self._arrived:
            self._arrived.wait_for(lambda: len(self.received) >= number, timeout=seconds)
            return list(self.received)

    def close(self):
        self._stop.set()
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)
