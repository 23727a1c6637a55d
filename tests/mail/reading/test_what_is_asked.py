"""What a mail asks is the same whether it is read whole or for that alone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from trato.mail.reading.message import Message, read, what_is_asked

WORDS = st.sampled_from(
    ["Could we meet on Tuesday at 10?", "¿Puede enviarme la oferta?", "Gracias.", "> When?", "Un saludo,", "Luis", "ok"]
)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_reading_for_questions_alone_finds_the_same(lines, subject):
    mail = Message(id="", body="\n".join(lines), subject=subject, sent_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    whole = read(mail)
    assert what_is_asked(mail) == (whole.meeting, whole.questions)
