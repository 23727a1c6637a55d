"""Threads of mail: who writes what to whom, when, and whose mailboxes keep it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trato.demo import wording
from trato.demo.dice import Dice, token
from trato.demo.hours import meeting_time, reply_time
from trato.demo.model import OUR_DOMAINS, Copy, Mail, Party, Text, Truth
from trato.demo.papers import attachments_for, logo
from trato.demo.scene import Scene, slots
from trato.demo.signature import disclaimer, signature
from trato.demo.team import BY_UPN

INBOX, SENT, ARCHIVE = "Inbox", "Sent Items", "Archive"
DELETED, JUNK, DRAFTS = "Deleted Items", "Junk Email", "Drafts"
UNCOUNTED_FOLDERS = frozenset({DELETED, JUNK, DRAFTS})
_UPN_OF = {address: user.upn for user in BY_UPN.values() for address in (user.upn, *user.aliases)}
_LAYOUTS = {"outlook": "outlook", "gmail": "gmail", "apple": "apple", "thunderbird": "inline"}
_LONG_AGO = timedelta(days=100)
_A_TEAM = 3
_NOON = 14


def is_ours(party: Party) -> bool:
    """One of us, with or without a mailbox."""
    return party.email.rsplit("@", 1)[1] in OUR_DOMAINS


def mailbox_of(party: Party) -> str:
    """The mailbox that gets what is sent to this address, or nothing."""
    return _UPN_OF.get(party.email, "")


@dataclass(frozen=True)
class Envelope:
    """From whom to whom."""

    sender: Party
    to: tuple[Party, ...]
    cc: tuple[Party, ...] = ()


class Thread:
    """A conversation under way; says one mail after the other until its time is up."""

    def __init__(self, key: str, subject: str, scene: Scene, truth: Truth, *, start: datetime, until: datetime) -> None:
        self.key = key
        self.subject = subject
        self.scene = scene
        self.truth = truth
        self.until = until
        self.clock = start
        self.mails: list[Mail] = []
        self.dice = Dice("thread", key)
        self.register = "tu"
        self.over = False
        self.filed = ""
        """A folder to which our people move what they get; empty for the inbox."""

    @property
    def last(self) -> Mail:
        """The newest mail."""
        return self.mails[-1]

    def say(
        self, act: str, envelope: Envelope, *, hours: float = 6, subject: str = "", fresh: bool = False
    ) -> Mail | None:
        """The next mail, or None when its time would lie beyond the end of the story."""
        at = self.clock if not self.mails else reply_time(self.dice, self.clock, envelope.sender.zone, hours)
        if self.over or at > self.until:
            self.over = True
            return None
        previous = None if fresh or not self.mails else self.last
        text = self.write(act, envelope, at, previous)
        mail = self.mail(envelope, text, at, previous, subject=subject)
        mail.attachments += attachments_for(act, mail, self.scene)
        if mail.text.signature and mail.form != "text" and _has_logo(envelope.sender):
            mail.attachments += (logo(mail.key),)
        self.add(mail)
        return mail

    def add(self, mail: Mail) -> None:
        """Takes a ready mail into the thread and puts its copies in the mailboxes."""
        self.mails.append(mail)
        self.clock = mail.at
        deliver(mail, self.filed if self.until - mail.at > _LONG_AGO else "")

    def write(self, act: str, envelope: Envelope, at: datetime, previous: Mail | None) -> Text:
        """The words: greeting, what is to be said, sign-off, signature."""
        sender, reader = envelope.sender, envelope.to[0]
        if self.scene.when and self.scene.when <= at:
            self.scene.when = meeting_time(self.dice, at, sender.zone)
        dice = Dice("words", self.key, len(self.mails))
        facts = {**slots(self.scene, dice, at, sender, reader), "pair": str(Dice("pair", self.key).below(60))}
        language = self.scene.language
        body = wording.paragraphs(language, act, dice, self.register, facts)
        inside = is_ours(sender) and is_ours(reader)
        kind = _greeting_kind(dice, envelope, is_reply=previous is not None, inside=inside)
        opening = wording.variants(language, "greeting")[kind]
        fitting = _fitting(opening, at.astimezone(ZoneInfo(sender.zone)).hour)
        greeting = wording.sentence(dice.pick(fitting), dice, self.register, facts)
        short = previous is not None and dice.chance(0.5)
        endings = wording.variants(language, "sign_off")
        sort = "inside" if inside else "brief" if short else "normal"
        sign_off = wording.sentence(dice.pick(endings[sort]), dice, self.register, facts)
        if reader.given and reader.given in greeting:
            body = tuple(paragraph.replace(f", {reader.given}", "") for paragraph in body)
        paragraphs = (greeting, *body) if greeting else body
        return Text(
            paragraphs=paragraphs, sign_off=(sign_off, sender.given) if sender.given else (sign_off,),
            signature=signature(sender, language, dice, is_reply=previous is not None),
            disclaimer="" if inside else disclaimer(sender, language, is_reply=previous is not None),
        )  # fmt: skip

    def mail(self, envelope: Envelope, text: Text, at: datetime, previous: Mail | None, *, subject: str = "") -> Mail:
        """The mail itself with its place in the thread."""
        sender = envelope.sender
        key = f"{self.key}/{len(self.mails) + 1}"
        references = (*previous.references, previous.message_id) if previous else ()
        prefix = "RE: " if sender.client == "outlook" else "Re: "
        base = subject or (_bare(previous.subject) if previous else self.subject)
        layout = _LAYOUTS[sender.client] if previous else "none"
        return Mail(
            key=key, thread=self.key, message_id=message_id(key, sender), at=at, sender=sender,
            to=envelope.to, cc=envelope.cc, subject=f"{prefix}{base}" if previous and not subject else base,
            text=text, truth=self.truth, previous=previous, references=references, layout=layout,
            form=_form(self.dice, sender), charset=_charset(sender),
        )  # fmt: skip


def message_id(key: str, sender: Party) -> str:
    """One Internet Message-ID for ever, shaped as the sender's program shapes it."""
    domain = sender.email.rsplit("@", 1)[1]
    name = token("mid", key, length=28)
    if sender.client == "gmail" or not domain.endswith(".example"):
        return f"<CA{name[:22]}@mail.{domain}>"
    return f"<{name[:8].upper()}.{name[8:]}@{'smtp' if sender.client == 'thunderbird' else 'mbx'}.{domain}>"


