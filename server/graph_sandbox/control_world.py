"""The part of the control API that plays the world outside: mail comes in, customers answer, somebody needs a token."""

from msgspec.structs import replace

from graph_sandbox import fields, mime
from graph_sandbox.control import Control, Payload, control_routes
from graph_sandbox.delivery import known_folder, new_message
from graph_sandbox.ids import Kind
from graph_sandbox.load_mail import meeting_type
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.style import Style
from graph_sandbox.web import GraphError, Request, bad_request

_RESPONSES = ("accepted", "declined", "tentativelyAccepted", "none", "notResponded")


@control_routes.on("POST", "/mailboxes/{upn}/mail")
def deliver_mail(control: Control, request: Request) -> Payload:
    """The body is a mail (RFC 5322) that arrives now; `?folder=` names another well-known folder than the inbox."""
    mailbox = mailbox_in(control, request.path.split("/")[-2])
    header, _ = fields.split(request.body)
    if not header.items:
        raise bad_request("The body is no mail.")
    world = control.state.world
    content = mime.MimeContent(world.store, world.store.add(request.body))
    known = fields.message_ids(header.first("message-id"))
    references = fields.message_ids(header.first("references")) + fields.message_ids(header.first("in-reply-to"))
    with mailbox.lock:
        folder = known_folder(mailbox, request.query.get("folder", "inbox"))
        now = world.clock.now()
        message = new_message(mailbox, folder.key, content, now, references)
        message = replace(
            message,
            internet_message_id=known[0] if known else message.internet_message_id,
            sent=fields.instant(header.first("date")) or now,
            is_draft=False,
            is_read=False,
            meeting=meeting_type(request.body),
        )
        mailbox.threads.alias(message.internet_message_id, message.conversation)
        mailbox.put_message(message)
    return {"id": Style(immutable=True).item_id(mailbox.guid, Kind.MESSAGE, message)}


@control_routes.on("POST", "/mailboxes/{upn}/answers")
def answer_event(control: Control, request: Request) -> Payload:
    """{"iCalUId", "attendee", "response"}: somebody outside answers a meeting that this user organizes."""
    mailbox, given = mailbox_in(control, request.path.split("/")[-2]), request.json()
    if given.get("response") not in _RESPONSES:
        raise bad_request(f"response has to be one of {', '.join(_RESPONSES)}.")
    address = str(given.get("attendee", "")).lower()
    with mailbox.lock:
        event = mailbox.agenda.by_uid(str(given.get("iCalUId")))
        if event is None or address not in {a.person.address.lower() for a in event.attendees}:
            raise GraphError(404, "NotFound", "There is no such meeting or attendee.")
        now = control.state.world.clock.now()
        attendees = tuple(
            replace(a, response=given["response"], answered=now) if a.person.address.lower() == address else a
            for a in event.attendees
        )
        mailbox.put_event(replace(event, attendees=attendees, version=mailbox.next_number(), modified=now))
    return {"answered": True}


@control_routes.on("POST", "/tokens")
def make_token(control: Control, request: Request) -> Payload:
    """{"user", "client_id"}: a Graph token without a sign-in; without a user the application's own."""
    given = request.json() if request.body else {}
    user = given.get("user")
    if user is not None and control.state.world.directory.find(str(user)) is None:
        raise GraphError(404, "NotFound", f"There is no user {user}.")
    return {"access_token": control.entra.direct_token(str(given.get("client_id") or "sandbox"), user)}


def mailbox_in(control: Control, upn: str) -> Mailbox:
    """The mailbox of a user.

    Raises:
        GraphError: 404 if there is none.
    """
    found = control.state.world.mailbox_of(upn)
    if found is None:
        raise GraphError(404, "NotFound", f"There is no mailbox {upn}.")
    return found


CONTROLS = control_routes
