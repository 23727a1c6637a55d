"""Keep the two-way phone lists of a mailbox, after its contacts have been read and while its lease is held."""

from __future__ import annotations

from collections.abc import Callable

from trato.errors import TratoError
from trato.graph.client import GraphClient
from trato.graph.errors import GraphError
from trato.jobs.streams import Box
from trato.phonebook.lists import store
from trato.phonebook.lists.round import ListKeeper


def keep_lists(box: Box, client: GraphClient, renew: Callable[[], None]) -> dict[str, TratoError]:
    """Run one round of each list; return what Graph refused, by the list's name. The next round goes on with it."""
    with box.database.as_system(box.tenant_id) as connection:
        lists = store.lists(connection, box.mailbox.id)
    keeper = ListKeeper(box.database, box.tenant_id, box.mailbox, box.clock, client, renew)
    refused: dict[str, TratoError] = {}
    for phone_list in lists:
        try:
            keeper.keep(phone_list)
        except GraphError as error:
            refused[f"phone list {phone_list.name}"] = error
    return refused
