"""The scenario file: applications, limits, settings and faults, as TOML.

[settings]      notification_latency_s, token_lifetime_s, sparse_occurrences, transaction_conflicts, clock_skew_s,
                claims_challenge, expire_delta_at_page
[limits]        requests, window_s, concurrent, upload_bytes (0 switches one off)
[send_as]       "user" = ["address", ...]
[[applications]] id, name, secret, application_permissions, delegated_permissions
[[faults]]      as `Fault`
origins         web pages' origins that may call, besides those of this machine
"""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from graph_sandbox.call import State
from graph_sandbox.entra import Entra
from graph_sandbox.faults import Fault
from graph_sandbox.permissions import Application


class ScenarioError(Exception):
    """The scenario file can't be read or says something unknown."""


class Settings(Struct, forbid_unknown_fields=True):
    """What may be set once or changed while running."""

    notification_latency_s: float | None = None
    token_lifetime_s: int | None = None
    sparse_occurrences: bool | None = None
    transaction_conflicts: bool | None = None
    clock_skew_s: float | None = None
    claims_challenge: str | None = None
    expire_delta_at_page: int | None = None


class LimitSettings(Struct, forbid_unknown_fields=True):
    """Numbers; 0 switches a limit off."""

    requests: int | None = None
    window_s: float | None = None
    concurrent: int | None = None
    upload_bytes: int | None = None


class Scenario(Struct, forbid_unknown_fields=True):
    """A whole file."""

    settings: Settings = msgspec.field(default_factory=Settings)
    limits: LimitSettings = msgspec.field(default_factory=LimitSettings)
    applications: list[Application] = msgspec.field(default_factory=list)
    faults: list[Fault] = msgspec.field(default_factory=list)
    send_as: dict[str, list[str]] = msgspec.field(default_factory=dict)
    origins: list[str] = []


# With it msgspec learns all the structs above and below, once: 0.22 ends the process when two threads read a type for
# the first time at once.
_learnt = msgspec.json.Decoder(Scenario)


def read_scenario(file: Path) -> Scenario:
    """A scenario file.

    Raises:
        ScenarioError: with what is wrong.
    """
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Scenario)  # noqa: TID251  learnt above
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ScenarioError(f"{file}: {error}") from error


def apply_settings(settings: Settings, state: State, entra: Entra) -> None:
    """Put settings in force; what is not given stays."""
    if settings.notification_latency_s is not None:
        state.notifier.latency_s = settings.notification_latency_s
    if settings.token_lifetime_s is not None:
        entra.lifetime_s = settings.token_lifetime_s
    if settings.sparse_occurrences is not None:
        state.has_sparse_occurrences = settings.sparse_occurrences
    if settings.transaction_conflicts is not None:
        state.has_transaction_conflicts = settings.transaction_conflicts
    if settings.clock_skew_s is not None:
        state.world.clock.skew = timedelta(seconds=settings.clock_skew_s)
    if settings.claims_challenge is not None:
        entra.claims_challenge = settings.claims_challenge or None
    if settings.expire_delta_at_page is not None:
        state.deltas.expire_at_page = settings.expire_delta_at_page or None


def apply_limits(given: LimitSettings, state: State) -> None:
    """Put limits in force; what is not given stays."""
    limits = state.gate.limits
    if given.requests is not None:
        limits.requests = given.requests or None
    if given.window_s is not None:
        limits.window_s = given.window_s
    if given.concurrent is not None:
        limits.concurrent = given.concurrent or None
    if given.upload_bytes is not None:
        limits.upload_bytes = given.upload_bytes or None


def apply_scenario(scenario: Scenario, state: State, entra: Entra) -> None:
    """Put a whole scenario in force."""
    apply_settings(scenario.settings, state, entra)
    apply_limits(scenario.limits, state)
    entra.applications.register(scenario.applications)
    state.send_as = {user.lower(): {a.lower() for a in addresses} for user, addresses in scenario.send_as.items()}
    state.origins.named |= {origin.rstrip("/").lower() for origin in scenario.origins}
    for fault in scenario.faults:
        state.faults.add(fault)


def convert(payload: Any, kind: type[Any]) -> Any:
    """A JSON body as one of these structs.

    Raises:
        ScenarioError: with what is wrong.
    """
    try:
        return msgspec.convert(payload, kind)  # noqa: TID251  learnt above
    except msgspec.ValidationError as error:
        raise ScenarioError(str(error)) from error
