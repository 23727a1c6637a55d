"""Who gets what from the operations of phone lists; rows for test_access, which hands in its world."""

from __future__ import annotations

import itertools
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from tests.small_company import ANA, NOW

from trato.crm.tables import contacts
from trato.phonebook.lists import log, store
from trato.phonebook.lists.fields import EMPTY
from trato.phonebook.lists.merge import NEVER
from trato.phonebook.lists.model import Content, ContentKind, Entry
from trato.phonebook.lists.people import make_people
from trato.phonebook.lists.plan import Waiting
from trato.phonebook.lists.tables import phone_changes, phone_conflicts
from trato.phonebook.lists.waiting import note_waiting

_numbers = itertools.count()
Check = Callable[[Any, str], None]


@dataclass(frozen=True)
class Phonebook:
    """A list with all that belongs to it is its owner's; people are of those who see their account."""

    callers: tuple[str, ...]
    sees_norte: frozenset[str]
    insiders: frozenset[str]

    def rows(self) -> dict[str, Check]:
        return {
            "whoCalls": self._who_calls,
            "listPhoneLists": self._lists,
            "beginPhoneList": self._begin,
            "confirmPhoneList": self._of_ana("POST", "/confirmation", {}),
            "endPhoneList": self._of_ana("DELETE", ""),
            "listPhoneListPeople": self._of_ana("GET", "/people"),
            "takeOffPhoneList": self._take_off,
            "listPhoneConflicts": self._conflicts,
            "settlePhoneConflict": self._settle,
            "listPhoneChanges": self._changes,
            "undoPhoneChange": self._undo,
            "listDuplicates": self._duplicates,
            "mergeContacts": self._merge,
            "takeContactsApart": self._apart,
            "changePhoneList": self._of_ana("PATCH", "", {"policies": {}}),
            "putOnPhoneList": self._put_on,
            "listPhonePeople": self._phone_people,
            "previewPhoneFile": self._preview,
            "importPhoneFile": self._import,
            "listPhoneImports": self._imports,
            "undoPhoneImport": self._undo_import,
            "exportContacts": self._export,
            "tellContactsApart": self._distinct,
        }

    def _who_calls(self, world: Any, who: str) -> None:
        found = {one["id"] for one in world.callers[who].get("/phones/600111222").get_json()["people"]}
        assert (str(world.company.contacts["luis"]) in found) is (who in self.sees_norte)

    def _lists(self, world: Any, who: str) -> None:
        list_id = self._list(world, who, "seen")
        found = {one["id"] for one in world.callers[who].get("/phone-lists").get_json()["items"]}
        assert (str(list_id) in found) is (who == ANA)

    def _begin(self, world: Any, who: str) -> None:
        made = world.callers[who].post("/phone-lists", {"name": "Mine", "content": "accounts"})
        assert made.status_code == 201
        found = {one["id"] for one in world.callers[who].get("/phone-lists").get_json()["items"]}
        assert made.get_json()["id"] in found

    def _of_ana(self, method: str, below: str, sent: dict[str, Any] | None = None) -> Check:
        def check(world: Any, who: str) -> None:
            list_id = self._list(world, who, f"{method}{below}")
            body = {} if sent is None else {"json": sent}
            answer = world.callers[who].call(method, f"/phone-lists/{list_id}{below}", **body)
            assert answer.status_code == (200 if who == ANA else 404)

        return check

    def _take_off(self, world: Any, who: str) -> None:
        list_id = self._list(world, who, "off")
        answer = world.callers[who].delete(f"/phone-lists/{list_id}/people/{world.company.contacts['luis']}")
        assert answer.status_code == (200 if who == ANA else 404)

    def _put_on(self, world: Any, who: str) -> None:
        list_id = self._list(world, who, "on")
        for key, sees in (("noa", who == ANA), ("teo", False)):
            answer = world.callers[who].put(f"/phone-lists/{list_id}/people/{world.company.contacts[key]}", None)
            assert answer.status_code == (200 if sees else 404)

    def _phone_people(self, world: Any, who: str) -> None:
        list_id = self._list(world, who, "rings")
        self._world(world, lambda connection: store.change(connection, list_id, confirmed_at=NOW))
        luis = str(world.company.contacts["luis"])
        items = world.callers[who].get("/phone-people", contact_ids=luis).get_json()["items"]
        assert ([one["contact"]["id"] for one in items] == [luis]) is (who in self.sees_norte)
        lists = {one["id"] for item in items for one in item["lists"]}
        assert (str(list_id) in lists) is (who == ANA)

    def _preview(self, world: Any, who: str) -> None:
        """Who is there already is known to those who see them; to others a stranger comes with the file."""
        told = world.callers[who].post("/phone-files/preview", _file("Luis Ortega,luis@norte.example")).get_json()
        there = who in self.sees_norte or who not in self.insiders
        assert (told["new"] == 0) is there

    def _import(self, world: Any, who: str) -> None:
        made = world.callers[who].post("/phone-imports", _file(f"Sole {who},{next(_numbers)}@import.example"))
        assert made.status_code == 201
        mine = {one["id"] for one in world.callers[who].get("/phone-imports").get_json()["items"]}
        assert made.get_json()["id"] in mine

    def _imports(self, world: Any, who: str) -> None:
        made = self._imported(world)
        mine = {one["id"] for one in world.callers[who].get("/phone-imports").get_json()["items"]}
        assert (made in mine) is (who == ANA)

    def _undo_import(self, world: Any, who: str) -> None:
        answer = world.callers[who].delete(f"/phone-imports/{self._imported(world)}")
        assert answer.status_code == (200 if who == ANA else 404)

    def _imported(self, world: Any) -> str:
        row = f"Sole {next(_numbers)},{next(_numbers)}@import.example"
        return str(world.callers[ANA].post("/phone-imports", _file(row)).get_json()["id"])

    def _export(self, world: Any, who: str) -> None:
        for name in ("csv", "vcf", "html"):
            answer = world.callers[who].get("/phone-export", format=name)
            assert answer.status_code == 200
            # The other tenant has a Luis Ortega of its own, under a name that tells.
            norte = b"luis@norte.example" in answer.data and b"Zafiro" not in answer.data
            assert norte is (who in self.sees_norte)
        of_list = world.callers[who].get("/phone-export", format="csv", list_id=str(self._list(world, who, "out")))
        assert of_list.status_code == (200 if who == ANA else 404)

    def _conflicts(self, world: Any, who: str) -> None:
        conflict_id = self._conflict(world, who, "told")
        found = {one["id"] for one in world.callers[who].get("/phone-conflicts").get_json()["items"]}
        assert (str(conflict_id) in found) is (who == ANA)

    def _settle(self, world: Any, who: str) -> None:
        conflict_id = self._conflict(world, who, "settled")
        answer = world.callers[who].post(f"/phone-conflicts/{conflict_id}/decision", {"choice": "ours"})
        assert answer.status_code == (200 if who == ANA else 404)

    def _changes(self, world: Any, who: str) -> None:
        crm, outlook = (self._change(world, who, side) for side in (log.Side.CRM, log.Side.OUTLOOK))
        found = {one["id"] for one in world.callers[who].get("/phone-changes", limit=100).get_json()["items"]}
        assert (str(crm) in found) is (who in self.sees_norte)
        assert (str(outlook) in found) is (who == ANA)

    def _undo(self, world: Any, who: str) -> None:
        change_id = self._change(world, who, log.Side.CRM)
        answer = world.callers[who].post(f"/phone-changes/{change_id}/undo", {})
        assert answer.status_code == (200 if who in self.sees_norte else 404)

    def _duplicates(self, world: Any, who: str) -> None:
        twins = self._twins(world)
        items = world.callers[who].get("/duplicates").get_json()["items"]
        found = {one[side]["id"] for one in items for side in ("first", "second")}
        assert (set(map(str, twins)) <= found) is (who in self.sees_norte)
        assert who in self.sees_norte or not set(map(str, twins)) & found
        self._world(world, lambda connection: _remove(connection, world, twins))

    def _merge(self, world: Any, who: str) -> None:
        kept, gone = self._twins(world)
        answer = world.callers[who].post("/duplicates/merges", {"kept_id": str(kept), "gone_id": str(gone)})
        assert answer.status_code == (201 if who in self.sees_norte else 404)
        self._world(world, lambda connection: _remove(connection, world, (kept, gone)))

    def _apart(self, world: Any, who: str) -> None:
        kept, gone = self._twins(world)
        made = world.callers[ANA].post("/duplicates/merges", {"kept_id": str(kept), "gone_id": str(gone)}).get_json()
        answer = world.callers[who].delete(f"/duplicates/merges/{made['id']}")
        assert answer.status_code == (200 if who in self.sees_norte else 404)
        self._world(world, lambda connection: _remove(connection, world, (kept, gone)))

    def _distinct(self, world: Any, who: str) -> None:
        first, second = self._twins(world)
        answer = world.callers[who].post("/duplicates/distinct", {"first_id": str(first), "second_id": str(second)})
        assert answer.status_code == (200 if who in self.sees_norte else 404)
        self._world(world, lambda connection: _remove(connection, world, (first, second)))

    def _world(self, world: Any, work: Callable[[sa.Connection], Any]) -> Any:
        with world.company.system() as connection:
            return work(connection)

    def _list(self, world: Any, who: str, what: str) -> int:
        """A list of Ana's with Luis on it, that has told what it would do."""
        company = world.company

        def make(connection: sa.Connection) -> int:
            made = store.make(
                connection, company.tenant_id, company.mailboxes[ANA].id, name=f"{what} {self.callers.index(who)}",
                content=Content(ContentKind.ACCOUNTS), policies={}, by_id=company.users[ANA], at=NOW,
            )  # fmt: skip
            store.save_entries(
                connection, company.tenant_id, made, [Entry(company.contacts["luis"], "", None, "", NEVER)]
            )
            told = {"counts": {}, "changes": 0, "sample": {}}
            store.change(connection, made, forecast=told, forecast_at=NOW)
            return made

        return int(self._world(world, make))

    def _conflict(self, world: Any, who: str, what: str) -> int:
        list_id = self._list(world, who, what)

        def make(connection: sa.Connection) -> int:
            waiting = Waiting(world.company.contacts["luis"], "job_title", "Director", "CEO")
            note_waiting(connection, world.company.tenant_id, list_id, [waiting], at=NOW)
            found = sa.select(phone_conflicts.c.id).where(phone_conflicts.c.list_id == list_id)
            return int(connection.execute(found).scalar_one())

        return int(self._world(world, make))

    def _change(self, world: Any, who: str, side: log.Side) -> int:
        """A change that wrote what is there now, so that undoing it changes nothing for the others."""
        list_id = self._list(world, who, f"wrote {side} {next(_numbers)}")
        luis = world.company.contacts["luis"]

        def make(connection: sa.Connection) -> int:
            change = log.Changed(luis, side, "job_title", "Director", "Director")
            batch = f"{side}-{list_id}"
            log.note(
                connection, world.company.tenant_id, [change], cause=log.Cause.ROUND, batch=batch, at=NOW,
                list_id=list_id,
            )  # fmt: skip
            found = sa.select(phone_changes.c.id).where(phone_changes.c.batch == batch)
            return int(connection.execute(found).scalar_one())

        return int(self._world(world, make))

    def _twins(self, world: Any) -> tuple[int, int]:
        company = world.company
        values = {
            **EMPTY, "display_name": "Íñigo Iturralde Soto", "given_name": "Íñigo", "surname": "Iturralde Soto",
            "phones": [{"number": "600 777 123", "kind": "mobile", "e164": "+34600777123", "extension": ""}],
        }  # fmt: skip
        account = company.accounts["norte"]
        made = self._world(
            world, lambda connection: make_people(connection, company.tenant_id, [(values, account, None)] * 2)
        )
        return made[0], made[1]


def _file(row: str) -> dict[str, Any]:
    return {"name": "list.csv", "content": b64encode(f"Name,E-mail\n{row}\n".encode()).decode()}


def _remove(connection: sa.Connection, world: Any, ids: tuple[int, int]) -> None:
    mine = sa.and_(contacts.c.tenant_id == world.company.tenant_id, contacts.c.id.in_(ids))
    connection.execute(sa.delete(contacts).where(mine))
