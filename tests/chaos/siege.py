"""Workers that are killed one after another while mail arrives: what is lost, and how late is what is not.

The workers do what `trato work` does. Graph tells of changes over HTTP; the proof rounds come often, so that what a
dying worker took along is found again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from tests.chaos.balance import Balance
from tests.chaos.office import Letter, recipients, words
from tests.chaos.scene import Scene
from tests.small_company import ANA, BEN, LUIS, NOA, PILAR

from trato.mail.tables import message_copies

PATIENCE_S = 240.0
TICK_S = 0.05
PERSONS_MAILS = 0.6
KILLS_BETWEEN_LOOKS = 50


@dataclass
class Besieged:
    """What a siege did and found. `delays_s`: from a change in the mailbox to its committed row."""

    kills: int = 0
    changes: int = 0
    delays_s: list[float] = field(default_factory=list)
    missing: int = 0
    balance: Balance = field(default_factory=Balance)
    sent: int = 0

    def percentile(self, share: float) -> float:
        """In seconds."""
        ordered = sorted(self.delays_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def besiege(scene: Scene, *, workers: int, kills: int, every_s: float, first: int = 1000) -> Besieged:
    """Keep so many workers at work, kill one every `every_s` seconds, and compare when all is quiet again."""
    found = Besieged()
    for _ in range(workers):
        scene.employ()
    watch = _Watch(scene, found)
    numbers = iter(range(first, first + 100_000))
    dice = random.Random(first)  # noqa: S311  the same changes each time
    next_kill = time.monotonic() + every_s
    while found.kills < kills:
        _change(scene, watch, dice, next(numbers))
        watch.look()
        if time.monotonic() >= next_kill:
            next_kill = max(next_kill + every_s, time.monotonic())
            victim = dice.choice(scene.workers)
            scene.kill(victim)
            found.kills += victim.status == -9
            scene.employ()
        time.sleep(TICK_S)
    watch.wait()
    for worker in list(scene.workers):
        worker.kill()
    scene.workers.clear()
    found.missing = len(watch.open)
    found.balance = scene.quiet()
    found.sent = len(scene.office.sent_by_others())
    return found


def kill_at_random(scene: Scene, *, kills: int, first: int = 200_000) -> Besieged:
    """Start a worker on mailboxes that change, kill it at any moment, and again; compare every now and then."""
    found = Besieged()
    dice = random.Random(first)  # noqa: S311  the same changes each time
    watch = _Watch(scene, found)
    longest_s = 0.5
    for number in range(first, first + 100 * kills):
        if found.kills >= kills:
            break
        _change(scene, watch, dice, number)
        watch.open.clear()
        began = time.monotonic()
        worker = scene.start()
        worker.ended.wait(dice.uniform(0.0, longest_s))
        if worker.kill():
            found.kills += 1
        else:
            longest_s = (longest_s + time.monotonic() - began) / 2
        scene.settle()
        if number % KILLS_BETWEEN_LOOKS == 0:
            found.balance.add(scene.quiet())
    found.balance.add(scene.quiet())
    found.sent = len(scene.office.sent_by_others())
    return found


class _Watch:
    """Sees when the row of a mail is committed."""

    def __init__(self, scene: Scene, found: Besieged) -> None:
        self._scene = scene
        self._found = found
        self.open: dict[str, float] = {}

    def expect(self, remote_id: str) -> None:
        self.open[remote_id] = time.monotonic()

    def give_up(self, remote_id: str) -> None:
        """What is deleted for good before anybody saw it never gets a row."""
        self.look()
        self.open.pop(remote_id, None)

    def look(self) -> None:
        if not self.open:
            return
        with self._scene.company.system() as connection:
            there = connection.execute(
                sa.select(message_copies.c.remote_id).where(message_copies.c.remote_id.in_(list(self.open)))
            ).scalars()
            now = time.monotonic()
            self._found.delays_s += [now - self.open.pop(one) for one in there]

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self.open and time.monotonic() < deadline:
            self.look()
            time.sleep(TICK_S)


def _change(scene: Scene, watch: _Watch, dice: random.Random, number: int) -> None:
    """Let something happen in a mailbox: most of it mail that arrives, whose row is waited for."""
    office, upn = scene.office, dice.choice((ANA, BEN))
    if dice.random() < PERSONS_MAILS:
        letter = Letter(number, dice.choice((LUIS, PILAR, NOA)), (upn,), office.now())
        watch.expect(office.deliver(upn, letter))
        return
    mails = office.every(upn, "/messages?$top=20&$select=id,isDraft")
    if not mails:
        return
    mail = dice.choice(mails)
    for method, path, payload in _edits(dice, mail["id"], number, is_draft=mail["isDraft"]):
        if path.endswith("/permanentDelete"):
            watch.give_up(mail["id"])
        office.do(upn, method, path, payload)


def _edits(
    dice: random.Random, ident: str, number: int, *, is_draft: bool
) -> Iterator[tuple[str, str, dict[str, object] | None]]:
    kind = dice.randrange(4)
    if kind == 0:
        yield "POST", f"/messages/{ident}/move", {"destinationId": dice.choice(["archive", "inbox", "deleteditems"])}
    elif kind == 1:
        yield "PATCH", f"/messages/{ident}", words(number) if is_draft else {"isRead": bool(number % 2)}
    elif kind == 2 and number % 3 == 0:
        yield "POST", f"/messages/{ident}/permanentDelete", None
    elif kind == 3:
        yield "POST", "/messages", {**words(number), "toRecipients": recipients([LUIS])}