def deliver(mail: Mail, folder: str = "") -> None:
    """A copy for the sender and for each of our recipients, once a mailbox."""
    holders: dict[str, str] = {}
    if own := mailbox_of(mail.sender):
        holders[own] = SENT
    for party in (*mail.to, *mail.cc):
        if upn := mailbox_of(party):
            holders.setdefault(upn, folder or INBOX)
    mail.copies += [Copy(upn, place, mail.message_id) for upn, place in holders.items()]


def refile(mail: Mail, upn: str, folder: str) -> None:
    """Moves one mailbox's copy."""
    mail.copies = [replace(copy, folder=folder) if copy.upn == upn else copy for copy in mail.copies]


def _bare(subject: str) -> str:
    while subject[:4].lower() in {"re: ", "rv: ", "fw: "}:
        subject = subject[4:]
    return subject


def _greeting_kind(dice: Dice, envelope: Envelope, *, is_reply: bool, inside: bool) -> str:
    reader = envelope.to[0]
    if inside and len(envelope.to) >= _A_TEAM:
        return "team"
    if not reader.given:
        return "unknown"
    if not is_reply:
        return "warm" if inside else dice.pick(("first", "warm"))
    return dice.weighted((("warm", 5), ("brief", 5)))


def _fitting(greetings: list[str], hour: int) -> list[str]:
    """Good afternoon is for the afternoon."""
    morning = hour < _NOON
    wrong = ("tardes", "fternoon") if morning else ("días", "orning")
    kept = [greeting for greeting in greetings if not any(word in greeting for word in wrong)]
    return kept or greetings


def _has_logo(sender: Party) -> bool:
    domain = sender.email.rsplit("@", 1)[1]
    return bool(sender.title) and not is_ours(sender) and Dice("logo", domain).chance(0.12)


def _form(dice: Dice, sender: Party) -> str:
    if sender.client == "thunderbird":
        return "text"
    return dice.weighted((("both", 84), ("html", 11), ("text", 5)))


def _charset(sender: Party) -> str:
    old = Dice("charset", sender.email).chance(0.15) and sender.client in {"outlook", "thunderbird"}
    return "windows-1252" if old and not is_ours(sender) else "utf-8"
