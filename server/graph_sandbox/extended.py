"""What $expand adds to an item of an application's own: extended properties, which are filterable too, and extensions.

https://learn.microsoft.com/graph/api/resources/extended-properties-overview, .../opentypeextension
"""

import re
from typing import Any

from graph_sandbox.mailbox import Mailbox

_EXPANDED = re.compile(r"singleValueExtendedProperties\s*\(\s*\$filter=([^)]*)\)", re.IGNORECASE)
_OPEN = re.compile(r"\bextensions\b(?:\s*\(\s*\$filter=([^)]*)\))?", re.IGNORECASE)
_ID = re.compile(r"id\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)


def extended_properties(expand: str, kept: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """What `$expand=singleValueExtendedProperties($filter=id eq '...')` adds: nothing if the item has none of them."""
    match = _EXPANDED.search(expand)
    if not match:
        return {}
    wanted = {ident.replace("''", "'").lower() for ident in _ID.findall(match[1])}
    found = [{"id": ident, "value": value} for ident, value in kept if ident.lower() in wanted]
    return {"singleValueExtendedProperties": found} if found else {}


def filterable(kept: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """For `$filter=singleValueExtendedProperties/Any(...)`."""
    return [{"id": ident, "value": value} for ident, value in kept]


def expanded_extensions(expand: str, mailbox: Mailbox, key: int) -> dict[str, Any]:
    """What `$expand=extensions` adds, all of them or those of an id: nothing if the item has none of them."""
    match = _OPEN.search(expand)
    if not match:
        return {}
    kept: dict[str, dict[str, Any]] = mailbox.rooms.get("extensions", {}).get(key, {})
    wanted = {ident.replace("''", "'").lower() for ident in _ID.findall(match[1] or "")}
    names = [(one, {str(one["id"]).lower(), str(one["extensionName"]).lower()}) for one in kept.values()]
    found = [one for one, known in names if not wanted or wanted & known]
    return {"extensions": found} if found else {}
