"""A mailbox with everything a feed tells of: nested folders, mails, single and repeated events."""

import pytest
from tests.small_company import ANA, LUIS, MARTA


def letter(n, *, subject="Pedido", folder_day=2, body="Hola", extra=""):
    return (
        f"From x Sun Feb  1 00:00:00 2026\nMessage-ID: <m{n}@norte.example>\n"
        f"Date: Mon, 0{folder_day} Feb 2026 10:{n % 60:02d}:00 +0100\nFrom: {LUIS}\nTo: {ANA}\n"
        f"Subject: {subject} {n}\n{extra}\n{body}\n\n"
    )


SERIES = f"""BEGIN:VEVENT
UID:weekly@vega.example
DTSTAMP:20260201T080000Z
DTSTART;TZID=Europe/Madrid:20260302T093000
DTEND;TZID=Europe/Madrid:20260302T100000
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=6
EXDATE;TZID=Europe/Madrid:20260316T093000
SUMMARY:Norte weekly
ORGANIZER:mailto:{ANA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}
END:VEVENT
BEGIN:VEVENT
UID:weekly@vega.example
RECURRENCE-ID;TZID=Europe/Madrid:20260323T093000
DTSTAMP:20260202T080000Z
DTSTART;TZID=Europe/Madrid:20260324T120000
DTEND;TZID=Europe/Madrid:20260324T123000
SUMMARY:Norte weekly (moved)
ORGANIZER:mailto:{ANA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}
END:VEVENT
"""


def single(n, *, day=10):
    return (
        f"BEGIN:VEVENT\nUID:single{n}@vega.example\nDTSTAMP:20260201T080000Z\n"
        f"DTSTART;TZID=Europe/Madrid:202603{day + n % 15:02d}T1{n % 10}0000\n"
        f"DTEND;TZID=Europe/Madrid:202603{day + n % 15:02d}T1{n % 10}3000\n"
        f"SUMMARY:Visita {n}\nORGANIZER:mailto:{ANA}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{LUIS}\nEND:VEVENT\n"
    )


@pytest.fixture
def mailbox_folder(company_folder):
    box = company_folder / "mail" / ANA
    (box / "Inbox" / "Clientes").mkdir(parents=True)
    (box / "Inbox.mbox").write_text("".join(letter(n) for n in range(12)), "utf-8")
    (box / "Inbox" / "Clientes.mbox").write_text(letter(40), "utf-8")
    (box / "Drafts.mbox").write_text(letter(50), "utf-8")
    (company_folder / "mail" / MARTA).mkdir()
    (company_folder / "calendar").mkdir()
    events = "".join(single(n) for n in range(7))
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\n{SERIES}{events}END:VCALENDAR\n"
    (company_folder / "calendar" / f"{ANA}.ics").write_text(calendar, "utf-8")
    return company_folder
