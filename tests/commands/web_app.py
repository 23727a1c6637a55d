"""A small application behind Trato's web server, as a process: `python -m tests.commands.web_app PROCESSES`."""

import os
import sys
import threading

from trato.commands import web, web_server


def application(environ, start_response):
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return endless()
    body = f"{os.getpid()} {len(environ['wsgi.input'].read())}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def endless():
    while True:
        yield b"data: again\n\n"
        threading.Event().wait(0.05)


if __name__ == "__main__":
    listening = web.listen("127.0.0.1", 0)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    web_server.serve(application, listening, processes=int(sys.argv[1]), after_fork=lambda: None)
