import itertools
import subprocess
import sys
import tarfile

import pytest
import requests

from graph_sandbox import Sandbox, TenantFolderError

from . import company, shapes
from .company import ANA


@pytest.fixture
def folder(tmp_path):
    return company.write_company(tmp_path)


def loaded(folder):
    with Sandbox.from_folder(folder) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.token(ANA)}"}
        problems = requests.get(f"{sandbox.url}/_sandbox/problems", timeout=5).json()["problems"]
        mails = requests.get(f"{sandbox.url}/v1.0/me/messages?$top=1000", headers=headers, timeout=9).json()["value"]
        events = requests.get(f"{sandbox.url}/v1.0/me/events?$top=100", headers=headers, timeout=9).json()["value"]
        contacts = requests.get(f"{sandbox.url}/v1.0/me/contacts?$top=100", headers=headers, timeout=9).json()["value"]
    return problems, mails, events, contacts


def test_a_good_folder_has_no_problems(folder):
    problems, mails, events, contacts = loaded(folder)
    assert problems == []
    assert (len(mails), len(events), len(contacts)) == (31, 3, 2)


def test_bad_mail_is_named_by_line_and_read_leniently(folder):
    box = folder / "mail" / ANA / "Junk.mbox"
    box.write_bytes(
        b"no postmark\nFrom a Thu Jan  1 00:00:00 2026\nSubject: =?no-such-charset?q?caf=E9?=\n"
        b"Date: Thu, 01 Jan 2026 00:00:00 +0000\n"
        b"Content-Type: text/plain; charset=klingon\n\ncaf\xe9\n\n"
        b"From b Thu Jan  1 00:00:00 2026\nSubject: broken\nDate: Thu, 01 Jan 2026 01:00:00 +0000\n"
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nnever ends\n\n"
        b"From c Thu Jan  1 00:00:00 2026\n\x00\x00 not a header\n\n"
        b"From d Thu Jan  1 00:00:00 2026\nSubject: undated\n\nx\n"
    )
    problems, mails, _, _ = loaded(folder)
    told = {(p["line"], p["reason"]) for p in problems}
    assert (1, 'does not begin with a "From " line; what stands before the first one is left out') in told
    assert (2, "unknown charset 'klingon'; read leniently") in told
    assert any(line == 9 and "broken MIME" in reason for line, reason in told)
    assert (19, "no header field in it; not loaded") in told
    assert any("no usable date" in reason for _, reason in told)
    assert {p["file"] for p in problems} == {f"mail/{ANA}/Junk.mbox"}
    by_subject = {m["subject"]: m for m in mails}
    assert by_subject["café"]["body"]["content"].strip() == "café"
    assert "never ends" in by_subject["broken"]["body"]["content"]
    assert len(mails) == 34


def test_a_broken_gzip_gives_what_can_be_unpacked(folder):
    path = folder / "mail" / ANA / "Sent Items.mbox.gz"
    path.write_bytes(path.read_bytes()[:-20])
    problems, _, _, _ = loaded(folder)
    assert problems[0]["item"] == "gzip"


def test_bad_events_and_cards_are_named_and_the_rest_loads(folder):
    path = folder / "calendar" / f"{ANA}.ics"
    text = path.read_text("utf-8").replace("END:VCALENDAR\n", "")
    path.write_text(
        text
        + """BEGIN:VEVENT
UID:zone
DTSTART;TZID=Nowhere/Land:20260311T100000
DTEND;TZID=Nowhere/Land:20260311T110000
SUMMARY:Sin zona
END:VEVENT
BEGIN:VEVENT
UID:nostart
SUMMARY:x
END:VEVENT
BEGIN:VEVENT
UID:rule
DTSTART:20260311T100000Z
RRULE:FREQ=SOMETIMES
END:VEVENT
BEGIN:VEVENT
UID:open
DTSTART:20260311T100000Z
END:VCALENDAR
""",
        "utf-8",
    )
    cards = folder / "contacts" / f"{ANA}.vcf"
    cards.write_text(
        cards.read_text("utf-8") + "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nFN:Sin fin\n", "utf-8"
    )
    problems, _, events, contacts = loaded(folder)
    reasons = " | ".join(f"{p['line']} {p['item']}: {p['reason']}" for p in problems)
    assert "unknown time zone 'Nowhere/Land'; read as the tenant's own" in reasons
    assert "event nostart: no DTSTART" in reasons
    assert "FREQ=SOMETIMES" in reasons
    assert "VEVENT does not end" in reasons
    assert "VCARD does not end" in reasons
    zoned = next(e for e in events if e["subject"] == "Sin zona")
    assert zoned["start"]["dateTime"].startswith("2026-03-11T09:00")
    assert (len(events), len(contacts)) == (4, 2)


