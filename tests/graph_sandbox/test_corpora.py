"""Calendar and card files of many producers: none makes the reader fail, and series expand as two libraries agree."""

import json
import tarfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.json import encode

from graph_sandbox.directory import User, mailbox_guid, user_id
from graph_sandbox.load_calendar import CalendarSource, read_calendar
from graph_sandbox.load_contacts import read_contacts
from graph_sandbox.mailbox import Mailbox
from graph_sandbox.problems import Problems
from graph_sandbox.recurrence import Occurrence, between
from graph_sandbox.show_event import event_payload
from graph_sandbox.style import Style

from . import shapes

# The answer key reads times without a zone in this one.
AUCKLAND = ZoneInfo("Pacific/Auckland")
NOW = datetime(2020, 1, 1, tzinfo=UTC)
ALL_TIME = (datetime(1900, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    shapes.need_shared()
    folder = tmp_path_factory.mktemp("corpora")
    for name in ("ics_corpus/ics.tar.gz", "vcards/vcards.tar.gz"):
        with tarfile.open(shapes.SHARED.parent / "data" / name) as archive:
            archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def mailbox():
    ident = user_id(str(mailbox_guid("00000000-0000-0000-0000-000000000001")), "a@b.example")
    return Mailbox(User(ident, "a@b.example", "A", "Pacific/Auckland", "en", mailbox=mailbox_guid(ident)))


def events_of(file, mailbox):
    source = CalendarSource(file, mailbox.user, mailbox.agenda.default, AUCKLAND, NOW)
    return read_calendar(source, Problems(file.parent))


def test_every_calendar_file_is_read_and_shown(corpora, mailbox):
    files = sorted(corpora.rglob("*.ics"))
    events = [event for file in files for event in events_of(file, mailbox)]
    payloads = [event_payload(mailbox, Occurrence(event), Style()) for event in events]
    assert (len(files), len(payloads) > 2000) == (384, True)
    for payload in payloads[::10]:
        assert shapes.problems_of(json.loads(encode(payload)), "#/components/schemas/microsoft.graph.event") == []


def test_series_expand_as_agreed(corpora, mailbox):
    agreed = json.loads((shapes.SHARED.parent / "data/ics_corpus/agreed_expansions.json").read_text("utf-8"))
    compared, missing = 0, []
    for number in agreed:
        file = corpora / "calcard" / f"{number}.ics"
        text = file.read_text("utf-8", "replace")
        if "BEGIN:VTODO" in text or "BEGIN:VJOURNAL" in text:
            continue
        key = json.loads(file.with_suffix(".json").read_text("utf-8"))
        wanted = {
            datetime.fromisoformat(e["start"].split("[")[0]).astimezone(UTC)
            for part in (key if isinstance(key, list) else [key])
            for e in part["events"]
        }
        found = {o.start.astimezone(UTC) for event in events_of(file, mailbox) for o in between(event, *ALL_TIME)}
        compared += 1
        if not wanted <= found:
            missing.append(number)
    assert compared > 80
    assert missing == []


def test_every_card_file_is_read(corpora, mailbox):
    files = sorted(corpora.rglob("*.vcf"))
    cards = [c for f in files for c in read_contacts(f, mailbox.user, 1, NOW, Problems(f.parent))]
    assert (len(files), len(cards) > 70) == (65, True)
