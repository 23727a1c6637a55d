# ruff: noqa: E501 - a header reads better unbroken
"""Invented letters of seven languages and many programs are cut exactly; single styles that programs really print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.reading.letters import TONGUES, letters

from trato.mail.reading.cut import cut, reply_of
from trato.mail.reading.html import to_text

SAID = "Nos va bien el jueves."
OLD = "¿Les va bien el jueves?"
HEADERS = {
    "gmail es": "El lun, 3 nov 2025 a las 10:02, Ana Ruiz (<ana@cliente.es>) escribió:",
    "gmail es, two lines": "El lun, 3 nov 2025 a las 10:02, Ana Ruiz\n(<ana@cliente.es>) escribió:",
    "gmail es, three lines": "El lun, 3 nov 2025 a las 10:02,\nAna Ruiz Etxebarria de la Fuente\n(<ana@cliente.es>) escribió:",
    "gmail en, four lines": "On Mon, Nov 3, 2025\nat 10:02 AM\nAna Ruiz\n<ana@cliente.es> wrote:",
    "gmail en, narrow blanks": "On Mon, Nov 3, 2025 at 10:02\u202fAM Ana Ruiz <ana@cliente.es> wrote:",
    "gmail pt": "Ana Ruiz <ana@cliente.es> escreveu em seg., 3/11/2025 às 10:02:",
    "gmail fr": "Le lun. 3 nov. 2025 à 10:02, Ana Ruiz <ana@cliente.es> a écrit\u00a0:",
    "gmail de": "Am Mo., 3. Nov. 2025 um 10:02 Uhr schrieb Ana Ruiz <ana@cliente.es>:",
    "gmail it": "Il giorno lun 3 nov 2025 alle ore 10:02 Ana Ruiz <ana@cliente.es> ha scritto:",
    "gmail nl": "Op ma 3 nov 2025 om 10:02 schreef Ana Ruiz <ana@cliente.es>:",
    "apple es": "El 3 nov 2025, a las 10:02, Ana Ruiz <ana@cliente.es> escribió:",
    "apple en": "On 3 Nov 2025, at 10:02, Ana Ruiz <ana@cliente.es> wrote:",
    "apple de": "Am 03.11.2025 um 10:02 schrieb Ana Ruiz <ana@cliente.es>:",
    "thunderbird es": "El 3/11/25 a las 10:02, Ana Ruiz escribió:",
    "thunderbird en": "On 11/3/25 10:02, Ana Ruiz wrote:",
    "thunderbird fr": "Le 03/11/2025 à 10:02, Ana Ruiz a écrit :",
    "thunderbird de": "Am 03.11.25 um 10:02 schrieb Ana Ruiz:",
    "yahoo en": "On Monday, November 3, 2025 at 10:02:11 AM GMT+1, Ana Ruiz <ana@cliente.es> wrote:",
    "yahoo es": "En lunes, 3 de noviembre de 2025, 10:02:11 CET, Ana Ruiz <ana@cliente.es> escribió:",
    "yahoo de": "Am Montag, 3. November 2025 um 10:02:11 MEZ hat Ana Ruiz <ana@cliente.es> Folgendes geschrieben:",
    "yahoo it": "Il lunedì 3 novembre 2025 alle ore 10:02:11 CET, Ana Ruiz <ana@cliente.es> ha scritto:",
    "right-to-left marks": "\u200fEl lun, 3 nov 2025 a las 10:02, \u200eAna Ruiz\u200e (\u200e<ana@cliente.es>\u200e) escribió:\u200f",
}
BLOCKS = {
    "outlook es": "De: Ana Ruiz <ana@cliente.es>\nEnviado el: lunes, 3 de noviembre de 2025 10:02\nPara: Luis\nCC: Eva\nAsunto: Visita",
    "outlook es, bold": "*De:* Ana Ruiz <ana@cliente.es>\n*Enviado el:* lunes, 3 de noviembre de 2025 10:02\n*Para:* Luis\n*CC:* Eva\n*Asunto:* Visita",
    "outlook es, ruled": "________________________________\nDe: Ana Ruiz <ana@cliente.es>\nEnviado: lunes, 3 de noviembre de 2025 10:02\nPara: Luis\nAsunto: Visita",
    "outlook es, original": "-----Mensaje original-----\nDe: Ana Ruiz [mailto:ana@cliente.es]\nEnviado el: lunes, 3 de noviembre de 2025 10:02\nPara: Luis\nAsunto: Visita",
    "outlook en, no-break blanks": "From:\u00a0Ana Ruiz <ana@cliente.es>\nSent:\u00a0Monday, November 3, 2025 10:02 AM\nTo:\u00a0Luis\nSubject:\u00a0Visita",
    "outlook en, marks of direction": "\u200eFrom: Ana Ruiz <ana@cliente.es>\n\u200eSent: Monday, November 3, 2025 10:02 AM\n\u200eTo: Luis\n\u200eSubject: Visita",
    "outlook mobile": "Obtener Outlook para iOS<https://aka.ms/o0ukef>\n________________________________\nDe: Ana Ruiz <ana@cliente.es>\nEnviado: lunes, noviembre 3, 2025 10:02 a. m.\nPara: Luis\nAsunto: Visita",
    "outlook pt": "De: Ana Ruiz <ana@cliente.es>\nEnviada em: segunda-feira, 3 de novembro de 2025 10:02\nPara: Luis\nAssunto: Visita",
    "outlook fr": "De : Ana Ruiz <ana@cliente.es>\nEnvoyé : lundi 3 novembre 2025 10:02\nÀ : Luis\nObjet : Visita",
    "outlook de": "Von: Ana Ruiz <ana@cliente.es>\nGesendet: Montag, 3. November 2025 10:02\nAn: Luis\nBetreff: Visita",
    "outlook it": "Da: Ana Ruiz <ana@cliente.es>\nInviato: lunedì 3 novembre 2025 10:02\nA: Luis\nOggetto: Visita",
    "outlook nl": "Van: Ana Ruiz <ana@cliente.es>\nVerzonden: maandag 3 november 2025 10:02\nAan: Luis\nOnderwerp: Visita",
    "gmail forward": "---------- Forwarded message ---------\nDe: Ana Ruiz <ana@cliente.es>\nDate: lun, 3 nov 2025 a las 10:02\nSubject: Visita\nTo: Luis <luis@x.es>",
    "apple forward": "Inicio del mensaje reenviado:\n\nDe: Ana Ruiz <ana@cliente.es>\nAsunto: Visita\nFecha: 3 de noviembre de 2025, 10:02:11 CET\nPara: Luis",
    "thunderbird forward": "-------- Mensaje reenviado --------\nAsunto: \tVisita\nFecha: \tMon, 3 Nov 2025 10:02:11 +0100\nDe: \tAna Ruiz <ana@cliente.es>\nPara: \tLuis",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_letters_are_cut_exactly(seed):
    for letter in letters(20 * len(TONGUES), seed):
        found = cut(letter.body, letter.sender)
        notice = "".join(letter.body[p.start : p.end] for p in found.parts if p.depth == 0 and p.kind == "disclaimer")

        assert _lines(found.reply) == _lines(letter.reply), letter.name
        assert reply_of(letter.body) == cut(letter.body).reply, letter.name
        if letter.signature:
            assert _lines(f"{found.signature}\n{notice}") == _lines(letter.signature), letter.name


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_an_attribution_is_read_however_it_is_printed(header, marked):
    found = cut(f"{SAID}\n\n{header}\n\n{'> ' if marked else ''}{OLD}\n")

    assert found.reply == SAID
    assert len(found.quoted) == 1
    assert found.quoted[0].author == "Ana Ruiz" or found.quoted[0].author.startswith("Ana Ruiz")
    assert found.quoted[0].email == ("ana@cliente.es" if "@" in header else None)
    assert found.quoted[0].sent_at.startswith("2025-11-03T10:02")


@pytest.mark.parametrize("header", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("mark", ["", "> "], ids=["plain", "marked"])
def test_a_header_block_is_read_in_every_programs_form(header, mark):
    old = "\n".join(mark + line for line in f"{header}\n\n{OLD}".split("\n"))
    found = cut(f"{SAID}\n\n{old}\n")

    assert found.reply == SAID
    told = [quoted for quoted in found.quoted if quoted.author]
    assert [(quoted.author, quoted.email, quoted.subject) for quoted in told] == [
        ("Ana Ruiz", "ana@cliente.es", "Visita")
    ]
    assert told[0].sent_at.startswith("2025-11-03T10:02")


def test_marks_of_several_levels_are_different_messages():
    body = f"{SAID}\n\nOn Mon, Nov 3, 2025 at 10:02 AM Ana <ana@x.es> wrote:\n> {OLD}\n>\n> On Sun, Nov 2, 2025 at 9:00 AM Luis <l@x.es> wrote:\n>> primero\n>>> antes\n"

    found = cut(body)

    assert found.reply == SAID
    assert [quoted.author for quoted in found.quoted] == ["Ana", "Luis", None]
    assert body[found.parts[-1].start :].strip() == ">>> antes"


@pytest.mark.parametrize("bare", [">", "> ", ">>", ">\n>"])
def test_a_bare_mark_is_never_the_senders(bare):
    assert reply_of(f"{SAID}\n{bare}\n> {OLD}") == SAID
    assert reply_of(f"> {OLD}\n{bare}\n\n{SAID}") == SAID


@given(st.lists(st.sampled_from(["<p>", "</p>", "<div>", "<br>", "<blockquote>", "</blockquote>", "hola", "&nbsp;", "<b>", "De: Ana",
                                  "<hr>", "Enviado: lunes", "\n", "-- ", "Un saludo,", "<td>", "<", ">", "<!--", "-->"]), max_size=60))  # fmt: skip
def test_parts_cover_the_text_of_any_page_in_order(pieces):
    body = to_text("".join(pieces))
    at = 0
    for part in cut(body).parts:
        assert part.start == at < part.end
        at = part.end
    assert at == len(body)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]
