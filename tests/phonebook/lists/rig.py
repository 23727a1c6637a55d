"""One or more people's phones and the CRM, kept together by rounds over HTTP."""

import requests
import sqlalchemy as sa
from tests.graph_access import call, client_of, control
from tests.small_company import ANA, NOW

from trato.clock import Clock
from trato.crm.tables import contacts
from trato.jobs.mailboxes import MailboxSync
from trato.phonebook import store as folders
from trato.phonebook.lists import store
from trato.phonebook.lists.merge import Policy
from trato.phonebook.lists.model import Content, ContentKind
from trato.phonebook.lists.people import people, write_people
from trato.phonebook.lists.pictures import picture_of, read_pictures, write_pictures
from trato.phonebook.lists.round import ListKeeper
from trato.phonebook.lists.tables import phone_changes, phone_conflicts
from trato.sync.model import FeedKind, Scope

MINE = Content(ContentKind.ACCOUNTS)
CHANGING = ("POST", "PATCH", "PUT", "DELETE")


class Phone:
    """A person's phone book in Outlook, and their list."""

    def __init__(self, rig, upn=ANA):
        self.rig, self.upn = rig, upn
        self.mailbox = rig.company.mailboxes[upn]
        self.list_id = None

    def begin(self, content=MINE, policies=None, name="Trato"):
        with self.rig.company.system() as connection:
            folders.open_list(connection, self.rig.company.tenant_id, self.mailbox.id)
            self.list_id = store.make(
                connection, self.rig.company.tenant_id, self.mailbox.id, name=name, content=content,
                policies=policies or {}, by_id=self.mailbox.user_id, at=NOW,
            )  # fmt: skip
        return self

    def confirm(self):
        with self.rig.company.system() as connection:
            store.confirm(connection, self.list, at=NOW)

    @property
    def list(self):
        with self.rig.company.system() as connection:
            return store.get(connection, self.list_id)

    @property
    def entries(self):
        with self.rig.company.system() as connection:
            return store.entries(connection, self.list_id)

    def start(self, **options):
        """Begin, look what it would do, let it, and have it done."""
        self.begin(**options)
        self.round()
        self.confirm()
        self.round()
        return self

    def round(self, *, faults=False):
        sync = MailboxSync(self.rig.company.database, self.rig.company.tenant_id, self.rig.clock, self.rig.client)
        scope = Scope.only(FeedKind.CONTACT_FOLDERS, FeedKind.CONTACTS)
        report = sync.follow(self.mailbox, scope=scope)
        if not faults:
            assert report.faults == {}
        return report

    def lists_only(self, database):
        """Keep the list by what is known of Outlook now, through that database."""
        keeper = ListKeeper(database, self.rig.company.tenant_id, self.mailbox, self.rig.clock, self.rig.client)
        keeper.keep(self.list)

    def do(self, method, path, payload=None):
        return call(self.rig.sandbox, method, self.upn, path, payload)

    @property
    def folder(self):
        named = [one["id"] for one in self.do("GET", "/contactFolders")["value"] if one["displayName"] == "Trato"]
        return named[0] if named else None

    def cards(self):
        """All contacts of the folder by the name shown."""
        if self.folder is None:
            return {}
        headers = {"Authorization": f"Bearer {self.rig.sandbox.token(self.upn)}", "Prefer": 'IdType="ImmutableId"'}
        url = f"{self.rig.sandbox.url}/v1.0/me/contactFolders/{self.folder}/contacts?$top=500"
        found = requests.get(url, headers=headers, timeout=10).json()["value"]
        assert len({one["displayName"] for one in found}) == len(found), [one["displayName"] for one in found]
        return {one["displayName"]: one for one in found}

    def edit(self, name, **fields):
        return self.do("PATCH", f"/contacts/{self.cards()[name]['id']}", fields)

    def add(self, **fields):
        return self.do("POST", f"/contactFolders/{self.folder}/contacts", fields)["id"]

    def photo(self, name):
        """The picture of a contact, None where there is none."""
        headers = {"Authorization": f"Bearer {self.rig.sandbox.token(self.upn)}", "Prefer": 'IdType="ImmutableId"'}
        url = f"{self.rig.sandbox.url}/v1.0/me/contacts/{self.cards()[name]['id']}/photo/$value"
        answer = requests.get(url, headers=headers, timeout=10)
        return answer.content if answer.status_code == 200 else None

    def set_photo(self, name, content):
        headers = {"Authorization": f"Bearer {self.rig.sandbox.token(self.upn)}", "Prefer": 'IdType="ImmutableId"'}
        url = f"{self.rig.sandbox.url}/v1.0/me/contacts/{self.cards()[name]['id']}/photo/$value"
        if content is None:
            answer = requests.delete(url, headers=headers, timeout=10)
        else:
            answer = requests.put(url, content, headers=headers | {"Content-Type": "image/png"}, timeout=10)
        assert answer.status_code < 300, answer.text

    def delete(self, name):
        self.do("DELETE", f"/contacts/{self.cards()[name]['id']}")

    def waiting(self):
        with self.rig.company.system() as connection:
            table = phone_conflicts
            rows = connection.execute(
                sa.select(table).where(table.c.list_id == self.list_id, table.c.settled_at.is_(None))
            )
            return [(row.contact_id, row.field, row.ours, row.theirs, row.id) for row in rows]


class Rig:
    """The company, a sandbox, and one clock for both."""

    def __init__(self, sandbox, company):
        self.sandbox, self.company = sandbox, company
        self.client = client_of(sandbox)
        self.clock = Clock.starting_at(NOW)
        self.set_clock(NOW)

    def set_clock(self, instant):
        self.clock = Clock.starting_at(instant)
        control(self.sandbox, "PUT", "/clock", {"now": instant.isoformat()})

    def person(self, name):
        with self.company.system() as connection:
            rows = connection.execute(sa.select(contacts.c.id).where(contacts.c.name == name)).scalars().all()
            assert len(rows) == 1, (name, rows)
            return people(connection, rows)[rows[0]]

    def names(self):
        with self.company.system() as connection:
            return sorted(connection.execute(sa.select(contacts.c.name)).scalars())

    def write(self, name, upn=ANA, **fields):
        """Change a person in the CRM, as somebody of the team."""
        person = self.person(name)
        with self.company.as_user(upn, self.clock.now()) as connection:
            write_people(connection, self.company.tenant_id, {person.id: (person, {**person.values, **fields})})

    def picture(self, name):
        person = self.person(name)
        with self.company.system() as connection:
            found = read_pictures(connection, [person.id]).get(person.id)
        return found.content if found else None

    def draw(self, name, content, upn=ANA):
        """Give a person another picture in the CRM, or none."""
        person = self.person(name)
        with self.company.as_user(upn, self.clock.now()) as connection:
            wanted = {person.id: picture_of(content) if content else None}
            write_pictures(connection, self.company.tenant_id, wanted, at=self.clock.now())

    def changing_requests(self):
        """How many requests that change something came since the count was last cleared, parts of a batch as such."""
        counted = control(self.sandbox, "GET", "/counters")
        asked = [*counted["by_route"].items(), *counted["by_part"].items()]
        return sum(number for route, number in asked if route.startswith(CHANGING) and not route.endswith("/$batch"))

    def forget_requests(self):
        control(self.sandbox, "DELETE", "/counters")

    def log(self):
        with self.company.system() as connection:
            return list(connection.execute(sa.select(phone_changes).order_by(phone_changes.c.id)))


__all__ = ["MINE", "Phone", "Policy", "Rig"]
