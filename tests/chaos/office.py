"""People at work in their mailboxes: what they do in Outlook, over Graph, with tokens of their own.

They call below `/me`, Trato below `/users/…`: so a fault for paths of users hits Trato alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import requests

from graph_sandbox import Sandbox

PEOPLES_PROGRAM = "outlook"
TRATO_ONLY = r"^/v1\.0/(users/|\$batch)"
GONE_OR_TAKEN = {404, 409}
PHOTO = bytes.fromhex("ffd8ffe000104a464946000101000001000100")
"""The beginning of a JPEG."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Item = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """A mail from outside. `number` is unique and stands in its subject, so that copies are known for one mail."""

    number: int
    sender: str
    to: Sequence[str]
    at: datetime
    answers: int | None = None
    is_automatic: bool = False
    topic: str = "Hydraulic presses"

    def mime(self, message_id: str = "") -> bytes:
        """The mail as it arrives; `message_id` is an exporter's own."""
        mail, at = EmailMessage(), self.at
        mail["From"], mail["To"], mail["Subject"] = self.sender, ", ".join(self.to), f"Letter {self.number}"
        mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{message_id or id_of(self.number)}>"
        mail["Received"] = f"from mail.example by mx.vega.example; {format_datetime(at)}"
        if self.answers is not None:
            mail["In-Reply-To"] = mail["References"] = f"<{id_of(self.answers)}>"
        if self.is_automatic:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(f"{self.topic}, number {self.number}.\n")
        return mail.as_bytes()


def id_of(number: int) -> str:
    """The Message-ID of a letter."""
    return f"letter-{number}@mail.example"


@dataclass
class Office:
    """The mailboxes of a sandbox and the people who use them."""

    sandbox: Sandbox
    owners: Sequence[str]
    _tokens: dict[str, str] = field(default_factory=dict)
    _session: requests.Session = field(default_factory=requests.Session)

    def close(self) -> None:
        self._session.close()

    def now(self) -> datetime:
        return self.sandbox.world.clock.now()

    def control(self, method: str, path: str, payload: object = None) -> Item:
        """Turn one of the sandbox's knobs."""
        reply = self._session.request(method, f"{self.sandbox.url}/_sandbox{path}", json=payload, timeout=60)
        reply.raise_for_status()
        return dict(reply.json())

    def advance(self, length: timedelta) -> None:
        """Let time pass; tokens grow old with it."""
        self.control("POST", "/clock/advance", {"seconds": length.total_seconds()})
        self._tokens.clear()

    def do(self, upn: str, method: str, path: str, payload: object = None) -> Item | None:
        """Do something in one's own mailbox; None where the item is gone or the name is taken."""
        reply = self._send(upn, method, f"{self.sandbox.url}/v1.0/me{path}", payload)
        if reply.status_code in GONE_OR_TAKEN:
            return None
        assert reply.ok, f"{method} {path} {json.dumps(payload)}: {reply.status_code} {reply.text}"
        return dict(reply.json()) if reply.content else {}

    def upload(self, upn: str, path: str, content: bytes) -> None:
        """Put a picture where it belongs, if that is still there."""
        headers = {**self._headers(upn), "Content-Type": "image/jpeg"}
        reply = self._session.put(f"{self.sandbox.url}/v1.0/me{path}", data=content, headers=headers, timeout=60)
        assert reply.ok or reply.status_code in GONE_OR_TAKEN, f"{path}: {reply.status_code} {reply.text}"

    def every(self, upn: str, path: str) -> list[Item]:
        """All pages of a list in one's own mailbox."""
        found: list[Item] = []
        url = f"{self.sandbox.url}/v1.0/me{path}"
        while url:
            reply = self._send(upn, "GET", url, None)
            assert reply.ok, f"{url}: {reply.status_code} {reply.text}"
            found += reply.json()["value"]
            url = reply.json().get("@odata.nextLink", "")
        return found

    def _send(self, upn: str, method: str, url: str, payload: object) -> requests.Response:
        return self._session.request(method, url, json=payload, headers=self._headers(upn), timeout=60)

    def _headers(self, upn: str) -> dict[str, str]:
        if upn not in self._tokens:
            self._tokens[upn] = self.sandbox.token(upn, PEOPLES_PROGRAM)
        return {"Authorization": f"Bearer {self._tokens[upn]}", "Prefer": 'IdType="ImmutableId"'}

    def deliver(self, upn: str, letter: Letter, *, folder: str = "inbox", message_id: str = "") -> str:
        """Let a mail arrive; return its id in the mailbox."""
        reply = self._session.post(
            f"{self.sandbox.url}/_sandbox/mailboxes/{upn}/mail?folder={folder}",
            data=letter.mime(message_id),
            timeout=60,
        )
        reply.raise_for_status()
        return str(reply.json()["id"])

    def draft(self, upn: str, number: int, to: Sequence[str]) -> str:
        """Begin a mail; return its id."""
        made = self.do(upn, "POST", "/messages", {**words(number), "toRecipients": recipients(to)})
        assert made is not None
        return str(made["id"])

    def meet(self, upn: str, number: int, guests: Sequence[str], start: datetime, *, weeks: int = 0) -> str:
        """Make an appointment, or a weekly series of so many dates; return its id."""
        payload: Item = {"subject": f"Meeting {number}", "attendees": attendees(guests), **times(start)}
        payload["body"] = {"contentType": "text", "content": f"Number {number}."}
        if weeks:
            payload["recurrence"] = {
                "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": [WEEKDAYS[start.weekday()]]},
                "range": {
                    "type": "numbered",
                    "startDate": start.date().isoformat(),
                    "numberOfOccurrences": weeks,
                    "recurrenceTimeZone": "Europe/Madrid",
                },
            }
        made = self.do(upn, "POST", "/events", payload)
        assert made is not None
        return str(made["id"])

    def sent_by_others(self) -> list[Item]:
        """What left the tenant though nobody of it sent it."""
        return [sent for sent in self.control("GET", "/outbox")["outbox"] if sent["application"] != PEOPLES_PROGRAM]


def words(number: int) -> Item:
    """Subject and body of something one writes."""
    return {"subject": f"Draft {number}", "body": {"contentType": "text", "content": f"Oak barrels, number {number}."}}


def recipients(addresses: Sequence[str]) -> list[Item]:
    return [{"emailAddress": {"address": address, "name": address.partition("@")[0]}} for address in addresses]


def attendees(addresses: Sequence[str]) -> list[Item]:
    return [{**one, "type": "required"} for one in recipients(addresses)]


def times(start: datetime, length: timedelta = timedelta(hours=1)) -> Item:
    """Start and end of an event; the wall time is read in Madrid."""
    return {
        "start": {"dateTime": start.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "Europe/Madrid"},
        "end": {"dateTime": (start + length).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "Europe/Madrid"},
    }
