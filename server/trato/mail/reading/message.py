"""Read one message: the parts, the card, the automation and the meeting, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from trato.mail.reading import automated, card, cut, language, meeting, questions, when
from trato.mail.reading.model import Attachment, Automated, Cut, Meeting, Reading
from trato.mail.reading.times import find


@dataclass(frozen=True, slots=True)
class Message:
    """What is given of a mail; only `id` and `body` are needed. `sent_at` is aware; `region` is ISO 3166."""

    id: str | int
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
    spoken = language.detect(parted.reply) or language.detect(message.body)
    return Reading(
        id=message.id,
        cut=parted,
        automated=_automated(message, parted),
        sender=card.of(parted, message.body, message.sender, message.region),
        meeting=_meeting(message, parted, spoken),
        language=spoken,
        attachments=message.attachments,
        questions=questions.open_in(parted.reply),
    )


def what_is_asked(message: Message) -> tuple[Meeting, Sequence[str]]:
    """Return whether a meeting is asked for and which questions are open, as `read` does, and nothing else."""
    parted = cut.cut(message.body, message.sender)
    spoken = language.detect(parted.reply) or language.detect(message.body)
    return _meeting(message, parted, spoken), questions.open_in(parted.reply)


def _automated(message: Message, parted: Cut) -> Automated | None:
    by_headers = automated.classify(
        message.headers, sender=message.sender, subject=message.subject, content_type=message.content_type
    )
    return by_headers or automated.of_body(parted.reply)


def _meeting(message: Message, parted: Cut, spoken: str | None) -> Meeting:
    """Times in the sender's zone against the sent instant; without one, only times that say their own zone."""
    zone = message.sent_at.tzinfo if message.sent_at and message.sent_at.tzinfo else UTC
    invited = when.outlook_periods(message.body, zone)
    if invited:
        return meeting.read(parted.reply, invited, is_invitation=True)
    text = f"{message.subject}\n\n{parted.reply}" if message.subject and not parted.reply.strip() else parted.reply
    times = find.periods(text, message.sent_at, spoken or "en") if message.sent_at else ()
    return meeting.read(text, times, is_invitation=False)
