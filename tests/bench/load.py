"""A small load generator: keep-alive connections on raw sockets, driven by one epoll loop in each process."""

from __future__ import annotations

import multiprocessing
import select
import socket
import time
from dataclasses import dataclass, field
from typing import Any

NUMBER = b"%(number)s"


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of caller: a request with a place for a running number, and how many connections send it."""

    request: bytes
    connections: int = 1


@dataclass(slots=True)
class Measured:
    """What callers of one kind saw: seconds of each answer, how many were 202, and the generator's processor time."""

    seconds: list[float] = field(default_factory=list)
    accepted: int = 0
    refused: int = 0
    generator_cpu_s: float = 0.0
    wall_s: float = 0.0

    @property
    def per_second(self) -> float:
        return self.accepted / self.wall_s

    def percentile_ms(self, share: float) -> float:
        ranked = sorted(self.seconds)
        return 1000 * ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def run(address: tuple[str, int], loads: list[Load], *, for_s: float) -> list[Measured]:
    """Let all kinds call at once for that long, each kind in a process of its own."""
    begin = multiprocessing.get_context("fork").Barrier(len(loads))
    results = multiprocessing.get_context("fork").SimpleQueue()
    processes = [
        multiprocessing.get_context("fork").Process(target=_call, args=(address, load, place, for_s, begin, results))
        for place, load in enumerate(loads)
    ]
    for process in processes:
        process.start()
    found = dict(results.get() for _ in processes)
    for process in processes:
        process.join()
    return [found[place] for place in range(len(loads))]


def _call(address: Any, load: Load, place: int, for_s: float, begin: Any, results: Any) -> None:
    head, _, tail = load.request.partition(NUMBER)
    open_sockets = {}
    for _ in range(load.connections):
        one = socket.create_connection(address)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        open_sockets[one.fileno()] = one
    poll = select.epoll()
    for number in open_sockets:
        poll.register(number, select.EPOLLIN)
    measured, sent, count = Measured(), {}, place * 1_000_000_000 + 1_000_000_000_000
    begin.wait()
    started, cpu = time.perf_counter(), time.process_time()
    until = started + for_s
    for number, one in open_sockets.items():
        count += 1
        sent[number] = time.perf_counter()
        one.sendall(head + b"%d" % count + tail)
    while sent:
        for number, _ in poll.poll(1.0):
            answer = open_sockets[number].recv(65536)
            now = time.perf_counter()
            measured.seconds.append(now - sent.pop(number))
            if answer.startswith(b"HTTP/1.1 202"):
                measured.accepted += 1
            else:
                measured.refused += 1
            if now < until and answer:
                count += 1
                sent[number] = now
                open_sockets[number].sendall(head + b"%d" % count + tail)
    measured.wall_s = time.perf_counter() - started
    measured.generator_cpu_s = time.process_time() - cpu
    results.put((place, measured))
