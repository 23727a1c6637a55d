"""What may happen in two mailboxes and their calendars, told to the real mirrors sync by sync.

A history is a list of steps; the world plays it and remembers the truth, which the oracle counts by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from tests.event_items import calendar_of, event, occurrence, series
from tests.mail_items import AT, FOLDERS, mail, make_folders, mirror_of, page
from tests.small_company import ANA, BEN, NOW, Company

from trato.calendar.model import Attendee, EventType
from trato.calendar.tables import event_copies
from trato.linking.service import Linker
from trato.linking.tables import link_decisions
from trato.mail.tables import message_keys, messages

BOXES = (ANA, BEN)
COUNTED = ("inbox", "sent")
HOUR = timedelta(hours=1)


@dataclass
class Letter:
    """A mail; `lies` tells the folder in each mailbox, `was_seen` whether a sync met it where mails count."""

    n: int
    sender: str
    to: tuple[str, ...]
    automated: str
    sensitivity: str
    is_draft: bool
    parent: Letter | None
    lies: dict[str, str]
    version: int = 1
    was_seen: bool = False

    @property
    def at(self) -> datetime:
        return AT + self.n * HOUR

    @property
    def received_at(self) -> datetime:
        return self.at + timedelta(minutes=1)

    @property
    def root(self) -> Letter:
        return self if self.parent is None else self.parent.root

    @property
    def message_id(self) -> str:
        return f"m{self.n}@mail.example"

    def copy(self, upn: str):
        return mail(
            f"{upn}-{self.n}", sender=self.sender, to=self.to, subject=f"Presses {self.root.n}", text=f"text {self.n}",
            message_id=self.message_id, references=[self.parent.message_id] if self.parent else [], at=self.at,
            received_at=self.received_at, folder=self.lies[upn], change_key=str(self.version), is_draft=self.is_draft,
            automated_kind=self.automated, sensitivity=self.sensitivity,
        )  # fmt: skip


@dataclass
class Day:
    """A date of a meeting; `held_by` are the calendars it stands in, `answers` what was said to this date alone."""

    original: datetime
    starts_at: datetime
    ends_at: datetime
    held_by: set[str]
    is_cancelled: bool = False
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class Meeting:
    """A meeting or a series: what our people and their guests answered, and its dates."""

    n: int
    organizer: str
    guests: dict[str, str]
    ours: dict[str, str]
    days: list[Day]
    is_series: bool
    sensitivity: str
    subject: str
    is_online: bool
    is_cancelled: bool = False
    version: int = 1

    def items(self, upn: str):
        """What the calendar of `upn` says of it."""
        held = [(index, day) for index, day in enumerate(self.days) if upn in day.held_by]
        if not held:
            return []
        common = {
            "organizer": self.organizer, "sensitivity": self.sensitivity,
            "attendees": _attendees(self.guests),
            "is_organizer": self.organizer == upn, "response": self.ours[upn], "subject": self.subject,
            "is_online": self.is_online, "change_key": str(self.version),
        }  # fmt: skip
        name = f"{upn}-e{self.n}"
        uid = f"{self.n}@vega.example"
        if not self.is_series:
            ((_, day),) = held
            is_off = self.is_cancelled or day.is_cancelled
            return [event(name, at=day.starts_at, ends_at=day.ends_at, is_cancelled=is_off, ical_uid=uid, **common)]
        first = self.days[0].original
        dates = [
            replace(occurrence(index, of=name, at=first, moved=day.starts_at - day.original, ends_at=day.ends_at,
                       is_cancelled=day.is_cancelled, **common), ical_uid=uid)
            for index, day in held
        ]  # fmt: skip
        dates = [self._answered(item, self.days[index]) for item, (index, _) in zip(dates, held, strict=True)]
        return [series(name, at=first, is_cancelled=self.is_cancelled, ical_uid=uid, **common), *dates]

    def _answered(self, item, day: Day):
        if not day.answers:
            return item
        return replace(item, type=EventType.EXCEPTION, attendees=_attendees(self.guests | day.answers))


def _attendees(answers: dict[str, str]) -> tuple[Attendee, ...]:
    return tuple(Attendee(one, one, "required", said) for one, said in answers.items())


@dataclass
class World:
    """The truth (`letters`, `meetings`, `decided`) and what the mirrors were told of it so far."""

    company: Company
    letters: list[Letter] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    decided: dict[tuple[str, int], tuple[str, str | None]] = field(default_factory=dict)
    told: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    rounds: int = 1
    moment: int = 0

    def __post_init__(self) -> None:
        for upn in BOXES:
            make_folders(self.company, upn)

    def play(self, step) -> None:
        name, *values = step
        getattr(self, name)(*values)

    def write(self, sender, to, folders, parent, automated, sensitivity) -> None:
        replied = self.letters[parent % len(self.letters)] if self.letters and parent is not None else None
        lies = {upn: folder for upn, folder in folders.items() if folder is not None} or {ANA: "inbox"}
        self.letters.append(
            Letter(len(self.letters), sender, tuple(sorted(to - {sender})) or (BEN,), automated, sensitivity,
                   is_draft=False, parent=replied, lies=lies)
        )  # fmt: skip

    def draft(self, to) -> None:
        self.letters.append(
            Letter(len(self.letters), ANA, tuple(sorted(to)), "", "normal", True, parent=None, lies={ANA: "drafts"})
        )

    def move(self, which, upn, folder) -> None:
        """Move a copy, or delete it for good; a draft that leaves for Sent Items was sent."""
        letter = self._letter(which)
        if letter is None or upn not in letter.lies:
            return
        letter.version += 1
        if folder is None:
            del letter.lies[upn]
        else:
            letter.lies[upn] = folder
            letter.is_draft = letter.is_draft and folder != "sent"

    def meet(self, organizer, guests, ours, length, days, facts) -> None:
        start = NOW + timedelta(days=days, minutes=len(self.meetings))
        dates = [start + n * timedelta(weeks=1) for n in range(length or 1)]
        answers = {upn: "organizer" if upn == organizer else said for upn, said in ours.items()}
        self.meetings.append(
            Meeting(
                len(self.meetings), organizer, dict(guests), answers,
                [Day(one, one, one + HOUR, set(answers)) for one in dates], bool(length), *facts,
            )
        )  # fmt: skip

    def change_day(self, which, day, how) -> None:
        meeting = self._meeting(which)
        if meeting is None:
            return
        meeting.version += 1
        date = meeting.days[day % len(meeting.days)]
        if how == "cancel":
            date.is_cancelled = not date.is_cancelled
        elif how == "shorten":
            date.ends_at = date.starts_at + (date.ends_at - date.starts_at) / 2
        elif how == "move":
            date.starts_at, date.ends_at = date.starts_at + 5 * HOUR, date.ends_at + 5 * HOUR
        elif how == "refuse" and meeting.is_series:
            date.answers = dict.fromkeys(meeting.guests, "declined")
        else:
            date.held_by.discard(how)

    def answer(self, which, who, said) -> None:
        """Somebody accepts or declines, one of us or a guest; it concerns every date."""
        meeting = self._meeting(which)
        if meeting is None or who == meeting.organizer:
            return
        answers = meeting.ours if who in meeting.ours else meeting.guests
        if who in answers:
            answers[who] = said
            meeting.version += 1

    def call_off(self, which) -> None:
        meeting = self._meeting(which)
        if meeting is not None:
            meeting.is_cancelled = not meeting.is_cancelled
            meeting.version += 1

    def drop(self, which, upn) -> None:
        """Delete a meeting with all of its dates from one calendar."""
        meeting = self._meeting(which)
        for day in meeting.days if meeting else ():
            day.held_by.discard(upn)

    def decide(self, kind, which, opportunity) -> None:
        """Link to an opportunity, take out (`not business`), or undo what was decided."""
        found = self._letter(which) if kind == "thread" else self._meeting(which)
        subject_id = None if found is None else self._kept(found)
        if found is None or subject_id is None:
            return
        column, self.moment = f"{kind}_id", self.moment + 1
        with self.company.system() as connection:
            ended = sa.update(link_decisions).where(link_decisions.c[column] == subject_id)
            connection.execute(ended.values(undone_at=NOW))
            if opportunity != "undo":
                is_link = opportunity != "not business"
                connection.execute(
                    sa.insert(link_decisions).values(
                        {"tenant_id": self.company.tenant_id, column: subject_id,
                         "kind": "link" if is_link else "not_business",
                         "opportunity_id": self.company.opportunities[opportunity] if is_link else None,
                         "decided_at": NOW + timedelta(seconds=self.moment)}
                    )
                )  # fmt: skip
            linker = Linker(self.company.tenant_id)
            (linker.relink_threads if kind == "thread" else linker.relink_events)(connection, [subject_id])
        key = (kind, found.root.n if isinstance(found, Letter) else found.n)
        self.decided.pop(key, None)
        if opportunity != "undo":
            self.decided[key] = opportunity

    def sync(self, is_full) -> None:
        """Tell the mirrors what is there now: what changed, or everything anew."""
        self.rounds += is_full
        with self.company.system() as connection:
            for upn in BOXES:
                for folder in FOLDERS:
                    held = [one.copy(upn) for one in self.letters if one.lies.get(upn) == folder]
                    self._tell(connection, mirror_of(self.company, upn, folder), (upn, folder), held, is_full)
                dates = [item for one in self.meetings for item in one.items(upn)]
                self._tell(connection, calendar_of(self.company, upn), (upn, "calendar"), dates, is_full)
        for letter in self.letters:
            letter.was_seen |= not letter.is_draft and any(folder in COUNTED for folder in letter.lies.values())

    def _tell(self, connection, mirror, where, items, is_full) -> None:
        known = {} if is_full else self.told.get(where, {})
        news = [item for item in items if known.get(item.remote_id) != item.change_key]
        gone = sorted(known.keys() - {item.remote_id for item in items})
        if news or gone or is_full:
            mirror.apply(connection, page(news, gone), full_round=self.rounds)
        if is_full:
            mirror.sweep(connection, full_round=self.rounds)
        self.told[where] = {item.remote_id: item.change_key for item in items}

    def _letter(self, which) -> Letter | None:
        return self.letters[which % len(self.letters)] if self.letters else None

    def _meeting(self, which) -> Meeting | None:
        return self.meetings[which % len(self.meetings)] if self.meetings else None

    def _kept(self, found: Letter | Meeting) -> int | None:
        """The id of the thread or event, if a calendar holds it or a mailbox ever told of it."""
        if isinstance(found, Letter):
            query = sa.select(messages.c.thread_id).join(message_keys, message_keys.c.message_id == messages.c.id)
            query = query.where(message_keys.c.key == f"id:{found.message_id}", sa.not_(messages.c.is_draft))
        else:
            told = [event_copies.c.remote_id.like(f"{upn}-e{found.n}%") for upn in BOXES]
            query = sa.select(event_copies.c.event_id).where(sa.or_(*told))
        with self.company.system() as connection:
            return connection.execute(query).scalars().first()
