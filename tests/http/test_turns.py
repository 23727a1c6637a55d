"""Alone an organisation has every thread; beside another, a few at a time, in the order in which they came."""

import threading
import time

import pytest

from trato.http.turns import AT_ONCE, BESIDE_S, MOST_WAITING, TooManyWaitError, Turns

A, B = b"a", b"b"


class Calls:
    """Calls that stay until they are told to end."""

    def __init__(self):
        self.now = 0.0
        self.turns = Turns(lambda: self.now)
        self.at_work, self.refused, self.threads = [], 0, []

    def call(self, name):
        end = threading.Event()
        thread = threading.Thread(target=self._stay, args=(name, end))
        self.threads.append((thread, end))
        thread.start()
        return end

    def _stay(self, name, end):
        try:
            with self.turns.of(name):
                self.at_work.append(end)
                end.wait(30)
        except TooManyWaitError:
            self.refused += 1

    def close(self):
        for _, end in self.threads:
            end.set()
        for thread, _ in self.threads:
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def calls():
    made = Calls()
    yield made
    made.close()


def until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def waiting(calls, name=A):
    line = calls.turns._lines.get(name)
    return 0 if line is None else len(line.waiting)


def test_alone_an_organisation_has_every_thread(calls):
    for _ in range(20):
        calls.call(A)
    until(lambda: len(calls.at_work) == 20)


def test_beside_another_it_has_a_few_and_the_other_goes_on_at_once(calls):
    calls.call(B).set()
    until(lambda: len(calls.at_work) == 1)
    ends = []
    for number in range(6):
        ends.append(calls.call(A))
        until(lambda number=number: waiting(calls) == max(0, number + 1 - AT_ONCE))
    assert calls.at_work[1:] == ends[:AT_ONCE]
    other = calls.call(B)
    until(lambda: other in calls.at_work)
    ends[0].set()
    until(lambda: calls.at_work[-1] is ends[AT_ONCE])
    assert waiting(calls) == 6 - AT_ONCE - 1


def test_when_the_other_has_gone_what_waits_goes_on(calls):
    calls.call(B).set()
    until(lambda: calls.at_work)
    first = [calls.call(A) for _ in range(6)]
    until(lambda: waiting(calls) == 6 - AT_ONCE)
    calls.now += BESIDE_S
    next(one for one in first if one in calls.at_work).set()
    until(lambda: len(calls.at_work) == 1 + 6)


def test_too_many_that_wait_are_told_to_call_later(calls):
    calls.call(B).set()
    until(lambda: calls.at_work)
    for _ in range(AT_ONCE + MOST_WAITING):
        calls.call(A)
    until(lambda: waiting(calls) == MOST_WAITING)
    with pytest.raises(TooManyWaitError), calls.turns.of(A):
        pass
    with calls.turns.of(B):
        assert waiting(calls) == MOST_WAITING


def test_nothing_is_kept_of_those_who_have_gone(calls):
    for number in range(100):
        with calls.turns.of(b"%d" % number):
            pass
    assert (calls.turns._lines, len(calls.turns._called) < 100) == ({}, True)
