"""Run `trato` as a person does, and tenant folders for it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests import small_company
from tests.demo_server import environment
from tests.small_company import ANA, BEN, LUIS

PATIENCE_S = 240


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line a failed command says; progress before it does not count."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


def trato(home: Path, *arguments: object, **settings: str) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "trato", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
        env={**environment(home), **settings},
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def once(home: Path, folder: Path, *arguments: object) -> dict[str, Any]:
    """Run the demo once on a folder; its report."""
    report = home / "report.json"
    ran = trato(home, "demo", "--tenant", folder, "--once", "--json", report, *arguments)
    assert ran.status == 0, f"ended with {ran.status}: {ran.err}"
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def letter(number: int, *, sender: str = LUIS, to: str = ANA, subject: str = "Hydraulic presses Bilbao") -> bytes:
    """A mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = f"Mon, 23 Feb 2026 {number % 24:02}:{number % 60:02}:00 +0000"
    mail["Message-ID"] = f"<m{number}@norte.example>"
    mail.set_content(f"Line {number}: cuándo llegan las prensas.")
    return mail.as_bytes()


def write_company(folder: Path, mails: int = 6) -> Path:
    """The small company with mail and a calendar: Ana's inbox, and Ben's copies of half of it."""
    small_company.write_folder(folder)
    for upn, step in ((ANA, 1), (BEN, 2)):
        inbox = folder / "mail" / upn / "Inbox"
        inbox.mkdir(parents=True)
        for number in range(0, mails, step):
            (inbox / f"{number}.eml").write_bytes(letter(number, to=f"{ANA}, {BEN}"))
    (folder / "calendar").mkdir()
    (folder / "calendar" / f"{ANA}.ics").write_text(calendar("Europe/Madrid"), "utf-8")
    return folder


def calendar(zone: str, uid: str = "visit@x") -> str:
    """A calendar with one meeting."""
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260201T080000Z",
        f"DTSTART;TZID={zone}:20260224T100000", f"DTEND;TZID={zone}:20260224T110000",
        "SUMMARY:Hydraulic presses Bilbao", f"ORGANIZER:mailto:{ANA}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}",
        "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
