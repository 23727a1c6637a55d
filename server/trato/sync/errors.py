"""What can stop a round, named for what the caller can do."""

from __future__ import annotations

from trato.errors import TratoError


class LeaseLostError(TratoError):
    """Another worker took this mailbox over; drop what was read, it will read it again."""

    code = "lease_lost"


class MailboxBusyError(TratoError):
    """Another worker follows this mailbox now."""

    code = "mailbox_busy"


class RoundStoppedError(TratoError):
    """The process was told to end; what is committed stands, and the next round goes on from there."""

    code = "round_stopped"


class MassRemovalError(TratoError):
    """A full round would remove more than the set share; a person must look before anything goes."""

    code = "mass_removal"


class FeedEndedError(TratoError):
    """Nobody wants this feed any more; what was read of it is dropped."""

    code = "feed_ended"
