"""Graph clients of a process: the application's own and those of its users, within one set of limits and sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from trato.clock import Clock
from trato.db.engine import Database
from trato.directory import store as directory
from trato.directory.tables import tenants
from trato.graph.auth import AppTokens, UserTokens
from trato.graph.client import GraphClient
from trato.graph.entra import EntraApp
from trato.graph.governor import Governor
from trato.graph.keys import Keyring
from trato.graph.permissions import Feature, scopes_for
from trato.graph.sign_in import SignIn
from trato.graph.token_store import TokenStore
from trato.graph.writer import OutlookWriter
from trato.settings import GraphSettings, Settings

KEY_FILE = "keys"
NO_KEYS = "sign-ins of users need keys to be kept with"


@dataclass(frozen=True, slots=True)
class TenantIds:
    """A tenant by Trato's number and by Entra's name."""

    tenant_id: int
    entra_tenant_id: str


def keyring_of(settings: Settings) -> Keyring:
    """Return the keys that seal sign-ins: those of TRATO_KEYS, else those of a file under TRATO_HOME."""
    if settings.keys:
        return Keyring.from_text(settings.keys)
    return Keyring.from_file(settings.prepare_home() / KEY_FILE)


class GraphAccess:
    """Makes Graph clients. Without a keyring sign-ins are not kept, as in a demo."""

    def __init__(self, graph: GraphSettings, database: Database, keyring: Keyring | None = None) -> None:
        self._graph = graph
        self._database = database
        self._keyring = keyring
        self._store = None if keyring is None else TokenStore(database, keyring)
        self._governor = Governor(database)
        self._known: dict[str, GraphClient] = {}

    def app_client(self, entra_tenant_id: str) -> GraphClient:
        """Return a tenant's app-only client, shared by all threads."""
        if entra_tenant_id in self._known:
            return self._known[entra_tenant_id]
        with self._database.as_operator() as connection:
            tenant_id = directory.find_tenant(connection, entra_tenant_id)
        tokens = AppTokens(
            login_url=self._graph.login_url,
            tenant=entra_tenant_id,
            client_id=self._graph.client_id,
            client_secret=self._graph.client_secret,
            store=None if tenant_id is None else self._store,
            tenant_id=tenant_id or 0,
        )
        client = GraphClient(self._graph.url, tokens, self._governor.of_tenant(tenant_id or 0))
        if tenant_id is not None:
            self._known[entra_tenant_id] = client
        return client

    def user_client(
        self, tenant: TenantIds, oid: str, features: Iterable[Feature], *, assertion: str = "", claims: str = ""
    ) -> GraphClient:
        """Return a user's own client, for what a person waits for; `assertion` is the token they called Trato with.

        Only what these features need is asked of Entra ID, so a user consents step by step.
        """
        tokens = UserTokens(
            self._app(tenant),
            oid,
            scopes_for(features),
            store=self._kept(),
            tenant_id=tenant.tenant_id,
            assertion=assertion,
            claims=claims,
        )
        governor = self._governor.of_tenant(tenant.tenant_id)
        return GraphClient(self._graph.url, tokens, governor, me=oid).as_user_action()

    def writer(self, tenant_id: int, mailbox: str) -> OutlookWriter:
        """Return what writes to a mailbox of a tenant for the application, as an action somebody waits for."""
        return OutlookWriter(self.waited_for(tenant_id), mailbox)

    def waited_for(self, tenant_id: int) -> GraphClient:
        """Return the app-only client of a tenant by its number, for calls that somebody waits for."""
        with self._database.as_system(tenant_id) as connection:
            entra_tenant_id = connection.execute(
                sa.select(tenants.c.entra_tenant_id).where(tenants.c.id == tenant_id)
            ).scalar_one()
        return self.app_client(entra_tenant_id).as_user_action()

    def sign_in(self, tenant: TenantIds, clock: Clock) -> SignIn:
        """Return what signs a tenant's users in from a browser."""
        if self._keyring is None:
            raise ValueError(NO_KEYS)
        return SignIn(self._app(tenant), self._kept(), self._keyring, clock, tenant_id=tenant.tenant_id)

    def _app(self, tenant: TenantIds) -> EntraApp:
        graph = self._graph
        return EntraApp(graph.login_url, tenant.entra_tenant_id, graph.client_id, graph.client_secret)

    def _kept(self) -> TokenStore:
        if self._store is None:
            raise ValueError(NO_KEYS)
        return self._store
