"""The world with its look-ups: what every chapter of the story needs at hand."""

from datetime import UTC, datetime, timedelta
from functools import cached_property

from trato.demo import customers, team
from trato.demo.appointments import Meeting
from trato.demo.dice import Dice
from trato.demo.letters import Thread
from trato.demo.model import Account, Contact, Mail, Opportunity, Party
from trato.demo.world import World

ODD_JOBS = frozenset({"moved", "shared"})
"""Contacts who take part in no ordinary matter."""


class Book:
    """Look-ups over the world; collects the threads and meetings as they are written."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seed = world.seed
        self.now = world.now
        self.threads: list[Thread] = []
        self._busy: dict[str, list[tuple[datetime, datetime]]] = {}

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """By key."""
        return {account.key: account for account in self.world.accounts}

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        """By key."""
        return {contact.key: contact for contact in self.world.contacts}

    @cached_property
    def staff(self) -> dict[str, list[Contact]]:
        """The ordinary contacts of each account, in order of rank."""
        found: dict[str, list[Contact]] = {key: [] for key in self.accounts}
        for contact in self.world.contacts:
            if contact.job not in ODD_JOBS:
                found[contact.account].append(contact)
        return found

    @cached_property
    def deals(self) -> dict[str, Opportunity]:
        """Opportunities by key."""
        return {deal.key: deal for deal in self.world.opportunities}

    def person(self, key: str, *, email: str = "") -> Party:
        """A contact as a writer."""
        contact = self.contacts[key]
        return customers.party(self.seed, contact, self.accounts[contact.account], email=email)

    def rep(self, account: Account) -> Party:
        """The owner of an account as a writer, now and then under an alias."""
        return team.party(account.owner)

    def dice(self, *path: object) -> Dice:
        """A stream of its own for this seed."""
        return Dice(self.seed, *path)

    def keep(self, thread: Thread) -> Thread:
        """Files a finished thread."""
        if thread.mails:
            self.threads.append(thread)
            self.world.mails += thread.mails
        return thread

    def post(self, mail: Mail) -> None:
        """Files a single mail."""
        self.world.mails.append(mail)

    def meet(self, meeting: Meeting) -> None:
        """Enters a meeting."""
        self.world.meetings.append(meeting)
        if meeting.days or meeting.count or meeting.status == "CANCELLED":
            return
        begin = meeting.start.astimezone(UTC)
        for upn in meeting.holders:
            self._busy.setdefault(upn, []).append((begin, begin + timedelta(minutes=meeting.minutes)))

    def begin(self, thread: Thread, register: str) -> Thread:
        """Sets how people address each other."""
        thread.register = register
        return thread

    def is_free(self, upn: str, start: datetime, minutes: int) -> bool:
        """True if nothing single lies in that calendar then; series are few and known."""
        begin = start.astimezone(UTC)
        end = begin + timedelta(minutes=minutes)
        return not any(taken < end and begin < until for taken, until in self._busy.get(upn, ()))
