import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.mail.reading.cut import reply_of
from trato.mail.reading.html import sanitise, to_text


def test_a_quoted_block_keeps_its_marks_so_that_it_can_be_cut():
    html = (
        "<div>Hi. I am fine.</div><div class=gmail_quote>On Thu, Jun 26, 2014 at 2:14 PM, A &lt;a@x.com&gt; wrote:<br>"
        '<blockquote class="gmail_quote">Hello!<blockquote>Older</blockquote></blockquote></div>'
    )

    assert ">> Older" in to_text(html)
    assert reply_of(to_text(html)) == "Hi. I am fine."


def test_outlooks_rule_and_block_are_cut():
    html = (
        "<p>Yes.</p><hr><p><b>De:</b> Ana &lt;a@x.es&gt;<br><b>Enviado:</b> lunes, 2 de marzo de 2026 9:15<br>"
        "<b>Para:</b> Luis<br><b>Asunto:</b> Visita</p><p>¿Vienes?</p>"
    )

    assert reply_of(to_text(html)) == "Yes."


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg onload=alert(1)>",
        "<iframe src=//x></iframe>",
        "<style>@import url(//x)</style>",
        "<b style='background:url(javascript:1)'>x</b>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<object data=x>",
        "<form action=//x><input></form>",
        "<base href=//x>",
        "<meta http-equiv=refresh content='0;url=//x'>",
        "<img src='https://tracker.example/p.gif'>",
        "<a href='data:text/html,x'>x</a>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_nothing_that_runs_or_loads_survives(attack):
    clean = sanitise(f"<p>Hola</p>{attack}").lower()

    assert "hola" in clean
    for word in (
        "<script",
        "onerror",
        "onload",
        "javascript:",
        "<iframe",
        "<style",
        "style=",
        "<svg",
        "<object",
        "<form",
        "<base",
        "<meta",
        "data:",
        "tracker",
    ):
        assert word not in clean


@given(st.text(alphabet="<>/ab c&;'\"=!-\n", max_size=300))
def test_any_markup_gives_text(html):
    assert isinstance(to_text(html), str)
    assert "<script" not in sanitise(html)