def test_bad_rows_and_strangers_are_named(folder):
    with (folder / "users.csv").open("a", encoding="utf-8") as file:
        file.write(f"nobody,No One,rep,,,,\n{ANA},Twice,rep,,,,\nzoe@{company.DOMAIN},Zoe,rep,,Mars/Base,es,\n")
    (folder / "mail" / "stranger@else.example").mkdir()
    problems, mails, _, _ = loaded(folder)
    assert [(p["file"], p["line"]) for p in problems][:3] == [("users.csv", 5), ("users.csv", 6), ("users.csv", 7)]
    assert problems[-1]["file"] == "mail/stranger@else.example"
    assert len(mails) == 31


def test_strict_stops_with_one_line(folder):
    (folder / "mail" / ANA / "Junk.mbox").write_text("nothing", "utf-8")
    with pytest.raises(TenantFolderError, match=r"Junk\.mbox:1"):
        Sandbox.from_folder(folder, strict=True)
    run = [sys.executable, "-m", "graph_sandbox", "--tenant", str(folder), "--strict"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "text"), [("tenant.toml", "name = "), ("users.csv", "mail\n")])
def test_an_unusable_folder_says_why(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(TenantFolderError, match=name):
        Sandbox.from_folder(folder)


def test_the_command_says_when_it_is_ready(folder):
    run = [sys.executable, "-m", "graph_sandbox", "--tenant", str(folder), "--now", "2026-05-01T00:00:00"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
        try:
            word, url = process.stdout.readline().split()
            assert word == "ready"
            assert requests.get(f"{url}/_sandbox/clock", timeout=5).json()["now"].startswith("2026-05-01")
        finally:
            process.terminate()
            process.wait(timeout=10)
    assert process.returncode == 0


@pytest.fixture
def shared_data():
    folder = shapes.SHARED.parent / "data"
    shapes.need_shared()
    return folder


def raw_mails(folder):
    """Every mail in a folder of archives and files."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".eml":
            yield path.read_bytes()
        elif path.name.endswith((".tar.gz", ".tar.xz", ".tgz", ".tar")):
            with tarfile.open(path) as archive:
                for member in archive:
                    content = archive.extractfile(member) if member.isfile() else None
                    if content is not None and not member.name.endswith(
                        (".json", ".jsonl", ".md", ".txt", ".csv", ".gz")
                    ):
                        yield content.read()


@pytest.mark.shared
@pytest.mark.parametrize("corpus", ["mime_corpus", "spamassassin_ham"])
def test_real_mail_loads_and_renders_without_a_crash(folder, shared_data, corpus):
    box = folder / "mail" / ANA / "Corpus"
    box.mkdir()
    number = 0
    for number, raw in enumerate(itertools.islice(raw_mails(shared_data / corpus), 600), 1):
        (box / f"{number:05}.eml").write_bytes(raw)
    assert number > 50
    with Sandbox.from_folder(folder) as sandbox:
        skipped = sum("not loaded" in p.reason for p in sandbox.world.problems.found)
        headers = {"Authorization": f"Bearer {sandbox.token(ANA)}", "Prefer": 'outlook.body-content-type="text"'}
        url, seen = f"{sandbox.url}/v1.0/me/messages?$top=200&$expand=attachments", 0
        while url:
            page = requests.get(url, headers=headers, timeout=60)
            assert page.status_code == 200
            seen += len(page.json()["value"])
            url = page.json().get("@odata.nextLink")
    assert seen == 31 + number - skipped
