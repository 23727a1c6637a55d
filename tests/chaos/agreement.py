"""Hold what Trato keeps against the truth: what is lost, what is there twice, which edits are missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from tests.chaos.balance import Balance
from tests.chaos.truth import Date, Mail, Place, Truth
from tests.small_company import Company

from trato.calendar.tables import event_attendees, event_copies, event_occurrences, event_texts, events
from trato.crm.tables import interactions
from trato.directory.tables import mailboxes
from trato.linking.tables import link_decisions, links
from trato.mail.tables import mail_folders, message_copies, message_keys, message_participants, message_texts, messages

OURS = "@vega.example"
KNOWN = ("@norte.example", "@rioja.example", "@sur.example", "@libre.example")
NOT_BUSINESS = "not business"


@dataclass(frozen=True)
class Decided:
    """What a person was told is so: the link of a thread (by a mail of it) or of an event. None: undone."""

    kind: str
    about: str
    opportunity: str | None


def compare(company: Company, truth: Truth, decided: Iterable[Decided] = ()) -> Balance:
    """Compare every folder, mail, event and date, and what people decided."""
    kept = Kept(company)
    balance = Balance()
    _folders(kept, truth, balance)
    _copies(kept.copies, truth.mails, truth.unread, balance)
    _mails(kept, truth, balance)
    _dates(kept, truth, balance)
    _counted(kept, truth, balance)
    _decisions(kept, company, list(decided), balance)
    return balance


class Kept:
    """Trato's rows, by what the truth knows them by."""

    def __init__(self, company: Company) -> None:
        with company.system() as connection:

            def rows(query: Any) -> list[Any]:
                return list(connection.execute(query).all())

            upns = {row.id: row.address for row in rows(sa.select(mailboxes.c.id, mailboxes.c.address))}
            self.folders = {(upns[row.mailbox_id], row.remote_id): row for row in rows(sa.select(mail_folders))}
            self.copies = {(upns[row.mailbox_id], row.remote_id): row for row in rows(sa.select(message_copies))}
            self.messages = {row.id: row for row in rows(sa.select(messages))}
            self.subjects = {row.message_id: row.subject for row in rows(sa.select(message_texts))}
            self.keys = rows(sa.select(message_keys))
            self.parties = defaultdict(set)
            for row in rows(sa.select(message_participants)):
                self.parties[row.message_id].add((row.role, row.address))
            self.event_copies = {(upns[row.mailbox_id], row.remote_id): row for row in rows(sa.select(event_copies))}
            self.events = {row.id: row for row in rows(sa.select(events))}
            self.titles = {row.event_id: row.subject for row in rows(sa.select(event_texts))}
            self.guests: dict[int, dict[str, str]] = defaultdict(dict)
            for row in rows(sa.select(event_attendees)):
                self.guests[row.event_id][row.address] = row.response
            self.occurrences = {(row.event_id, row.occurrence_key): row for row in rows(sa.select(event_occurrences))}
            self.interactions = rows(sa.select(interactions))
            self.links = rows(sa.select(links))
            self.decisions = {row.id: row for row in rows(sa.select(link_decisions))}

    def message_named(self, identity: str) -> int | None:
        """The id of the mail with that Message-ID."""
        return next((row.message_id for row in self.keys if row.key == f"id:{identity}"), None)


def _folders(kept: Kept, truth: Truth, balance: Balance) -> None:
    balance.lost += [f"folder {place} {truth.folders[place].name}" for place in truth.folders.keys() - kept.folders]
    for place, row in kept.folders.items():
        wanted = truth.folders.get(place)
        if wanted is None or (row.name, row.parent_remote_id) != (wanted.name, wanted.parent):
            balance.edits_lost.append(f"folder {place} {row.name} should be {wanted}")


def _copies(kept: Mapping[Place, Any], wanted: Mapping[Place, Mail], unread: frozenset[str], balance: Balance) -> None:
    due = {place: mail for place, mail in wanted.items() if mail.folder not in unread}
    balance.lost += [f"mail {place} {due[place].subject}" for place in due.keys() - kept]
    balance.edits_lost += [f"mail {place} is still kept" for place in kept.keys() - due]
    for place in due.keys() & kept:
        row, mail = kept[place], due[place]
        if row.folder_remote_id != mail.folder:
            balance.edits_lost.append(f"mail {place} {mail.subject} was moved")
        if row.change_key != mail.etag:
            balance.edits_lost.append(f"mail {place} {mail.subject} was edited: {row.change_key} is {mail.etag}")


def _mails(kept: Kept, truth: Truth, balance: Balance) -> None:
    ids: dict[str, set[int]] = defaultdict(set)
    looks: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    for place, mail in truth.mails.items():
        copy = kept.copies.get(place)
        if copy is None:
            continue
        row = kept.messages[copy.message_id]
        ids[mail.identity].add(row.id)
        looks[row.id].add(mail.look)
        found = (kept.subjects.get(row.id), row.is_draft, kept.parties[row.id])
        if found != (mail.subject, mail.is_draft, mail.parties):
            balance.edits_lost.append(f"mail {place}: {found} should be {mail}")
    balance.doubled += [f"mail {identity} is {sorted(rows)}" for identity, rows in ids.items() if len(rows) > 1]
    balance.lost += [f"mails {sorted(different)} became one" for different in looks.values() if len(different) > 1]
    held = {copy.message_id for copy in kept.copies.values()}
    balance.doubled += [f"draft {row.id} that nobody has" for row in kept.messages.values()
                        if row.is_draft and row.id not in held]  # fmt: skip
    named = Counter(row.message_id for row in kept.keys if row.key.startswith("id:letter-"))
    balance.lost += [f"letters became one mail {one}" for one, count in named.items() if count > 1]


