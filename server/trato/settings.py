"""Configuration, read once from the environment; every fault is named with its remedy.

Everything Trato keeps on a machine lies under `TRATO_HOME`; two homes never meet.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from trato.errors import SettingsError

LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
OFFICE_JS = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Where Microsoft Graph and Entra ID are, and as which application Trato calls them."""

    url: str = "https://graph.microsoft.com/v1.0"
    login_url: str = "https://login.microsoftonline.com"
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_scope: str = ""
    issuer: str = ""

    @property
    def audience(self) -> str:
        """Return the audience that access tokens for Trato's own API must carry."""
        return self.api_scope.rsplit("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one Trato process. The names in the environment are `TRATO_` plus the field in capitals."""

    home: Path
    database_url: str | None = None
    graph: GraphSettings = field(default_factory=GraphSettings)
    office_js_url: str = OFFICE_JS
    map_style_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 1
    notification_url: str = ""
    public_url: str = ""
    clock_shift_s: float = 0.0
    keys: str = field(default="", repr=False)
    proof_every_s: float = 300.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `TRATO_*` variables. Raises SettingsError naming the variable and what it should hold."""
        env = os.environ if environ is None else environ
        home = Path(env.get("TRATO_HOME") or platformdirs.user_data_dir("trato", appauthor=False)).expanduser()
        database_url = env.get("TRATO_DATABASE_URL") or None
        if database_url is not None and not database_url.startswith(("postgresql://", "postgres://")):
            raise SettingsError("TRATO_DATABASE_URL must look like postgresql://role@host/database")
        defaults = GraphSettings()
        graph = GraphSettings(
            url=env.get("TRATO_GRAPH_URL", defaults.url).rstrip("/"),
            login_url=env.get("TRATO_LOGIN_URL", defaults.login_url).rstrip("/"),
            client_id=env.get("TRATO_CLIENT_ID", ""),
            client_secret=env.get("TRATO_CLIENT_SECRET", ""),
            api_scope=env.get("TRATO_API_SCOPE", ""),
            issuer=env.get("TRATO_ISSUER", ""),
        )
        return cls(
            home=home.resolve(),
            database_url=database_url,
            graph=graph,
            office_js_url=env.get("TRATO_OFFICE_JS_URL", OFFICE_JS),
            map_style_url=env.get("TRATO_MAP_STYLE_URL", ""),
            host=env.get("TRATO_HOST", "127.0.0.1"),
            port=_port(env.get("TRATO_PORT", "8000")),
            web_processes=_processes(env.get("TRATO_WEB_PROCESSES", "1")),
            notification_url=_public(env.get("TRATO_NOTIFICATION_URL", ""), graph.url),
            public_url=_site(env.get("TRATO_PUBLIC_URL", "")),
            clock_shift_s=_number("TRATO_CLOCK_SHIFT_S", env.get("TRATO_CLOCK_SHIFT_S", "0")),
            keys=env.get("TRATO_KEYS", ""),
            proof_every_s=_number("TRATO_PROOF_EVERY_S", env.get("TRATO_PROOF_EVERY_S", "300")),
        )

    @property
    def site(self) -> str:
        """Return the address at which customers reach Trato: TRATO_PUBLIC_URL, else the one Graph calls."""
        return self.public_url or self.notification_url

    def prepare_home(self) -> Path:
        """Create the home folder, private to this user. Raises SettingsError when it cannot be written."""
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe = self.home / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise SettingsError(
                f"TRATO_HOME {self.home} cannot be written ({error.strerror}); choose another folder with TRATO_HOME=…"
            ) from error
        return self.home


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SettingsError(f"{name} must be a number, not {text!r}") from error


def _port(text: str) -> int:
    if text.isdigit() and int(text) < 65536:
        return int(text)
    raise SettingsError(f"TRATO_PORT must be a port number from 0 to 65535, not {text!r}")


def _processes(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 64:
        return int(text)
    raise SettingsError(f"TRATO_WEB_PROCESSES must be a number from 1 to 64, not {text!r}")


def _site(url: str) -> str:
    parts = urlsplit(url)
    if url and (not parts.netloc or parts.query or parts.fragment or parts.scheme not in ("https", "http")):
        raise SettingsError("TRATO_PUBLIC_URL must look like https://trato.example.com, without a query")
    return url.rstrip("/")


def _public(url: str, graph_url: str) -> str:
    """Return the address at which Graph reaches Trato; https, as Graph demands, unless Graph is a local one."""
    parts = urlsplit(url)
    if not url:
        return ""
    if not parts.netloc or parts.query or parts.fragment or parts.scheme not in ("https", "http"):
        raise SettingsError("TRATO_NOTIFICATION_URL must look like https://trato.example.com, without a query")
    if parts.scheme != "https" and urlsplit(graph_url).hostname not in LOCAL_HOSTS:
        raise SettingsError("TRATO_NOTIFICATION_URL must begin with https://, because Microsoft Graph calls no other")
    return url.rstrip("/")
