"""A mail arrives while `trato demo` runs: it is on the timeline, told by Graph or found by the next proof round."""

import secrets
import sys
import threading
import time
from base64 import urlsafe_b64encode
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from tests.commands.commands import write_company
from tests.demo_server import DemoServer, home_folder
from tests.small_company import ANA, LUIS

PATIENCE_S = 60.0
PROOF_EVERY_S = 10  # the demo's own (commands.demo_web)


class Person:
    """Somebody who is signed in to the demo, as the stand-in Outlook signs people in."""

    def __init__(self, demo, upn):
        config = requests.get(f"{demo.url}/outlook/config.json", timeout=30).json()
        self.url, self.sandbox = demo.url, config["loginUrl"]
        self.headers = {"Authorization": f"Bearer {self._token(config, upn)}"}

    def _token(self, config, upn):
        authority = f"{config['loginUrl']}/{config['tenantId']}/oauth2/v2.0"
        verifier = secrets.token_urlsafe(48)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"client_id": config["outlookClientId"], "redirect_uri": "http://localhost/callback"}
        page = requests.get(
            f"{authority}/authorize",
            params=asked | {
                "response_type": "code", "scope": config["apiScope"], "login_hint": upn, "prompt": "none",
                "code_challenge": challenge, "code_challenge_method": "S256", "response_mode": "query",
            },
            allow_redirects=False,
            timeout=30,
        )  # fmt: skip
        assert "Location" in page.headers, page.text
        code = parse_qs(urlsplit(page.headers["Location"]).query)["code"][0]
        told = asked | {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        return requests.post(f"{authority}/token", data=told, timeout=30).json()["access_token"]

    def get(self, path, **query):
        answer = requests.get(f"{self.url}/api/v1{path}", params=query, headers=self.headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def control(self, method, path, payload=None):
        answer = requests.request(method, f"{self.sandbox}/_sandbox{path}", json=payload, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def receive(self, number):
        """A customer's mail arrives now."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = LUIS, ANA, "Hydraulic presses Bilbao"
        mail["Message-ID"] = f"<arrives{number}@norte.example>"
        mail.set_content(f"Pregunta {number}: cuándo llegan las prensas.")
        path = f"{self.sandbox}/_sandbox/mailboxes/{ANA}/mail"
        requests.post(path, data=mail.as_bytes(), timeout=30).raise_for_status()

    def timeline(self):
        account = next(one for one in self.get("/accounts")["items"] if one["name"].startswith("Norte"))
        return [one["id"] for one in self.get("/interactions", account_id=account["id"])["items"]]


def until(what):
    """Wait for something that must happen; return how long it took."""
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < PATIENCE_S, "it did not happen"
        threading.Event().wait(0.02)
    return time.monotonic() - started


@pytest.fixture
def demo(tmp_path):
    """The demo of the small company, serving."""
    with home_folder() as home:
        server = DemoServer(home, ("--tenant", str(write_company(tmp_path / "company")), "--port", "0"))
        try:
            yield server
        finally:
            server.stop()


def measure(ana, number):
    """How long a mail took from its arrival to the timeline."""
    before = ana.timeline()
    ana.receive(number)
    return until(lambda: len(ana.timeline()) == len(before) + 1)


def test_a_mail_is_on_the_timeline_once_graph_has_told_of_it(demo, capsys):
    ana = Person(demo.start(), ANA)
    ana.control("PATCH", "/settings", {"notification_latency_s": 0})
    until(lambda: len(ana.control("GET", "/subscriptions")["subscriptions"]) >= 10)
    taken = [measure(ana, number) for number in range(5)]
    with capsys.disabled():
        words = ", ".join(f"{one:.2f} s" for one in taken)
        sys.stdout.write(f"\nfrom the mailbox to the timeline, told by Graph: {words}\n")
    assert ana.control("GET", "/subscriptions")["notifications"]["delivered"] >= 5


def test_a_mail_is_on_the_timeline_within_a_proof_round_when_graph_tells_nothing(demo, capsys):
    ana = Person(demo.start(), ANA)
    ana.control("POST", "/faults", {"kind": "notification", "action": "drop"})
    taken = measure(ana, 1)
    with capsys.disabled():
        sys.stdout.write(f"\nfrom the mailbox to the timeline, proof rounds every {PROOF_EVERY_S} s: {taken:.2f} s\n")
    assert "delivered" not in ana.control("GET", "/subscriptions")["notifications"]
