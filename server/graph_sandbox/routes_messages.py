"""Reading mail: lists, single mails, delta per folder, MIME, attachments.

https://learn.microsoft.com/graph/api/resources/message
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.json import encode

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.delta import Token, Tracked, links, page_of, start_or_read
from graph_sandbox.filters import parse_filter
from graph_sandbox.ids import Kind
from graph_sandbox.letter import Message
from graph_sandbox.lookup import folder_in, message_in
from graph_sandbox.mailbox import ROOT
from graph_sandbox.odata import collection, link, ordered, page_size
from graph_sandbox.routes_attachments import expanded
from graph_sandbox.shelf import Shelf
from graph_sandbox.show_message import MessageView, known_names, message_payload
from graph_sandbox.style import Style
from graph_sandbox.web import GraphError, Reply

Payload = dict[str, Any]
_MOST = 1000


@mailbox_routes.on(
    "GET",
    "/messages",
    "/mailFolders/{folder}/messages",
    "/mailFolders/{folder}/childFolders/{child}/messages",
)
def list_messages(call: MailboxCall) -> Reply:
    """Mails of the mailbox or of a folder, newest first unless sorted otherwise."""
    options = call.options
    size = options.top or page_size(call.request, 10)
    if size > _MOST:
        raise GraphError(400, "ErrorInvalidParameter", f"The limit of '{_MOST}' for Top query has been exceeded.")
    options.check_order()
    shelf = _shelf(call)
    if _is_plain(call):
        page, total = shelf.slice(options.skip, size), len(shelf)
    else:
        found = _found(call, shelf)
        page, total = found[options.skip : options.skip + size], len(found)
    extra: Payload = {"@odata.count": total} if options.count else {}
    if options.skip + size < total:
        extra["@odata.nextLink"] = link(call.request, {"$skip": str(options.skip + size)})
    context = call.owner_context(
        f"mailFolders('{call.args['folder']}')/messages" if "folder" in call.args else "messages"
    )
    return Reply(body=_page(call, context, page, options.select, extra))


@mailbox_routes.on("GET", "/messages/$count", "/mailFolders/{folder}/messages/$count")
def count_messages(call: MailboxCall) -> Reply:
    """How many there are."""
    shelf = _shelf(call)
    number = len(shelf) if _is_plain(call) else len(_found(call, shelf))
    return Reply(body=str(number).encode(), content_type="text/plain")


@mailbox_routes.on(
    "GET",
    "/messages/{message}",
    "/mailFolders/{folder}/messages/{message}",
    "/mailFolders/{folder}/childFolders/{child}/messages/{message}",
)
def get_message(call: MailboxCall) -> Reply:
    """One mail."""
    message = message_in(call, call.args["message"])
    view = MessageView(call.mailbox, message, call.style)
    context = {"@odata.context": call.owner_context("messages/$entity")}
    payload = context | message_payload(view, call.options.select) | expanded(call, view)
    return Reply.json(payload)


@mailbox_routes.on(
    "GET",
    "/mailFolders/{folder}/messages/delta",
    "/messages/delta",
    "/mailFolders/{folder}/childFolders/{child}/messages/delta",
)
def messages_delta(call: MailboxCall) -> Reply:
    """Newest first in the first round; then what came, changed and left.

    https://learn.microsoft.com/graph/delta-query-messages
    """
    mailbox, deltas, style = call.mailbox, call.state.deltas, call.style
    shelf = _shelf(call)
    name = f"{mailbox.guid}/messages/{call.args.get('child') or call.args.get('folder', '')}"

    def start() -> Token:
        _check_delta_options(call)
        query = call.request.query
        size = call.options.top or page_size(call.request, 0) or None
        return Token(
            name,
            deltas.generation,
            "",
            0,
            mailbox.number,
            select=call.options.select,
            size=size,
            condition=query.get("$filter"),
            change_types=query.get("changetype"),
        )

    token = start_or_read(call.request, deltas, Tracked(name, mailbox.number, mailbox.loaded_number), start)
    page = page_of(shelf, token, min(page_size(call.request, token.size or 10), _MOST))
    present = [m for m in page.present if _is_wanted(m, token)]
    gone = [] if token.change_types and "deleted" not in token.change_types else page.gone
    ending = links(call.request, deltas, page.next_token, page.delta_token)
    call.preferences.append("odata.track-changes")
    removed = [encode(_removed(call, m, style)) for m in gone]
    context = f"{call.request.origin}/v1.0/$metadata#Collection(message)"
    render = _renderer(call, token.select, is_delta=True)
    return Reply(body=lambda: collection(context, [render(m) for m in present] + removed, ending))


def _shelf(call: MailboxCall) -> Shelf[Message]:
    text = call.args.get("child") or call.args.get("folder")
    if text is None:
        return call.mailbox.messages
    folder = folder_in(call, text)
    return call.mailbox.in_folder(folder.key) if folder.key != ROOT else Shelf()


def _is_plain(call: MailboxCall) -> bool:
    """Whether a list is the whole shelf in its own order."""
    return call.options.filter is None and call.options.orderby in ([], [("receivedDateTime", True)])


def _found(call: MailboxCall, shelf: Shelf[Message]) -> list[Message]:
    """The mails a list is about, in order."""
    options = call.options
    needed = known_names(_roots(call))
    pairs = ((message_payload(MessageView(call.mailbox, m, call.style), needed), m) for m in shelf.all())
    return [payload["_"] for payload in ordered(_matching(call, pairs), options.orderby)]


def _roots(call: MailboxCall) -> Iterator[str]:
    options = call.options
    yield from options.filter.roots if options.filter else ()
    yield from (path.split("/")[0] for path, _ in options.orderby)


def _matching(call: MailboxCall, pairs: Iterator[tuple[Payload, Message]]) -> Iterator[Payload]:
    condition = call.options.filter
    for payload, message in pairs:
        if condition is None or condition.matches(payload):
            yield payload | {"_": message}


def _page(
    call: MailboxCall, context: str, page: list[Message], select: tuple[str, ...] | None, extra: Payload
) -> Callable[[], bytes]:
    render = _renderer(call, select)
    if call.options.expand:
        views = [MessageView(call.mailbox, m, call.style) for m in page]
        return lambda: collection(
            context, [encode(message_payload(v, select) | expanded(call, v)) for v in views], extra
        )
    return lambda: collection(context, [render(m) for m in page], extra)


def _renderer(
    call: MailboxCall, select: tuple[str, ...] | None, *, is_delta: bool = False
) -> Callable[[Message], bytes]:
    """Renders mails in the style of a call, each once per version."""
    mailbox, style, cache = call.mailbox, call.style, call.state.cache
    look = (mailbox.guid.int, select, style.immutable, style.text_bodies, style.basic, is_delta)

    def render(message: Message) -> bytes:
        return cache.get(
            look,
            message.key,
            message.version,
            lambda: encode(message_payload(MessageView(mailbox, message, style), select, is_delta=is_delta)),
        )

    return render


def _check_delta_options(call: MailboxCall) -> None:
    options, query = call.options, call.request.query
    if "$search" in query:
        raise GraphError(
            400,
            "ErrorInvalidUrlQuery",
            "The following parameters are not supported with change tracking over the 'Messages' resource: '$search'.",
        )
    if options.orderby not in ([], [("receivedDateTime", True)]):
        raise GraphError(
            400,
            "ErrorInvalidUrlQuery",
            "Only '$orderby=receivedDateTime desc' is supported with change tracking.",
        )
    if options.filter and {name.lower() for name in options.filter.names} != {"receiveddatetime"}:
        raise GraphError(
            400,
            "ErrorInvalidUrlQuery",
            "Only a $filter on receivedDateTime is supported with change tracking.",
        )


def _is_wanted(message: Message, token: Token) -> bool:
    if token.condition is None:
        return True
    return parse_filter(token.condition).matches({"receivedDateTime": message.received.isoformat()})


def _removed(call: MailboxCall, message: Message, style: Style) -> Payload:
    """A mail that left: `changed` if it lives on in another folder."""
    is_alive = message.key in call.mailbox.messages
    ident = style.item_id(call.mailbox.guid, Kind.MESSAGE, message)
    return {
        "@odata.type": "#microsoft.graph.message",
        "id": ident,
        "@removed": {"reason": "changed" if is_alive else "deleted"},
    }
