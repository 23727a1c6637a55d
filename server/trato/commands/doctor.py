"""`trato doctor`: is everything set, reachable and granted, and if not, what to do about it.

Microsoft identity platform: an app-only token names what was consented to in `roles`. A role that is not there may
still have been given for some mailboxes by RBAC for Applications in Exchange Online, so a connected mailbox is tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import click
import jwt

from trato.commands.graph_access import keyring_of
from trato.commands.wiring import database_of
from trato.db.engine import Database
from trato.directory import store as directory
from trato.errors import SettingsError, TratoError
from trato.graph.auth import AppTokens
from trato.graph.client import GraphClient
from trato.graph.entra import EntraApp
from trato.graph.errors import ConsentRevokedError, GraphNotFoundError
from trato.graph.governor import Governor
from trato.graph.payloads import Page
from trato.graph.permissions import NEEDS, Feature, is_granted, missing_roles
from trato.graph.token_store import TokenStore
from trato.settings import Settings

PROBES = {
    Feature.READ_MAIL: "messages?$top=1&$select=id",
    Feature.READ_CALENDAR: "events?$top=1&$select=id",
    Feature.READ_CONTACTS: "contacts?$top=1&$select=id",
}


class State(StrEnum):
    """How a check ended; only what is missing makes the command fail."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do if it is not as it should be."""

    name: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A tenant to look at; `tenant_id` is 0 while the database does not know it."""

    tenant_id: int
    entra_tenant_id: str


@click.command()
@click.option("--entra-tenant", help="the organisation's id in Entra, while the database does not hold it")
@click.option("--rotate-keys", is_flag=True, help="seal every sign-in with a new key, and drop the old ones")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def doctor(entra_tenant: str | None, *, rotate_keys: bool, as_json: bool) -> None:
    """Tell whether settings, database and Microsoft's permissions are as they should be, and what to do if not."""
    settings = Settings.from_environment()
    checks = list(_rotated(settings) if rotate_keys else examine(settings, entra_tenant))
    if as_json:
        click.echo(json.dumps({"checks": [asdict(check) for check in checks], "ok": _is_well(checks)}, indent=1))
    else:
        for check in checks:
            click.echo(f"{check.state:8} {check.name}: {check.found}")
            if check.remedy:
                click.echo(f"{'':8}   → {check.remedy}")
    if not _is_well(checks):
        raise click.exceptions.Exit(1)


def examine(settings: Settings, entra_tenant: str | None) -> Iterator[Check]:
    """Look at everything, as far as it goes: without a database there is no tenant to ask about."""
    yield from _settings(settings)
    try:
        with database_of(settings) as database:
            yield Check("database", State.OK, "answers, and its schema is this version's")
            yield from _keys(settings, database)
            yield from _tenants(settings, database, entra_tenant)
    except TratoError as error:
        yield Check("database", State.MISSING, str(error), "see TRATO_DATABASE_URL, or run `trato migrate`")


def _is_well(checks: list[Check]) -> bool:
    return all(check.state is not State.MISSING for check in checks)


def _settings(settings: Settings) -> Iterator[Check]:
    graph = settings.graph
    needed = {
        "TRATO_CLIENT_ID": graph.client_id,
        "TRATO_CLIENT_SECRET": graph.client_secret,
        "TRATO_API_SCOPE": graph.api_scope,
    }
    for name, value in needed.items():
        if not value:
            yield Check("settings", State.MISSING, f"{name} is not set", "docs/deploy.md tells how to register Trato")
    try:
        yield Check("settings", State.OK, f"TRATO_HOME is {settings.prepare_home()}")
    except TratoError as error:
        yield Check("settings", State.MISSING, str(error))


def _keys(settings: Settings, database: Database) -> Iterator[Check]:
    try:
        keyring = keyring_of(settings)
    except TratoError as error:
        yield Check("keys", State.MISSING, str(error), "set TRATO_KEYS, or let a file be made under TRATO_HOME")
        return
    store = TokenStore(database, keyring)
    old = sum(store.count_old(tenant.tenant_id) for tenant in _known(database))
    source = "a file under TRATO_HOME" if keyring.is_file else "TRATO_KEYS"
    yield Check("keys", State.OK, f"{keyring.current} from {source} seals sign-ins")
    if old:
        yield Check(
            "keys", State.NOTE, f"{old} sign-ins are sealed with older keys", "run `trato doctor --rotate-keys`"
        )


def _rotated(settings: Settings) -> Iterator[Check]:
    with database_of(settings) as database:
        keyring = keyring_of(settings)
        if keyring.is_file:
            keyring.add_key()
        store = TokenStore(database, keyring)
        sealed = sum(store.seal_anew(tenant.tenant_id) for tenant in _known(database))
        if keyring.is_file:
            keyring.drop_old_keys()
        yield Check("keys", State.OK, f"{sealed} sign-ins are sealed anew, with {keyring.current}")


