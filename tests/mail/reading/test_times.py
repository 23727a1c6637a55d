"""Dates and times in text, and Outlook's own line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.reading.moments import MADRID, NOON

from trato.mail.reading import meeting, when
from trato.mail.reading.times.find import periods


@pytest.mark.parametrize(
    ("code", "text", "start", "end"),
    [
        ("es", "el martes a las 16:30", "2026-03-10T16:30", None),
        ("es", "mañana por la mañana", "2026-03-05T08:00", "2026-03-05T12:00"),
        ("es", "pasado mañana a las diez y media", "2026-03-06T10:30", None),
        ("es", "el próximo lunes de 10 a 11:30", "2026-03-09T10:00", "2026-03-09T11:30"),
        ("es", "el 15 de abril a las 5 de la tarde", "2026-04-15T17:00", None),
        ("es", "dentro de tres días", "2026-03-07T00:00", "2026-03-08T00:00"),
        ("en", "Tuesday at 2:00 - 2:30 pm", "2026-03-10T14:00", "2026-03-10T14:30"),
        ("en", "tomorrow at noon", "2026-03-05T12:00", None),
        ("en", "the day after tomorrow", "2026-03-06T00:00", "2026-03-07T00:00"),
        ("en", "next Friday 10 to 11", "2026-03-13T10:00", "2026-03-13T11:00"),
        ("en", "March 3rd", "2027-03-03T00:00", "2027-03-04T00:00"),
        ("en", "half past 3 tomorrow", "2026-03-05T15:30", None),
        ("en", "this evening from 7 to 7:30", "2026-03-04T19:00", "2026-03-04T19:30"),
        ("en", "at 9:30am for 2 hours", "2026-03-05T09:30", "2026-03-05T11:30"),
    ],
)
def test_words_become_moments_in_the_senders_zone(code, text, start, end):
    found = periods(f"… {text}.", NOON, code)

    assert [(f"{p.start:%Y-%m-%dT%H:%M}", f"{p.end:%Y-%m-%dT%H:%M}" if p.end else None) for p in found] == [
        (start, end)
    ]
    assert found[0].start.tzinfo is MADRID


def test_a_time_behind_or_belongs_to_the_day_before_it():
    found = periods("Monday at 9 am or 1 pm?", NOON, "en")

    assert [f"{p.start:%a %H}" for p in found] == ["Mon 09", "Mon 13"]


@pytest.mark.parametrize(
    "text", ["we may go", "one of two", "version 3.2.1", "the sun", "20 people", "I am 3 and you are 4", "100%"]
)
def test_words_that_only_sound_like_times_give_none(text):
    assert [p for p in periods(text, NOON, "en") if p.start.hour or p.start.minute] == []


def test_outlooks_line_is_read_in_the_zone_it_names_with_summer_time():
    line = "When: Friday, September 14, 2001 2:30 PM-3:30 PM (GMT-06:00) Central Time (US & Canada)."

    (found,) = when.outlook_periods(line, MADRID)

    assert found.start.isoformat() == "2001-09-14T14:30:00-05:00"
    assert found.end.isoformat() == "2001-09-14T15:30:00-05:00"


def test_outlooks_spanish_line_is_read():
    (found,) = when.outlook_periods(
        "Cuándo: lunes, 29 de octubre de 2001 14:00-15:00 (UTC+01:00) Bruselas, Madrid, París.", MADRID
    )

    assert found.start.isoformat() == "2001-10-29T14:00:00+01:00"


@given(st.text(alphabet="0123456789:/.- apm,", max_size=60), st.sampled_from(["en", "es"]))
def test_any_figures_give_periods_that_do_not_end_before_they_start(text, code):
    for found in periods(text, NOON, code):
        assert found.end is None or found.start <= found.end


@given(
    st.lists(
        st.sampled_from(
            [
                "next",
                "last",
                "monday",
                "lunes",
                "mañana",
                "at",
                "a",
                "las",
                "3",
                "de",
                "la",
                "tarde",
                "15",
                "april",
                "abril",
                "2026",
                "to",
                "hasta",
                "from",
                "in",
                "2",
                "hours",
                "horas",
                "/",
                "noon",
                "the",
                "el",
            ]
        ),
        max_size=14,
    ),
    st.sampled_from(["en", "es"]),
)
def test_any_words_of_time_are_read_without_an_error(words, code):
    assert isinstance(periods(" ".join(words), NOON, code), tuple)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("¿Podemos vernos el martes a las 16:30?", "propose"),
        ("Could we set up a call next week?", "request"),
        ("Give me a call on Monday.", "call"),
        ("I'll be there, see you Tuesday.", "accept"),
        ("Lo siento, no puedo asistir el lunes.", "decline"),
        ("The meeting has been rescheduled to Friday at 3pm.", "move"),
    ],
)
def test_what_is_said_about_a_meeting_is_named_with_its_reasons(reply, kind):
    found = meeting.read(
        reply, periods(reply, NOON, "es" if "¿" in reply or "puedo" in reply else "en"), is_invitation=False
    )

    assert found.intent >= 0.5
    assert found.kind == kind
    assert found.why


@pytest.mark.parametrize(
    "reply", ["Attached is the invoice.", "Please call me if you have any questions.", "Gracias por el pedido."]
)
def test_a_mail_without_a_meeting_has_little_intent(reply):
    assert meeting.read(reply, (), is_invitation=False).intent < 0.5
