"""`trato work`: every mailbox is followed, by whatever workers there are, and whoever dies is replaced at once."""

import signal

from tests.graph_access import control
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


def test_a_worker_outlives_the_loss_of_all_its_connections(office, databases):
    office.slow(0.3)
    worker = office.work()
    wait_until(lambda: office.copies() > 0)
    for _ in range(3):
        databases.cut_off(office.conninfo)
    wait_until(lambda: office.copies() == ALL)
    assert worker.poll() is None


def test_two_workers_share_the_mailboxes_and_the_limits_of_each(office):
    office.slow(0.2)
    workers = [office.work("--concurrency", "4", "--every", "2") for _ in range(2)]
    wait_until(lambda: office.copies() == ALL)
    counters = control(office.sandbox, "GET", "/counters")
    assert counters["in_flight_peak_highest"] <= 4
    assert counters["throttled"] == 0
    assert [worker.poll() for worker in workers] == [None, None]


def test_a_worker_that_stood_still_is_replaced_and_writes_nothing_more(office):
    office.slow(0.4)
    first = office.work()
    wait_until(lambda: office.copies() > 0)
    first.send_signal(signal.SIGSTOP)
    stood_at = office.copies()
    office.let_time_pass()
    office.work()
    wait_until(lambda: office.copies() == ALL)
    first.send_signal(signal.SIGCONT)
    wait_until(lambda: office.jobs("todo") + office.jobs("doing") == 0)
    assert stood_at < office.copies() == ALL
    assert first.poll() is None
