"""What the demo company is made of but for calendars: people, accounts, deals, mail; values only."""

from dataclasses import dataclass, field
from datetime import date, datetime

OUR_NAME = "Tornalba Industrial"
OUR_DOMAIN = "tornalba.example"
OUR_DOMAINS = (OUR_DOMAIN, "tornalba-uk.example")


@dataclass(frozen=True)
class Party:
    """Whoever writes or receives a mail or attends a meeting."""

    name: str
    given: str
    email: str
    language: str
    gender: str = "f"
    title: str = ""
    company: str = ""
    phone: str = ""
    mobile: str = ""
    address: str = ""
    web: str = ""
    client: str = "outlook"
    zone: str = "Europe/Madrid"
    register: str = "tu"
    contact: str = ""
    """Key of the contact, empty for colleagues, strangers and role addresses."""
    account: str = ""
    """Key of the account this person works for, if we know it."""


@dataclass(frozen=True)
class User:
    """One of us, with a mailbox."""

    upn: str
    given: str
    family: str
    gender: str
    title: str
    roles: tuple[str, ...]
    manager: str
    zone: str
    language: str
    aliases: tuple[str, ...]
    territories: tuple[str, ...]
    base: str
    phone: str
    mobile: str
    office: str
    assists: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As shown in mail."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Site:
    """An address of an account."""

    name: str
    kind: str
    street: str
    city: str
    postal_code: str
    country: str
    lat: float
    lon: float
    departments: str


@dataclass(frozen=True)
class Account:
    """A company we sell to."""

    key: str
    name: str
    domains: tuple[str, ...]
    territory: str
    owner: str
    group: str
    industry: str
    language: str
    register: str
    parent: str
    phone: str
    sites: tuple[Site, ...]
    pattern: str
    """How its addresses are built: first.last, flast, first."""

    @property
    def short(self) -> str:
        """The name without its legal form, as people say it."""
        return self.name.split(",")[0].removesuffix(" Ltd").removesuffix(" plc")


@dataclass(frozen=True)
class Contact:
    """A person at an account, as the CRM knows them."""

    key: str
    account: str
    given: str
    family: str
    gender: str
    job: str
    title: str
    department: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    reports_to: str
    influence: int
    buying_role: str
    language: str
    register: str

    @property
    def name(self) -> str:
        """Given name and surnames."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Product:
    """Something we sell; Spanish names are masculine throughout, so that articles agree."""

    key: str
    family: str
    es: str
    en: str
    price: int
    unit: str


@dataclass(frozen=True)
class Opportunity:
    """A deal being followed up, with what its mails need to know."""

    key: str
    account: str
    name: str
    owner: str
    stage: str
    amount: int
    currency: str
    created_on: date
    close_date: date
    invoice_date: date | None
    contacts: tuple[str, ...]
    decision_maker: str
    next_date: date | None
    next_objective: str
    products: tuple[tuple[Product, int], ...]
    competitors: tuple[str, ...]
    quote: str
    began: date
    """When its first thread began; weeks before `created_on` for a late-created one."""
    ends: date
    """When its story ends: closed, or today."""


@dataclass(frozen=True)
class Attachment:
    """A small file."""

    name: str
    kind: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Truth:
    """What a mail is about, known because we invented it."""

    account: str = ""
    opportunity: str = ""
    case: str = ""
    automated: str = ""
    why_not: str = ""
    """Why it is no interaction; empty when it is one."""


@dataclass(frozen=True)
class Text:
    """What the sender wrote: paragraphs, then sign-off, signature and disclaimer."""

    paragraphs: tuple[str, ...]
    sign_off: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    disclaimer: str = ""


@dataclass(frozen=True)
class Copy:
    """The item of a mail in one mailbox; `message_id` differs only for journaled copies."""

    upn: str
    folder: str
    message_id: str


@dataclass
class Mail:
    """One message and the mailboxes that hold it."""

    key: str
    thread: str
    message_id: str
    at: datetime
    sender: Party
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    subject: str
    text: Text
    truth: Truth
    previous: "Mail | None" = None
    references: tuple[str, ...] = ()
    layout: str = "outlook"
    """How the history is quoted: outlook, forward, gmail, apple, inline, none."""
    form: str = "both"
    """Which alternatives it has: both, text, html."""
    charset: str = "utf-8"
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    raw_parts: tuple[str, bytes] | None = None
    """A ready content type and body, for bounces and calendar replies."""
    copies: list[Copy] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Mail headers know no fractions of a second."""
        self.at = self.at.replace(microsecond=0)
