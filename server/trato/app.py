"""The composition root: puts settings, database, sign-in, routes and pages together into one Flask application."""

from __future__ import annotations

from collections.abc import Callable

from apiflask import APIFlask
from flask import Response, jsonify, request
from sqlalchemy import Connection
from werkzeug.exceptions import UnsupportedMediaType

from trato import __version__
from trato.clock import Clock
from trato.db import migrate
from trato.db.engine import Database
from trato.graph.writer import OutlookWriter
from trato.http import (
    booking_page,
    guest_page,
    openapi,
    pages,
    problems,
    routes_answers,
    routes_booking,
    routes_calendar_files,
    routes_choices,
    routes_commissions,
    routes_context,
    routes_crm,
    routes_digest,
    routes_due,
    routes_duplicates,
    routes_feeds,
    routes_forgetting,
    routes_holds,
    routes_invitations,
    routes_links,
    routes_mailboxes,
    routes_marking,
    routes_opportunity_parts,
    routes_pane,
    routes_phone_files,
    routes_phone_people,
    routes_phonebook,
    routes_pipeline,
    routes_pipeline_views,
    routes_plans,
    routes_playbook,
    routes_privacy,
    routes_quotas,
    routes_review,
    routes_rules,
    routes_sale_shares,
    routes_scheduling,
    routes_search,
    routes_selling,
    routes_spreadsheets,
    routes_team_calendar,
    routes_visits,
)
from trato.http.auth import Authenticator, Issuer, Services, require_sign_in
from trato.http.pages import PageSettings
from trato.http.routes_notifications import Notifications
from trato.jobs import queue
from trato.scheduling.schedules import Schedules
from trato.sync.model import Scope

API = "/api/v1"
DOCUMENT = f"{API}/openapi.json"
LARGEST_REQUEST = 1_000_000


def create_app(
    database: Database,
    *,
    issuer: Issuer,
    clock: Clock,
    page_settings: PageSettings,
    writers: Callable[[int, str], OutlookWriter] | None = None,
    schedules: Schedules | None = None,
    site: str = "",
) -> APIFlask:
    """Make the application; everything it depends on is given.

    Without `writers` nothing is booked in Outlook, without `schedules` who is not mirrored is unknown, without `site`
    no invitation holds the customer's link.
    """
    app = APIFlask(
        "trato",
        title="Trato",
        version=__version__,
        spec_path=DOCUMENT,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]
    )
    app.config |= {"MAX_CONTENT_LENGTH": LARGEST_REQUEST, "OPENAPI_VERSION": "3.1.0", "AUTO_404_RESPONSE": False}
    authenticator = Authenticator(database, issuer)
    app.extensions["trato"] = Services(database, clock, authenticator.member, _follow_soon, writers, schedules, site)
    app.extensions["trato_pages"] = page_settings
    problems.register(app)
    require_sign_in(app, API, open_to_all=DOCUMENT)
    _json_only(app)
    openapi.register(app)
    for room in (
        routes_context,
        routes_links,
        routes_crm,
        routes_mailboxes,
        routes_choices,
        routes_pane,
        routes_privacy,
        routes_marking,
        routes_forgetting,
        routes_search,
        routes_scheduling,
        routes_booking,
        routes_calendar_files,
        routes_holds,
        routes_feeds,
        routes_invitations,
        routes_digest,
        routes_team_calendar,
        routes_plans,
        routes_quotas,
        routes_sale_shares,
        routes_commissions,
        routes_rules,
        routes_visits,
        routes_answers,
        routes_selling,
        routes_playbook,
        routes_pipeline,
        routes_pipeline_views,
        routes_review,
        routes_spreadsheets,
        routes_due,
        routes_opportunity_parts,
        routes_phonebook,
        routes_phone_people,
        routes_phone_files,
        routes_duplicates,
    ):
        app.register_blueprint(room.blueprint, url_prefix=API)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(guest_page.blueprint)
    app.register_blueprint(routes_feeds.public)
    app.register_blueprint(booking_page.blueprint)
    _health(app, database)
    app.extensions["trato_notifications"] = notifications = Notifications(app.wsgi_app, database, clock)
    app.wsgi_app = notifications  # type: ignore[method-assign]
    return app


def _follow_soon(connection: Connection, tenant_id: int, mailbox_id: int) -> None:
    queue.follow_soon(connection, tenant_id, mailbox_id, Scope.everything())


def _json_only(app: APIFlask) -> None:
    @app.before_request
    def refuse_others() -> None:
        """Read no body as JSON that does not say it is."""
        if request.path.startswith(f"{API}/") and (request.content_length or request.mimetype) and not request.is_json:
            raise UnsupportedMediaType


def _health(app: APIFlask, database: Database) -> None:
    @app.get("/healthz")
    @app.doc(hide=True)
    def healthz() -> Response:
        """Tell that the process answers."""
        return jsonify(status="ok")

    @app.get("/readyz")
    @app.doc(hide=True)
    def readyz() -> Response:
        """Tell that the database answers and has this version's schema."""
        with database.without_context() as connection:
            migrate.require_current(connection)
        return jsonify(status="ready")
