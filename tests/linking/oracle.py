"""What counts, computed by hand from the words of the design's interaction rules, without asking Trato's own rules.

Only which opportunity an undecided thread or event was linked to is taken as given: that is a score, not a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.linking.history import Letter, Meeting, World
from tests.small_company import DOMAIN, LUIS, NOA, PILAR, TEO

CONTACTS = {LUIS: "luis", PILAR: "pilar", "compras@norte.example": "pilar", NOA: "noa", TEO: "teo"}
DOMAINS = {f"{name}.example": name for name in ("norte", "rioja", "sur", "libre")}
OPPORTUNITIES = {
    "presses": ("norte", {"luis", "pilar"}),
    "barrels": ("rioja", {"noa"}),
    "olives": ("sur", {"teo"}),
    "loading": ("norte", {"pilar"}),
}
VISITS = ("Visita a Norte", "Site visit")


@dataclass(frozen=True)
class Counted:
    """An interaction; `source` is the mail's number, or the meeting's with the original start of its date."""

    source: tuple[str, int, str]
    kind: str
    starts_at: datetime
    ends_at: datetime
    users: frozenset[str]
    contacts: frozenset[str]
    accounts: frozenset[str]
    opportunity: str | None


def counted(world: World, linked: Mapping[tuple[str, int], str | None]) -> set[Counted]:
    """Count everything there is; `linked` gives the automatic link of each thread and event."""
    found: list[Counted | None] = [_letter(world, letter, linked) for letter in world.letters]
    for meeting in world.meetings:
        found += _meeting(world, meeting, linked)
    return {one for one in found if one is not None}


def last_end(history: Iterable[Counted], now: datetime) -> datetime | None:
    return max((one.ends_at for one in history if one.ends_at <= now), default=None)


def next_start(history: Iterable[Counted], now: datetime) -> datetime | None:
    return min((one.starts_at for one in history if one.starts_at > now), default=None)


def _letter(world: World, letter: Letter, linked: Mapping[tuple[str, int], str | None]) -> Counted | None:
    everybody = {letter.sender, *letter.to}
    if letter.automated or letter.sensitivity in {"private", "confidential"} or letter.is_draft:
        return None
    if not letter.was_seen or all(map(_is_ours, everybody)):
        return None
    is_out = _is_ours(letter.sender)
    at = letter.at if is_out else letter.received_at
    us = frozenset(filter(_is_ours, everybody))
    contacts, accounts = _customers(everybody)
    opportunity = _opportunity(world, ("thread", letter.root.n), linked, contacts, accounts)
    if opportunity == "not business" or not (contacts or accounts):
        return None
    kind = "mail_out" if is_out else "mail_in"
    return Counted(("mail", letter.n, ""), kind, at, at, us, contacts, accounts, opportunity)


def _meeting(world: World, meeting: Meeting, linked: Mapping[tuple[str, int], str | None]) -> Iterable[Counted | None]:
    if meeting.is_cancelled or meeting.sensitivity in {"private", "confidential"}:
        return
    kind = "visit" if meeting.subject in VISITS and not meeting.is_online else "meeting"
    for day in meeting.days:
        said = meeting.guests | day.answers
        contacts, accounts = _customers({one for one in said if said[one] != "declined"} | {meeting.organizer})
        opportunity = _opportunity(world, ("event", meeting.n), linked, contacts, accounts)
        us = frozenset(upn for upn in day.held_by if meeting.ours[upn] != "declined")
        if us and (contacts or accounts) and not day.is_cancelled and opportunity != "not business":
            key = day.original.strftime("%Y-%m-%dT%H:%M:%SZ") if meeting.is_series else ""
            source = ("event", meeting.n, key)
            yield Counted(source, kind, day.starts_at, day.ends_at, us, contacts, accounts, opportunity)


def _customers(people: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    theirs = {one for one in people if not _is_ours(one)}
    contacts = frozenset(CONTACTS[one] for one in theirs if one in CONTACTS)
    return contacts, frozenset(filter(None, (DOMAINS.get(one.rpartition("@")[2]) for one in theirs)))


def _opportunity(world, where, linked, contacts, accounts) -> str | None:
    decision = world.decided.get(where)
    opportunity = decision or linked.get(where)
    if opportunity is None or opportunity == "not business":
        return opportunity
    account, roles = OPPORTUNITIES[opportunity]
    # Where nobody of it takes part it is a forged reference, or an internal branch.
    return opportunity if account in accounts or roles & contacts else None


def _is_ours(address: str) -> bool:
    return address.endswith(f"@{DOMAIN}")
