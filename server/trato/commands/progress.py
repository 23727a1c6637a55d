"""Progress on a terminal: a bar a mailbox; elsewhere nothing, because a log is no place for bars."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from trato.jobs.mailboxes import Progress as Told


class MailboxBars:
    """Shows how far each mailbox is. Safe to be told from several threads."""

    def __init__(self, console: Console, mailboxes: int) -> None:
        self._lock = threading.Lock()
        self._progress = Progress(
            TextColumn("{task.description}", table_column=None),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._all = self._progress.add_task("mailboxes", total=mailboxes)
        self._bars: dict[str, TaskID] = {}
        self._done: dict[tuple[str, str], tuple[int, int]] = {}

    def __enter__(self) -> MailboxBars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def told(self, progress: Told) -> None:
        """Show how far a feed of a mailbox is."""
        with self._lock:
            if progress.mailbox not in self._bars:
                self._bars[progress.mailbox] = self._progress.add_task(progress.mailbox, total=None)
            self._done[progress.mailbox, progress.feed] = (progress.done, max(progress.done, progress.estimated or 0))
            mine = [counts for (mailbox, _), counts in self._done.items() if mailbox == progress.mailbox]
            self._progress.update(
                self._bars[progress.mailbox],
                completed=sum(done for done, _ in mine),
                total=sum(total for _, total in mine),
            )

    def finished(self, mailbox: str) -> None:
        """Take the bar of a mailbox away and count it."""
        with self._lock:
            self._progress.advance(self._all)
            if mailbox in self._bars:
                self._progress.remove_task(self._bars.pop(mailbox))
