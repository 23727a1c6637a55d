"""Which thread a mail belongs to, across mailboxes (RFC 5322 §3.6.4; RFC 5256 for threads without references).

By references first: a mail joins the thread of any mail it refers to or that refers to it. Only a mail of a person
that carries no reference at all may join by topic, and only where the words, the people and the time all agree.
The result does not depend on the order in which mails arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.mail.model import MailItem

CLOSE_IN_TIME = timedelta(days=45)
SHORTEST_TOPIC = 4
FARTHEST_BACK = 30


@dataclass(frozen=True, slots=True)
class KnownThread:
    """A thread that is already kept, as far as joining needs it."""

    id: int
    topic: str
    first_at: datetime
    last_at: datetime
    addresses: frozenset[str]
    opener: str
    opens_as_reply: bool


@dataclass(slots=True)
class Group:
    """Mails and known threads that belong together; `known` holds the ids of the latter, `mails` are indexes."""

    mails: list[int] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


def keys_of(mail: MailItem) -> list[str]:
    """Return what leads to the mail's thread: its own Message-ID and those it refers to."""
    ids = (mail.message_id, *mail.references)
    return list(dict.fromkeys(f"id:{name}" for name in ids if name))


def has_topic(mail: MailItem) -> bool:
    """Tell whether the mail's topic says anything about its thread: a person's mail with words in its subject."""
    return not mail.automated_kind and not mail.is_draft and len(mail.topic) >= SHORTEST_TOPIC


def lost_its_references(mail: MailItem) -> bool:
    """Tell whether the mail is an answer that does not say to what: only such a one may follow by topic."""
    return mail.is_reply and not mail.references


def group(
    mails: Sequence[MailItem],
    threads_by_key: Mapping[str, int],
    threads: Iterable[KnownThread],
    homes: Mapping[int, int] | None = None,
    twins: Mapping[int, int] | None = None,
) -> list[Group]:
    """Put `mails` and the threads they touch into groups, each of which is one thread from now on.

    `threads_by_key` tells the known thread of a key; `threads` are those with a topic that one of the mails has;
    `homes` tells by index the thread that a mail is in already, `twins` another index that is the same mail.
    """
    forest = _Forest()
    for index, thread_id in (homes or {}).items():
        forest.join(("thread", thread_id), ("mail", index))
    for index, twin in (twins or {}).items():
        forest.join(("mail", twin), ("mail", index))
    for index, mail in enumerate(mails):
        forest.add(("mail", index))
        for key in keys_of(mail):
            forest.join(("mail", index), ("key", key))
            if key in threads_by_key:
                forest.join(("mail", index), ("thread", threads_by_key[key]))
    _join_topics(forest, mails, list(threads))
    return forest.groups()


Node = tuple[str, int | str]


class _Forest:
    """Union-find over mails, keys and known threads."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def add(self, node: Node) -> None:
        self._parent.setdefault(node, node)

    def join(self, one: Node, other: Node) -> None:
        self.add(one)
        self.add(other)
        self._parent[self._root(other)] = self._root(one)

    def groups(self) -> list[Group]:
        found: dict[Node, Group] = {}
        for node in self._parent:
            target = found.setdefault(self._root(node), Group())
            kind, name = node
            if kind == "mail":
                target.mails.append(int(name))
            elif kind == "thread":
                target.known.add(int(name))
            else:
                target.keys.add(str(name))
        return [target for target in found.values() if target.mails]

    def _root(self, node: Node) -> Node:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node


@dataclass(frozen=True, slots=True)
class _Talk:
    """One side of a possible join by topic: a mail, or a known thread as a whole."""

    node: Node
    first_at: datetime
    last_at: datetime
    addresses: frozenset[str]
    opener: str
    may_follow: bool


def _join_topics(forest: _Forest, mails: Sequence[MailItem], threads: Sequence[KnownThread]) -> None:
    by_topic: dict[str, list[_Talk]] = {}
    for thread in threads:
        talk = _Talk(
            ("thread", thread.id),
            thread.first_at,
            thread.last_at,
            thread.addresses,
            thread.opener,
            thread.opens_as_reply,
        )
        by_topic.setdefault(thread.topic, []).append(talk)
    for index, mail in enumerate(mails):
        if has_topic(mail):
            opener = mail.sender.address if mail.sender else ""
            talk = _Talk(("mail", index), mail.sent_at, mail.sent_at, mail.addresses, opener, lost_its_references(mail))
            by_topic.setdefault(mail.topic, []).append(talk)
    for talks in by_topic.values():
        talks.sort(key=lambda talk: (talk.first_at, str(talk.node)))
        _join_neighbours(forest, talks)


def _join_neighbours(forest: _Forest, talks: Sequence[_Talk]) -> None:
    # A chain letter has hundreds of mails of one topic: each looks back a bounded way.
    for later, talk in enumerate(talks):
        for earlier in talks[max(0, later - FARTHEST_BACK) : later]:
            if _answers(talk, earlier):
                forest.join(earlier.node, talk.node)


def _answers(later: _Talk, earlier: _Talk) -> bool:
    if not later.may_follow or later.first_at - earlier.last_at > CLOSE_IN_TIME:
        return False
    # Whoever answers was part of the talk, and answers somebody who was.
    return later.opener in earlier.addresses and bool((later.addresses & earlier.addresses) - {later.opener})
