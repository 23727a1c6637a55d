"""Query options that Graph takes: $select, $top, $skip, $orderby, $count, and pages of a collection.

https://learn.microsoft.com/graph/query-parameters
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from graph_sandbox.filters import Filter, parse_filter, value_of
from graph_sandbox.web import GraphError, Reply, Request, bad_request

Payload = dict[str, Any]
_MOST = 1000


class Options:
    """The query options of one request."""

    def __init__(self, request: Request) -> None:
        self._query = request.query

    @cached_property
    def select(self) -> tuple[str, ...] | None:
        """The properties asked for, or None for the default ones."""
        text = self._query.get("$select", "")
        return tuple(part.strip() for part in text.split(",") if part.strip()) or None

    @cached_property
    def top(self) -> int | None:
        """How many items a page may have."""
        return self._number("$top", least=1)

    @cached_property
    def skip(self) -> int:
        """How many items to leave out."""
        return self._number("$skip", least=0) or 0

    @cached_property
    def count(self) -> bool:
        """Whether the number of all items is asked for."""
        return self._query.get("$count", "").lower() == "true"

    @cached_property
    def filter(self) -> Filter | None:
        """The $filter, ready to apply."""
        text = self._query.get("$filter")
        return parse_filter(text) if text else None

    @cached_property
    def expand(self) -> str:
        """The raw $expand."""
        return self._query.get("$expand", "")

    @cached_property
    def orderby(self) -> list[tuple[str, bool]]:
        """Property paths, each with whether it runs downwards."""
        found = []
        for part in self._query.get("$orderby", "").split(","):
            path, *direction = part.split() or [""]
            if len(direction) > 1 or (direction and direction[0].lower() not in ("asc", "desc")):
                raise bad_request(f"Syntax error in $orderby: {part.strip()}")
            if path:
                found.append((path, bool(direction) and direction[0].lower() == "desc"))
        return found

    def check_order(self) -> None:
        """Outlook sorts a filtered list only by what is filtered, first and in the same order."""
        if self.filter is None or not self.orderby:
            return
        named = [path.lower() for path, _ in self.orderby]
        if [name.lower() for name in self.filter.names][: len(named)] != named:
            raise bad_request("The restriction or sort order is too complex for this operation.", "InefficientFilter")

    def _number(self, name: str, least: int) -> int | None:
        text = self._query.get(name)
        if text is None:
            return None
        if not text.strip().isdigit() or int(text) < least:
            raise bad_request(f"Invalid value '{text}' for {name} query option found.")
        return int(text)


def ordered(payloads: Iterable[Payload], orderby: list[tuple[str, bool]]) -> list[Payload]:
    """Payloads sorted; a missing value comes first, as Exchange has it."""
    found = list(payloads)
    for path, is_down in reversed(orderby):
        found.sort(key=lambda payload: _sortable(value_of(payload, path)), reverse=is_down)
    return found


def link(request: Request, changes: dict[str, str], *, keep: bool = True) -> str:
    """The request's own address with other query options."""
    options = dict(request.query) if keep else {}
    options |= changes
    return f"{request.address}?{urlencode(options, quote_via=quote, safe='')}"


def collection(context: str, items: list[bytes], extra: Payload | None = None) -> bytes:
    """A page of rendered items."""
    head = msgspec.json.encode({"@odata.context": context})[:-1]
    tail = msgspec.json.encode(extra)[1:] if extra else b"}"
    joiner = b"," if extra else b""
    return head + b',"value":[' + b",".join(items) + b"]" + joiner + tail


def listed(
    request: Request,
    context: str,
    payloads: list[Payload],
    *,
    size: int = 100,
    pick: Callable[[Payload], Payload] | None = None,
) -> Reply:
    """A filtered, sorted page of payloads that are all at hand."""
    options = Options(request)
    found = [p for p in payloads if options.filter.matches(p)] if options.filter else payloads
    found = ordered(found, options.orderby)
    top = options.top or page_size(request, size)
    if top > _MOST:
        raise GraphError(400, "ErrorInvalidParameter", f"$top may be at most {_MOST}.")
    page = found[options.skip : options.skip + top]
    extra: Payload = {"@odata.count": len(found)} if options.count else {}
    if options.skip + top < len(found):
        extra["@odata.nextLink"] = link(request, {"$skip": str(options.skip + top)})
    shown = [pick(p) for p in page] if pick else [selected(p, options.select) for p in page]
    return Reply(body=collection(context, [msgspec.json.encode(p) for p in shown], extra))


def selected(payload: Payload, names: tuple[str, ...] | None) -> Payload:
    """Only the properties asked for; the id and annotations stay."""
    if names is None:
        return payload
    wanted = {name.lower() for name in names} | {"id"}
    return {key: value for key, value in payload.items() if key.startswith("@") or key.lower() in wanted}


def page_size(request: Request, default: int) -> int:
    """What `Prefer: odata.maxpagesize` asks for."""
    text = request.prefer.get("odata.maxpagesize") or request.prefer.get("maxpagesize") or ""
    return int(text) if text.isdigit() and int(text) > 0 else default


def _sortable(value: object) -> tuple[int, Any]:
    if value is None:
        return (0, "")
    if isinstance(value, bool | int | float):
        return (1, value)
    return (2, str(value).lower())
