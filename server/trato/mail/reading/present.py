"""A reading as the JSON object `trato read` prints."""

from datetime import datetime

from trato.mail.reading import attachments
from trato.mail.reading.model import Card, Meeting, Quoted, Reading

Json = dict[str, object]


def as_json(reading: Reading) -> Json:
    """The object of one line of output; its shape is a contract with other programs."""
    machine = reading.automated
    return {
        "id": reading.id,
        "reply": reading.cut.reply,
        "signature": reading.cut.signature,
        "parts": [
            {"kind": part.kind.value, "depth": part.depth, "start": part.start, "end": part.end}
            for part in reading.cut.parts
        ],
        "quoted": [_quoted(quoted) for quoted in reading.cut.quoted],
        "automated": {
            "is": machine is not None,
            "kind": machine.kind.value if machine else None,
            "why": machine.why if machine else None,
        },
        "sender": _card(reading.sender),
        "meeting": _meeting(reading.meeting),
        "language": reading.language,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "kind": attachments.kind_of(file).value,
                "size": file.size,
            }
            for file in reading.attachments
        ],
        "questions": list(reading.questions),
    }


def _quoted(quoted: Quoted) -> Json:
    return {
        "author": quoted.author,
        "email": quoted.email,
        "sent_at": quoted.sent_at,
        "to": list(quoted.to),
        "subject": quoted.subject,
    }


def _card(card: Card) -> Json:
    return {
        "name": card.name,
        "title": card.title,
        "company": card.company,
        "department": card.department,
        "phones": [
            {"raw": phone.raw, "e164": phone.e164, "kind": phone.kind, "extension": phone.extension}
            for phone in card.phones
        ],
        "emails": list(card.emails),
        "urls": list(card.urls),
        "address": card.address,
    }


def _meeting(meeting: Meeting) -> Json:
    return {
        "intent": round(meeting.intent, 3),
        "kind": meeting.kind,
        "times": [
            {"start": _iso(period.start), "end": _iso(period.end), "text": period.text} for period in meeting.times
        ],
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
