"""A contact and a contact folder as kept: Graph's own property names, so that nothing gets lost in between."""

from datetime import datetime
from typing import Any

from msgspec import Struct


class ContactFolder(Struct, frozen=True):
    """A folder of contacts."""

    key: int
    name: str
    parent: int
    version: int = 1

    @property
    def rank(self) -> tuple[float, int]:
        """In order of their keys."""
        return (0.0, self.key)


class Contact(Struct, frozen=True):
    """One contact; `properties` holds what Graph's contact resource calls them."""

    key: int
    folder: int
    place: int
    version: int
    created: datetime
    modified: datetime
    properties: dict[str, Any]
    photo: bytes | None = None
    photo_type: str = "image/jpeg"
    extended: tuple[tuple[str, str], ...] = ()

    @property
    def rank(self) -> tuple[float, int]:
        """In order of their keys."""
        return (0.0, self.key)
