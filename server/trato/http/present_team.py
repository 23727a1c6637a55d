"""From calendars of several people, moves and what waits to the API's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trato.crm.views import Named
from trato.http import schemas_team as out
from trato.http.schemas import NamedOut
from trato.http.schemas_scheduling import PeriodOut
from trato.scheduling.calendar_people import CalendarPerson
from trato.scheduling.day_requests import AskedToMeet, Invitation
from trato.scheduling.model import Period
from trato.scheduling.moving import MoveShown
from trato.scheduling.moving_rows import Move
from trato.scheduling.team_calendar import TeamView
from trato.scheduling.team_model import Candidate, Entry


def team_calendar(view: TeamView, now: datetime) -> out.TeamCalendarOut:
    """Present calendars beside each other."""
    return out.TeamCalendarOut(
        now=now,
        people=[person(one) for one in view.people],
        choosable=[person(one) for one in view.choosable],
        entries=[entry(one) for one in view.entries],
        loads=[
            out.DayLoadOut(
                user_id=str(one.user_id), day=one.day, busy_min=one.busy_min, work_min=one.work_min, visits=one.visits,
                is_unknown=one.is_unknown,
            )
            for one in view.loads
        ],
    )  # fmt: skip


def person(one: CalendarPerson) -> out.CalendarPersonOut:
    """Present somebody whose calendar one may look at."""
    body = {
        "id": str(one.id),
        "name": one.name,
        "access": one.access.value,
        "scopes": sorted(one.scopes),
        "timezone": one.zone,
        "manager": named(one.manager),
        "territories": [named(held) for held in one.territories],
    }
    return out.CalendarPersonOut.model_validate(body)


def entry(one: Entry) -> out.EntryOut:
    """Present a time in somebody's calendar."""
    return out.EntryOut(
        id=one.id, user_id=str(one.user_id), start=one.starts_at, end=one.ends_at, kind=one.kind.value,
        shown_as=one.status.value, is_all_day=one.is_all_day, title=one.title, place=one.place,
        accounts=[NamedOut(id=str(account.id), name=account.name) for account in one.accounts],
        opportunity_id=_id(one.opportunity_id), event_id=_id(one.event_id), hold_id=_id(one.hold_id),
        made_by=named(one.booked_by), expires_at=one.expires_at,
    )  # fmt: skip


def cover(found: Sequence[Candidate], people: Sequence[CalendarPerson]) -> out.CoverOut:
    """Present who could step in."""
    names = {one.id: one.name for one in people}
    return out.CoverOut(
        items=[
            out.CandidateOut(
                id=str(one.user_id), name=names[one.user_id], cover=one.cover.value, busy_min=one.busy_min,
                work_min=one.work_min, is_in_territory=one.is_in_territory, travel_min=one.travel_min,
            )
            for one in found
        ]
    )  # fmt: skip


def move_shown(one: MoveShown) -> out.MoveShownOut:
    """Present what a move would do."""
    return out.MoveShownOut(
        event_id=str(one.event_id), user_id=str(one.user_id), subject=one.of.subject, before=period(one.before),
        after=period(one.after), cover=one.cover.value, token=one.token,
        told=[out.ToldOut(name=told.name, address=told.address, is_ours=told.is_ours) for told in one.told],
    )  # fmt: skip


def move(one: Move) -> out.MoveOut:
    """Present a move that was made."""
    return out.MoveOut(
        id=str(one.id), user=NamedOut(id=str(one.user_id), name=one.user),
        by=None if one.by_id is None else NamedOut(id=str(one.by_id), name=one.by), subject=one.subject,
        before=period(one.before), after=period(one.after), told=one.told, at=one.asked_at, written=one.is_written,
    )  # fmt: skip


def invitation(one: Invitation) -> out.WaitingInvitationOut:
    """Present an invitation that waits."""
    return out.WaitingInvitationOut(
        user_id=str(one.user_id), event_id=str(one.event_id), subject=one.subject, organizer=one.organizer,
        start=one.when.start, end=one.when.end,
    )  # fmt: skip


def asked(one: AskedToMeet) -> out.AskedToMeetOut:
    """Present a customer who asks to meet."""
    return out.AskedToMeetOut(
        user_id=str(one.user_id), opportunity=NamedOut(id=str(one.opportunity.id), name=one.opportunity.name),
        account=NamedOut(id=str(one.account.id), name=one.account.name), since=one.since,
        times=[period(time) for time in one.times],
    )  # fmt: skip


def period(one: Period) -> PeriodOut:
    """Present a time."""
    return PeriodOut(start=one.start, end=one.end)


def named(one: Named | None) -> NamedOut | None:
    """Present something by its name."""
    return None if one is None else NamedOut(id=str(one.id), name=one.name)


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
