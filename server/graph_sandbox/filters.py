"""The $filter language (OData 4.01 §5.1.1), as far as Outlook knows it, applied to payloads."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from graph_sandbox.web import bad_request

_TOKEN = re.compile(
    r"\s*(?:(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})|(?P<string>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\d{4}-\d\d-\d\d)"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[@A-Za-z_][\w./@$-]*)|(?P<mark>[(),:])|(?P<bad>\S))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda a, b: b in a,
    "startswith": lambda a, b: a.startswith(b),
    "endswith": lambda a, b: a.endswith(b),
}
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
Payload = dict[str, Any]
Test = Callable[[Payload], bool]


class Filter:
    """A parsed filter: the properties it looks at, in order, and the test."""

    def __init__(self, names: list[str], test: Test) -> None:
        self.names = names
        self._test = test

    @property
    def roots(self) -> set[str]:
        """The top-level properties it needs."""
        return {name.split("/")[0] for name in self.names}

    def matches(self, payload: Payload) -> bool:
        """Whether an item is wanted."""
        return self._test(payload)


def parse_filter(text: str) -> Filter:
    """Read a filter.

    Raises:
        GraphError: 400 if it has an error in it.
    """
    parser = _Parser(text)
    test = parser.any_of()
    parser.finish()
    return Filter(parser.names, test)


def value_of(payload: object, path: str) -> Any:
    """The value at a path such as from/emailAddress/address, whatever the letters' case."""
    for part in path.split("/"):
        if not isinstance(payload, dict):
            return None
        lower = part.lower()
        payload = (
            payload.get(part) if part in payload else next((v for k, v in payload.items() if k.lower() == lower), None)
        )
    return payload


_NUMBERS = frozenset(("edm.int16", "edm.int32", "edm.int64", "edm.double", "edm.single", "edm.decimal"))


class _Parser:
    def __init__(self, text: str) -> None:
        self.names: list[str] = []
        self._text = text
        self._tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(text)]
        self._at = 0
        self._variables: set[str] = set()

    def finish(self) -> None:
        if self._at < len(self._tokens):
            raise self._error()

    def any_of(self) -> Test:
        tests = list(self._joined("or", self._all_of))
        return tests[0] if len(tests) == 1 else lambda p: any(test(p) for test in tests)

    def _all_of(self) -> Test:
        tests = list(self._joined("and", self._one))
        return tests[0] if len(tests) == 1 else lambda p: all(test(p) for test in tests)

    def _joined(self, word: str, read: Callable[[], Test]) -> Iterator[Test]:
        yield read()
        while self._peek() == ("name", word):
            self._at += 1
            yield read()

    def _one(self) -> Test:
        kind, text = self._next()
        if (kind, text) == ("mark", "("):
            inner = self.any_of()
            self._expect(")")
            return inner
        if kind != "name":
            raise self._error()
        if text.lower() == "not":
            test = self._one()
            return lambda p: not test(p)
        if text.lower() in _TEXT and self._peek() == ("mark", "("):
            return self._function(text.lower())
        if text.lower().endswith(("/any", "/all")) and self._peek() == ("mark", "("):
            return self._lambda(text)
        return self._comparison(text)

    def _function(self, name: str) -> Test:
        self._expect("(")
        read = self._operand(*self._next())
        self._expect(",")
        wanted = str(self._literal(*self._next())).lower()
        self._expect(")")
        if self._peek() in (("name", "eq"), ("name", "ne")):
            is_same = self._next()[1] == "eq"
            expected = self._literal(*self._next()) is is_same
        else:
            expected = True
        check = _TEXT[name]
        return lambda p: check(str(read(p) or "").lower(), wanted) is expected

    def _lambda(self, text: str) -> Test:
        path, _, quantifier = text.rpartition("/")
        self._name(path)
        self._expect("(")
        variable = self._next()[1]
        self._expect(":")
        self._variables.add(variable)
        inner = self.any_of()
        self._variables.discard(variable)
        self._expect(")")
        whole = any if quantifier.lower() == "any" else all
        return lambda p: whole(inner({**p, variable: item}) for item in value_of(p, path) or [])

    def _comparison(self, name: str) -> Test:
        read = self._operand("name", name)
        kind, operator = self._peek()
        if kind != "name" or operator.lower() not in (*_COMPARE, "in"):
            return lambda p: read(p) is True
        self._at += 1
        if operator.lower() == "in":
            wanted = self._list()
            return lambda p: _alike(read(p)) in wanted
        right = self._operand(*self._next())
        compare = _COMPARE[operator.lower()]
        return lambda p: _compared(compare, operator.lower(), read(p), right(p))

    def _list(self) -> list[Any]:
        self._expect("(")
        found = [_alike(self._literal(*self._next()))]
        while self._peek() == ("mark", ","):
            self._at += 1
            found.append(_alike(self._literal(*self._next())))
        self._expect(")")
        return found

    def _operand(self, kind: str, text: str) -> Callable[[Payload], Any]:
        if kind == "name" and text.lower() in ("tolower", "toupper") and self._peek() == ("mark", "("):
            self._expect("(")
            inner = self._operand(*self._next())
            self._expect(")")
            return inner
        if (kind, text) == ("mark", "("):
            inner = self._operand(*self._next())
            self._expect(")")
            return inner
        if (kind, text.lower()) == ("name", "cast") and self._peek() == ("mark", "("):
            return self._cast()
        if kind == "name" and text.lower() not in _WORDS:
            self._name(text)
            return lambda p: value_of(p, text)
        literal = self._literal(kind, text)
        return lambda p: literal  # noqa: ARG005 - a literal needs no payload

    def _cast(self) -> Callable[[Payload], Any]:
        """Text as another type: how a filter looks at extended properties that hold no text."""
        self._expect("(")
        read = self._operand(*self._next())
        self._expect(",")
        kind = self._next()[1].lower()
        self._expect(")")
        return lambda p: _number(read(p)) if kind in _NUMBERS else read(p)

    def _literal(self, kind: str, text: str) -> Any:
        if kind == "string":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind in ("time", "guid"):
            return text
        if kind == "name" and text.lower() in _WORDS:
            return _WORDS[text.lower()]
        raise self._error()

    def _name(self, path: str) -> None:
        if path.split("/", maxsplit=1)[0] not in self._variables:
            self.names.append(path)

    def _peek(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            return ("end", "")
        kind, text = self._tokens[self._at]
        return (kind, text.lower() if kind == "name" else text)

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self._error()
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, mark: str) -> None:
        if self._next() != ("mark", mark):
            raise self._error()

    def _error(self) -> Exception:
        where = self._tokens[self._at - 1][1] if 0 < self._at <= len(self._tokens) else "the end"
        return bad_request(f"Invalid filter clause: near '{where}' in '{self._text}'.")


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _compared(compare: Callable[[Any, Any], bool], operator: str, left: object, right: object) -> bool:
    if left is None or right is None:
        return (left is right) if operator == "eq" else (left is not right) if operator == "ne" else False
    one, other = _alike(left), _alike(right)
    try:
        return compare(one, other)
    except TypeError:
        return operator == "ne"


def _alike(value: Any) -> Any:
    """Strings compare without case; instants compare as instants."""
    if not isinstance(value, str):
        return value
    if len(value) >= len("2026-01-01") and value[4:5] == "-" and value[:4].isdigit():
        try:
            moment = datetime.fromisoformat(value[:26].rstrip("Z") if "." in value else value)
        except ValueError:
            return value.lower()
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return value.lower()