def _known(database: Database) -> list[Patient]:
    with database.as_operator() as connection:
        return [Patient(*one) for one in directory.all_tenants(connection)]


def _tenants(settings: Settings, database: Database, entra_tenant: str | None) -> Iterator[Check]:
    patients = _known(database)
    if entra_tenant is not None:
        patients = [one for one in patients if one.entra_tenant_id == entra_tenant] or [Patient(0, entra_tenant)]
    if not patients:
        yield Check("tenant", State.NOTE, "the database holds none yet", "import one, or name it with --entra-tenant")
    for patient in patients:
        yield from _tenant(settings, database, patient)


def _tenant(settings: Settings, database: Database, patient: Patient) -> Iterator[Check]:
    graph = settings.graph
    tokens = AppTokens(
        login_url=graph.login_url,
        tenant=patient.entra_tenant_id,
        client_id=graph.client_id,
        client_secret=graph.client_secret,
    )
    name = f"tenant {patient.entra_tenant_id}"
    app = EntraApp(graph.login_url, patient.entra_tenant_id, graph.client_id, "")
    try:
        roles = set(jwt.decode(tokens.token(), options={"verify_signature": False}).get("roles") or ())
    except (TratoError, jwt.PyJWTError) as error:
        remedy = f"an admin consents at {app.admin_consent_url}" if isinstance(error, ConsentRevokedError) else ""
        yield Check(name, State.MISSING, f"no sign-in: {error}", remedy)
        return
    yield Check(name, State.OK, f"signed in; granted: {', '.join(sorted(roles)) or 'nothing'}")
    client = GraphClient(graph.url, tokens, Governor(database).of_tenant(patient.tenant_id)).as_user_action()
    yield _graph(name, client, roles)
    yield from _permissions(name, roles, app.admin_consent_url, _probe(database, patient, client))
    yield from _scopes(settings, database, patient, name)


def _graph(name: str, client: GraphClient, roles: set[str]) -> Check:
    try:
        client.get("users?$top=1&$select=id", Page)
    except ConsentRevokedError as error:
        wanted = NEEDS[Feature.PEOPLE].application
        # Without the permission a refusal is what to expect, and shows that Graph answers.
        state = State.MISSING if is_granted(wanted, roles) else State.OK
        return Check(name, state, f"Graph answers, and does not show users: {error}")
    except TratoError as error:
        return Check(name, State.MISSING, f"Graph does not answer: {error}", "see TRATO_GRAPH_URL and the network")
    return Check(name, State.OK, "Graph answers")


def _permissions(name: str, roles: set[str], consent_url: str, is_open: Callable[[Feature], bool]) -> Iterator[Check]:
    missing = missing_roles(roles)
    for feature, role in missing.items():
        if feature in PROBES and is_open(feature):
            yield Check(name, State.OK, f"{feature}: granted for some mailboxes, in Exchange Online")
            continue
        state = State.MISSING if NEEDS[feature].is_required else State.NOTE
        remedy = f"add {role} to the registration, then an admin consents at {consent_url}"
        yield Check(name, state, f"{feature}: the application permission {role} is not granted", remedy)
    if not missing:
        yield Check(name, State.OK, "every permission that Trato can use is granted")


def _probe(database: Database, patient: Patient, client: GraphClient) -> Callable[[Feature], bool]:
    """Return what tells whether the first connected mailbox can be read for a feature."""

    def is_open(feature: Feature) -> bool:
        with database.as_system(patient.tenant_id) as connection:
            mailbox = next(iter(directory.connected_mailboxes(connection)), None)
        if mailbox is None:
            return False
        try:
            client.get(f"users/{quote(mailbox.graph_user_id)}/{PROBES[feature]}", Page)
        except (ConsentRevokedError, GraphNotFoundError):
            return False
        return True

    return is_open


def _scopes(settings: Settings, database: Database, patient: Patient, name: str) -> Iterator[Check]:
    """Tell what users consented to themselves so far, by what is kept of their sign-ins."""
    scopes: dict[str, int] = {}
    try:
        caches = TokenStore(database, keyring_of(settings)).of_users(patient.tenant_id)
    except SettingsError:  # told under "keys"
        return
    for cache in caches:
        for scope in _scopes_in(json.loads(cache)):
            scopes[scope] = scopes.get(scope, 0) + 1
    if scopes:
        told = ", ".join(f"{scope} ({number})" for scope, number in sorted(scopes.items()))
        yield Check(name, State.OK, f"{len(caches)} users signed in; scopes and how many consented: {told}")


def _scopes_in(cache: dict[str, Any]) -> set[str]:
    targets = " ".join(str(one.get("target", "")) for one in cache.get("AccessToken", {}).values())
    return {scope.rpartition("/")[2] for scope in targets.split()} - {"openid", "profile", "email", "offline_access"}
