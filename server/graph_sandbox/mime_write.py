"""Writes a mail that never was MIME as MIME (RFC 5322, RFC 2045), as `/$value` gives it."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from graph_sandbox.fields import Person
from graph_sandbox.letter import Message


def mime_of(message: Message) -> bytes:
    """The mail as the service would hand it out."""
    head, body = message.content.head(), message.content.body()
    made = EmailMessage(policy=SMTP)
    made["From"] = _listed((head.author,) if head.author else ())
    for name, people in (("To", head.to), ("Cc", head.cc), ("Reply-To", head.reply_to)):
        if people:
            made[name] = _listed(people)
    made["Subject"] = " ".join(head.subject.split())
    made["Date"] = format_datetime(message.sent)
    made["Message-ID"] = message.internet_message_id
    for name, value in head.headers:
        if name.lower().startswith("x-") or name.lower() in ("in-reply-to", "references"):
            made[name] = " ".join(value.split())
    made.set_content(body.text, subtype="html" if body.kind == "html" else "plain", cte="base64")
    for attachment in body.attachments:
        kind, _, subtype = attachment.content_type.partition("/")
        made.add_attachment(
            attachment.content,
            maintype=kind if kind != "message" else "application",
            subtype=subtype or "octet-stream",
            filename=attachment.name,
        )
    return made.as_bytes()


def _listed(people: tuple[Person, ...]) -> str:
    return ", ".join(
        formataddr((person.name if person.name != person.address else "", person.address)) for person in people
    )
