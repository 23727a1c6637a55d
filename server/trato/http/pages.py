"""The web pages: the task pane under the framing rules of Outlook add-ins, the workspace, a demo's stand-in Outlook."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request, send_from_directory

from trato.errors import TratoError

STATIC = Path(str(files("trato") / "static"))

# Outlook on the web and new Outlook frame the pane; nobody else may.
OUTLOOK_FRAMES = (
    "https://outlook.office.com https://outlook.office365.com https://outlook.live.com https://outlook.cloud.microsoft"
    " https://*.office.com"
)
FRAMED_BY_OUTLOOK = f"'self' {OUTLOOK_FRAMES}"
# Where Outlook on the web runs in a frame, Microsoft's library fetches this one from there before it is ready.
OFFICE_JS_HOST = "https://appsforoffice.microsoft.com"
OFFICE_JS_NEEDS = "https://ajax.aspnetcdn.com"


SUPPORT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trato</title></head><body>
<h1>Trato</h1>
<p>Something does not work? Ask whoever runs Trato in your organisation; the pane names the fault and its code.</p>
<p lang="es">¿Algo no funciona? Quien administra Trato en la organización puede ayudar; el panel nombra el fallo y su
código.</p>
</body></html>
"""


class FrontEndMissingError(TratoError):
    """The front end was not built into this installation; `make frontend` or `pip install .` builds it."""

    code = "front_end_missing"


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the pages need to know of the outside."""

    office_js_url: str
    login_url: str
    client_id: str
    api_scope: str
    authority: str
    graph_url: str
    standin: dict[str, Any] | None = None
    map_style_url: str = ""


blueprint = Blueprint("pages", __name__)


def settings() -> PageSettings:
    """Return the running application's page settings."""
    found: PageSettings = current_app.extensions["trato_pages"]
    return found


@blueprint.get("/taskpane")
def taskpane() -> Response:
    """Serve the task pane with its configuration filled in."""
    return _page("taskpane.html")


@blueprint.get("/commands")
def commands() -> Response:
    """Serve the page of what Outlook runs at its events (event-based activation)."""
    return _page("commands.html")


@blueprint.get("/commands.js")
def commands_script() -> Response:
    """Serve what Outlook runs at its events, with its configuration before it: classic Outlook loads no page."""
    config = json.dumps(_config(f"{_own_origin()}/api/v1")).replace("<", "\\u003c")
    text = f"globalThis.tratoConfig={config};\n{_built('commands.js')}"
    headers = {"Cache-Control": "max-age=300", "X-Content-Type-Options": "nosniff"}
    return Response(text, mimetype="text/javascript", headers=headers)


@blueprint.get("/.well-known/microsoft-officeaddins-allowed.json")
def allowed_scripts() -> Response:
    """Name the script that classic Outlook may let speak to this server (event-based activation, SSO and CORS)."""
    body = json.dumps({"allowed": [f"{_own_origin()}/commands.js"]})
    return Response(body, mimetype="application/json", headers={"Cache-Control": "max-age=300"})


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Serve the window that signs people in where Outlook cannot do so by itself."""
    return _page("dialog.html", framed_by="'none'")


@blueprint.get("/workspace")
@blueprint.get("/workspace/<path:place>")
def workspace(place: str = "") -> Response:  # noqa: ARG001  the page reads its place from the address itself
    """Serve the workspace, at every place in it; nobody may frame it."""
    return _page("workspace.html", framed_by="'none'")


@blueprint.get("/support")
def support() -> Response:
    """Say where to find help: the address that the add-in's manifest gives (Office store policy 1120.1)."""
    headers = {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(SUPPORT, mimetype="text/html", headers=headers)


@blueprint.get("/outlook")
def outlook() -> Response:
    """Serve the stand-in Outlook; only a demo has one."""
    if settings().standin is None:
        abort(404)
    return _page("outlook.html")


@blueprint.get("/outlook/config.json")
def outlook_config() -> Response:
    """Tell the stand-in Outlook where its sandbox is and who works there."""
    if settings().standin is None:
        abort(404)
    return Response(json.dumps(settings().standin), mimetype="application/json", headers={"Cache-Control": "no-store"})


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """Serve a built file; hashed names may be kept for good, icons must be kept a while (Outlook asks for that)."""
    response = send_from_directory(STATIC, name, max_age=31_536_000 if name.startswith("assets/") else 3600)
    response.headers["Content-Security-Policy"] = content_policy(settings(), nonce="")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def content_policy(pages: PageSettings, *, nonce: str, framed_by: str = FRAMED_BY_OUTLOOK) -> str:
    """Return a page's Content-Security-Policy: our own scripts, Office.js, and no inline style without the nonce."""
    office = _origin(pages.office_js_url)
    if office == OFFICE_JS_HOST:
        office = f"{office} {OFFICE_JS_NEEDS}"
    tiles = _origin(pages.map_style_url)
    talks = {_origin(pages.login_url), _origin(pages.graph_url), tiles}
    connect = " ".join(sorted(origin for origin in talks if origin))
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {office}".strip(),
        "style-src": styles,
        "style-src-attr": "'unsafe-inline'",
        "img-src": f"'self' data: blob: {tiles}".strip(),
        "connect-src": f"'self' {connect}".strip(),
        "frame-src": f"'self' {_origin(pages.login_url)}".strip(),
        "frame-ancestors": framed_by,
        "form-action": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _page(name: str, *, framed_by: str = FRAMED_BY_OUTLOOK) -> Response:
    pages = settings()
    nonce = secrets.token_urlsafe(16)
    config = _config("/api/v1")
    html = _built(name)
    html = html.replace("%CSP_NONCE%", nonce)
    html = html.replace("%OFFICE_JS%", escape(pages.office_js_url, quote=True))
    # "<" must not end the script block that holds the JSON.
    html = html.replace("%TRATO_CONFIG%", json.dumps(config).replace("<", "\\u003c"))
    headers = {
        "Content-Security-Policy": content_policy(pages, nonce=nonce, framed_by=framed_by),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(html, mimetype="text/html", headers=headers)


def _built(name: str) -> str:
    path = STATIC / name
    if not path.is_file():
        raise FrontEndMissingError(
            "the front end is not built here; run `make frontend` in a checkout, or `pip install .`"
        )
    return path.read_text(encoding="utf-8")


def _config(api_base: str) -> dict[str, str]:
    pages = settings()
    return {
        "mapStyle": pages.map_style_url,
        "apiBase": api_base,
        "clientId": pages.client_id,
        "authority": pages.authority,
        "apiScope": pages.api_scope,
    }


def _own_origin() -> str:
    """Return where the caller found this server; what comes through a proxy came by https, as Outlook demands."""
    host = request.host
    is_local = host.rpartition(":")[0] in {"127.0.0.1", "localhost"} or host in {"127.0.0.1", "localhost"}
    return f"{'http' if is_local else 'https'}://{host}"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
