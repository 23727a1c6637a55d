"""Mail written by machines: vacation notes, bounces, newsletters, ERP notices, calendar answers, junk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trato.demo import ics, mime, team, wording
from trato.demo.appointments import Meeting
from trato.demo.book import Book
from trato.demo.dice import Dice, token
from trato.demo.hours import reply_time
from trato.demo.letters import INBOX, JUNK, is_ours, message_id
from trato.demo.model import OUR_DOMAIN, Copy, Mail, Party, Text, Truth
from trato.demo.sales import scene_for
from trato.demo.spelling import short_date, slug

_LISTS = (
    # name, domain, language, readers, days between, by the list's own header
    ("Fluidos y Aire", "fluidosyaire.example", "es", (team.JAVIER, team.MARTA, team.NURIA), 7, True),
    ("Industria Hoy", "industriahoy.example", "es", (team.CARMEN, team.RAFAEL, team.LUIS), 14, False),
    ("Plant & Power Weekly", "plantandpower.example", "en", (team.HELEN, team.CARMEN), 7, True),
    ("Eficiencia en Planta", "eficienciaplanta.example", "es", (team.MARTA, team.JAVIER, team.OSCAR), 28,
     False),
)  # fmt: skip
_MONTHS = timedelta(days=260)


def tell_all(book: Book) -> None:
    """All of them."""
    _vacations(book)
    _bounces(book)
    _newsletters(book)
    _notices(book)
    _calendar_mail(book)
    _junk(book)


def post(book: Book, mail: Mail, holders: tuple[str, ...], folder: str = INBOX) -> None:
    """Files a machine's mail in those mailboxes."""
    mail.copies += [Copy(upn, folder, mail.message_id) for upn in holders]
    book.post(mail)


def plain(key: str, sender: Party, to: Party, at: datetime, subject: str, text: Text, truth: Truth) -> Mail:
    """A mail outside any thread."""
    return Mail(key=key, thread=key, message_id=message_id(key, sender), at=at, sender=sender, to=(to,),
                cc=(), subject=subject, text=text, truth=truth)  # fmt: skip


def say(language: str, act: str, dice: Dice, slots: dict[str, str]) -> Text:
    """A machine's words."""
    return Text(wording.paragraphs(language, act, dice, "usted", slots))


def _vacations(book: Book) -> None:
    """About one mail of ours in forty meets an absent customer, more in August."""
    written: dict[str, list[datetime]] = {}
    for mail in book.world.mails:
        written.setdefault(mail.sender.email, []).append(mail.at)
    for mail in list(book.world.mails):
        reader = mail.to[0]
        dice = book.dice("vacation", mail.key)
        august = mail.at.month == 8
        if not is_ours(mail.sender) or not reader.contact or not dice.chance(0.4 if august else 0.045):
            continue
        language = reader.language
        back = mail.at.date() + timedelta(days=dice.between(3, 15))
        at = mail.at + timedelta(seconds=dice.between(4, 90))
        active = any(mail.at < moment and moment.date() < back for moment in written.get(reader.email, ()))
        if at > book.now or active:
            continue
        slots = {"back": short_date(back, language), "subject": mail.subject,
                 "colleague": book.person(book.staff[reader.account][0].key).name}  # fmt: skip
        subject = dice.pick(wording.variants(language, "vacation_subject")["a"]).format_map(slots)
        truth = replace(mail.truth, automated="auto_reply", case="auto_reply")
        note = plain(f"vacation:{mail.key}", reader, mail.sender, at, subject,
                     say(language, "vacation", dice, slots), truth)  # fmt: skip
        note.thread, note.references = mail.thread, (*mail.references, mail.message_id)
        note.headers = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
        post(book, note, tuple(copy.upn for copy in mail.copies if copy.folder == "Sent Items"))


