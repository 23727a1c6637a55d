"""What goes wrong between Graph and Trato, and time that passes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.chaos.office import TRATO_ONLY
from tests.chaos.scenario import Scenario, owners
from tests.chaos.worker import CLIENT_ID

shares = st.floats(0.05, 0.9)


class GraphActs(Scenario):
    """Storms, broken lines, odd pages, lost cursors, withdrawn consent."""

    def fault(self, **fault: object) -> None:
        self.did(f"fault {fault}")
        self.office.control("POST", "/faults", {"path": TRATO_ONLY, **fault})

    @rule(status=st.sampled_from((429, 500, 502, 503, 504)), chance=shares,
          retry_after=st.sampled_from((None, "0", "2.128", "1", "Mon, 02 Mar 2026 09:00:01 GMT")))  # fmt: skip
    def storm(self, status: int, chance: float, retry_after: str | None) -> None:
        self.fault(kind="status", status=status, chance=chance, retry_after=retry_after, times=30)

    @rule(kind=st.sampled_from(("cut", "lost_response", "garbage")), chance=shares, after=st.integers(0, 3000))
    def bad_line(self, kind: str, chance: float, after: int) -> None:
        self.fault(kind=kind, chance=chance, after_bytes=after, times=20)

    @rule(kind=st.sampled_from(("empty_page", "repeat_items")), chance=shares)
    def odd_pages(self, kind: str, chance: float) -> None:
        self.fault(kind=kind, path=r"^/v1\.0/users/.*/delta", chance=chance, index=2, times=20)

    @rule(
        name=st.sampled_from(("receivedDateTime", "isDraft", "subject", "start", "@odata.etag")),
        index=st.integers(0, 4),
    )
    def malformed_item(self, name: str, index: int) -> None:
        self.fault(kind="mutate", path=r"^/v1\.0/users/.*/(delta|events)", index=index, set={name: {"odd": 7}}, times=3)

    @rule(page=st.none() | st.integers(1, 3))
    def cursors_expire(self, page: int | None) -> None:
        self.did(f"delta tokens expire at page {page}")
        self.office.control("POST", "/delta/expire", {"at_page": page} if page else {})

    @rule(granted=st.booleans())
    def consent(self, granted: bool) -> None:
        self.did(f"consent granted: {granted}")
        self.office.control("POST", f"/consent/{CLIENT_ID}", {"granted": granted})

    @rule(upn=owners, state=st.sampled_from(("deleted", "back", "back")))
    def mailbox_goes(self, upn: str, state: str) -> None:
        self.did(f"mailbox {upn} {state}")
        # Its owner goes on working in it, only Trato does not find it.
        self.office.control("POST", f"/mailboxes/{upn}", {"state": "back"})
        if state == "deleted":
            self.fault(kind="status", status=404, path=rf"^/v1\.0/users/{self._guid(upn)}/", times=40)

    def _guid(self, upn: str) -> str:
        return next(str(user.id) for user in self.office.sandbox.world.directory.users if user.upn == upn)

    @rule(length=st.sampled_from((timedelta(hours=3), timedelta(days=1), timedelta(days=4))))
    def time_passes(self, length: timedelta) -> None:
        self.did(f"{length} pass")
        self.office.advance(length)

    @rule()
    def faults_end(self) -> None:
        self.did("faults end")
        self.scene.end_faults()
