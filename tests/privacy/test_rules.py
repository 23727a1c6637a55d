"""Which rule keeps an item out: every kind, every place a participant may stand, and what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.errors import InvalidInputError
from trato.privacy.model import Facts, Rule, RuleKind
from trato.privacy.rules import Ruleset, folded, typed

ORDINARY = Facts({"ana@vega.example", "luis@norte.example"}, "Presses", ("Red",), ("Inbox",), "normal")


def covers(kind, value, facts) -> bool:
    return Ruleset.of([Rule(1, RuleKind(kind), typed(RuleKind(kind), value))]).covering(facts) is not None


@pytest.mark.parametrize(
    ("kind", "value", "facts"),
    [
        ("participant", "LUIS@Norte.example ", Facts({"luis@norte.example", "ana@vega.example"}, "")),
        ("domain", "@norte.example", Facts({"ana@vega.example", "luis@norte.example"}, "")),
        ("domain", "norte.example", Facts({"x@mail.es.norte.example"}, "")),
        ("domain", "*.norte.example", Facts({"x@norte.example"}, "")),
        ("category", "privado", Facts((), "", ("Rojo", "PRIVADO"))),
        ("folder", "Private", Facts((), "", (), ("Inbox", "private", "Letters"))),
        ("folder", "Inbox / Private", Facts((), "", (), ("Inbox", "Private", "Letters"))),
        ("keyword", "clinica", Facts((), "Cita en la Clínica Norte")),
        ("keyword", "despido", Facts((), "RE: Despidos")),
        ("keyword", "plan social", Facts((), "El  plan\tsocial de junio")),
        ("sensitivity", "Private", Facts((), "", sensitivity="private")),
    ],
)
def test_a_rule_covers(kind, value, facts):
    assert covers(kind, value, facts)


@pytest.mark.parametrize(
    ("kind", "value", "facts"),
    [
        ("participant", "luis@norte.example", Facts({"luisa@norte.example", "luis@norte.example.org"}, "")),
        ("domain", "norte.example", Facts({"x@delnorte.example", "norte.example@other.example"}, "")),
        ("domain", "mail.norte.example", Facts({"x@norte.example"}, "")),
        ("category", "Priv", Facts((), "", ("Privado",))),
        ("folder", "Priv", Facts((), "", (), ("Inbox", "Private"))),
        ("folder", "Private/Inbox", Facts((), "", (), ("Inbox", "Private"))),
        ("folder", "Inbox/Private", Facts((), "", (), ("Archive", "Inbox", "Private"))),
        ("keyword", "cita", Facts((), "Solicitamos cotización, felicitaciones")),
        ("sensitivity", "private", Facts((), "", sensitivity="personal")),
    ],
)
def test_a_rule_does_not_cover(kind, value, facts):
    assert not covers(kind, value, facts)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("participant", "luis"), ("participant", "a b@c.example"), ("participant", "@norte.example"), ("domain", "es"),
        ("domain", "a@b.example"), ("domain", ""), ("category", "  "), ("folder", " / "), ("keyword", "a"),
        ("keyword", "-- --"), ("sensitivity", "secret"), ("thread", "thread"),
    ],
)  # fmt: skip
def test_what_would_cover_everything_or_nothing_is_refused(kind, value):
    with pytest.raises(InvalidInputError):
        typed(RuleKind(kind), value)


def test_no_rule_covers_nothing():
    assert Ruleset.of([]).covering(ORDINARY) is None


WORDS = st.text(alphabet="aáÁbcñÑç ß-1é", min_size=0, max_size=20)


@given(WORDS, WORDS, WORDS)
def test_a_keyword_is_found_at_the_beginning_of_any_word_whatever_stands_around(before, word, after):
    if sum(one.isalnum() for one in folded(word)) < 3:
        return
    wanted = " ".join(word.split())
    assert covers("keyword", wanted, Facts((), f"{before} {wanted.upper()}{after}")) or not folded(wanted)[0].isalnum()


@given(st.sampled_from(["norte.example", "a.b.norte.example", "b.norte.example"]), st.integers(0, 4))
def test_a_domain_covers_itself_and_those_below_it_only(domain, depth):
    below = "".join(f"x{n}." for n in range(depth)) + domain
    assert covers("domain", domain, Facts({f"someone@{below}"}, ""))
    assert covers("domain", below, Facts({f"someone@{domain}"}, "")) is (depth == 0)
