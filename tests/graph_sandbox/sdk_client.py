"""Run as a program of its own, so that the client's leaks and warnings stay apart: drives the sandbox, prints JSON."""

import asyncio
import json
import sys

from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.event import Event
from msgraph.generated.models.message import Message
from msgraph.generated.models.o_data_errors.o_data_error import ODataError


class Token(AccessTokenProvider):
    def __init__(self, token):
        self.token = token

    async def get_authorization_token(self, uri, additional_authentication_context=None):
        return self.token

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator([])


async def whole(builder):
    """Every page of a collection."""
    page, items = await builder.get(), []
    while page:
        items += page.value
        page = await builder.with_url(page.odata_next_link).get() if page.odata_next_link else None
    return items


async def drive(url, token, person):
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Token(token)))
    adapter.base_url = f"{url}/v1.0"
    user = GraphServiceClient(request_adapter=adapter).users.by_user_id(person)
    draft = await user.messages.post(Message(subject="SDK"))
    draft = await user.messages.by_message_id(draft.id).patch(Message(is_read=False))
    start = DateTimeTimeZone(date_time="2026-03-05T10:00:00", time_zone="Europe/Madrid")
    event = await user.events.post(Event(subject="SDK", start=start, end=start))
    try:
        await user.messages.by_message_id("nonsense").get()
        code = None
    except ODataError as error:
        code = error.error.code
    return {
        "messages": len(await whole(user.messages)),
        "delta": len(await whole(user.mail_folders.by_mail_folder_id("inbox").messages.delta)),
        "draft": [draft.subject, draft.is_read],
        "start": event.start.date_time,
        "refused": code,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(drive(*sys.argv[1:]))))
