"""The people who matter to a user, most relevant first.

https://learn.microsoft.com/graph/api/user-list-people, https://learn.microsoft.com/graph/people-example
"""

from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.odata import listed, selected
from graph_sandbox.relevance import Payload, relevant_people
from graph_sandbox.web import Reply, not_found

_PAGE = 10
_SOUGHT = ("displayName", "givenName", "surname", "userPrincipalName")


@mailbox_routes.on("GET", "/people")
def list_people(call: MailboxCall) -> Reply:
    """Ten at a time; $search looks for the beginnings of words in names and addresses."""
    found = [person for person in _everyone(call) if _is_sought(call, person)]
    return listed(call.request, call.owner_context("people"), found, size=_PAGE)


@mailbox_routes.on("GET", "/people/{person}")
def get_person(call: MailboxCall) -> Reply:
    """One of them."""
    found = next((one for one in _everyone(call) if one["id"].lower() == call.args["person"].lower()), None)
    if found is None:
        raise not_found("The requested person was not found.")
    context = {"@odata.context": call.owner_context("people/$entity")}
    return Reply.json(context | selected(found, call.options.select))


def _everyone(call: MailboxCall) -> list[Payload]:
    return relevant_people(call.mailbox, call.world.directory)


def _is_sought(call: MailboxCall, person: Payload) -> bool:
    sought = call.request.query.get("$search", "").strip().strip('"').lower()
    addresses = [entry["address"] for entry in person["scoredEmailAddresses"]]
    words = " ".join([*(str(person[name] or "") for name in _SOUGHT), *addresses]).lower().replace("@", " ").split()
    return not sought or any(word.startswith(sought) for word in words)