def _bounces(book: Book) -> None:
    """Mail to an address that no longer exists comes back as a report (RFC 3464)."""
    sent = [mail for mail in book.world.mails if is_ours(mail.sender) and mail.to[0].contact
            and mail.copies and not mail.truth.automated]  # fmt: skip
    for mail in sent[:: max(1, len(sent) // 24)]:
        at = mail.at + timedelta(seconds=40)
        if at > book.now:
            continue
        domain = mail.to[0].email.split("@")[1]
        gone = f"{slug(mail.to[0].given)}.antiguo@{domain}"
        daemon = Party("Mail Delivery System", "", f"MAILER-DAEMON@mx.{OUR_DOMAIN}", "en")
        note = plain(f"bounce:{mail.key}", daemon, mail.sender, at, f"Undelivered Mail: {mail.subject}",
                     Text(()), Truth(automated="bounce"))  # fmt: skip
        note.raw_parts = _report(mail, gone, at)
        note.headers = (("Auto-Submitted", "auto-replied"), ("Return-Path", "<>"))
        post(book, note, tuple(copy.upn for copy in mail.copies if copy.folder == "Sent Items"))


def _report(mail: Mail, gone: str, at: datetime) -> tuple[str, bytes]:
    mark = f"----=_Report_{token('report', mail.key)}"
    human = wording.variants(mail.sender.language, "bounce")["a"][0].format(address=gone)
    parts = [
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{human}\n",
        "Content-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.{OUR_DOMAIN}\nArrival-Date: {mime.date_line(at, 'UTC')}\n\n"
        f"Final-Recipient: rfc822; {gone}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {mail.message_id}\n"
        f"Date: {mime.date_line(mail.at, mail.sender.zone)}\nFrom: {mime.mailbox(mail.sender)}\n"
        f"To: {gone}\nSubject: {mime.encoded(mail.subject)}\n",
    ]
    body = "".join(f"--{mark}\n{part}\n" for part in parts) + f"--{mark}--\n"
    return f'multipart/report; report-type=delivery-status;\n boundary="{mark}"', body.encode()


def _newsletters(book: Book) -> None:
    for name, domain, language, readers, every, has_list in _LISTS:
        sender = Party(name, "", f"boletin@{domain}", language)
        for number in range(_MONTHS.days // every):
            dice = book.dice("newsletter", domain, number)
            at = book.now - timedelta(days=every * number + 1, hours=dice.between(0, 3))
            subject = f"{name} n.º {412 - number}" if language == "es" else f"{name}, issue {412 - number}"
            mail = plain(f"newsletter:{domain}:{number}", sender, team.party(readers[0]), at.astimezone(UTC),
                         subject, say(language, "newsletter", dice, {"domain": domain}),
                         Truth(automated="list" if has_list else "bulk"))  # fmt: skip
            mail.to = (Party(name, "", f"suscriptores@{domain}", language),)
            mail.form = "html" if number % 3 == 0 else "both"
            own = (("List-Id", f"{name} <boletin.{domain}>"),) if has_list else (("Precedence", "bulk"),)
            mail.headers = (*own, ("List-Unsubscribe", f"<https://boletin.{domain}/baja>"))
            post(book, mail, readers)


def _notices(book: Book) -> None:
    """The ERP and the telephone system report to the reps."""
    erp = Party("ERP Tornalba", "", f"erp@{OUR_DOMAIN}", "es", company="Tornalba")
    voice = Party("Centralita", "", f"centralita@{OUR_DOMAIN}", "es")
    for number in range(round(150 * book.world.scale)):
        dice = book.dice("notice", number)
        account = dice.pick(book.world.accounts)
        at = (book.now - timedelta(days=dice.share() * _MONTHS.days)).replace(hour=dice.between(7, 18))
        if at > book.now:
            continue
        act = dice.weighted((("erp_order", 6), ("erp_invoice", 4), ("voicemail", 2)))
        language = "en" if account.language == "en" else "es"
        facts = scene_for(book, account).facts | {"phone": account.phone}
        text = say(language, act, dice, facts)
        subject = {"erp_order": f"[ERP] {facts['po']}", "erp_invoice": f"[ERP] {facts['invoice']}",
                   "voicemail": f"Voicemail {account.phone}" if language == "en"
                   else f"Buzón de voz {account.phone}"}[act]  # fmt: skip
        sender = voice if act == "voicemail" else erp
        mail = plain(f"notice:{number}", sender, team.party(account.owner), at.astimezone(UTC), subject, text,
                     Truth(automated="system"))  # fmt: skip
        mail.form = "text"
        mail.headers = (("Auto-Submitted", "auto-generated"),)
        holders = (account.owner, team.INES) if act == "erp_order" else (account.owner,)
        if team.INES in holders:
            mail.cc = (team.party(team.INES),)
        post(book, mail, holders)


def _calendar_mail(book: Book) -> None:
    """Answers to our invitations, and the customers' own invitations."""
    for meeting in book.world.meetings:
        if meeting.count or meeting.days or not meeting.account or meeting.visibility != "PUBLIC":
            continue
        dice = book.dice("answer", meeting.uid)
        if is_ours(meeting.organizer):
            for guest in meeting.guests:
                if guest.answer != "NEEDS-ACTION" and guest.party.account and dice.chance(0.5):
                    _answer(book, meeting, guest.party, guest.answer, dice)
        else:
            _invitation(book, meeting, dice)


_ANSWERS = {
    "es": {"ACCEPTED": "Aceptada", "DECLINED": "Rechazada", "TENTATIVE": "Provisional"},
    "en": {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"},
}


def _answer(book: Book, meeting: Meeting, guest: Party, answer: str, dice: Dice) -> None:
    at = _before(book, meeting, guest, dice)
    subject = f"{_ANSWERS[guest.language][answer]}: {meeting.summary}"
    _calendar_part(book, meeting, guest, meeting.organizer, at, subject, "REPLY")


def _invitation(book: Book, meeting: Meeting, dice: Dice) -> None:
    at = _before(book, meeting, meeting.organizer, dice)
    _calendar_part(book, meeting, meeting.organizer, meeting.guests[0].party, at, meeting.summary, "REQUEST")


def _before(book: Book, meeting: Meeting, sender: Party, dice: Dice) -> datetime:
    """Some days ahead of the meeting, at a time when people work."""
    early = meeting.start - timedelta(days=dice.between(2, 9))
    at = reply_time(dice, min(early, book.now - timedelta(days=4)), sender.zone, 0)
    return min(at, meeting.start.astimezone(UTC) - timedelta(hours=2))


def _calendar_part(
    book: Book, meeting: Meeting, sender: Party, reader: Party, at: datetime, subject: str, method: str
) -> None:
    key = f"{method.lower()}:{meeting.uid}:{sender.email}"
    truth = Truth(meeting.account, meeting.opportunity, "calendar", "calendar")
    mail = plain(key, sender, reader, at, subject, Text(()), truth)
    only = [guest for guest in meeting.guests if guest.party == sender] if method == "REPLY" \
        else list(meeting.guests)  # fmt: skip
    text = ics.calendar([replace(meeting, guests=tuple(only))], "", at, method=method)
    mail.raw_parts = (f"text/calendar; charset=utf-8; method={method}\nContent-Transfer-Encoding: 8bit",
                      text.replace("\r\n", "\n").encode())  # fmt: skip
    post(book, mail, (reader.email,))


def _junk(book: Book) -> None:
    for number in range(round(48 * book.world.scale)):
        dice = book.dice("junk", number)
        user = dice.pick(team.USERS)
        domain = dice.pick(("premio-seguro.example", "listados-b2b.example", "avisos-cuenta.example",
                            "prize-centre.example"))  # fmt: skip
        sender = Party(dice.pick(("Atención al cliente", "Premios", "Data Lists", "Soporte")), "",
                       f"info{dice.between(2, 99)}@{domain}", user.language)  # fmt: skip
        at = (book.now - timedelta(days=dice.share() * 60, minutes=5)).astimezone(UTC)
        subject = dice.pick(wording.variants(user.language, "junk_subject")["a"])
        mail = plain(f"junk:{number}", sender, team.party(user.upn), at, subject,
                     say(user.language, "junk", dice, {"domain": domain}),
                     Truth(why_not="folder"))  # fmt: skip
        post(book, mail, (user.upn,), JUNK)