def _dates(kept: Kept, truth: Truth, balance: Balance) -> None:
    told, there = kept.event_copies, truth.dates
    balance.lost += [f"date {place} {there[place].subject} {there[place].key}" for place in there.keys() - told]
    balance.edits_lost += [f"date {place} is still kept" for place in told.keys() - there]
    balance.edits_lost += [
        f"date {place} {there[place].subject} was changed"
        for place in there.keys() & told
        if told[place].change_key != there[place].etag
    ]
    uids = Counter(row.ical_uid for row in kept.events.values())
    balance.doubled += [f"event {uid}" for uid, count in uids.items() if count > 1]
    rows = {row.ical_uid: row for row in kept.events.values()}
    for (uid, key), copies in _by_date(there.values()).items():
        row = rows.get(uid)
        if row is None or (key and (row.id, key) not in kept.occurrences):
            balance.lost.append(f"date {uid} {key}")
            continue
        if key:
            date = kept.occurrences[row.id, key]
            found = (date.starts_at, date.ends_at, date.is_cancelled)
            allowed = {(one.starts_at, one.ends_at, one.is_cancelled) for one in copies}
        else:
            found = (row.starts_at, row.ends_at, row.cancelled_at is not None, kept.titles.get(row.id))
            allowed = {(one.starts_at, one.ends_at, one.is_cancelled, one.subject) for one in copies}
            when = kept.occurrences.get((row.id, ""))
            if when is not None and (when.starts_at, when.ends_at, when.is_cancelled) not in {
                (one.starts_at, one.ends_at, one.is_cancelled) for one in copies
            }:
                balance.edits_lost.append(f"date {uid}: {when} should be {copies}")
            guests = [dict(one.guests) for one in copies]
            if kept.guests[row.id] not in guests:
                balance.edits_lost.append(f"guests of {uid}: {kept.guests[row.id]} should be {guests}")
        if found not in allowed:
            balance.edits_lost.append(f"date {uid} {key}: {found} should be {allowed}")
    wanted = {(rows[date.uid].id, date.key) for date in there.values() if not date.is_series and date.uid in rows}
    balance.edits_lost += [f"date {one} is still kept" for one in kept.occurrences.keys() - wanted]


def _by_date(dates: Iterable[Date]) -> dict[tuple[str, str], list[Date]]:
    """What may be told of each date: what the organizer says if the calendar is ours, else what any guest of ours."""
    found: dict[tuple[str, str], list[Date]] = defaultdict(list)
    for date in dates:
        found[date.uid, date.key].append(date)
    return {where: [one for one in copies if one.is_organizer] or copies for where, copies in found.items()}


def _counted(kept: Kept, truth: Truth, balance: Balance) -> None:
    sources = Counter((row.message_id, row.event_id, row.occurrence_key) for row in kept.interactions)
    balance.doubled += [f"interaction {one}" for one, count in sources.items() if count > 1 and any(one)]
    rejected = {row.thread_id for row in kept.links if row.state == "rejected"}
    counted = {row.message_id for row in kept.interactions if row.message_id is not None}
    for place, mail in truth.mails.items():
        copy = kept.copies.get(place)
        if copy is None:
            continue
        row = kept.messages[copy.message_id]
        is_due = _is_business(mail) and not row.automated_kind and row.thread_id not in rejected
        if is_due and mail.folder not in truth.uncounted and row.id not in counted:
            balance.lost.append(f"interaction of {mail.subject}")
        if not is_due and row.id in counted:
            balance.doubled.append(f"interaction of {mail.subject}, which is none")


def _is_business(mail: Mail) -> bool:
    return not mail.is_draft and any(address.endswith(KNOWN) for _, address in mail.parties)


def _decisions(kept: Kept, company: Company, decided: list[Decided], balance: Balance) -> None:
    groups: dict[tuple[str, int], list[Decided]] = defaultdict(list)
    for one in decided:
        found = _subject(kept, one)
        if found is None:
            balance.edits_lost.append(f"what {one} was about is gone")
        else:
            groups[one.kind, found].append(one)
    state = {("thread", row.thread_id): row for row in kept.links} | {
        ("event", row.event_id): row for row in kept.links
    }
    for where, history in groups.items():
        found_row = state.get(where)
        shown = None if found_row is None else _shown(found_row, company)
        allowed = set(_allowed(history))
        if shown not in allowed:
            balance.edits_lost.append(f"{where} is {shown}, decided was {history}")


def _subject(kept: Kept, one: Decided) -> int | None:
    if one.kind == "event":
        return next((row.id for row in kept.events.values() if row.ical_uid == one.about), None)
    message_id = kept.message_named(one.about)
    return None if message_id is None else int(kept.messages[message_id].thread_id)


def _shown(row: Any, company: Company) -> str | None:
    if row.decision_id is None:
        return None
    if row.state == "rejected":
        return NOT_BUSINESS
    return next((name for name, one in company.opportunities.items() if one == row.opportunity_id), "?")


def _allowed(history: list[Decided]) -> Iterator[str | None]:
    """The last word holds. After an undo, what was decided of a thread that joined since may hold again."""
    yield history[-1].opportunity
    if history[-1].opportunity is None:
        for about in {one.about for one in history}:
            yield next(one.opportunity for one in reversed(history) if one.about == about)
