"""A worker: takes jobs from the queue, on any number of machines (Procrastinate's worker, without its own waiting).

Procrastinate knows a dead worker by its missing heartbeats; here it is known at once by its presence in the database
(db.presence), and its jobs run again. The worker outlives a restart of the database.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.connector import BaseConnector
from procrastinate.manager import JobManager
from psycopg.conninfo import make_conninfo
from sqlalchemy.exc import SQLAlchemyError

from trato.db import retries
from trato.db.engine import SYSTEM_ROLE, Database
from trato.db.presence import JOBS, Presence
from trato.jobs import bookings, calendar_mails, digests, hints, marking, playbook, subscriptions
from trato.jobs.following import LINK_LATE, PURGE, Workshop
from trato.jobs.queue import FOLLOW, QUEUE

log = logging.getLogger(__name__)

GRACE_S = 5.0
POLL_S = 1.0
RESCUE_S = 1.0
SHORTEST_PLAN_S, LONGEST_PLAN_S = 1, 30
KEPT_HOURS = 7 * 24
COLLECT_AFTER = 100_000


def collect_seldom() -> None:
    """Let the collector of cycles run seldom: a page is many objects and hardly a cycle, so it walks them in vain.

    Measured on the ingest, that is an eighth of this process's time.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def work(workshop: Workshop, *, concurrency: int) -> None:
    """Run jobs until the workshop is told to stop, and again after the database was away."""
    collect_seldom()
    hints.start(workshop)
    while not workshop.stop.is_set():
        try:
            asyncio.run(_run(workshop, concurrency))
        except (exceptions.ConnectorException, psycopg.OperationalError, SQLAlchemyError) as error:
            log.warning("the queue does not answer (%s); it is tried again", retries.reason(error))
        workshop.stop.wait(1.0)


def conninfo_of(database: Database) -> str:
    """Return how this process is connected, every parameter of it, for libraries with pools of their own."""
    session = database.session()
    try:
        options = {one.keyword.decode(): one.val.decode() for one in session.pgconn.info if one.val}
    finally:
        session.close()
    return make_conninfo("", **options)


async def _run(workshop: Workshop, concurrency: int) -> None:
    loop = asyncio.get_running_loop()
    threads = concurrency + 2
    loop.set_default_executor(ThreadPoolExecutor(threads, thread_name_prefix="job"))
    app = _app(workshop, await asyncio.to_thread(conninfo_of, workshop.database))
    async with app.open_async():
        watching = asyncio.create_task(_watch(workshop))
        running = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_S,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        try:
            await asyncio.wait({running, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (running, watching):
                task.cancel()
            ended = await asyncio.gather(running, watching, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _watch(workshop: Workshop) -> None:
    """Show that this worker is there, and put right what others left; end when told to stop."""
    presence = Presence.of(workshop.database)
    while not workshop.stop.is_set():
        try:
            await asyncio.to_thread(presence.confirm)
            rescued = await asyncio.to_thread(workshop.rescue)
        except (psycopg.OperationalError, SQLAlchemyError) as error:
            log.warning("the database does not answer (%s); it is tried again", retries.reason(error))
            rescued = 0
        if rescued:
            log.warning("%s jobs of workers that are gone run again", rescued)
        await asyncio.to_thread(workshop.stop.wait, RESCUE_S)


class _PresentWorkers(JobManager):
    """Shows each worker that registers by its number, so that others know at once when it is gone."""

    def __init__(self, connector: BaseConnector, presence: Presence) -> None:
        super().__init__(connector)
        self._presence = presence

    async def register_worker(self) -> int:
        number = await super().register_worker()
        await asyncio.to_thread(self._presence.show, JOBS, number)
        return number

    async def unregister_worker(self, worker_id: int) -> None:
        await super().unregister_worker(worker_id)
        await asyncio.to_thread(self._presence.hide, JOBS, worker_id)


def _app(workshop: Workshop, conninfo: str) -> procrastinate.App:
    connector = procrastinate.PsycopgConnector(conninfo=conninfo, configure=_as_system, min_size=1, max_size=4)
    app = procrastinate.App(connector=connector)
    app.job_manager = _PresentWorkers(connector, Presence.of(workshop.database))
    app.task(name=FOLLOW, queue=QUEUE)(workshop.follow)
    app.task(name=PURGE, queue=QUEUE)(workshop.purge)
    app.task(name=LINK_LATE, queue=QUEUE)(workshop.link_late)
    subscriptions.register(app, workshop)
    bookings.register(app, workshop)
    calendar_mails.register(app, workshop)
    digests.register(app, workshop)
    marking.register(app, workshop)
    playbook.register(app, workshop)
    every_s = int(min(LONGEST_PLAN_S, max(SHORTEST_PLAN_S, workshop.every.total_seconds() / 5)))

    @app.periodic(cron=f"* * * * * */{every_s}")
    @app.task(name="plan_rounds", queue=QUEUE, lock="plan_rounds", queueing_lock="plan_rounds")
    def plan_rounds(timestamp: int) -> None:  # noqa: ARG001  given to every periodic task
        workshop.plan()

    @app.periodic(cron="17 3 * * *")
    @app.task(name="tidy_queue", queue=QUEUE, lock="tidy_queue", queueing_lock="tidy_queue")
    async def tidy_queue(timestamp: int) -> None:  # noqa: ARG001  as above
        await app.job_manager.delete_old_jobs(
            KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    return app


async def _as_system(connection: psycopg.AsyncConnection[object]) -> None:
    await connection.execute(f"SET ROLE {SYSTEM_ROLE}".encode())
    await connection.commit()


def stop_with_parent(stop: threading.Event) -> None:
    """Set `stop` once the process that started this one is gone, even if it was killed and could not say so."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            if stop.wait(1.0):
                return
        stop.set()
        # A page may take long to come; ending while it is awaited costs a page that was not committed.
        time.sleep(GRACE_S)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
