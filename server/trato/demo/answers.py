"""The answers beside the folder: which copies are one mail, what it is about, the last interaction."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trato.demo import store
from trato.demo.crm_files import write_rows
from trato.demo.letters import UNCOUNTED_FOLDERS, is_ours
from trato.demo.model import Mail
from trato.demo.occurrences import Occurrence, expanded, why_not
from trato.demo.world import World


@dataclass(frozen=True)
class Happening:
    """Something that counts, or will: for whom, when, of what kind."""

    at: datetime
    kind: str
    source: str
    contacts: frozenset[str]
    accounts: frozenset[str]
    opportunity: str
    is_ahead: bool = False


def write(folder: Path, world: World) -> dict[str, int]:
    """Writes answers/ and returns the counts of expected.json."""
    answers = folder / "answers"
    mails = sorted(world.mails, key=lambda mail: (mail.at, mail.key))
    write_rows(
        answers / "messages.csv",
        ("message_key", "message_id", "upn", "folder"),
        ((mail.key, copy.message_id, copy.upn, copy.folder) for mail in mails for copy in mail.copies),
    )
    write_rows(answers / "links.csv",
               ("message_key", "message_id", "account", "opportunity", "case", "counts", "why_not", "thread"),
               ((mail.key, mail.message_id, mail.truth.account, mail.truth.opportunity, mail.truth.case,
                 "no" if mail_why_not(mail) else "yes", mail_why_not(mail), mail.thread)
                for mail in mails if mail.truth.account or mail.truth.case))  # fmt: skip
    write_rows(
        answers / "automated.csv",
        ("message_id", "kind"),
        ((mail.message_id, mail.truth.automated) for mail in mails if mail.truth.automated),
    )
    occurrences = [one for meeting in sorted(world.meetings, key=lambda item: (item.start, item.uid))
                   for one in expanded(meeting)]  # fmt: skip
    write_rows(
        answers / "meetings.csv",
        ("uid", "recurrence_id", "start", "end", "account", "opportunity", "counts", "why_not", "case"),
        (_meeting_row(one, world.now) for one in occurrences),
    )
    _interactions(answers, world, [*_of_mails(mails), *_of_meetings(occurrences, world.now)])
    expected = {
        "mailboxes": len(world.users),
        "message_copies": sum(len(mail.copies) for mail in mails),
        "messages": len(mails),
        "events": len({meeting.uid for meeting in world.meetings}),
        "accounts": len(world.accounts),
        "contacts": len(world.contacts),
        "opportunities": len(world.opportunities),
    }
    (answers / "README.md").write_text(store.text("answers.md"), encoding="utf-8")
    (answers / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    return expected


def mail_why_not(mail: Mail) -> str:
    """Why a mail is no interaction; empty when it is one."""
    people = (mail.sender, *mail.to, *mail.cc)
    if mail.truth.automated:
        return f"automated:{mail.truth.automated}"
    if mail.truth.why_not:
        return mail.truth.why_not
    if all(is_ours(party) for party in people):
        return "internal"
    if all(copy.folder in UNCOUNTED_FOLDERS for copy in mail.copies):
        return "folder"
    return "" if any(party.account for party in people) or mail.truth.account else "no_customer"


def _of_mails(mails: list[Mail]) -> Iterable[Happening]:
    for mail in mails:
        if mail_why_not(mail):
            continue
        people = [party for party in (mail.sender, *mail.to, *mail.cc) if not is_ours(party)]
        yield Happening(
            mail.at.astimezone(UTC), "mail_out" if is_ours(mail.sender) else "mail_in", mail.message_id,
            frozenset(party.contact for party in people if party.contact),
            frozenset(key for key in (mail.truth.account, *(party.account for party in people)) if key),
            mail.truth.opportunity,
        )  # fmt: skip


def _of_meetings(occurrences: list[Occurrence], now: datetime) -> Iterable[Happening]:
    for one in occurrences:
        if why_not(one, now) not in {"", "future"}:
            continue
        meeting = one.meeting
        people = [meeting.organizer, *(guest.party for guest in meeting.guests)]
        theirs = [party for party in people if party.account]
        moment = one.start if why_not(one, now) else one.end
        yield Happening(
            moment.astimezone(UTC), "meeting", meeting.uid,
            frozenset(party.contact for party in theirs if party.contact),
            frozenset(key for key in (meeting.account, *(party.account for party in theirs)) if key),
            meeting.opportunity, is_ahead=bool(why_not(one, now)),
        )  # fmt: skip


def _meeting_row(one: Occurrence, now: datetime) -> tuple[object, ...]:
    meeting = one.meeting
    reason = why_not(one, now)
    identity = ""
    if one.recurrence_id:
        identity = one.recurrence_id.astimezone(UTC).isoformat()
    whole = bool(meeting.days)
    start = one.start.date().isoformat() if whole else one.start.astimezone(UTC).isoformat()
    end = one.end.date().isoformat() if whole else one.end.astimezone(UTC).isoformat()
    return (meeting.uid, identity, start, end, meeting.account, meeting.opportunity,
            "no" if reason else "yes", reason, meeting.case)  # fmt: skip


def _interactions(answers: Path, world: World, happenings: list[Happening]) -> None:
    found: dict[tuple[str, str], list[Happening]] = {}
    for happening in happenings:
        keys = [("contact", key) for key in sorted(happening.contacts)]
        keys += [("account", key) for key in sorted(happening.accounts)]
        if happening.opportunity:
            keys.append(("opportunity", happening.opportunity))
        for key in keys:
            found.setdefault(key, []).append(happening)
    things = [("contact", contact.key) for contact in world.contacts]
    things += [("account", account.key) for account in world.accounts]
    things += [("opportunity", deal.key) for deal in world.opportunities]
    rows = []
    for thing in things:
        mine = sorted(found.get(thing, []), key=lambda item: (item.at, item.source))
        past = [item for item in mine if not item.is_ahead]
        ahead = [item for item in mine if item.is_ahead]
        last = (past[-1].at.isoformat(), past[-1].kind, past[-1].source) if past else ("", "", "")
        coming = (ahead[0].at.isoformat(), ahead[0].source) if ahead else ("", "")
        rows.append((*thing, *last, *coming, len(past)))
    write_rows(
        answers / "interactions.csv",
        ("of", "key", "last_at", "last_kind", "last_source", "next_at", "next_source", "count"),
        rows,
    )
