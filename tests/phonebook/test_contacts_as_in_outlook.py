"""Contact folders that somebody chose are mirrored field by field; others are never read."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, BEN, NOW

from trato import typed
from trato.clock import Clock
from trato.errors import NotFoundError
from trato.graph import contact_payloads
from trato.jobs.mailboxes import MailboxSync
from trato.phonebook import store
from trato.phonebook.feed import CARD_FIELDS, ContactFeed, contact_item
from trato.phonebook.mirror import contact_mirror
from trato.phonebook.model import Card
from trato.phonebook.tables import followed_contact_folders, outlook_contacts
from trato.sync import store as feeds
from trato.sync.errors import FeedEndedError
from trato.sync.model import FeedKind, Scope
from trato.sync.protocols import Page
from trato.sync.round import Brake, Rounds

FULL = {
    "displayName": "Luis Ortega", "givenName": "Luis", "middleName": "M", "surname": "Ortega", "title": "Dr.",
    "generation": "Jr.", "initials": "L.O.", "nickName": "Lucho", "fileAs": "Ortega, Luis", "yomiGivenName": "ルイス",
    "yomiSurname": "オルテガ", "yomiCompanyName": "ノルテ", "companyName": "Norte SA", "department": "Compras",
    "jobTitle": "Director", "profession": "Ingeniero", "officeLocation": "2ª planta", "manager": "Pilar Soto",
    "assistantName": "Eva", "spouseName": "Ana", "children": ["Leo", "Mía"], "mobilePhone": "+34 600 111 222",
    "businessPhones": ["944 000 111", "944 000 112"], "homePhones": ["944 999 999"],
    "emailAddresses": [{"address": "luis@norte.example", "name": "Luis"}, {"address": "lo@x.example", "name": "L"}],
    "imAddresses": ["luis@chat.example"], "businessHomePage": "https://norte.example",
    "businessAddress": {"street": "Gran Vía 1", "city": "Bilbao", "state": "Bizkaia", "countryOrRegion": "España",
                        "postalCode": "48001"},
    "homeAddress": {"city": "Getxo"}, "otherAddress": {"postalCode": "48930"}, "birthday": "1974-07-22",
    "categories": ["Red category"], "personalNotes": "Le gusta el fútbol.\nLlamar por la tarde.",
}  # fmt: skip


class Phonebook:
    """Ana's address book, and the rounds that follow it as far as she chose."""

    def __init__(self, sandbox, company):
        self.sandbox, self.company = sandbox, company
        self.client, self.mailbox_id = client_of(sandbox), company.mailboxes[ANA].id

    def make_folder(self, name):
        return self.do("POST", "/contactFolders", {"displayName": name})["id"]

    def make(self, folder, **properties):
        return self.do("POST", f"/contactFolders/{folder}/contacts", {"givenName": "Luis", **properties})["id"]

    def do(self, method, path, payload=None):
        return call(self.sandbox, method, ANA, path, payload)

    def choose(self, folder):
        with self.company.system() as connection:
            store.follow(
                connection, self.company.tenant_id, self.mailbox_id, folder, by_id=self.company.users[ANA], at=NOW
            )

    def followed(self):
        with self.company.system() as connection:
            return [one.remote_id for one in store.followed(connection, self.mailbox_id)]

    def read(self):
        """Let the names be read, then each folder that somebody chose."""
        with self.company.system() as connection:
            store.open_list(connection, self.company.tenant_id, self.mailbox_id)
        return self.follow()

    def follow(self):
        sync = MailboxSync(self.company.database, self.company.tenant_id, Clock.starting_at(NOW), self.client)
        scope = Scope.only(FeedKind.CONTACT_FOLDERS, FeedKind.CONTACTS)
        report = sync.follow(self.company.mailboxes[ANA], scope=scope)
        assert report.faults == {}

    def read_folder(self, folder):
        feed = ContactFeed(self.client, ANA, folder, self.photos)
        self.round(FeedKind.CONTACTS, folder, feed, contact_mirror(self.company.tenant_id, self.mailbox_id, folder))

    def round(self, kind, remote_id, feed, mirror):
        with self.company.system() as connection:
            feed_id = feeds.ensure(connection, self.company.tenant_id, self.mailbox_id, kind, remote_id=remote_id)
        rounds = Rounds(self.company.database, self.company.tenant_id, Clock.starting_at(NOW), Brake(share=1.0))
        return rounds.run(feed_id, feed, mirror)

    def photos(self, remote_ids):
        with self.company.system() as connection:
            return store.photos(connection, self.mailbox_id, remote_ids)

    def kept(self, folder):
        with self.company.system() as connection:
            return store.contacts_in(connection, self.mailbox_id, folder)

    def set_photo(self, remote_id, picture):
        headers = {"Authorization": f"Bearer {self.sandbox.token(ANA)}", "Content-Type": "image/png"}
        url = f"{self.sandbox.url}/v1.0/me/contacts/{remote_id}/photo/$value"
        requests.put(url, data=picture, headers=headers, timeout=10).raise_for_status()


