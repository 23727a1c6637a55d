import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.mail.reading import subject
from trato.mail.reading.summary import first_sentence


@pytest.mark.parametrize(
    ("given_subject", "bare", "kind"),
    [
        ("Re: RV: Oferta 12", "Oferta 12", "reply"),
        ("RV: Oferta 12", "Oferta 12", "forward"),
        ("AW: WG: Angebot", "Angebot", "reply"),
        ("RE[2]: Fwd: foo", "foo", "reply"),
        ("[spice] Re: [spice] foo", "[spice] foo", "reply"),
        ("Enc: proposta", "proposta", "forward"),
        ("TR : devis", "devis", "forward"),
        ("Aceptado: Reunión", "Reunión", "calendar"),
        ("答复：你好", "你好", "reply"),
        ("Report: results", "Report: results", "new"),
    ],
)
def test_prefixes_of_every_language_go_and_tags_stay(given_subject, bare, kind):
    assert subject.normalise(given_subject) == bare
    assert subject.kind(given_subject) == kind


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_and_answering_changes_nothing(text):
    once = subject.normalise(text)

    assert subject.normalise(once) == once
    assert subject.normalise(f"Re: {once}") == once


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("Hola Ana,\n\nGracias por la oferta. La vemos el lunes.", "Gracias por la oferta."),
        ("Hi Bob, the contract is signed. Cheers", "the contract is signed."),
        ("Estimado Sr. Pérez:\n\nEl Sr. López vendrá el martes. Saludos", "El Sr. López vendrá el martes."),
        ("", ""),
        ("Hola", ""),
    ],
)
def test_the_first_sentence_skips_the_greeting(reply, sentence):
    assert first_sentence(reply) == sentence


@given(st.text(max_size=600), st.integers(min_value=10, max_value=200))
def test_a_summary_is_one_short_line(text, limit):
    found = first_sentence(text, limit)

    assert len(found) <= limit
    assert "\n" not in found
