"""The calendar of several people: entries, how full the days are, who could step in, and all of it as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from trato.crm.tables import accounts, sites
from trato.db.engine import Caller, Database
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling import team_entries
from trato.scheduling.availability import Asked, Availability, zone_of
from trato.scheduling.calendar_people import CalendarPerson, as_shown_to_others, calendar_people, selling
from trato.scheduling.model import Attendee, Period, Place
from trato.scheduling.schedules import Schedules
from trato.scheduling.team_model import Candidate, DayLoad, Entry, Filters, by_suitability, cover, loads
from trato.scheduling.travel import travel_min
from trato.scheduling.working_time import day_period

LONGEST = timedelta(days=62)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class TeamView:
    """What a calendar of several people shows; `choosable` are all whose calendars the caller may look at."""

    people: tuple[CalendarPerson, ...]
    choosable: tuple[CalendarPerson, ...]
    entries: tuple[Entry, ...]
    loads: tuple[DayLoad, ...]


class TeamCalendar:
    """Reads calendars as its caller; nothing here writes."""

    def __init__(self, database: Database, schedules: Schedules | None = None) -> None:
        self._database = database
        self._availability = Availability(database, schedules)

    def people(self, caller: Caller) -> list[CalendarPerson]:
        """Return whose calendars the caller may look at."""
        with self._database.as_user(caller) as connection:
            return calendar_people(connection, caller)

    def look(self, caller: Caller, window: Period, filters: Filters) -> TeamView:
        """Return the calendars of a window. Raises InvalidInputError, NotFoundError for anybody else's."""
        choosable, people = self._chosen(caller, window, filters)
        found = team_entries.entries(self._database, caller, people, window)
        times = self._attendees(caller, people, window)
        return TeamView(
            tuple(people),
            tuple(choosable),
            tuple(one for one in found if filters.keep(one)),
            tuple(loads(times, found, window)),
        )

    def to_be_shown(self, caller: Caller, window: Period, filters: Filters) -> tuple[list[CalendarPerson], list[Entry]]:
        """Return the same for a file that goes from hand to hand: private items are busy, the caller's own too."""
        _, people = self._chosen(caller, window, filters)
        shown = as_shown_to_others(people, caller)
        found = team_entries.entries(self._database, caller, shown, window)
        return shown, [one for one in found if filters.keep(one)]

    def _chosen(
        self, caller: Caller, window: Period, filters: Filters
    ) -> tuple[list[CalendarPerson], list[CalendarPerson]]:
        _check(window)
        choosable = self.people(caller)
        known = {one.id for one in choosable}
        for missing in sorted(filters.user_ids - known):
            raise NotFoundError(f"no user {missing} whose calendar you may look at")
        return choosable, [one for one in choosable if one.id in filters.user_ids] or selling(choosable, caller)

    def who_can_cover(
        self, caller: Caller, user_id: int, period: Period, account_id: int | None
    ) -> tuple[list[Candidate], list[CalendarPerson]]:
        """Return who could be there instead of somebody, best first. Raises NotFoundError, InvalidInputError."""
        _check(period)
        people = self.people(caller)
        if user_id not in {one.id for one in people}:
            raise NotFoundError(f"no user {user_id} whose calendar you may look at")
        others = [one for one in selling(people, caller) if one.id != user_id]
        place, territory = self._customer(caller, account_id)
        instead = next(one for one in people if one.id == user_id)
        wanted = {territory} if territory is not None else {one.id for one in instead.territories}
        day = _day_of(period, instead)
        times = {int(one.id): one for one in self._attendees(caller, others, day)}
        found = []
        for one in others:
            load = next(loads([times[one.id]], [], day))
            found.append(
                Candidate(
                    user_id=one.id,
                    cover=cover(times[one.id], period),
                    busy_min=load.busy_min,
                    work_min=load.work_min,
                    is_in_territory=bool(wanted & {held.id for held in one.territories}),
                    travel_min=None if place is None or one.base is None else travel_min(Place(*one.base), place),
                )
            )
        return by_suitability(found), others

    def table(self, caller: Caller, window: Period, filters: Filters) -> str:
        """Return the entries as CSV (RFC 4180) that no spreadsheet takes for formulas (OWASP, CSV injection)."""
        people, found = self.to_be_shown(caller, window, filters)
        names = {one.id: one for one in people}
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(("person", "start", "end", "kind", "shown_as", "subject", "accounts", "place", "booked_by"))
        for one in found:
            zone = zone_of(names[one.user_id].zone)
            writer.writerow(
                _plain(cell) for cell in (
                    names[one.user_id].name, one.starts_at.astimezone(zone).isoformat(timespec="minutes"),
                    one.ends_at.astimezone(zone).isoformat(timespec="minutes"), one.kind.value, one.status.value,
                    one.title, "; ".join(account.name for account in one.accounts), one.place,
                    one.booked_by.name if one.booked_by else "",
                )
            )  # fmt: skip
        return out.getvalue()

    def _attendees(self, caller: Caller, people: Sequence[CalendarPerson], window: Period) -> tuple[Attendee, ...]:
        if not people:
            return ()
        asked = Asked(tuple(one.id for one in people))
        return self._availability.attendees(caller.tenant_id, asked, window, now=caller.at)

    def _customer(self, caller: Caller, account_id: int | None) -> tuple[Place | None, int | None]:
        if account_id is None:
            return None, None
        with self._database.as_user(caller) as connection:
            row = connection.execute(
                sa.select(accounts.c.territory_id, sites.c.latitude, sites.c.longitude)
                .outerjoin(
                    sites, sa.and_(sites.c.tenant_id == accounts.c.tenant_id, sites.c.account_id == accounts.c.id)
                )
                .where(accounts.c.id == account_id)
                .order_by(sites.c.latitude.is_(None), sites.c.id)
                .limit(1)
            ).first()
        if row is None:
            raise NotFoundError(f"no account {account_id}, or it is not yours to see")
        return (None if row.latitude is None else Place(row.latitude, row.longitude)), row.territory_id


def _check(window: Period) -> None:
    if window.end <= window.start:
        raise InvalidInputError("to: it must lie after from")
    if window.end - window.start > LONGEST:
        raise InvalidInputError(f"at most {LONGEST.days} days can be looked at together")


def _day_of(period: Period, person: CalendarPerson) -> Period:
    zone = zone_of(person.zone)
    day = day_period(period.start.astimezone(zone).date(), zone)
    return Period(day.start, max(day.end, period.end))


def _plain(text: str) -> str:
    is_formula = text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
