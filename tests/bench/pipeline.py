"""The list of 10,000 opportunities over HTTP, beside a single indexed SELECT through the same server; due reasons.

`python -m tests.bench.pipeline` (`make bench-pipeline`). One server process, granian as in production, signed tokens
and the roles that row security holds; one keep-alive caller. An admin sees all 10,000, a manager an eighth of them, a
rep some hundred. 100,000 mails and 4,000 meetings lie behind them, few accounts have most of it. The tenant is made
once and kept under build/ (tests.bench.million). Each question is asked in turn with the SELECT, in one loop.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table
from tests.bench.context import SELECT, Caller, percentile, serving
from tests.bench.million import ENTRA_TENANT_ID, NOW, Million, Size, close_million, open_million, upn
from tests.http.key_server import KeyServer

HOME = Path("build") / "bench-pipeline"
SIZE = Size(accounts=5_000, contacts=20_000, opportunities=10_000, threads=30_000, mails=100_000, events=4_000)
LIST_MS = 60.0
WHO = {"admin": 1, "manager": 2, "rep": 10}
OPEN, EVERYTHING = {"which": "open"}, {"which": "all"}
NARROW = {
    "stages": ["needs", "proposal"], "groups": ["A", "B"], "least": "5000", "attention": ["no_next_date", "past_due"],
}  # fmt: skip
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "open ones by close date": ("/pipeline", {"asked": OPEN}),
    "all 10,000 by amount": ("/pipeline", {"asked": EVERYTHING, "order": "amount", "is_descending": True}),
    "by account": ("/pipeline", {"asked": EVERYTHING, "order": "account"}),
    "filters: stages, groups, amount, attention": ("/pipeline", {"asked": NARROW}),
    "searched": ("/pipeline", {"asked": {"which": "all", "query": "compresor norte"}}),
    "board": ("/pipeline/board", {"asked": OPEN}),
    "calendar of 42 days": ("/pipeline/calendar", {"first": "2026-11-01", "last": "2026-12-12"}),
    "forecast by month": ("/pipeline/forecast", {"asked": OPEN}),
    "groups by territory": ("/pipeline/groups", {"asked": OPEN, "by": "territory"}),
    "silent for 30 days": ("/pipeline", {"asked": {"attention": ["silent"]}}),
    "by last interaction": ("/pipeline", {"asked": OPEN, "order": "last_interaction"}),
}
LISTS = tuple(QUESTIONS)[:5]
# Who decides and what is planned: the tenant has neither, and the list looks both up.
_PLANS = """
SET session_replication_role = replica;
UPDATE opportunities o SET decision_maker_id = c.contact_id,
       next_date = CASE WHEN o.id % 4 > 0 THEN date '2026-11-20' + (o.id % 90)::int - 30 END
  FROM (SELECT opportunity_id, min(contact_id) AS contact_id FROM opportunity_contacts GROUP BY 1) c
 WHERE c.opportunity_id = o.id AND o.decision_maker_id IS NULL;
VACUUM ANALYZE opportunities
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=30, help="how often each question is asked")
    arguments.add_argument("--home", type=Path, default=HOME, help="where the tenant is kept")
    given = arguments.parse_args()
    out = Console(width=120)
    million = open_million(SIZE, home=given.home, say=out.print)
    try:
        with psycopg.connect(million.server.conninfo(user="postgres"), autocommit=True) as connection:
            for statement in _PLANS.split(";"):
                connection.execute(statement.encode())
        is_reached = measure(million, given.times, out)
    finally:
        close_million(million)
    sys.exit(0 if is_reached else 1)


def measure(million: Million, times: int, out: Console) -> bool:
    """Ask everything and print it; tell whether each list stayed below its aim."""
    title = f"{SIZE.opportunities:,} opportunities, {SIZE.mails:,} mails; {os.cpu_count()} cores"
    table = Table(title=title, width=118)
    for name in ("who", "what", "shown of", "p50 ms", "p95 ms", "SELECT p95 ms", "x", "aim"):
        table.add_column(name, justify="left" if name in ("who", "what") else "right")
    is_reached = True
    with KeyServer() as keys, ExitStack() as stack:
        port = stack.enter_context(serving(million.server.conninfo(), keys))
        for who, user_id in WHO.items():
            caller = Caller(port, keys.token(ENTRA_TENANT_ID, upn(user_id)))
            stack.callback(caller.close)
            for what, (path, body) in QUESTIONS.items():
                seconds, single, shown = ask(caller, path, json.dumps(body).encode(), times)
                p95, of_select = percentile(seconds, 0.95), percentile(single, 0.95)
                aim = f"<= {LIST_MS:g}" if what in LISTS else ""
                is_reached &= what not in LISTS or p95 <= LIST_MS
                table.add_row(
                    who, what, shown, f"{percentile(seconds, 0.5):.1f}", f"{p95:.1f}", f"{of_select:.1f}",
                    f"{p95 / of_select:.1f}", aim,
                )  # fmt: skip
    out.print(table)
    out.print(f"{NOW:%Y-%m-%d} is the tenant's today; load of the machine {os.getloadavg()[0]:.1f}")
    return is_reached


def ask(caller: Caller, path: str, body: bytes, times: int) -> tuple[list[float], list[float], str]:
    """Ask a question so often, each time with the SELECT after it; return the seconds of both, and what is shown."""
    seconds, single = [], []
    told: Any = {}
    for number in range(times + 3):
        spent, told = caller.ask("POST", path, body)
        beside, _ = caller.ask("GET", f"{SELECT}/1")
        if number >= 3:  # the first ones make plans
            seconds.append(spent)
            single.append(beside)
    total = told.get("totals") or told.get("total") or {"count": ""}
    return seconds, single, f"{len(told['items'])} of {total['count']}" if "items" in told else str(total["count"])


if __name__ == "__main__":
    main()