@pytest.fixture
def phonebook(sandbox, company_folder, tenant):
    return Phonebook(sandbox(company_folder), tenant)


def test_every_field_of_a_contact_is_kept_as_it_is(phonebook):
    folder = phonebook.make_folder("Clientes")
    phonebook.make(folder, **FULL)
    phonebook.read()
    phonebook.choose(folder)
    phonebook.read()
    (contact,) = phonebook.kept(folder)
    told = contact_item(client_of_contact(phonebook, contact.remote_id))
    assert set(told.fields) == set(CARD_FIELDS), "Outlook tells every field, so each was tried"
    card = contact.card
    assert (card.display_name, card.surname, card.title) == ("Luis Ortega", "Ortega", "Dr.")
    assert card.business_phones == ("944 000 111", "944 000 112")
    assert [email.address for email in card.email_addresses] == ["luis@norte.example", "lo@x.example"]
    assert (card.business_address.city, card.home_address.city, card.other_address.postal_code) == (
        "Bilbao", "Getxo", "48930",
    )  # fmt: skip
    assert card.birthday.isoformat() == "1974-07-22"
    assert card.personal_notes == FULL["personalNotes"]
    plain = {camel(name): value for name, value in vars_of(card).items() if isinstance(value, str)}
    assert plain == {name: FULL[name] for name in plain}
    assert contact.change_key == told.change_key


def client_of_contact(phonebook, remote_id):
    return phonebook.client.get(f"users/{ANA}/contacts/{remote_id}", contact_payloads.Contact)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def vars_of(card):
    return {name: getattr(card, name) for name in CARD_FIELDS}


def test_before_somebody_wants_to_choose_nothing_is_asked(phonebook):
    folder = phonebook.make_folder("Clientes")
    control(phonebook.sandbox, "DELETE", "/counters")
    phonebook.follow()
    assert control(phonebook.sandbox, "GET", "/counters")["requests"] == 0
    phonebook.read()
    with phonebook.company.system() as connection:
        names = [found.name for found in store.folders(connection, phonebook.mailbox_id)]
    assert names == ["Contacts", "Clientes"]
    assert phonebook.kept(folder) == []


def test_folders_that_nobody_chose_are_never_read(phonebook):
    private, shared = phonebook.make_folder("Familia"), phonebook.make_folder("Clientes")
    phonebook.make(private, givenName="Mamá")
    phonebook.make(shared, givenName="Luis")
    phonebook.read()
    phonebook.choose(shared)
    control(phonebook.sandbox, "DELETE", "/counters")
    for _ in range(2):
        phonebook.read()
    counted = control(phonebook.sandbox, "GET", "/counters")
    asked = {folder for folder in (private, shared) if folder in str(counted["by_folder"])}
    assert asked == {shared}
    with phonebook.company.system() as connection:
        folders = set(connection.execute(sa.select(outlook_contacts.c.folder_remote_id)).scalars())
    assert folders == {shared}


def test_a_choice_says_who_made_it_and_when_and_stands(phonebook):
    folder = phonebook.make_folder("Clientes")
    phonebook.read()
    phonebook.choose(folder)
    with phonebook.company.system() as connection:
        store.follow(
            connection, phonebook.company.tenant_id, phonebook.mailbox_id, folder,
            by_id=phonebook.company.users[BEN], at=NOW + timedelta(days=1),
        )  # fmt: skip
        (choice,) = store.followed(connection, phonebook.mailbox_id)
    assert (choice.name, choice.followed_by_id, choice.followed_since) == (
        "Clientes", phonebook.company.users[ANA], NOW,
    )  # fmt: skip


def test_a_folder_that_is_not_there_cannot_be_chosen(phonebook):
    phonebook.read()
    with pytest.raises(NotFoundError, match="no contact folder"):
        phonebook.choose("elsewhere")


def test_the_folder_that_every_mailbox_has_can_be_chosen(phonebook):
    phonebook.do("POST", "/contacts", {"givenName": "Luis"})
    phonebook.read()
    with phonebook.company.system() as connection:
        first, *_ = store.folders(connection, phonebook.mailbox_id)
    assert first.is_default
    phonebook.choose(first.remote_id)
    phonebook.read()
    assert [contact.card.given_name for contact in phonebook.kept(first.remote_id)] == ["Luis"]


def test_ending_a_choice_forgets_what_was_read_and_leaves_outlook_alone(phonebook):
    folder = phonebook.make_folder("Clientes")
    phonebook.make(folder)
    phonebook.read()
    phonebook.choose(folder)
    phonebook.read()
    with phonebook.company.system() as connection:
        assert store.unfollow(connection, phonebook.mailbox_id, folder) == 1
    phonebook.read()
    assert (phonebook.followed(), phonebook.kept(folder)) == ([], [])
    assert len(phonebook.do("GET", f"/contactFolders/{folder}/contacts")["value"]) == 1


