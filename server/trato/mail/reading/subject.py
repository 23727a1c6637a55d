"""A subject without the prefixes mail programs add (RFC 5322 section 3.6.5 and their translations)."""

import re
from enum import StrEnum

from trato.mail.reading.languages import ALL


class SubjectKind(StrEnum):
    """What the outermost prefix says the mail is."""

    NEW = "new"
    REPLY = "reply"
    FORWARD = "forward"
    CALENDAR = "calendar"


def normalise(subject: str) -> str:
    """The subject without Re:, RV:, AW: … in any language read; [tags] stay, though prefixes around them go.

    Replying twice, or in two languages, gives the same text, so that a thread can be joined by it.
    """
    text = " ".join(subject.split())
    at, tags = 0, list[str]()
    while True:
        if found := _PREFIX.match(text, at):
            at = found.end()
        elif (tag := _TAG.match(text, at)) and (tag.group().strip() in tags or _PREFIX.match(text, tag.end())):
            tags.append(tag.group().strip())
            at = tag.end()
        else:
            return " ".join([*dict.fromkeys(tags), text[at:]]).strip()


def kind(subject: str) -> SubjectKind:
    """What the outermost prefix says: a reply, a forward, a calendar answer, or something new."""
    text, at = " ".join(subject.split()), 0
    while tag := _TAG.match(text, at):
        at = tag.end()
    found = _PREFIX.match(text, at)
    if found is None:
        return SubjectKind.NEW
    word = (found.group("word") or "").lower()
    if word in _CALENDAR:
        return SubjectKind.CALENDAR
    return SubjectKind.FORWARD if word in _FORWARD else SubjectKind.REPLY


def _words(field: str) -> frozenset[str]:
    return frozenset(word for language in ALL for word in getattr(language, field))


_REPLY, _FORWARD = _words("reply_prefixes"), _words("forward_prefixes")
_CALENDAR = _words("calendar_prefixes") | {word for word in _words("auto_reply_subjects") if " " in word}
_ANY = "|".join(re.escape(word) for word in sorted(_REPLY | _FORWARD | _CALENDAR, key=len, reverse=True))
# Prefixes may be counted, spaced and doubled: Re[2], Re (3), Re^2, RV with a blank, a full-width colon
_PREFIX = re.compile(
    rf"\s*(?P<word>{_ANY})\s?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}}|\*\d{{1,3}})?\s?[:：]+\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[[^\]\[]{1,60}\]\s*")
