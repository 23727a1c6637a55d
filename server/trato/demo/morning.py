"""What waits in each rep's inbox today: fresh questions, a request to meet, something broken."""

from datetime import UTC, datetime, timedelta

from trato.demo import pipeline, team
from trato.demo.book import Book
from trato.demo.dice import Dice
from trato.demo.hours import meeting_time
from trato.demo.letters import Envelope, Thread, is_ours
from trato.demo.model import Account, Truth
from trato.demo.sales import scene_for
from trato.demo.service import SUBJECTS
from trato.demo.wording import has_act

_ANSWERS = {"offer": "c_tech", "follow": "c_meet", "recap": "c_ask_offer", "price": "c_meet"}
"""How a thread that we spoke in last goes on, by its chapter."""
_MATTERS = (("breakdown", "s_breakdown"), ("spares", "s_spares"), ("papers", "s_docs"),
            ("question", "s_question"), ("training", "s_training"), ("complaint", "s_complaint"))  # fmt: skip
_AWAKE = frozenset({team.MADRID, team.LONDON})


def tell_all(book: Book) -> None:
    """A handful of mails for each rep, none of them answered yet."""
    matter = 0
    for upn in team.REPS:
        dice = book.dice("morning", upn)
        for thread in _waiting(book, upn)[: dice.between(2, 4)]:
            _answer(book, dice, thread)
        accounts = [account for account in book.world.accounts if account.owner == upn]
        for account in dice.some([one for one in accounts if one.industry != "Ingeniería"], 2):
            _matter(book, dice, account, matter)
            matter += 1


def _moment(book: Book, dice: Dice, zone: str) -> datetime:
    """Before the demo's hour; where it is still night, the evening before."""
    back = timedelta(minutes=dice.between(6, 85)) if zone in _AWAKE else timedelta(hours=dice.between(9, 13))
    return (book.now - back - timedelta(seconds=dice.below(60))).astimezone(UTC)


def _waiting(book: Book, upn: str) -> list[Thread]:
    """Threads of open deals in which we wrote last, the newest first."""
    found = [
        thread
        for thread in book.threads
        if thread.truth.opportunity
        and not thread.truth.case
        and book.deals[thread.truth.opportunity].owner == upn
        and book.deals[thread.truth.opportunity].stage not in pipeline.CLOSED
        and thread.key.split(":")[1] in _ANSWERS
        and is_ours(thread.last.sender)
        and thread.last.at < book.now - timedelta(hours=20)
    ]
    return sorted(found, key=lambda thread: (thread.last.at, thread.key), reverse=True)


def _answer(book: Book, dice: Dice, thread: Thread) -> None:
    last = thread.last
    envelope = Envelope(last.to[0], (last.sender,), last.cc if dice.chance(0.3) else ())
    at = _moment(book, dice, envelope.sender.zone)
    act = _ANSWERS[thread.key.split(":")[1]]
    special = act + pipeline.kind_of(book.deals[thread.truth.opportunity]).suffix
    thread.scene.when = meeting_time(dice, at, envelope.sender.zone)
    text = thread.write(
        special if has_act(thread.scene.language, special) else act, envelope, at, last
    )  # fmt: skip
    mail = thread.mail(envelope, text, at, last)
    thread.add(mail)
    book.post(mail)


def _matter(book: Book, dice: Dice, account: Account, number: int) -> None:
    matter, act = _MATTERS[number % len(_MATTERS)]
    them = book.person(dice.pick(book.staff[account.key]).key)
    scene_ = scene_for(book, account)
    subject = dice.pick(SUBJECTS[account.language][matter]).format_map(scene_.facts)
    thread = Thread(f"{account.key}:{matter}-today", subject, scene_, Truth(account.key),
                    start=_moment(book, dice, them.zone), until=book.now)  # fmt: skip
    book.begin(thread, account.register)
    thread.say(act, Envelope(them, (book.rep(account),)))
    book.keep(thread)
