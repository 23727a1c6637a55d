"""Calendar files of ninety producers: every one is read or refused with a reason, and the agreed dates are met."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from datetime import UTC, datetime

import pytest

from trato.calendar.ical_lines import NotACalendarError, parse, write
from trato.calendar.ical_read import read_calendar

pytestmark = pytest.mark.shared

# How many dates calcard tells of one file at most; those it left out for EXDATE are counted.
MOST = 100
# Reminders alone, an address card, and bytes made to break readers.
NO_CALENDARS = {
    "calcard/050.ics", "calcard/066.ics", "calcard/068.ics", "libical/get_char_test.ics", "libical/issue339.ics",
    "icalendar/fuzz_testcase_0_char_in_component_name.ics", "icalendar/fuzz_testcase_invalid_month.ics",
}  # fmt: skip
# Its UNTIL=20120703T080000Z is exactly its last date, 10:00 in Vienna, which RFC 5545 §3.3.10 includes.
UNTIL_IS_INCLUDED = {"128"}


@pytest.fixture(scope="module")
def corpus(shared_data) -> dict[str, bytes]:
    with tarfile.open(shared_data / "ics_corpus/ics.tar.gz") as archive:
        return {one.name.removeprefix("./"): archive.extractfile(one).read() for one in archive if one.isfile()}


def test_every_file_is_read_or_refused_with_a_reason(corpus):
    refused = set()
    for name, raw in corpus.items():
        if not name.endswith(".ics"):
            continue
        try:
            calendar = read_calendar(raw)
        except NotACalendarError:
            refused.add(name)
            continue
        assert all(problem.reason and problem.line for problem in calendar.problems)
        for item in calendar.items:
            list(item.dates(most=MOST))
    assert refused == NO_CALENDARS


def test_the_dates_that_two_libraries_agree_on_are_ours(corpus, shared_data):
    agreed = json.loads((shared_data / "ics_corpus/agreed_expansions.json").read_text())
    differ = []
    for number in agreed:
        told = json.loads(corpus[f"calcard/{number}.json"])
        calendars = told if isinstance(told, list) else [told]
        wanted = [one["start"] for calendar in calendars for one in calendar["events"]]
        if not _are_met(wanted, read_calendar(corpus[f"calcard/{number}.ics"])):
            differ.append(number)
    assert set(differ) == UNTIL_IS_INCLUDED


def _are_met(wanted, calendar) -> bool:
    """Days and floating times are compared by their clocks, for calcard reads them in a zone of its own."""
    ours = [one.start for item in calendar.items for one in item.dates(most=MOST)]
    instants = (
        Counter(one.astimezone(UTC) for one in ours if one.tzinfo),
        Counter(one for one in ours if not one.tzinfo),
    )
    left = Counter(wanted)
    for text in list(left.elements()):
        told = datetime.fromisoformat(text)
        for known, key in ((instants[0], told.astimezone(UTC)), (instants[1], told.replace(tzinfo=None))):
            if known[key] > 0 and left[text] > 0:
                known[key] -= 1
                left[text] -= 1
    is_cut = len(wanted) >= MOST - 6
    return not left.total() and (is_cut or not (instants[0].total() + instants[1].total()))


def test_a_file_is_the_same_after_writing_and_reading_it_again(corpus):
    for name, raw in corpus.items():
        if not name.endswith(".ics"):
            continue
        try:
            calendar = read_calendar(raw)
        except NotACalendarError:
            continue
        written = "".join(write(one) for one in calendar.components)
        assert all(len(line.encode()) <= 75 for line in written.split("\r\n")), name
        again, problems = parse(written)
        assert not problems, name
        assert [_plain(one) for one in again] == [_plain(one) for one in calendar.components], name


def _plain(component):
    properties = [(one.name, one.text, dict(one.params)) for one in component.properties]
    return component.name, properties, [_plain(one) for one in component.components]
