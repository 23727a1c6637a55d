"""The web side of the demo: the application with the stand-in Outlook, and the worker's environment."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from apiflask import APIFlask
from psycopg.conninfo import conninfo_to_dict

from trato.commands.demo import API_SCOPE, CLIENT_ID, OUTLOOK_CLIENT_ID, Demo
from trato.commands.wiring import application as make_application
from trato.settings import GraphSettings, Settings

STANDIN_OFFICE_JS = "/static/office-standin.js"
# The sandbox takes any secret from any client, but none from nobody: without one nothing could be written to Outlook.
SECRET = "any"  # noqa: S105


def application(demo: Demo, *, url: str) -> APIFlask:
    """Make the application of a demo that is served at `url`."""
    settings = replace(
        Settings.from_environment(),
        graph=_graph(demo),
        office_js_url=STANDIN_OFFICE_JS,
        public_url=url,
        clock_shift_s=demo.clock.shift.total_seconds(),
    )
    return make_application(settings, demo.database, standin=_standin(demo))


def environment(settings: Settings, demo: Demo, *, url: str) -> dict[str, str]:
    """Return the environment in which `trato work` follows the demo's mailboxes; `url` is where the demo serves."""
    return {
        "TRATO_HOME": str(settings.home),
        "TRATO_DATABASE_URL": _url(demo.conninfo),
        "TRATO_GRAPH_URL": f"{demo.sandbox.url}/v1.0",
        "TRATO_LOGIN_URL": demo.sandbox.url,
        "TRATO_CLIENT_ID": CLIENT_ID,
        "TRATO_CLIENT_SECRET": SECRET,
        "TRATO_API_SCOPE": API_SCOPE,
        # Who tries what happens without notifications watches a screen, and should not wait for minutes.
        "TRATO_PROOF_EVERY_S": os.environ.get("TRATO_PROOF_EVERY_S", "10"),
        "TRATO_NOTIFICATION_URL": url,
        "TRATO_CLOCK_SHIFT_S": str(demo.clock.shift.total_seconds()),
    }


def _graph(demo: Demo) -> GraphSettings:
    return GraphSettings(
        url=f"{demo.sandbox.url}/v1.0",
        login_url=demo.sandbox.url,
        client_id=CLIENT_ID,
        client_secret=SECRET,
        api_scope=API_SCOPE,
        issuer=demo.issuer,
    )


def _standin(demo: Demo) -> dict[str, Any]:
    return {
        "graphUrl": f"{demo.sandbox.url}/v1.0",
        "loginUrl": demo.sandbox.url,
        "tenantId": demo.entra_tenant_id,
        "outlookClientId": OUTLOOK_CLIENT_ID,
        "apiScope": API_SCOPE,
        "now": demo.clock.now().isoformat(),
        "users": [
            {"upn": user.upn, "name": user.name, "roles": sorted(user.roles), "language": user.language}
            for user in demo.organisation.users
        ],
    }


def _url(conninfo: str) -> str:
    parts = conninfo_to_dict(conninfo)
    host = quote(str(parts.get("host", "")), safe="")
    return f"postgresql://{parts['user']}@/{parts['dbname']}?host={host}&port={parts.get('port') or 5432}"
