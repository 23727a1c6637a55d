"""Finds what answers a path. Literal segments are case-insensitive and win over parameters."""

from collections.abc import Callable
from typing import Generic, TypeVar

H = TypeVar("H")


class Router(Generic[H]):
    """A tree of path segments; `{name}` stands for any one segment."""

    def __init__(self) -> None:
        self._root: _Node[H] = _Node()

    def on(self, method: str, *patterns: str) -> Callable[[H], H]:
        """Decorator: answer these paths with this function."""

        def register(handler: H) -> H:
            for pattern in patterns:
                self._root.at(pattern.strip("/").split("/") if pattern.strip("/") else []).handlers[method] = handler
            return handler

        return register

    def find(self, segments: list[str]) -> tuple[dict[str, H], dict[str, str]] | None:
        """The handlers by method and the parameters, or None if no pattern fits."""
        return self._root.find(segments, 0)


class _Node(Generic[H]):
    def __init__(self) -> None:
        self.handlers: dict[str, H] = {}
        self._literals: dict[str, _Node[H]] = {}
        self._parameter: tuple[str, _Node[H]] | None = None

    def at(self, parts: list[str]) -> "_Node[H]":
        if not parts:
            return self
        head, rest = parts[0], parts[1:]
        if not head.startswith("{"):
            return self._literals.setdefault(head.lower(), _Node()).at(rest)
        if self._parameter is None:
            self._parameter = (head[1:-1], _Node())
        if self._parameter[0] != head[1:-1]:
            raise ValueError(f"one place, two names: {head} and {self._parameter[0]}")
        return self._parameter[1].at(rest)

    def find(self, segments: list[str], depth: int) -> tuple[dict[str, H], dict[str, str]] | None:
        if depth == len(segments):
            return (self.handlers, {}) if self.handlers else None
        literal = self._literals.get(segments[depth].lower())
        found = literal.find(segments, depth + 1) if literal else None
        if found is None and self._parameter is not None:
            name, node = self._parameter
            found = node.find(segments, depth + 1)
            if found is not None:
                found[1][name] = segments[depth]
        return found
