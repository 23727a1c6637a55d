"""Content lines as iCalendar (RFC 5545 §3.1) and vCard (RFC 6350 §3.2, RFC 2425, vCard 2.1) files have them."""

import quopri
import re
from collections.abc import Iterator

from msgspec import Struct

_PARAMETER = re.compile(r';([^=;:"]+)(?:=("[^"]*"|[^;:",]*(?:,(?:"[^"]*"|[^;:",]*))*))?')
_ESCAPE = re.compile(r"\\([\\;,nN:])")


class Line(Struct, frozen=True):
    """One property: upper-case name (group removed), parameters (upper-case names), raw value, first line number."""

    name: str
    parameters: dict[str, str]
    value: str
    number: int

    @property
    def text(self) -> str:
        """The value with its escapes undone."""
        return unescape(self.value)

    def list(self, separator: str = ",") -> list[str]:
        """The value's unescaped parts."""
        return [unescape(part) for part in re.split(rf"(?<!\\){separator}", self.value)]


class Component(Struct):
    """What stands between BEGIN and END, with its own properties and the components in it."""

    name: str
    number: int
    lines: list[Line]
    inner: list["Component"]

    def first(self, name: str) -> Line | None:
        """The first property of a name."""
        return next((line for line in self.lines if line.name == name), None)

    def text(self, name: str) -> str:
        """The first property's text; empty if missing."""
        line = self.first(name)
        return line.text if line else ""

    def every(self, name: str) -> list[Line]:
        """All properties of a name."""
        return [line for line in self.lines if line.name == name]


class BrokenLineError(ValueError):
    """A line is no content line; carries its number."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number


def unescape(value: str) -> str:
    """Undo backslash escapes."""
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value) if "\\" in value else value


def components(text: str, wanted: str) -> Iterator[Component | BrokenLineError]:
    """Each outermost component of a name; where one is broken, the error in its place and reading goes on."""
    reader = _Reader(wanted)
    for number, line in _unfolded(text):
        found = reader.take(number, line)
        if found is not None:
            yield found
    if reader.stack:
        yield reader.unended()


class _Reader:
    """Builds components line by line; `stack` holds those that are open, the outermost first."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self.stack: list[Component] = []

    def take(self, number: int, line: str) -> Component | BrokenLineError | None:
        upper = line.upper()
        if upper.startswith("BEGIN:"):
            return self._begin(number, upper[6:].strip())
        if self.stack and upper.startswith("END:"):
            return self._end(upper[4:].strip())
        if self.stack and line.strip():
            self._property(number, line)
        return None

    def unended(self) -> BrokenLineError:
        error = BrokenLineError(self.stack[0].number, f"{self._wanted} does not end")
        self.stack = []
        return error

    def _begin(self, number: int, name: str) -> BrokenLineError | None:
        error = self.unended() if self.stack and name == self._wanted else None
        if self.stack or name == self._wanted:
            self.stack.append(Component(name, number, [], []))
        return error

    def _end(self, name: str) -> Component | BrokenLineError | None:
        if name != self.stack[-1].name:
            return self.unended()
        done = self.stack.pop()
        if not self.stack:
            return done
        self.stack[-1].inner.append(done)
        return None

    def _property(self, number: int, line: str) -> None:
        try:
            self.stack[-1].lines.append(parse(line, number))
        except BrokenLineError as error:
            self.stack[0].lines.append(Line("X-BROKEN", {}, str(error), number))


def parse(line: str, number: int) -> Line:
    """One unfolded line.

    Raises:
        BrokenLineError: if it has no name and value.
    """
    head = re.match(r"(?:[\w-]+\.)?([\w-]+)", line)
    if not head:
        raise BrokenLineError(number, "no property name")
    at = head.end()
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(line, at):
        name, value = match[1].strip().upper(), (match[2] or "").strip()
        if not match[2] and name in ("QUOTED-PRINTABLE", "BASE64"):
            name, value = "ENCODING", name
        elif not match[2]:
            name, value = "TYPE", name
        value = value.replace('"', "")
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
        at = match.end()
    if line[at : at + 1] != ":":
        raise BrokenLineError(number, f"no value after {head[1]}")
    return Line(head[1].upper(), parameters, _plain(line[at + 1 :], parameters), number)


def _plain(value: str, parameters: dict[str, str]) -> str:
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return value
    raw = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    try:
        return raw.decode(parameters.get("CHARSET", "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    held, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and start:
            held += line[1:]
        elif held.endswith("=") and "QUOTED-PRINTABLE" in held.upper():
            held = held[:-1] + line
        else:
            if start:
                yield start, held
            held, start = line, number
    if start:
        yield start, held
