"""What becomes of calendar messages, whatever order they come in and whoever they claim to be from (RFC 5546)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.errors import InvalidInputError
from trato.scheduling.invitations.itip import Guest, Known, Message, Method, Outcome, Stamp, decide
from trato.scheduling.invitations.reading import read_messages

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORGANIZER, GUEST = "boss@norte.example", "ana@vega.example"
KNOWN = Known(True, GUEST, Stamp(1, AT), False, AT, AT + timedelta(hours=1), {"luis@norte.example": Stamp(0, None)})


def message(method=Method.REQUEST, **changed) -> Message:
    made = Message(method, "u@x", "", 0, AT, ORGANIZER, (Guest(GUEST),), AT, AT + timedelta(hours=1))
    return replace(made, **changed)


def reply(method=Method.REPLY, **changed) -> Message:
    values = {"sequence": 1, "organizer": GUEST, "guests": (Guest("luis@norte.example", "", "accepted"),), **changed}
    return message(method, **values)


def mail(method: str, *lines: str, sender: str = ORGANIZER, extra: str = "") -> bytes:
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", "UID:u@x", "DTSTAMP:20260302T090000Z",
        f"ORGANIZER;CN=Boss:MAILTO:{ORGANIZER.title()}", *lines, "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    head = f"From: Somebody <{sender}>\r\n{extra}MIME-Version: 1.0\r\n"
    return f"{head}Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{calendar}".encode()


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, Outcome.APPLIED),
        ({"sender": ORGANIZER}, Outcome.APPLIED),
        ({"sender": "office@norte.example", "organizer_sent_by": "office@norte.example"}, Outcome.APPLIED),
        ({"sender": "other@norte.example"}, Outcome.NOT_THE_SENDER),
        ({"organizer": ""}, Outcome.NOT_UNDERSTOOD),
        ({"starts_at": None}, Outcome.NOT_UNDERSTOOD),
        ({"method": Method.DECLINE_COUNTER}, Outcome.UNKNOWN),
        ({"method": Method.REPLY}, Outcome.UNKNOWN),
        ({"method": Method.COUNTER}, Outcome.UNKNOWN),
    ],
)
def test_a_message_of_a_meeting_that_is_not_known(changed, outcome):
    assert decide(message(**changed), None) is outcome


@pytest.mark.parametrize(
    ("sequence", "later_s", "outcome"),
    [(2, -5, Outcome.APPLIED), (1, 1, Outcome.APPLIED), (1, 0, Outcome.REPEATED), (1, -1, Outcome.OLDER),
     (0, 99, Outcome.OLDER)],
)  # fmt: skip
def test_the_sequence_then_the_stamp_tell_what_is_newer(sequence, later_s, outcome):
    known = replace(KNOWN, is_ours=False, organizer=ORGANIZER)
    stamped_at = AT + timedelta(seconds=later_s)
    for method in (Method.REQUEST, Method.CANCEL):
        assert decide(message(method, sequence=sequence, stamped_at=stamped_at), known) is outcome


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, Outcome.APPLIED),
        ({"sequence": 0}, Outcome.OLDER),
        ({"sender": "luis@norte.example"}, Outcome.APPLIED),
        ({"sender": "pilar@norte.example"}, Outcome.NOT_THE_SENDER),
        ({"guests": (Guest("stranger@else.example", "", "accepted"),)}, Outcome.NOT_INVITED),
        ({"guests": ()}, Outcome.NOT_UNDERSTOOD),
        ({"method": Method.COUNTER, "starts_at": None}, Outcome.NOT_UNDERSTOOD),
    ],
)
def test_a_guest_answers_for_themselves_and_to_the_present_time(changed, outcome):
    assert decide(reply(**changed), KNOWN) is outcome


def test_nobody_else_may_ask_to_a_meeting_of_ours_or_call_it_off():
    for method in (Method.REQUEST, Method.CANCEL):
        assert decide(message(method, sequence=9), KNOWN) is Outcome.NOT_THE_ORGANIZER
        assert decide(message(method, sequence=9), replace(KNOWN, is_ours=False)) is Outcome.NOT_THE_ORGANIZER
    assert decide(reply(), replace(KNOWN, is_cancelled=True)) is Outcome.CANCELLED


@given(st.permutations(range(6)))
def test_answers_end_the_same_whatever_order_they_come_in(order):
    """Six answers of one guest, each newer than the one before: the newest stands at the end."""
    answers = [
        reply(stamped_at=AT + timedelta(minutes=number), guests=(Guest("luis@norte.example", "", response),))
        for number, response in enumerate(("accepted", "declined", "tentative") * 2)
    ]
    known, kept = KNOWN, ""
    for number in order:
        one = answers[number]
        if decide(one, known) is Outcome.APPLIED:
            kept = one.guests[0].response
            known = replace(known, answered={"luis@norte.example": Stamp(one.sequence, one.stamped_at)})
    assert kept == "tentative"


def test_a_mail_is_read_with_its_sender_and_its_zone():
    lines = ("DTSTART;TZID=Europe/Madrid:20260310T100000", "DTEND;TZID=Europe/Madrid:20260310T113000", "SEQUENCE:3",
             f"ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ana:mailto:{GUEST.upper()}", "SUMMARY:Prensas\\, Bilbao")  # fmt: skip
    (found,) = read_messages(mail("REQUEST", *lines))
    assert (found.method, found.organizer, found.sender, found.sequence) == (Method.REQUEST, ORGANIZER, ORGANIZER, 3)
    assert found.starts_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert found.ends_at == datetime(2026, 3, 10, 10, 30, tzinfo=UTC)
    assert found.guests == (Guest(GUEST, "Ana"),)
    assert (found.subject, found.key) == ("Prensas, Bilbao", "")


def test_a_date_of_a_series_is_named_in_utc_however_it_was_written():
    start = ("DTSTART;TZID=Europe/Madrid:20260310T120000", "DTEND;TZID=Europe/Madrid:20260310T130000")
    keys = {
        read_messages(mail("REQUEST", f"RECURRENCE-ID{written}", *start))[0].key
        for written in (
            ";TZID=Europe/Madrid:20260310T100000",
            ":20260310T090000Z",
            ";TZID=Europe/London:20260310T090000",
        )
    }
    assert keys == {"20260310T090000Z"}


def test_what_is_for_all_later_dates_or_says_nothing_is_refused():
    later = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T090000Z"
    nothing = b"From: a@b.example\r\nSubject: Hello\r\n\r\nCan we meet?\r\n"
    published = mail("PUBLISH", "DTSTART:20260310T090000Z")
    for raw in (mail("REQUEST", later, "DTSTART:20260310T090000Z"), nothing, published, b"", b"BEGIN:VCALENDAR"):
        with pytest.raises(InvalidInputError):
            read_messages(raw)


def test_two_senders_are_nobody():
    lines = ("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")
    (found,) = read_messages(mail("REQUEST", *lines, sender=f"{ORGANIZER}>, <x@y.example"))
    assert decide(found, None) is Outcome.NOT_THE_SENDER


@given(st.binary(max_size=200), st.sampled_from(["REQUEST", "REPLY", "COUNTER", "CANCEL"]))
def test_whatever_a_mail_holds_is_read_or_refused(junk, method):
    raw = mail(method, "DTSTART:20260310T090000Z").replace(b"SUMMARY", b"X") + junk
    try:
        found = read_messages(junk + raw)
    except InvalidInputError:
        return
    assert all(one.method == method for one in found)
