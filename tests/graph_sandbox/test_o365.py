"""The O365 library reads, writes and pages against the sandbox as it does against Microsoft's service."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import requests
from O365 import Account, MSGraphProtocol
from O365.connection import Connection
from O365.utils.token import MemoryTokenBackend

from .company import ANA, BEN

MADRID = ZoneInfo("Europe/Madrid")


class LocalProtocol(MSGraphProtocol):
    def __init__(self, url):
        super().__init__(timezone="Europe/Madrid")
        self._protocol_url = f"{url}/v1.0/"
        self.service_url = self._protocol_url


@pytest.fixture
def account(sandbox):
    token = sandbox.token(ANA)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"

    class Local(Connection):
        def get_session(self, *args, **kwargs):
            return session

    class LocalAccount(Account):
        connection_constructor = Local

    yield LocalAccount(("id", "secret"), protocol=LocalProtocol(sandbox.url), token_backend=MemoryTokenBackend())
    session.close()


def test_mail_is_read_in_pages_and_written(account, as_user):
    inbox = account.mailbox().inbox_folder()
    assert account.mailbox().get_folder(folder_name="Inbox").total_items_count == 28
    mails = list(inbox.get_messages(limit=25, batch=10))
    assert len(mails) == 25
    found = account.mailbox().get_messages(
        query=account.mailbox().new_query().equals("subject", "Oferta"), download_attachments=True
    )
    offer = next(iter(found))
    assert [a.name for a in offer.attachments] == ["oferta.pdf"]
    assert offer.mark_as_unread()
    assert offer.move(account.mailbox().archive_folder())
    new = account.new_message()
    new.to.add(BEN)
    new.subject, new.body = "Desde O365", "<p>Hola</p>"
    assert new.send()
    assert as_user(BEN).value("/me/messages")[0]["subject"] == "Desde O365"


def test_events_are_read_and_written(account):
    calendar = account.schedule().get_default_calendar()
    start, end = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 30, tzinfo=dt.UTC)
    found = list(calendar.get_events(start_recurring=start, end_recurring=end, include_recurring=True, limit=50))
    assert sorted(e.subject for e in found).count("Equipo") == 6
    event = calendar.new_event(subject="Nueva")
    event.start, event.end = dt.datetime(2026, 3, 12, 9, tzinfo=MADRID), dt.datetime(2026, 3, 12, 10, tzinfo=MADRID)
    event.recurrence.set_weekly(
        1, days_of_week=["thursday"], first_day_of_week="monday", start=dt.date(2026, 3, 12), occurrences=3
    )
    assert event.save()
    again = calendar.get_event(event.object_id)
    assert (again.subject, again.start.hour, again.recurrence.occurrences) == ("Nueva", 9, 3)
    assert again.delete()


def test_contacts_are_read_and_written(account):
    book = account.address_book()
    assert {c.full_name or c.display_name for c in book.get_contacts()} >= {"Luis Ortega"}
    person = book.new_contact()
    person.name, person.surname = "Iker", "Sola"
    person.emails.add("iker@norte.example")
    assert person.save()
    assert len(list(book.get_contacts())) == 3
    assert person.delete()
