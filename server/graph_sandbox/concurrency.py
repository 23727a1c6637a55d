"""If-Match on writes: somebody else's change in between is told, not overwritten (RFC 9110 §13.1.1)."""

from graph_sandbox.call import MailboxCall
from graph_sandbox.style import etag
from graph_sandbox.web import GraphError


def check_match(call: MailboxCall, version: int) -> None:
    """Refuse a write that was meant for another version.

    Raises:
        GraphError: 412 if the If-Match header names another version.
    """
    wanted = call.request.headers.get("if-match", "").strip()
    if wanted and wanted != "*" and wanted != etag(call.mailbox.guid, version):
        raise GraphError(
            412,
            "ErrorIrresolvableConflict",
            "The send or update operation could not be performed because the "
            "change key passed in the request does not match the current change key for the item.",
        )
