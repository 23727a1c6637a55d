"""Single-value extended properties: expanded by id, filterable by id and value.

https://learn.microsoft.com/graph/api/resources/extended-properties-overview
"""

import re
from typing import Any

_EXPANDED = re.compile(r"singleValueExtendedProperties\s*\(\s*\$filter=([^)]*)\)", re.IGNORECASE)
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
