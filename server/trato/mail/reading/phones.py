"""Telephone numbers in a line: as written, E.164 by region, and their kind from the label beside them (ITU E.164)."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from trato.mail.reading.model import Phone
from trato.mail.reading.vocabulary import PHONE_LABELS, STREET_WORDS

_SEPARATOR = r"(?:[ \t\u00a0]?[-./–—·•‑][ \t\u00a0]?|\)[ \t\u00a0]?[-./]?[ \t\u00a0]?|[ \t\u00a0]?\(|[ \t\u00a0])"
_NUMBER = re.compile(
    rf"(?<![\w@$€£#%&=.*)+-])(?<!\d/)(?<!\+\()(?P<number>\+?[ \t]?\(?\+?\d+(?:{_SEPARATOR}\(?\d+)*\)?)"
    r"(?:[-,;. \t]{0,3}(?P<mark>[xX]|[eE]xt?(?:ension|n)?\.?|[Ee]xtensión|[Ii]nt\.?|[Aa]nexo)"
    r"[.: \t]{0,2}(?P<extension>\d{1,6}))?"
    r"(?![\w@%])"
)
_DIGIT = re.compile(r"\d")
_ALONE = re.compile(r"^(?:[xX]|[eE]xt\.?)?[-.: ]{0,2}(?P<digits>\d-?\d{3,4}|\d{4,6})\.?$")
_OTHER = re.compile(
    r"^\(?(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"  # a date
    r"|(?:19|20)\d{2}\s?[-/–]\s?(?:19|20)\d{2}|\d{3}-\d{2}-\d{4}|\d{1,3}\.\d{8,})\)?$"  # years, US tax id, decimals
)
_SHAPED = re.compile(r"^\+|\d{3}|^0[1-9](?:[ .-]\d\d){4}$")
_NO_PHONE = frozenset(
    [
        "account",
        "card",
        "ssn",
        "invoice",
        "order",
        "case",
        "ticket",
        "policy",
        "tracking",
        "factura",
        "pedido",
        "cuenta",
        "tarjeta",
        "póliza",
        "expediente",
        "conta",
        "cartão",
        "pedido",
        "iban",
        "cif",
        "nif",
        "dni",
        "vat",
        "konto",
        "rechnung",
        "isbn",
        "po",
        "order#",
        "id",
        "formula",
        "fórmula",
        "express",
        "visa",
        "passport",
        "pasaporte",
    ]
)
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_NANP = re.compile(r"^\(?1?[-. ]?\(?[2-9]\d{2}\)?[-./ \t]{0,3}\d{3}[- .]{0,3}\d{4}$")
_LABEL_WORD = re.compile(r"[^\W\d_]+(?:[-\s][^\W\d_]+)?")
_FEWEST_DIGITS, _FEWEST_LABELLED, _MOST_DIGITS = 7, 4, 15
_NEAR = 28
_LONGEST = 2000
_KINDS = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.PAGER: "pager"}


def in_line(line: str, region: str | None) -> Iterator[Phone]:
    """The numbers of one line, each with the label before it or, where labels follow numbers, behind it."""
    if _DIGIT.search(line) is None:
        return
    found = [match for match in _NUMBER.finditer(line[:_LONGEST]) if _is_number(match, line)]
    follows = bool(found) and not _labels(line[: found[0].start()]) and bool(_labels(_behind(line, found, 0)))
    for k, match in enumerate(found):
        before = line[found[k - 1].end() if k else 0 : match.start()][-_NEAR:]
        label = _label(_behind(line, found, k), last=False) if follows else _label(before, last=True)
        phone = _phone(match, label or _label(_behind(line, found, k), last=False), region)
        if phone.e164 or sum(c.isdigit() for c in phone.raw) >= _FEWEST_DIGITS:
            yield phone


def extension_alone(line: str) -> Phone | None:
    """`x3-7060` under a name: the number inside the sender's company."""
    found = _ALONE.match(line.strip())
    if found is None:
        return None
    return Phone(raw=line.strip(), e164=None, kind="work", extension=found.group("digits").replace("-", ""))


def e164(raw: str, region: str | None) -> str | None:
    """The number in E.164 if it is one in `region` (ISO 3166) or carries its country's code."""
    guess = region.upper() if region else ("US" if _NANP.match(raw.strip()) else None)
    try:
        parsed = phonenumbers.parse(raw, guess)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    if region is None and not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _phone(match: re.Match[str], label: str | None, region: str | None) -> Phone:
    raw = _shortened(match.group("number").strip())
    number = e164(raw, region)
    extension = match.group("extension")
    written = match.group().strip() if extension else raw
    return Phone(raw=written, e164=number, kind=label or _type(number), extension=extension)


def _shortened(text: str) -> str:
    """Without what stands behind the number on the same line (a date, another number's start)."""
    while sum(c.isdigit() for c in text) > _MOST_DIGITS and len(re.split(r"[\s-]+", text)) > 1:
        text = re.split(r"[\s-]+(?=[^\s-]*$)", text)[0]
    return text


def _type(number: str | None) -> str:
    if number is None:
        return "work"
    return _KINDS.get(phonenumbers.number_type(phonenumbers.parse(number)), "work")


def _is_number(match: re.Match[str], line: str) -> bool:
    text = _shortened(match.group("number").strip())
    digits = sum(c.isdigit() for c in text)
    before = line[: match.start()]
    if _labels(before):
        return _FEWEST_LABELLED <= digits <= _MOST_DIGITS
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _OTHER.match(text) or _ZIP.match(text):
        return False
    words = [word.strip(".,#:").lower() for word in before.split()[-3:]]
    if not _SHAPED.search(text) or text != match.group("number").strip():
        return False
    if text.startswith("+") and e164(text, None) is None:
        return False
    if any(word in _NO_PHONE or word in STREET_WORDS for word in words):
        return False
    return text.count("(") <= 2 and not _is_list(text)


def _is_list(text: str) -> bool:
    """Single digits in a row are a table, not a number."""
    groups = re.findall(r"\d+", text)
    return len(groups) > 3 and sum(len(group) == 1 for group in groups) > len(groups) / 2


def _behind(line: str, found: list[re.Match[str]], k: int) -> str:
    return line[found[k].end() : found[k + 1].start() if k + 1 < len(found) else len(line)][:_NEAR]


def _labels(text: str) -> list[str]:
    kinds: list[str] = []
    for word in _LABEL_WORD.findall(text[-_NEAR * 2 :]):
        for piece in (word.lower(), *reversed(word.lower().split())):
            if piece in PHONE_LABELS:
                kinds.append(PHONE_LABELS[piece])
                break
    return kinds


def _label(text: str, *, last: bool) -> str | None:
    kinds = _labels(text)
    if not kinds:
        return None
    nearest = kinds[-1] if last else kinds[0]
    special = [kind for kind in kinds if kind != "work"]
    return special[-1 if last else 0] if special and nearest == "work" and len(kinds) <= 2 else nearest
