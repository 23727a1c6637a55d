"""The answers agree with the files, and the hard cases are there in numbers."""

from collections import Counter
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime

import pytest

UNCOUNTED = {"Drafts", "Junk Email", "Deleted Items"}
LEAST = {
    "several_open": 200, "subject_changed": 40, "private_forward": 20, "consultant": 15, "alias": 20,
    "late_opportunity": 15, "internal_branch": 30, "forged_reference": 8, "generic_subject": 80,
    "quote_in_text": 20, "moved_contact": 15, "shared_address": 15, "role_address": 25,
    "unknown_person": 15, "subdomain": 6, "group": 2, "reused_thread": 10, "free_mail": 10,
    "journaled": 10, "private": 10, "auto_reply": 20, "calendar": 80, "internal": 80,
}  # fmt: skip


def test_hard_cases_are_there(answers):
    found = Counter(tag for row in answers("links") for tag in row["case"].split(";"))

    assert not {tag: found[tag] for tag, least in LEAST.items() if found[tag] < least}


def test_links_name_what_exists(answers, mails):
    accounts = {row["key"] for row in answers("accounts", "crm")}
    deals = {row["key"]: row["account"] for row in answers("opportunities", "crm")}
    for row in answers("links"):
        assert row["message_id"] in mails
        assert not row["account"] or row["account"] in accounts
        if row["opportunity"]:
            assert deals[row["opportunity"]] == row["account"]


def test_automated_mail_says_so_in_its_headers(answers, mails):
    kinds = {row["message_id"]: row["kind"] for row in answers("automated")}
    for identity, kind in kinds.items():
        mail = mails[identity]
        match kind:
            case "bounce":
                assert mail.get_content_type() == "multipart/report"
            case "auto_reply" | "system":
                assert mail["Auto-Submitted"] != "no"
                assert mail["Auto-Submitted"]
            case "list":
                assert mail["List-Id"]
            case "bulk":
                assert mail["List-Unsubscribe"]
                assert mail["Precedence"] == "bulk"
            case "calendar":
                assert mail.get_content_type() == "text/calendar"
            case _:
                pytest.fail(kind)
    plain = [mail for identity, mail in mails.items() if identity not in kinds]
    assert not [mail for mail in plain if mail["Auto-Submitted"] or mail["List-Id"]]
    assert set(Counter(kinds.values())) == {"bounce", "auto_reply", "list", "bulk", "calendar", "system"}


def test_a_forged_reference_points_at_another_deal(answers, mails):
    links = {row["message_id"]: row for row in answers("links")}
    for row in links.values():
        if "forged_reference" in row["case"]:
            stolen = links[mails[row["message_id"]]["References"].split()[-1]]
            assert stolen["opportunity"]
            assert stolen["account"] != row["account"]
            assert not row["opportunity"]


def test_late_opportunities_are_younger_than_their_mail(answers, mails):
    created = {row["key"]: row["created_on"] for row in answers("opportunities", "crm")}
    for row in answers("links"):
        if "late_opportunity" in row["case"]:
            day = parsedate_to_datetime(mails[row["message_id"]]["Date"]).date().isoformat()
            assert day < created[row["opportunity"]]


def recomputed(copies, answers):
    """Last mail interaction of each contact and account, from the files and DESIGN §5 alone."""
    people = {}
    for row in answers("contacts", "crm"):
        for email in row["emails"].split(";"):
            people.setdefault(email, []).append(row["key"])
    ours = {
        address
        for row in answers("../users")
        for address in (row["upn"], *row["aliases"].split(";"))
    }  # fmt: skip
    automated = {row["message_id"] for row in answers("automated")}
    last = {}
    for item in copies:
        mail = item.mail
        if item.folder in UNCOUNTED or mail["Message-ID"] in automated or mail["Sensitivity"]:
            continue
        everyone = {address for _, address in getaddresses([str(mail[h]) for h in ("From", "To", "Cc") if mail[h]])}
        at = parsedate_to_datetime(mail["Date"])
        for email in everyone - ours:
            known = people.get(email, [])
            if len(known) == 1:
                last[known[0]] = max(at, last.get(known[0], at))
    return last


def test_last_mail_of_a_contact_agrees_with_the_mailboxes(copies, answers):
    from_files = recomputed(copies, answers)
    for row in answers("interactions"):
        if row["of"] != "contact":
            continue
        told = datetime.fromisoformat(row["last_at"]) if row["last_at"] else None
        mail = from_files.get(row["key"])
        if row["last_kind"].startswith("mail"):
            assert mail == told, row
        elif mail:
            assert told is not None, row
            assert told >= mail, row


def test_interactions_cover_everything(answers, folder):
    rows = answers("interactions")
    of = Counter(row["of"] for row in rows)

    assert of["contact"] == len(answers("contacts", "crm"))
    assert of["account"] == len(answers("accounts", "crm"))
    assert of["opportunity"] == len(answers("opportunities", "crm"))
    assert sum(1 for row in rows if row["next_at"]) >= 100
    assert sum(1 for row in rows if row["of"] == "opportunity" and row["next_at"]) >= 15


def test_meetings_say_why_they_do_not_count(answers):
    reasons = Counter(row["why_not"] for row in answers("meetings"))

    assert set(reasons) == {"", "internal", "private", "future", "cancelled", "declined_by_us",
                            "declined_by_customer"}  # fmt: skip
    assert min(reasons.values()) >= 5
    assert all((row["counts"] == "yes") == (not row["why_not"]) for row in answers("meetings"))


def test_every_rep_finds_something_to_do_this_morning(copies, answers):
    reps = {row["upn"] for row in answers("../users") if "rep" in row["roles"]}
    unread = Counter(item.upn for item in copies if item.mail["Status"] == "O" and item.folder == "Inbox")

    assert all(unread[upn] >= 3 for upn in reps)
