"""iCalendar text as a tree of components and properties, and back (RFC 5545 §3.1 to §3.3, RFC 6868). Pure.

What producers get wrong is mended where it can mean one thing only, told as a problem, and never ends the reading.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from trato.errors import TratoError

LONGEST_LINE = 75
MOST_DEPTH = 20
_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
_NO_NAME = re.compile(r"[^A-Za-z0-9\-]")
_PART = re.compile(r'[^";:]+|"[^"]*"|[;:"]')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}


class NotACalendarError(TratoError):
    """A file holds no iCalendar object; the message says what it holds instead."""

    code = "not_a_calendar"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was not understood: the line, counted from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Property:
    """One content line; `value` as it stands there."""

    name: str
    value: str
    params: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def text(self) -> str:
        """Return the value as text, its escapes taken out (§3.3.11)."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    def param(self, name: str) -> str:
        """Return a parameter's value without quotes, empty if there is none."""
        return self.params.get(name, "")


@dataclass(slots=True)
class Component:
    """A component with its properties in order and those within it."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    line: int = 0

    def first(self, name: str) -> Property | None:
        """Return the first property of that name."""
        return next((one for one in self.properties if one.name == name), None)

    def all(self, name: str) -> list[Property]:
        """Return the properties of that name, in order."""
        return [one for one in self.properties if one.name == name]

    def text(self, name: str) -> str:
        """Return the first property's text, empty if there is none."""
        found = self.first(name)
        return "" if found is None else found.text


def decode(raw: bytes) -> str:
    """Decode a file: UTF-8, UTF-16 with a mark, else Windows' Latin; characters that no text has are left out."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _CONTROL.sub("", raw.decode("utf-16", "replace"))
    try:
        return _CONTROL.sub("", raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _CONTROL.sub("", raw.decode("cp1252", "replace"))


def parse(text: str) -> tuple[list[Component], list[Problem]]:
    """Read the calendars of a file with what was not understood. Raises NotACalendarError if there is none."""
    root = Component("")
    problems: list[Problem] = []
    open_components = [root]
    for number, line in _content_lines(text):
        found = _property(line, number)
        if found is None:
            problems.append(Problem(number, f"no content line: {line[:60]!r}"))
        elif found.name == "BEGIN":
            _begin(open_components, found, problems)
        elif found.name == "END":
            _finish(open_components, found, problems)
        elif len(open_components) > 1:
            open_components[-1].properties.append(found)
    problems.extend(Problem(one.line, f"{one.name} does not end") for one in open_components[1:])
    calendars = [one for one in root.components if one.name == "VCALENDAR"]
    # Parts of a calendar that were cut out of it stand for one.
    loose = [one for one in root.components if one.name in {"VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE"}]
    if loose:
        problems.append(Problem(loose[0].line, f"{loose[0].name} stands outside of VCALENDAR"))
        calendars.append(Component("VCALENDAR", [], loose, loose[0].line))
    if not calendars:
        raise NotACalendarError("the file holds no VCALENDAR (RFC 5545 §3.4)")
    return calendars, problems


def _begin(open_components: list[Component], found: Property, problems: list[Problem]) -> None:
    made = Component(found.value.strip().upper(), line=found.line)
    if len(open_components) > MOST_DEPTH:
        problems.append(Problem(found.line, f"{made.name} lies deeper than {MOST_DEPTH} components"))
        open_components.append(made)
        return
    open_components[-1].components.append(made)
    open_components.append(made)


def _finish(open_components: list[Component], found: Property, problems: list[Problem]) -> None:
    name = found.value.strip().upper()
    if not any(one.name == name for one in open_components[1:]):
        problems.append(Problem(found.line, f"END:{name[:40]} of what did not begin"))
        return
    while open_components[-1].name != name:
        left = open_components.pop()
        problems.append(Problem(left.line, f"{left.name} does not end"))
    open_components.pop()


def _content_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield unfolded lines with the number of their first; quoted-printable ones go on after "=" (vCalendar 1.0)."""
    whole: list[str] = []
    begun, is_soft = 0, False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if whole and (is_soft or line[:1] in {" ", "\t"}):
            whole.append(line if is_soft and line[:1] not in {" ", "\t"} else line[1:])
        else:
            if whole and "".join(whole).strip():
                yield begun, "".join(whole)
            whole, begun = [line], number
        is_soft = line.endswith("=") and "QUOTED-PRINTABLE" in whole[0].upper()
        if is_soft:
            whole[-1] = whole[-1][:-1]
    if whole and "".join(whole).strip():
        yield begun, "".join(whole)


def _property(line: str, number: int) -> Property | None:
    named = _NAME.match(line)
    if named is None:
        return None
    split = _split(line, named.end())
    if split is None:
        return None
    params, value = split
    bare = next((name for name in params if name in {"QUOTED-PRINTABLE", "BASE64"}), "")
    if params.get("ENCODING", bare).upper() == "QUOTED-PRINTABLE":
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")))
        value = value.replace("\r\n", "\\n").replace("\n", "\\n")
        params = {name: kept for name, kept in params.items() if name not in {"ENCODING", "CHARSET", bare}}
    return Property(named[0].rpartition(".")[2].upper(), value, params, number)


def _split(line: str, begin: int) -> tuple[dict[str, str], str] | None:
    """Return the parameters and the value behind the first colon that is not quoted, or None without one."""
    if line[begin : begin + 1] == ":":
        return {}, line[begin + 1 :]
    if line[begin : begin + 1] != ";":
        return None
    params: dict[str, str] = {}
    parts: list[str] = []
    for found in _PART.finditer(line, begin):
        if found[0] not in {";", ":"}:
            parts.append(found[0])
            continue
        if parts:
            name, _, given = "".join(parts).partition("=")
            params[_NO_NAME.sub("", name).upper()] = _unquoted(given)
        if found[0] == ":":
            return params, line[found.end() :]
        parts = []
    return None


def _unquoted(value: str) -> str:
    bare = value.replace('"', "").strip()
    return re.sub(r"\^[n'^]", lambda found: _CARET[found[0]], bare)


def write(component: Component) -> str:
    """Write a component with CRLF, folded at 75 octets; no value can begin a line of its own."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(component))


def _lines(component: Component) -> Iterator[str]:
    yield f"BEGIN:{component.name}"
    for one in component.properties:
        params = "".join(f";{name}={_quoted(value)}" for name, value in one.params.items())
        value = one.value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
        yield f"{one.name}{params}:{value}"
    for below in component.components:
        yield from _lines(below)
    yield f"END:{component.name}"


def _quoted(value: str) -> str:
    safe = value.replace("^", "^^").replace("\r\n", "^n").replace("\n", "^n").replace("\r", "^n").replace('"', "^'")
    return f'"{safe}"' if re.search(r"[:;,]", safe) else safe


def escaped(text: str) -> str:
    """Write text as a TEXT value (§3.3.11)."""
    clean = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    clean = clean.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in clean if char == "\t" or ord(char) >= 32)


def _folded(line: str) -> str:
    raw = line.encode("utf-8")
    if len(raw) <= LONGEST_LINE:
        return line
    parts, begin, room = [], 0, LONGEST_LINE
    while begin < len(raw):
        end = min(begin + room, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[begin:end].decode("utf-8"))
        begin, room = end, LONGEST_LINE - 1
    return "\r\n ".join(parts)
