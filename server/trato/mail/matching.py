"""Which message each mail of a page is: one known already, or a new one (RFC 5322 §3.6.4). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trato.mail.model import MailItem


@dataclass(frozen=True, slots=True)
class New:
    """A mail not known before, first told of by the mail at `index` of the page."""

    index: int


@dataclass(frozen=True, slots=True)
class Identities:
    """Which message each mail of a page is: a known id, or one of the `new` ones."""

    placed: tuple[int | New, ...]
    new: tuple[New, ...]


def message_keys_of(mail: MailItem) -> list[str]:
    """Return what the mail is known by; a draft is known by its copy alone."""
    if mail.is_draft:
        return []
    keys = [f"id:{mail.message_id}"] if mail.message_id else []
    return [*keys, f"fp:{mail.fingerprint}"]


def identify(
    mails: Sequence[MailItem], known: Mapping[str, int], by_copy: Mapping[str, int], drafts: Collection[int] = ()
) -> Identities:
    """Decide which message each mail is; two copies on one page may be the same new one.

    The copy's own row decides first, then the Message-ID, then the fingerprint. Only what was a draft (`drafts`) and
    is a mail now looks at its identity first: a colleague's mailbox may have told of it before.
    """
    found: dict[str, int | New] = dict(known)
    placed: list[int | New] = []
    new: list[New] = []
    for index, mail in enumerate(mails):
        keys = message_keys_of(mail)
        by_key = next((found[key] for key in keys if key in found), None)
        own = by_copy.get(mail.remote_id)
        where = by_key if own is None or (by_key is not None and own in drafts) else own
        if where is None:
            where = New(index)
            new.append(where)
        for key in keys:
            found.setdefault(key, where)
        placed.append(where)
    return Identities(tuple(placed), tuple(new))
