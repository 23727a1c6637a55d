"""Mail header fields, read leniently and fast: RFC 5322 (fields, addresses, dates) and RFC 2047 (encoded words)."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, mktime_tz, parsedate_tz
from functools import lru_cache

from msgspec import Struct

_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_NAME = re.compile(r"[!-9;-~]+")
# The usual ways to write an address; anything else goes to the standard library's slow parser.
_MAILBOX = re.compile(
    r"""\s*(?:(?:"((?:[^"\\]|\\.)*)"|([^"<>,;:()@\\]*))\s*<([^<>\s,]+@[^<>\s,]+)>|([^\s"<>,;:()@]+@[^\s"<>,;:()@]+))\s*(?:,\s*|$)"""
)
# The usual way to write a date (RFC 5322 §3.3); anything else goes to the standard library.
_USUAL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):([0-5]\d) ([+-])(\d\d)(\d\d)(?: \(\w+\))?$"
)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_ESCAPED = re.compile(r"\\(.)")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_WORDS_GAP = re.compile(r"(\?=)\s+(=\?)")


class Person(Struct, frozen=True, gc=False):
    """One address with the name shown for it."""

    name: str
    address: str


class Fields(Struct, frozen=True):
    """The header of a mail: fields in order as received (unfolded, not decoded), and by lower-case name."""

    items: list[tuple[str, str]]
    by_name: dict[str, list[str]]

    def first(self, name: str) -> str | None:
        """The first field of that name (given in lower case), raw."""
        found = self.by_name.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The first field of that name, decoded; empty if missing."""
        return decoded(self.first(name) or "")

    def people(self, name: str) -> tuple[Person, ...]:
        """The addresses of every field of that name."""
        return tuple(person for value in self.by_name.get(name, ()) for person in people(value))


def split(raw: bytes) -> tuple[Fields, int]:
    """The header fields and the offset at which the body starts; lines that are no field are left out."""
    end, start = _header_end(raw)
    head = raw[:end]
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b"", head)
    found: list[tuple[str, str]] = []
    by_name: dict[str, list[str]] = {}
    for line in _lines(head):
        name, colon, value = line.partition(":")
        lower = _lower_name(name) if colon else None
        if lower is not None:
            value = value.strip()
            found.append((name.rstrip(), value))
            by_name.setdefault(lower, []).append(value)
    return Fields(found, by_name), start


@lru_cache(maxsize=2048)
def _lower_name(name: str) -> str | None:
    """A field's name in lower case, or None if it can be none."""
    return name.rstrip().lower() if _NAME.fullmatch(name.rstrip()) else None


def _lines(head: bytes) -> list[str]:
    """Each line read by itself if they are not all UTF-8."""
    try:
        return head.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return [lenient(line) for line in head.split(b"\n")]


def lenient(data: bytes) -> str:
    """UTF-8 if it is that, else Windows-1252, which never fails here."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decoded(value: str) -> str:
    """Encoded words decoded; a word in an unknown charset is read leniently, a broken one stays as it is."""
    if "=?" not in value:
        return value.replace("\t", " ")
    try:
        parts = decode_header(_WORDS_GAP.sub(r"\1 \2", value))
    except (HeaderParseError, ValueError):
        return value
    return "".join(_word(text, charset) for text, charset in parts).replace("\t", " ")


def people(value: str) -> list[Person]:
    """The addresses in a field; a name without an address keeps an empty address, as Exchange shows it."""
    if not value:
        return []
    found, at = [], 0
    while at < len(value):
        match = _MAILBOX.match(value, at)
        if match is None:
            return _slowly(value)
        quoted, name, angled, plain = match.groups()
        shown = _ESCAPED.sub(r"\1", quoted) if quoted else (name or "").strip()
        found.append(_person(decoded(shown).strip("'\" "), (angled or plain).strip("'")))
        at = match.end()
    return found


def instant(value: str | None) -> datetime | None:
    """The instant of a date field, or None if it is missing or nonsense."""
    usual = _USUAL_DATE.match(value or "")
    if usual and usual[2] in _MONTHS:
        with contextlib.suppress(ValueError, OverflowError):
            return _usual_instant(usual)
    parsed = parsedate_tz(value) if value else None
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(mktime_tz(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _usual_instant(usual: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second, sign, hours, minutes = usual.groups()
    wall = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return wall + ahead if sign == "-" else wall - ahead


def message_ids(value: str | None) -> list[str]:
    """The message ids in References, In-Reply-To or Message-ID, with their angle brackets."""
    return _MESSAGE_ID.findall(value) if value else []


def _header_end(raw: bytes) -> tuple[int, int]:
    unix, dos = raw.find(b"\n\n"), raw.find(b"\r\n\r\n")
    if raw.startswith((b"\n", b"\r\n")):
        return 0, 1 if raw[:1] == b"\n" else 2
    if dos >= 0 and (unix < 0 or dos < unix):
        return dos, dos + 4
    return (unix, unix + 2) if unix >= 0 else (len(raw), len(raw))


def _slowly(value: str) -> list[Person]:
    found = []
    for name, address in getaddresses([value.replace("\t", " ")]):
        if name or address:
            found.append(_person(decoded(name).strip().strip("'\""), address.strip().strip("'")))
    return found


def _word(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        return lenient(text)


def _person(name: str, address: str) -> Person:
    if "@" not in address and not name:
        return Person(address, address)
    return Person(name or address, address)
