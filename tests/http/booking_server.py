"""Trato's web server on a database and a Graph of the test: `python -m tests.http.booking_server`, settings in JSON."""

import json
import sys
from datetime import timedelta

from trato.app import create_app
from trato.clock import Clock
from trato.commands import web
from trato.commands.graph_access import GraphAccess
from trato.db.engine import open_database
from trato.http.auth import Issuer
from trato.http.pages import PageSettings
from trato.scheduling.schedules import Schedules
from trato.settings import GraphSettings


def main(given: dict[str, str]) -> None:
    database = open_database(given["database"])
    graph = GraphSettings(url=f"{given['sandbox']}/v1.0", login_url=given["sandbox"], client_id="x", client_secret="x")
    access = GraphAccess(graph, database)
    app = create_app(
        database,
        issuer=Issuer("", ()),
        clock=Clock(timedelta(seconds=float(given["clock_shift_s"]))),
        page_settings=PageSettings("", "", "", "", "", ""),
        writers=access.writer,
        schedules=Schedules(database, access.waited_for),
        site="https://trato.vega.example",
    )
    listening = web.listen("127.0.0.1", int(given["port"]))
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    web.serve(app, listening, database)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
