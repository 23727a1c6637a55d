"""Read the organisation from a tenant folder: `tenant.toml` and `users.csv`."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trato.clock import parse_instant
from trato.directory.model import Role, TenantProfile, UserProfile
from trato.directory.rows import FolderError, Problem, Problems, Row, RowError, read_rows

USER_COLUMNS = (
    "upn",
    "name",
    "roles",
    "manager",
    "timezone",
    "language",
    "aliases",
    "territories",
    "base_location",
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """What `tenant.toml` and `users.csv` say.

    `now` is the instant the folder wants to be looked at and `entra_tenant_id` the organisation's id in Entra, where it
    says so.
    """

    profile: TenantProfile
    users: tuple[UserProfile, ...]
    now: datetime | None
    entra_tenant_id: str = ""


def read_organisation(folder: Path, problems: Problems) -> Organisation:
    """Read both files. Raises FolderError when one is missing or `tenant.toml` cannot be read at all."""
    for name in ("tenant.toml", "users.csv"):
        if not (folder / name).is_file():
            raise FolderError(f"{folder}: no {name} there; a tenant folder needs tenant.toml and users.csv")
    try:
        data = tomllib.loads((folder / "tenant.toml").read_text(encoding="utf-8"))
        profile, now = _profile(data)
        entra_tenant_id = _text(data, "entra_tenant_id", "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RowError, ValueError) as error:
        raise FolderError(f"tenant.toml: {error}") from error
    return Organisation(profile, tuple(_users(folder, profile, problems)), now, entra_tenant_id)


def _text(data: dict[str, object], key: str, default: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str):
        raise RowError(f"{key} must be text, not {value!r}")
    return value


def _profile(data: dict[str, object]) -> tuple[TenantProfile, datetime | None]:
    domains = data.get("domains", [])
    if not isinstance(domains, list) or not domains or not all(isinstance(domain, str) for domain in domains):
        raise RowError('domains must be a list of own mail domains, like ["example.com"]')
    zone = _known_zone(_text(data, "timezone", "UTC"))
    now = data.get("now")
    if isinstance(now, str):
        now = parse_instant(now)
    if now is not None and not (isinstance(now, datetime) and now.tzinfo):
        raise RowError("now must be an instant with an offset, like 2026-11-24T09:30:00+01:00")
    profile = TenantProfile(
        name=_text(data, "name", "Trato"),
        domains=tuple(str(domain).lower() for domain in domains),
        timezone=zone,
        language=_text(data, "language", "en"),
        country=_text(data, "country", ""),
        currency=_text(data, "currency", "EUR"),
    )
    return profile, now


def _users(folder: Path, tenant: TenantProfile, problems: Problems) -> Iterator[UserProfile]:
    read: dict[str, tuple[Row, UserProfile]] = {}
    for row in read_rows(folder, "users.csv", ("upn", "name"), problems):
        try:
            user = _user(row, tenant, read)
        except RowError as error:
            problems.add(_problem(row, str(error)))
            continue
        read[user.upn] = row, user
    taken = {upn: upn for upn in read}
    for row, user in read.values():
        manager = user.manager
        if manager and (manager not in read or manager == user.upn):
            problems.add(_problem(row, f"column 'manager' names {manager!r}, who is no other user here; left empty"))
            manager = ""
        aliases = [alias for alias in user.aliases if taken.setdefault(alias, user.upn) == user.upn]
        for alias in sorted(set(user.aliases) - set(aliases)):
            problems.add(_problem(row, f"column 'aliases' names {alias!r}, which is {taken[alias]}'s; left out"))
        yield replace(user, manager=manager, aliases=tuple(aliases))


def _problem(row: Row, reason: str) -> Problem:
    return Problem(row.file, row.line, row.text("upn"), reason)


def _user(row: Row, tenant: TenantProfile, seen: Container[str]) -> UserProfile:
    upn = row.required("upn").lower()
    if upn in seen:
        raise RowError("this user is listed twice; the first row stands")
    if "@" not in upn:
        raise RowError(f"column 'upn' holds {upn!r}, expected an address like ana@example.com")
    roles = row.names("roles") or ("rep",)
    unknown = [role for role in roles if role not in {known.value for known in Role}]
    if unknown:
        raise RowError(f"column 'roles' holds {unknown[0]!r}, expected {', '.join(Role)}")
    return UserProfile(
        upn=upn,
        name=row.required("name"),
        roles=frozenset(Role(role) for role in roles),
        manager=row.text("manager").lower(),
        timezone=_known_zone(row.text("timezone") or tenant.timezone),
        language=row.text("language") or tenant.language,
        aliases=tuple(alias.lower() for alias in row.names("aliases")),
        territories=row.names("territories"),
        base=_coordinates(row.text("base_location")),
        custom=row.others(USER_COLUMNS),
    )


def _coordinates(value: str) -> tuple[float, float] | None:
    if not value:
        return None
    try:
        latitude, longitude = (float(part) for part in value.split(","))
    except ValueError as error:
        raise RowError(f"column 'base_location' holds {value!r}, expected latitude,longitude") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise RowError(f"column 'base_location' holds {value!r}, which is nowhere on Earth")
    return latitude, longitude


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RowError(f"unknown time zone {name!r}, expected an IANA name like Europe/Madrid") from error
    return name
