"""Everything written parses with independent readers, and the counts are those of the answers."""

import json
import tomllib
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses, parsedate_to_datetime

import icalendar
import recurring_ical_events

ALLOWED_REAL = {"gmail.com", "hotmail.com", "outlook.es", "mail.gmail.com", "mail.hotmail.com",
                "mail.outlook.es"}  # fmt: skip


def now_of(folder):
    return datetime.fromisoformat(tomllib.loads((folder / "tenant.toml").read_text())["now"])


def test_mails_have_no_defects(mails):
    for mail in mails.values():
        for part in mail.walk():
            assert not part.defects, (mail["Subject"], part.defects)
            if part.get_content_maintype() == "text":
                part.get_content()


def test_headers_are_as_the_standard_wants_them(raw_sample):
    for raw in raw_sample:
        mail = message_from_bytes(raw, policy=policy.default)
        for value in mail.values():
            assert not getattr(value, "defects", ()), value
        assert max(len(line) for line in raw.split(b"\n\n", 1)[0].split(b"\n")) <= 998


def test_counts_are_as_expected(folder, copies, answers):
    expected = json.loads((folder / "answers/expected.json").read_text())

    assert expected["mailboxes"] == len(answers("../users"))
    assert expected["message_copies"] == len(copies)
    assert expected["messages"] == len({row["message_key"] for row in answers("messages")})
    for name in ("accounts", "contacts", "opportunities"):
        assert expected[name] == len(answers(name, "crm"))


def test_size_is_that_of_a_demo(folder):
    expected = json.loads((folder / "answers/expected.json").read_text())

    assert expected["accounts"] == 60
    assert 3000 <= expected["messages"] <= 4800
    assert expected["message_copies"] >= 5000
    assert 180 <= expected["contacts"] <= 260
    assert 90 <= expected["opportunities"] <= 140


def test_copies_lie_where_the_answers_say(copies, answers):
    found = Counter((item.upn, item.folder, item.mail["Message-ID"]) for item in copies)
    told = Counter((row["upn"], row["folder"], row["message_id"]) for row in answers("messages"))

    assert found == told


def test_a_mail_has_one_id_but_for_the_journaled(answers):
    ids: dict[str, set[str]] = {}
    for row in answers("messages"):
        ids.setdefault(row["message_key"], set()).add(row["message_id"])
    journaled = {row["message_key"] for row in answers("links") if "journaled" in row["case"]}

    assert {key for key, own in ids.items() if len(own) > 1} == journaled
    assert 10 <= len(journaled) <= 40
    assert len({own for each in ids.values() for own in each}) == sum(len(each) for each in ids.values())


def test_nothing_lies_in_the_future(folder, mails):
    now = now_of(folder)
    late = [mail["Message-ID"] for mail in mails.values() if parsedate_to_datetime(mail["Date"]) > now]

    assert not late


def test_references_resolve(mails):
    for mail in mails.values():
        for reference in (mail["References"] or "").split():
            assert reference in mails, mail["Subject"]
        if mail["In-Reply-To"]:
            assert mail["References"].split()[-1] == mail["In-Reply-To"]


def test_replies_come_after_what_they_answer(mails):
    for mail in mails.values():
        if mail["In-Reply-To"]:
            before = mails[mail["In-Reply-To"]]
            assert parsedate_to_datetime(before["Date"]) <= parsedate_to_datetime(mail["Date"])


def test_domains_are_fictitious(folder, mails):
    found = set()
    for mail in mails.values():
        people = getaddresses([str(mail[name]) for name in ("From", "To", "Cc") if mail[name]])
        found |= {address.rsplit("@", 1)[1] for _, address in people}
        found.add(mail["Message-ID"].strip("<>").rsplit("@", 1)[1])
    for path in [*folder.glob("calendar/*.ics"), *folder.glob("contacts/*.vcf")]:
        text = path.read_bytes().decode().replace("\r\n ", "")
        found |= {word.split("@")[1].strip('";,') for word in text.split() if "@" in word}

    assert {domain for domain in found if not domain.endswith(".example")} <= ALLOWED_REAL


def test_calendars_parse_and_occur_as_the_answers_say(folder, answers):
    found = set()
    for path in folder.glob("calendar/*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        assert not [error for part in calendar.walk() for error in part.errors]
        window = recurring_ical_events.of(calendar).between(
            datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
        )
        found |= {(str(event["UID"]), instant(event.start), instant(event.end)) for event in window}

    assert found == {(row["uid"], row["start"], row["end"]) for row in answers("meetings")}


def instant(value):
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def test_zones_are_written_by_both_kinds_of_names(folder):
    names = set()
    for path in folder.glob("calendar/*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        names |= {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}

    assert names >= {"Romance Standard Time", "GMT Standard Time", "Central Standard Time (Mexico)",
                     "Europe/Madrid"}  # fmt: skip


def test_shared_events_have_one_uid_in_all_calendars(folder):
    holders = Counter()
    for path in folder.glob("calendar/*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        holders.update({str(event["UID"]) for event in calendar.walk("VEVENT")})
    expected = json.loads((folder / "answers/expected.json").read_text())

    assert len(holders) == expected["events"]
    assert sum(1 for count in holders.values() if count > 1) >= 15


def test_contact_cards_are_well_formed(folder):
    for path in folder.glob("contacts/*.vcf"):
        text = path.read_bytes().decode()
        assert text.count("BEGIN:VCARD\r\n") == text.count("END:VCARD\r\n") > 10
        for card in text.split("END:VCARD\r\n")[:-1]:
            names = {line.split(":")[0].split(";")[0] for line in card.split("\r\n") if line}
            assert {"VERSION", "UID", "N", "FN"} <= names


def test_attachments_are_real_pdfs(mails):
    names = []
    for mail in mails.values():
        for part in mail.iter_attachments():
            if part.get_content_type() == "application/pdf":
                assert part.get_content().startswith(b"%PDF-1.4")
                names.append(part.get_filename())

    assert any(name == "Folleto serie K.pdf" for name in names)
    assert sum(name.startswith(("Oferta Q-", "Quote Q-")) for name in names) >= 40
