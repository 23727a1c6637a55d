"""Quoted headers read: Outlook's and Lotus Notes' blocks, attribution lines ("On Monday Ann wrote:"), separators."""

import re
from collections.abc import Mapping, Sequence

from trato.mail.reading import moment
from trato.mail.reading.model import Quoted
from trato.mail.reading.vocabulary import ON_BEHALF_OF, OPENERS, WEEKDAYS, WROTE_IN_LOWER_CASE, WROTE_PATTERN

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_BRACKETS = re.compile(
    r"\s*(?:<mailto:[^<>]*>|\[(?:mailto|smtp|SMTP):[^\[\]]*\]|\(?<[^<>]*>{1,2}\)?|\(?mailto:\S*)",
    re.IGNORECASE,
)
_LOTUS_DATE = re.compile(r"\s+(?:on\s+)?\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d{2}", re.IGNORECASE)
_AUTHOR_CUT = re.compile(
    r"^.*(?:\d{4}|\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?)(?:\s?(?:[AaPp]\.?\s?[Mm]\.?|nachm\.|vorm\.))?"
    r"(?:\s?(?:Uhr|uur|[Hh]rs?)\b\.?)?(?:\s?[(]?(?:(?:GMT|UTC)[+-]\d{1,2}(?!\d|:)|(?:GMT|UTC)?[+-]\d{2}:?\d{2})[)]?)?(?:\s(?:[A-Z]{2,4}T?|[(][^()]{2,40}[)])(?=[,\s]))?[\s,:;-]*"
)
_LEADING = re.compile(
    r"^(?:el usuario|użytkownik|пользователь|from|heeft|hat|schrieb|skrev|schreef|por|von|de)\s+", re.IGNORECASE
)
_TRAILING = re.compile(
    r"\s+(?:folgendes|het volgende|følgende|the following|lo siguiente|o seguinte|quanto segue)$", re.IGNORECASE
)
_FIRST_WORDS = OPENERS | WEEKDAYS.keys()
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction and of no width (Unicode annex 9), which some programs put around names and addresses."""
_MONTH_FIRST = re.compile(r"\b[AP]M\b|\bwrote\b", re.IGNORECASE)


def of_block(fields: Mapping[str, str]) -> Quoted:
    """What a block of `From:/Sent:/To:/Subject:` lines says; Outlook's "on behalf of" names the writer apart."""
    sender, behalf = _behalf(fields.get("from", ""))
    author, email = person(sender)
    sent = fields.get("sent", "") or (sender if _LOTUS_DATE.search(sender) else "")
    return Quoted(
        author=None if behalf else author,
        email=email,
        sent_at=moment.iso(sent, month_first=_month_first(sent)) if sent else None,
        to=people(fields.get("to", "")),
        cc=people(fields.get("cc", "")),
        subject=fields.get("subject") or None,
        on_behalf_of=behalf,
    )


def of_attribution(text: str) -> Quoted:
    """What "El lun, 9 may 2022 a las 17:34, Ana (<ana@b.es>) escribió:" says."""
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    lower = text.lower()
    verb = WROTE_IN_LOWER_CASE.search(lower) if len(lower) == len(text) else WROTE_PATTERN.search(text)
    body = text.rstrip(" :：-")
    email_found = _ADDRESS.search(body) if "@" in body else None
    author = _attributed_author(body, verb)
    return Quoted(
        author=author,
        email=email_found.group().lower() if email_found else None,
        sent_at=moment.iso(body, month_first=_month_first(text)),
    )


def person(text: str) -> tuple[str | None, str | None]:
    """Name and address of `Ann Lee <a@b.c>`, `Lee, Ann [mailto:a@b.c]`, `Ann Lee/HOU/ECT@ECT` or either alone."""
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    found = _ADDRESS.search(text) if "@" in text else None
    notes = "/" in text.partition("@")[0]
    email = found.group().lower() if found and not notes and "." in found.group().rpartition("@")[2] else None
    name = _without_brackets(text)
    if "/" in name and ":" in name:
        name = _LOTUS_DATE.split(name, maxsplit=1)[0]
    if notes:
        name = name.partition("/")[0]
    name = name.strip(" \t\"'<>[]*,;:()")
    if not name or "@" in name:
        return None, email
    return " ".join(name.split()), email


def _without_brackets(text: str) -> str:
    return _BRACKETS.sub("", text) if "<" in text or "[" in text or "mailto:" in text.lower() else text


def people(text: str) -> tuple[str, ...]:
    """Addressees, each by address where one is printed, otherwise by name as printed."""
    separator = ";" if ";" in text else ","
    pieces = _split_addresses(text, separator)
    listed = (person(piece) for piece in pieces if piece.strip(" \t\"'<>[],;"))
    return tuple(dict.fromkeys(email or name or "" for name, email in listed if email or name))


def _split_addresses(text: str, separator: str) -> Sequence[str]:
    """Split at the separator, but not between `Last` and `First`: a comma counts only behind an address or a name."""
    if separator == ";":
        return text.split(";")
    pieces: list[str] = []
    held = ""
    for piece in text.split(","):
        held = f"{held},{piece}" if held else piece
        if "@" in piece or len(held) > 120 or " " in piece.strip():
            pieces.append(held)
            held = ""
    return [*pieces, held] if held else pieces


def _behalf(sender: str) -> tuple[str, str | None]:
    found = ON_BEHALF_OF.search(sender)
    if found is None:
        return sender, None
    return sender[: found.start()], person(sender[found.end() :])[0]


def _month_first(text: str) -> bool:
    return _MONTH_FIRST.search(text) is not None


def _attributed_author(body: str, verb: re.Match[str] | None) -> str | None:
    before = body[: verb.start()] if verb and verb.start() else body
    after = body[verb.end() :] if verb else ""
    for stretch in (before, after):
        name = _author_in(stretch)
        if name:
            return name
    return None


def _author_in(stretch: str) -> str | None:
    text = _without_brackets(stretch)
    text = _ADDRESS.sub("", text) if "@" in text else text
    cut = _AUTHOR_CUT.match(text)
    text = text[cut.end() :] if cut else text
    text = _TRAILING.sub("", text.strip())
    text = _LEADING.sub("", text.strip(" \t,;:()<>[]*-–—\"'"))
    text = text.replace('"', "").strip(" \t,;:()<>[]*-–—'")
    words = text.split()
    while words and words[0].lower().strip(".,") in _FIRST_WORDS:
        words = words[1:]
    if not words or len(words) > 10 or words[0].isdigit():
        return None
    return None if words == ["you"] else " ".join(words)
