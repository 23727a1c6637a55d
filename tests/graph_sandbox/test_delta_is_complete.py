"""Whatever happens to a mailbox, whoever follows the delta links ends with what is in it."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph_sandbox import Sandbox

from .company import ANA
from .conftest import Client

IMMUTABLE = {"Prefer": 'IdType="ImmutableId", odata.maxpagesize=4'}
WINDOW = "startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z"
FOLDERS = ("inbox", "archive", "deleteditems")
DAYS = st.integers(1, 45)
PICK = st.integers(0, 200)


class Mirror(RuleBasedStateMachine):
    """Follows three folders and a calendar window, at any moments, against one sandbox per run."""

    folder = None

    def __init__(self):
        super().__init__()
        self.sandbox = Sandbox.from_folder(self.folder)
        self.sandbox.start()
        self.ana = Client(self.sandbox, ANA)
        self.ana.has_shapes = False
        self.ana.headers.update(IMMUTABLE)
        self.links = dict.fromkeys((*FOLDERS, "view"))
        self.mirror = {name: {} for name in self.links}

    def teardown(self):
        self.ana.close()
        self.sandbox.stop()

    @initialize()
    def limits_off(self):
        self.sandbox.state.gate.limits.requests = None

    def mails(self):
        return self.ana.value("/me/messages?$select=id,parentFolderId&$top=1000")

    def view(self):
        return self.ana.value(f"/me/calendarView?{WINDOW}&$top=1000")

    def follow(self, name):
        start = (
            f"/me/calendarView/delta?{WINDOW}"
            if name == "view"
            else f"/me/mailFolders/{name}/messages/delta?$select=isRead"
        )
        items, self.links[name] = self.ana.round(self.links[name] or start)
        for item in items:
            if "@removed" in item:
                self.mirror[name].pop(item["id"], None)
            elif item.get("type") != "seriesMaster":
                self.mirror[name][item["id"]] = item["@odata.etag"]

    @rule(name=st.sampled_from((*FOLDERS, "view")))
    def one_round(self, name):
        self.follow(name)

    @rule(pick=PICK, where=st.sampled_from(FOLDERS))
    def move(self, pick, where):
        mails = self.mails()
        self.ana.post(f"/me/messages/{mails[pick % len(mails)]['id']}/move", json={"destinationId": where})

    @rule(pick=PICK, is_read=st.booleans())
    def read(self, pick, is_read):
        mails = self.mails()
        self.ana.patch(f"/me/messages/{mails[pick % len(mails)]['id']}", json={"isRead": is_read})

    @rule(pick=PICK)
    def delete(self, pick):
        mails = self.mails()
        if len(mails) > 5:
            self.ana.delete(f"/me/messages/{mails[pick % len(mails)]['id']}")

    @rule(where=st.sampled_from(FOLDERS))
    def arrive(self, where):
        self.ana.post(f"/me/mailFolders/{where}/messages", json={"subject": "x"})

    @rule(day=DAYS, interval=st.integers(1, 3), count=st.integers(1, 6))
    def new_series(self, day, interval, count):
        date = f"2026-{2 + day // 28:02}-{1 + day % 28:02}"
        when = {"dateTime": f"{date}T10:00:00", "timeZone": "Europe/Madrid"}
        span = {"type": "numbered", "startDate": date, "numberOfOccurrences": count}
        rule_ = {"pattern": {"type": "daily", "interval": interval}, "range": span}
        end = when | {"dateTime": f"{date}T11:00:00"}
        assert self.ana.post("/me/events", json={"subject": "s", "start": when, "end": end, "recurrence": rule_}).ok

    @rule(pick=PICK, day=DAYS)
    def move_occurrence(self, pick, day):
        view = self.view()
        if view:
            when = {"dateTime": f"2026-{2 + day // 28:02}-{1 + day % 28:02}T15:00:00", "timeZone": "UTC"}
            change = {
                "start": when,
                "end": when | {"dateTime": when["dateTime"].replace("T15", "T16")},
                "isAllDay": False,
            }
            assert self.ana.patch(f"/me/events/{view[pick % len(view)]['id']}", json=change).ok

    @rule(pick=PICK, is_whole=st.booleans())
    def delete_event(self, pick, is_whole):
        view = self.view()
        if view:
            event = view[pick % len(view)]
            self.ana.delete(f"/me/events/{(event['seriesMasterId'] if is_whole else None) or event['id']}")

    @invariant()
    def counts_agree(self):
        folders = self.ana.value("/me/mailFolders?$top=50")
        inside = sum(f["totalItemCount"] for f in folders)
        children = self.ana.value("/me/mailFolders/inbox/childFolders")
        assert inside + sum(f["totalItemCount"] for f in children) == len(self.mails())

    @rule()
    def everything_is_mirrored(self):
        for name in self.links:
            self.follow(name)
        for name in FOLDERS:
            there = {m["id"]: m["@odata.etag"] for m in self.ana.value(f"/me/mailFolders/{name}/messages?$top=1000")}
            assert self.mirror[name] == there
        assert set(self.mirror["view"]) == {e["id"] for e in self.view()}


def test_a_follower_ends_with_what_is_there(good_folder):
    Mirror.folder = good_folder
    Mirror.TestCase.settings = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Mirror.TestCase("runTest").runTest()