@pytest.mark.parametrize("is_target_first", [True, False])
def test_a_contact_that_moves_between_chosen_folders_stays_one(phonebook, is_target_first):
    folders = [phonebook.make_folder(name) for name in ("A", "B")]
    moved = phonebook.make(folders[0])
    phonebook.read()
    for folder in folders:
        phonebook.choose(folder)
    phonebook.read()
    phonebook.do("PATCH", f"/contacts/{moved}", {"parentFolderId": folders[1]})
    for folder in reversed(folders) if is_target_first else folders:
        phonebook.read_folder(folder)
    assert [contact.remote_id for contact in phonebook.kept(folders[1])] == [moved]
    assert phonebook.kept(folders[0]) == []


def test_a_folder_that_goes_takes_its_contacts_and_its_choice_along(phonebook):
    folder = phonebook.make_folder("Clientes")
    phonebook.make(folder)
    phonebook.read()
    phonebook.choose(folder)
    phonebook.read()
    phonebook.do("DELETE", f"/contactFolders/{folder}")
    phonebook.read()
    assert (phonebook.followed(), phonebook.kept(folder)) == ([], [])
    with phonebook.company.system() as connection:
        assert connection.execute(sa.select(followed_contact_folders.c.remote_id)).all() == []


def test_a_picture_is_noted_by_its_etag_and_asked_for_once(phonebook):
    folder = phonebook.make_folder("Clientes")
    luis = phonebook.make(folder)
    phonebook.make(folder, givenName="Pilar")
    phonebook.read()
    phonebook.choose(folder)
    phonebook.read()
    assert {contact.photo_etag for contact in phonebook.kept(folder)} == {""}
    etags = []
    for picture in (b"\x89PNG 1", b"\x89PNG 2"):
        phonebook.set_photo(luis, picture)
        phonebook.read()
        (etag,) = [contact.photo_etag for contact in phonebook.kept(folder) if contact.remote_id == luis]
        etags.append(etag)
    assert len({"", *etags}) == 3
    control(phonebook.sandbox, "POST", "/delta/expire")
    control(phonebook.sandbox, "DELETE", "/counters")
    phonebook.read()
    routes = control(phonebook.sandbox, "GET", "/counters")["by_route"]
    assert [route for route in routes if "photo" in route] == []
    assert phonebook.kept(folder)[0].photo_etag in {"", etags[1]}


texts = st.text(max_size=8)
properties = st.fixed_dictionaries(
    {}, optional={"givenName": st.none() | texts, "businessPhones": st.none() | st.lists(texts, max_size=2),
                  "mobilePhone": st.none() | texts, "homeAddress": st.none() | st.fixed_dictionaries({"city": texts})},
)  # fmt: skip


@settings(max_examples=25)
@given(told=st.lists(properties, min_size=1, max_size=4))
def test_what_a_page_leaves_out_stays_as_it_was(new_company, told):
    company = one_company(new_company)
    mirror = contact_mirror(company.tenant_id, company.mailboxes[ANA].id, "f")
    known = {}
    with company.system() as connection:
        connection.execute(sa.delete(outlook_contacts))
        for version, named in enumerate(told):
            payload = typed.from_values({"id": "c", **named}, contact_payloads.Contact)
            item = contact_item(payload)
            known |= item.fields
            changed = replace(item, change_key=f"v{version}")
            mirror.apply(connection, Page([changed], [], [], "x", is_last=True), full_round=1)
        (contact,) = store.contacts_in(connection, company.mailboxes[ANA].id, "f")
    assert contact.card == typed.from_values(known, Card)


_companies = []


def one_company(new_company):
    """Make one company for all examples."""
    if not _companies:
        _companies.append(new_company())
    return _companies[0]


def test_a_round_that_is_under_way_when_its_folder_is_chosen_no_more_leaves_nothing(phonebook):
    book, mailbox_id = phonebook, phonebook.mailbox_id
    clients = book.make_folder("Clientes")
    book.make(clients)
    book.read()
    book.choose(clients)
    with book.company.system() as connection:
        feed_id = feeds.ensure(
            connection, book.company.tenant_id, mailbox_id, FeedKind.CONTACTS, remote_id=clients, name="contacts"
        )

    class Unchosen:
        """A feed whose folder is chosen no more while Graph is being asked."""

        def page(self, cursor):
            page = ContactFeed(book.client, ANA, clients, lambda _ids: {}).page(cursor)
            with book.company.system() as connection:
                store.unfollow(connection, mailbox_id, clients)
            return page

        def one(self, remote_id):
            raise AssertionError(remote_id)

    rounds = Rounds(book.company.database, book.company.tenant_id, Clock.starting_at(NOW))
    with pytest.raises(FeedEndedError):
        rounds.run(feed_id, Unchosen(), contact_mirror(book.company.tenant_id, mailbox_id, clients))
    with book.company.system() as connection:
        assert store.contacts_in(connection, mailbox_id, clients) == []
