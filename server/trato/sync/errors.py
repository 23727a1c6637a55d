"""What can stop a round, named for what the caller can do."""

from __future__ import annotations

from trato.errors import TratoError


class LeaseLostError(TratoError):
    """Another worker took this feed over; drop what was read, it will read it again."""

    code = "lease_lost"


class FeedBusyError(TratoError):
    """Another worker holds this feed now."""

    code = "feed_busy"


class MassRemovalError(TratoError):
    """A full round would remove more than the set share; a person must look before anything goes."""

    code = "mass_removal"
