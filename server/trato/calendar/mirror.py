"""Mirror a calendar: one event a meeting however many were invited, its dates beside it, a copy per calendar.

Where copies disagree, the organizer's tells the event and its dates (RFC 5546 §2.1.4); an attendee's copy stands in
where ours has no organizer. When the organizer's copy goes, what the others say counts, and they are asked for again:
they may have told meanwhile what only an organizer is believed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.calendar import exclusion, rows
from trato.calendar.gathering import gather
from trato.calendar.model import EventItem, Window
from trato.calendar.shutting import SHUT, Shutting, Touched, ask_guests, drop_unheld_dates
from trato.calendar.tables import event_copies, event_occurrences, events
from trato.db.arrays import in_list
from trato.db.bulk import new_ids
from trato.sync.protocols import Page

LOCK_SPACE = 42


def nobody_asks(_connection: Connection, _event_ids: Collection[int]) -> None:
    """Pass over what is about to go, where nothing else depends on it."""


@dataclass(frozen=True, slots=True)
class CalendarMirror:
    """The primary calendar of one mailbox. `on_change` is told the events that are new, changed or gone.

    `window` is what a full round reads: it says nothing of the dates outside.
    """

    tenant_id: int
    mailbox_id: int
    window: Window
    on_change: Touched
    before_gone: Touched = nobody_asks

    def apply(self, connection: Connection, page: Page[EventItem], *, full_round: int) -> int:
        """Write events, dates and copies; see sync.protocols.Mirror."""
        present = self._copies(connection, [item.remote_id for item in page.upserts])
        news = [item for item in page.upserts if present.get(item.remote_id) != item.change_key]
        changed: set[int] = set()
        gone = 0
        if news or page.removed:
            connection.execute(
                sa.text("SELECT pg_advisory_xact_lock(:space, :tenant)"),
                {"space": LOCK_SPACE, "tenant": self.tenant_id},
            )
            gone, changed = self._remove(connection, self._is_gone(page.removed))
            changed |= self._write_open_or_shut(connection, news, full_round)
        told = [*(item.remote_id for item in page.upserts), *(item.remote_id for item in page.misread)]
        self._mark(connection, told, full_round)
        if changed:
            self.on_change(connection, sorted(changed))
        return len(news) + gone

    def unmentioned(self, connection: Connection, *, full_round: int) -> tuple[int, int]:
        """See sync.protocols.Mirror."""
        counts = sa.select(sa.func.count().filter(self._is_unmentioned(full_round)), sa.func.count())
        row = connection.execute(counts.where(event_copies.c.mailbox_id == self.mailbox_id)).one()
        return row[0], row[1]

    def sweep(self, connection: Connection, *, full_round: int) -> int:
        """See sync.protocols.Mirror."""
        gone, touched = self._remove(connection, self._is_unmentioned(full_round))
        if touched:
            self.on_change(connection, sorted(touched))
        return gone

    def known(self, connection: Connection, remote_ids: Iterable[str]) -> set[str]:
        """Return which of these events of the mailbox are kept already."""
        return set(self._copies(connection, list(remote_ids)))

    def known_series(self, connection: Connection, remote_ids: Iterable[str]) -> set[str]:
        """Return which of these series of the mailbox are kept already."""
        rows = connection.execute(
            sa.select(event_copies.c.remote_id).where(
                event_copies.c.mailbox_id == self.mailbox_id,
                in_list(event_copies.c.remote_id, list(remote_ids)),
                event_copies.c.is_master,
            )
        )
        return set(rows.scalars())

    def series_of(self, connection: Connection, remote_ids: Iterable[str]) -> dict[str, str]:
        """Return by date of the mailbox, as far as it is kept, the series that it belongs to."""
        master = event_copies.alias()
        rows = connection.execute(
            sa.select(event_copies.c.remote_id, master.c.remote_id)
            .join_from(
                event_copies,
                master,
                sa.and_(
                    master.c.tenant_id == event_copies.c.tenant_id,
                    master.c.event_id == event_copies.c.event_id,
                    master.c.mailbox_id == event_copies.c.mailbox_id,
                    master.c.is_master,
                ),
            )
            .where(
                event_copies.c.mailbox_id == self.mailbox_id,
                in_list(event_copies.c.remote_id, list(remote_ids)),
                sa.not_(event_copies.c.is_master),
            )
        )
        return {row[0]: row[1] for row in rows}

    def _copies(self, connection: Connection, remote_ids: Sequence[str]) -> dict[str, str]:
        rows = connection.execute(
            sa.select(event_copies.c.remote_id, event_copies.c.change_key).where(
                event_copies.c.mailbox_id == self.mailbox_id, in_list(event_copies.c.remote_id, remote_ids)
            )
        )
        return {row.remote_id: row.change_key for row in rows}

    def _mark(self, connection: Connection, remote_ids: Sequence[str], full_round: int) -> None:
        connection.execute(
            sa.update(event_copies)
            .where(
                event_copies.c.mailbox_id == self.mailbox_id,
                in_list(event_copies.c.remote_id, remote_ids),
                event_copies.c.full_round < full_round,
            )
            .values(full_round=full_round)
        )

    def _write_open_or_shut(self, connection: Connection, items: Sequence[EventItem], full_round: int) -> set[int]:
        """Write items, of those that rules keep out only when they are; return the events that are others now."""
        kept, rules = exclusion.kept_out(connection, self.mailbox_id, items)
        shutting = Shutting(self.tenant_id, self.before_gone)
        changed = shutting.shut(connection, self.mailbox_id, list(rules)) if rules else set()
        open_ids = [item.remote_id for item in kept if not item.ical_uid.startswith(SHUT)]
        were_shut = exclusion.shut_among(connection, self.mailbox_id, open_ids)
        changed |= self._write(connection, kept, full_round)
        if were_shut:
            now = self._events_of(connection, list(were_shut))
            moved = {were: now[one] for one, were in were_shut.items() if now.get(one, were) != were}
            shutting.opened(connection, self.mailbox_id, moved)
            changed |= set(moved)
        return changed

    def _write(self, connection: Connection, items: Sequence[EventItem], full_round: int) -> set[int]:
        uids = dict.fromkeys(item.ical_uid for item in items if not item.is_part_of_series)
        kept = rows.kept(connection, uids)
        missing = [uid for uid in uids if uid not in kept]
        new = dict(zip(missing, new_ids(connection, events, len(missing)), strict=True))
        ids = new | {uid: event.id for uid, event in kept.items()}
        series = self._series(connection, {item.series_remote_id for item in items if item.is_part_of_series})
        found = gather(
            items,
            mailbox_id=self.mailbox_id,
            ids=ids,
            new=new.values(),
            series=series,
            organizers=rows.organizers(connection, {*ids.values(), *series.values()}),
        )
        rows.write_events(connection, self.tenant_id, found.told, {event.id: event for event in kept.values()})
        rows.write_dates(connection, self.tenant_id, found)
        rows.write_copies(connection, self.tenant_id, self.mailbox_id, found, full_round=full_round)
        return found.event_ids

    def _events_of(self, connection: Connection, remote_ids: Sequence[str]) -> dict[str, int]:
        rows = connection.execute(
            sa.select(event_copies.c.remote_id, event_copies.c.event_id).where(
                event_copies.c.mailbox_id == self.mailbox_id, in_list(event_copies.c.remote_id, remote_ids)
            )
        )
        return {row.remote_id: row.event_id for row in rows}

    def _series(self, connection: Connection, remote_ids: Collection[str]) -> dict[str, int]:
        if not remote_ids:
            return {}
        masters = connection.execute(
            sa.select(event_copies.c.remote_id, event_copies.c.event_id).where(
                event_copies.c.mailbox_id == self.mailbox_id, in_list(event_copies.c.remote_id, remote_ids)
            )
        )
        return {row.remote_id: row.event_id for row in masters.all()}

    def _is_gone(self, remote_ids: Sequence[str]) -> sa.ColumnElement[bool]:
        # With a series go all of its dates: of those outside its window the calendar's view does not tell.
        master = event_copies.alias()
        series = sa.select(master.c.event_id).where(
            master.c.mailbox_id == self.mailbox_id, in_list(master.c.remote_id, remote_ids), master.c.is_master
        )
        return sa.or_(in_list(event_copies.c.remote_id, remote_ids), event_copies.c.event_id.in_(series))

    def _is_unmentioned(self, full_round: int) -> sa.ColumnElement[bool]:
        # A full round tells every event and series, but dates of a series within its window only: those outside stay
        # as long as their series does.
        master = event_copies.alias()
        outside = (
            sa.select(sa.literal(1))
            .select_from(event_occurrences)
            .join(
                master,
                sa.and_(
                    master.c.tenant_id == event_occurrences.c.tenant_id,
                    master.c.event_id == event_occurrences.c.event_id,
                    master.c.is_master,
                ),
            )
            .where(
                event_occurrences.c.tenant_id == event_copies.c.tenant_id,
                event_occurrences.c.event_id == event_copies.c.event_id,
                event_occurrences.c.occurrence_key == event_copies.c.occurrence_key,
                master.c.mailbox_id == event_copies.c.mailbox_id,
                master.c.full_round >= full_round,
                sa.not_(event_copies.c.is_master),
                sa.or_(
                    event_occurrences.c.ends_at <= self.window.start, event_occurrences.c.starts_at >= self.window.end
                ),
            )
        )
        return sa.and_(event_copies.c.full_round < full_round, sa.not_(outside.exists()))

    def _remove(self, connection: Connection, condition: sa.ColumnElement[bool]) -> tuple[int, set[int]]:
        """Remove copies; return how many, and the events they were of."""
        gone = connection.execute(
            sa.delete(event_copies)
            .where(event_copies.c.mailbox_id == self.mailbox_id, condition)
            .returning(event_copies.c.event_id, event_copies.c.occurrence_key, event_copies.c.response)
        ).all()
        touched = {row.event_id for row in gone}
        organized = {row.event_id for row in gone if row.response == "organizer"}
        if organized:
            rows.hear_others(connection, organized)
            ask_guests(connection, self.tenant_id, organized)
        drop_unheld_dates(connection, touched)
        return len(gone), touched
