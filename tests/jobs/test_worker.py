"""`trato work`: every mailbox is followed, by whatever workers there are, and whoever dies is replaced at once."""

import signal

from tests.jobs.conftest import wait_until

ALL = 42


def test_a_worker_follows_every_connected_mailbox(office):
    office.work()
    wait_until(lambda: office.copies() == ALL)
    wait_until(lambda: office.jobs("todo") + office.jobs("doing") == 0)
    assert office.jobs("failed") == 0


def test_a_worker_that_is_told_to_end_does(office):
    worker = office.work()
    wait_until(lambda: office.copies() > 0)
    worker.terminate()
    assert worker.wait(30) == 0


def test_the_job_of_a_killed_worker_goes_on_with_another(office):
    office.slow(0.4)
    first = office.work()
    wait_until(lambda: office.jobs("doing") > 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert office.copies() < ALL
    office.work()
    wait_until(lambda: office.copies() == ALL)
    assert office.jobs("failed") == 0
