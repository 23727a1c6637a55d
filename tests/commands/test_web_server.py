"""The web server starts on a given socket, answers and streams, and nothing of it is left when it ends or is killed."""

import signal
import socket
import subprocess
import sys
import time

import pytest
import requests

from trato.commands import web


@pytest.fixture(params=[1, 2], ids=["within the process", "in two processes"])
def server(request):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands.web_app", str(request.param)], stdout=subprocess.PIPE, text=True
    )
    process.url = f"http://127.0.0.1:{int(process.stdout.readline())}"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def answers(url):
    try:
        return requests.post(url, data=b"x" * 100_000, timeout=5).text.split()
    except requests.RequestException:
        return None


def gone(url):
    """Nobody answers any more; a generous while."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if answers(url) is None:
            return True
        time.sleep(0.1)
    return False


def test_no_part_of_an_answer_waits_for_the_caller_to_acknowledge_the_one_before():
    with web.listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_it_answers_and_ends_when_told_to(server):
    assert answers(server.url)[1] == "100000"
    server.terminate()
    assert server.wait(30) == 0
    assert gone(server.url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_every_signal_of_a_terminal_ends_it(server, number):
    assert answers(server.url) is not None
    server.send_signal(number)
    assert server.wait(30) == 0


def test_an_answer_arrives_as_it_is_made_and_does_not_keep_the_server(server):
    with requests.get(f"{server.url}/stream", stream=True, timeout=30) as stream:
        parts = stream.iter_content(chunk_size=None)
        assert next(parts).startswith(b"data: again")
        server.terminate()
        assert server.wait(60) == 0


def test_nothing_answers_once_it_was_killed(server):
    assert answers(server.url) is not None
    server.kill()
    server.wait()
    assert gone(server.url)
