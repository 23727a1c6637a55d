"""Four requests at a time in a mailbox, over all threads and processes; a pause is everybody's; people go first."""

import contextlib
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.graph.caller import Caller, Given, Order
from tests.graph_access import control
from tests.small_company import ANA, BEN

from trato.db.embedded import EmbeddedServer
from trato.db.engine import make_engine, open_database
from trato.db.migrate import upgrade
from trato.graph.client import GraphClient
from trato.graph.errors import GraphUnavailableError, ThrottledError
from trato.graph.governor import Governor, Limits
from trato.graph.payloads import Page
from trato.graph.slot_session import Liveness, SlotSession


@pytest.fixture
def order(running, shared_conninfo, tenant_number):
    """What a worker process is told: calls to Ana's mailbox."""

    def make(mailbox=ANA, **options):
        path = f"users/{mailbox}/messages"
        return Order(shared_conninfo, f"{running.url}/v1.0", running.token(), path, tenant_number, **options)

    return make


@pytest.fixture
def callers():
    """Start worker processes; they are killed with the test."""
    with contextlib.ExitStack() as started:

        def start(order):
            caller = Caller.start(order)
            started.callback(caller.kill)
            return caller

        yield start


def slow(running, seconds, **options):
    control(running, "POST", "/faults", {"kind": "latency", "seconds": seconds, "path": "/messages", **options})


def client_in(running, governor):
    return GraphClient(f"{running.url}/v1.0", Given(running.token()), governor)


def test_eight_workers_in_two_processes_never_have_more_than_four_under_way(running, order, callers):
    slow(running, 0.05)
    both = [callers(order(threads=4, calls=20)) for _ in range(2)]
    for caller in both:
        caller.go()
    assert [caller.report()["done"] for caller in both] == [80, 80]
    counters = control(running, "GET", "/counters")
    assert counters["in_flight_peak"] == {ANA: 4}
    assert counters["throttled"] == 0
    assert counters["requests"] == 160


def test_mailboxes_do_not_wait_for_one_another(running, order, callers, governor):
    for _ in range(4):
        governor.enter(ANA)
    caller = callers(order(BEN, threads=4, calls=3))
    caller.go()
    assert caller.report()["done"] == 12


def test_a_killed_process_frees_its_slots_at_once(running, order, callers, governor, tenant_number):
    slow(running, 3.0, times=4)
    caller = callers(order(threads=4, calls=1))
    caller.go()
    wait_for_calls(running, 4)
    hasty = Governor(governor._database, limits=Limits(busy_s=0.3), tenant_id=tenant_number, session=governor._session)
    with pytest.raises(GraphUnavailableError):
        hasty.enter(ANA)
    caller.kill()
    assert [len(governor.enter(ANA)._slots) for _ in range(4)] == [1, 1, 1, 1]


def test_a_stopped_process_loses_its_slots_and_finds_others_when_it_goes_on(running, order, callers):
    slow(running, 0.2)
    stopped, waiting = callers(order(threads=4, calls=5)), callers(order(threads=4, calls=5, stale_s=1.0))
    stopped.go()
    wait_for_calls(running, 4)
    stopped.process.send_signal(signal.SIGSTOP)
    waiting.go()
    assert waiting.report()["done"] == 20
    stopped.process.send_signal(signal.SIGCONT)
    assert stopped.report()["done"] == 20
    assert control(running, "GET", "/counters")["in_flight_peak_highest"] <= 4


def wait_for_calls(running, number):
    while sum(running.meter._in_flight.values()) < number:
        time.sleep(0.01)


def test_a_person_goes_before_background_work(running, governor):
    slow(running, 0.1)
    background = client_in(running, governor)
    with ThreadPoolExecutor(24) as pool:
        waiting = [pool.submit(background.get, f"users/{ANA}/messages", Page) for _ in range(24)]
        wait_for_calls(running, 4)
        came_before = len(requests_to(running, ANA))
        background.as_user_action().get(f"users/{ANA}/messages?$top=1", Page)
        paths = [one.query for one in requests_to(running, ANA)]
        assert len([one.result() for one in waiting]) == 24
    assert paths.index("$top=1") <= came_before + 2


def test_who_needs_four_places_at_once_gets_them_among_those_who_need_one(running, governor):
    stop = threading.Event()

    def keep_calling():
        while not stop.is_set():
            with governor.enter(ANA):
                time.sleep(0.01)

    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(keep_calling)
        with governor.enter(ANA, at_once=4, requests=20) as taken:
            assert len(taken._slots) == 4
        stop.set()


def test_the_budget_of_a_window_is_never_overdrawn(running, many_tenants, tenant_number):
    control(running, "PATCH", "/limits", {"requests": 60, "window_s": 3})
    governor = Governor(many_tenants, limits=Limits(requests=60, window_s=3), tenant_id=tenant_number)
    client = client_in(running, governor)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: client.get(f"users/{ANA}/messages?$top=1", Page), range(110)))
    assert control(running, "GET", "/counters")["throttled"] == 0
    governor.close()


def test_a_long_pause_puts_a_job_off(governor):
    governor.enter(ANA).refused(90.0)
    with pytest.raises(ThrottledError) as caught:
        governor.enter(ANA)
    assert 80 < caught.value.retry_after_s <= 90
    governor.enter(BEN).answered()


def test_pauses_of_a_tenant_are_its_own(governor, tenant_number):
    governor.of_tenant(tenant_number + 1).enter(ANA).refused(90.0)
    governor.of_tenant(tenant_number + 2).enter(ANA).answered()


def test_a_probe_that_gets_no_answer_leaves_the_next_to_try(governor):
    governor.enter(ANA).refused(0.05)
    with governor.enter(ANA):
        pass
    probe = governor.enter(ANA)
    assert probe._probes
    probe.answered()
    assert not governor.enter(ANA)._probes


def test_who_is_refused_again_waits_longer(governor):
    pauses = [governor.enter(ANA).refused(None) for _ in range(2)]
    assert 0.2 < pauses[0] <= 0.75
    assert 0.45 < pauses[1] <= 1.5


def test_a_lost_connection_is_opened_anew_and_keeps_what_is_held(governor, databases, tenant_number):
    held = [governor.enter(ANA) for _ in range(4)]
    databases.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trato slots'")
    governor.enter(BEN).answered()
    held[0].answered()
    other = Governor(governor._database, limits=Limits(busy_s=0.2), tenant_id=tenant_number)
    other.enter(ANA)
    with pytest.raises(GraphUnavailableError):
        other.enter(ANA)
    other.close()


def test_the_limits_outlive_a_restart_of_the_database(tmp_path):
    server = EmbeddedServer(tmp_path / "pg").start()
    owner = make_engine(server.conninfo(user="postgres"))
    upgrade(owner)
    owner.dispose()
    database = open_database(server.conninfo())
    one, other = (
        Governor(database, limits=Limits(busy_s=3.0), session=SlotSession(database, Liveness(0.2, settling_s=1.0)))
        for _ in range(2)
    )
    try:
        held = [one.enter(ANA) for _ in range(4)]
        one.enter(BEN).refused(60.0)
        server._server.stop()
        server._server.start()
        with pytest.raises(GraphUnavailableError):
            other.enter(ANA)
        with pytest.raises(ThrottledError):
            other.enter(BEN)
        for one_pass in held:
            one_pass.answered()
        other.enter(ANA).answered()
    finally:
        database.dispose()
        server.stop_if_unused()


def requests_to(running, mailbox):
    return [one for one in running.meter.recorder.report()["requests"] if mailbox in one.path]
