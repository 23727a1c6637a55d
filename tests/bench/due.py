"""Why steps are due for 50,000 open opportunities, all at once and after one change.

`python -m tests.bench.due` (`make bench-due`). In this process on the embedded server, as Trato's own role; processor
time of this process stands beside the clock, for a machine that does other work too. The tenant is made once and kept
under build/ (tests.bench.million).
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from tests.bench.context import percentile
from tests.bench.million import NOW, TENANT_ID, Million, Size, close_million, open_million

from trato.crm.tables import opportunities
from trato.db.engine import Database, open_database
from trato.scheduling.due_list import due, known

HOME = Path("build") / "bench-due"
SIZE = Size(accounts=25_000, contacts=50_000, opportunities=50_000, threads=60_000, mails=200_000, events=10_000)
ALL_S, ONE_MS = 5.0, 10.0
ZONE = ZoneInfo("Europe/Madrid")
_OPEN = """
SET session_replication_role = replica;
DELETE FROM closures;
UPDATE opportunities SET closed_as = NULL,
       next_date = CASE WHEN id % 4 > 0 THEN date '2026-11-20' + (id % 90)::int - 30 END
 WHERE closed_as IS NOT NULL OR next_date IS NULL;
VACUUM ANALYZE opportunities
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=3)
    arguments.add_argument("--home", type=Path, default=HOME, help="where the tenant is kept")
    given = arguments.parse_args()
    out = Console(width=120)
    million = open_million(SIZE, home=given.home, say=out.print)
    try:
        with psycopg.connect(million.server.conninfo(user="postgres"), autocommit=True) as connection:
            for statement in _OPEN.split(";"):
                connection.execute(statement.encode())
        measure(million, given.times, out)
    finally:
        close_million(million)


def measure(million: Million, times: int, out: Console) -> None:
    """Ask for everything and for one, so often, and print it."""
    database = open_database(million.server.conninfo())
    table = Table(title=f"due reasons; {os.cpu_count()} cores", width=118)
    for name in ("what", "opportunities", "due", "p50", "p95", "processor p50", "aim"):
        table.add_column(name, justify="left" if name == "what" else "right")
    try:
        every = [_timed(database, sa.true()) for _ in range(times)]
        one = opportunities.c.id == SIZE.opportunities // 2
        single = [_timed(database, one) for _ in range(20 * times)][3:]
    finally:
        database.dispose()
    for what, found, unit, aim in (("all", every, 1, f"<= {ALL_S:g} s"), ("one", single, 1000, f"<= {ONE_MS:g} ms")):
        wall, own = [spent for spent, _, _, _ in found], [spent for _, spent, _, _ in found]
        shown = [percentile(seconds, share) / 1000 * unit for seconds, share in ((wall, 0.5), (wall, 0.95), (own, 0.5))]
        name = "s" if unit == 1 else "ms"
        table.add_row(
            what, f"{found[0][2]:,}", f"{found[0][3]:,}", *(f"{value:.2f} {name}" for value in shown), aim,
        )  # fmt: skip
    out.print(table)
    out.print(f"{NOW:%Y-%m-%d} is the tenant's today; load of the machine {os.getloadavg()[0]:.1f}")


def _timed(database: Database, condition: sa.ColumnElement[bool]) -> tuple[float, float, int, int]:
    """Return the seconds by the clock and of the processor, how many were looked at, and of how many a step is due."""
    begun, own = time.perf_counter(), time.process_time()
    with database.as_system(TENANT_ID) as connection:
        found = known(connection, condition, now=NOW, zone=ZONE)
    told = due(found, now=NOW, zone=ZONE)
    return time.perf_counter() - begun, time.process_time() - own, len(found.facts), len(told)


if __name__ == "__main__":
    main()
