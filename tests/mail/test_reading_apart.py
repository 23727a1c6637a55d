"""A page read in a process beside says what it says when read here, whatever becomes of that process."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from tests.bench.ingest_mailbox import Shape, pages

from trato.graph import payloads
from trato.mail import reading_apart
from trato.mail.feed import MessageFeed
from trato.mail.reading_apart import FIRST_APART, LARGE, ReadingApart
from trato.sync.protocols import Page


class Answers:
    """A Graph that answers with one page, whatever is asked."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def get(self, _path, answer, *, prefer=()):
        return msgspec.json.decode(self._raw, type=answer)


@pytest.fixture(scope="module")
def raw() -> bytes:
    """A large page; one of its mails is gone, one makes no sense, one holds what no encoding knows."""
    page = json.loads(next(pages(Shape(LARGE + 3, page_size=LARGE + 3))))
    page["value"][0] = {"id": page["value"][0]["id"], "@removed": {"reason": "deleted"}}
    page["value"][1]["receivedDateTime"] = "yesterday"
    page["value"][2]["subject"] = "Oferta \\ud83d \u0000 ñ"
    return json.dumps(page).encode()


def page_of(raw: bytes, apart: ReadingApart | None) -> Page:
    return MessageFeed(Answers(raw), "u", "inbox", apart=apart).page("")


def warmed(raw: bytes, apart: ReadingApart) -> None:
    for _ in range(FIRST_APART - 1):
        page_of(raw, apart)


def children() -> list[int]:
    """The processes that read for this one."""
    command = ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [int(line.split()[0]) for line in listed if reading_apart.__name__ in line]


def test_a_page_read_beside_says_the_same(raw):
    here = page_of(raw, None)
    with ReadingApart() as apart:
        warmed(raw, apart)
        assert not children()
        beside = page_of(raw, apart)
        assert len(children()) == 1
    assert (len(beside.upserts), len(beside.removed), len(beside.misread)) == (LARGE + 1, 1, 1)
    assert beside == here
    assert not children()


def test_a_page_is_read_here_when_the_process_beside_was_killed(raw):
    here = page_of(raw, None)
    with ReadingApart() as apart:
        warmed(raw, apart)
        page_of(raw, apart)
        os.kill(children()[0], signal.SIGKILL)
        assert page_of(raw, apart) == here
        assert page_of(raw, apart) == here
        assert not children()


def test_a_small_page_is_read_here():
    answer = msgspec.json.decode(next(pages(Shape(LARGE - 1))), type=payloads.Page)
    with ReadingApart() as apart:
        assert [apart.read(answer.value, "inbox") for _ in range(FIRST_APART + 1)] == [None] * (FIRST_APART + 1)


def test_the_process_beside_ends_with_the_one_it_reads_for(raw, tmp_path):
    path = tmp_path / "page.json"
    path.write_bytes(raw)
    code = (
        "import sys, pathlib, time, msgspec\n"
        "from trato.graph import payloads\n"
        "from trato.mail.reading_apart import ReadingApart, FIRST_APART\n"
        "answer = msgspec.json.decode(pathlib.Path(sys.argv[1]).read_bytes(), type=payloads.Page)\n"
        "apart = ReadingApart()\n"
        "for _ in range(FIRST_APART): apart.read(answer.value, 'inbox')\n"
        "print(apart._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()
