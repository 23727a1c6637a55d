"""The lines of a vCard, put together and taken apart (RFC 6350 §3, RFC 2426 §2, vCard 2.1).

Programs write them with every liberty: folded in the middle of a letter, quoted-printable with soft breaks, types
without a name, groups in front, any charset. What can be read is read; a line that is none is passed over.
"""

from __future__ import annotations

import binascii
import codecs
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from quopri import decodestring
from urllib.parse import unquote_to_bytes

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BREAK = re.compile(rb"\r\n|\r|\n")
_HEAD = re.compile(r'((?:[^":;]|"[^"]*")*(?:;(?:[^":;]|"[^"]*")*)*):', re.DOTALL)
_PART = re.compile(r'(?:[^;"]|"[^"]*")+')
_BARE = {"7BIT", "8BIT", "QUOTED-PRINTABLE", "BASE64", "B", "Q"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WRITTEN = {"n": "\n", "N": "\n"}


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name, parameters in lower case, and its value as text, still escaped; `data` where binary."""

    name: str
    group: str
    parameters: dict[str, list[str]] = field(default_factory=dict)
    value: str = ""
    data: bytes = b""
    is_old: bool = False

    @property
    def types(self) -> set[str]:
        """Return the types it has, in lower case."""
        return {one for value in self.parameters.get("type", ()) for one in value.lower().split(",")}

    def text(self) -> str:
        """Return the value as one text."""
        return unescaped(self.value, is_old=self.is_old)

    def parts(self, separator: str = ";") -> list[str]:
        """Return the parts of a structured value."""
        return [unescaped(one, is_old=self.is_old) for one in _split(self.value, separator)]


def lines(content: bytes) -> Iterator[Line]:
    """Read all lines of a file."""
    version = ""
    for raw in _unfolded(_as_bytes(content)):
        line = _line(raw, is_old=version.startswith("2"))
        if line is None:
            continue
        if line.name == "VERSION":
            version = line.value.strip()
        yield line


def unescaped(text: str, *, is_old: bool) -> str:
    """Return a value without its backslashes; vCard 2.1 escapes nothing but the semicolon."""
    if is_old:
        return text.replace("\\;", ";").replace("\\n", "\n").replace("\\,", ",").replace("\\\\", "\\")
    return _ESCAPED.sub(lambda found: _WRITTEN.get(found[1], found[1]), text)


def escaped(text: str) -> str:
    """Return a text as a value of vCard 3.0 has it (RFC 2426 §4)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line broken after at most 75 bytes, never within a letter (RFC 2426 §2.6)."""
    pieces, now, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            pieces.append(now)
            now, size = " ", 1
        now += letter
        size += width
    return "\r\n".join([*pieces, now])


def _as_bytes(content: bytes) -> bytes:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace").encode()
    return content


def _unfolded(content: bytes) -> Iterator[bytes]:
    kept = b""
    for piece in _BREAK.split(content):
        is_soft = kept.endswith(b"=") and b"QUOTED-PRINTABLE" in kept.partition(b":")[0].upper()
        if is_soft:
            kept = kept[:-1] + piece.lstrip(b" \t") if piece[:1] in b" \t" and piece else kept[:-1] + piece
        elif piece[:1] in (b" ", b"\t") and kept:
            kept += piece[1:]
        else:
            yield kept
            kept = piece
    yield kept


def _line(raw: bytes, *, is_old: bool) -> Line | None:
    shown = raw.decode("latin-1")
    head = _HEAD.match(shown)
    if head is None or not head[1].strip():
        return None
    name, *given = _PART.findall(head[1]) or [""]
    group, _, name = name.strip().rpartition(".")
    parameters = _parameters(given)
    encoding = (parameters.get("encoding") or [""])[0].upper()
    value = raw[head.end() :]
    data = b""
    if encoding in {"QUOTED-PRINTABLE", "Q"}:
        value = decodestring(value)
    elif encoding in {"BASE64", "B"}:
        data = _from_base64(value)
        value = b""
    elif value[:5].lower() == b"data:":
        data = _from_uri(value)
    charset = (parameters.get("charset") or [""])[0]
    return Line(name.upper(), group.lower(), parameters, _text(value, charset), data, is_old)


def _parameters(given: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            name, value = ("encoding" if one.upper() in _BARE else "type"), one
        found.setdefault(name.strip().lower(), []).extend(part.strip('" ') for part in value.split(","))
    return found


def _text(value: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "cp1252"):
        try:
            return _storable(value.decode(name or "utf-8"))
        except (LookupError, UnicodeDecodeError):
            continue
    return _storable(value.decode("latin-1"))


def _storable(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


def _from_base64(value: bytes) -> bytes:
    try:
        return b64decode(re.sub(rb"\s", b"", value) + b"==")
    except (binascii.Error, ValueError):
        return b""


def _from_uri(value: bytes) -> bytes:
    head, _, body = value.partition(b",")
    if head.lower().endswith(b";base64"):
        return _from_base64(body)
    return unquote_to_bytes(body.decode("latin-1"))


def _split(text: str, separator: str) -> list[str]:
    parts, now, is_escaped = [], "", False
    for letter in text:
        if is_escaped or letter == "\\":
            now += letter
            is_escaped = letter == "\\" and not is_escaped
        elif letter == separator:
            parts.append(now)
            now = ""
        else:
            now += letter
    return [*parts, now]
