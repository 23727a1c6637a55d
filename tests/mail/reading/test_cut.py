"""Cutting a mail: who wrote which lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.mail.reading.cut import cut, reply_of

TOP_REPLY = """Hola Ana,

Nos viene bien el martes.

Un saludo,
Luis García
Director comercial
Aceros del Norte S.L.
Tel. 944 123 456

De: Ana Ruiz <ana@cliente.es>
Enviado el: lunes, 2 de marzo de 2026 9:15
Para: Luis García <luis@aceros.es>
CC: compras@cliente.es
Asunto: Visita

Hola Luis, ¿te viene bien el martes?

Ana
"""
INLINE = """On Dec 15, 2024, at 2:00 PM, Jane Doe <jane@example.com> wrote:
> What's your opinion on option A?

I think option A is great.

> What about option B?

Option B has some drawbacks.
"""
MARKS = ["", "> ", ">> ", ">", "   ", "\t"]
PIECES = [
    "Hola Ana,",
    "Hi",
    "Regards,",
    "Un saludo,",
    "Luis García",
    "-- ",
    "--",
    "-----Original Message-----",
    "From: Ann <a@b.c>",
    "Sent: Monday, March 2, 2026 9:15 AM",
    "To: Bob",
    "Subject: x",
    "De: Ana",
    "Asunto: hola",
    "Enviado el: lunes",
    "wrote:",
    "On Mon, Ann <a@b.c> wrote:",
    "El lun, 9 may 2022 a las 17:34, Ana (<a@b.es>) escribió:",
    "________________",
    "Tel: 944 123 456",
    "Sent from my iPhone",
    "This message is confidential. If you are not the intended recipient, delete it.",
    "<<file.doc>>",
    "",
    "Some text that goes on for a while and says something about the offer of last week.",
    "05/29/2001 01:07 PM",
    ":",
    "a escrit :",
]


def test_a_top_reply_ends_where_outlooks_header_begins():
    found = cut(TOP_REPLY, "Luis García <luis@aceros.es>")

    assert found.reply == "Hola Ana,\n\nNos viene bien el martes.\n\nUn saludo,\nLuis García"
    assert found.signature == "Director comercial\nAceros del Norte S.L.\nTel. 944 123 456"
    quoted = found.quoted[0]
    assert (quoted.author, quoted.email, quoted.sent_at) == ("Ana Ruiz", "ana@cliente.es", "2026-03-02T09:15")
    assert (quoted.to, quoted.cc, quoted.subject) == (("luis@aceros.es",), ("compras@cliente.es",), "Visita")


def test_answers_between_quoted_lines_are_the_senders():
    found = cut(INLINE)

    assert found.reply.split() == [
        "I",
        "think",
        "option",
        "A",
        "is",
        "great.",
        "Option",
        "B",
        "has",
        "some",
        "drawbacks.",
    ]
    assert {part.depth for part in found.parts} == {0, 1}


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Jun 3, 2024 at 9:15 AM Ann Lee <ann@x.com> wrote:",
        "El lun, 3 jun 2024 a las 9:15, Ana Ruiz (<ana@x.es>) escribió:",
        "Em 3 de junho de 2024 às 09:15, Ana (ana@x.pt) escreveu:",
        "Le lun. 3 juin 2024 à 09:15, Anne <anne@x.fr> a écrit :",
        "Am 03.06.2024 um 09:15 schrieb Anne <anne@x.de>:",
        "Il giorno lun 3 giu 2024 alle ore 09:15 Anna <anna@x.it> ha scritto:",
        "Op ma 3 jun 2024 om 09:15 schreef Anna <anna@x.nl>:",
    ],
)
def test_an_attribution_ends_the_reply_in_every_language(attribution):
    found = cut(f"Ja / sí / yes.\n\n{attribution}\n> the old text\n")

    assert found.reply == "Ja / sí / yes."
    assert found.quoted[0].sent_at == "2024-06-03T09:15"
    assert found.quoted[0].email.startswith(("ann", "ana"))


@pytest.mark.parametrize(
    "text",
    [
        "On the other hand, we should be careful.\nOn average, this parser works well.",
        "The data comes From: our database, not From: external sources.",
        "This email was sent from our automated system, not Sent from my iPad.",
        "Here is my analysis:\n\n----\n\n1. It got faster.\n\n====\n\nThose are separators.",
    ],
)
def test_text_that_only_looks_like_a_header_stays(text):
    assert reply_of(text) == text


def test_what_the_sender_wrote_is_the_same_with_and_without_reading_quotes():
    for text in (TOP_REPLY, INLINE):
        assert reply_of(text) == cut(text).reply


@given(
    st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from(PIECES)), max_size=40), st.sampled_from(["\n", "\r\n"])
)
def test_parts_cover_any_mail_in_order_without_gap_or_overlap(rows, newline):
    _is_covered(newline.join(mark + piece for mark, piece in rows))


@given(st.text(max_size=400))
def test_parts_cover_any_text_in_order_without_gap_or_overlap(text):
    _is_covered(text)


def _is_covered(body):
    found = cut(body)
    at = 0
    for part in found.parts:
        assert part.start == at < part.end
        at = part.end
    assert at == len(body)
    assert max((part.depth for part in found.parts), default=0) <= len(found.quoted)
    assert reply_of(body) == found.reply
