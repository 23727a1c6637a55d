"""Read one message: the parts, the card, the automation and the meeting, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trato.mail.reading import automated, card, cut, language
from trato.mail.reading.model import Attachment, Meeting, Reading


@dataclass(frozen=True, slots=True)
class Message:
    """What is given of a mail; only `id` and `body` are needed. `sent_at` is aware; `region` is ISO 3166."""

    id: str
    body: str
    subject: str = ""
    sender: str = ""
    sent_at: datetime | None = None
    region: str | None = None
    headers: Sequence[tuple[str, str]] = ()
    content_type: str = ""
    attachments: tuple[Attachment, ...] = ()


def read(message: Message) -> Reading:
    """All that is understood of `message`. Never raises, whatever the text."""
    parted = cut.cut(message.body, message.sender)
    return Reading(
        id=message.id,
        cut=parted,
        automated=automated.classify(
            message.headers,
            sender=message.sender,
            subject=message.subject,
            content_type=message.content_type,
        ),
        sender=card.of(parted, message.body, message.sender, message.region),
        meeting=Meeting(intent=0.0, kind=None),
        language=language.detect(parted.reply),
        attachments=message.attachments,
    )
