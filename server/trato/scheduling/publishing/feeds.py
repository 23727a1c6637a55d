"""Calendar feeds: one's own calendar or the team's by a secret address that ends when told, or with its user.

What a feed shows is asked anew each time it is read, with the eyes of whoever made it: a manager who lost their team,
an assistant whose delegation ended, see no more of it in a feed either. Private items are busy times, in one's own too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from trato.db.engine import Caller, Database
from trato.directory import store as directory
from trato.directory.tables import audit_log
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling.calendar_people import CalendarPerson, as_shown_to_others, calendar_people, selling
from trato.scheduling.model import Period
from trato.scheduling.publishing.tables import calendar_feeds
from trato.scheduling.publishing.writing import WORDS, Sheet, calendar_file
from trato.scheduling.team_entries import entries
from trato.scheduling.team_model import Entry

SECRET_BYTES = 24
LONGEST_TOKEN = 100
MOST_DIGITS = 18
MOST_OF_ONE = 20
BEFORE, AHEAD = timedelta(days=30), timedelta(days=180)
MOST_ENTRIES = 5000
LONGEST_EXPORT = timedelta(days=370)
# That a feed was read is noted once an hour, not at each poll.
NOTED_EVERY = timedelta(hours=1)


class FeedScope(StrEnum):
    """Whose calendars a feed holds."""

    MINE = "mine"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A feed as its owner sees it; its secret is told once, when it is made."""

    id: int
    user_id: int
    scope: FeedScope
    name: str
    language: str
    made_at: datetime
    read_at: datetime | None


class CalendarFeeds:
    """Makes, lists, ends and reads feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, caller: Caller, scope: FeedScope, language: str) -> tuple[CalendarFeed, str]:
        """Make a feed of the caller; return it with its token, which is kept nowhere. Raises InvalidInputError."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._database.as_system(caller.tenant_id) as connection:
            mine = sa.and_(calendar_feeds.c.user_id == caller.user_id, calendar_feeds.c.ended_at.is_(None))
            count = connection.execute(sa.select(sa.func.count()).select_from(calendar_feeds).where(mine)).scalar_one()
            if count >= MOST_OF_ONE:
                raise InvalidInputError(f"at most {MOST_OF_ONE} feeds each; end one that is not used")
            row = connection.execute(
                sa.insert(calendar_feeds)
                .values(
                    tenant_id=caller.tenant_id, user_id=caller.user_id, scope=scope.value,
                    name=WORDS[language][scope.value], language=language, secret_digest=_digest(secret),
                    made_at=caller.at,
                )
                .returning(calendar_feeds)
            ).one()  # fmt: skip
            _note(connection, caller, "calendar_feed.made", row.id)
        return _feed(row), f"{caller.tenant_id}.{row.id}.{secret}"

    def of(self, caller: Caller) -> list[CalendarFeed]:
        """Return the caller's feeds that have not ended, newest first."""
        with self._database.as_user(caller) as connection:
            rows = connection.execute(
                sa.select(calendar_feeds)
                .where(calendar_feeds.c.user_id == caller.user_id, calendar_feeds.c.ended_at.is_(None))
                .order_by(calendar_feeds.c.id.desc())
            ).all()
        return [_feed(row) for row in rows]

    def end(self, caller: Caller, feed_id: int) -> None:
        """End a feed at once: its user or an admin does. Raises NotFoundError."""
        with self._database.as_user(caller) as connection:
            if connection.execute(sa.select(calendar_feeds.c.id).where(calendar_feeds.c.id == feed_id)).first() is None:
                raise NotFoundError(f"no calendar feed {feed_id}")
        with self._database.as_system(caller.tenant_id) as connection:
            ended = (
                sa.update(calendar_feeds)
                .where(calendar_feeds.c.id == feed_id, calendar_feeds.c.ended_at.is_(None))
                .values(ended_at=caller.at)
            )
            if connection.execute(ended).rowcount:
                _note(connection, caller, "calendar_feed.ended", feed_id)

    def read(self, token: str, *, now: datetime) -> tuple[str, bytes]:
        """Return a feed's name and file. Raises NotFoundError: a wrong one and an ended one look alike."""
        feed, caller = self._open(token, now)
        people = self._people(caller, feed.scope)
        window = Period(now - BEFORE, now + AHEAD)
        content = self._file(
            caller, people, window, Sheet(feed.name, feed.language, feed.made_at, caller.tenant_id, {})
        )
        return feed.name, content

    def export(self, caller: Caller, scope: FeedScope, window: Period, language: str) -> bytes:
        """Return a file of the caller's calendar or their team's. Raises InvalidInputError."""
        if not timedelta() < window.end - window.start <= LONGEST_EXPORT:
            raise InvalidInputError(f"window_to: after window_from, at most {LONGEST_EXPORT.days} days later")
        sheet = Sheet(WORDS[language][scope.value], language, caller.at, caller.tenant_id, {})
        return self._file(caller, self._people(caller, scope), window, sheet)

    def _open(self, token: str, now: datetime) -> tuple[CalendarFeed, Caller]:
        tenant, _, rest = token.partition(".")
        number, _, secret = rest.partition(".")
        gone = NotFoundError("this calendar does not exist or has ended")
        if len(token) > LONGEST_TOKEN or not all(_is_number(one) for one in (tenant, number)):
            raise gone
        with self._database.as_system(int(tenant)) as connection:
            row = connection.execute(sa.select(calendar_feeds).where(calendar_feeds.c.id == int(number))).first()
            if row is None or not hmac.compare_digest(row.secret_digest, _digest(secret)):
                raise gone
            if row.ended_at is not None or directory.get_member(connection, row.user_id) is None:
                raise gone
            if row.read_at is None or row.read_at < now - NOTED_EVERY:
                connection.execute(sa.update(calendar_feeds).where(calendar_feeds.c.id == row.id).values(read_at=now))
        return _feed(row), Caller(int(tenant), row.user_id, now)

    def _people(self, caller: Caller, scope: FeedScope) -> list[CalendarPerson]:
        """Return whose calendars are shown; the caller's own as they would show it to somebody who may read it."""
        with self._database.as_user(caller) as connection:
            found = calendar_people(connection, caller)
        shown = selling(found, caller) if scope is FeedScope.TEAM else [found[0]]
        return as_shown_to_others(shown, caller)

    def _file(self, caller: Caller, people: Sequence[CalendarPerson], window: Period, sheet: Sheet) -> bytes:
        found: list[Entry] = entries(self._database, caller, people, window)
        # Of too many, those around now are kept.
        found.sort(key=lambda one: (abs(one.starts_at - caller.at), one.id))
        kept = sorted(found[:MOST_ENTRIES], key=lambda one: (one.starts_at, one.user_id, one.id))
        return calendar_file(replace(sheet, people={one.id: one.name for one in people}), kept)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _feed(row: Any) -> CalendarFeed:
    return CalendarFeed(row.id, row.user_id, FeedScope(row.scope), row.name, row.language, row.made_at, row.read_at)


def _note(connection: sa.Connection, caller: Caller, action: str, feed_id: int) -> None:
    connection.execute(
        sa.insert(audit_log).values(
            tenant_id=caller.tenant_id, at=caller.at, actor_id=caller.user_id, action=action,
            object_kind="calendar_feed", object_id=feed_id, detail={},
        )
    )  # fmt: skip
