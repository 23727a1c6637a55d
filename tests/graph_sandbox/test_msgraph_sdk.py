"""Microsoft's own Python client reads, pages and writes against the sandbox; a large install, so only where it is there."""

import asyncio

import pytest

from .company import ANA

pytest.importorskip("msgraph", reason="msgraph-sdk is not installed")

from kiota_abstractions.authentication import (  # type: ignore[import-not-found]
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient  # type: ignore[import-not-found]
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone  # type: ignore[import-not-found]
from msgraph.generated.models.event import Event  # type: ignore[import-not-found]
from msgraph.generated.models.message import Message  # type: ignore[import-not-found]
from msgraph.generated.models.o_data_errors.o_data_error import ODataError  # type: ignore[import-not-found]

# The client's own warnings are not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


class Token(AccessTokenProvider):
    def __init__(self, token):
        self.token = token

    async def get_authorization_token(self, uri, additional_authentication_context=None):
        return self.token

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator([])


async def drive(url, token):
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Token(token)))
    adapter.base_url = f"{url}/v1.0"
    user = GraphServiceClient(request_adapter=adapter).users.by_user_id(ANA)
    page, subjects = await user.messages.get(), []
    while page:
        subjects += [message.subject for message in page.value]
        page = await user.messages.with_url(page.odata_next_link).get() if page.odata_next_link else None
    delta, changed = user.mail_folders.by_mail_folder_id("inbox").messages.delta, 0
    page = await delta.get()
    while page:
        changed += len(page.value)
        page = await delta.with_url(page.odata_next_link).get() if page.odata_next_link else None
    draft = await user.messages.post(Message(subject="SDK"))
    draft = await user.messages.by_message_id(draft.id).patch(Message(is_read=False))
    start = DateTimeTimeZone(date_time="2026-03-05T10:00:00", time_zone="Europe/Madrid")
    event = await user.events.post(Event(subject="SDK", start=start, end=start))
    with pytest.raises(ODataError) as refused:
        await user.messages.by_message_id("nonsense").get()
    await adapter._http_client.aclose()
    return subjects, changed, draft, event, refused.value.error.code


def test_the_client_reads_pages_and_writes(sandbox):
    subjects, changed, draft, event, code = asyncio.run(drive(sandbox.url, sandbox.token()))
    assert (len(subjects), changed) == (31, 28)
    assert (draft.subject, draft.is_read) == ("SDK", False)
    assert event.start.date_time.startswith("2026-03-05T09:00")
    assert code == "ErrorInvalidIdMalformed"
