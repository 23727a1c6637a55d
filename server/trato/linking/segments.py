"""Where a thread turns to another matter: a mail that names another opportunity's number starts a new part. Pure.

People answer an old mail to write about something new. The thread keeps what it was about at first; the mails from
the turn on concern what they name themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trato.linking.counting import MailFacts
from trato.linking.model import Candidate


@dataclass(frozen=True, slots=True)
class Turn:
    """What a mail after a turn concerns, and the number that said so, as the mail's part wrote it."""

    opportunity_id: int
    number: str


def turns(mails: Sequence[MailFacts], candidates: Collection[Candidate]) -> Mapping[int, Turn]:
    """Return the mails after a turn, by message id; `mails` are in the order they were sent."""
    by_number: dict[str, set[int]] = {}
    written: dict[str, str] = {}
    for candidate in candidates:
        for number, spelt in candidate.numbers.items():
            by_number.setdefault(number, set()).add(candidate.id)
            written[number] = spelt
    first: int | None = None
    now: Turn | None = None
    found: dict[int, Turn] = {}
    for mail in mails:
        named = {owner: number for number in sorted(mail.numbers) for owner in by_number.get(number, ())}
        if len(named) == 1:
            opportunity_id, number = next(iter(named.items()))
            first = opportunity_id if first is None else first
            now = None if opportunity_id == first else Turn(opportunity_id, written[number])
        if now is not None:
            found[mail.message_id] = now
    return found
