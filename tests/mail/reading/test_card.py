"""The sender's card."""

import pytest

from trato.mail.reading import card, names, phones
from trato.mail.reading.cut import cut

SPANISH = """Adjunto la oferta.

Un cordial saludo,

Luis García López
Director comercial
Aceros del Norte, S.L.
C/ Mayor 12, 48001 Bilbao
Tel.: 944 123 456 / Fax: 944 123 457
Móvil: 600 123 456
luis.garcia@acerosnorte.es | www.acerosnorte.es
"""


def test_every_field_of_a_spanish_signature_is_read_with_its_source():
    found = card.of(cut(SPANISH), SPANISH, "García López, Luis <luis.garcia@acerosnorte.es>", None)

    assert (found.name, found.title, found.company) == (
        "Luis García López",
        "Director comercial",
        "Aceros del Norte, S.L.",
    )
    assert [(phone.e164, phone.kind) for phone in found.phones] == [
        ("+34944123456", "work"), ("+34944123457", "fax"), ("+34600123456", "mobile"),
    ]  # fmt: skip
    assert found.emails == ("luis.garcia@acerosnorte.es",)
    assert found.urls == ("www.acerosnorte.es",)
    assert found.address == "C/ Mayor 12, 48001 Bilbao"
    assert dict(found.sources)["name"] == "signature"


def test_a_quoted_signature_never_ends_on_the_senders_card():
    body = (
        "De acuerdo.\n\nAna\n\n"
        + "De: Luis <luis@x.es>\nEnviado el: lunes, 2 de marzo de 2026 9:15\nPara: Ana\nAsunto: x\n\n"
        + SPANISH
    )

    found = card.of(cut(body), body, "Ana Ruiz <ana@y.es>", "ES")

    assert (found.name, found.phones, found.company) == ("Ana Ruiz", (), None)
    assert found.emails == ("ana@y.es",)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("(770) 886-6202 (Office)", ["work"]),
        ("(770) 886-8202 (fax)", ["fax"]),
        ("Ph: (877) 396.3493   Fx: (877) 396.3492", ["work", "fax"]),
        ("T 904.564.1192 / F 904.928.1525", ["work", "fax"]),
        ("Cell/503-819-2181", ["mobile"]),
        ("+34 600 123 456", ["mobile"]),
    ],
)
def test_a_label_names_the_number_beside_it(line, kinds):
    assert [phone.kind for phone in phones.in_line(line, None)] == kinds


@pytest.mark.parametrize(
    "line",
    [
        "Account number 12345678",
        "On 10/30/2001 we met",
        "2009/2010",
        "911-67-0060",
        "Houston, TX 77251-1384",
        "1 2 3 4 5 6 7 8",
        "$1234567",
    ],
)
def test_other_numbers_are_no_phones(line):
    assert list(phones.in_line(line, None)) == []


def test_names_come_apart_as_their_language_has_it():
    assert names.parse("María Isabel García López", surnames=2).last == "García López"
    assert names.parse("GARCIA LOPEZ, Maria").last == "GARCIA LOPEZ"
    assert names.parse("Dr. John P. Doe-Ray, CLU").title == "Dr."
    assert names.display("Lee, Ann [Sales]") == "Ann Lee"
    assert names.display_of_dn("/O=ENRON/OU=NA/CN=RECIPIENTS/CN=SSHACKL") == "SSHACKL"


def test_firms_are_told_from_people():
    assert names.is_company("Construcciones Pérez S.L.")
    assert names.is_company("Acme Plumbing & Heating Inc.")
    assert not names.is_company("Margaret Johnson")
