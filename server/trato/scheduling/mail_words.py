"""What a customer's waiting mail asks for, read from its words: no transaction waits for that.

Reading a text takes as long as many statements, the first one of a process far longer; a transaction that idles
meanwhile holds a connection, and the database ends it after a while (idle_in_transaction_session_timeout).
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from trato.mail.reading.message import Message, what_is_asked
from trato.scheduling.model import Period
from trato.scheduling.next_step import Facts

ASKS_FROM = 0.5


def read_words(facts: Facts, zone: ZoneInfo) -> Facts:
    """Return facts with what the waiting mail asks for.

    Times that it names are read as clocks of `zone`: customers write of the afternoon that both have.
    """
    waiting = facts.waiting
    if waiting is None or not (waiting.words or waiting.subject):
        return facts
    mail = Message(id="", body=waiting.words, subject=waiting.subject, sent_at=waiting.at.astimezone(zone))
    meeting, questions = what_is_asked(mail)
    asks = meeting.intent >= ASKS_FROM
    return replace(
        facts,
        waiting=replace(
            waiting,
            is_question=bool(questions) or asks,
            asks_to_meet=asks and meeting.kind not in {"accept", "decline", "cancel"},
            times=tuple(Period(one.start, one.end or one.start) for one in meeting.times if one.start.tzinfo),
        ),
    )
