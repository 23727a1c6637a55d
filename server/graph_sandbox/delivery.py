"""Sends mail: into Sent Items, into the inboxes of the tenant's own people, and into the outbox record."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from graph_sandbox import topics
from graph_sandbox.call import MailboxCall, Sent, State
from graph_sandbox.compose import new_key
from graph_sandbox.fields import Person
from graph_sandbox.letter import Body, Content, Head, Message, WrittenContent
from graph_sandbox.mailbox import Folder, Mailbox
from graph_sandbox.style import stamp
from graph_sandbox.web import GraphError, bad_request


def known_folder(mailbox: Mailbox, name: str) -> Folder:
    """A well-known folder, which is always there."""
    found = mailbox.well_known(name)
    if found is None:
        raise KeyError(name)
    return found


def new_message(mailbox: Mailbox, folder: int, content: Content, now: datetime, references: list[str]) -> Message:
    """A draft in a folder, put into its conversation; not stored yet."""
    head = content.head()
    key = new_key()
    ident = f"<{key:016X}.{mailbox.number}@{mailbox.user.upn.rpartition('@')[2]}>"
    conversation = mailbox.threads.join(ident, references, topics.topic_of(head.subject).lower(), now)
    return Message(
        key=key,
        folder=folder,
        place=0,
        version=mailbox.next_number(),
        content=content,
        internet_message_id=ident,
        conversation=conversation,
        received=now,
        sent=now,
        created=now,
        modified=now,
        is_draft=True,
    )


def check_sender(call: MailboxCall, head: Head) -> Head:
    """A head with author and sender as Exchange sets them.

    Raises:
        GraphError: 403 if a user sends from an address that is not theirs.
    """
    own = Person(call.mailbox.user.name, call.mailbox.user.upn)
    author = head.author or own
    is_own = author.address.lower() in call.mailbox.user.addresses
    if (
        not is_own
        and call.caller.user is not None
        and author.address.lower() not in call.state.may_send_as(call.mailbox)
    ):
        raise GraphError(
            403,
            "ErrorSendAsDenied",
            "The user account which was used to submit this request does not have the "
            "right to send mail on behalf of the specified sending account.",
        )
    return replace(head, author=author, sender=own)


def send(call: MailboxCall, message: Message, *, is_kept: bool = True, kind: str = "mail") -> None:
    """Send a mail: `message` may be stored already (then it moves to Sent Items) or not."""
    head = message.content.head()
    if not (head.to or head.cc or head.bcc):
        raise bad_request("At least one recipient is required to send a message.", "ErrorInvalidRecipients")
    head = check_sender(call, head)
    now = call.world.clock.now()
    mailbox, body = call.mailbox, message.content.body()
    sent = replace(
        message,
        content=WrittenContent(head, body),
        folder=known_folder(mailbox, "sentitems").key,
        place=message.place + 1,
        version=mailbox.next_number(),
        is_draft=False,
        is_read=True,
        sent=now,
        received=now,
        modified=now,
    )
    if is_kept:
        mailbox.put_message(sent)
    elif message.key in mailbox.messages:
        mailbox.remove_message(message.key)
    everybody = tuple(person.address for person in (*head.to, *head.cc, *head.bcc))
    call.state.outbox.append(
        Sent(
            kind,
            mailbox.user.upn,
            (head.author or Person("", "")).address,
            everybody,
            head.subject,
            message.internet_message_id,
            stamp(now),
            call.caller.application,
        )
    )
    shown = replace(head, bcc=())
    call.afterwards.append(lambda: deliver(call.state, everybody, shown, body, sent))


def deliver(state: State, addresses: Iterable[str], head: Head, body: Body, sent: Message) -> None:
    """Put a copy into the inbox of each recipient that has a mailbox here."""
    boxes = {id(box): box for address in addresses if (box := state.world.mailbox_of(address)) and not box.is_gone}
    for mailbox in boxes.values():
        with mailbox.lock:
            references = [value for name, value in head.headers if name.lower() in ("in-reply-to", "references")]
            copy = new_message(
                mailbox, known_folder(mailbox, "inbox").key, WrittenContent(head, body), sent.sent, references
            )
            topic = topics.topic_of(head.subject).lower()
            conversation = mailbox.threads.join(sent.internet_message_id, references, topic, sent.sent)
            mailbox.put_message(
                replace(
                    copy,
                    internet_message_id=sent.internet_message_id,
                    conversation=conversation,
                    is_draft=False,
                    is_read=False,
                    meeting=sent.meeting,
                    meeting_event=sent.meeting_event,
                )
            )
