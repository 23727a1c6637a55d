"""What came out of a meeting: how it went and three short texts, one report a date, which any of us may go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar.tables import event_occurrences, events
from trato.crm.service import audit
from trato.crm.tables import interaction_accounts, interactions
from trato.crm.views import Named
from trato.db.engine import Caller
from trato.directory.tables import users
from trato.errors import ChangedMeanwhileError, NotFoundError
from trato.selling.tables import meeting_reports


class Result(StrEnum):
    """How a meeting went for us."""

    WENT_WELL = "went_well"
    UNDECIDED = "undecided"
    WENT_BADLY = "went_badly"
    DID_NOT_HAPPEN = "did_not_happen"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody writes: what was talked about, what we promised, what stands in the way."""

    result: Result
    discussed: str
    promised: str
    concerns: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as shown; `held_at` is when the meeting began."""

    event_id: int
    held_at: datetime | None
    report: Report
    author: Named | None
    written_at: datetime
    version: int


def occurrence_of(connection: Connection, event_id: int, starts_at: datetime | None) -> str:
    """Return the date of the event that begins then, "" for one that does not repeat. Raises NotFoundError."""
    if connection.execute(sa.select(events.c.id).where(events.c.id == event_id)).first() is None:
        raise NotFoundError(f"no event {event_id}, or it is not in your calendar")
    found = connection.execute(
        sa.select(event_occurrences.c.occurrence_key)
        .where(event_occurrences.c.event_id == event_id, event_occurrences.c.starts_at == starts_at)
        .limit(1)
    ).scalar()
    return found or ""


def find(connection: Connection, event_id: int, occurrence_key: str) -> ReportView | None:
    """Return the report of one date, None before there is one."""
    query = _SELECT.where(meeting_reports.c.event_id == event_id, meeting_reports.c.occurrence_key == occurrence_key)
    return next(iter(_views(connection, query)), None)


def write(
    connection: Connection, caller: Caller, event_id: int, occurrence_key: str, report: Report, *, version: int | None
) -> ReportView:
    """Write the report of one date. Raises ChangedMeanwhileError when it is not the one that was read."""
    held = connection.execute(
        sa.select(meeting_reports.c.version)
        .where(meeting_reports.c.event_id == event_id, meeting_reports.c.occurrence_key == occurrence_key)
        .with_for_update(of=meeting_reports)
    ).scalar()
    if held is not None and held != version:
        raise ChangedMeanwhileError("a colleague wrote about this meeting meanwhile; read it, then add yours")
    values = {
        "result": report.result,
        "discussed": report.discussed.strip(),
        "promised": report.promised.strip(),
        "concerns": report.concerns.strip(),
        "author_id": caller.user_id,
        "written_at": caller.at,
    }
    key = {"tenant_id": caller.tenant_id, "event_id": event_id, "occurrence_key": occurrence_key}
    if held is None:
        connection.execute(sa.insert(meeting_reports).values(**key, **values))
    else:
        connection.execute(
            sa.update(meeting_reports)
            .where(*(meeting_reports.c[name] == value for name, value in key.items()))
            .values(version=meeting_reports.c.version + 1, **values)
        )
    audit(connection, caller, "meeting.reported", "event", event_id, {"result": str(report.result)})
    found = find(connection, event_id, occurrence_key)
    assert found is not None  # noqa: S101  it was written in this transaction, by one who sees the event
    return found


def latest(connection: Connection, account_id: int, *, limit: int = 3) -> list[ReportView]:
    """Return the newest reports of meetings with a customer."""
    query = (
        _SELECT.join(
            interaction_accounts,
            sa.and_(
                interaction_accounts.c.tenant_id == interactions.c.tenant_id,
                interaction_accounts.c.interaction_id == interactions.c.id,
            ),
        )
        .where(interaction_accounts.c.account_id == account_id)
        .order_by(interaction_accounts.c.ends_at.desc())
        .limit(limit)
    )
    return _views(connection, query)


_SELECT = (
    sa.select(meeting_reports, users.c.name.label("author"), interactions.c.starts_at)
    .outerjoin(
        interactions,
        sa.and_(
            interactions.c.tenant_id == meeting_reports.c.tenant_id,
            interactions.c.event_id == meeting_reports.c.event_id,
            interactions.c.occurrence_key == meeting_reports.c.occurrence_key,
        ),
    )
    .outerjoin(
        users, sa.and_(users.c.tenant_id == meeting_reports.c.tenant_id, users.c.id == meeting_reports.c.author_id)
    )
)


def _views(connection: Connection, query: sa.Select[tuple[object, ...]]) -> list[ReportView]:
    return [
        ReportView(
            event_id=row.event_id,
            held_at=row.starts_at,
            report=Report(Result(row.result), row.discussed, row.promised, row.concerns),
            author=None if row.author_id is None else Named(row.author_id, row.author or ""),
            written_at=row.written_at,
            version=row.version,
        )
        for row in connection.execute(query)
    ]
