"""What to do about a feed that stands still, by its stable error code; English, as the command line is."""

from __future__ import annotations

_BY_CODE = {
    "graph_unavailable": "Microsoft 365 does not answer; it is tried again by itself",
    "graph_throttled": "Microsoft 365 asks for a pause; reading goes on after it",
    "graph_consent_missing": "permission is missing; an administrator gives consent, `trato doctor` shows the link",
    "graph_consent_needed": "permission is missing; an administrator gives consent, `trato doctor` shows the link",
    "graph_sign_in_again": "the account must sign in again",
    "graph_not_found": "the mailbox or folder is not there; check that the user has a mailbox with a licence",
    "graph_refused": "Microsoft 365 refused the request; it is tried again",
    "graph_cursor_expired": "the mailbox is read from the beginning; nothing is lost",
    "graph_link_untrusted": "the mailbox is read from the beginning; nothing is lost",
    "mass_removal": "much would be removed; look at the mailbox, then `trato connect UPN --allow-removal`",
}
_OTHER = "it is tried again; if it stays so, look at the worker's log"


def remedy(code: str) -> str:
    """Return what is the case and what to do."""
    return _BY_CODE.get(code, _OTHER)
