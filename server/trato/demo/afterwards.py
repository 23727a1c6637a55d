"""What happens to mails once written: filed, deleted, journaled; and the tags that only hindsight gives."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from trato.demo import team, wording
from trato.demo.book import Book
from trato.demo.dice import token
from trato.demo.letters import (
    DELETED,
    DRAFTS,
    INBOX,
    Envelope,
    is_ours,
    mailbox_of,
)
from trato.demo.model import Copy, Mail, Opportunity, Truth
from trato.demo.pipeline import LATE

GENERIC = frozenset({"consulta", "oferta", "question", "quote", "enquiry", "cita", "entrega", "delivery",
                     "pregunta rápida", "quick question", "¿novedades?", "any news?", "una duda", "catch-up",
                     "meeting?", "¿nos vemos?", "query", "payment terms", "condiciones de pago"})  # fmt: skip
_JOURNALED = 24


def finish(book: Book) -> None:
    """All of it, in this order."""
    _drafts(book)
    _delete_some(book)
    _journal(book)
    _tag(book)
    _mark(book)


def _drafts(book: Book) -> None:
    """Unsent answers: in Drafts, and never an interaction."""
    for number, thread in enumerate(book.threads[::45]):
        mail = thread.last
        if is_ours(mail.sender) or mail.truth.why_not or not mailbox_of(mail.to[0]):
            continue
        upn = mailbox_of(mail.to[0])
        at = min(mail.at + timedelta(hours=2), book.now.astimezone(UTC) - timedelta(minutes=number + 1))
        if at <= mail.at:
            continue
        envelope = Envelope(team.party(upn), (mail.sender,))
        text = wording.paragraphs(thread.scene.language, "u_nudge", thread.dice, thread.register,
                                  {**thread.scene.facts, "o": "o"})  # fmt: skip
        draft = thread.mail(envelope, replace(mail.text, paragraphs=text, sign_off=(), signature=()), at, mail)
        draft.key += "/draft"
        draft.truth = replace(mail.truth, why_not="folder")
        draft.message_id = f"<{token('draft', draft.key, length=28)}@mbx.tornalba.example>"
        draft.headers = (("X-Draft", "1"),)
        draft.copies = [Copy(upn, DRAFTS, draft.message_id)]
        book.post(draft)


def _delete_some(book: Book) -> None:
    """A few are thrown away by one reader; where nobody else has a copy, they do not count."""
    for mail in book.world.mails:
        dice = book.dice("delete", mail.key)
        inbound = [copy for copy in mail.copies if copy.folder == INBOX]
        if not inbound or not dice.chance(0.025 if not mail.truth.automated else 0.15):
            continue
        victim = dice.pick(inbound)
        mail.copies = [replace(copy, folder=DELETED) if copy == victim else copy for copy in mail.copies]


def _journal(book: Book) -> None:
    """A documented few whose second copy came back from a journal under another Message-ID."""
    shared = [mail for mail in book.world.mails if len(mail.copies) > 1 and mail.truth.opportunity
              and not mail.truth.automated]  # fmt: skip
    for mail in shared[:: max(1, len(shared) // _JOURNALED)]:
        last = mail.copies[-1]
        other = f"<{token('journal', mail.key, length=24)}@journal.tornalba.example>"
        mail.copies[-1] = replace(last, message_id=other)
        mail.truth = _with_case(mail.truth, "journaled")


def _tag(book: Book) -> None:
    """Tags that follow from the whole: several deals open, created late, a subject that says nothing."""
    by_account: dict[str, list[Opportunity]] = defaultdict(list)
    for deal in book.world.opportunities:
        by_account[deal.account].append(deal)
    for mail in book.world.mails:
        if not mail.truth.opportunity or mail.truth.automated or mail.truth.why_not:
            continue
        deal = book.deals[mail.truth.opportunity]
        if deal.key in LATE and mail.at < _midnight(deal.created_on):
            mail.truth = _with_case(mail.truth, "late_opportunity")
        day = mail.at.date()
        alive = [other for other in by_account[deal.account] if other.created_on <= day <= other.ends]
        if len(alive) > 1:
            mail.truth = _with_case(mail.truth, "several_open")
        if _bare(mail) in GENERIC:
            mail.truth = _with_case(mail.truth, "generic_subject")


def _mark(book: Book) -> None:
    """What came in since yesterday noon is unread; what cries urgent is marked so."""
    since = book.now - timedelta(hours=21)
    for mail in book.world.mails:
        if is_ours(mail.sender):
            continue
        if mail.at > since:
            mail.headers += (("Status", "O"),)
        if "URGENT" in " ".join((mail.subject.upper(), *mail.text.paragraphs)):
            mail.headers += (("Importance", "high"),)


def _midnight(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=ZoneInfo("Europe/Madrid"))


def _bare(mail: Mail) -> str:
    subject = mail.subject.lower()
    while subject[:4] in {"re: ", "rv: ", "fw: "}:
        subject = subject[4:]
    return subject


def _with_case(truth: Truth, case: str) -> Truth:
    """Adds a tag; the first one names the main difficulty."""
    return replace(truth, case=f"{truth.case};{case}" if truth.case else case)
