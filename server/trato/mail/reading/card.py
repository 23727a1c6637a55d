"""The sender's card: name, title, company, numbers and addresses from signature, sign-off and header.

Only lines of depth 0 are read, so that nobody quoted ends on the sender's card; every field says where it came from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from trato.mail.reading import headers, names, phones, shapes
from trato.mail.reading.edges import EDGE, is_footer
from trato.mail.reading.firmness import LEGAL_FORMS
from trato.mail.reading.model import Card, Cut, Kind, Phone
from trato.mail.reading.shapes import Shape
from trato.mail.reading.vocabulary import COMPANY_WORDS, DEPARTMENT_WORDS, JOB_WORDS

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{3,300}"
    r"|(?<![\w@.-])[\w-]{2,40}\.(?:com|org|net|es|mx|io|eu|de|fr|it)(?:/\S*)?(?![\w@.])"
)
_COLUMN = re.compile(r"\s{3,}|\t")
_NAME_COLUMN = re.compile(r"\s{3,}|\t|\s[-–]\s(?=[\d(+])")
_WORD_BREAK = re.compile(r"[\s/,-]+")
_TITLE_SPLIT = re.compile(r"\s*(?:,|\s[-–—|@/]\s|\bat\b|\ben\b)\s*")
_REGION_BY_DOMAIN = {
    "uk": "GB",
    "com": None,
    "org": None,
    "net": None,
    "edu": "US",
    "gov": "US",
    "eu": None,
    "io": None,
    "info": None,
}
_US_ZIP = re.compile(r"\b[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?\b")
_FIRST_PERSON = re.compile(
    r"\b(?:call me|reach me|my (?:cell|mobile|phone|number|direct|office|fax)|contact me|ring me|text me"
    r"|ll[aá]mame|ll[aá]meme"
    r"|mi (?:m[oó]vil|n[uú]mero|tel[eé]fono|celular|fax)|me (?:puedes|puede) llamar|localizarme)\b",
    re.IGNORECASE,
)
_ON_ONESELF = ("me", "my ", "mi ")
"""One of these is in all that `_FIRST_PERSON` matches."""
_DIGITS = re.compile(r"\d")
_MOST_LINES_OF_NOTE = 4
_ACRONYM = 6
_SEEN = 20_000


def of(cut: Cut, body: str, sender: str, region: str | None) -> Card:
    """What the mail says about who sent it; `region` (ISO 3166) reads national numbers."""
    lines = list(_closing_lines(cut, body))
    header_name, header_email = headers.person(sender)
    known = shapes.name_words(header_name or header_email or "")
    shaped = [(line, shapes.shape_of(line, known)) for line in lines]
    place = region or _region(lines, header_email)
    sources: list[tuple[str, str]] = []
    name = _name(shaped, header_name, header_email, sources)
    own = shapes.name_words(name or "")
    rest = [(line, shape) for line, shape in shaped if not (shape is Shape.NAME and shapes.name_words(line) & own)]
    domain = _domain_word(header_email, lines)
    title, company, department = _position(rest, domain, sources)
    numbers = _numbers(shaped, cut, place, sources)
    return Card(
        name=name,
        title=title,
        company=company,
        department=department,
        phones=numbers,
        emails=_unique(_emails(lines, header_email)),
        urls=_unique(found.group().rstrip(".,;)") for line in lines for found in _urls(line)),
        address=_address(shaped, sources),
        sources=tuple(sources),
    )


def _closing_lines(cut: Cut, body: str) -> Iterable[str]:
    for part in cut.parts:
        if part.depth == 0 and part.kind in (Kind.SIGNOFF, Kind.SIGNATURE):
            for raw in body[part.start : part.end].split("\n"):
                line = raw.replace("=20", " ").replace("=09", " ").strip(" \t\r\u00a0*|")
                if line and not is_footer(line):
                    yield line


def _urls(line: str) -> Iterator[re.Match[str]]:
    return _URL.finditer(_EMAIL.sub(" ", line) if "@" in line else line) if "." in line else iter(())


def _unlinked(line: str) -> str:
    """The line without addresses and links, whose digits are no numbers."""
    if "." in line:
        line = _URL.sub(" ", line)
    return _EMAIL.sub(" ", line) if "@" in line else line


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _emails(lines: Iterable[str], header_email: str | None) -> Iterable[str]:
    if header_email:
        yield header_email
    for line in lines:
        for found in _EMAIL.finditer(line) if "@" in line else ():
            yield found.group().lower().rstrip(".")


def _name(
    shaped: list[tuple[str, Shape]], header_name: str | None, email: str | None, sources: list[tuple[str, str]]
) -> str | None:
    """A full name in the signature if the header does not contradict it, else the header's, else the sign-off's."""
    header = names.display(header_name) if header_name else None
    words = shapes.name_words(header or email or "")
    signed = [line.strip(EDGE) for line, shape in shaped if shape is Shape.NAME or _carries_name(line, words)]
    signed = [_NAME_COLUMN.split(line)[0] for line in signed]
    full = [line for line in signed if " " in line]
    agreed = [line for line in full if not words or shapes.name_words(line) & words]
    if agreed:
        sources.append(("name", "signature"))
        return agreed[0]
    if header:
        sources.append(("name", "header"))
        return header
    if full or signed:
        sources.append(("name", "sign-off"))
        return (full or signed)[0]
    return None


def _carries_name(line: str, words: frozenset[str]) -> bool:
    head = _COLUMN.split(line)[0]
    return bool(words) and shapes.shape_of(head, words) is Shape.NAME and len(shapes.name_words(head) & words) > 1


def _domain_word(header_email: str | None, lines: Iterable[str]) -> str:
    """The word of the sender's domain that is likely the company's name."""
    email = next(iter(_emails(lines, header_email)), "")
    labels = email.rpartition("@")[2].split(".")
    inner = [label for label in labels[:-1] if label not in ("co", "com", "mail", "org")]
    return inner[-1] if inner else ""


@dataclass(slots=True)
class _Position:
    """What the lines of a signature say about somebody's place, as far as read."""

    domain: str
    title: str | None = None
    company: str | None = None
    department: str | None = None
    loose: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Read one line: a title, a company, a department, or something that may be one."""
        words = _words(text)
        split = _split_title(text, self.domain)
        if self.title is None and words & JOB_WORDS and (split[1] or not _is_legal(words)):
            self.title = split[0]
            self.company = self.company or split[1]
        elif self.company is None and _is_company(text, words, self.domain):
            self.company = text
        elif self.department is None and words & DEPARTMENT_WORDS:
            self.department = text
        else:
            self.loose.append(text)

    def settle(self) -> None:
        """Give what is left a place: the first loose line is the company, a department alone says what one does."""
        if self.company is None and self.loose:
            self.company = self.loose[0]
        if self.title is None:
            self.title = self.department
        if self.company is None and self.title != self.department:
            self.company, self.department = self.department, None


def _position(
    shaped: list[tuple[str, Shape]], domain: str, sources: list[tuple[str, str]]
) -> tuple[str | None, str | None, str | None]:
    found = _Position(domain)
    for line, shape in shaped:
        if shape in (Shape.ROLE, Shape.NAME) and not any(c.isdigit() for c in line):
            found.take(_COLUMN.split(line)[0].strip(" ,;|-*"))
    found.settle()
    values = (found.title, found.company, found.department)
    sources.extend((name, "signature") for name, value in _fields(*values) if value)
    return values


def _fields(*values: str | None) -> Iterable[tuple[str, str | None]]:
    return zip(("title", "company", "department"), values, strict=True)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip(".,&()-").lower() for word in _WORD_BREAK.split(text))


def _is_legal(words: frozenset[str]) -> bool:
    return bool(words & LEGAL_FORMS)


def _is_company(text: str, words: frozenset[str], domain: str) -> bool:
    squeezed = re.sub(r"\W", "", text.lower())
    named = len(domain) > 2 and (domain in squeezed or squeezed in domain)
    return named or _is_legal(words) or bool(words & COMPANY_WORDS)


def _split_title(text: str, domain: str) -> tuple[str, str | None]:
    """`CEO, FairAir` is a title and a company; `Manager, Regulatory Policy` is a title."""
    for cut in _TITLE_SPLIT.finditer(text):
        left, right = text[: cut.start()].strip(), text[cut.end() :].strip()
        words = _words(right)
        acronym = right.isupper() and len(right) < _ACRONYM
        firm = (words & COMPANY_WORDS and not words & DEPARTMENT_WORDS) or (
            domain and domain in re.sub(r"\W", "", right.lower())
        )
        if left and right and (acronym or firm or cut.group().strip() in ("@", "at")):
            return left, right
    return text, None


def _numbers(
    shaped: list[tuple[str, Shape]], cut: Cut, region: str | None, sources: list[tuple[str, str]]
) -> tuple[Phone, ...]:
    found: list[Phone] = []
    for line, shape in shaped:
        numbers = list(phones.in_line(_unlinked(line), region))
        alone = (
            phones.extension_alone(line.rpartition(" ")[2]) if shape in (Shape.EXTENSION, Shape.FORMULA_NAME) else None
        )
        found.extend(numbers or ([alone] if alone else []))
    source = "signature"
    if not found:
        source = "text"
        found = [phone for line in _own_lines(cut) for phone in phones.in_line(line, region)]
    sources.extend(("phones", source) for _ in found[:1])
    return tuple({(phone.raw, phone.kind): phone for phone in found}.values())


def _own_lines(cut: Cut) -> list[str]:
    """Lines of the text that give the sender's own number, or all of a note too short to say anything else."""
    text = cut.reply[:_SEEN]
    if _DIGITS.search(text) is None:
        return []
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) <= _MOST_LINES_OF_NOTE and not any(
        part.kind is Kind.SIGNATURE for part in cut.parts if part.depth == 0
    ):
        return [_unlinked(line) for line in lines]
    return [line for line in lines if _DIGITS.search(line) and _is_first_person(line)]


def _is_first_person(line: str) -> bool:
    lower = line.lower()
    return any(word in lower for word in _ON_ONESELF) and _FIRST_PERSON.search(line) is not None


def _address(shaped: list[tuple[str, Shape]], sources: list[tuple[str, str]]) -> str | None:
    places = [_COLUMN.split(line)[0].strip() for line, shape in shaped if shape is Shape.PLACE]
    if not places:
        return None
    sources.append(("address", "signature"))
    return ", ".join(places)


def _region(lines: Iterable[str], email: str | None) -> str | None:
    """The country national numbers are read in: of the postal code printed, else of the address's domain."""
    if any(_US_ZIP.search(line) for line in lines):
        return "US"
    top = (email or "").rpartition(".")[2].lower()
    return _REGION_BY_DOMAIN.get(top, top.upper() if len(top) == 2 else None)
