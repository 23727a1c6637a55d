"""Machines told from people."""

import pytest

from trato.mail.reading.automated import classify, of_body

PERSON = [("From", "Ana <ana@x.es>"), ("Subject", "Oferta"), ("Message-ID", "<1@x.es>"), ("Received", "by x")]


@pytest.mark.parametrize(
    ("headers", "sender", "subject", "kind"),
    [
        ([("Content-Type", 'multipart/report; report-type="delivery-status"')], "x@y.z", "x", "bounce"),
        ([], "MAILER-DAEMON@mx.example.org", "x", "bounce"),
        ([("X-Failed-Recipients", "a@b.c")], "x@y.z", "x", "bounce"),
        ([], "ana@x.es", "Undeliverable: Offer", "bounce"),
        ([], "ana@x.es", "No se puede entregar: Oferta", "bounce"),
        ([("Auto-Submitted", "auto-replied (vacation)")], "ana@x.es", "Fuera", "auto_reply"),
        ([("Return-Path", "<>")], "ana@x.es", "Automatic reply: Offer", "auto_reply"),
        ([], "ana@x.es", "Respuesta automática: Oferta", "auto_reply"),
        ([("List-Id", "<dev.example.org>")], "ana@x.es", "Re: x", "list"),
        ([("Precedence", "list")], "ana@x.es", "x", "list"),
        ([("List-Unsubscribe", "<mailto:u@x.es>")], "news@x.es", "x", "bulk"),
        ([("Precedence", "bulk")], "ana@x.es", "x", "bulk"),
        ([("Content-Type", "text/calendar; method=REPLY")], "ana@x.es", "x", "calendar"),
        ([], "ana@x.es", "Aceptado: Reunión", "calendar"),
        ([], "ana@x.es", "Declined: Meeting", "calendar"),
        ([("Auto-Submitted", "auto-generated")], "ana@x.es", "x", "system"),
        ([("X-Auto-Response-Suppress", "All")], "ana@x.es", "x", "system"),
        ([], "no-reply@x.es", "x", "system"),
        ([], "root@x.es", "Cron <root@web1> run-parts /etc/cron.daily", "system"),
        ([], "nobody@x.es", "[web1] backup failed", "system"),
    ],
)
def test_a_machine_is_named_with_its_reason(headers, sender, subject, kind):
    found = classify([*PERSON[2:], *headers], sender=sender, subject=subject)

    assert found is not None
    assert found.kind == kind
    assert found.why


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Ana Ruiz <ana@x.es>", "Re: Automatic reply: Offer"),
        ("ana@x.es", "Vacaciones en agosto"),
        ("ana@x.es", "Absence of evidence"),
        ("root.canal@x.es", "Presupuesto"),
        ("ana@x.es", "Updated price list"),
        ("post@masterbuilders.com", "Quote"),
        ("nobody@x.es", "the picture you asked for"),
        ("root@x.es", "lunch on Friday?"),
    ],
)
def test_people_are_left_alone(sender, subject):
    assert classify(PERSON, sender=sender, subject=subject) is None


def test_headers_may_be_a_mapping_in_any_case():
    assert classify({"LIST-ID": "<a.b>"}, sender="a@b.c", subject="x").kind == "list"


def test_a_failure_report_without_headers_is_known_by_its_text():
    assert of_body("Your message could not be delivered.\n\n550 5.1.1 <x@y.z>: user unknown").kind == "bounce"
    assert of_body("I could not be delivered from this meeting earlier, sorry.") is None
